"""Patterns of time (003-F8i to F8p): each against dates laid out by hand, and the calculator to the hour."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sef2si.advice.year.days import school_year
from sef2si.advice.year.patterns import SHAPES, days_stood_for, lay, with_choices
from sef2si.advice.year.reading import pattern, patterns
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from tests.advice.years import inset, terms

YEAR = school_year((*terms(), *inset()))
_EDGES = "At the edge of a term, where learning is poor: {}. Days in the middle of a term serve it better."


def days(key: str) -> list[date]:
    found = pattern(key)
    assert found is not None
    laid = school_year((*YEAR.entries, *lay(found, YEAR).dates))
    return [each.day for each in laid.occurrences if each.entry.id.startswith(f"{key}.")]


def notes(key: str, year: object = YEAR) -> tuple[str, ...]:
    found = pattern(key)
    assert found is not None
    return lay(found, year).notes  # type: ignore[arg-type]


def test_each_pattern_of_the_source_is_there_with_its_rule() -> None:
    assert [each.source for each in patterns()] == [
        "003-F8i", "003-F8j", "003-F8k", "003-F8l", "003-F8m", "003-F8n", "003-F8o", "003-F8p", "ours",
    ]  # fmt: skip
    assert {each.shape for each in patterns()} == set(SHAPES)


def test_003_f8o_twelve_sessions_of_an_hour_and_a_half_stand_for_three_of_five_days() -> None:
    assert days_stood_for(12, 90) == Decimal(3)
    assert notes("twilights")[:3] == (
        "12 times this year, 18 hours in all for each who comes.",
        "12 x 1.5 h = 18 h: as much as 3 INSET days of 6 h.",
        "The calendar still has 5 whole INSET days. With these in place of the others, 2 remain: please take the rest "
        "out.",
    )


def test_003_f8o_its_pupils_day_touches_the_32_and_a_half_hours() -> None:
    assert notes("twilights")[3:] == (
        "The pupils’ week touches the 32.5 hours that are expected of schools in England: it would be 31.25 hours in "
        "some weeks. Please agree on how that time is made up.",
    )


def test_003_f8i_a_late_start_takes_an_hour_of_a_week_where_the_pupils_day_is_known() -> None:
    assert "it would be 31.5 hours in some weeks" in notes("late_start")[-1]
    longer = school_year((*terms(402), *inset()))
    assert [note for note in notes("late_start", longer) if "32.5" in note] == []
    unknown = school_year((*terms(None), *inset()))
    assert "Put in how long their day is" in notes("late_start", unknown)[-1]
    found = days("late_start")
    assert found[:4] == [date(2026, 9, 9), date(2026, 9, 23), date(2026, 10, 7), date(2026, 10, 21)]
    assert {day.weekday() for day in found} == {2}
    assert [day for day in found if day in YEAR.closed] == []


def test_003_f8j_every_thursday_of_term_from_its_second_week() -> None:
    found = days("before_pupils")
    thursdays = [day for day in YEAR.pupils_days if day.weekday() == 3]
    assert found == [day for day in thursdays if day not in (date(2026, 9, 3), date(2027, 1, 7), date(2027, 4, 15))]


def test_003_f8k_leaders_once_between_two_holidays() -> None:
    found = days("leaders")
    assert [sum(first <= day <= last for day in found) for first, last in YEAR.stretches] == [1] * 6
    assert {each.who for each in lay(patterns()[2], YEAR).dates} == {(StaffGroup.SENIOR_LEADERS,)}


def test_003_f8l_five_days_at_the_edges_are_warned_of() -> None:
    bare = school_year(terms())
    found = pattern("term_edges")
    assert found is not None
    laid = lay(found, bare)
    assert [each.starts for each in laid.dates] == [
        date(2026, 9, 1), date(2026, 9, 2), date(2027, 1, 4), date(2027, 4, 12), date(2027, 7, 22),
    ]  # fmt: skip
    assert laid.notes == (
        "5 times this year, 30 hours in all for each who comes.",
        _EDGES.format("1 Sep, 2 Sep, 4 Jan, 12 Apr, 22 Jul"),
    )


def test_003_f8m_and_003_f8p_lie_in_the_middle_of_a_term() -> None:
    assert days("joint") == [date(2027, 2, 10)]
    assert days("paired") == [date(2026, 10, 23), date(2026, 11, 2)]
    assert [note for key in ("joint", "paired") for note in notes(key) if "edge" in note] == []


def test_without_terms_there_is_nothing_to_lay_it_on() -> None:
    for each in patterns():
        laid = lay(each, school_year(()))
        assert (laid.dates, len(laid.notes)) == ((), 1)
    one_day = school_year(terms()[:1])
    saturdays = with_choices(patterns()[6], weekday=5)
    assert lay(saturdays, one_day).notes == (
        "It finds no place in these terms. Please look at the terms and half-terms first.",
    )


def test_laid_twice_it_is_there_once_and_a_schools_own_choices_hold() -> None:
    twilights = pattern("twilights")
    assert twilights is not None
    own = with_choices(twilights, weekday=0, at="15:45", minutes=120, times=6)
    dates = lay(own, YEAR).dates
    assert dates == lay(own, YEAR).dates
    assert {(each.at, each.minutes, each.sort) for each in dates} == {("15:45", 120, DateSort.TWILIGHT)}
    assert [each.starts.weekday() for each in dates if each.starts] == [0] * 6
    assert days_stood_for(6, 120) == Decimal(2)


@given(st.integers(1, 60), st.integers(0, 4))
def test_spread_is_even_never_twice_on_a_day_nor_at_an_edge(times: int, weekday: int) -> None:
    twilights = pattern("twilights")
    assert twilights is not None
    found = [each.starts for each in lay(with_choices(twilights, times=times, weekday=weekday), YEAR).dates]
    those = [day for day in YEAR.pupils_days if day.weekday() == weekday and not YEAR.is_edge(day)]
    assert len(found) == len(set(found)) == min(times, len(those))
    assert set(found) <= set(those)
