"""Who could learn when, as the planner asks it: the staff register as values, or stand-ins where it names nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sef2si.advice.timetable.problem import Person, Span
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.directed import of_member
from sef2si.advice.year.slots import PupilsDay, pupils_day
from sef2si.advice.year.spent import Spent
from sef2si.advice.year.weeks import hours_of, spans, within
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import Need, StaffGroup
from sef2si.domain.staff import FULL_DIRECTED_HOURS, StaffMember, Week

STAND_IN = "stand-in."
STAND_IN_RULE = (
    "For a need whose people are not in the staff register, as many stand-ins are planned for as it says, who work all "
    "week; with the register filled in, the plan knows who works when."
)
_MOST_STAND_INS = 60
TEACHING = (
    StaffGroup.TEACHERS, StaffGroup.EARLY_CAREER, StaffGroup.SUBJECT_LEADERS, StaffGroup.TEACHING_ASSISTANTS,
    StaffGroup.SENIOR_LEADERS,
)  # fmt: skip


@dataclass(frozen=True)
class Staff:
    """The people of a school as the planner asks of them. ``paid_minutes`` is beyond contracted hours, for each.
    ``spent`` is what CPD that is in the year already takes of these, and of directed time.
    """

    year: SchoolYear
    members: tuple[StaffMember, ...]
    paid_minutes: int
    pence_an_hour: int
    spent: Spent

    def person(self, member: StaffMember, days: Iterable[date]) -> Person:
        """``days`` are those on which anything could be: away is said for these alone."""
        hours = hours_of(member, self._day)
        teaches = member.group in TEACHING
        return Person(
            id=member.id,
            role=member.group.label,
            department=member.team.strip(),
            hours=hours,
            directed_minutes=self._directed(member),
            paid_minutes=0 if member.is_teacher else max(0, self.paid_minutes - self.spent.paid(member.id, hours)),
            pence_an_hour=0 if member.is_teacher else self.pence_an_hour,
            with_pupils=self._lessons(hours, spans(member.not_teaching, self._day)) if teaches else (),
            ppa=spans(member.ppa, self._day),
            protected=spans(member.early_career_time, self._day),
            away=tuple(sorted(day for day in set(days) if self._is_away(member, day))),
        )

    def _is_away(self, member: StaffMember, day: date) -> bool:
        """Also where nobody can say which week of two it is, as in a week of INSET alone, unless they work in both."""
        if self.year.week_of(day) is None and member.days_b is not None:
            return not all(member.works_on(day, week) for week in Week)
        return not member.is_here(day)

    def stand_in(self, group: StaffGroup | None, number: int) -> Person:
        """Somebody of a group whom the register does not name: at work all week."""
        hours = tuple(Span(weekday=day) for day in range(5))
        label = group.label if group else "Staff"
        return Person(
            id=f"{STAND_IN}{group.value if group else 'staff'}.{number}",
            role=label,
            hours=hours,
            with_pupils=self._lessons(hours, ()) if group in TEACHING else (),
        )

    def out_besides(self, member: StaffMember) -> Person:
        """Somebody who is not asked about, and is out of class with something that stands: when they have lessons, and
        in which department. They are at work at no time that could be planned."""
        return _besides(self.person(member, ()))

    def stand_in_besides(self, stand_in: str) -> Person:
        group = stand_in.removeprefix(STAND_IN).rpartition(".")[0]
        known = next((each for each in StaffGroup if each.value == group), None)
        return _besides(self.stand_in(known, 0)).model_copy(update={"id": stand_in})

    def _lessons(self, hours: Iterable[Span], free: tuple[Span, ...]) -> tuple[Span, ...]:
        """Lessons are all of the pupils' day that they are at work, but for times the register says are ``free`` of
        them. When pupils come later on some days, is said of those days (``Slot.spared``)."""
        return within(hours, self._day.starts, self._day.ends, without=free)

    @property
    def _day(self) -> PupilsDay:
        days = self.year.pupils_days
        return pupils_day(self.year, days[0] if days else date.min)

    def _directed(self, member: StaffMember) -> int | None:
        """What the published calendar leaves, and CPD on top of it; nothing to go by where the calendar does not say
        what an ordinary day takes."""
        if not any(each.sort is DateSort.DAY for each in self.year.entries):
            return None
        left = of_member(self.year, member).left
        if left is None:
            return None
        return min(max(0, left - self.spent.directed(member.id)), int(FULL_DIRECTED_HOURS * 60))


def _besides(person: Person) -> Person:
    return Person(id=person.id, department=person.department, hours=(), with_pupils=person.with_pupils)


def team_of(need: Need, members: Sequence[StaffMember], chosen: Sequence[str] | None, today: date) -> tuple[str, ...]:
    """The members a need is about: as chosen; else those of its group whose team or role its words name, or all."""
    here = {member.id: member for member in members if member.is_here(today)}
    if chosen is not None:
        return tuple(each for each in chosen if each in here)
    those = [m for m in here.values() if need.group in (None, StaffGroup.ALL_STAFF) or m.group is need.group]
    if need.group is None and not need.who.strip():
        return ()
    named = [m for m in those if _is_named(m.team, need.who) or _is_named(m.role, need.who)]
    if need.group is None and not named:
        return ()
    return tuple(member.id for member in named or those)


def _is_named(name: str, words: str) -> bool:
    """Whether a team or role stands in these words as a word, one or several of it."""
    return bool(name.strip()) and bool(re.search(rf"\b{re.escape(name.strip())}s?\b", words, re.IGNORECASE))


def stand_ins(need: Need) -> int:
    """How many to plan for where the register names nobody: as many as the need says, one where it does not."""
    return min(need.people or 1, _MOST_STAND_INS)


def is_stand_in(person_id: str) -> bool:
    return person_id.startswith(STAND_IN)


def pence(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)
