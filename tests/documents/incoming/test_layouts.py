"""The layouts that schools use, each told as a careful reader would tell it."""

from __future__ import annotations

from sef2si.documents.incoming import kept, propose
from sef2si.documents.incoming.proposal import Proposal, Sort
from sef2si.documents.reading.blocks import Block
from tests import factories as make
from tests.documents.incoming.hand_made import grid, heading, notes, paragraph, reading, said

PLAN = make.plan()


def proposed(*blocks: Block, sort: str = "docx") -> Proposal:
    """What is proposed for these blocks, every text of which is kept."""
    read = reading(*blocks, sort=sort)
    proposal = propose(read, PLAN, Sort.PLAN)
    assert kept(proposal, read).missing == ()
    return proposal


def test_a_priority_that_spans_its_rows_with_two_rows_of_headings() -> None:
    proposal = proposed(
        grid(
            ["School improvement plan 2026/27", "<", "<", "<", "<", "<"],
            ["Priority", "Actions", "Accountability", "<", "Milestones", "<"],
            ["^", "^", "Who", "When", "Autumn", "Spring"],
            ["Priority 1: Reading (JB)", "Buy books", "KL", "9/7/27", "Half", "Most"],
            ["^", "Appoint a tutor", "HT", "1/10/26", "^", "^"],
            ["Priority 2: Attendance", "Ring on day one", "Office", "ongoing", "", ""],
        )
    )
    assert said(proposal) == [
        "priorities: Reading lead=JB",
        "actions: Buy books who=KL, by=2027-07-09 < Reading",
        "milestones: Half term=autumn < Reading",
        "milestones: Most term=spring < Reading",
        "actions: Appoint a tutor who=HT, by=2026-10-01 < Reading",
        "priorities: Attendance",
        "actions: Ring on day one who=Office < Attendance",
    ]
    assert [column.field for column in proposal.columns] == ["priority", "action", "who", "when", "autumn", "spring"]


def test_lists_in_cells_go_with_the_lists_beside_them() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Actions", "Who", "When", "Cost"],
            [
                "Reading",
                "1. Buy books\n2. Mend shelves\n   in the hall",
                "1. KL\n2. Site",
                "1. 9/7/27\n2. 8/7/27",
                "£100\n£50",
            ],
            ["Writing", "• Buy pens\n• Print folders", "SP", "9/7/27", "£70"],
            ["Maths", "Buy cubes\nOrder clocks", "AB\nCD", "9/7/27", ""],
        )
    )
    assert said(proposal) == [
        "priorities: Reading",
        "actions: Buy books who=KL, by=2027-07-09, cost=100 < Reading",
        "actions: Mend shelves\nin the hall who=Site, by=2027-07-08, cost=50 < Reading",
        "priorities: Writing",
        "actions: Buy pens who=SP, by=2027-07-09, cost=70 < Writing",
        "actions: Print folders who=SP, by=2027-07-09 < Writing",
        "priorities: Maths",
        "actions: Buy cubes who=AB, by=2027-07-09 < Maths",
        "actions: Order clocks who=CD, by=2027-07-09 < Maths",
    ]
    shared = next(entry for entry in proposal.entries if entry.fields.get("what") == "Print folders")
    assert shared.problems == ("“£70” stands for several actions together. It is kept with the first of them.",)


def test_fields_across_and_priorities_side_by_side() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Reading", "Maths"],
            ["Lead", "JB", "KL"],
            ["Success criteria", "80% fluent", "Gap halves"],
            ["Actions", "Buy books\nMend shelves", "Appoint a tutor"],
            ["By when", "Easter", "9 July 2027"],
        )
    )
    assert said(proposal) == [
        "priorities: Reading",
        "actions: Buy books who=JB, by=2027-03-31 < Reading",
        "actions: Mend shelves who=JB, by=2027-03-31 < Reading",
        "criteria: 80% fluent < Reading",
        "priorities: Maths",
        "actions: Appoint a tutor who=KL, by=2027-07-09 < Maths",
        "criteria: Gap halves < Maths",
    ]


def test_an_overview_and_then_a_table_for_each_number() -> None:
    proposal = proposed(
        grid(
            ["No", "Priority", "Lead", "Link governor", "Target date"],
            ["1", "Improve reading", "JB", "Mr A", "9 July 2027"],
            ["2", "Attendance", "KL", "Ms B", "9 July 2027"],
        ),
        heading("Priority 1", 2),
        grid(["Action", "Who", "When"], ["Buy books", "JB", "1/9/26"], name="table 2"),
        grid(["Autumn", "Spring", "Summer"], ["Half read", "Most read", "All read"], name="table 3"),
        heading("Priority 2", 2),
        grid(["Action", "Who", "When"], ["Ring on day one", "KL", "1/9/26"], name="table 4"),
    )
    assert said(proposal) == [
        "priorities: Improve reading lead=JB, by=2027-07-09, link_governor=Mr A",
        "priorities: Attendance lead=KL, by=2027-07-09, link_governor=Ms B",
        "actions: Buy books who=JB, by=2026-09-01 < Improve reading",
        "milestones: Half read term=autumn < Improve reading",
        "milestones: Most read term=spring < Improve reading",
        "milestones: All read term=summer < Improve reading",
        "actions: Ring on day one who=KL, by=2026-09-01 < Attendance",
    ]


def test_cards_of_labels_and_values_above_tables_in_one_sheet() -> None:
    card = ["Priority:", "Better writing", "Lead:", "SP"]
    proposal = proposed(
        grid(
            card,
            ["Baseline:", "40%", "Target:", "60%"],
            ["Actions", "Person", "Deadline", "Budget"],
            ["Rewrite the policy", "SP", "9/7/27", "£90"],
            ["", "", "", ""],
            ["Priority:", "Calm lunchtimes", "Lead:", "TT"],
            ["Actions", "Person", "Deadline", "Budget"],
            ["Paint the yard", "TT", "9/7/27", "£400"],
            ["Total", "", "", "£490"],
        ),
        sort="xlsx",
    )
    assert said(proposal) == [
        "priorities: Better writing lead=SP, now=40%, target=60%",
        "actions: Rewrite the policy who=SP, by=2027-07-09, cost=90 < Better writing",
        "priorities: Calm lunchtimes lead=TT",
        "actions: Paint the yard who=TT, by=2027-07-09, cost=400 < Calm lunchtimes",
    ]


def test_prose_under_headings() -> None:
    proposal = proposed(
        heading("School improvement plan"),
        heading("Priority 1: Reading", 2),
        paragraph("Lead: JB"),
        paragraph("Rationale: Year 3 read slowly."),
        heading("Actions", 3),
        paragraph("Buy decodable books", "•"),
        heading("Success criteria", 3),
        paragraph("80% fluent", "•"),
        heading("Monitoring", 3),
        paragraph("Governors visit each term"),
        heading("Priority 2", 2),
        paragraph("Maths for all"),
        heading("Actions", 3),
        paragraph("Appoint a tutor", "•"),
    )
    assert said(proposal) == [
        "priorities: Reading lead=JB, why=Year 3 read slowly.",
        "actions: Buy decodable books < Reading",
        "criteria: 80% fluent < Reading",
        "priorities: Maths for all",
        "actions: Appoint a tutor < Maths for all",
    ]
    assert "Monitoring: Governors visit each term" in notes(proposal)


def test_actions_in_a_column_for_each_term() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Autumn actions", "Spring actions", "Impact"],
            ["Reading", "• Buy books\n• Mend shelves", "Order pens", "80%"],
        )
    )
    assert said(proposal) == [
        "priorities: Reading",
        "actions: Buy books by=2026-12-20 < Reading",
        "actions: Mend shelves by=2026-12-20 < Reading",
        "actions: Order pens by=2027-03-31 < Reading",
        "criteria: 80% < Reading",
    ]


def test_a_plan_of_last_year_comes_in_without_its_dates() -> None:
    proposal = proposed(
        grid(
            ["Objective", "Action", "By when"], ["Reading", "Buy books", "12/10/25"], ["", "Mend shelves", "July 2026"]
        )
    )
    assert said(proposal) == ["priorities: Reading", "actions: Buy books < Reading", "actions: Mend shelves < Reading"]
    assert notes(proposal)[:2] == ["Buy books\nBy when: 12/10/25", "Mend shelves\nBy when: July 2026"]
    assert proposal.said == (
        "2 dates are before 2026/27, so this may be an earlier year's document. What will be done comes in without "
        "these dates; their words are kept as notes.",
    )


def test_headings_that_nobody_knows_are_read_by_what_stands_below_them() -> None:
    proposal = proposed(
        grid(
            ["What troubles us", "Actions", "Helper", "Moment", "Purse"],
            ["Too few pupils read at home", "Buy books", "KL", "9 July 2027", "£90"],
            ["", "Mend shelves", "Site", "1 June 2027", "£20"],
            ["", "Print folders", "Office", "1 May 2027", "£15"],
        )
    )
    assert [(column.field, column.how) for column in proposal.columns] == [
        ("priority", "similar"), ("action", "same"), ("who", "similar"), ("when", "similar"), ("cost", "similar"),
    ]  # fmt: skip
    assert said(proposal)[0] == "priorities: Too few pupils read at home"
    assert said(proposal)[1] == "actions: Buy books who=KL, by=2027-07-09, cost=90 < Too few pupils read at home"


def test_keys_totals_and_notes_around_a_table_are_notes() -> None:
    proposal = proposed(
        grid(
            ["Priority", "Actions", "Who", "RAG"],
            ["Reading", "Buy books", "KL", "Amber"],
            ["Green = done", "Red = not begun", "", ""],
            ["Total: £400", "", "", ""],
            ["Note: the hall is closed in May.", "", "", ""],
        )
    )
    assert said(proposal) == ["priorities: Reading", "actions: Buy books who=KL, status=in_progress < Reading"]
    assert notes(proposal)[:4] == [
        "Buy books\nRAG: Amber", "Green = done | Red = not begun", "Total: £400", "Note: the hall is closed in May."
    ]  # fmt: skip
