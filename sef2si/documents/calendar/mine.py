"""One member of staff's own sessions: as entries of a year, and as a calendar file. Nobody else is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from icalendar import Calendar, Event

from sef2si.advice.year.showing import Entry
from sef2si.documents.calendar.ics import MAKER, NOTHING, Typed, span_of
from sef2si.documents.printing.text import one_line, writable
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.dates import clock_words
from sef2si.domain.invitations import Answer, Invitation
from sef2si.domain.plan import Plan
from sef2si.journey.names import activity_name


def my_sessions(plan: Plan, invitations: Sequence[Invitation]) -> list[tuple[CpdSession, Invitation]]:
    """What they come to, or have not answered yet; a swap at its other time. By day."""
    found = []
    for each in invitations:
        session = plan.find("cpd_sessions", each.comes_to)
        if session is not None and session.held_on is not None and each.may_come:
            found.append((session, each))
    return sorted(found, key=lambda pair: (pair[0].held_on or date.max, pair[0].clock or 0, pair[0].id))


def my_entries(plan: Plan, invitations: Sequence[Invitation]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            session.held_on or date.max,
            " ".join((*([] if session.clock is None else [clock_words(session.clock)]), _name(plan, session))),
            "cpd",
        )
        for session, _ in my_sessions(plan, invitations)
    )


def my_ics(plan: Plan, invitations: Sequence[Invitation], today: date) -> bytes:
    """RFC 5545. What is not answered yet is tentative; what was declined, or is to do without them, is not in it."""
    stamp = datetime.combine(today, time(), UTC)
    made = Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        made.add(name, value)
    title = one_line(f"My CPD, {plan.school.name or plan.urn} {plan.year}")
    for name in ("name", "x-wr-calname"):
        made.add(name, Typed(title))
    for session, invitation in my_sessions(plan, invitations):
        day = session.held_on or today
        starts, ends = span_of(day, day, session.clock, session.minutes)
        event = Event()
        event.add("uid", f"{plan.id}.{invitation.id}@sef2si")
        event.add("dtstamp", stamp)
        event.add("sequence", session.version)
        event.add("dtstart", starts)
        event.add("dtend", ends)
        event.add("summary", Typed(one_line(f"CPD: {_name(plan, session)}")))
        event.add("description", Typed(writable(_about(plan, session))))
        event.add("status", "TENTATIVE" if invitation.answer is Answer.INVITED else "CONFIRMED")
        made.add_component(event)
    if not made.subcomponents:  # a calendar without any entry is refused by some programs
        event = Event()
        event.add("uid", f"{plan.id}.mine.nothing@sef2si")
        event.add("dtstamp", stamp)
        event.add("dtstart", today)
        event.add("summary", NOTHING)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _name(plan: Plan, session: CpdSession) -> str:
    activity = plan.find("activities", session.activity_id)
    return activity_name(activity) if activity else "CPD"


def _about(plan: Plan, session: CpdSession) -> str:
    activity = plan.find("activities", session.activity_id)
    return activity.intended.strip() if activity else ""
