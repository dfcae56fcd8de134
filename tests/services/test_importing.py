"""Imports: all or nothing, the same again changes nothing, and what a person typed is never written over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from sef2si.domain.record import WithinPlan
from sef2si.domain.school import Phase, School
from sef2si.errors import Invalid, NotFound
from sef2si.services.importing import Imported
from sef2si.services.planner import IMPORTER, Planner
from sef2si.services.registering import BATCH
from tests import factories as make
from tests.databases import everything, owner_of
from tests.services.test_planner import HEAD, PLAN, planner, seen

__all__ = ["planner"]


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def empty(engine: Engine) -> Planner:
    return Planner(engine)


def rows_of(engine: Engine, table: str) -> int:
    with everything(engine) as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_schools_get_an_empty_plan_of_the_year(empty: Planner, engine: Engine) -> None:
    schools = [make.school(id="any"), make.school(urn="100493", name="Oak")]
    assert empty.import_schools(schools, "2026/27") == Imported(added=2)
    assert empty.load(HEAD, "100492").school == make.school(version=1)
    (made,) = empty.history(HEAD, PLAN, "school", "100492")
    assert (made.by, made.by_name, made.before) == (IMPORTER, IMPORTER, None)
    assert empty.import_schools(schools, "2026/27") == Imported(unchanged=2)
    assert rows_of(engine, "changes") == 2


def test_a_newer_extract_changes_what_the_last_wrote_and_nothing_that_was_typed(empty: Planner) -> None:
    empty.import_schools([make.school(trust="Old Trust", pupils=200)], "2026/27")
    empty.write(HEAD, PLAN, [empty.load(HEAD, "100492").school.having(name="Elm Primary School", classes=7)])
    newer = make.school(trust="New Trust", pupils=210, name="ELM PRIMARY", phase=Phase.ALL_THROUGH)
    assert empty.import_schools([newer], "2026/27") == Imported(changed=1)
    school = empty.load(HEAD, "100492").school
    assert (school.trust, school.pupils, school.phase, school.name, school.classes) == (
        "New Trust",
        210,
        Phase.ALL_THROUGH,
        "Elm Primary School",
        7,
    )
    assert empty.import_schools([newer], "2026/27") == Imported(unchanged=1)


def test_no_new_year_is_opened_for_a_school_that_has_a_plan(empty: Planner) -> None:
    empty.import_schools([make.school()], "2026/27")
    assert empty.import_schools([make.school(trust="T")], "2027/28") == Imported(changed=1)
    assert empty.years(HEAD, "100492") == ("2026/27",)


def test_a_fault_in_one_school_imports_none(empty: Planner, engine: Engine) -> None:
    broken = make.school(urn="100493").model_copy(update={"pupils": -1})
    with pytest.raises(Invalid, match="Nothing was imported"):
        empty.import_schools([make.school(), broken], "2026/27")
    with pytest.raises(Invalid, match="is there twice"):
        empty.import_schools([make.school(), make.school()], "2026/27")
    assert [rows_of(engine, table) for table in ("plans", "school", "changes")] == [0, 0, 0]


def test_a_whole_plan_twice(empty: Planner, engine: Engine) -> None:
    plan = make.whole_plan()
    assert empty.import_plans([plan]) == Imported(added=1)
    was = empty.load(HEAD, "100492")
    assert [r.model_copy(update={"version": 0}) for r in was.all_records()] == list(plan.all_records())
    before = rows_of(engine, "changes")
    assert empty.import_plans([plan]) == Imported(unchanged=1)
    assert (empty.load(HEAD, "100492"), rows_of(engine, "changes")) == (was, before)


def test_records_without_a_place_stay_in_the_order_of_the_file(empty: Planner) -> None:
    plan = make.plan(needs=(make.need(id="z"), make.need(id="a"), make.need(id="m")))
    empty.import_plans([plan])
    assert [need.id for need in empty.load(HEAD, "100492").needs] == ["z", "a", "m"]
    assert empty.import_plans([plan]) == Imported(unchanged=1)


def test_what_was_edited_or_removed_since_stays_so(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [seen(planner).needs[0].having(what="Ours")], remove=[seen(planner).priorities[0]])
    was = seen(planner)
    assert planner.import_plans([make.whole_plan()]) == Imported(unchanged=1)
    assert seen(planner) == was
    more = make.whole_plan().with_records("actions", (make.whole_plan().actions[0], make.action(id="more")))
    assert planner.import_plans([more]) == Imported(changed=1)
    assert [action.id for action in seen(planner).actions] == ["action-1", "more"]


def test_a_plan_with_a_fault_imports_none(empty: Planner, engine: Engine) -> None:
    dangling = make.plan(urn="100493", needs=(make.need(id="n", priority_id="nowhere"),))
    twice = make.plan(urn="100493", needs=(make.need(id="n"), make.need(id="n")))
    misnamed = make.plan(urn="100493").model_copy(update={"id": "100494-2026"})
    for broken in (dangling, twice, misnamed):
        with pytest.raises(Invalid):
            empty.import_plans([make.whole_plan(), broken])
    assert rows_of(engine, "plans") == 0


def test_opening_a_plan(empty: Planner) -> None:
    opened = empty.open_plan(HEAD, make.school(id="whatever"), "2026/27")
    assert empty.open_plan(HEAD, make.school(name="Another name"), "2026/27") == opened
    assert empty.open_plan(None, make.school(urn="100493"), "2026/27").urn == "100493"
    with pytest.raises(NotFound):
        empty.open_plan(HEAD, make.school(urn="100493"), "2026/27")


def test_a_newer_extract_still_reaches_what_was_carried_into_a_new_year(empty: Planner) -> None:
    empty.import_schools([make.school(trust="Old Trust")], "2026/27")
    empty.write(HEAD, PLAN, [empty.load(HEAD, "100492").school.having(teachers=9)])
    empty.carry(HEAD, PLAN)
    assert empty.import_schools([make.school(trust="New Trust", teachers=1)], "2027/28") == Imported(changed=1)
    school = empty.load(HEAD, "100492", "2027/28").school
    assert (school.trust, school.teachers) == ("New Trust", 9)


def test_schools_have_no_links_and_no_dates_within_the_year() -> None:
    """So a school from a register needs no plan around it to be made sure of."""
    assert (School.links(), School.fields_marked(WithinPlan)) == ({}, ())


def many(count: int, **changes: Any) -> Iterator[School]:
    for number in range(count):
        yield make.school(urn=str(900_000 + number), name=f"School {number}", **changes)


def test_a_register_is_kept_a_batch_at_a_time_in_one_act(empty: Planner, engine: Engine) -> None:
    count, heard = 2 * BATCH + 3, []
    assert empty.import_schools(many(count), "2026/27", heard.append) == Imported(added=count)
    assert heard == [BATCH, 2 * BATCH, count]
    assert [rows_of(engine, table) for table in ("plans", "school", "changes")] == [count] * 3
    head = make.person(urns=("900000", f"{900_000 + count - 1}"))
    assert empty.load(head, f"{900_000 + count - 1}").school.name == f"School {count - 1}"
    (first,), (last,) = (empty.history(head, f"{urn}-2026", "school", urn) for urn in sorted(head.urns))
    assert (first.after, first.batch == last.batch) == (empty.load(head, "900000").school.model_dump(mode="json"), True)
    assert empty.import_schools(many(count), "2026/27") == Imported(unchanged=count)
    assert rows_of(engine, "changes") == count
    empty.write(head, "900000-2026", [empty.load(head, "900000").school.having(pupils=7)])
    changed = empty.import_schools(many(count, trust="Dale", pupils=9), "2026/27")
    assert (changed, rows_of(engine, "changes")) == (Imported(changed=count), 2 * count + 1)
    school = empty.load(head, "900000").school
    assert (school.trust, school.pupils, school.version) == ("Dale", 7, 3)


def test_a_file_that_breaks_off_in_a_later_batch_imports_none(empty: Planner, engine: Engine) -> None:
    def breaks_off() -> Iterator[School]:
        yield from many(BATCH + 5)
        raise Invalid("The row can't be read. Nothing was imported.")

    def names_one_twice() -> Iterator[School]:
        yield from many(BATCH)
        yield from many(1)

    for schools in (breaks_off(), names_one_twice()):
        with pytest.raises(Invalid, match="Nothing was imported"):
            empty.import_schools(schools, "2026/27")
    assert [rows_of(engine, table) for table in ("plans", "school", "changes")] == [0, 0, 0]


def test_the_newest_plan_is_followed_and_where_the_year_has_one_that_one(empty: Planner) -> None:
    empty.import_schools([make.school()], "2026/27")
    empty.carry(HEAD, PLAN)
    assert empty.import_schools([make.school(trust="T")], "2026/27") == Imported(changed=1)
    assert [empty.load(HEAD, "100492", year).school.trust for year in ("2026/27", "2027/28")] == ["T", ""]
