"""A year's calendar for tests: three terms with half-terms, as an invented authority would have them."""

from __future__ import annotations

from datetime import date

from sef2si.domain.dates import CalendarDate, DateSort
from tests import factories as make

TERMS = (
    ("Autumn term", date(2026, 9, 1), date(2026, 12, 18)),
    ("Spring term", date(2027, 1, 4), date(2027, 3, 25)),
    ("Summer term", date(2027, 4, 12), date(2027, 7, 22)),
)
HOLIDAYS = (
    ("October half-term", date(2026, 10, 26), date(2026, 10, 30)),
    ("February half-term", date(2027, 2, 15), date(2027, 2, 19)),
    ("May Day", date(2027, 5, 3), date(2027, 5, 3)),
    ("May half-term", date(2027, 5, 31), date(2027, 6, 4)),
)
INSET = (date(2026, 9, 1), date(2026, 9, 2), date(2027, 1, 4), date(2027, 4, 12), date(2027, 7, 22))


def terms(minutes: int | None = 390) -> tuple[CalendarDate, ...]:
    """Terms whose pupils' day is 32.5 hours a week, and the holidays in them."""
    return (
        *(
            make.calendar_date(id=f"t{n}", sort=DateSort.TERM, title=title, starts=first, ends=last, minutes=minutes)
            for n, (title, first, last) in enumerate(TERMS)
        ),
        *(
            make.calendar_date(id=f"h{n}", sort=DateSort.HOLIDAY, title=title, starts=first, ends=last)
            for n, (title, first, last) in enumerate(HOLIDAYS)
        ),
    )


def inset() -> tuple[CalendarDate, ...]:
    return tuple(make.calendar_date(id=f"i{n}", starts=day) for n, day in enumerate(INSET))
