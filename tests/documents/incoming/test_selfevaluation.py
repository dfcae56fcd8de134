"""A SEF inside a document: areas, grades in the framework's own words, points and evidence (003-20)."""

from __future__ import annotations

from sef2si.documents.incoming import kept, propose
from sef2si.documents.incoming.proposal import Proposal, Sort
from sef2si.documents.reading.blocks import Block
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.documents.incoming.hand_made import grid, heading, notes, paragraph, reading, said


def proposed(*blocks: Block, plan: Plan | None = None) -> Proposal:
    read = reading(*blocks)
    proposal = propose(read, plan or make.plan(), Sort.PLAN)
    assert kept(proposal, read).missing == ()
    return proposal


def test_areas_as_headings_with_bullets_below() -> None:
    proposal = proposed(
        heading("1. Achievement – Expected standard"),
        heading("Strengths", 2),
        paragraph("Maths is strong", "•"),
        paragraph("So is art", "•"),
        heading("Areas for development", 2),
        paragraph("Reading is slow", "•"),
        heading("Attendance & behaviour"),
        paragraph("Judgement: Needs attention"),
        paragraph("Most pupils come every day."),
        heading("Evidence", 2),
        paragraph("Register, 10 July 2026", "•"),
    )
    assert said(proposal) == [
        "judgements: achievement grade=expected",
        "points: Maths is strong sort=strength < achievement",
        "points: So is art sort=strength < achievement",
        "points: Reading is slow sort=to_improve < achievement",
        "judgements: attendance_behaviour grade=needs_attention",
        "evidence: Register, 10 July 2026 dated=2026-07-10 < attendance_behaviour",
    ]
    assert "Most pupils come every day." in notes(proposal)


def test_areas_as_rows_even_without_a_heading_for_them() -> None:
    proposal = proposed(
        grid(
            ["Ofsted 2025", "Grade", "Strengths", "Areas for development", "Evidence"],
            ["Inclusion", "Strong standard", "• Plans are good\n• SENCo visits", "Lunch", "Reviews 10 July 2026"],
        )
    )
    assert said(proposal) == [
        "judgements: inclusion grade=strong",
        "points: Plans are good sort=strength < inclusion",
        "points: SENCo visits sort=strength < inclusion",
        "points: Lunch sort=to_improve < inclusion",
        "evidence: Reviews 10 July 2026 dated=2026-07-10 < inclusion",
    ]


def test_a_grade_of_another_scale_is_never_turned_into_one_of_ours() -> None:
    proposal = proposed(grid(["Area", "Grade", "Strengths"], ["Inclusion", "Good", "Plans"]))
    assert said(proposal)[0] == "judgements: inclusion"
    assert proposal.entries[0].problems == (
        "“Good” is no grade of Ofsted inspection framework 2025, so it is kept as a note.",
    )
    assert "Inclusion\nGrade: Good" in notes(proposal)


def test_a_document_by_an_earlier_framework_keeps_its_areas_and_grades() -> None:
    proposal = proposed(
        grid(
            ["Area", "Judgement", "Strengths", "Areas for improvement"],
            ["Quality of education", "Good", "Maths", "Reading"],
            ["Behaviour and attitudes", "Outstanding", "Calm", ""],
            ["Leadership and management", "2 Good", "Trust", ""],
        )
    )
    judgements = [entry.fields for entry in proposal.entries if entry.kind == "judgements"]
    assert [(fields["framework"], fields["area"], fields["grade"]) for fields in judgements] == [
        ("ofsted_2019", "quality_of_education", "2"),
        ("ofsted_2019", "behaviour_attitudes", "1"),
        ("ofsted_2019", "leadership_management", "2"),
    ]


def test_points_outside_every_area_are_notes_and_an_area_beside_actions_belongs_to_the_priority() -> None:
    proposal = proposed(
        heading("Strengths"),
        paragraph("A happy school", "•"),
        grid(["Area", "Priority", "Actions"], ["Inclusion", "Calm lunchtimes", "Paint the yard"]),
    )
    priority = next(entry for entry in proposal.entries if entry.kind == "priorities")
    assert priority.fields["areas"] == ("ofsted_2025.inclusion",)
    assert "Strengths: A happy school" in notes(proposal)
    assert [entry.kind for entry in proposal.entries if entry.kind in ("points", "judgements")] == []
