"""A calendar comes in as a table of events, what repeats written out, and broken files give a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Grid, Heading, Place, Reading
from sef2si.errors import Invalid

HEADINGS = ["Summary", "Start", "End", "Hours", "Location", "Description", "Organiser", "Attendees", "Categories"]


def calendar(*events: str, before: str = "") -> bytes:
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{before}{inside}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def table(reading: Reading) -> Grid:
    found = reading.blocks[-1]
    assert isinstance(found, Grid)
    return found


def rows(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(read("cpd.ics", content)).rows]


def starts(content: bytes) -> list[str]:
    return [row[1] for row in rows(content)[1:]]


def said(content: bytes) -> tuple[str, ...]:
    return read("cpd.ics", content).said


COACHING = """
UID:1
DTSTART;TZID=Europe/London:20260903T153000
DTEND;TZID=Europe/London:20260903T170000
SUMMARY:Coaching\\, fluency
LOCATION:Library
DESCRIPTION:Bring a book.\\nA very long line that is folded
  over two lines.
ORGANIZER;CN=Mrs Ade:mailto:ade@school.example
ATTENDEE;CN="Bell, Tom":mailto:bell@school.example
ATTENDEE:mailto:cole@school.example
CATEGORIES:CPD,Reading
"""


def test_an_event_is_a_row_and_the_calendars_name_a_heading() -> None:
    reading = read("cpd.ics", calendar(COACHING, before="X-WR-CALNAME:CPD 2026\n"))
    assert reading.blocks[0] == Heading("CPD 2026", 1, Place("calendar"))
    assert rows(calendar(COACHING)) == [
        HEADINGS,
        ["Coaching, fluency", "3 September 2026, 15:30", "3 September 2026, 17:00", "1.5", "Library",
         "Bring a book.\nA very long line that is folded over two lines.", "Mrs Ade", "Bell, Tom; cole@school.example",
         "CPD, Reading"],
    ]  # fmt: skip
    row = table(reading).rows[1]
    assert [row[at].value for at in (1, 2, 3)] == [date(2026, 9, 3), date(2026, 9, 3), Decimal("1.5")]
    assert reading.said == ()


def test_an_event_of_whole_days_ends_on_its_last_day_and_has_no_hours() -> None:
    days = "UID:1\nDTSTART;VALUE=DATE:20260903\nDTEND;VALUE=DATE:20260905\nSUMMARY:INSET"
    assert rows(calendar(days))[1][:4] == ["INSET", "3 September 2026", "4 September 2026", ""]
    one = "UID:1\nDTSTART;VALUE=DATE:20260903\nSUMMARY:INSET"
    assert rows(calendar(one))[1][:4] == ["INSET", "3 September 2026", "", ""]


@pytest.mark.parametrize(
    ("start", "seen"),
    [
        ("DTSTART:20260903T143000Z", "3 September 2026, 15:30"),
        ("DTSTART:20261203T143000Z", "3 December 2026, 14:30"),
        ("DTSTART:20260903T143000", "3 September 2026, 14:30"),
        ("DTSTART;TZID=GMT Standard Time:20260903T143000", "3 September 2026, 14:30"),
        ("DTSTART;TZID=America/New_York:20260903T100000", "3 September 2026, 15:00"),
        ("DTSTART;TZID=Somewhere:20260903T100000", "3 September 2026, 10:00"),
    ],
)
def test_a_time_is_the_schools_whatever_zone_the_file_names(start: str, seen: str) -> None:
    assert starts(calendar(f"UID:1\n{start}\nSUMMARY:x")) == [seen]


def test_what_repeats_is_written_out_on_the_schools_clock_and_said() -> None:
    event = "UID:1\nDTSTART:20260922T150000Z\nDTEND:20260922T160000Z\nSUMMARY:Briefing\nRRULE:FREQ=MONTHLY;COUNT=3"
    # The wall clock moves in October; a time in UTC doesn't.
    assert starts(calendar(event)) == ["22 September 2026, 16:00", "22 October 2026, 16:00", "22 November 2026, 15:00"]
    assert said(calendar(event)) == ("“Briefing” repeats: 3 dates until 22 November 2026 are here.",)
    local = event.replace(":20260922T150000Z", ";TZID=Europe/London:20260922T160000").replace(
        "DTEND:20260922T160000Z", "DTEND;TZID=Europe/London:20260922T170000"
    )
    assert starts(calendar(local)) == ["22 September 2026, 16:00", "22 October 2026, 16:00", "22 November 2026, 16:00"]


def test_exceptions_additions_and_moved_dates_are_followed() -> None:
    event = (
        "UID:1\nDTSTART:20260907T090000\nSUMMARY:Briefing\nRRULE:FREQ=WEEKLY;UNTIL=20261005T080000Z\n"
        "EXDATE:20260914T090000\nRDATE:20260909T090000"
    )
    moved = "UID:1\nRECURRENCE-ID:20260921T090000\nDTSTART:20260922T100000\nSUMMARY:Briefing (moved)"
    assert [(row[0], row[1]) for row in rows(calendar(event, moved))[1:]] == [
        ("Briefing", "7 September 2026, 09:00"),
        ("Briefing", "9 September 2026, 09:00"),
        ("Briefing", "28 September 2026, 09:00"),
        ("Briefing", "5 October 2026, 09:00"),
        ("Briefing (moved)", "22 September 2026, 10:00"),
    ]


def test_what_repeats_for_ever_stops_after_two_years_and_reaches_the_day_of_export() -> None:
    event = "UID:1\nDTSTART;VALUE=DATE:20260901\nSUMMARY:INSET\nRRULE:FREQ=MONTHLY"
    found = starts(calendar(event))
    assert (len(found), found[0], found[-1]) == (25, "1 September 2026", "1 September 2028")
    old = event.replace("20260901", "20150901") + "\nDTSTAMP:20261001T080000Z"
    found = starts(calendar(old))
    assert (found[0], found[-1]) == ("1 November 2025", "1 October 2027")
    ended = old.replace("FREQ=MONTHLY", "FREQ=MONTHLY;COUNT=2")
    assert starts(calendar(ended)) == ["1 September 2015", "1 October 2015"]
    often = event.replace("MONTHLY", "DAILY")
    assert len(starts(calendar(often))) == 400
    assert said(calendar(often)) == ("“INSET” repeats often: its first 400 dates are here.",)


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=SOMETIMES", "nonsense", "FREQ=DAILY;BYDAY=XX"]
)
def test_a_rule_that_cant_be_read_leaves_the_first_date_and_says_so(rule: str) -> None:
    event = f"UID:1\nDTSTART:20260907T090000\nSUMMARY:Briefing\nRRULE:{rule}"
    assert starts(calendar(event)) == ["7 September 2026, 09:00"]


def test_status_and_remarks_have_columns_where_there_are_any() -> None:
    event = (
        "UID:1\nDTSTART:20260907T090000\nSUMMARY:Visit\nSTATUS:CANCELLED\nCOMMENT:Snow\nURL:https://school.example/x"
    )
    assert rows(calendar(event))[0] == [*HEADINGS, "Status", "Comment"]
    assert rows(calendar(event))[1][-2:] == ["Cancelled", "Snow\nhttps://school.example/x"]
    assert rows(calendar(event.replace("CANCELLED", "CONFIRMED")))[0] == [*HEADINGS, "Comment"]


def test_a_date_that_cant_be_understood_stays_as_text() -> None:
    event = "UID:1\nDTSTART:next Tuesday\nSUMMARY:Visit"
    assert rows(calendar(event))[1][:2] == ["Visit", "next Tuesday"]


def test_tasks_are_rows_too() -> None:
    task = b"BEGIN:VTODO\r\nSUMMARY:Order books\r\nDUE:20260907T090000\r\nEND:VTODO\r\n"
    content = b"BEGIN:VCALENDAR\r\n" + task + b"END:VCALENDAR\r\n"
    assert rows(content)[1][:3] == ["Order books", "", "7 September 2026, 09:00"]


@pytest.mark.parametrize(
    "content",
    [calendar(COACHING)[:-30], calendar(COACHING).replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + calendar(COACHING)],
)
def test_a_file_cut_short_or_written_otherwise_is_read_as_far_as_it_goes(content: bytes) -> None:
    try:
        assert rows(content)[1][0] == "Coaching, fluency"
    except Invalid as error:
        assert error.sentence.endswith("Nothing was imported.")


def test_a_calendar_without_events_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read("cpd.ics", calendar())
    assert refusal.value.sentence == (
        "cpd.ics holds no events. Please check that the calendar was exported whole. Nothing was imported."
    )
