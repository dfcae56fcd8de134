"""What repeats in a calendar, written out: at most two years and 400 times for one event."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from icalendar import Component

MOST = 400
WINDOW = timedelta(days=731)
_BEFORE = timedelta(days=365)
_OLDEST = timedelta(days=7305)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def repeats(event: Component) -> bool:
    """Whether an event stands for several."""
    return "RRULE" in event or "RDATE" in event


def starts(event: Component, first: datetime, exported: datetime | None) -> tuple[list[datetime], str]:
    """When an event begins, each time, on its own clock, and a sentence's end that says what was decided.

    An event that began long ago is written out from a year before the calendar was exported, so that it reaches today.
    """
    begin = first
    if exported is not None and first < exported - _BEFORE and exported - first < _OLDEST:
        begin = exported - _BEFORE
    rules = _many(event.get("RRULE"))
    try:
        found = {moment for rule in rules for moment in _written_out(rule, first, begin)}
        if not found and begin != first:
            begin = first
            found = {moment for rule in rules for moment in _written_out(rule, first, begin)}
    except (ValueError, TypeError, KeyError, OverflowError):
        return [first], "repeats in a way that can’t be read: only its first date is here."
    found |= {moment for moment in _days(event.get("RDATE"), first) if begin <= moment <= begin + WINDOW}
    if begin == first:
        found.add(first)
    found -= set(_days(event.get("EXDATE"), first))
    dates = sorted(found)
    if len(dates) > MOST:
        return dates[:MOST], f"repeats often: its first {MOST} dates are here."
    last = dates[-1] if dates else first
    if len(dates) == 1:
        return dates, "repeats, but has one date only within two years."
    return dates, f"repeats: {len(dates)} dates until {last.day} {last:%B} {last.year} are here."


def _written_out(rule: object, first: datetime, begin: datetime) -> Iterable[datetime]:
    """The dates of one rule. Its own end and count are applied here: dateutil would look for them without end."""
    to_ical = getattr(rule, "to_ical", None)
    text = (to_ical().decode("utf-8") if to_ical else str(rule)).upper()
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if parts.get("FREQ") not in _FREQUENCIES or int(parts.get("INTERVAL", "1")) < 1:
        raise ValueError
    until, count = parts.pop("UNTIL", ""), parts.pop("COUNT", "")
    end = begin + WINDOW
    if until:
        end = min(end, _until(until))
    parts["UNTIL"] = f"{end:%Y%m%dT%H%M%S}"
    dates = rrulestr(";".join(f"{key}={value}" for key, value in parts.items()), dtstart=first)
    counted = islice(dates, int(count)) if count else dates
    return islice((moment for moment in counted if moment >= begin), MOST + 1)


def _until(text: str) -> datetime:
    """The end of a rule, to the end of its day: a zone's hours must not take the last date away."""
    found = re.match(r"(\d{4})(\d{2})(\d{2})", text)
    if found is None:
        raise ValueError
    day = date(int(found[1]), int(found[2]), int(found[3]))
    return datetime.combine(day, time(23, 59, 59))


def _days(kept: object, first: datetime) -> list[datetime]:
    """The days or times that a list of exceptions or additions names, on the event's own clock."""
    moments: list[datetime] = []
    for group in _many(kept):
        for each in getattr(group, "dts", ()):
            moment = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if isinstance(moment, datetime):
                moments.append(moment.replace(tzinfo=None))
            elif isinstance(moment, date):
                moments.append(datetime.combine(moment, first.time()))
    return moments


def _many(kept: object) -> list[object]:
    if kept is None:
        return []
    return list(kept) if isinstance(kept, list) else [kept]
