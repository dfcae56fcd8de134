"""The staff register comes back from both databases as it was, and a row is written only as it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import CareerStage, HalfDay, StaffMember, Week, Weekday, Weekly
from sef2si.store import staff
from sef2si.store.copying import copy_rows, digests
from sef2si.store.engine import EVERY_SCHOOL, open_engine, reading, writing
from sef2si.store.migrate import migrate
from sef2si.store.rows import RowChanged
from sef2si.store.staff import StaffEdit
from tests import factories as make
from tests.databases import everything, owner_of

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
EVERYTHING = make.member(
    id="everything",
    version=1,
    name="Ana María d’Ávila",
    reference="0042",
    role="Teaching assistant, Year 3",
    group=StaffGroup.TEACHING_ASSISTANTS,
    team="Year 3",
    days=(HalfDay.MONDAY_MORNING, HalfDay.THURSDAY_AFTERNOON),
    fte_agreed=Decimal("0.20"),
    directed_hours_agreed=Decimal("12.50"),
    contracted_hours=Decimal("7.50"),
    paid_times=(Weekly(day=Weekday.MONDAY, starts=time(8, 30), ends=time(12, 15)),),
    days_b=(HalfDay.TUESDAY_MORNING,),
    ppa=(Weekly(day=Weekday.THURSDAY, starts=time(13, 15), ends=time(14, 0), week=Week.A),),
    not_teaching=(Weekly(day=Weekday.MONDAY, starts=time(9), ends=time(10)),),
    early_career_time=(Weekly(day=Weekday.THURSDAY, starts=time(14, 0), ends=time(15, 0)),),
    career_stage=CareerStage.LATE,
    started_on=date(2019, 9, 1),
    leaves_on=date(2027, 8, 31),
    account_id="a" * 32,
)


@dataclass
class Kept:
    engine: Engine

    def write(self, *edits: StaffEdit, urn: str = make.URN, batch: str = "one") -> None:
        with writing(self.engine, urn) as connection:
            staff.lock_register(connection, urn)
            staff.apply(connection, urn, edits)
            staff.add_changes(connection, urn, edits, batch=batch, by="head", by_name="Hana", at=NOW, undoes=None)

    def read(self, urn: str = make.URN) -> tuple[StaffMember, ...]:
        with reading(self.engine, urn) as connection:
            return staff.read_staff(connection, urn)


@pytest.fixture
def kept(engine: Engine) -> Kept:
    return Kept(engine)


def test_all_that_is_said_of_somebody_comes_back(kept: Kept) -> None:
    # Planted: nothing is left at its default, so a column that is not kept would show.
    blank = StaffMember(name="x")
    assert [name for name in StaffMember.model_fields if getattr(EVERYTHING, name) == getattr(blank, name)] == []
    kept.write(StaffEdit(None, EVERYTHING))
    assert kept.read() == (EVERYTHING,)


def test_each_school_has_its_own_by_surname(kept: Kept) -> None:
    zoe, adam, ann = (
        make.member(id=i, version=1, name=name)
        for i, name in (("z", "Zoe Abel"), ("a", "Adam York"), ("n", "ANN abel"))
    )
    kept.write(StaffEdit(None, zoe), StaffEdit(None, adam), StaffEdit(None, ann))
    kept.write(StaffEdit(None, zoe.having(name="Zoe Elsewhere")), urn="900002")
    assert (kept.read(), [each.name for each in kept.read("900002")]) == ((ann, zoe, adam), ["Zoe Elsewhere"])


@pytest.mark.parametrize("after", [EVERYTHING.having(version=3, team="Year 4"), None])
def test_a_row_that_somebody_wrote_in_between_stays(kept: Kept, after: StaffMember | None) -> None:
    theirs = EVERYTHING.having(version=2, team="Year 5")
    kept.write(StaffEdit(None, EVERYTHING))
    kept.write(StaffEdit(EVERYTHING, theirs))
    with pytest.raises(RowChanged):
        kept.write(StaffEdit(EVERYTHING, after))
    assert kept.read() == (theirs,)


def test_changes_say_what_was_and_what_is(kept: Kept) -> None:
    second = EVERYTHING.having(version=2, team="Year 4")
    kept.write(StaffEdit(None, EVERYTHING))
    kept.write(StaffEdit(EVERYTHING, second), batch="two")
    kept.write(StaffEdit(second, None), batch="three")
    with reading(kept.engine, make.URN) as connection:
        past = staff.past_of(connection, make.URN, "everything")
        last, newest = (
            staff.last_version(connection, make.URN, "everything"),
            staff.batch_to_undo(connection, make.URN, "head"),
        )
    one, two = EVERYTHING.model_dump(mode="json"), second.model_dump(mode="json")
    assert [(v, c.batch, c.before, c.after) for v, c in past] == [
        (1, "one", None, one),
        (2, "two", one, two),
        (3, "three", two, None),
    ]
    assert (last, [change.batch for change in newest]) == (3, ["three"])


def test_a_copy_of_the_database_has_the_register_and_goes_on_counting(
    kept: Kept, tmp_path: object, postgres_engine: Engine
) -> None:
    kept.write(StaffEdit(None, EVERYTHING))
    file = open_engine(f"sqlite:///{tmp_path}/copy.db")
    migrate(file)
    with everything(kept.engine) as source, writing(file, EVERY_SCHOOL) as target:
        copy_rows(source, target)
        assert digests(source)["staff"] == digests(target)["staff"] != (0, f"{0:064x}")
    if kept.engine is not postgres_engine:
        with everything(file) as source, writing(owner_of(postgres_engine), EVERY_SCHOOL) as target:
            copy_rows(source, target)
        Kept(postgres_engine).write(StaffEdit(EVERYTHING, EVERYTHING.having(version=2, team="Year 4")), batch="two")
        with reading(postgres_engine, make.URN) as connection:
            assert [change.seq for _, change in staff.past_of(connection, make.URN, "everything")] == [1, 2]
    file.dispose()
