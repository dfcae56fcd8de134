"""What every command needs: options, the database, and refusals that end as one sentence."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from sef2si.domain.cycle import academic_year, first_day
from sef2si.domain.people import COMMAND_LINE, Person, Role
from sef2si.domain.school import valid_urn
from sef2si.errors import Invalid, NotFound, Sef2siError, Unavailable
from sef2si.settings import Settings, stand_beside

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sef2si.domain.plan import Plan
    from sef2si.services.planner import Planner


class _Refused(click.ClickException):
    """The sentence alone, without click's own words around it."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Sentences(click.Group):
    """A group in which every refusal of ours ends as one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Sef2siError as refusal:
            raise _Refused(refusal.sentence) from refusal
        except OSError as error:
            file = Path(str(error.filename)).name if error.filename else "A file"
            reason = (error.strerror or "it can't be read or written").lower()
            raise _Refused(f"{file}: {reason}. Please check the name and the folder.") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its options, those of groups too: one page that says it all."""
        for words, command in _commands(self):
            pieces = " ".join(command.collect_usage_pieces(click.Context(command))[1:])
            with formatter.section(" ".join(part for part in (words, pieces) if part)):
                formatter.write_text((command.help or "").split("\n\n", maxsplit=1)[0])
                named = [each for each in command.params if isinstance(each, click.Option)]
                options = [record for each in named if (record := each.get_help_record(ctx))]
                if options:
                    formatter.write_dl(options)


def _commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def typed_urn(ctx: click.Context | None, param: click.Parameter | None, typed: str) -> str:
    try:
        return valid_urn(typed)
    except ValueError as error:
        raise Invalid(str(error)) from error


def academic_year_typed(ctx: click.Context, param: click.Parameter, typed: str | None) -> str | None:
    try:
        first_day(typed or academic_year(date.today()))
    except ValueError as error:
        raise Invalid(str(error)) from error
    return typed


def database_option(own: str | None = None) -> Callable[[Any], Any]:
    shown = own or "SEF2SI_DATABASE, or sef2si.db in your home folder"
    return click.option(
        "--database",
        metavar="URL",
        default=None if own else lambda: Settings.from_environment().database,
        show_default=shown,
        help="Where plans are kept, such as sqlite:///plans.db or postgresql://…",
    )


year_option = click.option("--year", callback=academic_year_typed, help="Such as 2026/27; the newest if left out.")


@contextmanager
def planner_on(database: str) -> Iterator[Planner]:
    """The planner of a database that is there already. What is read of schools is in their access log afterwards."""
    engine, planner = open_database(database, must_exist=True)
    try:
        with planner.access_log.watching():
            yield planner
    finally:
        engine.dispose()


def plan_with(planner: Planner, urn: str, year: str | None) -> Plan:
    """A school's whole plan. Raises ``NotFound`` with what to do."""
    try:
        return planner.load(operator(urn), urn, year)
    except NotFound as error:
        raise NotFound(
            f"There is no plan of school {urn}{f' for {year}' if year else ''} in this database. "
            "Please check the URN, or bring the school in with “sef2si import”."
        ) from error


def plans_of(planner: Planner, urn: str) -> tuple[Plan, ...]:
    """A school's plans of all its years. Raises ``NotFound`` with what to do."""
    newest = plan_with(planner, urn, None)
    years = planner.years(operator(urn), urn)
    return tuple(newest if year == newest.year else planner.load(operator(urn), urn, year) for year in years)


def plan_of(urn: str, year: str | None, database: str) -> Plan:
    with planner_on(database) as planner:
        return plan_with(planner, urn, year)


def pairs(typed: tuple[str, ...], option: str) -> dict[str, str]:
    """What was typed as “this=that”, one or several times."""
    found = {}
    for each in typed:
        name, sign, value = each.rpartition("=")
        if not sign or not name:
            raise Invalid(f'{option} is written like {option} "this=that". Nothing was imported.')
        found[name.strip()] = value.strip()
    return found


def operator(urn: str) -> Person:
    """Whoever can run commands here can read the database as well: they act with a head's rights, for one school."""
    return Person.with_role(id=COMMAND_LINE.id, name=COMMAND_LINE.name, role=Role.HEADTEACHER, urns=frozenset({urn}))


def open_database(database: str, *, must_exist: bool = False) -> tuple[Engine, Planner]:
    """The database, brought up to date, and the planner on it. Raises ``Unavailable`` with a sentence."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from sef2si.services.planner import Planner
    from sef2si.store.engine import open_engine
    from sef2si.store.migrate import migrate as bring_up_to_date

    try:
        url = make_url(database)
        file = url.database if url.get_backend_name() == "sqlite" else None
        if must_exist and file and not Path(file).is_file():
            raise Unavailable(
                f"There is no database {Path(file).name} yet. Please check --database, or bring in schools with "
                "“sef2si import”."
            )
        engine = open_engine(database)
        stand_beside(database)
        kept = bring_up_to_date(engine)
    except (ArgumentError, NoSuchModuleError) as error:
        raise Unavailable(
            "--database is not an address we can read. Please write it like sqlite:///plans.db or postgresql://…"
        ) from error
    except SQLAlchemyError as error:
        raise Unavailable(
            "The database can't be opened. Please check --database, and that it is running and may be written to."
        ) from error
    if kept is not None:
        click.echo(f"The database was brought up to date; a copy of it as it was is {kept.name}, beside it.", err=True)
    return engine, Planner(engine)
