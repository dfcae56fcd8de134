"""Whatever a document holds: all of it is kept, nothing breaks, and the same again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sef2si.documents.incoming import drafts, kept, meet, propose
from sef2si.documents.incoming.proposal import Proposal, Sort, State
from sef2si.documents.reading.blocks import Block
from sef2si.domain.plan import KINDS, Plan, faults, kind_of
from sef2si.domain.record import Record
from tests import factories as make
from tests.documents.incoming.hand_made import ABOVE, LEFT, grid, heading, paragraph, reading

TODAY = date(2026, 9, 14)
WORDS = (
    "Priority", "Priority 1: Reading", "Priority 2", "Actions", "Who", "By when", "Cost", "Success criteria", "Lead",
    "Milestones", "Autumn", "Strengths", "Areas for improvement", "Grade", "Expected standard", "Inclusion", "RAG",
    "Buy books", "Train all TAs (14) in phonics", "1. One\n2. Two", "• Red\n• Blue\nand green", "JB", "KL\nSP", "Amber",
    "9/7/27", "Autumn 2", "ongoing", "12/10/25", "£1,200", "2 x £180", "nil", "Total", "Green = done", "Evaluation",
    "Date", "Session", "Audience", "All staff (20)", "3.30–5pm", "CPD", "=1+1", "<b>x</b>", "{{ 7 }}", "\u202eabc", "Q",
    "Note: see below", "A sentence that goes on for a while and ends in a full stop.", "x" * 700, "£9999999999",
)  # fmt: skip
cells = st.sampled_from(("", "", *WORDS))


@st.composite
def grids(draw: st.DrawFn) -> Block:
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8))
    for down, row in enumerate(rows):
        for along in range(width):
            mark = draw(st.sampled_from(("", "", "", ABOVE, LEFT)))
            if (mark == ABOVE and down) or (mark == LEFT and along):
                row[along] = mark
    return grid(*rows, name=draw(st.sampled_from(("table 1", "Plan", "Reading", ""))))


blocks = st.lists(
    st.one_of(
        grids(),
        st.builds(heading, st.sampled_from(WORDS), st.integers(1, 3)),
        st.builds(paragraph, st.sampled_from(WORDS), st.sampled_from(("", "•"))),
    ),
    max_size=4,
)


def with_all(plan: Plan, save: tuple[Record, ...]) -> Plan:
    for kind in KINDS:
        new = tuple(record for record in save if kind_of(record) == kind)
        ids = {record.id for record in new}
        assert len(ids) == len(new)
        if new:
            plan = plan.with_records(kind, (*(r for r in plan.records(kind) if r.id not in ids), *new))
    return plan


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks, st.sampled_from((Sort.PLAN, Sort.CALENDAR)))
def test_any_document_is_kept_whole_fits_the_plan_and_changes_nothing_the_second_time(
    found: list[Block], sort: Sort
) -> None:
    read, plan = reading(*found), make.plan()
    proposal = propose(read, plan, sort)
    assert kept(proposal, read).missing == ()
    keys = [entry.key for entry in proposal.entries]
    assert len(set(keys)) == len(keys)
    for index, entry in enumerate(proposal.entries):
        assert entry.parent == "" or entry.parent in keys[:index]
    met = meet(proposal, plan, TODAY)
    after = with_all(plan, met.save)
    assert [fault for record in met.save for fault in faults(after, record, None)] == []
    again = meet(propose(read, after, sort), after, TODAY)
    assert [(record.id, kind_of(record)) for record in again.save] == []
    assert {outcome.state for outcome in again.outcomes} <= {State.UNCHANGED, State.REFUSED}


def test_a_text_that_stands_nowhere_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    read = reading(heading("Our plan"), grid(["Priority", "Actions", "Who"], ["Reading", "Buy books", "JB"]))
    whole = propose(read, make.plan(), Sort.PLAN)
    assert (kept(whole, read).share, kept(whole, read).total) == (1.0, 7)
    without = replace(whole, entries=tuple(entry for entry in whole.entries if entry.kind != "actions"))
    assert [text for _, text in kept(without, read).missing] == ["Buy books", "JB"]
    monkeypatch.setattr(drafts.Drafts, "note", lambda *_, **__: None)
    lost = propose(read, make.plan(), Sort.PLAN)
    assert [text for _, text in kept(lost, read).missing] == ["Our plan", "Priority", "Actions", "Who"]


def test_initials_do_not_stand_inside_other_words() -> None:
    read = reading(paragraph("JB"), paragraph("JBL reads"))
    notes = propose(read, make.plan(), Sort.PLAN)
    only = Proposal(Sort.PLAN, "x", tuple(entry for entry in notes.entries if "JBL" in str(entry.fields)))
    assert [text for _, text in kept(only, read).missing] == ["JB"]


def test_a_long_document_takes_a_moment_and_not_a_minute() -> None:
    rows = [
        [f"Priority {n // 10}: Part {n // 10}", f"Buy book {n}", "JB", "9/7/27", f"Page {n} is read"]
        for n in range(1000)
    ]
    read = reading(grid(["Priority", "Actions", "Who", "By when", "Success criteria"], *rows))
    proposal = propose(read, make.plan(), Sort.PLAN)
    assert sum(entry.kind == "actions" for entry in proposal.entries) == 1000
    assert sum(entry.kind == "priorities" for entry in proposal.entries) == 100
    assert len(meet(proposal, make.plan(), TODAY).save) == len(proposal.entries)


@pytest.mark.parametrize(
    "words", ["5 - ", "£1 ", "9/7/27 ", "(", "\n", "1. ", "visit ", "Autumn ", "1,000", "x", "• a\n"]
)
def test_a_cell_of_one_thing_over_and_over_is_kept_too(words: str) -> None:
    long = words * (18_000 // len(words)) + "end"
    read = reading(grid(["Priority", "Actions", "Who", "By when", "Cost"], [long] * 5), paragraph(long), heading(long))
    for sort in (Sort.PLAN, Sort.CALENDAR):
        assert kept(propose(read, make.plan(), sort), read).missing == ()
