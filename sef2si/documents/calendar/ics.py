"""A plan's days as an iCalendar file that a school's own calendar can take: whole days and timed sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from sef2si.documents.calendar.dates import Dated, dated
from sef2si.documents.editions import for_edition
from sef2si.documents.map.rows import parked_out
from sef2si.documents.printing.text import one_line, writable
from sef2si.documents.source import Edition, Source
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan

MAKER = "-//sef2si//Plan calendar//EN"
_HERE = ZoneInfo("Europe/London")  # the schools of these islands keep one time
_USUAL = 60  # minutes of what has a time and no length
NOTHING = "Nothing has a date in this plan yet"


class Typed(vText):
    """Text by RFC 5545, 3.3.11. The library takes a typed backslash and N for a line break: C:\\New would lose both."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return text.encode()


def ics(source: Source) -> bytes:
    """The public edition as RFC 5545, with CRLF and lines folded at 75 bytes. The same plan and day, the same bytes."""
    plan, left_out = for_edition(source.plan, Edition.PUBLIC)
    left_out = (*left_out, *parked_out(source.plan))
    stamp = datetime.combine(source.today, time(), UTC)
    said = (
        f"{plan.school.name or 'School'} (URN {plan.urn}), academic year {plan.year}, as it stood on "
        f"{written(source.today)}, version {plan.seq}."
    )
    about = " ".join((said, *(left_out or ("Nothing of the plan’s dates is left out.",))))
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = one_line(f"{plan.school.name or plan.urn}: CPD and improvement {plan.year}")
    for key, words in (("name", name), ("x-wr-calname", name), ("description", about), ("x-wr-caldesc", about)):
        made.add(key, Typed(one_line(words)))
    for entry in dated(plan, source.today):
        made.add_component(_event(plan, entry, stamp, said))
    if not made.subcomponents:
        # A calendar without any entry is refused by some programs.
        made.add_component(_empty(plan, stamp, said))
    return bytes(made.to_ical())


def span_of(day: date, last: date, begins: int | None, minutes: int | None) -> tuple[date, date]:
    """Where an entry starts and ends: whole days, or moments in UTC, for every calendar program knows those."""
    if begins is None:
        return day, last + timedelta(days=1)
    starts = datetime.combine(day, time(), _HERE) + timedelta(minutes=begins)
    return starts.astimezone(UTC), (starts + timedelta(minutes=minutes or _USUAL)).astimezone(UTC)


def _event(plan: Plan, entry: Dated, stamp: datetime, said: str) -> Event:
    made = Event()
    made.add("uid", f"{plan.id}.{entry.kind}.{entry.record.id}.{entry.key}@sef2si")
    made.add("sequence", plan.seq)
    made.add("dtstamp", stamp)
    starts, ends = span_of(entry.day, entry.last, entry.begins, entry.minutes)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("summary", Typed(one_line(entry.title)))
    made.add("description", Typed(writable("\n".join((*(line for line in entry.lines if line), said)))))
    made.add("categories", [entry.sort])
    made.add("transp", "TRANSPARENT")
    if entry.cancelled:
        made.add("status", "CANCELLED")
    return made


def _empty(plan: Plan, stamp: datetime, said: str) -> Event:
    made = Event()
    made.add("uid", f"{plan.id}.school.{plan.urn}.nothing@sef2si")
    made.add("sequence", plan.seq)
    made.add("dtstamp", stamp)
    made.add("dtstart", stamp.date())
    made.add("dtend", stamp.date() + timedelta(days=1))
    made.add("summary", NOTHING)
    made.add("description", Typed(writable(said)))
    made.add("transp", "TRANSPARENT")
    return made
