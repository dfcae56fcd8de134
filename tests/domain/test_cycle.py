from datetime import date

import pytest

from sef2si.domain.cycle import academic_year, date_from, first_day, last_day, next_year, written

NINTH = date(2027, 7, 9)


@pytest.mark.parametrize(
    "typed",
    ["9/7/27", "09/07/2027", "9.7.2027", "9-7-27", "9 July 2027", "9th July 2027", "9 jul 27", "Fri 9 Jul 2027",
     "July 9 2027", " 9 July 2027 ", "2027-07-09"],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    assert date_from(typed) == NINTH


@pytest.mark.parametrize(
    "typed",
    ["9 July", "July 2027", "2027", "9", "31/2/27", "soon", "30 February 2027", "9 July 2027 10:30", "😀", "9/7"],
)
def test_a_missing_part_of_a_date_is_never_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a date we can read"):
        date_from(typed)


def test_what_is_shown_can_be_typed_again() -> None:
    assert date_from(written(NINTH)) == NINTH


def test_the_academic_year_starts_in_september() -> None:
    assert academic_year(date(2026, 8, 31)) == "2025/26"
    assert academic_year(date(2026, 9, 1)) == "2026/27"
    assert (first_day("2026/27"), last_day("2026/27")) == (date(2026, 9, 1), date(2027, 8, 31))
    assert next_year("2099/00") == "2100/01"


@pytest.mark.parametrize("year", ["2026", "2026/28", "26/27", "2026-27"])
def test_an_academic_year_is_written_in_one_way(year: str) -> None:
    with pytest.raises(ValueError, match="is written like 2026/27"):
        first_day(year)
