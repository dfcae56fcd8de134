"""Which days a school's year has, and what is on each of them: the calendar's entries, laid out day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sef2si.domain.dates import CalendarDate, DateSort, Repeats
from sef2si.domain.needs import StaffGroup

_WEEKEND = 5
_A_DAY = timedelta(days=1)
# Nobody's entry is longer; a date typed with a wrong year must not be laid out for a century.
_LONGEST = timedelta(days=400)


@dataclass(frozen=True, order=True)
class Occurrence:
    """One thing on one day. ``begins`` is minutes after midnight, None for all day or where nobody has said."""

    day: date
    begins: int | None
    minutes: int | None
    entry: CalendarDate

    @property
    def sort(self) -> DateSort:
        assert self.entry.sort is not None
        return self.entry.sort

    @property
    def ends(self) -> int | None:
        return None if self.begins is None or self.minutes is None else self.begins + self.minutes

    @property
    def id(self) -> str:
        """The id of this one time: ``"<entry>.20270309"``."""
        return f"{self.entry.id}.{self.day:%Y%m%d}"

    def is_for(self, group: StaffGroup | None) -> bool:
        return self.entry.is_for(group)


@dataclass(frozen=True)
class SchoolYear:
    """The calendar of one year. Entries without a sort or a day say nothing yet and are left out."""

    entries: tuple[CalendarDate, ...]

    @cached_property
    def inset(self) -> tuple[date, ...]:
        """Days when staff learn and pupils stay at home, each once."""
        return tuple(sorted({day for each in self._of(DateSort.INSET) for day in _weekdays(each)}))

    @cached_property
    def closed(self) -> frozenset[date]:
        """Half-terms, holidays and bank holidays, weekends left out."""
        return frozenset(day for each in self._of(DateSort.HOLIDAY) for day in _weekdays(each))

    @cached_property
    def pupils_days(self) -> tuple[date, ...]:
        """Weekdays of the terms on which pupils come."""
        gone = self.closed | set(self.inset)
        return tuple(sorted({day for each in self._of(DateSort.TERM) for day in _weekdays(each)} - gone))

    @cached_property
    def staff_days(self) -> tuple[date, ...]:
        """Days on which staff work: pupils' days and INSET days."""
        return tuple(sorted({*self.pupils_days, *self.inset}))

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Everything that happens on a day, in order; terms, holidays and ordinary days happen on none."""
        found = [
            Occurrence(day, entry.clock, entry.length, entry) for entry in self.entries for day in self.days_of(entry)
        ]
        return tuple(sorted(found, key=lambda o: (o.day, -1 if o.begins is None else o.begins, o.entry.name, o.id)))

    @cached_property
    def blacked_out(self) -> dict[date, tuple[CalendarDate, ...]]:
        """Days on which no CPD is to be planned, and because of what."""
        found: dict[date, tuple[CalendarDate, ...]] = {}
        for each in self.occurrences:
            if each.sort.is_blackout:
                found[each.day] = (*found.get(each.day, ()), each.entry)
        return found

    @cached_property
    def terms(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each term as it is entered, in order."""
        return tuple(sorted((e.starts, e.last) for e in self._of(DateSort.TERM) if e.starts and e.last))

    @cached_property
    def stretches(self) -> tuple[tuple[date, date], ...]:
        """First and last staff day of each stretch without a holiday between, half-terms apart."""
        found: list[tuple[date, date]] = []
        for day in self.staff_days:
            # A weekend, even a long one, is no end of a stretch; a week away is.
            if found and (day - found[-1][1]).days <= 5:
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
        return tuple(found)

    def days_of(self, entry: CalendarDate) -> tuple[date, ...]:
        """The days on which one entry happens; none for terms, holidays and ordinary days."""
        if entry.sort is None or entry.sort.is_span:
            return ()
        return tuple(self._days(entry))

    def is_edge(self, day: date) -> bool:
        """Whether this is among the first or last two days of a term (003-F8l)."""
        return any(day in _edges(self.staff_days, first, last) for first, last in self.terms)

    def _of(self, sort: DateSort) -> Iterator[CalendarDate]:
        return (each for each in self.entries if each.sort is sort)

    def _days(self, entry: CalendarDate) -> Iterable[date]:
        if entry.repeats is Repeats.ONCE:
            # On one day it is meant as it is typed, be that a Saturday: leaders do meet on one (003-F8k).
            is_one = entry.starts is not None and entry.last == entry.starts
            return (entry.starts,) if is_one and entry.starts else _weekdays(entry)
        if entry.starts is None:
            return ()
        until = entry.ends or max((last for _, last in self.terms), default=entry.starts)
        every = timedelta(weeks=1 if entry.repeats is Repeats.WEEKLY else 2)
        here = set(self.pupils_days)
        return tuple(day for day in _every(entry.starts, min(until, entry.starts + _LONGEST), every) if day in here)


def school_year(entries: Iterable[CalendarDate]) -> SchoolYear:
    return SchoolYear(tuple(entries))


def _edges(days: tuple[date, ...], first: date, last: date) -> frozenset[date]:
    own = [day for day in days if first <= day <= last]
    return frozenset((*own[:2], *own[-2:]))


def _weekdays(entry: CalendarDate) -> Iterator[date]:
    if entry.starts is None or entry.last is None:
        return
    for day in _every(entry.starts, min(entry.last, entry.starts + _LONGEST), _A_DAY):
        if day.weekday() < _WEEKEND:
            yield day


def _every(first: date, last: date, step: timedelta) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += step
