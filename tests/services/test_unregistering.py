"""An import of the register is looked at first and taken back after, and what people built on it stays."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sef2si.domain.school import School
from sef2si.errors import CannotUndo
from sef2si.services.checking import check
from sef2si.services.importing import Imported
from sef2si.services.planner import Planner
from sef2si.services.unregistering import TakenBack
from tests import factories as make
from tests.databases import owner_of
from tests.services.test_importing import many, rows_of
from tests.services.test_planner import HEAD, PLAN

YEAR = "2026/27"


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def empty(engine: Engine) -> Planner:
    return Planner(engine)


def kept(engine: Engine) -> list[int]:
    return [rows_of(engine, table) for table in ("plans", "school", "changes")]


def school(planner: Planner) -> School:
    return planner.load(HEAD, "100492").school


def test_a_look_says_the_same_and_keeps_nothing(empty: Planner, engine: Engine) -> None:
    assert empty.import_schools(many(503), YEAR, look=True) == Imported(added=503)
    assert kept(engine) == [0, 0, 0]
    empty.import_schools(many(25), YEAR)
    look = empty.import_schools(many(26, trust="Dale"), YEAR, look=True)
    assert (look, len(look.facts)) == (Imported(added=1, changed=25), 20)
    assert look.facts[0] == ("900000", "School 0", ("trust",))
    assert kept(engine) == [25, 25, 25]


def test_all_of_it_goes_and_facts_return(empty: Planner, engine: Engine) -> None:
    empty.import_schools([make.school(trust="Old")], YEAR)
    empty.import_schools([make.school(trust="New"), *many(1003)], YEAR)
    assert empty.undo_schools() == TakenBack(removed=1003, restored=1)
    assert (school(empty).trust, school(empty).version, kept(engine)) == ("Old", 3, [1, 1, 3])
    assert check(engine).wrong == ()
    assert empty.import_schools([make.school(trust="New")], YEAR) == Imported(changed=1)
    assert [empty.undo_schools(), empty.undo_schools()] == [TakenBack(restored=1), TakenBack(removed=1)]
    assert kept(engine) == [0, 0, 0]
    with pytest.raises(CannotUndo, match="no import of the register"):
        empty.undo_schools()


def test_what_people_wrote_since_stays(empty: Planner, engine: Engine) -> None:
    empty.import_schools([make.school(trust="Old", pupils=200)], YEAR)
    empty.import_schools([make.school(trust="New", pupils=210)], YEAR)
    empty.write(HEAD, PLAN, [school(empty).having(pupils=7)])
    assert empty.undo_schools() == TakenBack(restored=1, facts_stay=1)
    assert (school(empty).trust, school(empty).pupils) == ("Old", 7)
    was = kept(engine)
    with pytest.raises(CannotUndo, match="built on"):
        empty.undo_schools()
    assert (kept(engine), check(engine).wrong) == (was, ())


def test_a_school_with_something_beside_its_plan_stays(empty: Planner, engine: Engine) -> None:
    empty.import_schools([make.school(), make.school(urn="100493")], YEAR)
    empty.belongings.remember_columns(HEAD, "100492", "plan", {"Cost": "cost"})
    assert empty.undo_schools() == TakenBack(removed=1, stay=1)
    assert (empty.years(HEAD, "100492"), kept(engine)) == ((YEAR,), [1, 1, 1])


def test_a_plan_that_was_opened_by_hand_is_no_register(empty: Planner) -> None:
    empty.open_plan(None, make.school(), YEAR)
    with pytest.raises(CannotUndo):
        empty.undo_schools()
