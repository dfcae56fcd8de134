"""The directed-time ledger: of 1,265 hours over 195 days, what the published calendar uses and what is left.

Pro rata for part-timers: a share of the hours, and only what falls on days they work. Minutes inside, hours for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sef2si.advice.costs import plain
from sef2si.advice.year.days import SchoolYear
from sef2si.domain.dates import CalendarDate, DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import FULL_DIRECTED_HOURS, HalfDay, StaffMember, Week, Weekday

FULL_DAYS = 195
RULE = (
    "Teachers in England may be directed for 1,265 hours over 195 days; part-time teachers for their share of both. "
    "Used is what the calendar asks of each group; leaders’ time has no such limit, and support staff have contracted "
    "hours instead."
)
# Those for whom directed time is counted, in the order of the groups.
COUNTED = (StaffGroup.TEACHERS, StaffGroup.EARLY_CAREER, StaffGroup.SUBJECT_LEADERS)
_NOON = 12 * 60 + 30  # where a day is split in two


@dataclass(frozen=True)
class Use:
    """One entry of the calendar, and what it takes of one member of staff over the year, in minutes."""

    entry: CalendarDate
    times: int
    minutes: int


@dataclass(frozen=True)
class Ledger:
    """Minutes of directed time. ``allowance`` None: not counted for them."""

    allowance: int | None
    uses: tuple[Use, ...]
    days: int

    @property
    def used(self) -> int:
        return sum(use.minutes for use in self.uses)

    @property
    def left(self) -> int | None:
        """Below nought: the calendar asks for more than there is."""
        return None if self.allowance is None else self.allowance - self.used


def of_group(year: SchoolYear, group: StaffGroup) -> Ledger:
    """Of somebody full-time in this group."""
    allowance = int(FULL_DIRECTED_HOURS * 60) if group in COUNTED else None
    uses = []
    for entry in _directed(year):
        if entry.is_for(group):
            times = _days_of(year, entry)
            uses.append(Use(entry, len(times), len(times) * (entry.length or 0)))
    return Ledger(allowance, tuple(use for use in uses if use.times), len(year.staff_days))


def of_member(year: SchoolYear, member: StaffMember) -> Ledger:
    """Of one member of staff, by their group, team and the half-days they work, week by week of two."""
    hours = member.directed_hours
    weeks = {week: _week(member.halves(week)) for week in (None, *Week)}
    uses = []
    for entry in _directed(year):
        if entry.is_for(member.group) and is_of_team(entry.team, member):
            days = (day for day in _days_of(year, entry) if member.is_here(day))
            halves = [part for day in days if (part := _halves(weeks[year.week_of(day)], day, entry))]
            uses.append(Use(entry, len(halves), sum(halves) * (entry.length or 0) // 2))
    worked = sum(any(weeks[year.week_of(day)][day.weekday()]) for day in year.staff_days if member.is_here(day))
    return Ledger(None if hours is None else int(hours * 60), tuple(use for use in uses if use.times), worked)


def is_of_team(team: str, member: StaffMember) -> bool:
    """Whether an entry for this team is for them; one that names no team is for all."""
    return not team.strip() or team.strip().casefold() == member.team.strip().casefold()


def notes(year: SchoolYear, members: Iterable[StaffMember] = ()) -> tuple[str, ...]:
    """What there is to look at again, in sentences; names nobody."""
    said = []
    if not year.terms:
        said.append("There are no terms in the calendar yet, so there is nothing to count.")
    elif len(year.staff_days) != FULL_DAYS:
        more = len(year.staff_days) - FULL_DAYS
        days = "1 day" if abs(more) == 1 else f"{abs(more)} days"
        said.append(
            f"The calendar has {len(year.staff_days)} days on which staff work, {days} "
            f"{'more' if more > 0 else 'fewer'} than {FULL_DAYS}. Please check terms, holidays and INSET days."
        )
    ledgers = {group: of_group(year, group) for group in COUNTED}
    for group, ledger in ledgers.items():
        if ledger.left is not None and ledger.left < 0:
            said.append(
                f"{group.label}: the calendar asks for {hours_words(-ledger.left)} more than may be directed. "
                "Something has to come out before it is published."
            )
    if not any(each.sort is DateSort.DAY for each in year.entries) and year.terms:
        said.append(
            "No ordinary day says how much directed time it takes, so “left” is what is left beside lessons. Please "
            "add an ordinary day to the calendar with its minutes."
        )
    if whom := whom_wanted(year):
        said.append(whom)
    over = sum((left := of_member(year, member).left) is not None and left < 0 for member in members)
    if over:
        people = "1 member of staff is" if over == 1 else f"{over} members of staff are"
        said.append(f"{people} asked for more than their share: part-timers are asked only on days they work.")
    return tuple(said)


def whom_wanted(year: SchoolYear) -> str:
    """Asks for whom there are dates that are never for all staff; empty where each says so."""
    names = list(dict.fromkeys(each.name for each in year.entries if each.lacks_whom))
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    called = ", ".join(f"“{name}”" for name in names[:3])
    return (
        f"{called}{more}: whose is it? Nobody has said, so it takes nobody’s time and keeps nobody free. Please give "
        "it a team or a staff group in the calendar."
    )


def hours_words(minutes: int) -> str:
    """``"1,265 hours"``, ``"1.5 hours"``, ``"1 hour"``."""
    amount = plain((Decimal(minutes) / 60).quantize(Decimal("0.01"))) or "0"
    return f"{amount} hour" if amount == "1" else f"{amount} hours"


def _directed(year: SchoolYear) -> Iterable[CalendarDate]:
    return (entry for entry in year.entries if entry.sort and entry.is_directed and entry.length)


def _days_of(year: SchoolYear, entry: CalendarDate) -> tuple[date, ...]:
    """Days on which an entry takes time: those it happens on; of an ordinary day, all of pupils' days in its span."""
    if entry.sort is DateSort.DAY:
        first, last = entry.starts or date.min, entry.ends or date.max
        return tuple(day for day in year.pupils_days if first <= day <= last)
    return year.days_of(entry)


# Whether the morning and the afternoon of each day of the week, weekends too, are worked.
_Week = tuple[tuple[bool, bool], ...]
_NEVER = ((False, False),)


def _week(halves: Iterable[HalfDay]) -> _Week:
    """Asked once, for a register is gone through day by day."""
    worked = {half.value for half in halves}
    return tuple((f"{day.value}_am" in worked, f"{day.value}_pm" in worked) for day in Weekday) + _NEVER * 2


def _halves(week: _Week, day: date, entry: CalendarDate) -> int:
    """How much of what is on this day falls to them, in halves: of a whole day's what they work, else all or none."""
    morning, afternoon = week[day.weekday()]
    if entry.clock is None or _is_whole_day(entry):
        return morning + afternoon
    return 2 * (morning if entry.clock < _NOON else afternoon)


def _is_whole_day(entry: CalendarDate) -> bool:
    """An INSET or ordinary day, though somebody says when it begins, unless all of it is before or after noon."""
    begins = entry.clock or 0
    return entry.sort in (DateSort.INSET, DateSort.DAY) and begins < _NOON < begins + (entry.length or 0)
