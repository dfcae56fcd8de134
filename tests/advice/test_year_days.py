"""The days of a school's year, against a calendar laid out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.advice.year.days import school_year
from sef2si.domain.dates import CalendarDate, DateSort, Repeats, clock_words, minutes_from
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import Week
from tests import factories as make

AUTUMN = make.calendar_date(sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2026, 12, 18))
HALF = make.calendar_date(sort=DateSort.HOLIDAY, starts=date(2026, 10, 26), ends=date(2026, 10, 30))


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("15:30", 930), ("3.30 pm", 930), ("3:30PM", 930), ("1530", 930), ("8.15", 495), ("9 am", 540),
        ("12 am", 0), ("12.15 pm", 735), ("0:05", 5), (" 15h45 ", 945), ("3 p.m.", 900),
        ("", None), ("15", None), ("25:00", None), ("15:60", None), ("13 pm", None), ("after school", None),
        ("0 am", None), ("2460", None), ("15:30 or so", None), ("153", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert minutes_from(typed) == minutes


@given(st.integers(0, 24 * 60 - 1))
def test_every_time_written_is_read_again(minutes: int) -> None:
    assert minutes_from(clock_words(minutes)) == minutes


def test_pupils_days_are_weekdays_of_terms_without_holidays_and_inset() -> None:
    inset = make.calendar_date(starts=date(2026, 9, 1), ends=date(2026, 9, 2))
    year = school_year((AUTUMN, HALF, inset))
    assert year.inset == (date(2026, 9, 1), date(2026, 9, 2))
    # September has 22 weekdays from the 1st, October 22, November 21, and 14 are left in December.
    assert len(year.pupils_days) == 22 + 22 + 21 + 14 - 5 - 2
    assert len(year.staff_days) == len(year.pupils_days) + 2
    assert [day for day in year.pupils_days if day.weekday() > 4 or day in year.closed] == []
    assert year.stretches == ((date(2026, 9, 1), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18)))


def test_what_comes_again_leaves_out_holidays_and_ends_with_the_terms() -> None:
    meeting = make.calendar_date(
        id="m", sort=DateSort.MEETING, starts=date(2026, 10, 13), repeats=Repeats.FORTNIGHTLY, at="15:30", minutes=60
    )
    year = school_year((AUTUMN, HALF, meeting))
    assert [(each.id, each.begins, each.ends) for each in year.occurrences] == [
        (f"m.{day}", 930, 990) for day in ("20261013", "20261110", "20261124", "20261208")
    ]


def test_a_range_is_each_weekday_and_one_day_is_as_typed() -> None:
    exams = make.calendar_date(id="e", sort=DateSort.EXAMINATIONS, starts=date(2026, 11, 6), ends=date(2026, 11, 9))
    saturday = make.calendar_date(id="s", sort=DateSort.MEETING, starts=date(2026, 11, 7))
    year = school_year((AUTUMN, exams, saturday))
    assert [each.id for each in year.occurrences] == ["e.20261106", "s.20261107", "e.20261109"]
    assert year.kept_free(exams) == ((date(2026, 11, 6), date(2026, 11, 9)),)


def test_reports_due_on_one_day_keep_their_week_and_what_comes_again_each_of_its_days() -> None:
    reports = make.calendar_date(sort=DateSort.REPORTS, starts=date(2026, 12, 3))
    week = make.calendar_date(sort=DateSort.REPORTS, starts=date(2026, 12, 1), ends=date(2026, 12, 3))
    weekly = make.calendar_date(
        sort=DateSort.NO_CPD, starts=date(2026, 12, 4), ends=date(2026, 12, 18), repeats=Repeats.WEEKLY
    )
    inset = make.calendar_date(starts=date(2026, 12, 4))
    year = school_year((AUTUMN, reports, week, weekly, inset))
    assert [year.kept_free(each) for each in (reports, week, weekly, inset)] == [
        ((date(2026, 11, 30), date(2026, 12, 4)),),
        ((date(2026, 12, 1), date(2026, 12, 3)),),
        ((date(2026, 12, 11),) * 2, (date(2026, 12, 18),) * 2),
        (),
    ]


def test_weeks_with_pupils_take_turns_from_a_week_a_that_the_calendar_names() -> None:
    mondays = [date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]

    def weeks(*entries: CalendarDate) -> str:
        year = school_year((AUTUMN, HALF, *entries))
        return "".join(week.value if (week := year.week_of(day)) else "-" for day in mondays)

    # The seventh week of the term is an A where the first is one; half-term counts for nothing.
    assert weeks() == "ab-ab"
    begins = make.calendar_date(sort=DateSort.WEEK_A, starts=date(2026, 9, 9))
    assert weeks(begins) == "ba-ba"
    again = make.calendar_date(sort=DateSort.WEEK_A, starts=date(2026, 11, 3))
    assert weeks(begins, again) == "ba-ab"
    assert school_year((AUTUMN, begins)).occurrences == ()
    assert school_year((AUTUMN, begins)).week_of(date(2026, 9, 6)) is Week.B


def test_003_f8l_the_first_and_last_two_days_of_a_term_are_its_edges() -> None:
    year = school_year((AUTUMN, HALF))
    days = [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3), date(2026, 12, 16), date(2026, 12, 17)]
    assert [year.is_edge(day) for day in days] == [True, True, False, False, True]


def test_entries_that_say_nothing_yet_are_left_out_and_a_wrong_year_is_not_laid_out_for_a_century() -> None:
    blank = make.calendar_date(sort=None, starts=date(2026, 9, 1))
    no_day = make.calendar_date(sort=DateSort.INSET)
    backwards = make.calendar_date(starts=date(2026, 9, 4), ends=date(2026, 9, 1))
    century = make.calendar_date(sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2126, 9, 1))
    assert school_year((blank, no_day, backwards)).occurrences == ()
    assert len(school_year((century,)).pupils_days) == 287


def test_who_is_meant() -> None:
    teachers = make.calendar_date(who=(StaffGroup.TEACHERS,))
    assert [teachers.is_for(group) for group in (StaffGroup.TEACHERS, StaffGroup.LUNCHTIME, None)] == [
        True,
        False,
        False,
    ]
    assert make.calendar_date().is_for(StaffGroup.LUNCHTIME)
    assert make.calendar_date(who=(StaffGroup.ALL_STAFF,)).is_for(StaffGroup.LUNCHTIME)
