"""``person hand-over``: a leaver's records to somebody else, as the page does it."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, operator, planner_on, typed_urn
from sef2si.domain.cycle import date_from
from sef2si.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sef2si.services.leaving import Listed, Somebody


@click.command(name="hand-over")
@click.argument("urn", callback=typed_urn)
@click.argument("name", required=False)
@click.option("--to", metavar="NAME", help="Who looks after it from now on.")
@click.option("--last-day", metavar="DATE", help="Kept in the staff register, such as 31/8/2027.")
@click.option("--look", is_flag=True, help="Say what it would do, and change nothing.")
@click.option("--undo", "token", metavar="CODE", help="Take back what printed this code.")
@database_option()
def hand_over(
    *, urn: str, name: str | None, to: str | None, last_day: str | None, look: bool, token: str | None, database: str
) -> None:
    """Hand what somebody looks after at a school to somebody else: what names them, and priorities they change."""
    if bool(token) == bool(name):
        raise Invalid("Please say either who leaves, or --undo with the code that was printed. Nothing was changed.")
    person = operator(urn)
    with planner_on(database) as planner:
        handing = planner.handing
        if token:
            handing.undo(person, urn, token)
            click.echo("All of it was taken back.")
            return
        everybody = handing.people(person, urn, with_leavers=True)
        of = _named(everybody, name or "").key
        found = handing.look(person, urn, of, _named(everybody, to).key if to else "")
        _say(found)
        if look or found.to is None:
            click.echo("This was a look. Nothing was changed." if look else "Say --to whom, to hand it over.")
            return
        from sef2si.services.handing import Wanted

        boxes = {item.key: item.becomes for item in found.items if item.is_open}
        leads = tuple(lead.priority_id for lead in found.leads)
        done = handing.hand_over(person, urn, Wanted(of, found.to.key, boxes, leads, _day(last_day), found.mark))
    click.echo(f"Handed over. To take all of it back: sef2si person hand-over {urn} --undo '{done.token}'")
    if found.of.account_id and not found.of.disabled:
        click.echo(f"{found.of.name} can still come in; “sef2si person disable” ends that.")


def _named(everybody: Sequence[Somebody], name: str) -> Somebody:
    found = [each for each in everybody if each.name.casefold() == " ".join(name.split()).casefold()]
    if not found:
        raise NotFound(f"There is nobody called “{name}” among the staff and the people of this school.")
    if len(found) > 1:
        raise Invalid(f"There are {len(found)} people called “{name}” at this school. Please use the page instead.")
    return found[0]


def _day(typed: str | None) -> date | None:
    try:
        return date_from(typed) if typed else None
    except ValueError as error:
        raise Invalid(str(error)) from error


def _say(found: Listed) -> None:
    for item in found.items:
        then = f" -> {item.becomes}" if found.to and item.is_open else " (finished, stays)" if not item.is_open else ""
        click.echo(f"  {item.title}, {item.label.lower()}: {item.was}{then}")
    for lead in found.leads:
        click.echo(f"  {lead.title}: theirs to change")
    if found.leads and found.leads_said:
        click.echo(f"  {found.leads_said}")
    if not found.items and not found.leads:
        click.echo(f"Nothing in the plans of this year or later names {found.of.name}.")
