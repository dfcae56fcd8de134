"""A year to look at: months as grids of days, money, cover and hours as they fill, fairness, and two plans beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sef2si.advice.costs import plain, pounds
from sef2si.advice.timetable.timetable import WHOLE, Run
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.proposal import Proposal
from sef2si.domain.cycle import first_day, last_day
from sef2si.domain.dates import clock_words

FAIR_RULE = (
    "Money and hours for each person in a role: all that the plan places for the role, shared by everybody in it whom "
    "the plan asks about. Roles of fewer than five people are left out."
)
_SMALLEST = 5
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
    """What the calendar itself says, terms and ordinary days left out."""
    return tuple(
        Entry(each.day, _at(each.begins, each.entry.name), "stop" if each.sort.is_blackout else "school")
        for each in school.occurrences
    )


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
    """How much is used by the end of a month: in words, and as a part of ``most`` (None: there is no limit)."""

    month: date
    pounds: Decimal
    cover_days: Decimal
    hours: Decimal


def filling(proposal: Proposal) -> tuple[Filled, ...]:
    """Month by month, what the plan has taken by then: pounds, days of cover, hours of all people together."""
    totals: dict[date, tuple[Decimal, Decimal, Decimal]] = {}
    for run in proposal.runs:
        slots = sorted((proposal.slot(each) for each in run.slots), key=lambda slot: (slot.day, slot.start))
        hours = Decimal(proposal.way(run).minutes * len(run.people)) / 60
        price = _price(proposal, run)
        for at, slot in enumerate(slots):
            month = slot.day.replace(day=1)
            money, cover, time = totals.get(month, (Decimal(0),) * 3)
            days = proposal.cover(run, slot.id)
            rate = Decimal(proposal.framed.problem.limits.cover_day) / 100
            totals[month] = (money + (price if at == 0 else Decimal(0)) + days * rate, cover + days, time + hours)
    found, so_far = [], (Decimal(0),) * 3
    for month in sorted(totals):
        so_far = tuple(a + b for a, b in zip(so_far, totals[month], strict=True))  # type: ignore[assignment]
        found.append(Filled(month, *so_far))
    return tuple(found)


def _price(proposal: Proposal, run: Run) -> Decimal:
    way = proposal.way(run)
    return way.price + way.price_each * len(run.people)


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
        if each.heads >= _SMALLEST
    ]
    return tuple(sorted(found, key=lambda each: (-each.hours, each.role)))


@dataclass(frozen=True)
class Beside:
    """One line of a comparison. ``better`` is 0 or 1 for the plan that does better, None where neither does."""

    label: str
    said: tuple[str, str]
    better: int | None = None


def compare(one: Proposal, other: Proposal) -> tuple[Beside, ...]:
    """Need met, cost, cover and hours by role, side by side; no sum of unlike things."""
    pair = (one, other)
    met = [proposal.met_percent for proposal in pair]
    cost = [proposal.cost for proposal in pair]
    cover = [proposal.cover_days for proposal in pair]
    lines = [
        Beside("Need met, weighted", (f"{plain(met[0]) or '0'} %", f"{plain(met[1]) or '0'} %"), _more(met)),
        Beside("Cost", (pounds(cost[0]), pounds(cost[1])), _less(cost)),
        Beside("Days of cover", (plain(cover[0]) or "0", plain(cover[1]) or "0"), _less(cover)),
        Beside("Sessions", _both(pair, lambda p: sum(len(run.slots) for run in p.runs))),
    ]
    titles = {need.id: need.title for proposal in pair for need in proposal.framed.problem.needs}
    for need, title in titles.items():
        parts = [_met_of(proposal, need) for proposal in pair]
        words = tuple("not asked" if part is None else f"{part} %" for part in parts)
        lines.append(
            Beside(f"Met: {title}", (words[0], words[1]), _more([Decimal(part or 0) for part in parts]))
        )  # fmt: skip
    roles = {each.role: None for proposal in pair for each in fairness(proposal)}
    for role in roles:
        hours = tuple(
            next((f"{plain(f.hours) or '0'} h each" for f in fairness(proposal) if f.role == role), "none")
            for proposal in pair
        )
        lines.append(Beside(f"Hours: {role}", (hours[0], hours[1])))
    return tuple(lines)


def _met_of(proposal: Proposal, need: str) -> int | None:
    if proposal.timetable is None:
        return None
    return next((each.met * 100 // WHOLE for each in proposal.timetable.totals.needs if each.need == need), None)


def _both(pair: tuple[Proposal, Proposal], count: object) -> tuple[str, str]:
    assert callable(count)
    return str(count(pair[0])), str(count(pair[1]))


def _more(amounts: Sequence[Decimal]) -> int | None:
    return None if amounts[0] == amounts[1] else int(amounts[1] > amounts[0])


def _less(amounts: Sequence[Decimal]) -> int | None:
    return None if amounts[0] == amounts[1] else int(amounts[1] < amounts[0])


def _at(begins: int | None, words: str) -> str:
    return words if begins is None else f"{clock_words(begins)} {words}"
