"""What one types: ``sef2si demo``, ``import``, ``export``, ``status`` and the rest; ``sef2si --help`` says it all.

Everything heavy is imported inside the command that needs it, so that help comes at once. A refusal is one sentence on
standard error and exit code 1.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from sef2si.domain.cycle import academic_year, first_day
from sef2si.domain.people import Person, Role
from sef2si.domain.school import valid_urn
from sef2si.errors import Invalid, NotFound, Sef2siError, Unavailable
from sef2si.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sef2si.documents.gias import Report
    from sef2si.domain.plan import Plan
    from sef2si.services.importing import Imported
    from sef2si.services.planner import Planner

FORMATS = ("xlsx", "csv", "csv-excel", "json", "html", "svg")
_SKIPPED_SHOWN = 20


class _Refused(click.ClickException):
    """The sentence alone, without click's own words around it."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class _Sentences(click.Group):
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


def _urn(ctx: click.Context, param: click.Parameter, typed: str) -> str:
    try:
        return valid_urn(typed)
    except ValueError as error:
        raise Invalid(str(error)) from error


def _academic_year(ctx: click.Context, param: click.Parameter, typed: str | None) -> str | None:
    try:
        first_day(typed or academic_year(date.today()))
    except ValueError as error:
        raise Invalid(str(error)) from error
    return typed


def _database(own: str | None = None) -> Callable[[Any], Any]:
    shown = own or "SEF2SI_DATABASE, or sef2si.db in your home folder"
    return click.option(
        "--database",
        metavar="URL",
        default=None if own else lambda: Settings.from_environment().database,
        show_default=shown,
        help="Where plans are kept, such as sqlite:///plans.db or postgresql://…",
    )


_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8866,
    show_default=True,
    help="Port; 0 takes a free one.",
)
_year = click.option("--year", callback=_academic_year, help="Such as 2026/27; the newest if left out.")


@click.group(cls=_Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sef2si", message="%(prog)s %(version)s")
def main() -> None:
    """From self-evaluation to school improvement: the workbook that shows where the chain breaks."""


@main.command()
@_host
@_port
@_database(own="a new one each time")
def demo(host: str, port: int, database: str | None) -> None:
    """Try sef2si with four invented schools, on this computer alone.

    Starts afresh each time; with --database, the samples are put into it and what you write is kept there.
    """
    from sef2si.server.safety import refuse_unsafe

    refuse_unsafe(host=host, demo=True)
    if database:
        return _run_demo(host, port, database, fresh=False)
    with tempfile.TemporaryDirectory(prefix="sef2si-demo-") as folder:
        return _run_demo(host, port, f"sqlite:///{Path(folder) / 'demo.db'}", fresh=True)


def _run_demo(host: str, port: int, database: str, *, fresh: bool) -> None:
    from sef2si.documents.samples import read_samples
    from sef2si.server.app import serve as run
    from sef2si.server.demo_people import DemoPeople

    engine, planner = _open(database)
    try:
        planner.import_plans(read_samples())
        people = DemoPeople(engine)
        run(planner, host=host, port=port, people=people, demo=True, fresh=fresh, ready=_say_ready)
    finally:
        engine.dispose()


def _say_ready(address: str) -> None:
    click.echo(f"sef2si is ready: {address}\nPress Ctrl+C to stop.")


@main.command()
@_host
@_port
@_database()
def serve(host: str, port: int, database: str) -> None:
    """Serve schools' own plans. Needs a way to sign in, and refuses to start without one."""
    from sef2si.server.safety import refuse_unsafe

    refuse_unsafe(host=host, demo=False)

    from sef2si.server.app import serve as run
    from sef2si.server.demo_people import Nobody

    engine, planner = _open(database)
    try:
        run(planner, host=host, port=port, people=Nobody(), demo=False, ready=_say_ready)
    finally:
        engine.dispose()


@main.command()
@_database()
def migrate(database: str) -> None:
    """Bring the database up to this version of sef2si. Nothing happens where it is there already."""
    engine, _ = _open(database)
    engine.dispose()
    click.echo("The database is up to date.")


@main.group(name="import")
def import_() -> None:
    """Bring in schools or samples. All of a file is kept, or none."""


@import_.command(name="schools")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", callback=_academic_year, help="Year of new plans, such as 2026/27; this one if left out.")
@click.option("--every-row", is_flag=True, help=f"Name every row left out, not only the first {_SKIPPED_SHOWN}.")
@_database()
def import_schools(file: Path, year: str | None, every_row: bool, database: str) -> None:
    """Bring in schools from the register: the “Establishment fields CSV” of Get Information about Schools.

    Heads' names are not read. A school that has a plan keeps it and gets the facts that are new.
    """
    from sef2si.documents.gias import Report, read_register

    report = Report()
    with file.open("rb") as raw:
        schools = tuple(read_register(raw, file.name, report))
    engine, planner = _open(database)
    try:
        done = planner.import_schools(schools, year or academic_year(date.today()))
    finally:
        engine.dispose()
    _say_report(report, done, every_row)


def _say_report(report: Report, done: Imported, every_row: bool) -> None:
    click.echo(f"{_rows(report.taken)} taken: {_counted(done)}.")
    click.echo(f"{_rows(len(report.skipped))} left out{':' if report.skipped else '.'}")
    for why, number in report.reasons.items():
        click.echo(f"  {number}: {why}")
    shown = report.skipped if every_row else report.skipped[:_SKIPPED_SHOWN]
    for row in shown:
        click.echo(f"  line {row.line}, {row.name or 'no name'}: {row.why}")
    if len(shown) < len(report.skipped):
        click.echo(f"  … and {len(report.skipped) - len(shown)} more; --every-row names them all.")


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _counted(done: Imported) -> str:
    return f"{done.added:,} added, {done.changed:,} changed, {done.unchanged:,} as they were"


@import_.command(name="samples")
@_database()
def import_samples(database: str) -> None:
    """Bring in the four invented schools. What was written in them since is kept."""
    from sef2si.documents.samples import read_samples

    plans = read_samples()
    engine, planner = _open(database)
    try:
        done = planner.import_plans(plans)
    finally:
        engine.dispose()
    for plan in plans:
        click.echo(f"{plan.urn}  {plan.school.name}")
    click.echo(f"{_counted(done).capitalize()}.")


@main.group()
def export() -> None:
    """Take a document away."""


@export.command(name="map")
@click.argument("urn", callback=_urn)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="xlsx", show_default=True, help="The file's form."
)
@click.option("--output", metavar="FILE", default=None, help="File to write; - is standard output.")
@_year
@_database()
def export_map(urn: str, form: str, output: str | None, year: str | None, database: str) -> None:
    """The priority-to-CPD map of a school: priority, need, activity, impact, and what is missing.

    Private notes and needs that may be about one person are left out.
    """
    from sef2si.documents import priority_map

    plan = _plan(urn, year, database)
    chosen = priority_map.FORMATS[form]
    content = chosen.make(plan, date.today())
    if output == "-":
        click.echo(content, nl=False)
        return
    file = Path(output or priority_map.file_name(plan, chosen))
    file.write_bytes(content)
    click.echo(f"Written to {file}.")


@main.command()
@click.argument("urn", callback=_urn)
@_year
@_database()
def status(urn: str, year: str | None, database: str) -> None:
    """Where a school is on the journey, and where its chain breaks."""
    from sef2si.journey.chain import chain
    from sef2si.journey.progress import progress

    plan = _plan(urn, year, database)
    today = date.today()
    click.echo(f"{plan.school.name} ({plan.urn}), {plan.year}\n")
    for state in progress(plan, today):
        click.echo(f"{_STATES[state.state]:<13}{state.step.title}: {state.note}")
    links = chain(plan, today)
    click.echo(f"\n{links.sentence}.")
    for link in links.broken:
        click.echo(f"- {link.subject}{link.sentence}")


_STATES = {"done": "done", "todo": "in progress", "none": "not begun"}


def _plan(urn: str, year: str | None, database: str) -> Plan:
    engine, planner = _open(database, must_exist=True)
    try:
        return planner.load(_operator(urn), urn, year)
    except NotFound as error:
        raise NotFound(
            f"There is no plan of school {urn}{f' for {year}' if year else ''} in this database. "
            "Please check the URN, or bring the school in with “sef2si import”."
        ) from error
    finally:
        engine.dispose()


def _operator(urn: str) -> Person:
    """Whoever can run commands here can read the database as well: they act with a head's rights, for one school."""
    return Person(id="command-line", name="command line", role=Role.HEADTEACHER, urns=frozenset({urn}))


def _open(database: str, *, must_exist: bool = False) -> tuple[Engine, Planner]:
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
