"""Who works at a school, on which days, and for how many hours: one member of staff, with an account or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from sef2si.domain.cycle import written
from sef2si.domain.needs import StaffGroup
from sef2si.domain.record import Choice, Frozen, Line, Quantity, Versioned

FULL_DIRECTED_HOURS = Decimal(1265)  # a year, for a full-time teacher in England
FULL_WEEK_HOURS = Decimal(37)  # of support staff
_TEACHERS = frozenset(
    {StaffGroup.TEACHERS, StaffGroup.EARLY_CAREER, StaffGroup.SUBJECT_LEADERS, StaffGroup.SENIOR_LEADERS}
)
# Groups that a need can be about and nobody belongs to as staff.
NOT_OF_STAFF = frozenset({StaffGroup.GOVERNORS, StaffGroup.ALL_STAFF})


class Weekday(Choice):
    MONDAY = "mon", "Monday"
    TUESDAY = "tue", "Tuesday"
    WEDNESDAY = "wed", "Wednesday"
    THURSDAY = "thu", "Thursday"
    FRIDAY = "fri", "Friday"

    @classmethod
    def of(cls, day: date) -> Weekday | None:
        """None on Saturdays and Sundays."""
        return list(cls)[day.weekday()] if day.weekday() < len(cls) else None


class HalfDay(Choice):
    """A morning or an afternoon of the week; a whole day is both."""

    MONDAY_MORNING = "mon_am", "Monday morning"
    MONDAY_AFTERNOON = "mon_pm", "Monday afternoon"
    TUESDAY_MORNING = "tue_am", "Tuesday morning"
    TUESDAY_AFTERNOON = "tue_pm", "Tuesday afternoon"
    WEDNESDAY_MORNING = "wed_am", "Wednesday morning"
    WEDNESDAY_AFTERNOON = "wed_pm", "Wednesday afternoon"
    THURSDAY_MORNING = "thu_am", "Thursday morning"
    THURSDAY_AFTERNOON = "thu_pm", "Thursday afternoon"
    FRIDAY_MORNING = "fri_am", "Friday morning"
    FRIDAY_AFTERNOON = "fri_pm", "Friday afternoon"

    @property
    def weekday(self) -> Weekday:
        return next(day for day in Weekday if self.value.startswith(day.value))

    @property
    def is_morning(self) -> bool:
        return self.value.endswith("am")


WHOLE_WEEK = tuple(HalfDay)


class Week(Choice):
    """One of the two weeks of a timetable that repeats every fortnight."""

    A = "a", "week A"
    B = "b", "week B"


class CareerStage(Choice):
    """001-12: those late in their career are as much to be thought of as those who begin."""

    TRAINEE = "trainee", "In training"
    EARLY_1 = "early_1", "Early career, first year"
    EARLY_2 = "early_2", "Early career, second year"
    ESTABLISHED = "established", "Established"
    LATE = "late", "Late career"


MIDNIGHT, NOON, NIGHT = time(), time(12, 30), time(23, 59)  # where a day is split in two, and where it ends
_PARTS = {(MIDNIGHT, NIGHT): "", (MIDNIGHT, NOON): " am", (NOON, NIGHT): " pm"}


class Weekly(Frozen):
    """A time that comes every week, or in one week of two, such as Tuesday 13:15 to 15:15."""

    day: Weekday
    starts: time
    ends: time
    week: Week | None = None

    @property
    def hours(self) -> Decimal:
        minutes = (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute
        return (Decimal(minutes) / 60).quantize(Decimal("0.01"))

    @property
    def written(self) -> str:
        when = _PARTS.get((self.starts, self.ends), f" {self.starts:%H:%M} to {self.ends:%H:%M}")
        return f"{self.day.label[:3]}{when}{f' ({self.week.label})' if self.week else ''}"

    @property
    def is_half(self) -> bool:
        """Whether it is a whole morning or afternoon, whenever those are at the school."""
        return (self.starts, self.ends) in ((MIDNIGHT, NOON), (NOON, NIGHT))


def _a_name(typed: str) -> str:
    if not typed.strip():
        raise ValueError("Please write a name, or initials.")
    return typed


def _a_group(group: StaffGroup) -> StaffGroup:
    if group in NOT_OF_STAFF:
        raise ValueError(f"“{group.label}” is not a group that one member of staff belongs to. Please choose another.")
    return group


def _a_share(amount: Decimal) -> Decimal:
    if not 0 < amount <= 1:
        raise ValueError("Full time is 1; please write a part of it, such as 0.6.")
    return amount


def _in_order(days: tuple[HalfDay, ...]) -> tuple[HalfDay, ...]:
    return tuple(half for half in HalfDay if half in days)


class StaffMember(Versioned):
    """One member of a school's staff, over all its years. ``name`` may be initials; ``role`` is in the school's words.

    ``reference`` is the number or code by which the school's own systems know them. ``days`` are the mornings and
    afternoons of a week they work, empty where nobody has said which; ``days_b`` those of every second week, None
    where it is like the first. ``fte_agreed`` and ``directed_hours_agreed`` are what was agreed with them, where it is
    not what ``fte`` and ``directed_hours`` would say; ``contracted_hours``, a week, are for support staff, and
    ``paid_times`` when in a week those are. ``ppa`` and ``early_career_time`` are never planned over;
    ``not_teaching`` are times without lessons, such as leadership time. ``account_id`` is None where they have no
    account.
    """

    name: Annotated[Line, AfterValidator(_a_name)]
    reference: Line = ""
    role: Line = ""
    group: Annotated[StaffGroup, AfterValidator(_a_group)] = StaffGroup.TEACHERS
    team: Line = ""
    days: Annotated[tuple[HalfDay, ...], AfterValidator(_in_order)] = WHOLE_WEEK
    days_b: Annotated[tuple[HalfDay, ...], AfterValidator(_in_order)] | None = None
    fte_agreed: Annotated[Quantity, AfterValidator(_a_share)] | None = None
    directed_hours_agreed: Quantity | None = None
    contracted_hours: Quantity | None = None
    paid_times: tuple[Weekly, ...] = ()
    ppa: tuple[Weekly, ...] = ()
    not_teaching: tuple[Weekly, ...] = ()
    early_career_time: tuple[Weekly, ...] = ()
    career_stage: CareerStage | None = None
    started_on: date | None = None
    leaves_on: date | None = None
    account_id: Annotated[str, AfterValidator(_a_name)] | None = None

    @property
    def is_teacher(self) -> bool:
        """Whether a teacher's conditions hold, or those of support staff."""
        return self.group in _TEACHERS

    @property
    def is_early_career(self) -> bool:
        early = self.career_stage in (CareerStage.EARLY_1, CareerStage.EARLY_2)
        return early or (self.career_stage is None and self.group is StaffGroup.EARLY_CAREER)

    @property
    def knows_days(self) -> bool:
        return bool(self.days or self.days_b)

    @property
    def has_two_weeks(self) -> bool:
        """Whether anything of their week comes in one week of two only."""
        times = (*self.paid_times, *self.ppa, *self.not_teaching, *self.early_career_time)
        return self.days_b is not None or any(each.week for each in times)

    def halves(self, week: Week | None) -> tuple[HalfDay, ...]:
        """What they work in a week A, and in any other that is not a week B; or in a week B."""
        return self.days_b if week is Week.B and self.days_b is not None else self.days

    @property
    def fte(self) -> Decimal | None:
        """The part of a full-time post: as agreed, by the contracted hours of support staff, or by days worked.

        None where nothing says it.
        """
        if self.fte_agreed is not None:
            return self.fte_agreed
        if not self.is_teacher and self.contracted_hours:
            return min(Decimal(1), self.contracted_hours / FULL_WEEK_HOURS).quantize(Decimal("0.01"))
        both = len(self.halves(Week.A)) + len(self.halves(Week.B))
        return (Decimal(both) / 20).quantize(Decimal("0.01")) if both else None

    @property
    def directed_hours(self) -> Decimal | None:
        """Hours a year at a headteacher's direction: as agreed, or 1,265 by FTE.

        None for whom none are counted: support staff, and leaders, whose working time has no such limit.
        """
        if self.directed_hours_agreed is not None:
            return self.directed_hours_agreed
        if not self.is_teacher or self.group is StaffGroup.SENIOR_LEADERS or self.fte is None:
            return None
        return (FULL_DIRECTED_HOURS * self.fte).quantize(Decimal("0.01"))

    def is_here(self, day: date) -> bool:
        """Whether they are on the staff on this day; their last day counts."""
        return (self.started_on is None or self.started_on <= day) and (self.leaves_on is None or day <= self.leaves_on)

    def halves_on(self, day: date, week: Week | None = None) -> tuple[HalfDay, ...]:
        """The morning and afternoon of this day that they work; none before they start and after they leave."""
        weekday = Weekday.of(day)
        return tuple(half for half in self.halves(week) if half.weekday is weekday) if self.is_here(day) else ()

    def works_on(self, day: date, week: Week | None = None) -> bool:
        """Whether they work at least half of this day. Where no days are known, nobody can say so: never."""
        return bool(self.halves_on(day, week))

    @property
    def sort_key(self) -> tuple[str, str]:
        """By surname, the last word of the name, then by the whole of it."""
        return (self.name.split()[-1].casefold(), self.name.casefold())


def faults(member: StaffMember) -> Iterator[tuple[str, str]]:
    """What does not go together in one record: (field, sentence)."""
    if member.started_on and member.leaves_on and member.leaves_on < member.started_on:
        yield (
            "leaves_on",
            f"Their last day, {written(member.leaves_on)}, is before their first, {written(member.started_on)}. "
            "Please check both.",
        )
    for name in ("paid_times", "ppa", "not_teaching", "early_career_time"):
        for each in getattr(member, name):
            if each.ends <= each.starts:
                yield name, f"{each.written}: this ends before it starts. Please check the times."


def days_in_words(days: Iterable[HalfDay]) -> str:
    """``"Monday to Friday"``, ``"Monday, Tuesday and Wednesday morning"``; or ``"days not known"``."""
    worked = _in_order(tuple(days))
    if not worked:
        return "days not known"
    if len(worked) == len(HalfDay):
        return "Monday to Friday"
    said = []
    for weekday in Weekday:
        halves = [half for half in worked if half.weekday is weekday]
        if halves:
            said.append(weekday.label if len(halves) > 1 else halves[0].label)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
