"""An authority's term dates from files as authorities publish them; nothing half understood is taken."""

from __future__ import annotations

from datetime import date

import pytest

from sef2si import templates
from sef2si.documents.incoming.termdates import TermDates, term_dates
from sef2si.documents.reading import read
from sef2si.domain.dates import DateSort
from sef2si.errors import Invalid


def found(text: str, name: str = "terms.csv", year: str = "2026/27") -> TermDates:
    return term_dates(read(name, text.encode()), year)


def said(dates: TermDates) -> list[tuple[str, str, date | None, date | None]]:
    return [(each.sort.value if each.sort else "", each.title, each.starts, each.ends) for each in dates.entries]


def test_the_example_that_comes_with_it_is_read_whole() -> None:
    content = (templates.templates() / "examples" / "terms.csv").read_text(encoding="utf-8")
    dates = found(content)
    assert sorted(said(dates), key=str) == sorted(
        (
            ("term", "Autumn term", date(2026, 9, 1), date(2026, 12, 18)),
            ("holiday", "October half-term", date(2026, 10, 26), date(2026, 10, 30)),
            ("term", "Spring term", date(2027, 1, 4), date(2027, 3, 25)),
            ("holiday", "February half-term", date(2027, 2, 15), date(2027, 2, 19)),
            ("term", "Summer term", date(2027, 4, 12), date(2027, 7, 22)),
            ("holiday", "May Day", date(2027, 5, 3), date(2027, 5, 3)),
            ("holiday", "May half-term", date(2027, 5, 31), date(2027, 6, 4)),
            ("inset", "INSET day", date(2026, 9, 1), date(2026, 9, 2)),
            ("inset", "INSET day", date(2027, 1, 4), date(2027, 1, 4)),
            ("parents", "Parents’ evening", date(2026, 11, 26), date(2026, 11, 26)),
            ("reports", "Reports are due", date(2026, 12, 3), date(2026, 12, 3)),
            ("examinations", "Mock examinations", date(2027, 1, 11), date(2027, 1, 15)),
        ),
        key=str,
    )
    assert dates.left == ()
    assert found(content) == dates


def test_starts_and_ends_in_two_rows_are_one_term() -> None:
    dates = found("Event,Date\nAutumn term starts,1/9/26\nAutumn term ends,18/12/26\nEnd of spring term,25/3/27\n")
    assert said(dates) == [("term", "Autumn term", date(2026, 9, 1), date(2026, 12, 18))]
    assert [each.split(" (")[0] for each in dates.left] == ["“End of spring term”"]
    assert dates.left[0].endswith("has no first day beside it, so it is no term yet.")


def test_a_table_without_headings_is_read_by_its_days() -> None:
    dates = found("Autumn term,1 September 2026,18 December 2026\nHalf term,26 October 2026,30 October 2026\n")
    assert [each[0] for each in said(dates)] == ["term", "holiday"]


def test_an_ics_file_is_read_too() -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        for n, (title, first, after) in enumerate(
            (("Spring term", "20270104", "20270326"), ("INSET day", "20270104", "20270105"))
        )
    )
    dates = found(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n", "terms.ics")
    assert sorted(said(dates)) == [
        ("inset", "INSET day", date(2027, 1, 4), date(2027, 1, 4)),
        ("term", "Spring term", date(2027, 1, 4), date(2027, 3, 25)),
    ]


def test_what_cannot_be_read_is_said_and_other_years_are_left_out() -> None:
    dates = found(
        "What,From,To\nAutumn term,1 September 2026,18 December 2026\nAutumn term,1 September 2027,17 December 2027\n"
        "Spring term,soon,later\nSports day,2 July 2027,2 July 2027\nSummer term,22 July 2027,12 April 2027\n"
        ",9 July 2027,\n"
    )
    assert said(dates) == [("term", "Autumn term", date(2026, 9, 1), date(2026, 12, 18))]
    assert [each[each.rindex(") ") + 2 :] for each in dates.left] == [
        "has no day that we can read. Please write it like 2 September 2026.",
        "is neither a term nor a holiday nor an INSET day that we know.",
        "ends before it starts. Please check both days.",
        "does not say what it is.",
    ]


def test_the_same_row_twice_is_one_entry_and_a_damaged_file_is_refused_whole() -> None:
    row = "Autumn term,1 September 2026,18 December 2026\n"
    dates = found(f"What,From,To\n{row}{row}")
    assert [each.sort for each in dates.entries] == [DateSort.TERM]
    with pytest.raises(Invalid):
        read("terms.xlsx", b"PK\x03\x04 nothing")
