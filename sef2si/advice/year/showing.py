"""A year to look at: months as grids of days; money, cover and hours as they fill; and fairness by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sef2si.advice.timetable.free import Free, bits_of
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.proposal import Proposal
from sef2si.domain.cycle import first_day, last_day
from sef2si.domain.dates import DateSort, clock_words
from sef2si.domain.staff import StaffMember

FAIR_RULE = (
    "Money and hours for each person in a role: all that the plan places for the role, shared by everybody in it whom "
    "the plan asks about. Roles of fewer than five people are left out."
)
SMALLEST = 5
_NOTHING: tuple[Decimal, ...] = (Decimal(0),) * 4
_WEEKDAYS = 5


@dataclass(frozen=True)
class Entry:
    """Something on a day. ``tone`` is cpd, school, stop or plain; ``where`` a link, "" for none."""

    day: date
    words: str
    tone: str = "plain"
    where: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    entries: tuple[Entry, ...]
    is_school_day: bool


@dataclass(frozen=True)
class Month:
    """``weeks`` from Monday to Friday; None where the day is of another month. Weekends stand with their Friday."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def title(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def days(self) -> tuple[Day, ...]:
        """Days with something on them."""
        return tuple(day for week in self.weeks for day in week if day and day.entries)


def months(year: str, school: SchoolYear, entries: Iterable[Entry]) -> tuple[Month, ...]:
    """All months of the academic year that have a school day or an entry."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        # What is on a Saturday or Sunday is shown on the Friday before, with its own day.
        over = max(0, entry.day.weekday() - _WEEKDAYS + 1)
        words = f"{entry.day:%A}: {entry.words}" if over else entry.words
        by_day.setdefault(entry.day - timedelta(days=over), []).append(Entry(entry.day, words, entry.tone, entry.where))
    here = set(school.staff_days)
    found = []
    first = first_day(year)
    while first <= last_day(year):
        month = Month(first, tuple(_weeks(first, by_day, here)))
        if any(day and (day.entries or day.is_school_day) for week in month.weeks for day in week):
            found.append(month)
        first = (first + timedelta(days=31)).replace(day=1)
    return tuple(found)


def _weeks(first: date, by_day: dict[date, list[Entry]], here: set[date]) -> Iterable[tuple[Day | None, ...]]:
    monday = first - timedelta(days=first.weekday())
    while monday < first or monday.month == first.month:
        days = [monday + timedelta(days=n) for n in range(_WEEKDAYS)]
        if any(day.month == first.month for day in days):
            yield tuple(
                Day(day, tuple(by_day.get(day, ())), day in here) if day.month == first.month else None for day in days
            )
        monday += timedelta(days=7)


def school_entries(school: SchoolYear) -> tuple[Entry, ...]:
    """What the calendar itself says, terms and ordinary days left out; nothing is kept free in a holiday."""
    return tuple(
        Entry(each.day, _at(each.begins, each.entry.name), "stop" if each.sort.is_blackout else "school")
        for each in school.occurrences
        if not (each.sort.is_blackout and each.day in school.closed)
    )


def week_entries(school: SchoolYear, members: Iterable[StaffMember]) -> tuple[Entry, ...]:
    """On the first day of each week with pupils which of two it is, where a timetable has two."""
    names_one = any(entry.sort is DateSort.WEEK_A for entry in school.entries)
    if not names_one and not any(member.has_two_weeks for member in members):
        return ()
    first: dict[date, date] = {}
    for day in school.pupils_days:
        first.setdefault(day - timedelta(days=day.weekday()), day)
    weeks = ((day, school.week_of(day)) for day in first.values())
    return tuple(Entry(day, f"Week {week.value.upper()}") for day, week in weeks if week)


def proposal_entries(proposal: Proposal, where: str = "") -> tuple[Entry, ...]:
    """Its sessions. ``where`` is the start of a link to a run: its number is put behind."""
    number = {id(run): at for at, run in enumerate(proposal.runs)}
    return tuple(
        Entry(
            proposal.slot(slot).day,
            _at(proposal.slot(slot).start, proposal.title(run)),
            "cpd",
            f"{where}{number[id(run)]}" if where else "",
        )
        for run in proposal.runs
        for slot in run.slots
    )


@dataclass(frozen=True)
class Filled:
    """How much is used by the end of a month. ``directed`` are hours that the published calendar does not have yet."""

    month: date
    pounds: Decimal
    cover_days: Decimal
    hours: Decimal
    directed: Decimal


def filling(proposal: Proposal) -> tuple[Filled, ...]:
    """Month by month, what the plan has taken by then: money for its price, cover and paid time; days of cover; hours
    of all people together, and how many of those come out of directed time that is left.
    """
    totals: dict[date, tuple[Decimal, ...]] = {}
    problem = proposal.framed.problem
    free = Free(problem)
    counted = {each.id for each in problem.people if each.directed_minutes is not None}
    options = {each.id: each for each in problem.options}
    for run in proposal.runs:
        option = options[run.option]
        people = bits_of(free.person_at[each] for each in run.people)
        each_time = Decimal(option.minutes) / 60
        pence = option.price + option.price_each * len(run.people)  # with its first session
        for at in sorted(free.slot_at[each] for each in run.slots):
            slot = free.slots[at]
            cover, paid, _ = free.session_cost(people, at, option.minutes)
            took = (
                Decimal(pence + cover + paid) / 100,
                Decimal(free.session_cover(people, at)) / 100,
                each_time * len(run.people),
                Decimal(0) if slot.counted else each_time * len(counted.intersection(run.people)),
            )
            month = slot.day.replace(day=1)
            totals[month] = _added(totals.get(month, _NOTHING), took)
            pence = 0
    found: list[Filled] = []
    so_far = _NOTHING
    for month in sorted(totals):
        so_far = _added(so_far, totals[month])
        found.append(Filled(month, *so_far))
    return tuple(found)


def _added(one: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def directed_left(proposal: Proposal) -> Decimal | None:
    """Hours of directed time that all whom the plan asks about have left together; None where none are counted."""
    left = [each.directed_minutes for each in proposal.framed.problem.people if each.directed_minutes is not None]
    return Decimal(sum(left)) / 60 if left else None


@dataclass(frozen=True)
class Fair:
    """One role: how many people, and what the plan gives each of them on average."""

    role: str
    heads: int
    pounds: Decimal
    hours: Decimal


def fairness(proposal: Proposal) -> tuple[Fair, ...]:
    """By role, most hours for each first (``FAIR_RULE``)."""
    if proposal.timetable is None:
        return ()
    found = [
        Fair(
            each.role or "Staff",
            each.heads,
            (Decimal(each.pence) / 100 / each.heads).quantize(Decimal("0.01")),
            (Decimal(each.minutes) / 60 / each.heads).quantize(Decimal("0.1")),
        )
        for each in proposal.timetable.totals.hours
        if each.heads >= SMALLEST
    ]
    return tuple(sorted(found, key=lambda each: (-each.hours, each.role)))


def _at(begins: int | None, words: str) -> str:
    return words if begins is None else f"{clock_words(begins)} {words}"
