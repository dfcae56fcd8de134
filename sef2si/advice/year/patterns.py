"""Patterns of time for learning (003-F8i to F8p): a pattern and the school's terms give dates, and what they cost.

Patterns are data (data/templates/patterns.csv); here is only how each shape is laid out. No dates are built in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from sef2si.advice.costs import plain
from sef2si.advice.year.days import SchoolYear, school_year
from sef2si.domain.cycle import written_short
from sef2si.domain.dates import INSET_MINUTES, CalendarDate, DateSort, Repeats
from sef2si.domain.needs import StaffGroup

PUPILS_WEEK = 1950  # minutes: the 32.5 hours that the Department for Education expects of a pupils' week
INSET_RULE = (
    "Sessions stand for INSET days by their hours: sessions x minutes / minutes of an INSET day (12 x 1.5 h = 18 h are "
    "three days of 6 h)."
)
_WEEKDAYS = 5


@dataclass(frozen=True)
class Pattern:
    """One way a school has made time. ``weekday`` 0 is Monday; ``at`` as people write it; times in minutes.

    ``times`` is how often, where it is not every week; ``inset_days`` how many whole days remain beside it.
    ``pupils_lose`` is what it takes from pupils on each of its days, ``pupils_day`` how long their day is with it.
    """

    key: str
    label: str
    about: str
    source: str
    shape: str
    sort: DateSort
    title: str
    weekday: int | None
    at: str
    minutes: int
    times: int
    inset_days: int | None
    pupils_lose: int
    pupils_day: int | None
    who: tuple[StaffGroup, ...]


@dataclass(frozen=True)
class Laid:
    """The dates a pattern gives in this year, and what there is to know about them, in sentences."""

    dates: tuple[CalendarDate, ...]
    notes: tuple[str, ...]


def with_choices(
    pattern: Pattern, *, weekday: int | None = None, at: str = "", minutes: int | None = None, times: int | None = None
) -> Pattern:
    """The pattern with what a school chose otherwise."""
    return replace(
        pattern,
        weekday=pattern.weekday if weekday is None else weekday,
        at=at or pattern.at,
        minutes=minutes or pattern.minutes,
        times=times or pattern.times,
    )


def lay(pattern: Pattern, year: SchoolYear) -> Laid:
    """What this pattern gives. Without terms there is nothing to lay it on, and it says so."""
    if not year.terms:
        return Laid((), ("There are no terms in the calendar yet. Please put them in first: a pattern follows them.",))
    dates = tuple(_SHAPES[pattern.shape](pattern, year))
    if not dates:
        return Laid((), ("It finds no place in these terms. Please look at the terms and half-terms first.",))
    return Laid(dates, tuple(_notes(pattern, year, dates)))


def days_stood_for(sessions: int, minutes: int, inset_minutes: int = INSET_MINUTES) -> Decimal:
    """How many INSET days so many sessions stand for: 12 of 90 minutes are three of six hours (003-F8o)."""
    return (Decimal(sessions * minutes) / inset_minutes).quantize(Decimal("0.01"))


def pupils_weeks(year: SchoolYear) -> dict[tuple[date, date], int]:
    """By term whose pupils' day is known: minutes of a whole week of it."""
    return {
        (each.starts, each.last): each.minutes * _WEEKDAYS
        for each in year.entries
        if each.sort is DateSort.TERM and each.starts and each.last and each.minutes
    }


# The notes


def _notes(pattern: Pattern, year: SchoolYear, dates: tuple[CalendarDate, ...]) -> Iterator[str]:
    with_it = school_year((*year.entries, *dates))
    own = {each.id for each in dates}
    found = [each for each in with_it.occurrences if each.entry.id in own]
    hours = Decimal(sum(each.minutes or 0 for each in found)) / 60
    often = "once" if len(found) == 1 else f"{len(found)} times"
    yield f"{often.capitalize()} this year, {plain(hours)} hours in all for each who comes."
    if pattern.sort in (DateSort.TWILIGHT, DateSort.SLOT):
        yield from _stands_for(pattern, year, len(found))
    edges = [each.day for each in found if with_it.is_edge(each.day)]
    if edges:
        days = ", ".join(written_short(day) for day in edges)
        yield f"At the edge of a term, where learning is poor: {days}. Days in the middle of a term serve it better."
    yield from _week(pattern, year)


def _stands_for(pattern: Pattern, year: SchoolYear, count: int) -> Iterator[str]:
    days = days_stood_for(count, pattern.minutes)
    yield (
        f"{count} x {plain(Decimal(pattern.minutes) / 60)} h = {plain(Decimal(count * pattern.minutes) / 60)} h: as "
        f"much as {plain(days)} INSET days of {plain(Decimal(INSET_MINUTES) / 60)} h."
    )
    if pattern.inset_days is not None and len(year.inset) > pattern.inset_days:
        yield (
            f"The calendar still has {len(year.inset)} whole INSET days. With these in place of the others, "
            f"{pattern.inset_days} remain: please take the rest out."
        )


def _week(pattern: Pattern, year: SchoolYear) -> Iterator[str]:
    """Where the pupils' week comes under 32.5 hours, in the shortest week there would be."""
    if not (pattern.pupils_day or pattern.pupils_lose):
        return
    if pattern.pupils_day:
        weeks = [pattern.pupils_day * _WEEKDAYS]
    else:
        weeks = [minutes - pattern.pupils_lose for minutes in pupils_weeks(year).values()]
    if not weeks:
        yield (
            "It takes time from pupils. Put in how long their day is, with each term, and you will see here whether "
            "their week stays at 32.5 hours."
        )
    elif min(weeks) < PUPILS_WEEK:
        hours = plain(Decimal(min(weeks)) / 60)
        yield (
            f"The pupils’ week touches the 32.5 hours that are expected of schools in England: it would be {hours} "
            "hours in some weeks. Please agree on how that time is made up."
        )


# The shapes


def _entry(pattern: Pattern, place: str, day: date, **more: object) -> CalendarDate:
    """One entry, under an id that the same pattern would make again: laid twice, it is there once."""
    return CalendarDate.model_validate(
        {
            "id": f"{pattern.key}.{place}",
            "sort": pattern.sort,
            "title": pattern.title,
            "starts": day,
            "at": pattern.at,
            "minutes": pattern.minutes,
            "who": pattern.who,
            **more,
        }
    )


def _recurring(repeats: Repeats) -> Callable[[Pattern, SchoolYear], Iterator[CalendarDate]]:
    def laid(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
        for number, (first, last) in enumerate(year.terms, start=1):
            # The first week of a term is for beginning.
            day = _on_weekday(first + timedelta(days=7), pattern.weekday)
            if day <= last:
                yield _entry(pattern, f"term-{number}", day, ends=last, repeats=repeats)

    return laid


def _each_stretch(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
    """Once between two holidays, near the middle."""
    for number, (first, last) in enumerate(year.stretches, start=1):
        day = _nearest(year, first + (last - first) / 2, pattern.weekday)
        if day and first <= day <= last:
            yield _entry(pattern, str(number), day)


def _term_edges(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
    days = [day for first, last in year.terms for day in (first, last)]
    if year.terms:
        days.insert(1, _next_weekday(year.terms[0][0]))
    # The last days of the autumn and spring terms come last: most schools use the first days.
    firsts = [first for first, _ in year.terms]
    order = sorted(dict.fromkeys(days), key=lambda day: (day not in (*firsts, days[1]), -day.toordinal()))
    for number, day in enumerate(sorted(order[: pattern.times]), start=1):
        yield _entry(pattern, str(number), day)


def _one_day(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
    """In the middle of the spring term, or of the only one there is."""
    first, last = year.terms[min(1, len(year.terms) - 1)]
    day = _nearest(year, first + (last - first) / 2, pattern.weekday)
    if day:
        yield _entry(pattern, "1", day)


def _around_half_term(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
    """The last day before the first half-term of the year that has one, and the first day after it."""
    for first, last in year.terms:
        days = [day for day in year.pupils_days if first <= day <= last]
        for before, after in pairwise(days):
            if (after - before).days > _WEEKDAYS:
                yield _entry(pattern, "before", before)
                yield _entry(pattern, "after", after)
                return


def _spread(pattern: Pattern, year: SchoolYear) -> Iterator[CalendarDate]:
    """So many, evenly over all weeks that have this weekday, none at the edge of a term."""
    on_it = [day for day in year.pupils_days if day.weekday() == pattern.weekday and not year.is_edge(day)]
    count = min(pattern.times, len(on_it))
    for number in range(count):
        yield _entry(pattern, str(number + 1), on_it[(2 * number + 1) * len(on_it) // (2 * count)])


_SHAPES: dict[str, Callable[[Pattern, SchoolYear], Iterator[CalendarDate]]] = {
    "weekly": _recurring(Repeats.WEEKLY),
    "fortnightly": _recurring(Repeats.FORTNIGHTLY),
    "each_stretch": _each_stretch,
    "term_edges": _term_edges,
    "one_day": _one_day,
    "around_half_term": _around_half_term,
    "spread": _spread,
}
SHAPES = tuple(_SHAPES)


def _on_weekday(day: date, weekday: int | None) -> date:
    """This day, or the next that is this weekday."""
    return day if weekday is None else day + timedelta(days=(weekday - day.weekday()) % 7)


def _next_weekday(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= _WEEKDAYS:
        day += timedelta(days=1)
    return day


def _nearest(year: SchoolYear, middle: date, weekday: int | None) -> date | None:
    """The pupils' day nearest to this one that is this weekday, the earlier where two are as near."""
    those = (day for day in year.pupils_days if weekday is None or day.weekday() == weekday)
    return min(those, key=lambda day: (abs((day - middle).days), day), default=None)
