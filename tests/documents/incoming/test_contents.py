"""Columns told by what stands in them, and layouts in a school's own words."""

from __future__ import annotations

import pytest

from sef2si.documents.incoming import kept, propose
from sef2si.documents.incoming.contents import in_brackets
from sef2si.documents.incoming.labels import labelled, labelled_anyhow, priority_label, says, titled
from sef2si.documents.incoming.proposal import Decisions, Proposal, Sort
from sef2si.documents.reading.blocks import Block
from tests import factories as make
from tests.documents.incoming.hand_made import grid, heading, notes, paragraph, reading, said


def proposed(*blocks: Block, sort: str = "docx", decisions: Decisions | None = None) -> Proposal:
    read = reading(*blocks, sort=sort)
    proposal = propose(read, make.plan(), Sort.PLAN, {}, decisions or Decisions())
    assert kept(proposal, read).missing == ()
    return proposal


TABLE = grid(
    ["What we want to get better at", "The way there", "Whose job", "Moment", "£££"],
    ["Mark making", "Put chalks outdoors", "Kelly", "6 November 2026", "£45"],
    ["Mark making", "Sharpen all pencils", "KB", "9 July 2027", "£5"],
    ["Settling in", "Stagger the starts", "Manager", "25 September 2026", "£0"],
    ["Settling in", "Write a booklet", "Manager", "25 September 2026", "£90"],
)


def test_a_table_in_nobodys_words_is_read_by_its_cells() -> None:
    proposal = proposed(TABLE, sort="csv")
    assert [column.field for column in proposal.columns] == ["priority", "action", "who", "when", "cost"]
    assert said(proposal) == [
        "priorities: Mark making",
        "actions: Put chalks outdoors who=Kelly, by=2026-11-06, cost=45 < Mark making",
        "actions: Sharpen all pencils who=KB, by=2027-07-09, cost=5 < Mark making",
        "priorities: Settling in",
        "actions: Stagger the starts who=Manager, by=2026-09-25 < Settling in",
        "actions: Write a booklet who=Manager, by=2026-09-25, cost=90 < Settling in",
    ]


def test_what_a_person_decides_about_a_column_is_not_thought_over() -> None:
    proposal = proposed(TABLE, sort="csv", decisions=Decisions(columns={"£££": "", "Whose job": "note"}))
    assert [(column.field, column.how) for column in proposal.columns][2:] == [
        ("note", "decided"), ("when", "similar"), ("", "decided"),
    ]  # fmt: skip
    assert "Put chalks outdoors\nWhose job: Kelly\n£££: £45" in notes(proposal)


def test_people_before_the_actions_lead_the_priority() -> None:
    proposal = proposed(
        grid(
            ["AIP", "Led by", "Area for development", "Steps", "Personnel", "KPI"],
            ["AIP 1: Writing", "Ms Holt", "Sentences", "Buy pens", "NH", "80% write a page"],
        )
    )
    assert said(proposal)[:3] == [
        "priorities: Writing lead=Ms Holt",
        "actions: Buy pens who=NH < Writing",
        "criteria: 80% write a page < Writing",
    ]


def test_one_cell_may_say_who_and_when() -> None:
    proposal = proposed(grid(["Priority", "Key tasks", "Lead and deadline"], ["Number", "Buy frames", "KB, Dec 26"]))
    assert said(proposal) == ["priorities: Number", "actions: Buy frames who=KB, by=2026-12-31 < Number"]


def test_bullets_that_say_who_when_and_how_much_in_brackets() -> None:
    proposal = proposed(
        heading("Our plan"),
        heading("Mark making everywhere", 2),
        paragraph("Put chalks outdoors (Kelly, September, £45)", "•"),
        paragraph("Sharpen pencils (KB, 9 July 2027)", "•"),
        heading("Settling in", 2),
        paragraph("Stagger starts (Manager, £1,200)", "•"),
        paragraph("A word about us (and why)", "•"),
    )
    assert said(proposal) == [
        "priorities: Mark making everywhere",
        "actions: Put chalks outdoors who=Kelly, by=2026-09-30, cost=45 < Mark making everywhere",
        "actions: Sharpen pencils who=KB, by=2027-07-09 < Mark making everywhere",
        "priorities: Settling in",
        "actions: Stagger starts who=Manager, cost=1200 < Settling in",
    ]
    assert in_brackets("Buy books (for Year 3)", "2026/27") == []


def test_a_table_for_each_part_of_a_priority() -> None:
    proposal = proposed(
        heading("Inclusion", 2),
        grid(["Source", "Date", "What it shows"], ["Survey", "6 October 2026", "45% feel safe"], name="table 1"),
        heading("1 Calm lunchtimes", 2),
        heading("What we do", 3),
        grid(["Action", "Who", "By"], ["Paint the yard", "Site", "9 July 2027"], name="table 2"),
        heading("How we will know", 3),
        grid(["Success criterion", "Where it is"], ["75% feel safe", "In progress"], name="table 3"),
        heading("Milestones", 3),
        grid(
            ["By the end of", "What should be seen"],
            ["Autumn", "Survey at 55%"],
            ["Spring term", "65%"],
            name="table 4",
        ),
        heading("What was found", 3),
        grid(["Action", "What was found"], ["Paint the yard", "Fewer quarrels"], name="table 5"),
        heading("2 Reading", 2),
        heading("What we do", 3),
        grid(["Action", "Who", "By"], ["Buy books", "KL", "9 July 2027"], name="table 6"),
    )
    assert said(proposal) == [
        "judgements: inclusion",
        "evidence: Survey dated=2026-10-06, shows=45% feel safe < inclusion",
        "priorities: Calm lunchtimes",
        "actions: Paint the yard who=Site, by=2027-07-09 < Calm lunchtimes",
        "criteria: 75% feel safe status=in_progress < Calm lunchtimes",
        "milestones: Survey at 55% term=autumn < Calm lunchtimes",
        "milestones: 65% term=spring < Calm lunchtimes",
        "priorities: Reading",
        "actions: Buy books who=KL, by=2027-07-09 < Reading",
    ]
    assert "Paint the yard\nWhat was found: Fewer quarrels" in notes(proposal)


def test_a_row_with_an_action_and_its_cpd_costs_once() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Actions", "CPD needs", "Lead", "By", "Budget"],
            ["Oracy", "Introduce talk frames", "Twilight for all teachers", "SP", "9 July 2027", "£800"],
        )
    )
    assert said(proposal) == [
        "priorities: Oracy",
        "actions: Introduce talk frames who=SP, by=2027-07-09, cost=800 < Oracy",
        "activities: Twilight for all teachers ends=2027-07-09, led_by=SP < " + "Twilight for all teachers",
    ]
    assert proposal.entries[3].problems == (
        "“£800” stands for several actions together. It is kept with the first of them.",
    )


def test_a_list_of_priorities_and_tables_under_their_names_in_one_sheet() -> None:
    proposal = proposed(
        heading("Priorities for 2026/27"),
        paragraph("Embed maths mastery", "1."),
        paragraph("Improve attendance", "2."),
        grid(
            ["Our plan", ""],
            ["Improve attendance", ""],
            ["Task", "Owner"],
            ["Ring on day one", "AO"],
            ["", ""],
            ["Safer transitions", ""],
            ["Task", "Owner"],
            ["Share risk assessments", "Head"],
        ),
    )
    assert said(proposal) == [
        "priorities: Embed maths mastery",
        "priorities: Improve attendance",
        "actions: Ring on day one who=AO < Improve attendance",
        "priorities: Safer transitions",
        "actions: Share risk assessments who=Head < Safer transitions",
    ]


@pytest.mark.parametrize(
    ("text", "number", "title", "lead"),
    [
        ("Priority 1: Improve reading (JB)", "1", "Improve reading", "JB"),
        ("KEY PRIORITY TWO – Writing", "2", "Writing", ""),
        ("Target 3 – 80% read well", "3", "80% read well", ""),
        ("Objective: To read", "", "To read", ""),
        ("Priority 4\nMaths", "4", "Maths", ""),
        ("3. Attendance", "3", "Attendance", ""),
        ("AIP 2: Attendance", "2", "Attendance", ""),
        ("DP2 Fewer suspensions", "2", "Fewer suspensions", ""),
        ("Reading", "", "Reading", ""),
        ("Year 3: Reading", "", "Year 3: Reading", ""),
        ("80% of pupils read", "", "80% of pupils read", ""),
    ],
)
def test_a_priority_under_its_label(text: str, number: str, title: str, lead: str) -> None:
    found = titled(text)
    assert (found.number, found.title, found.lead) == (number, title, lead)


def test_what_is_a_label_and_what_is_not() -> None:
    assert (priority_label("Priority 1"), priority_label("Priority 1: Read"), priority_label("Priority")) == (
        True,
        False,
        False,
    )
    assert labelled("Targets are met") is labelled("KS2: Reading") is labelled_anyhow("KS2: Reading") is None
    assert (says("Total cost: £90", "total"), says("Totally new", "total")) == (True, False)
    assert (says("Note: closed in May", "note"), says("Notebooks for all", "note")) == (True, False)


def test_objectives_in_a_table_below_a_priority_are_its_criteria() -> None:
    proposal = proposed(
        heading("Priority 1: Reading for all", 2),
        grid(["Objective", "Action", "Who"], ["1.1 Fluent by Year 2", "Buy books", "JB"], ["^", "Hear readers", "TAs"]),
        heading("Priority 2: Attendance", 2),
        grid(["Aim", "Action"], ["2.1 Fewer late", "Ring on day one"], ["2.2 Fewer holidays", "Write to parents"]),
    )
    assert said(proposal) == [
        "priorities: Reading for all",
        "actions: Buy books who=JB < Reading for all",
        "criteria: Fluent by Year 2 < Reading for all",
        "actions: Hear readers who=TAs < Reading for all",
        "priorities: Attendance",
        "actions: Ring on day one < Attendance",
        "criteria: Fewer late < Attendance",
        "actions: Write to parents < Attendance",
        "criteria: Fewer holidays < Attendance",
    ]


CPD_SHEET = grid(
    ["Session", "Date", "Led by", "Audience", "Link"],
    ["Safeguarding", "1/9/26", "DSL", "All staff", "Statutory"],
    ["Fluency", "6/10/26", "JB", "Teachers", "2"],
    name="CPD calendar",
)
PLAN_SHEET = grid(
    ["Priority", "Action", "Who", "Success criteria"], ["Reading", "Buy books", "JB", "80% fluent"], name="Plan"
)


@pytest.mark.parametrize("sort", [Sort.PLAN, Sort.CALENDAR])
def test_a_plan_and_a_cpd_calendar_in_one_workbook_are_each_read_as_they_are(sort: Sort) -> None:
    read = reading(PLAN_SHEET, CPD_SHEET, sort="xlsx")
    proposal = propose(read, make.plan(), sort)
    assert said(proposal) == [
        "priorities: Reading",
        "actions: Buy books who=JB < Reading",
        "criteria: 80% fluent < Reading",
        "activities: Safeguarding starts=2026-09-01, led_by=DSL",
        "activities: Fluency starts=2026-10-06, led_by=JB",
    ]
    assert kept(proposal, read).missing == ()


def test_a_sort_chosen_for_the_whole_file_stays() -> None:
    read = reading(PLAN_SHEET, CPD_SHEET, sort="xlsx")
    titles = [entry.fields["what"] for entry in propose(read, make.plan(), Sort.CALENDAR, whole=True).entries[:1]]
    assert titles == ["Buy books"]
    proposal = propose(read, make.plan(), Sort.PLAN, whole=True)
    assert [entry.fields["title"] for entry in proposal.entries if entry.kind == "priorities"] == ["Reading"]


def test_a_word_for_what_is_statutory_or_a_rank_names_no_priority() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Action"],
            ["Reading", "Buy books"],
            ["High", "Hear readers"],
            ["Statutory", "Check the fire doors"],
            ["2", "Ring on day one"],
        )
    )
    assert said(proposal) == [
        "priorities: Reading",
        "actions: Buy books < Reading",
        "actions: Hear readers < Reading",
        "actions: Check the fire doors",
        "priorities: Priority 2",
        "actions: Ring on day one < Priority 2",
    ]


def test_bullets_below_a_priority_are_what_is_done_and_their_labels_are_its_fields() -> None:
    proposal = proposed(
        heading("Priority 1: Phonics", 2),
        paragraph("1. Train all TAs in phonics. Lead: HT. Cost: £2,400. Success: 80% pass"),
        paragraph("Buy decodable books (£3k)", "•"),
        paragraph("We chose it together."),
        heading("Priority 2: Attendance", 2),
        grid(
            ["No.", "Actions", "RAG"],
            ["a", "Ring on day one. Who: AO. Cost: £20. By when: 9/7/27", ""],
            ["b", "Print letters (£2k)", ""],
        ),
    )
    assert said(proposal) == [
        "priorities: Phonics",
        "activities: Train all TAs in phonics led_by=HT, price=2400 < phonics",
        "criteria: 80% pass < Phonics",
        "actions: Buy decodable books cost=3000 < Phonics",
        "priorities: Attendance",
        "actions: Ring on day one who=AO, by=2027-07-09, cost=20 < Attendance",
        "actions: Print letters (£2k) cost=2000 < Attendance",
    ]
    assert "We chose it together." in notes(proposal)


def test_lists_beside_each_other_are_paired_by_number_or_words_and_never_by_chance() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Actions", "Who", "Cost"],
            ["Reading", "1. Buy books\n2. Hear readers\n3. Print letters", "3. AO\n1. JB", "2. £20\n3. £5"],
            [
                "Maths",
                "1. Count the cubes\n2. Choose a scheme\n3. Tell parents",
                "HT",
                "£420 scheme\n2 days supply @ £190",
            ],
            ["Art", "1. Buy clay\n2. Hang pictures\n3. Invite an artist", "HT", "£40\n£50"],
        )
    )
    assert [each for each in said(proposal) if each.startswith("actions")] == [
        "actions: Buy books who=JB < Reading",
        "actions: Hear readers cost=20 < Reading",
        "actions: Print letters who=AO, cost=5 < Reading",
        "actions: Count the cubes who=HT < Maths",
        "actions: Choose a scheme who=HT, cost=420 < Maths",
        "actions: Tell parents who=HT < Maths",
        "actions: Buy clay who=HT < Art",
        "actions: Hang pictures who=HT < Art",
        "actions: Invite an artist who=HT < Art",
    ]
    kept_words = "\n".join(notes(proposal))
    assert all(words in kept_words for words in ("£420 scheme\n2 days supply @ £190", "£40\n£50"))


def test_an_entry_stands_where_its_words_stood() -> None:
    proposal = proposed(grid(["Priority", "Who", "Action", "Success criteria"], ["Art", "HT", "Buy clay", "Pots"]))
    assert [(entry.kind, entry.place.column) for entry in proposal.entries[:3]] == [
        ("priorities", "A"), ("actions", "C"), ("criteria", "D"),
    ]  # fmt: skip
