"""Our own data held against the plan: edits made from the file's version, merged or disputed as any other (003-17)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.documents.data.reading import meet_data, read_data
from sef2si.documents.incoming.proposal import Meeting, Sort, State
from sef2si.documents.samples import read_samples
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, Plan
from sef2si.errors import Conflict, Invalid
from sef2si.services.planner import Planner
from tests import factories as make
from tests.documents.data.edits import Sheet, edited, taken, with_cell

ANNA, BEN = make.person(id="anna", name="Anna"), make.person(id="ben", name="Ben")
MANY = "How many?"


@pytest.fixture
def planner(sqlite_engine: Engine) -> Planner:
    found = Planner(sqlite_engine)
    found.import_plans([make.whole_plan()])
    return found


def now(planner: Planner) -> Plan:
    return planner.load(ANNA, make.URN, make.YEAR)


def met(content: bytes, plan: Plan) -> Meeting:
    return meet_data(read_data("plan.xlsx", content), plan)


def states(meeting: Meeting) -> dict[str, int]:
    return {state.value: meeting.count(state) for state in State if meeting.count(state)}


def changed(meeting: Meeting) -> list[tuple[str, str, str]]:
    """What isn't as it was: key, state, sentence."""
    return [
        (each.entry.key, each.state.value, each.sentence)
        for each in meeting.outcomes
        if each.state is not State.UNCHANGED
    ]


@pytest.mark.parametrize("form", ["xlsx", "json"])
@pytest.mark.parametrize("document", ["data", "data-complete"])
@pytest.mark.parametrize("plan", read_samples(), ids=lambda plan: plan.urn)
def test_a_file_nobody_changed_changes_nothing(plan: Plan, document: str, form: str) -> None:
    meeting = met(taken(plan, form, document), plan)
    assert (set(states(meeting)), meeting.save, meeting.proposal.said) == ({"unchanged"}, (), ())
    assert meeting.proposal.sort is Sort.DATA


def test_a_changed_cell_is_one_edit_made_from_the_files_version(planner: Planner) -> None:
    plan = now(planner)
    meeting = met(with_cell(taken(plan), "Needs", MANY, 9), plan)
    assert changed(meeting) == [("needs.need-1", "changed", "Changed: “How many?”.")]
    outcome = next(each for each in meeting.outcomes if each.state is State.CHANGED)
    assert (str(outcome.entry.place), outcome.entry.parent) == ("sheet “Needs”, row 2", "priorities.priority-1")
    assert (outcome.before, outcome.record) == (plan.needs[0], plan.needs[0].having(people=9))
    kept = planner.write(ANNA, plan.id, meeting.save)
    assert (kept.needs[0].people, kept.needs[0].version) == (9, plan.needs[0].version + 1)
    assert planner.undo(ANNA, plan.id).needs[0].people == 4


def test_the_same_file_twice_changes_nothing(planner: Planner) -> None:
    def edit(book: Any) -> None:
        Sheet(book["Needs"]).set(MANY, 9)
        Sheet(book["Needs"]).set("What do they need to know or do?", "Model writing", 3)
        Sheet(book["Needs"]).set("Which priority is it for?", "Reading fluency", 3)

    plan = now(planner)
    content = edited(taken(plan), edit)
    first = met(content, plan)
    assert states(first) == {"new": 1, "changed": 1, "unchanged": 14}
    then = planner.write(ANNA, plan.id, first.save)
    assert [need.what for need in then.needs] == ["How to teach fluency", "Model writing"]
    again = met(content, then)
    assert (states(again), again.save) == ({"unchanged": 16}, ())
    assert now(planner).seq == then.seq


def test_what_others_changed_meanwhile_is_merged(planner: Planner) -> None:
    plan = now(planner)
    content = with_cell(taken(plan), "Needs", MANY, 9)
    planner.write(BEN, plan.id, [plan.needs[0].having(asked="All of Year 3"), plan.actions[0].having(who="Ms Cole")])
    meeting = met(content, now(planner))
    # Only what was changed in the file counts: Ben's action is as it was there, and stays.
    assert [key for key, _, _ in changed(meeting)] == ["needs.need-1"]
    assert "what others changed stays" in changed(meeting)[0][2]
    kept = planner.write(ANNA, plan.id, meeting.save)
    assert (kept.needs[0].people, kept.needs[0].asked, kept.actions[0].who) == (9, "All of Year 3", "Ms Cole")


def test_the_same_box_changed_twice_is_disputed_and_nothing_is_lost(planner: Planner) -> None:
    plan = now(planner)
    content = with_cell(taken(plan), "Needs", MANY, 9)
    planner.write(BEN, plan.id, [plan.needs[0].having(people=6)])
    with pytest.raises(Conflict) as caught:
        planner.write(ANNA, plan.id, met(content, now(planner)).save)
    assert (caught.value.record_id, caught.value.theirs, caught.value.by) == ("need-1", {"people": 6}, "Ben")
    assert now(planner).needs[0].people == 6


def test_a_file_without_marks_merges_all_the_same(planner: Planner) -> None:
    plan = now(planner)
    whole = json.loads(taken(plan, "json"))
    del whole["marks"]
    whole["plan"]["needs"][0]["people"] = 9
    planner.write(BEN, plan.id, [plan.actions[0].having(who="Ms Cole"), plan.needs[0].having(asked="All")])
    kept = planner.write(ANNA, plan.id, met(json.dumps(whole).encode(), now(planner)).save)
    assert (kept.needs[0].people, kept.needs[0].asked, kept.actions[0].who) == (9, "All", "Ms Cole")


def test_rows_and_sheets_that_are_not_there_stay_as_they_are(planner: Planner) -> None:
    def edit(book: Any) -> None:
        del book["Milestones"]
        book["Actions"].delete_rows(2)

    plan = now(planner)
    meeting = met(edited(taken(plan), edit), plan)
    stays = "is not in the file and stays as it is. What is to go is removed in the workbook."
    assert meeting.proposal.said == (
        f"Milestones: 1 of the plan’s {stays}",
        f"Actions: 1 of the plan’s {stays}",
    )
    assert meeting.save == ()


def test_a_missing_column_takes_nothing_away(planner: Planner) -> None:
    def edit(book: Any) -> None:
        sheet = Sheet(book["Needs"])
        sheet.set("Who was asked?", "All of Year 3")
        sheet.sheet.delete_cols(sheet.at(MANY))

    plan = now(planner)
    kept = planner.write(ANNA, plan.id, met(edited(taken(plan), edit), plan).save)
    assert (kept.needs[0].people, kept.needs[0].asked) == (4, "All of Year 3")


def test_shared_data_takes_away_nothing_that_it_could_not_show(planner: Planner) -> None:
    plan = now(planner)
    private = make.need(id="private", source=NeedSource.CAREER, what="Headship")
    plan = planner.write(
        ANNA,
        plan.id,
        [
            private,
            plan.activities[0].having(need_ids=("need-1", "private")),
            make.note(id="beside", text="Between us", judgement_id="judgement-1", audience=()),
        ],
    )
    content = with_cell(taken(plan), "CPD activities", "What will they do?", "Fluency coaching")
    content = with_cell(content, "Judgements", "Whose voice was heard?", "Pupils")
    meeting = met(content, plan)
    assert [key for key, _, _ in changed(meeting)] == ["judgements.judgement-1", "activities.activity-1"]
    kept = planner.write(ANNA, plan.id, meeting.save)
    assert (kept.activities[0].what, kept.activities[0].need_ids) == ("Fluency coaching", ("need-1", "private"))
    assert (kept.notes[-1].text, kept.notes[-1].by, kept.judgements[0].voices) == ("Between us", ANNA.id, ("pupils",))
    assert len(kept.needs) == 2
    assert len(kept.notes) == 2


def test_a_link_taken_away_in_shared_data_is_taken_away_and_the_private_one_stays(planner: Planner) -> None:
    plan = now(planner)
    private = make.need(id="private", source=NeedSource.CAREER)
    plan = planner.write(ANNA, plan.id, [private, plan.activities[0].having(need_ids=("need-1", "private"))])

    def edit(book: Any) -> None:
        Sheet(book["CPD activities"]).set("Which needs does it meet?", None)
        Sheet(book["CPD activities"]).set("Which needs does it meet? (id)", None)

    kept = planner.write(ANNA, plan.id, met(edited(taken(plan), edit), plan).save)
    assert kept.activities[0].need_ids == ("private",)


def test_what_was_removed_since_stays_removed(planner: Planner) -> None:
    plan = now(planner)
    content = with_cell(taken(plan), "Actions", "Who?", "Ms Cole")
    without = planner.write(BEN, plan.id, remove=[plan.actions[0]])
    meeting = met(content, without)
    assert meeting.save == ()
    outcome = next(each for each in meeting.outcomes if each.entry.key == "actions.action-1")
    assert "removed from the plan after the file was made, and stays removed" in outcome.sentence


def test_a_plan_from_elsewhere_fills_an_empty_one(sqlite_engine: Engine) -> None:
    """The school's own copy on another computer: its versions say nothing here."""
    planner = Planner(sqlite_engine)
    empty = planner.open_plan(None, make.school(name="Elm"), make.YEAR)
    there = make.whole_plan()
    kinds = {
        kind: tuple(record.model_copy(update={"version": 7}) for record in there.records(kind))
        for kind in KINDS
        if kind not in ("school", "evidence", "criteria", "milestones")
    }
    school = there.school.having(version=7, name="Elm Primary", pupils=200, nation="wales")
    there = there.model_copy(update={**kinds, "school": school, "seq": 900})
    meeting = met(taken(there, document="data-complete"), empty)
    assert states(meeting) == {"new": 17, "changed": 1}
    kept = planner.write(ANNA, empty.id, meeting.save)
    assert (kept.school.name, kept.school.pupils) == ("Elm", 200)
    assert next(each.kept for each in meeting.outcomes if each.entry.kind == "school") == (
        ("name", "Elm Primary"),
        ("nation", "Wales"),
    )
    assert [activity.need_ids for activity in kept.activities] == [("need-1",)]
    again = met(taken(there, document="data-complete"), kept)
    assert again.save == ()


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (make.whole_plan(urn="100493"), "This file is of school 100492; the plan that is open is of 100493."),
        (make.whole_plan(year="2027/28"), "This file is of 2026/27; the plan that is open is of 2027/28."),
    ],
)
def test_a_file_of_another_school_or_year_is_refused(plan: Plan, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        met(taken(make.whole_plan()), plan)
    assert caught.value.sentence.startswith(sentence)
    assert caught.value.sentence.endswith("Nothing was imported.")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            lambda book: Sheet(book["Needs"]).set("When shall we ask again?", date(2020, 1, 1)),
            "When shall we ask again?: 1 January 2020 is before this plan's year, 2026/27",
        ),
        (
            lambda book: Sheet(book["Needs"]).set("Which priority is it for? (id)", "gone"),
            "What this was linked to is no longer in the plan. Please choose again.",
        ),
    ],
)  # fmt: skip
def test_one_row_that_cannot_be_kept_holds_back_the_whole(
    planner: Planner, edit: Callable[[Any], None], sentence: str
) -> None:
    plan = now(planner)
    content = edited(with_cell(taken(plan), "Actions", "Who?", "Ms Cole"), edit)
    meeting = met(content, plan)
    assert states(meeting) == {"changed": 1, "refused": 1, "unchanged": 13}
    refused = next(each for each in meeting.outcomes if each.state is State.REFUSED)
    assert sentence in refused.sentence
    assert str(refused.entry.place) == "sheet “Needs”, row 2"
    assert meeting.save == ()
    assert "Nothing is brought in until every row can be" in meeting.proposal.said[-1]
