"""What can be asked of a member of staff: which days, how many hours, and when nothing may be planned (001-12)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from pydantic import ValidationError

from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import (
    MIDNIGHT,
    NIGHT,
    NOON,
    WHOLE_WEEK,
    CareerStage,
    HalfDay,
    StaffMember,
    Week,
    Weekday,
    Weekly,
    days_in_words,
    faults,
)
from tests import factories as make

MONDAY, TUESDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 28)
PART = (HalfDay.TUESDAY_MORNING, HalfDay.MONDAY_MORNING, HalfDay.MONDAY_AFTERNOON, HalfDay.MONDAY_MORNING)


def test_days_worked() -> None:
    part = make.member(days=PART)
    assert part.days == (HalfDay.MONDAY_MORNING, HalfDay.MONDAY_AFTERNOON, HalfDay.TUESDAY_MORNING)
    assert [part.works_on(day) for day in (MONDAY, TUESDAY, date(2026, 11, 25), SATURDAY)] == [True, True, False, False]
    assert (part.halves_on(TUESDAY), part.fte) == ((HalfDay.TUESDAY_MORNING,), Decimal("0.30"))
    unknown = make.member(days=())
    assert (unknown.knows_days, unknown.works_on(MONDAY), unknown.fte, unknown.directed_hours) == (
        False,
        False,
        None,
        None,
    )


def test_nobody_works_before_their_first_day_or_after_their_last() -> None:
    member = make.member(started_on=MONDAY, leaves_on=TUESDAY)
    days = (date(2026, 11, 20), MONDAY, TUESDAY, date(2026, 11, 25))
    assert [member.is_here(day) for day in days] == [False, True, True, False]
    assert [member.works_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("said", "fte", "directed"),
    [
        ({}, "1.00", "1265.00"),
        ({"days": PART}, "0.30", "379.50"),
        ({"days": PART, "fte_agreed": Decimal("0.4")}, "0.40", "506.00"),
        ({"days": (), "fte_agreed": Decimal("0.6")}, "0.60", "759.00"),
        ({"directed_hours_agreed": Decimal(1200)}, "1.00", "1200.00"),
        ({"group": StaffGroup.SENIOR_LEADERS}, "1.00", None),
        ({"group": StaffGroup.TEACHING_ASSISTANTS}, "1.00", None),
        ({"group": StaffGroup.LUNCHTIME, "contracted_hours": Decimal("6.25")}, "0.17", None),
    ],
)
def test_full_time_equivalent_and_directed_hours(said: dict[str, object], fte: str, directed: str | None) -> None:
    member = make.member(**said)
    assert (member.fte, member.directed_hours) == (Decimal(fte), None if directed is None else Decimal(directed))


def test_a_timetable_over_two_weeks() -> None:
    member = make.member(days=PART, days_b=(HalfDay.FRIDAY_MORNING,))
    assert [member.halves(week) for week in (None, Week.A, Week.B)] == [
        member.days,
        member.days,
        (HalfDay.FRIDAY_MORNING,),
    ]
    assert (member.fte, member.has_two_weeks, make.member().has_two_weeks) == (Decimal("0.20"), True, False)
    assert [member.works_on(MONDAY, week) for week in (None, Week.A, Week.B)] == [True, True, False]
    away, here = make.member(days=(), days_b=PART), make.member(days=PART, days_b=())
    assert (away.knows_days, away.fte, here.fte) == (True, Decimal("0.15"), Decimal("0.15"))
    ppa = Weekly(day=Weekday.TUESDAY, starts=time(13, 15), ends=time(15, 15), week=Week.A)
    assert (ppa.written, make.member(ppa=(ppa,)).has_two_weeks) == ("Tue 13:15 to 15:15 (week A)", True)
    parts = ((MIDNIGHT, NIGHT), (MIDNIGHT, NOON), (NOON, NIGHT))
    whole = [Weekly(day=Weekday.FRIDAY, starts=starts, ends=ends) for starts, ends in parts]
    assert [(each.written, each.is_half) for each in whole] == [("Fri", False), ("Fri am", True), ("Fri pm", True)]


def test_a_weekly_time_in_words_and_hours() -> None:
    ppa = Weekly(day=Weekday.TUESDAY, starts=time(13, 15), ends=time(15, 15))
    assert (ppa.hours, ppa.written) == (Decimal("2.00"), "Tue 13:15 to 15:15")


def test_early_career_is_said_by_the_stage_or_by_the_group_alone() -> None:
    said = [
        make.member(career_stage=CareerStage.EARLY_2),
        make.member(group=StaffGroup.EARLY_CAREER),
        make.member(group=StaffGroup.EARLY_CAREER, career_stage=CareerStage.ESTABLISHED),
        make.member(career_stage=CareerStage.LATE),
    ]
    assert [member.is_early_career for member in said] == [True, True, False, False]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", "Please write a name, or initials."),
        ("group", StaffGroup.ALL_STAFF, "“All staff” is not a group that one member of staff belongs to"),
        ("fte_agreed", Decimal("1.2"), "Full time is 1"),
    ],
)
def test_what_no_member_of_staff_can_be(field: str, value: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        StaffMember.model_validate({"name": "A", field: value})


def test_what_does_not_go_together() -> None:
    wrong = Weekly(day=Weekday.MONDAY, starts=time(10), ends=time(9))
    member = make.member(started_on=TUESDAY, leaves_on=MONDAY, ppa=(wrong,))
    assert [field for field, _ in faults(member)] == ["leaves_on", "ppa"]
    assert list(faults(make.member(started_on=MONDAY, leaves_on=MONDAY))) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (WHOLE_WEEK, "Monday to Friday"),
        ((), "days not known"),
        ((HalfDay.FRIDAY_AFTERNOON,), "Friday afternoon"),
        (PART, "Monday and Tuesday morning"),
        (WHOLE_WEEK[:7], "Monday, Tuesday, Wednesday and Thursday morning"),
    ],
)
def test_days_in_words(days: tuple[HalfDay, ...], words: str) -> None:
    assert days_in_words(days) == words
