"""A list of staff held against the register: nobody doubled, nobody removed, nothing marked brought in unasked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from sef2si.documents import reading
from sef2si.documents.incoming.proposal import State
from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.limited import read_limited
from sef2si.documents.samples import read_people, read_samples
from sef2si.documents.staff.meeting import Decisions, Meeting, meet, roles_asked
from sef2si.documents.staff.proposal import propose, without_the_rest
from sef2si.documents.staff.samples import read_sample_staff
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import WHOLE_WEEK, CareerStage, HalfDay, StaffMember, Weekday, faults
from sef2si.errors import Invalid
from tests import factories as make

URN, TODAY = make.URN, date(2026, 11, 23)
# As one of the common systems writes it: a title above, a column that is nobody's business, a person with two posts.
EXPORT = """\
Staff list,,,,,,,,,
Staff Code,Legal Surname,Legal Forename,Date of Birth,Post,Department,Working Pattern,FTE,Start Date,Leaving Date
APA,PATEL,Asha,01/02/1980,Class Teacher,Year 3,Mon-Wed,0.6,01/09/2019,
TJO,Jones,Tom,03/04/1990,Teaching Assistant,Year 3,,,01/09/2021,
TJO,Jones,Tom,03/04/1990,Midday Supervisor,Lunchtime,,,01/01/2023,
ESM,Smith,Ellie,05/06/2003,Class Teacher (ECT1),Year 4,Full time,1,01/09/2026,31/08/2027
"""


def read(text: str) -> Reading:
    return without_the_rest(reading.read("staff.csv", text.encode()))


def held(
    text: str = EXPORT, register: Sequence[StaffMember] = (), decided: Decisions | None = None, **how: object
) -> Meeting:
    return meet(propose(read(text), **how), register, URN, TODAY, decided)  # type: ignore[arg-type]


def kept(meeting: Meeting, register: Sequence[StaffMember] = ()) -> tuple[StaffMember, ...]:
    """The register once this is saved."""
    then = {member.id: member for member in register} | {member.id: member for member in meeting.save}
    return tuple(then.values())


def test_an_export_becomes_members_of_staff() -> None:
    asha, tom, ellie = held().save
    assert (asha.name, asha.reference, asha.role, asha.group, asha.team, asha.days, asha.fte, asha.started_on) == (
        "Asha Patel",
        "APA",
        "Class Teacher",
        StaffGroup.TEACHERS,
        "Year 3",
        WHOLE_WEEK[:6],
        Decimal("0.60"),
        date(2019, 9, 1),
    )
    assert asha.fte_agreed is None  # it follows from the days
    assert (tom.role, tom.group, tom.days, tom.started_on) == (
        "Teaching Assistant; Midday Supervisor",
        StaffGroup.LUNCHTIME,
        (),
        date(2021, 9, 1),
    )
    assert (ellie.group, ellie.days, ellie.leaves_on) == (StaffGroup.EARLY_CAREER, WHOLE_WEEK, date(2027, 8, 31))


def test_what_is_nobodys_business_is_gone_before_anybody_looks() -> None:
    assert "1980" in EXPORT
    found = read(EXPORT)
    assert [text for text in found.texts() if "1980" in text or "/2003" in text] == []
    assert propose(found).said == ("Left out, and not kept: Date of Birth. A staff register has no place for these.",)


def test_the_same_file_twice_changes_nothing() -> None:
    register = kept(held())
    again = held(register=register)
    assert ([outcome.state for outcome in again.outcomes], again.save, again.absent) == ([State.UNCHANGED] * 3, (), ())


def test_whom_somebody_renamed_since_is_still_the_same_person() -> None:
    text = "Name,Role\nT Jones,Teaching assistant\n"
    (made,) = held(text).save
    again = held(text, [made.having(name="Tom Jones-Patel")])
    assert (again.save, [outcome.state for outcome in again.outcomes]) == ((), [State.UNCHANGED])


def test_a_later_file_shows_what_is_said_otherwise_and_who_is_not_in_it() -> None:
    register = (
        *kept(held()),
        make.member(id="gone", name="Gone Already", leaves_on=date(2026, 7, 17)),
        make.member(id="left"),
    )
    later = EXPORT.replace("Mon-Wed,0.6", "Mon-Thu,0.8").replace("PATEL", "PATEL-REED")
    meeting = held(later, register)
    first = meeting.outcomes[0]
    assert (first.state, first.changed, first.before) == (State.CHANGED, ("name", "days"), register[0])
    assert [(each.name, each.days) for each in meeting.save] == [("Asha Patel-Reed", WHOLE_WEEK[:8])]
    assert [each.id for each in meeting.absent] == ["left"]  # and nothing happens to them
    decided = Decisions(kept=frozenset({first.line.key}), last_days={"left": date(2026, 12, 31)})
    meeting = held(later, register, decided)
    assert [(each.id, each.leaves_on) for each in meeting.save] == [("left", date(2026, 12, 31))]


def test_a_blank_cell_takes_nothing_away_and_a_persons_choice_of_group_stays() -> None:
    register = tuple(
        each.having(group=StaffGroup.PASTORAL) if each.reference == "TJO" else each for each in kept(held())
    )
    blank = EXPORT.replace("Mon-Wed,0.6,01/09/2019", ",,")
    assert held(blank, register).save == ()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",,,,Caretaker,Site,,,,", "This row has no name"),
        ("X,Wizard,Merlin,,Wizard,,,,,", "“Wizard” does not tell us the staff group. Please choose it above."),
        ("X,Late,Lou,,Teacher,,,,01/09/2026,01/09/2025", "Their last day, 1 September 2025, is before their first"),
    ],
)
def test_a_row_that_can_not_come_in_keeps_all_out_until_somebody_says_so(row: str, sentence: str) -> None:
    meeting = held(EXPORT + row + "\n")
    assert (meeting.save, meeting.marked_rows, meeting.outcomes[-1].line.place.row) == ((), 1, 7)
    assert meeting.outcomes[-1].sentence.startswith(sentence)
    assert len(held(EXPORT + row + "\n", decided=Decisions(without_marked=True)).save) == 3


def test_a_cell_that_can_not_be_read_names_its_row_and_column() -> None:
    text = EXPORT.replace("Mon-Wed,0.6", "most days,0.6")
    meeting = held(text)
    (problem,) = meeting.outcomes[0].line.problems
    assert (str(problem.place), meeting.marked_cells, meeting.save) == ("table, row 3, column G", 1, ())
    assert problem.sentence.startswith("“most days” does not say which days")
    asha = held(text, decided=Decisions(without_marked=True)).save[0]
    assert (asha.days, asha.fte, asha.knows_days) == ((), Decimal("0.60"), False)


def test_what_a_role_is_can_be_said_once_for_all_who_have_it() -> None:
    text = "Name,Job title\nMerlin Wise,Wizard\nMorgan Fay,Wizard\nAsha Patel,Teacher\n"
    assert roles_asked(held(text)) == (("Wizard", 2, None), ("Teacher", 1, StaffGroup.TEACHERS))
    told = held(text, roles={"Wizard": StaffGroup.PASTORAL})
    assert [each.group for each in told.save] == [StaffGroup.PASTORAL, StaffGroup.PASTORAL, StaffGroup.TEACHERS]


def test_a_heading_nobody_knows_can_be_said() -> None:
    text = "Wer,Was\nAsha Patel,Teacher\n"
    with pytest.raises(Invalid, match="no row of headings we can recognise"):
        held(text)
    text = "Name,Was\nAsha Patel,Teacher\n"
    with pytest.raises(Invalid):
        held(text)
    text = "Name,Start date,Was\nAsha Patel,01/09/2020,Teacher\n"
    assert [(match.heading, match.field) for match in held(text).listed.columns][-1] == ("Was", "")
    assert held(text, columns={"Was": "role"}).save[0].role == "Teacher"


def test_two_of_one_name_are_two_people_and_a_like_name_is_asked() -> None:
    text = "Name,Role\nJ Smith,Teacher\nJ Smith,Caretaker\n"
    register = kept(held(text))
    assert len({each.id for each in register}) == 2
    assert (
        held(text.replace("J Smith,Teacher\nJ Smith,Caretaker", "J Smith,Caretaker\nJ Smith,Teacher"), register).save
        == ()
    )
    whole = "Name,Role\nJane Smith,Teacher\n"
    (asked,) = held(whole, register).outcomes
    assert (asked.state, {each.id for each in asked.might_be}) == (State.NEW, {each.id for each in register})
    (decided,) = held(whole, register, Decisions(who={asked.line.key: register[0].id})).outcomes
    assert (decided.state, decided.member) == (State.CHANGED, register[0].having(name="Jane Smith"))
    known = make.member(id="one", name="Jane Smith")
    (new,) = held(whole, [known], Decisions(who={asked.line.key: ""})).outcomes
    assert (new.state, new.member and new.member.id == "one") == (State.NEW, False)


def test_a_workbook_whose_cells_know_days_and_numbers() -> None:
    book = openpyxl.Workbook()
    cover, sheet = book.active, book.create_sheet("Staff")
    assert cover is not None
    cover.append(["Elm Primary", "Staff on 1 September"])
    sheet.append(["Staff Details Report"])
    sheet.append(["Surname", "Forename", "Job Title", "FTE", "Hours/Week", "Start Date", "Leaving Date", "Salary"])
    sheet.append(["Jones", "Tom", "Teaching Assistant", 0.81, 30, date(2021, 9, 1), None, 21000])
    content = io.BytesIO()
    book.save(content)
    found = without_the_rest(read_limited("staff.xlsx", content.getvalue()))
    assert [text for text in found.texts() if "21" in text] == ["2021-09-01"]
    (tom,) = meet(propose(found), (), URN, TODAY).save
    assert (tom.name, tom.group, tom.contracted_hours, tom.fte_agreed, tom.fte, tom.started_on, tom.leaves_on) == (
        "Tom Jones",
        StaffGroup.TEACHING_ASSISTANTS,
        Decimal("30.00"),
        None,
        Decimal("0.81"),
        date(2021, 9, 1),
        None,
    )


def test_those_of_whom_no_days_are_said_are_asked_about_once() -> None:
    assert (held().without_days, [each.knows_days for each in held().save]) == (1, [True, False, True])
    assert [each.knows_days for each in held(decided=Decisions(full_time=True)).save] == [True, True, True]


def test_weekdays_in_columns_of_their_own_and_ppa() -> None:
    text = "Initials,Role,Mon,Tue,Wed,Thu,Fri,PPA,ECT year\nAP,Teacher,Y,AM,,N,x,Tue 9-10,2\n"
    (asha,) = held(text).save
    assert (asha.name, asha.days) == (
        "AP",
        (*WHOLE_WEEK[:2], HalfDay.TUESDAY_MORNING, HalfDay.FRIDAY_MORNING, HalfDay.FRIDAY_AFTERNOON),
    )
    assert [each.day for each in asha.ppa] == [Weekday.TUESDAY]


def test_a_timetable_over_two_weeks_and_times_without_lessons() -> None:
    text = (
        "Staff code,Name,Role,Days worked week A,Days worked week B,PPA,Leadership time\n"
        "AP,Asha Patel,Teacher,Mon-Tue,Mon,Mon 9-10 week A,Tue pm; Wed\n"
        "TJ,Tom Jones,Teacher,Mon-Fri,,,\n"
    )
    meeting = held(text)
    asha, tom = meeting.save
    assert (asha.days, asha.days_b, tom.days_b) == (WHOLE_WEEK[:4], WHOLE_WEEK[:2], None)
    assert [each.written for each in (*asha.ppa, *asha.not_teaching)] == [
        "Mon 09:00 to 10:00 (week A)",
        "Tue pm",
        "Wed",
    ]
    again = held(text.replace("Tue pm; Wed", "Thu"), meeting.save)
    assert [outcome.changed for outcome in again.outcomes] == [("not_teaching",), ()]


def test_the_samples_have_the_staff_their_schools_say() -> None:
    people = read_people()
    found = read_sample_staff(people)
    assert {
        urn: (sum(m.is_teacher for m in staff), sum(not m.is_teacher for m in staff)) for urn, staff in found.items()
    } == {plan.urn: (plan.school.teachers, plan.school.support_staff) for plan in read_samples()}
    everyone = [member for staff in found.values() for member in staff]
    assert len({member.id for member in everyone}) == len(everyone)
    assert [member.name for member in everyone if list(faults(member)) or not member.days] == []
    assert {member.career_stage for member in everyone} == {
        None,
        CareerStage.EARLY_1,
        CareerStage.EARLY_2,
        CareerStage.ESTABLISHED,
        CareerStage.LATE,
    }
    early = [m for m in everyone if m.is_early_career]
    assert [m.name for m in early if not m.early_career_time or m.group is not StaffGroup.EARLY_CAREER] == []
    accounts = {member.account_id for member in everyone} - {None}
    assert accounts == {person.id for person in people if person.role_words() in ("Headteacher", "CPD leader")}
