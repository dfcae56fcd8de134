"""The academic year, its terms, and dates as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from dateutil import parser as dateutil_parser

from sef2si.domain.record import Choice

_YEAR = re.compile(r"^(\d{4})/(\d{2})$")
_FIRST_MONTH = 9


class Term(Choice):
    AUTUMN = "autumn", "Autumn"
    SPRING = "spring", "Spring"
    SUMMER = "summer", "Summer"


def academic_year(day: date) -> str:
    """The academic year a day falls in, from 1 September: ``"2026/27"``."""
    return _written(day.year if day.month >= _FIRST_MONTH else day.year - 1)


def first_day(year: str) -> date:
    """1 September of an academic year. Raises ``ValueError`` for anything not written ``2026/27``."""
    found = _YEAR.match(year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"An academic year is written like 2026/27, not {year}.")
    return date(int(found[1]), _FIRST_MONTH, 1)


def last_day(year: str) -> date:
    """31 August that ends an academic year."""
    return date(first_day(year).year + 1, _FIRST_MONTH - 1, 31)


def next_year(year: str) -> str:
    """``"2026/27"`` -> ``"2027/28"``."""
    return _written(first_day(year).year + 1)


def _written(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def date_from(typed: str) -> date:
    """A date as people in England write it: ``9/7/27``, ``9 July 2027``, ``Fri 9 Jul 2027``, ``2027-07-09``.

    Day comes before month. Day, month and year must all be there: a missing one is never guessed.
    Raises ``ValueError`` with a sentence.
    """
    sentence = f"“{typed[:40]}” is not a date we can read. Please write it like 9 July 2027 or 9/7/27."
    words = typed.strip()
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", words):
        try:
            year, month, day = (int(part) for part in words.split("-"))
            return date(year, month, day)
        except ValueError as error:
            raise ValueError(sentence) from error
    numeric = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})", words)
    if numeric:
        day, month, year = (int(part) for part in numeric.groups())
        try:
            return date(year if year > 99 else 2000 + year, month, day)
        except ValueError as error:
            raise ValueError(sentence) from error
    if not re.search(r"[A-Za-z]{3}", words) or not re.search(r"\b\d{4}\b|\b\d{2}$", words):
        raise ValueError(sentence)
    try:
        # Read twice over different days: whatever differs was filled in, not typed.
        one, other = (
            dateutil_parser.parse(words, dayfirst=True, default=blank)
            for blank in (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 (a calendar day has no zone)
        )
    except (ValueError, OverflowError) as error:
        raise ValueError(sentence) from error
    if one != other or one.time() != datetime.min.time():
        raise ValueError(sentence)
    return one.date()


def written(day: date) -> str:
    """A date in full: ``9 July 2027``."""
    return f"{day.day} {day:%B %Y}"


def written_short(day: date) -> str:
    """A date where space is short and the year is plain: ``9 Jul``."""
    return f"{day.day} {day:%b}"


def current_year(years: Iterable[str], today: date) -> str:
    """Of these years, newest first, the newest that has begun; where none has, the first to come; "" of none.

    A plan begun early waits for its year.
    """
    newest_first = [*years]
    return next((year for year in newest_first if first_day(year) <= today), next(iter(newest_first[-1:]), ""))
