"""``import staff``: a school's own list of its staff into its register, looked at first, as the page does it."""

# ruff: noqa: PLC0415

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, operator, pairs, plan_with, planner_on, typed_urn
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import NOT_OF_STAFF
from sef2si.errors import Invalid

if TYPE_CHECKING:
    from sef2si.documents.staff.meeting import Meeting, Outcome

_GROUPS = {group.value: group for group in StaffGroup if group not in NOT_OF_STAFF}


@click.command(name="staff")
@click.argument("urn", callback=typed_urn)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--look", is_flag=True, help="Say what it would do, and keep nothing.")
@click.option("--yes", is_flag=True, help="Bring it in without asking.")
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=FIELD", help="What a heading of the file stands for."
)
@click.option("--role", "roles", multiple=True, metavar="ROLE=GROUP", help="Which staff group a role belongs to.")
@click.option("--full-time", is_flag=True, help="Whoever has no days in the file works all week.")
@click.option("--without-marked", is_flag=True, help="Leave out the rows and cells that are marked.")
@database_option()
def import_staff(
    *,
    urn: str,
    file: Path,
    look: bool,
    yes: bool,
    columns: tuple[str, ...],
    roles: tuple[str, ...],
    full_time: bool,
    without_marked: bool,
    database: str,
) -> None:
    """Bring in a list of a school's staff (XLSX, CSV): all of it or nothing.

    Shows what it would do and asks before anything is kept. “import undo --staff” takes all of it back.
    """
    from sef2si.documents.reading.limited import read_limited
    from sef2si.documents.staff.meeting import Decisions, meet
    from sef2si.documents.staff.proposal import propose, without_the_rest

    named, grouped = pairs(columns, "--column"), _grouped(roles)
    found = without_the_rest(read_limited(file.name, file.read_bytes()))
    with planner_on(database) as planner:
        person, staff = operator(urn), planner.staff
        school = plan_with(planner, urn, None).school
        known = {role: _GROUPS[key] for role, key in staff.words(person, urn, "staff_roles").items() if key in _GROUPS}
        listed = propose(found, staff.words(person, urn, "staff") | named, known | grouped)
        decided = Decisions(full_time=full_time, without_marked=without_marked)
        meeting = meet(listed, staff.members(person, urn), urn, date.today(), decided)
        _say(meeting)
        if not meeting.save:
            click.echo(_nothing(meeting, without_marked))
        elif look:
            click.echo("This was a look. Nothing was imported.")
        elif yes or click.confirm(f"Bring this into the staff register of {school.name or urn}?"):
            staff.write(person, urn, meeting.save)
            if named:
                staff.remember(person, urn, "staff", named)
            if grouped:
                staff.remember(person, urn, "staff_roles", {role: group.value for role, group in grouped.items()})
            click.echo("It is in the register. “sef2si import undo --staff” takes it back.")
        else:
            click.echo("Nothing was imported.")


def _grouped(typed: tuple[str, ...]) -> dict[str, StaffGroup]:
    found = pairs(typed, "--role")
    strange = sorted(set(found.values()) - _GROUPS.keys())
    if strange:
        raise Invalid(
            f"There is no staff group “{strange[0]}”. It is one of {', '.join(_GROUPS)}. Nothing was imported."
        )
    return {role: _GROUPS[key] for role, key in found.items()}


def _say(meeting: Meeting) -> None:
    from sef2si.documents.incoming.proposal import State

    for said in meeting.listed.said:
        click.echo(f"  {said}")
    for match in meeting.listed.columns:
        if not match.field:
            click.echo(f"  “{match.heading}” is left out: say --column “{match.heading}=…” if it is one of ours.")
    for outcome in meeting.outcomes:
        if outcome.is_marked or outcome.state is not State.UNCHANGED:
            _say_one(outcome)
    for member in meeting.absent:
        click.echo(f"  Not in the file: {member.name}. Nothing happens to them; their last day is typed on the page.")
    if meeting.without_days:
        click.echo(f"  Of {meeting.without_days} the file says no days; --full-time if they work all week.")
    counted = [(state, meeting.count(state)) for state in State]
    click.echo(f"{', '.join(f'{number} {state.label.lower()}' for state, number in counted if number) or 'Nobody'}.")


def _say_one(outcome: Outcome) -> None:
    line = outcome.line
    changed = f" ({', '.join(name.replace('_', ' ') for name in outcome.changed)})" if outcome.changed else ""
    click.echo(f"  {outcome.state.label}: {line.name or 'no name'}{changed} [{line.place}]")
    for sentence in (outcome.sentence, *(f"{each.place}: {each.sentence}" for each in line.problems)):
        if sentence:
            click.echo(f"    {sentence}")
    if outcome.might_be and outcome.before is None:
        alike = ", ".join(member.name for member in outcome.might_be)
        click.echo(f"    Perhaps {alike}, who is in the register? On the page you can say so; here it is somebody new.")


def _nothing(meeting: Meeting, without_marked: bool) -> str:
    if not without_marked and any(outcome.is_marked for outcome in meeting.outcomes):
        return "Something is marked, so nothing was imported. Please mend it in the file, or say --without-marked."
    return "There is nothing to bring in."
