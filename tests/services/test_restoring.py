"""What was removed is listed with who and when, and comes back with all that went with it, as one act with one undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from sef2si.domain.people import SCHOOL_ROLES, Led, Role
from sef2si.domain.personal import SOMEBODY
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.errors import NotFound
from sef2si.services.acts import records_of
from sef2si.services.bringing_back import brought_back, needed, removals, stays_gone
from sef2si.services.planner import Planner
from sef2si.services.restoring import Gone, Removal
from sef2si.store import personal, retention
from sef2si.store.engine import writing
from tests import factories as make
from tests.people import Clock, refused
from tests.services.test_planner import HEAD, LEAD, PLAN, one, seen
from tests.services.test_undo import said

URN = "100492"
FLUENCY = ("Reading fluency",)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def planner(engine: Engine, clock: Clock) -> Planner:
    planner = Planner(engine, clock=clock)
    planner.import_plans([make.whole_plan()])
    return planner


def removed(planner: Planner) -> tuple[Removal, ...]:
    return planner.restoring.removed(HEAD, PLAN)


def back(planner: Planner, removal: Removal, *, whole: bool = False) -> Plan:
    return planner.restoring.bring_back(HEAD, PLAN, removal.batch, whole=whole)


def take_out(planner: Planner, kind: str, by: object = HEAD) -> Record:
    record = one(seen(planner), kind)
    planner.write(by, PLAN, remove=[record])  # type: ignore[arg-type]
    return record


def test_what_was_removed_says_what_it_was_where_it_hung_who_and_when(planner: Planner, clock: Clock) -> None:
    assert removed(planner) == ()
    take_out(planner, "criteria", LEAD)
    clock.now += timedelta(days=1)
    take_out(planner, "activities")
    newest, older = removed(planner)
    assert newest == Removal(
        newest.batch, clock.now, "Hana Head", False,
        (Gone("activities", "CPD activity", "Fluency workshop", (*FLUENCY, "4 teachers: How to teach fluency")),),
        ("1 CPD session",), (), True, False,
    )  # fmt: skip
    assert (older.by_name, older.at, older.with_them) == ("Sam Patel", clock.now - timedelta(days=1), ())
    assert older.what == (Gone("criteria", "success criterion", "Pupils read 90 words a minute", FLUENCY),)


def test_a_removed_priority_comes_back_whole_with_every_link_it_had(planner: Planner) -> None:
    before = seen(planner)
    take_out(planner, "priorities")
    (removal,) = removed(planner)
    assert (len(removal.what), removal.with_them) == (1, ("1 success criterion", "1 milestone"))
    after = back(planner, removal)
    assert (said(after), removed(planner)) == (said(before), ())
    assert after == seen(planner)
    assert after.priorities[0].version == 3  # made, removed, brought back: no number names two contents


def test_bringing_back_is_one_act_with_one_undo(planner: Planner) -> None:
    take_out(planner, "priorities")
    without = seen(planner)
    back(planner, removed(planner)[0])
    assert said(planner.undo(HEAD, PLAN)) == said(without)
    (again,) = removed(planner)
    assert (again.undone, again.with_them) == (True, ("1 success criterion", "1 milestone"))
    back(planner, again)
    assert removed(planner) == ()


def test_a_link_that_somebody_set_since_stays_as_they_set_it(planner: Planner) -> None:
    take_out(planner, "priorities")
    planner.write(LEAD, PLAN, [make.priority(id="other", title="Attendance")])
    planner.write(LEAD, PLAN, [seen(planner).needs[0].having(priority_id="other")])
    after = back(planner, removed(planner)[0])
    assert (after.needs[0].priority_id, after.actions[0].priority_id) == ("other", "priority-1")


def test_what_hung_on_something_that_is_gone_too_comes_back_with_it(planner: Planner) -> None:
    before = seen(planner)
    take_out(planner, "criteria")
    take_out(planner, "priorities")
    priority, criterion = removed(planner)
    assert (criterion.asks, criterion.alone, criterion.stays) == (priority.what, False, False)
    assert (priority.asks, priority.alone) == ((), True)
    assert said(back(planner, criterion, whole=True)) == said(before)


def test_a_need_may_come_back_without_the_priority_that_is_gone(planner: Planner) -> None:
    take_out(planner, "needs")
    take_out(planner, "priorities")
    _, need = removed(planner)
    assert ([each.name for each in need.asks], need.alone) == (["Reading fluency"], True)
    alone = back(planner, need)
    assert (alone.needs[0].priority_id, alone.priorities, alone.activities[0].need_ids) == (None, (), ("need-1",))
    whole = back(planner, removed(planner)[0])
    assert whole.priorities[0].id == "priority-1"


def test_what_is_asked_for_alone_and_can_t_be_is_left_where_it_is(planner: Planner) -> None:
    take_out(planner, "criteria")
    take_out(planner, "priorities")
    was = seen(planner)
    assert back(planner, removed(planner)[1]) == was


def test_what_was_made_anew_under_the_same_id_is_not_listed(planner: Planner) -> None:
    judgement = take_out(planner, "judgements")
    planner.write(HEAD, PLAN, [judgement.having(version=0)])
    (removal,) = removed(planner)
    assert [each.kind for each in removal.what] == ["points", "evidence"]
    after = back(planner, removal)
    assert (len(after.points), len(after.evidence), removed(planner)) == (1, 1, ())


def test_what_is_back_already_is_not_brought_back_twice(planner: Planner) -> None:
    take_out(planner, "needs")
    (removal,) = removed(planner)
    back(planner, removal)
    with pytest.raises(NotFound, match="somebody has brought it back"):
        back(planner, removal)
    with pytest.raises(NotFound):
        planner.restoring.bring_back(HEAD, PLAN, "0" * 32, whole=True)


def test_the_history_says_that_it_was_brought_back(planner: Planner) -> None:
    from sef2si.widgets.past import history_row

    take_out(planner, "needs")
    back(planner, removed(planner)[0])
    rows = [history_row(seen(planner), each)["what"] for each in planner.history(HEAD, PLAN, "needs", "need-1")]
    assert rows == ["Brought back", "Removed", "Written down for the first time"]


def test_a_name_that_is_not_shown_for_now_is_not_shown_here(planner: Planner, engine: Engine, clock: Clock) -> None:
    take_out(planner, "needs", LEAD)
    with writing(engine, URN) as connection:
        personal.restrict(connection, URN, [LEAD.id], at=clock.now, by="head", by_name="Hana Head")
    assert [each.by_name for each in removed(planner)] == [SOMEBODY]


def test_what_was_cleared_out_after_its_time_is_not_listed(planner: Planner, engine: Engine, clock: Clock) -> None:
    note = take_out(planner, "notes")
    take_out(planner, "needs")
    with writing(engine, URN) as connection:
        retention.empty_note(connection, URN, PLAN, note.id, "c" * 32)
    assert [each.kind for removal in removed(planner) for each in removal.what] == ["needs"]
    clock.now += timedelta(days=1)
    with writing(engine, URN) as connection:
        retention.empty_changes(connection, URN, clock.now, "c" * 32)
    assert removed(planner) == ()


def test_what_belonged_to_something_that_can_t_be_read_any_more_stays_gone(planner: Planner) -> None:
    """It was written by an older version, under rules of its own."""
    take_out(planner, "criteria")
    take_out(planner, "priorities")
    changes = [
        each.model_copy(update={"before": {"title": 7}}) if each.kind == "priorities" and not each.after else each
        for each in planner.changes(HEAD, PLAN)
    ]
    now = records_of(seen(planner))
    found = removals(now, changes)
    milestone, criterion = found
    assert [*found[milestone].records] == [("milestones", "milestone-1")]
    assert stays_gone(now, found, (criterion, *needed(now, found, criterion))) == (("criteria", "criterion-1"),)
    assert brought_back(now, found, (criterion,)) == now


@pytest.mark.parametrize("role", list(SCHOOL_ROLES))
def test_only_leaders_look_and_bring_back(planner: Planner, role: Role) -> None:
    take_out(planner, "needs")
    batch = removed(planner)[0].batch
    # Who leads the very priority that it hung on may write in the plan, and bring nothing back.
    leads = (Led(urn=URN, priority_id="priority-1"),)
    person = make.person(id="somebody", role=role).model_copy(update={"leads": leads})
    acts: tuple[Callable[[], object], ...] = (
        lambda: planner.restoring.removed(person, PLAN),
        lambda: planner.restoring.bring_back(person, PLAN, batch, whole=True),
    )
    for act in acts:
        if role in (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER):
            assert act()
        else:
            assert refused(act).startswith("Your role here")
    elsewhere = make.person(id="else", urns=("900001",))
    with pytest.raises(NotFound):
        planner.restoring.removed(elsewhere, PLAN)
    with pytest.raises(NotFound):
        planner.restoring.bring_back(elsewhere, PLAN, batch, whole=False)
