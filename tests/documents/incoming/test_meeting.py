"""A proposal held against a plan, and kept by a real planner: once, twice, and taken back (003-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from sef2si.documents.incoming import kept, meet, propose, sort_of
from sef2si.documents.incoming.proposal import Decisions, Sort, State
from sef2si.domain.plan import KINDS, Plan, kind_of
from sef2si.services.planner import Planner
from tests import factories as make
from tests.documents.incoming.hand_made import grid, heading, paragraph, reading

TODAY = date(2026, 9, 14)
LATER = date(2026, 10, 2)
PLAN = "100492-2026"
HEAD = make.person(id="head", name="Hana Head")

WHOLE = reading(
    heading("Elm Primary: self-evaluation and improvement plan 2026/27"),
    paragraph("Every child reads."),
    heading("Achievement: Expected standard", 2),
    heading("Strengths", 3),
    paragraph("Pupils leave well prepared in mathematics.", "•"),
    heading("Areas for development", 3),
    paragraph("Reading is slow in Year 3.", "•"),
    heading("Evidence", 3),
    paragraph("Reading test, 10 July 2026", "•"),
    grid(
        ["Priority", "Actions", "Who", "By when", "Cost", "Success criteria", "Milestones", "<", "<", "Status"],
        ["^", "^", "^", "^", "^", "^", "Autumn", "Spring", "Summer", "^"],
        [
            "Priority 1: Improve reading (JB)",
            "1. Train all TAs (14) in phonics\n2. Buy decodable books",
            "JB\nKL",
            "Autumn 2\n9/7/27",
            "£1,200",
            "80% of Year 3 read fluently",
            "Half",
            "Most",
            "All",
            "Underway",
        ],
        ["^", "Visit the English hub", "SENCo", "ongoing", "2 x £180 supply", "^", "^", "^", "^", "Done"],
        ["2. Raise attendance", "Appoint an attendance officer", "HT", "30/09/26", "£9,000", "96%"],
    ),
)


@pytest.fixture
def planner(sqlite_engine: Engine) -> Planner:
    planner = Planner(sqlite_engine, clock=lambda: datetime(2026, 9, 14, 12, 0, tzinfo=UTC))
    planner.import_plans([make.plan()])
    return planner


def counts(plan: Plan) -> dict[str, int]:
    return {kind: len(plan.records(kind)) for kind in KINDS if kind != "school" and plan.records(kind)}


def test_one_act_brings_the_whole_document_in_and_the_same_again_changes_nothing(planner: Planner) -> None:
    plan = planner.load(HEAD, "100492")
    proposal = propose(WHOLE, plan, sort_of(WHOLE))
    assert kept(proposal, WHOLE).missing == ()
    met = meet(proposal, plan, TODAY)
    assert {outcome.state for outcome in met.outcomes} == {State.NEW}
    after = planner.write(HEAD, PLAN, met.save)
    assert counts(after) == {
        "judgements": 1, "priorities": 2, "points": 2, "evidence": 1, "criteria": 2, "milestones": 3, "needs": 2,
        "actions": 2, "activities": 2, "notes": len(after.notes),
    }  # fmt: skip
    judgement = after.judgements[0]
    assert (judgement.id, judgement.grade) == ("ofsted_2025.achievement", "expected")
    assert [after.priorities_of(activity)[0].title for activity in after.activities] == ["Improve reading"] * 2
    again = meet(propose(WHOLE, after, Sort.PLAN), after, LATER)
    assert {outcome.state for outcome in again.outcomes} == {State.UNCHANGED}
    assert again.save == ()
    assert planner.write(HEAD, PLAN, met.save).seq == after.seq
    assert planner.undo(HEAD, PLAN).model_copy(update={"seq": 0}) == plan.model_copy(update={"seq": 0})


def test_blanks_are_filled_and_what_the_plan_says_stays(planner: Planner) -> None:
    plan = planner.load(HEAD, "100492")
    mine = make.priority(id="mine", title="raise attendance.", lead="SP")
    hers = make.action(id="hers", what="Appoint an attendance officer", who="HT", priority_id="mine")
    plan = planner.write(HEAD, PLAN, [mine, hers])
    met = meet(propose(WHOLE, plan, Sort.PLAN), plan, TODAY)
    action = next(outcome for outcome in met.outcomes if outcome.record and outcome.record.id == "hers")
    assert (action.state, action.before) == (State.CHANGED, plan.actions[0])
    priority = next(outcome for outcome in met.outcomes if outcome.record and outcome.record.id == "mine")
    assert priority.state is State.UNCHANGED
    after = planner.write(HEAD, PLAN, met.save)
    assert (after.find("actions", "hers").by, after.find("actions", "hers").cost) == (date(2026, 9, 30), 9000)
    assert after.find("priorities", "mine").title == "raise attendance."
    assert after.find("criteria", after.criteria[1].id).priority_id == "mine"


def test_another_lead_in_the_file_is_shown_and_the_plans_own_stays() -> None:
    plan = make.plan(priorities=(make.priority(id="mine", title="Improve reading", lead="SP", version=1),))
    met = meet(propose(WHOLE, plan, Sort.PLAN), plan, TODAY)
    priority = next(outcome for outcome in met.outcomes if outcome.record and outcome.record.id == "mine")
    assert (priority.state, priority.kept) == (State.UNCHANGED, (("lead", "JB"),))


def test_what_is_left_out_takes_along_what_it_owns_and_nothing_else() -> None:
    plan = make.plan()
    keys = {entry.fields.get("title"): entry.key for entry in propose(WHOLE, plan, Sort.PLAN).entries}
    decisions = Decisions(kinds={keys["Raise attendance"]: ""})
    met = meet(propose(WHOLE, plan, Sort.PLAN, {}, decisions), plan, TODAY, decisions)
    saved = {getattr(record, "what", "") or getattr(record, "text", "") for record in met.save}
    assert "96%" not in saved
    officer = next(record for record in met.save if getattr(record, "what", "") == "Appoint an attendance officer")
    assert getattr(officer, "priority_id") is None  # noqa: B009


def test_what_the_plans_rules_refuse_is_kept_as_a_note_with_what_to_do() -> None:
    read = reading(grid(["Priority", "Actions", "Cost"], ["Reading", "Build a library", "£9,999,999,999"]))
    plan = make.plan()
    met = meet(propose(read, plan, Sort.PLAN), plan, TODAY)
    refused = [outcome for outcome in met.outcomes if outcome.state is State.REFUSED]
    assert [outcome.sentence for outcome in refused] == [
        "table 1, row 2, column B: Cost: Please give an amount of money in pounds, nought or more, such as 250 or "
        "1,200.50. Its words are kept as a note; please put them right there or in your file."
    ]
    note = refused[0].record
    assert note in met.save
    assert getattr(note, "text", "") == "Build a library\nCost: £9,999,999,999"
    assert met.count(State.REFUSED) == 1


def test_text_too_long_for_its_box_is_cut_or_noted_and_kept_whole() -> None:
    title, who = "Read " * 120, "Person " * 90
    read = reading(grid(["Priority", "Actions", "Who"], [title, "Buy books", who]))
    plan = make.plan()
    proposal = propose(read, plan, Sort.PLAN)
    assert kept(proposal, read).missing == ()
    met = meet(proposal, plan, TODAY)
    assert {outcome.state for outcome in met.outcomes} == {State.NEW}
    priority, action = (next(e for e in proposal.entries if e.kind == kind) for kind in ("priorities", "actions"))
    assert (len(str(priority.fields["title"])) <= 500, "who" in action.fields) == (True, False)
    assert action.problems == ("“Who” is longer than this box can be, so it is kept as a note.",)


def test_a_person_may_choose_another_kind_or_another_priority() -> None:
    plan = make.plan(priorities=(make.priority(id="p9", title="Ours", version=1),))
    first = propose(WHOLE, plan, Sort.PLAN)
    keys = {str(entry.fields.get("what", "")): entry.key for entry in first.entries if entry.kind != "needs"}
    criterion = next(entry.key for entry in first.entries if entry.fields.get("text") == "96%")
    decisions = Decisions(
        kinds={
            keys["Train all TAs (14) in phonics"]: "actions",
            keys["Buy decodable books"]: "activities",
            keys["Visit the English hub"]: "notes",
            criterion: "milestones",
        },
        parents={keys["Appoint an attendance officer"]: "p9", keys["Buy decodable books"]: "p9"},
    )
    then = propose(WHOLE, plan, Sort.PLAN, {}, decisions)
    kinds = {entry.key: entry.kind for entry in then.entries}
    assert [kinds[key] for key in decisions.kinds] == ["actions", "activities", "notes", "milestones"]
    met = meet(then, plan, TODAY, decisions)
    saved = {getattr(record, "what", ""): record for record in met.save}
    assert getattr(saved["Appoint an attendance officer"], "priority_id") == "p9"  # noqa: B009
    (need_id,) = getattr(saved["Buy decodable books"], "need_ids")  # noqa: B009
    need = next(record for record in met.save if record.id == need_id)
    assert getattr(need, "priority_id") == "p9"  # noqa: B009
    assert kept(then, WHOLE).missing == ()


def test_rows_that_say_the_same_twice_stay_two() -> None:
    read = reading(grid(["Priority", "Actions", "RAG"], ["Reading", "Buy books", "Red"], ["", "Buy books", "Red"]))
    plan = make.plan()
    met = meet(propose(read, plan, Sort.PLAN), plan, TODAY)
    assert sum(getattr(record, "what", "") == "Buy books" for record in met.save) == 2
    assert sum("RAG: Red" in getattr(record, "text", "") for record in met.save) == 2


def test_cpd_that_the_plan_has_keeps_its_own_need() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", title="Improve reading", version=1),),
        needs=(make.need(id="n", what="How to visit well", priority_id="p", version=1),),
        activities=(make.activity(id="a", what="Visit the English hub", need_ids=("n",), version=1),),
    )
    met = meet(propose(WHOLE, plan, Sort.PLAN), plan, TODAY)
    (visit,) = [outcome for outcome in met.outcomes if outcome.entry.fields.get("what") == "Visit the English hub"]
    assert (visit.entry.kind, visit.before, getattr(visit.record, "need_ids", ())) == (
        "activities", plan.activities[0], ("n",),
    )  # fmt: skip
    assert [getattr(record, "what", "") for record in met.save if hasattr(record, "level_now")] == ["phonics"]


def test_what_a_person_kept_as_a_note_is_in_peoples_words_and_known_again() -> None:
    table = grid(
        ["Priority", "Actions", "Who", "By when", "Cost", "Success criteria"],
        ["Reading", "Train all TAs in phonics", "JB", "9/7/27", "£2,400", "80% pass"],
        ["Art", "Buy clay", "SP", "31/3/27", "£40", "Pots"],
    )
    read, plan = reading(table), make.plan()
    first = propose(read, plan, Sort.PLAN)
    kinds = {
        e.key: "notes" for e in first.entries if e.kind in ("activities", "actions") or e.fields.get("title") == "Art"
    }
    decisions = Decisions(kinds=kinds)
    met = meet(propose(read, plan, Sort.PLAN, decisions=decisions), plan, TODAY, decisions)
    texts = [record.text for record in met.save if hasattr(record, "kept_on")]
    assert texts[:3] == [
        "Train all TAs in phonics\nBy when: 9 July 2027\nWho: JB\nCost: £2,400",
        "Art",
        "Buy clay\nWho: SP\nBy when: 31 March 2027\nCost: £40",
    ]
    for record in met.save:
        plan = plan.with_records(kind_of(record), (*plan.records(kind_of(record)), record))
    again = meet(propose(read, plan, Sort.PLAN), plan, TODAY)
    assert again.save == ()
    said_again = [o.sentence for o in again.outcomes if o.entry.key in kinds]
    assert said_again == ["Kept as a note, as you chose."] * 3
