"""The planner: who may, what is kept, what is merged, what is in dispute."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text

from sef2si.domain.evaluation import Voice
from sef2si.domain.needs import NeedSource
from sef2si.domain.people import Role
from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.record import Record
from sef2si.domain.sharing import Level, Sharing
from sef2si.domain.suppression import suppressed
from sef2si.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Unavailable
from sef2si.services.planner import Planner
from sef2si.services.sharing import Sharings
from sef2si.store.engine import NO_SCHOOL, open_engine, writing
from tests import factories as make
from tests.databases import everything

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
PLAN = "100492-2026"
HEAD = make.person(id="head", name="Hana Head")
LEAD = make.person(id="lead", name="Sam Patel", role=Role.CPD_LEADER)
GOVERNOR = make.person(id="gov", name="Gil Governor", role=Role.GOVERNOR)
ELSEWHERE = make.person(id="other", name="Olu Other", urns=("100493",))


@pytest.fixture
def planner(engine: Engine) -> Planner:
    planner = Planner(engine, clock=lambda: NOON)
    planner.import_plans([make.whole_plan()])
    Sharings(engine, clock=lambda: NOON).begin([Sharing(urn="100492", level=Level.FULL)])
    return planner


def rows_of_changes(engine: Engine) -> int:
    with everything(engine) as connection:
        return connection.execute(text("SELECT count(*) FROM changes")).scalar_one()


def seen(planner: Planner) -> Plan:
    return planner.load(HEAD, "100492")


def one(plan: Plan, kind: str) -> Record:
    return plan.records(kind)[0]


# Saving.


def test_a_new_record_gets_version_1_and_the_next_place(planner: Planner) -> None:
    plan = planner.write(HEAD, PLAN, [make.need(id="n", what="New"), make.need(id="m", position=7)])
    assert [(n.id, n.version, n.position) for n in plan.needs] == [("need-1", 1, 1), ("n", 1, 2), ("m", 1, 7)]
    assert plan == seen(planner)


def test_each_kind_can_be_saved_changed_and_removed(planner: Planner) -> None:
    for kind in KINDS:
        if kind == "school":
            continue
        made = planner.write(HEAD, PLAN, [make.record(kind=kind, id="x")]).find(kind, "x")
        moved = planner.write(HEAD, PLAN, [made.having(position=99)])
        assert (moved.find(kind, "x").version, moved.find(kind, "x").position) == (2, 99)
        assert planner.write(HEAD, PLAN, remove=[moved.find(kind, "x")]).find(kind, "x") is None
    assert seen(planner).school.having(version=1) == make.whole_plan().school.having(version=1)


def test_one_change_row_for_each_record_in_the_same_batch(planner: Planner, engine: Engine) -> None:
    before = rows_of_changes(engine)
    need, action = make.need(id="n"), make.action(id="a")
    planner.write(HEAD, PLAN, [need, action])
    assert rows_of_changes(engine) == before + 2
    (first,), (second,) = planner.history(HEAD, PLAN, "needs", "n"), planner.history(HEAD, PLAN, "actions", "a")
    assert first.batch == second.batch
    assert (first.by, first.by_name, first.at, first.before) == ("head", "Hana Head", NOON, None)
    assert first.after == need.having(version=1, position=2).model_dump(mode="json")


def test_a_save_that_changes_nothing_writes_no_row(planner: Planner, engine: Engine) -> None:
    plan = seen(planner)
    before = rows_of_changes(engine)
    assert planner.write(HEAD, PLAN, list(plan.all_records())) == plan
    assert rows_of_changes(engine) == before


def test_sending_a_save_again_is_harmless(planner: Planner, engine: Engine) -> None:
    new, changed = make.need(id="n", what="New"), one(seen(planner), "priorities").having(lead="Ms Lane")
    plan = planner.write(HEAD, PLAN, [new, changed])
    before = rows_of_changes(engine)
    assert planner.write(HEAD, PLAN, [new, changed]) == plan
    gone = planner.write(HEAD, PLAN, remove=[plan.find("needs", "n")])
    assert planner.write(HEAD, PLAN, remove=[plan.find("needs", "n")]) == gone
    assert rows_of_changes(engine) == before + 1


def test_seq_is_the_number_of_the_latest_change_of_this_plan(planner: Planner) -> None:
    planner.import_plans([make.whole_plan(urn="100493")])
    was = seen(planner).seq
    now = planner.write(HEAD, PLAN, [make.need()])
    assert (was < now.seq, now.seq) == (True, seen(planner).seq)


def test_all_of_an_act_is_refused_for_one_fault(planner: Planner, engine: Engine) -> None:
    plan, before = seen(planner), rows_of_changes(engine)
    early = one(plan, "priorities").model_copy(update={"by": date(2025, 7, 9)})
    long = make.need(id="n").model_copy(update={"who": "x" * 501, "people": -1})
    with pytest.raises(Invalid) as refused:
        planner.write(HEAD, PLAN, [early, long])
    assert {(f.kind, f.record_id, f.field) for f in refused.value.faults} == {
        ("needs", "n", "who"),
        ("needs", "n", "people"),
    }
    with pytest.raises(Invalid) as refused:
        planner.write(HEAD, PLAN, [early, make.need(id="n")])
    assert refused.value.faults == (
        Fault(
            "priorities",
            "priority-1",
            "by",
            "9 July 2025 is before this plan's year, 2026/27, which starts on 1 September 2026. Please check the year.",
        ),
    )
    assert (seen(planner), rows_of_changes(engine)) == (plan, before)


def test_a_link_to_what_is_not_there_is_refused_and_one_made_in_the_same_act_is_taken(planner: Planner) -> None:
    need = make.need(id="n", priority_id="p")
    with pytest.raises(Invalid) as refused:
        planner.write(HEAD, PLAN, [need])
    assert [(f.record_id, f.field) for f in refused.value.faults] == [("n", "priority_id")]
    plan = planner.write(HEAD, PLAN, [need, make.priority(id="p")])
    assert plan.find("needs", "n").priority_id == "p"


def test_a_link_into_another_schools_plan_is_refused(planner: Planner) -> None:
    planner.import_plans([make.plan(urn="100493", priorities=(make.priority(id="theirs"),))])
    with pytest.raises(Invalid):
        planner.write(HEAD, PLAN, [make.need(priority_id="theirs")])


def test_the_school_stays_itself(planner: Planner) -> None:
    school = seen(planner).school
    for act in ({"save": [school.having(urn="100493")]}, {"save": [make.school(id="b")]}, {"remove": [school]}):
        with pytest.raises(Invalid):
            planner.write(HEAD, PLAN, **act)
    assert planner.write(HEAD, PLAN, [school.having(pupils=210)]).school.pupils == 210


# Two people.


def test_different_fields_of_one_record_are_merged(planner: Planner) -> None:
    mine = theirs = one(seen(planner), "priorities")
    planner.write(LEAD, PLAN, [theirs.having(why="Because")])
    plan = planner.write(HEAD, PLAN, [mine.having(title="Fluency for all")])
    assert (plan.priorities[0].why, plan.priorities[0].title, plan.priorities[0].version) == (
        "Because",
        "Fluency for all",
        3,
    )


def test_the_same_field_is_in_dispute_and_both_texts_are_told(planner: Planner) -> None:
    mine = theirs = one(seen(planner), "priorities")
    planner.write(LEAD, PLAN, [theirs.having(title="Theirs")])
    promoted = make.person(id=GOVERNOR.id, name=GOVERNOR.name, role=Role.HEADTEACHER)
    planner.write(promoted, PLAN, [one(seen(planner), "priorities")])
    planner.write(HEAD, PLAN, [one(seen(planner), "priorities").having(why="Later, elsewhere")])
    with pytest.raises(Conflict) as refused:
        planner.write(HEAD, PLAN, [mine.having(title="Mine")])
    error = refused.value
    assert (error.kind, error.record_id, error.theirs, error.by) == (
        "priorities",
        "priority-1",
        {"title": "Theirs"},
        "Sam Patel",
    )
    assert one(seen(planner), "priorities").title == "Theirs"
    kept = planner.write(HEAD, PLAN, [one(seen(planner), "priorities").having(title="Mine")])
    assert kept.priorities[0].title == "Mine"


def test_the_same_field_and_the_same_words_are_no_dispute(planner: Planner) -> None:
    stale = one(seen(planner), "priorities")
    planner.write(LEAD, PLAN, [stale.having(title="Agreed")])
    assert planner.write(HEAD, PLAN, [stale.having(title="Agreed")]).priorities[0].version == 2


def test_a_conflict_keeps_nothing_of_the_act(planner: Planner) -> None:
    stale = one(seen(planner), "priorities")
    planner.write(LEAD, PLAN, [stale.having(title="Theirs")])
    plan = seen(planner)
    with pytest.raises(Conflict):
        planner.write(HEAD, PLAN, [make.need(id="n"), stale.having(title="Mine")])
    assert seen(planner) == plan


def test_two_who_add_to_one_list_both_find_theirs_in_it(planner: Planner) -> None:
    """003-05, 003-06: two people tick whose voice was heard in the same judgement."""
    stale = one(seen(planner), "judgements")
    stale = one(planner.write(HEAD, PLAN, [stale.having(voices=(Voice.PUPILS, Voice.PARENTS))]), "judgements")
    planner.write(LEAD, PLAN, [stale.having(voices=(Voice.PUPILS, Voice.PARENTS, Voice.GOVERNORS))])
    plan = planner.write(HEAD, PLAN, [stale.having(voices=(Voice.PARENTS, Voice.OUTSIDE))])
    assert plan.judgements[0].voices == (Voice.PARENTS, Voice.GOVERNORS, Voice.OUTSIDE)


def test_two_who_open_the_same_starter_are_merged_against_the_blank(planner: Planner) -> None:
    starter = make.judgement(id="ofsted_2025.attendance", area="attendance")
    planner.write(LEAD, PLAN, [starter.having(grade="strong")])
    plan = planner.write(HEAD, PLAN, [starter.having(voices=(Voice.PUPILS,))])
    both = plan.find("judgements", starter.id)
    assert (both.grade, both.voices, both.area, both.version) == ("strong", (Voice.PUPILS,), "attendance", 2)
    with pytest.raises(Conflict) as refused:
        planner.write(HEAD, PLAN, [starter.having(grade="expected")])
    assert (refused.value.theirs, refused.value.by) == ({"grade": "strong"}, "Sam Patel")


def test_a_record_that_was_removed_meanwhile(planner: Planner) -> None:
    stale = one(seen(planner), "needs")
    planner.write(LEAD, PLAN, remove=[stale])
    with pytest.raises(Conflict) as refused:
        planner.write(HEAD, PLAN, [stale.having(what="Mine")])
    assert (refused.value.theirs, refused.value.by) == ({}, "Sam Patel")


def test_a_version_from_nowhere_is_never_trusted(planner: Planner) -> None:
    ahead = one(seen(planner), "needs").model_copy(update={"version": 40, "what": "From a copy"})
    with pytest.raises(Conflict) as refused:
        planner.write(HEAD, PLAN, [ahead])
    assert refused.value.theirs == {"what": "How to teach fluency"}


def test_one_person_in_two_windows_is_told_so(planner: Planner) -> None:
    stale = one(seen(planner), "needs")
    planner.write(HEAD, PLAN, [stale.having(what="One")])
    with pytest.raises(Conflict, match="You changed this too in another window"):
        planner.write(HEAD, PLAN, [stale.having(what="Two")])


def test_a_later_move_wins_and_is_no_dispute(planner: Planner) -> None:
    stale = one(seen(planner), "needs")
    planner.write(LEAD, PLAN, [stale.having(position=5)])
    assert planner.write(HEAD, PLAN, [stale.having(position=3)]).needs[0].position == 3


# Removing.


def test_removing_takes_what_it_owns_and_unlinks_the_rest(planner: Planner) -> None:
    plan = planner.write(HEAD, PLAN, remove=[one(seen(planner), "priorities")])
    assert (plan.priorities, plan.criteria, plan.milestones) == ((), (), ())
    assert [r.priority_id for r in (*plan.points, *plan.needs, *plan.actions)] == [None, None, None]
    plan = planner.write(HEAD, PLAN, remove=[plan.needs[0], plan.judgements[0]])
    assert (plan.needs, plan.judgements, plan.points, plan.evidence, plan.activities[0].need_ids) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert plan == seen(planner)


def test_removing_a_stale_version(planner: Planner) -> None:
    stale = one(seen(planner), "needs")
    planner.write(LEAD, PLAN, [stale.having(what="Newer")])
    with pytest.raises(Conflict) as refused:
        planner.write(HEAD, PLAN, remove=[stale])
    assert (refused.value.theirs, refused.value.by) == ({"what": "Newer"}, "Sam Patel")
    planner.undo(LEAD, PLAN)
    assert planner.write(HEAD, PLAN, remove=[stale]).needs == ()


# Who may.


def test_permission_table(planner: Planner) -> None:
    """Role x deed, own school; every other school and every plan that is not there get one and the same sentence."""
    need = make.need(id="n")
    asks = {
        "years": lambda p, urn, plan_id: planner.years(p, urn),
        "load": lambda p, urn, plan_id: planner.load(p, urn),
        "load a year": lambda p, urn, plan_id: planner.load(p, urn, "2026/27"),
        "write": lambda p, urn, plan_id: planner.write(p, plan_id, [need]),
        "history": lambda p, urn, plan_id: planner.history(p, plan_id, "needs", "n"),
        "undo": lambda p, urn, plan_id: planner.undo(p, plan_id),
        "carry": lambda p, urn, plan_id: planner.carry(p, plan_id),
        "open": lambda p, urn, plan_id: planner.open_plan(p, make.school(urn=urn), "2026/27"),
    }
    readers = {"years", "load", "load a year"}
    for role in (Role.HEADTEACHER, Role.CPD_LEADER, Role.GOVERNOR, Role.ADVISER):
        person = make.person(id=role, name=role, role=role)
        edits = role in (Role.HEADTEACHER, Role.CPD_LEADER)
        for name, ask in asks.items():
            if edits or name in readers:
                if name == "carry" and role is Role.CPD_LEADER:
                    continue  # the headteacher has carried it already
                ask(person, "100492", PLAN)
            else:
                with pytest.raises(NotAllowed):
                    ask(person, "100492", PLAN)
            sentences = set()
            for urn, plan_id in (("100493", "100493-2026"), ("999999", "999999-2026")):
                with pytest.raises(NotFound) as refused:
                    ask(person, urn, plan_id)
                sentences.add(refused.value.sentence)
            with pytest.raises(NotFound) as refused:
                ask(ELSEWHERE, "100492", PLAN)
            assert sentences == {refused.value.sentence}


def test_who_may_not_read_all_gets_the_shared_plan(planner: Planner) -> None:
    private = make.need(id="n", what="One person's appraisal", source=NeedSource.APPRAISAL)
    noted = make.note(text="CANARY", judgement_id="judgement-1")
    plan = planner.write(HEAD, PLAN, [private, noted])
    assert "CANARY" in plan.model_dump_json()
    told = planner.load(GOVERNOR, "100492")
    assert told == suppressed(shared(plan))
    assert (plan.needs[0].people, told.needs[0].people) == (4, None)
    assert ("CANARY" in told.model_dump_json(), told.find("needs", "n")) == (False, None)


def test_a_year_there_is_no_plan_of(planner: Planner) -> None:
    for year in ("2030/31", "nonsense"):
        with pytest.raises(NotFound, match="There is no plan of"):
            planner.load(HEAD, "100492", year)


# When the database fails.


def test_a_locked_database_is_unavailable_and_nothing_is_saved(
    sqlite_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    hurried = open_engine(str(sqlite_engine.url))
    planner = Planner(hurried)
    plan = planner.load(HEAD, "100492")
    with hurried.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with writing(sqlite_engine, NO_SCHOOL), pytest.raises(Unavailable, match="Nothing was saved"):
        planner.write(HEAD, PLAN, [make.need(what="CANARY")])
    assert ("CANARY" in caplog.text, "OperationalError" in caplog.text) == (False, True)
    assert planner.load(HEAD, "100492") == plan
    assert len(planner.write(HEAD, PLAN, [make.need(what="Again")]).needs) == 2
    hurried.dispose()


def test_a_full_disk_is_unavailable_and_nothing_is_saved(sqlite_engine: Engine) -> None:
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    plan = seen(planner)
    with sqlite_engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unavailable, match="Nothing was saved"):
        planner.write(HEAD, PLAN, [make.need(id=f"n{i}", what="x" * 20_000) for i in range(5)])
    assert seen(planner) == plan


def test_a_connection_that_was_cut_is_unavailable_then_opened_again(postgres_engine: Engine) -> None:
    planner = Planner(postgres_engine)
    planner.import_plans([make.whole_plan()])
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = USER"
    )
    with pytest.raises(Unavailable, match="Nothing was saved"), planner._plan_to_write(HEAD, PLAN) as (connection, *_):
        with postgres_engine.connect() as other:
            other.execute(cut)
        connection.execute(text("SELECT 1"))
    assert len(planner.write(HEAD, PLAN, [make.need()]).needs) == 2


def test_nothing_to_reach_is_unavailable() -> None:
    planner = Planner(open_engine("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable):
        planner.check()
