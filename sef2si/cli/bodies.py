"""``body``: authorities and trusts, for whoever runs the server."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import Sentences, database_option, open_database, typed_urn
from sef2si.domain.bodies import BodyKind
from sef2si.domain.people import COMMAND_LINE

if TYPE_CHECKING:
    from sef2si.services.bodies import Bodies


@click.group(cls=Sentences)
def body() -> None:
    """Authorities and trusts: their schools, which a lead adviser serves as far as each school shares."""


@body.command(name="list")
@database_option()
def list_(database: str) -> None:
    """Each with its number, which “sef2si person add --body” wants, and its schools."""
    with _bodies_on(database) as bodies:
        found = bodies.every(COMMAND_LINE)
    for each in found:
        click.echo(f"{each.id}  {each.kind.label}  {each.name}  {_schools(len(each.urns))}: {', '.join(each.urns)}")
    if not found:
        click.echo("None yet. “sef2si body add” or “sef2si body import” makes one.")


@body.command()
@click.argument("kind", type=click.Choice([kind.value for kind in BodyKind]))
@click.argument("name")
@click.option(
    "--school",
    "schools",
    metavar="URN",
    multiple=True,
    callback=lambda ctx, param, typed: tuple(typed_urn(ctx, param, each) for each in typed),
    help="One of its schools. Say it again for each.",
)
@click.option("--only", is_flag=True, help="These schools and no others from now on.")
@database_option()
def add(*, kind: str, name: str, schools: tuple[str, ...], only: bool, database: str) -> None:
    """Make an authority or trust, or give one that is here more schools."""
    chosen = next(each for each in BodyKind if each.value == kind)
    with _bodies_on(database) as bodies:
        made = bodies.keep(COMMAND_LINE, chosen, name, schools, whole=only)
    click.echo(f"{made.id}  {made.kind.label}  {made.name}  {_schools(len(made.urns))}")


@body.command()
@click.argument("number")
@database_option()
def remove(number: str, database: str) -> None:
    """Take one away by its number: its lead advisers serve its schools no more."""
    with _bodies_on(database) as bodies:
        bodies.remove(COMMAND_LINE, number)
    click.echo("It is gone. Its schools and their plans stay.")


@body.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option()
def import_(file: Path, database: str) -> None:
    """Authorities and trusts of the schools that are here, from the register of schools (CSV)."""
    from sef2si.documents.gias import Report, read_schools

    kinds = (("authority", BodyKind.AUTHORITY), ("trust", BodyKind.TRUST))
    with file.open("rb") as raw:
        named = [
            (str(school["urn"]), kind, str(school.get(field) or ""))
            for school in read_schools(raw, file.name, Report())
            for field, kind in kinds
        ]
    with _bodies_on(database) as bodies:
        count, schools = bodies.take_over(COMMAND_LINE, named)
    click.echo(f"{count} authorities and trusts for {schools} schools that are here.")


@contextmanager
def _bodies_on(database: str) -> Iterator[Bodies]:
    from sef2si.services.bodies import Bodies

    engine, _ = open_database(database)
    try:
        yield Bodies(engine)
    finally:
        engine.dispose()


def _schools(count: int) -> str:
    return "1 school" if count == 1 else f"{count} schools"
