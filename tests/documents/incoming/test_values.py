"""Days, sums, numbers, hours and states as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sef2si.documents.incoming.dates import term_of, when
from sef2si.documents.incoming.values import group, group_within, hours, money, number, status
from sef2si.domain.cycle import Term
from sef2si.domain.needs import StaffGroup

YEAR = "2026/27"


@pytest.mark.parametrize(
    ("words", "last", "whole"),
    [
        ("9/7/27", date(2027, 7, 9), True),
        ("9 July 2027", date(2027, 7, 9), True),
        ("by 9th July 2027", date(2027, 7, 9), True),
        ("Fri 9 Jul 2027", date(2027, 7, 9), True),
        ("2027-07-09", date(2027, 7, 9), True),
        ("INSET 2nd September", date(2026, 9, 2), False),
        ("14 March", date(2027, 3, 14), False),
        ("14/3", date(2027, 3, 14), False),
        ("w/b 2 November", date(2026, 11, 2), False),
        ("5-9 October 2026", date(2026, 10, 9), False),
        ("5th and 12th October", date(2026, 10, 12), False),
        ("by July 2027", date(2027, 7, 31), False),
        ("Sept 26", date(2026, 9, 30), False),
        ("Sept 14", date(2026, 9, 14), False),
        ("Oct '26", date(2026, 10, 31), False),
        ("Feb", date(2027, 2, 28), False),
        ("Autumn 1", date(2026, 10, 31), False),
        ("Autumn 2", date(2026, 12, 20), False),
        ("Aut 2 2026", date(2026, 12, 20), False),
        ("Spring term 2027", date(2027, 3, 31), False),
        ("first half of the spring term", date(2027, 2, 15), False),
        ("end of summer term", date(2027, 7, 22), False),
        ("Summer 2026/27", date(2027, 7, 22), False),
        ("Sept to Dec", date(2026, 12, 31), False),
        ("Christmas", date(2026, 12, 20), False),
        ("by Easter", date(2027, 3, 31), False),
        ("end of the academic year", date(2027, 7, 22), False),
        ("weekly until Easter", date(2027, 3, 31), False),
        ("ongoing", None, False),
        ("Half-termly", None, False),
        ("termly from Autumn 2026", None, False),
        ("from September", None, False),
        ("Spring onwards", None, False),
        ("Term 2", None, False),
        ("tbc", None, False),
        ("", None, False),
        ("12/10/25", None, False),
        ("Autumn 2025", None, False),
        ("31/2/27", None, False),
        ("9/7/67", None, False),
    ],
)
def test_a_cell_about_time(words: str, last: date | None, whole: bool) -> None:
    told = when(words, YEAR)
    assert (told.last, told.whole) == (last, whole)
    assert bool(told.problem) == (bool(words) and not (last and whole))


def test_a_day_before_the_plans_year_is_left_out_with_its_reason() -> None:
    assert when("12/10/25", YEAR).problem == (
        "“12/10/25” is before this plan's year, 2026/27, so the date is left blank. Its words are kept as a note."
    )


def test_a_day_that_the_file_knows_is_taken_and_words_beside_it_are_kept() -> None:
    day = date(2026, 10, 5)
    assert (when("05/10/2026", YEAR, day).last, when("05/10/2026", YEAR, day).whole) == (day, True)
    assert (when("5 October 2026, 15:45", YEAR, day).last, when("5 October 2026, 15:45", YEAR, day).whole) == (
        day,
        False,
    )


@pytest.mark.parametrize(
    ("words", "pounds", "whole"),
    [
        ("£1,200", 1200, True),
        ("£1,200.50", Decimal("1200.5"), True),
        ("1200", 1200, True),
        ("£1.2k", 1200, True),
        ("2 x £180 supply", 360, False),
        ("£95 x 3 days", 285, False),
        ("3 days’ supply (£570)", 570, False),
        ("2 days' supply at £190 (£380)", 380, False),
        ("2 x £180 = £360", 360, False),
        ("£420 + £380 supply", 800, False),
        ("£500 (2 x £250)", 500, False),
        ("£500 pa + cover", 500, False),
        ("£20 per pupil x 60", 1200, False),
        ("PEF £1,200", 1200, False),
        ("nil", 0, False),
        ("No cost", 0, False),
        ("£0", 0, True),
        ("£30 per head", None, False),
        ("£400–£700", None, False),
        ("INSET time", None, False),
        ("€500", None, False),
        ("-", None, False),
        ("", None, False),
    ],
)
def test_a_cell_about_money(words: str, pounds: object, whole: bool) -> None:
    told = money(words)
    assert (told.value, told.whole) == (pounds, whole)


def test_what_a_cell_about_money_could_not_say_is_told() -> None:
    assert money("INSET time").problem == "“INSET time” names no amount in pounds, so it is kept as a note."
    assert money("£30 per head").problem.startswith("“£30 per head” is not a whole amount")
    assert money("-").problem == money("£200").problem == ""


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("14", 14),
        ("All TAs (14)", 14),
        ("12 teachers", 12),
        ("6 lunchtime supervisors", 6),
        ("Year 3 teachers", None),
        ("Years 5 and 6 teachers", None),
        ("JB", None),
    ],
)
def test_how_many_people(words: str, many: int | None) -> None:
    assert number(words, people=True).value == many or number(words).value == many


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("1.5", Decimal("1.5")),
        ("90 mins", Decimal("1.5")),
        ("2 hours", Decimal(2)),
        ("1 hr 30 mins", Decimal("1.5")),
        ("1½ hours", Decimal("1.5")),
        ("3.30–5pm", Decimal("1.5")),
        ("15:45 - 17:00", Decimal("1.25")),
        ("9.00am to 3.30pm", Decimal("6.5")),
        ("11.30-1.00", Decimal("1.5")),
        ("after school", None),
    ],
)
def test_how_long(words: str, length: Decimal | None) -> None:
    assert hours(words).value == length


def test_staff_groups_as_schools_name_them() -> None:
    assert group("All TAs (14)") is StaffGroup.TEACHING_ASSISTANTS
    assert group("Lunchtime supervisors") is StaffGroup.LUNCHTIME
    assert group("JB and KL") is None
    assert group_within("Train all midday supervisors in play") == (StaffGroup.LUNCHTIME, "midday supervisors")
    assert group_within("Phonics refresher") is None


@pytest.mark.parametrize(
    ("words", "action", "criterion"),
    [
        ("Green", "done", "met"),
        ("Complete", "done", "met"),
        ("amber", "in_progress", "in_progress"),
        ("Not started", "not_started", "not_started"),
        ("Partly met", "in_progress", "partly_met"),
        ("Not met", "", "not_met"),
        ("Green for Year 3 only", "", ""),
        ("Purple", "", ""),
    ],
)
def test_a_state_only_where_the_word_is_plain(words: str, action: str, criterion: str) -> None:
    assert (status(words), status(words, criterion=True)) == (action, criterion)


def test_the_term_a_milestone_begins_with() -> None:
    assert term_of("By Easter: half of Year 3") is Term.SPRING
    assert term_of("Autumn 2 – baseline done") is Term.AUTUMN
    assert term_of("July: all read") is Term.SUMMER
    assert term_of("Half of Year 3 by Easter") is None
