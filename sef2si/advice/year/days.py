"""Which days a school's year has, and what is on each of them: the calendar's entries, laid out day by day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sef2si.domain.dates import CalendarDate, DateSort, Repeats
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import Week

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

    def is_worked(self, day: date) -> bool:
        """Whether staff work on it; where there are no terms yet, nobody has said that they do not."""
        return not self.terms or day in self._worked

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(self.staff_days)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Everything that happens on a day, in order; what only says which days there are happens on none."""
        found = [
            Occurrence(day, entry.clock, entry.length, entry) for entry in self.entries for day in self.days_of(entry)
        ]
        return tuple(sorted(found, key=lambda o: (o.day, -1 if o.begins is None else o.begins, o.entry.name, o.id)))

    def kept_free(self, entry: CalendarDate) -> tuple[tuple[date, date], ...]:
        """First and last day of each time that an entry keeps free. Reports due on one day keep that week's evenings
        free: they are written before.
        """
        days = self.days_of(entry) if entry.what_it_stops else ()
        if not days:
            return ()
        if entry.repeats is not Repeats.ONCE:
            return tuple((day, day) for day in days)
        if entry.sort is DateSort.REPORTS and len(days) == 1:
            return ((_monday(days[0]), _monday(days[0]) + 4 * _A_DAY),)
        return ((days[0], days[-1]),)

    @cached_property
    def terms(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each term as it is entered, in order."""
        return tuple((first, last) for first, last, _ in self.named_terms)

    @cached_property
    def named_terms(self) -> tuple[tuple[date, date, str], ...]:
        """The terms with what the school calls them."""
        return tuple(sorted((e.starts, e.last, e.name) for e in self._of(DateSort.TERM) if e.starts and e.last))

    def week_of(self, day: date) -> Week | None:
        """Which week of a timetable over two weeks it is; None where no pupils come in it."""
        return self._weeks.get(day)

    @cached_property
    def _weeks(self) -> dict[date, Week]:
        """By day. Weeks with pupils take turns, so holidays count for nothing. The first is a week A, unless the
        calendar says when one begins; each time it does, they are counted from there.
        """
        mondays = sorted({_monday(day) for day in self.pupils_days})
        said = [bisect_left(mondays, _monday(each.starts)) for each in self._of(DateSort.WEEK_A) if each.starts]
        first = min(said, default=0)
        found: dict[date, Week] = {}
        for at, monday in enumerate(mondays):
            since = at - max((begins for begins in said if begins <= at), default=first)
            found |= dict.fromkeys((monday + n * _A_DAY for n in range(7)), Week.B if since % 2 else Week.A)
        return found

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


def _monday(day: date) -> date:
    return day - day.weekday() * _A_DAY


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
