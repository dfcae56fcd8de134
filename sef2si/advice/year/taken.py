"""What CPD that is in the year already takes of it: which activities stand, and the cover they need, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from sef2si.advice.timetable.problem import Fixed
from sef2si.advice.year.asked import needs_to_plan
from sef2si.advice.year.days import SchoolYear, school_year
from sef2si.advice.year.people import TEACHING
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.slots import in_lessons
from sef2si.advice.year.ways import is_placed
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.dates import DateSort
from sef2si.domain.invitations import Invitation
from sef2si.domain.plan import Plan
from sef2si.domain.staff import StaffMember

_ALL_DAY = 24 * 60
_USUAL = 60


def stands(plan: Plan, settings: YearSettings) -> tuple[Activity, ...]:
    """Activities that are not asked about: they stay where they are, and take what they take."""
    waiting = {
        each.id
        for need in needs_to_plan(plan, settings)
        for each in plan.activities_of(need)
        if not is_placed(plan, each)
    }
    return tuple(each for each in plan.activities if each.id not in waiting)


def is_spared(year: SchoolYear, day: date, begins: int | None, minutes: int | None) -> bool:
    """Whether it lies in a time that the calendar keeps for learning on that day, when pupils are not there."""
    if begins is None:
        return False
    return any(
        each.day == day
        and each.sort is DateSort.SLOT
        and each.begins is not None
        and each.begins <= begins
        and begins + (minutes or _USUAL) <= each.begins + (each.minutes or _USUAL)
        for each in year.occurrences
    )


def takes_out(year: SchoolYear, day: date, begins: int | None, minutes: int | None) -> bool:
    """Whether it could take anybody from pupils."""
    return in_lessons(year, day, begins, minutes) and not is_spared(year, day, begins, minutes)


def fixed_in_lessons(year: SchoolYear, each: Fixed) -> bool:
    whole = each.minutes >= _ALL_DAY
    return takes_out(year, each.day, None if whole else each.start, each.minutes)


def out_with(
    plan: Plan, invitations: Sequence[Invitation], members: Sequence[StaffMember]
) -> Callable[[CpdSession], frozenset[str]]:
    """For a session that takes people from pupils: who of those who teach may be out of class that day with CPD."""
    year = school_year(plan.dates)
    teach = {each.id for each in members if each.group in TEACHING}
    lessons = {
        each.id: each.held_on
        for each in plan.cpd_sessions
        if each.held_on and takes_out(year, each.held_on, each.clock, each.minutes)
    }
    by_day: dict[date, set[str]] = defaultdict(set)
    for each in invitations:
        if each.may_come and each.comes_to in lessons and each.member_id in teach:
            by_day[lessons[each.comes_to]].add(each.member_id)
    return lambda session: frozenset(by_day[lessons[session.id]]) if session.id in lessons else frozenset()


@dataclass(frozen=True)
class CoverTaken:
    """Days of cover of what stands. An activity says how much it needs in all: each of its days takes the same part.

    Those are the days of its sessions in lessons; of all its sessions where none is; else all days with pupils from its
    first to its last. What has no day at all counts for the year alone. All in exact parts, for thirds add up.
    """

    plan: Plan
    year: SchoolYear
    those: Sequence[Activity]

    def between(self, first: date, last: date) -> Fraction:
        return sum((part for day, part in self._by_day.items() if first <= day <= last), Fraction(0))

    @property
    def in_all(self) -> Fraction:
        return sum((Fraction(each.cover_days) for each in self.those if each.cover_days), Fraction(0))

    @property
    def unsaid(self) -> int:
        """How many do not say how much cover they need, none included."""
        return sum(each.cover_days is None for each in self.those)

    @cached_property
    def _by_day(self) -> dict[date, Fraction]:
        found: dict[date, Fraction] = defaultdict(Fraction)
        for each in self.those:
            days = tuple(self._days(each)) if each.cover_days else ()
            for day in days:
                found[day] += Fraction(each.cover_days or 0) / len(days)
        return dict(found)

    def _days(self, activity: Activity) -> Iterator[date]:
        sessions = [each for each in self.plan.sessions_of(activity) if each.held_on]
        if sessions:
            out = [s for s in sessions if s.held_on and takes_out(self.year, s.held_on, s.clock, s.minutes)]
            yield from (each.held_on for each in out or sessions if each.held_on)
        elif activity.starts:
            last = max(activity.starts, activity.ends or activity.starts)
            span = ((activity.starts + timedelta(days=n)) for n in range((last - activity.starts).days + 1))
            pupils = set(self.year.pupils_days)
            yield from [day for day in span if day in pupils] or [activity.starts]
