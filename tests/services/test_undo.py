"""Taking one's own acts back, while nobody has built on them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.errors import CannotUndo
from sef2si.services.planner import Planner
from tests import factories as make
from tests.services.test_planner import HEAD, LEAD, PLAN, one, planner, seen

__all__ = ["planner"]


def said(plan: Plan) -> list[Record]:
    """What a plan says, whatever its versions."""
    return [record.model_copy(update={"version": 0}) for record in plan.all_records()]


def test_one_undo_brings_a_removed_record_back_with_all_its_links(planner: Planner) -> None:
    before = seen(planner)
    planner.write(HEAD, PLAN, remove=[before.priorities[0]])
    planner.write(HEAD, PLAN, remove=[seen(planner).activities[0], seen(planner).judgements[0]])
    planner.undo(HEAD, PLAN)
    after = planner.undo(HEAD, PLAN)
    assert said(after) == said(before)
    assert after == seen(planner)
    assert after.priorities[0].version == 3  # made, removed, brought back: no number names two contents


def test_undo_walks_back_act_by_act_to_what_was_there(planner: Planner) -> None:
    stages = [seen(planner)]
    for act in (
        [make.need(id="n", what="1")],
        [make.need(id="n", version=1, position=2, what="2"), make.action(id="a")],
        [make.need(id="n", version=2, position=2, what="3", priority_id="priority-1")],
    ):
        stages.append(planner.write(HEAD, PLAN, act))
    for stage in reversed(stages[:-1]):
        assert said(planner.undo(HEAD, PLAN)) == said(stage)
    with pytest.raises(CannotUndo, match="nothing of yours left"):
        planner.undo(HEAD, PLAN)


def test_undo_is_an_act_with_its_own_row_and_a_new_act_after_it_is_undone_first(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [make.need(id="n", what="1")])
    planner.undo(HEAD, PLAN)
    undo, made = planner.history(HEAD, PLAN, "needs", "n")
    assert (undo.undoes, undo.before, undo.after, made.before) == (made.batch, made.after, None, None)
    planner.write(HEAD, PLAN, [make.need(id="n", what="2")])
    planner.undo(HEAD, PLAN)
    assert seen(planner).find("needs", "n") is None


def test_undo_is_refused_where_somebody_changed_it_since(planner: Planner) -> None:
    mine = planner.write(HEAD, PLAN, [one(seen(planner), "needs").having(what="Mine")]).needs[0]
    planner.write(LEAD, PLAN, [mine.having(who="Theirs, in another field")])
    before = seen(planner)
    with pytest.raises(CannotUndo, match="Sam Patel has changed this since"):
        planner.undo(HEAD, PLAN)
    assert seen(planner) == before


def test_undo_is_free_again_once_they_undid_theirs(planner: Planner) -> None:
    was = seen(planner)
    mine = planner.write(HEAD, PLAN, [one(was, "needs").having(what="Mine")]).needs[0]
    planner.write(LEAD, PLAN, [mine.having(who="Theirs")])
    planner.undo(LEAD, PLAN)
    assert said(planner.undo(HEAD, PLAN)) == said(was)


def test_undo_is_refused_where_somebody_built_on_it(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [make.priority(id="p", title="New")])
    planner.write(LEAD, PLAN, [make.need(id="n", priority_id="p")])
    with pytest.raises(CannotUndo, match="Sam Patel has changed this since"):
        planner.undo(HEAD, PLAN)
    assert seen(planner).find("needs", "n").priority_id == "p"


def test_undo_is_refused_where_what_it_hung_on_was_removed(planner: Planner) -> None:
    planner.write(HEAD, PLAN, remove=[one(seen(planner), "criteria")])
    planner.write(LEAD, PLAN, remove=[one(seen(planner), "priorities")])
    with pytest.raises(CannotUndo, match="Sam Patel"):
        planner.undo(HEAD, PLAN)


def test_nobody_undoes_anothers_act_nor_an_import_nor_another_plan(planner: Planner) -> None:
    planner.write(LEAD, PLAN, [make.need(id="n")])
    with pytest.raises(CannotUndo):
        planner.undo(HEAD, PLAN)
    carried = planner.carry(LEAD, PLAN)
    for person in (HEAD, LEAD):  # to undo the carrying would take the year away
        with pytest.raises(CannotUndo):
            planner.undo(person, carried.id)
    assert planner.load(HEAD, "100492", "2027/28") == carried


def test_a_save_after_an_undo_is_merged_from_the_version_it_was_made_from(planner: Planner, engine: Engine) -> None:
    first = planner.write(HEAD, PLAN, [one(seen(planner), "needs").having(what="Second thoughts")]).needs[0]
    planner.undo(HEAD, PLAN)
    plan = planner.write(HEAD, PLAN, [first.having(who="Year 3 teachers")])
    assert (plan.needs[0].what, plan.needs[0].who) == ("How to teach fluency", "Year 3 teachers")
