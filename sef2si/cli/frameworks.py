"""``import framework`` and ``import crosswalk``: what a school judges itself by, if it is its own."""

# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, operator, plan_with, planner_on, plans_of, typed_urn

if TYPE_CHECKING:
    from sef2si.documents.frameworks_preview import Coming


@click.command(name="framework")
@click.argument("urn", callback=typed_urn)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", "label", default="", help="What the school calls it; the file's name if left out.")
@click.option("--yes", is_flag=True, help="Bring it in without asking.")
@database_option()
def import_framework(urn: str, file: Path, label: str, yes: bool, database: str) -> None:
    """Bring in an evaluation framework or standards of a school's own, from CSV; no other school sees it.

    Shows what it would do and asks first. “import undo --framework” takes it back.
    """
    from sef2si.documents.frameworks_preview import coming_framework

    with planner_on(database) as planner:
        plans = plans_of(planner, urn)
        _bring(urn, coming_framework(urn, file.name, file.read_bytes(), plans, label=label), yes)


@click.command(name="crosswalk")
@click.argument("urn", callback=typed_urn)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Bring it in without asking.")
@database_option()
def import_crosswalk(urn: str, file: Path, yes: bool, database: str) -> None:
    """Bring in a crosswalk from one framework to another, of which one is the school's own, from CSV.

    Shows what it would do and asks first. “import undo --framework” takes it back.
    """
    from sef2si.documents.frameworks_preview import coming_crosswalk

    with planner_on(database) as planner:
        school = plan_with(planner, urn, None).school
        _bring(urn, coming_crosswalk(urn, file.name, file.read_bytes(), school), yes)


def _bring(urn: str, coming: Coming, yes: bool) -> None:
    from sef2si.documents.frameworks_kept import bring

    click.echo(f"{coming.title}: {coming.summary}")
    for part in coming.parts:
        if part.title:
            click.echo(f"  {part.title}")
        for line in part.lines:
            before = f"before: {line.was}" if line.was else ""
            click.echo(
                f"    {line.state.value}: {'; '.join(each for each in (line.label, *line.said, before) if each)}"
            )
        for area in part.behind:
            click.echo(f"    Stays behind: {area}")
    if not coming.changes:
        click.echo("All of this is there already. There is nothing to bring in.")
    elif coming.refused or yes or click.confirm("Bring it in?"):
        bring(operator(urn), urn, coming)
        click.echo("It is there. “sef2si import undo --framework” takes it back.")
    else:
        click.echo("Nothing was imported.")
