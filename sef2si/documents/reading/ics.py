"""A calendar file as one grid: an event a row, what repeats written out, times as the clock on the wall in school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from sef2si.documents.reading import ics_repeats
from sef2si.documents.reading.blocks import Block, Heading, Place, Reading
from sef2si.documents.reading.encodings import decoded
from sef2si.documents.reading.grids import Written, grid
from sef2si.documents.reading.refusals import damaged, refused, too_large

HEADINGS = (
    "Summary", "Start", "End", "Hours", "Location", "Description", "Organiser", "Attendees", "Categories", "Status",
    "Comment",
)  # fmt: skip
_ALWAYS = 9  # of the headings; the others are there where they say something
_KINDS = ("VEVENT", "VTODO", "VJOURNAL")
_ROWS = 5_000
_HERE = "Europe/London"
_PART = "calendar"


@dataclass(frozen=True)
class When:
    """Start and end of one occurrence. ``all_day`` events have days only, and end on the last of them."""

    start: datetime | None
    end: datetime | None
    all_day: bool = False

    def moved(self, start: datetime) -> When:
        """The same event at another start."""
        length = None if self.start is None or self.end is None else self.end - self.start
        return When(start, None if length is None else start + length, self.all_day)


def read(name: str, content: bytes) -> Reading:
    """The calendar's name as a heading and its events as a ``Grid`` with the columns of ``HEADINGS``."""
    text, said = decoded(name, content)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise damaged(name) from error
    blocks: list[Block] = []
    rows: list[tuple[Written, ...]] = []
    for calendar in calendars:
        if title := _text(calendar, "X-WR-CALNAME"):
            blocks.append(Heading(title, 1, Place(_PART)))
        for row in _rows(calendar, said):
            rows.append(row)
            if len(rows) > _ROWS:
                raise too_large(name)
    if not rows:
        raise refused(name, "holds no events. Please check that the calendar was exported whole.")
    kept = [at for at in range(len(HEADINGS)) if at < _ALWAYS or any(row[at][0] for row in rows)]
    filled: dict[tuple[int, int], Written] = {
        (1, column): (HEADINGS[at], None, False) for column, at in enumerate(kept, start=1)
    }
    for number, row in enumerate(rows, start=2):
        filled.update({(number, column): row[at] for column, at in enumerate(kept, start=1) if row[at][0]})
    table = grid(name, _text(calendars[0], "X-WR-CALNAME"), _PART, filled)
    return Reading(name, "ics", (*blocks, *(() if table is None else (table,))), tuple(dict.fromkeys(said)))


def _rows(calendar: Component, said: list[str]) -> Iterator[tuple[Written, ...]]:
    here = _zone(_text(calendar, "X-WR-TIMEZONE"))
    events = [each for each in calendar.walk() if each.name in _KINDS]
    stamps = [stamp for event in events if (stamp := _moment(event, "DTSTAMP", here)) is not None]
    exported = max(stamps, default=None)
    moved = {(_text(event, "UID"), _moment(event, "RECURRENCE-ID", here)) for event in events}
    for event in events:
        when = _when(event, here)
        if when.start is None or not ics_repeats.repeats(event) or event.get("RECURRENCE-ID") is not None:
            yield _row(event, when)
            continue
        found, sentence = ics_repeats.starts(event, _own_clock(event), exported)
        if sentence:
            title = " ".join(_text(event, "SUMMARY").split())
            said.append(f"“{title}” {sentence}")
        zone = _own_zone(event)
        for start in found:
            there = start if zone is None or when.all_day else _on_the_wall(start.replace(tzinfo=zone), here)
            if (_text(event, "UID"), there) not in moved:
                yield _row(event, when.moved(there))


def _row(event: Component, when: When) -> tuple[Written, ...]:
    hours = None
    if when.start and when.end and not when.all_day:
        hours = (Decimal(int((when.end - when.start).total_seconds())) / 3600).quantize(Decimal("0.01")).normalize()
    status = _text(event, "STATUS").capitalize()
    beside = [_text(event, key) for key in ("COMMENT", "CONTACT", "RESOURCES", "URL")]
    return (
        (_text(event, "SUMMARY"), None, False),
        _day(event, "DTSTART", when.start, when.all_day),
        _day(event, "DUE" if "DUE" in event else "DTEND", when.end, when.all_day),
        (f"{hours:f}", hours, False) if hours is not None and hours >= 0 else ("", None, False),
        (_text(event, "LOCATION"), None, False),
        (_text(event, "DESCRIPTION"), None, False),
        (_people(event, "ORGANIZER"), None, False),
        (_people(event, "ATTENDEE"), None, False),
        (_text(event, "CATEGORIES"), None, False),
        ("" if status == "Confirmed" else status, None, False),
        ("\n".join(each for each in beside if each), None, False),
    )


def _day(event: Component, key: str, moment: datetime | None, all_day: bool) -> Written:
    """A day as people write it; where the file's own can't be understood, its words."""
    if moment is None:
        return (_text(event, key), None, False)
    words = f"{moment.day} {moment:%B} {moment.year}"
    return (words if all_day else f"{words}, {moment:%H:%M}", moment.date(), False)


def _when(event: Component, here: tzinfo) -> When:
    start, due = _moment(event, "DTSTART", here), "DUE" if "DUE" in event else "DTEND"
    end = _moment(event, due, here)
    length = _time(event, "DURATION")
    if end is None and start is not None and isinstance(length, timedelta):
        end = start + length
    all_day = _is_day(event, "DTSTART") or (start is None and _is_day(event, due))
    if all_day and end is not None and start is not None and due == "DTEND":
        end = max(start, end - timedelta(days=1))  # a calendar names the day after
    return When(start, end, all_day)


def _is_day(event: Component, key: str) -> bool:
    kept = _time(event, key)
    return isinstance(kept, date) and not isinstance(kept, datetime)


def _moment(event: Component, key: str, here: tzinfo) -> datetime | None:
    """A day or time of an event on the clock here; None where there is none to understand."""
    kept = _time(event, key)
    if isinstance(kept, datetime):
        return _on_the_wall(kept, here)
    return datetime.combine(kept, time()) if isinstance(kept, date) else None


def _time(event: Component, key: str) -> object:
    """What a property says of time: a day, a moment or a length; None where it can't be understood."""
    try:
        return getattr(event.get(key), "dt", None)
    except ValueError:  # a broken property refuses to be asked
        return None


def _on_the_wall(moment: datetime, here: tzinfo) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(here).replace(tzinfo=None)


def _own_clock(event: Component) -> datetime:
    """An event's start on its own clock: what repeats does so there, whatever the clocks do elsewhere."""
    kept = _time(event, "DTSTART")
    if isinstance(kept, datetime):
        return kept.replace(tzinfo=None)
    return datetime.combine(kept if isinstance(kept, date) else date.min, time())


def _own_zone(event: Component) -> tzinfo | None:
    kept = _time(event, "DTSTART")
    return kept.tzinfo if isinstance(kept, datetime) else None


def _zone(name: str) -> tzinfo:
    """The calendar's own zone, or the school's."""
    for each in (name, _HERE):
        try:
            return ZoneInfo(each)
        except (ValueError, OSError, KeyError):
            continue
    return ZoneInfo("UTC")


def _text(event: Component, key: str) -> str:
    """A property's text; several values are joined."""
    kept = event.get(key)
    if kept is None:
        return ""
    if key == "CATEGORIES":
        groups = kept if isinstance(kept, list) else [kept]
        return ", ".join(str(each) for group in groups for each in getattr(group, "cats", [group]))
    values = kept if isinstance(kept, list) else [kept]
    return "\n".join(str(each).replace("\r\n", "\n") for each in values)


def _people(event: Component, key: str) -> str:
    """Names, or addresses where no name is given."""
    kept = event.get(key)
    each = kept if isinstance(kept, list) else [] if kept is None else [kept]
    return "; ".join(_person(person) for person in each)


def _person(kept: object) -> str:
    name = getattr(kept, "params", {}).get("CN", "")
    address = str(kept)
    return str(name) or (address[7:] if address.lower().startswith("mailto:") else address)
