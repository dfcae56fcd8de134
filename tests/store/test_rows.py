"""Records come back from both databases as they were, and the database itself refuses what may never be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from sef2si.domain.evaluation import Voice
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.school import Context
from sef2si.store import rows
from sef2si.store.engine import file_opened, open_engine, reading, writing
from sef2si.store.rows import Edit, RowChanged
from sef2si.store.tables import LINK_TABLES, activity_needs, changes, plans, tables
from tests import factories as make

# Two schools at once, so that what is refused is refused by the links and not by whose rows they are.
SCHOOLS = ("100492", "100493")


def keep(engine: Engine, plan: Plan) -> Plan:
    """Put a plan straight into the tables."""
    with writing(engine, SCHOOLS) as connection:
        rows.add_plans(connection, [(plan.id, plan.urn, plan.year)])
        rows.apply(connection, [Edit(plan.id, kind, None, r) for kind in KINDS for r in plan.records(kind)])
    return plan


def kept(engine: Engine, plan_id: str) -> Plan | None:
    with reading(engine, SCHOOLS) as connection:
        return rows.read_plan(connection, plan_id)


def test_a_whole_plan_comes_back(engine: Engine) -> None:
    plan = keep(engine, make.whole_plan())
    assert kept(engine, plan.id) == plan


def test_money_dates_choices_and_lists_come_back_exactly(engine: Engine) -> None:
    judgement = make.judgement(voices=(Voice.PUPILS, Voice.OUTSIDE), hints_ignored=("a", "b"))
    activity = make.activity(price=Decimal("99999999.99"), hours=Decimal("0.10"), starts=date(2026, 10, 25))
    school = make.school(fsm_percent=Decimal("33.33"), early_years=False, cpd_budget=Decimal("0.00"))
    plan = keep(engine, make.plan(school=school, judgements=(judgement,), activities=(activity,)))
    back = kept(engine, plan.id)
    assert back == plan
    assert [str(back.activities[0].price), str(back.school.fsm_percent)] == ["99999999.99", "33.33"]


def test_needs_of_an_activity_keep_their_order(engine: Engine) -> None:
    needs = (make.need(id="b", position=1), make.need(id="a", position=2), make.need(id="c", position=3))
    plan = keep(engine, make.plan(needs=needs, activities=(make.activity(id="x", need_ids=("c", "a", "b")),)))
    assert kept(engine, plan.id).activities[0].need_ids == ("c", "a", "b")


def test_records_are_in_order_of_position_then_id(engine: Engine) -> None:
    ids = [("Z", 2), ("a", 2), ("b", 1), ("_", 2), ("B", 1)]
    keep(engine, make.plan(needs=tuple(make.need(id=i, position=p) for i, p in ids)))
    assert [need.id for need in kept(engine, "100492-2026").needs] == ["B", "b", "Z", "_", "a"]


@pytest.mark.parametrize("link", ["plain", "many"])
def test_the_database_refuses_a_link_into_another_plan(engine: Engine, link: str) -> None:
    theirs = keep(engine, make.whole_plan(urn="100493"))
    mine = keep(engine, make.plan(activities=(make.activity(id="mine"),)))
    assert (theirs.find("priorities", "priority-1") is not None, mine.priorities) == (True, ())
    stray = make.need(priority_id="priority-1")
    with pytest.raises(IntegrityError), writing(engine, SCHOOLS) as connection:
        if link == "plain":
            rows.apply(connection, [Edit(mine.id, "needs", None, stray)])
        else:
            row = {"plan_id": mine.id, "activity_id": "mine", "need_id": "need-1", "position": 0}
            connection.execute(insert(activity_needs), [row])
    assert kept(engine, mine.id) == mine


def test_the_same_link_within_its_own_plan_is_taken(engine: Engine) -> None:
    plan = keep(engine, make.whole_plan())
    stray = make.need(id="need-2", position=9, priority_id="priority-1")
    with writing(engine, SCHOOLS) as connection:
        rows.apply(connection, [Edit(plan.id, "needs", None, stray)])
    assert kept(engine, plan.id).needs == (*plan.needs, stray)


def test_every_link_has_a_foreign_key_within_the_plan() -> None:
    found = {
        (kind, name): sorted(key.target_fullname for key in tables[kind].c[name].foreign_keys)
        for kind, cls in KINDS.items()
        for name in cls.links()
        if name in tables[kind].c
    }
    expected = {
        (kind, name): [f"{link.kind}.id"]
        for kind, cls in KINDS.items()
        for name, link in cls.links().items()
        if (kind, name) not in LINK_TABLES
    }
    assert found == expected


def test_a_row_written_in_between_is_not_written_over(engine: Engine) -> None:
    plan = keep(engine, make.whole_plan())
    stale = plan.needs[0].model_copy(update={"version": 7})
    for after in (stale.model_copy(update={"version": 8, "what": "mine"}), None):
        with pytest.raises(RowChanged), writing(engine, SCHOOLS) as connection:
            rows.apply(connection, [Edit(plan.id, "needs", stale, after)])
    assert kept(engine, plan.id) == plan


def test_a_moment_is_kept_in_utc(engine: Engine) -> None:
    plan = keep(engine, make.plan())
    summer = datetime(2026, 7, 1, 10, 30, 15, 250, tzinfo=timezone(timedelta(hours=1)))
    row = {"batch": "b", "plan_id": plan.id, "kind": "needs", "record_id": "n", "version": 1, "by": "p", "by_name": "P"}
    with writing(engine, SCHOOLS) as connection:
        connection.execute(insert(changes), [{**row, "at": summer, "before": None, "after": {"text": "é🙂"}}])
    with reading(engine, SCHOOLS) as connection:
        found = connection.execute(select(changes.c.at, changes.c.before, changes.c.after)).one()
        nulls = connection.execute(text("SELECT count(*) FROM changes WHERE before IS NULL")).scalar()
    assert (found.at, found.at.tzinfo, found.before, found.after, nulls) == (summer, UTC, None, {"text": "é🙂"}, 1)


def test_one_plan_a_year(engine: Engine) -> None:
    keep(engine, make.plan())
    with pytest.raises(IntegrityError), writing(engine, SCHOOLS) as connection:
        connection.execute(insert(plans), [{"id": "another", "urn": "100492", "year": "2026/27"}])


def test_how_sqlite_is_opened(tmp_path: Path) -> None:
    """A rollback journal and full syncs: WAL loses writes on SQLite before 3.51.3."""
    with file_opened(tmp_path / "sef2si.db") as engine, engine.connect() as connection:
        asked = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == [1, "delete", 2, 5000]


def test_a_writer_holds_the_lock_from_the_start(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine, SCHOOLS) as connection:
        assert connection.connection.in_transaction
        other = open_engine(f"{sqlite_engine.url}?timeout=0")
        with reading(other, SCHOOLS) as reader:  # readers go on reading
            assert rows.read_plan(reader, "nobody") is None
        other.dispose()


def test_urls() -> None:
    found = [open_engine(f"{scheme}://localhost/x").url.drivername for scheme in ("postgres", "postgresql")]
    assert found == ["postgresql+psycopg"] * 2


def test_a_school_is_like_itself_whatever_it_says_of_itself(engine: Engine) -> None:
    school = make.school(contexts=(Context.RURAL, Context.SMALL))
    plan = keep(engine, make.plan(school=school))
    with reading(engine, plan.urn) as connection:
        assert rows.schools_unlike(connection, {plan.id: plan.school}) == {}
        other = plan.school.having(contexts=(Context.RURAL,))
        assert rows.schools_unlike(connection, {plan.id: other}) == {plan.id: plan.school}
