"""A timetable of lessons, period by period, as times without lessons; all rows or none."""

from __future__ import annotations

from datetime import time

import pytest

from sef2si.documents.reading import read
from sef2si.documents.staff import values
from sef2si.documents.staff.lessons import Lessons, lessons_in, times_from
from sef2si.domain.staff import HalfDay
from sef2si.errors import Invalid
from tests import factories as make

MONDAY = (HalfDay.MONDAY_MORNING, HalfDay.MONDAY_AFTERNOON)
ASHA = make.member(id="a", name="Asha Patel", reference="APA", days=MONDAY)
TOM = make.member(id="t", name="Tom Jones", days=(*MONDAY, HalfDay.TUESDAY_MORNING), days_b=MONDAY)
TIMES = times_from("1 9:00 to 10:00\n2 10.00-11.00\nP3: 11:15 to 12:15\n4 1:15 to 2:15")


def read_csv(text: str) -> Lessons:
    return lessons_in(read("lessons.csv", text.encode()), (ASHA, TOM), TIMES)


def free(found: Lessons) -> dict[str, list[str]]:
    return {each.member.id: [time.written for time in each.free] for each in found.people}


def test_gaps_between_lessons_and_whole_days_without_any_are_free_in_each_week_of_two() -> None:
    found = read_csv(
        "Teacher,Day,Period,Week,Room\n"
        "Asha Patel,Monday,1,both,R1\n"
        "Asha Patel,Mon,2,A,R1\n"
        "\"Patel, Asha\",Mon,P3,B,R1\n"
        "Tom Jones,Mon A,4,,R2\n"
    )  # fmt: skip
    assert (found.broken, found.asked, found.unread) == ((), (), ("Room",))
    assert free(found) == {
        "t": ["Mon (week B)", "Mon 09:00 to 13:15 (week A)", "Tue (week A)"],
        "a": ["Mon 10:00 to 11:15 (week B)", "Mon 11:00 to 14:15 (week A)", "Mon 12:15 to 14:15 (week B)"],
    }
    assert [member.id for member in found.save] == ["t", "a"]
    # As the register shows them, they can be typed again: nothing is lost when somebody edits the entry.
    for each in found.people:
        assert values.free_times("\n".join(time.written for time in each.free)) == each.free
    file = read("lessons.csv", b"Code,Day,Period\nAPA,Mon,1\nAPA,Mon,4\n")
    kept = lessons_in(file, (ASHA,), TIMES).save
    assert [each.not_teaching[0].written for each in kept] == ["Mon 10:00 to 13:15"]
    assert lessons_in(file, kept, TIMES).save == ()


def test_times_may_stand_in_the_rows_and_a_period_without_a_time_is_asked_for() -> None:
    found = read_csv("Name,Day,Start,End\nAsha Patel,Monday,9:00,10:00\nAsha Patel,Monday,11:30,12:30\n")
    assert free(found) == {"a": ["Mon 10:00 to 11:30"]}
    asked = read_csv("Name,Day,Period\nAsha Patel,Monday,5\n")
    assert (asked.asked, asked.save) == (("5",), ())
    assert times_from("Period 5 2:15 to 3:15") == {"period 5": (time(14, 15), time(15, 15))}
    with pytest.raises(Invalid, match="“5 soon” does not say when a period is"):
        times_from("5 soon")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Nobody Known,Mon,1,A", "The register has nobody called “Nobody Known”."),
        (",Mon,1,A", "does not say whose lesson it is"),
        ("Asha Patel,Funday,1,A", "“Funday” is no day of the week."),
        ("Asha Patel,,1,A", "does not say on which day"),
        ("Asha Patel,Tue,1,A", "Asha Patel does not work on Tuesdays in week A by the register."),
        ("Tom Jones,Tue,1,", "Tom Jones does not work on Tuesdays by the register."),
        ("Asha Patel,Mon,1,C", "“C” is no week"),
        ("Asha Patel,Mon,,A", "does not say in which period"),
        ("Asha Patel,Mon,9 to 10,B", ""),
    ],
)
def test_one_row_that_cannot_be_kept_keeps_all_of_them_out_and_says_where(row: str, sentence: str) -> None:
    found = read_csv(f"Person,Day,Period,Week\nAsha Patel,Mon,1,\nAsha Patel,Mon,4,\n{row}\n")
    assert found.save == ()
    if sentence:
        assert len(found.broken) == 1
        assert sentence in str(found.broken[0])
        assert "row 4" in str(found.broken[0])
    else:
        assert found.asked == ("9 to 10",)


def test_two_lessons_at_once_are_a_fault_and_a_file_without_headings_is_refused() -> None:
    found = read_csv("Name,Day,Start,End\nAsha Patel,Mon,9:00,10:00\nAsha Patel,Mon,9:30,10:30\n")
    assert "has another lesson then, Mon 09:00 to 10:00" in str(found.broken[0])
    twice = make.member(id="b", name="Asha Patel")
    both = lessons_in(read("l.csv", b"Name,Day,Period\nAsha Patel,Mon,1\n"), (ASHA, twice), TIMES)
    assert "more than one person called “Asha Patel”" in str(both.broken[0])
    with pytest.raises(Invalid, match="no table of lessons"):
        read_csv("Room,Class\nR1,7B\n")
