"""Days, times, parts of full time and stages, as people and their systems write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from sef2si.documents.staff import values
from sef2si.documents.staff.words import NEVER, field_of, group_of
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import CareerStage, Weekday, days_in_words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mon-Wed, Thu am", "Monday, Tuesday, Wednesday and Thursday morning"),
        ("Monday to Thursday", "Monday, Tuesday, Wednesday and Thursday"),
        ("MTW--", "Monday, Tuesday and Wednesday"),
        ("M-W-F", "Monday, Wednesday and Friday"),
        ("MTWTF", "Monday to Friday"),
        ("MTH", "Monday, Tuesday and Thursday"),
        ("11100", "Monday, Tuesday and Wednesday"),
        ("Tue, Wed & Fri (pm)", "Tuesday, Wednesday and Friday afternoon"),
        ("Mon, Tues and Thurs mornings", "Monday morning, Tuesday morning and Thursday morning"),
        ("Thu-Mon", "Monday, Thursday and Friday"),
        ("Full-time", "Monday to Friday"),
        ("Part time", "days not known"),
        ("n/a", "days not known"),
    ],
)
def test_days(typed: str, said: str) -> None:
    assert days_in_words(values.days(typed)) == said


def test_a_column_for_each_weekday() -> None:
    said = [
        days_in_words(values.of_weekday(Weekday.TUESDAY, typed)) for typed in ("Y", "am", "PM", "x", "7.5", "", "N")
    ]
    whole, none = "Tuesday", "days not known"
    assert said == [whole, "Tuesday morning", "Tuesday afternoon", whole, whole, none, none]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Tue 13:15-15:15; Thu 9 to 10", ["Tue 13:15 to 15:15", "Thu 09:00 to 10:00"]),
        ("Thurs 1.15-3.15pm, Mon 8:45 to 12", ["Mon 08:45 to 12:00", "Thu 13:15 to 15:15"]),
        ("Fri 1.15 - 3.15", ["Fri 13:15 to 15:15"]),
        ("", []),
        ("-", []),
    ],
)
def test_times_of_the_week(typed: str, said: list[str]) -> None:
    assert [each.written for each in values.weekly(typed)] == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Week A: Tue 13:15-15:15", ["Tue 13:15 to 15:15 (week A)"]),
        ("Tue 9 to 10, week B; Mon 9 to 10", ["Mon 09:00 to 10:00", "Tue 09:00 to 10:00 (week B)"]),
        ("Wk 2 Thu 13:15 to 14:15, Thu 9 to 10 (wk 1)", ["Thu 09:00 to 10:00 (week A)", "Thu 13:15 to 14:15 (week B)"]),
    ],
)
def test_times_of_one_week_of_two(typed: str, said: list[str]) -> None:
    assert [each.written for each in values.weekly(typed)] == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mon; Thu pm (week B), Fri 9 to 10", ["Mon", "Thu pm (week B)", "Fri 09:00 to 10:00"]),
        ("all week", ["Mon", "Tue", "Wed", "Thu", "Fri"]),
        ("Mon to Tue am", ["Mon am", "Tue am"]),
        ("Wed (week A)", ["Wed (week A)"]),
        ("n/a", []),
    ],
)
def test_times_without_lessons_may_be_whole_days_and_are_read_again_as_they_are_written(
    typed: str, said: list[str]
) -> None:
    found = values.free_times(typed)
    assert [each.written for each in found] == said
    assert values.free_times("\n".join(said)) == found


@pytest.mark.parametrize(
    ("typed", "part"), [("0.6", "0.60"), ("60%", "0.60"), ("FT", "1"), ("1.0", "1.00"), ("80", "0.80")]
)
def test_parts_of_full_time(typed: str, part: str) -> None:
    assert values.fte(typed) == Decimal(part)


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("ECT1", CareerStage.EARLY_1),
        ("ECT Year 2", CareerStage.EARLY_2),
        ("NQT", CareerStage.EARLY_1),
        ("Early career, second year", CareerStage.EARLY_2),
        ("Experienced", CareerStage.ESTABLISHED),
        ("Late career", CareerStage.LATE),
        ("Trainee", CareerStage.TRAINEE),
        ("n/a", None),
    ],
)
def test_career_stages(typed: str, stage: CareerStage | None) -> None:
    assert values.stage(typed) is stage


@pytest.mark.parametrize(
    ("read", "typed", "sentence"),
    [
        (values.days, "term time only", "does not say which days in a way we can read. Please write them like"),
        (values.weekly, "after lunch", "is not a time we can read. Please write it like"),
        (values.free_times, "sometimes", "does not say which days in a way we can read"),
        (values.free_times, "part time", "is not a time we can read. Please write it like"),
        (values.weekly, "Mon 9 to 25", "is no time of the day. Please write it like 13:15."),
        (values.fte, "1.4", "is not a part of full time. Please write it like 0.6"),
        (values.number, "some", "is not a number we can read. Please write it in figures"),
        (values.number, "-3", "is not a number of hours. Please write it in figures"),
        (values.stage, "wizard", "is no career stage we know. Please write"),
        (values.day, "31/02/2027", "is not a date we can read. Please write it like"),
    ],
)
def test_what_can_not_be_read_says_what_to_write(read: Callable[[str], object], typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read(typed)


def test_days_and_numbers_that_a_file_knows_itself() -> None:
    assert values.day("whatever", date(2026, 9, 1)) == date(2026, 9, 1)
    assert values.number("32.50", Decimal("32.5")) == Decimal("32.5")


@pytest.mark.parametrize(
    ("forename", "surname", "name", "said"),
    [
        ("Asha", "PATEL", "", "Asha Patel"),
        ("", "", "PATEL, Asha", "Asha Patel"),
        ("", "", "Mr T Jones", "T Jones"),
        ("Mary  Jane", "O’Brien", "", "Mary Jane O’Brien"),
        ("", "", "TJ", "TJ"),
        ("", "", " ", ""),
    ],
)
def test_names(forename: str, surname: str, name: str, said: str) -> None:
    assert values.full_name(forename, surname, name) == said


@pytest.mark.parametrize(
    ("role", "group"),
    [
        ("Teacher of French", StaffGroup.TEACHERS),
        ("Assistant Headteacher", StaffGroup.SENIOR_LEADERS),
        ("Headteacher’s PA", StaffGroup.OFFICE_SITE),
        ("Teaching Assistant (SEN)", StaffGroup.TEACHING_ASSISTANTS),
        ("TAs", StaffGroup.TEACHING_ASSISTANTS),
        ("Midday Supervisor", StaffGroup.LUNCHTIME),
        ("Head of Modern Languages", StaffGroup.SUBJECT_LEADERS),
        ("ECT Science", StaffGroup.EARLY_CAREER),
        ("Catering team leader", StaffGroup.OFFICE_SITE),
        ("Learning Mentor", StaffGroup.PASTORAL),
        ("Pastoral staff", StaffGroup.PASTORAL),
        ("Wizard", None),
        ("All staff", None),
    ],
)
def test_groups_are_told_by_roles(role: str, group: StaffGroup | None) -> None:
    assert group_of(role) is group


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Legal Surname", "surname"),
        ("Pref. Forename", "forename"),
        ("Leaving Date", "leaves_on"),
        ("Hours/Week", "hours"),
        ("Strat date", "started_on"),
        ("NI No.", NEVER),
        ("D.O.B.", NEVER),
        ("Favourite colour", ""),
    ],
)
def test_headings_as_systems_write_them(heading: str, field: str) -> None:
    assert field_of(heading) == field
