"""One entry of the calendar in words, and what it keeps free of CPD."""

from __future__ import annotations

from sef2si.domain.cycle import written
from sef2si.domain.dates import CalendarDate, DateSort, Repeats


def when_said(each: CalendarDate) -> str:
    """``"Staff meeting: every week of term, from 8 September 2026 to 13 July 2027, 15:30, 60 minutes"``."""
    days = f"{each.starts:%a} {written(each.starts)}" if each.starts else "all year"
    if each.ends and each.ends != each.starts:
        days = f"{'from ' if each.repeats is not Repeats.ONCE else ''}{days} to {written(each.ends)}"
    often = "" if each.repeats is Repeats.ONCE else each.repeats.label.lower()
    length = f"{each.minutes} minutes" if each.minutes else ""
    whom = ", ".join((*(who.label.lower() for who in each.who), each.team)) if each.who or each.team else ""
    said = ", ".join(part for part in (often, days, each.at, length, whom.strip(", ")) if part)
    return f"{each.name}: {said}{stops_said(each)}"


def stops_said(each: CalendarDate) -> str:
    """What a date keeps free of CPD: ``". Stops meetings and twilights only, all that week"``."""
    if each.what_it_stops is None:
        return ""
    one = each.sort is DateSort.REPORTS and each.repeats is Repeats.ONCE and each.last == each.starts
    label = each.what_it_stops.label
    return f". Stops {label[:1].lower()}{label[1:]}{', all that week' if one else ''}"
