"""``import``: schools from the register, a school's own files, frameworks, and the samples."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import (
    academic_year_typed,
    database_option,
    open_database,
    operator,
    pairs,
    plan_with,
    planner_on,
    plans_of,
    typed_urn,
    year_option,
)
from sef2si.domain.cycle import academic_year
from sef2si.errors import Invalid

if TYPE_CHECKING:
    from sef2si.documents.gias import Report
    from sef2si.documents.incoming.proposal import Decisions, Meeting
    from sef2si.domain.people import Person
    from sef2si.domain.plan import Plan
    from sef2si.services.importing import Imported
    from sef2si.services.planner import Planner

_SKIPPED_SHOWN = 20
_NAMES = ("title", "what", "text", "found", "source", "shows", "area")  # the fields a record is called by


@click.group(name="import")
def import_() -> None:
    """Bring in schools or samples. All of a file is kept, or none."""


@import_.command(name="schools")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", callback=academic_year_typed, help="Year of new plans, such as 2026/27; this one if left out.")
@click.option("--every-row", is_flag=True, help=f"Name every row left out, not only the first {_SKIPPED_SHOWN}.")
@click.option("--look", is_flag=True, help="Say what it would do, and keep nothing.")
@database_option()
def import_schools(file: Path, year: str | None, every_row: bool, look: bool, database: str) -> None:
    """Bring in schools from the register: the “Establishment fields CSV” of Get Information about Schools.

    Heads' names are not read. A school that has a plan keeps it and gets the facts that are new.
    """
    from sef2si.documents.gias import Report, read_schools

    report = Report()
    with file.open("rb") as raw:
        engine, planner = open_database(database)
        try:
            schools = read_schools(raw, file.name, report)
            done = planner.import_schools(schools, year or academic_year(date.today()), progress=_progress(), look=look)
        finally:
            engine.dispose()
    _say_report(report, done, every_row)
    if look:
        _say_facts(done)


def _progress() -> Callable[[int], None] | None:
    """A count that goes up in place, for somebody who watches; none in a log."""
    if not sys.stderr.isatty():
        return None
    return lambda done: click.echo(f"\r{done:,} schools read", err=True, nl=False)


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


def _say_facts(done: Imported) -> None:
    """Which facts would change, for the first of the schools that have a plan."""
    from sef2si.domain.school import School

    for urn, name, facts in done.facts:
        labels = ", ".join((School.model_fields[fact].title or fact.replace("_", " ")).lower() for fact in facts)
        click.echo(f"  {urn}, {name or 'no name'}: {labels} would change")
    if done.changed > len(done.facts):
        click.echo(f"  … and {done.changed - len(done.facts):,} more.")
    click.echo("This was a look. Nothing was imported.")


def _schools(number: int) -> str:
    return f"{number:,} school{'' if number == 1 else 's'}"


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _counted(done: Imported) -> str:
    return f"{done.added:,} added, {done.changed:,} changed, {done.unchanged:,} as they were"


@import_.command(name="samples")
@database_option()
def import_samples(database: str) -> None:
    """Bring in the four invented schools. What was written in them since is kept."""
    engine, planner = open_database(database)
    try:
        plans, done = bring_samples(planner)
    finally:
        engine.dispose()
    for plan in plans:
        click.echo(f"{plan.urn}  {plan.school.name}")
    click.echo(f"{_counted(done).capitalize()}.")


def bring_samples(planner: Planner, people: Iterable[Person] = ()) -> tuple[tuple[Plan, ...], Imported]:
    """The plans of the invented schools and their staff, of whom ``people`` are those one may act as."""
    from sef2si.documents.samples import read_samples
    from sef2si.documents.staff.samples import read_sample_staff

    plans, staff = read_samples(), read_sample_staff(people)
    done = planner.import_plans(plans)
    for urn, members in staff.items():
        planner.staff.bring(urn, members)
    return plans, done


@import_.command(name="plan")
@click.argument("urn", callback=typed_urn)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as", "sort", type=click.Choice(["plan", "calendar"]), help="What the file is, where it seems otherwise."
)
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=FIELD", help="What a heading of the file stands for."
)
@click.option(
    "--decide", "kinds", multiple=True, metavar="PLACE=KIND", help="activities, actions or notes; see the preview."
)
@click.option("--yes", is_flag=True, help="Bring it in without asking.")
@year_option
@database_option()
def import_plan(
    *,
    urn: str,
    file: Path,
    sort: str | None,
    columns: tuple[str, ...],
    kinds: tuple[str, ...],
    yes: bool,
    year: str | None,
    database: str,
) -> None:
    """Bring in a school's own plan, SEF or CPD calendar (DOCX, XLSX, CSV, ICS), or data taken from sef2si.

    Shows what it would do and asks before anything is kept. All of it is one change, which “import undo” takes back.
    """
    from sef2si.documents.bringing import brought, held_against
    from sef2si.documents.incoming.proposal import Decisions, Sort

    decisions = Decisions(columns=pairs(columns, "--column"), kinds=pairs(kinds, "--decide"))
    found = brought(file.name, file.read_bytes())
    with planner_on(database) as planner:
        person = operator(urn)
        plan = plan_with(planner, urn, year)
        chosen = next((each for each in Sort if each == sort and found.sort is not Sort.DATA), found.sort)
        remembered = planner.belongings.column_names(person, urn, chosen.value)
        meeting = held_against(found, plan, date.today(), sort=chosen, remembered=remembered, decisions=decisions)
        _say_meeting(meeting, decisions)
        if not meeting.save:
            click.echo("There is nothing to bring in.")
        elif yes or click.confirm(f"Bring this into the plan of {plan.school.name or urn}, {plan.year}?"):
            planner.write(person, plan.id, meeting.save)
            if decisions.columns:
                planner.belongings.remember_columns(person, urn, chosen.value, decisions.columns)
            click.echo("It is in the plan. “sef2si import undo” takes it back.")
        else:
            click.echo("Nothing was imported.")


@import_.command(name="undo")
@click.argument("urn", required=False)
@click.option("--framework", is_flag=True, help="The framework or crosswalk that was last brought in or removed.")
@click.option("--staff", is_flag=True, help="The list of staff, or what else was last done to the register from here.")
@click.option("--schools", is_flag=True, help="The newest import of the register, instead of one school's.")
@year_option
@database_option()
@click.pass_context
def import_undo(
    context: click.Context,
    *,
    urn: str | None,
    framework: bool,
    staff: bool,
    schools: bool,
    year: str | None,
    database: str,
) -> None:
    """Take back what was last brought into a school's plan from here, as long as nobody built on it."""
    if schools == bool(urn) or (schools and (framework or staff or year)):
        raise Invalid("Please give a school's URN, or --schools alone. Nothing was taken back.")
    if staff and (framework or year):
        raise Invalid("Please say --staff, or --framework, or a year. Nothing was taken back.")
    if urn is None:
        _undo_schools(database)
    elif staff:
        _undo_staff(typed_urn(context, context.command.params[0], urn), database)
    else:
        _undo_one(typed_urn(context, context.command.params[0], urn), framework, year, database)


def _undo_schools(database: str) -> None:
    with planner_on(database) as planner:
        done = planner.undo_schools()
    click.echo(f"The import was taken back: {_schools(done.removed)} removed, {done.restored:,} as they were before.")
    if done.stay or done.facts_stay:
        click.echo(f"Built on since, so they stay: {_schools(done.stay)}, and {done.facts_stay:,} facts changed since.")


def _undo_staff(urn: str, database: str) -> None:
    with planner_on(database) as planner:
        planner.staff.undo(operator(urn), urn)
    click.echo("It was taken back.")


def _undo_one(urn: str, framework: bool, year: str | None, database: str) -> None:
    from sef2si.documents.frameworks_kept import take_back

    with planner_on(database) as planner:
        if framework:
            take_back(operator(urn), urn, plans_of(planner, urn))
        else:
            planner.undo(operator(urn), plan_with(planner, urn, year).id)
    click.echo("It was taken back.")


def _say_meeting(meeting: Meeting, decisions: Decisions) -> None:
    from sef2si.documents.incoming.proposal import State

    proposal = meeting.proposal
    click.echo(f"{proposal.name}: {proposal.sort.label.lower()}.")
    for said in proposal.said:
        click.echo(f"  {said}")
    for match in proposal.columns:
        if not match.field:
            likely = ", ".join(field for field, _ in match.suggestions[:3])
            click.echo(
                f"  “{match.heading}” ({match.place}) is kept as notes.{f' Perhaps {likely}?' if likely else ''}"
            )
    for outcome in meeting.outcomes:
        entry = outcome.entry
        named = next(
            (str(entry.fields[name]) for name in _NAMES if entry.fields.get(name)),
            "",
        )
        first = named.splitlines()[0][:90] if named else ""
        indent = "    " if entry.parent else "  "
        click.echo(f"{indent}{outcome.state.label}: {entry.kind}: {first} [{entry.key}; {entry.place}]")
        for words in (*entry.problems, "" if outcome.state is State.NEW else outcome.sentence):
            if words:
                click.echo(f"{indent}  {words}")
    counted = [(state, meeting.count(state)) for state in State]
    click.echo(f"{', '.join(f'{number} {state.label.lower()}' for state, number in counted if number) or 'Nothing'}.")
