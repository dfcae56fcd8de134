"""Backups hold all that was acknowledged, come back whole into either database, and are refused where they are not."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sef2si.documents.samples import read_samples
from sef2si.errors import Invalid, Sef2siError
from sef2si.services.backups import back_up, back_up_into, drill, restore
from sef2si.services.checking import check
from sef2si.services.planner import Planner
from sef2si.store.copying import digests
from sef2si.store.engine import EVERY_SCHOOL, open_engine, writing
from tests import factories as make
from tests.databases import everything, new_file, owner_of

HEAD = make.person()
PLAN = "100492-2026"


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    """A database with a school that was worked on, undone and carried, and a template of its own."""
    made = Planner(engine)
    made.import_plans([make.whole_plan()])
    plan = made.write(HEAD, PLAN, [make.note(id="kept", text="=1+1 \u202e Zoë 👩🏽‍🏫\r\n")])
    made.write(HEAD, PLAN, remove=plan.milestones)
    made.undo(HEAD, PLAN)
    made.carry(HEAD, PLAN)
    made.belongings.keep_template(HEAD, "100492", "plan", "ours.docx", bytes(range(256)))
    made.belongings.remember_columns(HEAD, "100492", "plan", {"Zuständig": "who"})
    return made


def said(engine: Engine) -> object:
    with everything(engine) as connection:
        return digests(connection)


def empty(folder: Path, name: str = "other.db") -> Engine:
    return open_engine(f"sqlite:///{new_file(folder / name)}")


def test_a_backup_comes_back_the_same_into_an_empty_database(planner: Planner, engine: Engine, tmp_path: Path) -> None:
    made = back_up(engine, tmp_path / "backup.db")
    found = check(engine)
    assert (made.plans, made.changes, found.wrong) == (2, found.changes, ())
    other = empty(tmp_path)
    assert restore(other, made.file) == found
    assert said(other) == said(engine)
    assert Planner(other).load(HEAD, "100492") == planner.load(HEAD, "100492")
    assert Planner(other).history(HEAD, PLAN, "notes", "kept") == planner.history(HEAD, PLAN, "notes", "kept")
    other.dispose()


def test_a_backup_of_either_sort_goes_into_the_other_and_can_be_written_on(
    sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path
) -> None:
    Planner(sqlite_engine).import_plans(read_samples())
    owner = owner_of(postgres_engine)
    restore(owner, back_up(sqlite_engine, tmp_path / "one.db").file)
    assert said(postgres_engine) == said(sqlite_engine)
    head = make.person(urns=("900001",))
    for engine in (postgres_engine, sqlite_engine):
        plan = Planner(engine).load(head, "900001")
        Planner(engine).write(head, plan.id, [make.need(id="new")])
        assert check(owner_of(engine)).wrong == ()
    back = empty(tmp_path)
    restore(back, back_up(owner, tmp_path / "two.db").file)
    assert said(back) == said(postgres_engine)
    back.dispose()


def test_a_database_with_plans_is_not_written_over_unless_asked(
    planner: Planner, engine: Engine, tmp_path: Path
) -> None:
    file = back_up(engine, tmp_path / "backup.db").file
    then = said(engine)
    planner.write(HEAD, PLAN, [make.need(id="later")])
    now = said(engine)
    with pytest.raises(Invalid, match="holds plans already"):
        restore(engine, file)
    assert said(engine) == now
    restore(engine, file, replace=True)
    assert said(engine) == then
    planner.write(HEAD, PLAN, [make.need(id="after")])
    assert check(engine).wrong == ()


def test_a_file_that_is_no_sound_backup_changes_nothing(planner: Planner, engine: Engine, tmp_path: Path) -> None:
    file = back_up(engine, tmp_path / "backup.db").file
    now = said(engine)
    broken = tmp_path / "broken.db"
    broken.write_bytes(file.read_bytes()[:-4096])
    spoilt = tmp_path / "spoilt.db"
    spoilt.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(spoilt)) as connection, connection:
        connection.execute("UPDATE needs SET what = 'never typed'")
    list_ = tmp_path / "list.db"
    list_.write_text("a shopping list" * 400)
    newer = tmp_path / "newer.db"
    newer.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for wrong in (broken, spoilt, list_, newer, tmp_path / "nowhere.db"):
        with pytest.raises(Sef2siError):
            restore(engine, wrong, replace=True)
        assert said(engine) == now


def test_what_is_acknowledged_before_the_start_is_there_while_people_go_on(
    planner: Planner, engine: Engine, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    begun, enough = threading.Event(), threading.Event()

    def work() -> None:
        while not enough.is_set():
            need = make.need()
            planner.write(HEAD, PLAN, [need])
            acknowledged.append(need.id)
            begun.set()

    person = threading.Thread(target=work)
    person.start()
    begun.wait(30)
    try:
        before = [tuple(acknowledged), back_up(engine, tmp_path / "a.db")][0:2]
        again = [tuple(acknowledged), back_up(engine, tmp_path / "b.db")][0:2]
    finally:
        enough.set()
        person.join(30)
    for known, made in (before, again):
        copy = empty(tmp_path, f"from-{made.file.name}")  # type: ignore[union-attr]
        restore(copy, made.file)  # type: ignore[union-attr]
        there = {need.id for need in Planner(copy).load(HEAD, "100492", "2026/27").needs}
        assert set(known) - there == set()  # type: ignore[arg-type]
        copy.dispose()
    assert len(acknowledged) > 1


def test_backups_are_dated_kept_for_their_owner_and_the_oldest_go(
    planner: Planner, engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "holiday.db").write_text("not ours")
    names = []
    for day in (1, 2, 3):
        made, gone = back_up_into(engine, folder, datetime(2026, 11, day, 2, 0, tzinfo=UTC), keep=2)
        names.append((made.file.name, [file.name for file in gone]))
        assert made.file.stat().st_mode & 0o077 == 0
    assert names == [
        ("sef2si-20261101-020000.db", []),
        ("sef2si-20261102-020000.db", []),
        ("sef2si-20261103-020000.db", ["sef2si-20261101-020000.db"]),
    ]
    assert sorted(file.name for file in folder.iterdir()) == [
        "holiday.db",
        "sef2si-20261102-020000.db",
        "sef2si-20261103-020000.db",
    ]
    with pytest.raises(Invalid, match="there already"):
        back_up(engine, folder / "holiday.db")


def test_a_drill_leaves_the_database_as_it_was(planner: Planner, engine: Engine) -> None:
    now = said(engine)
    assert drill(engine) == check(engine)
    assert said(engine) == now


def test_a_drill_of_a_database_that_is_not_sound_says_so(planner: Planner, engine: Engine) -> None:
    with writing(owner_of(engine), EVERY_SCHOOL) as connection:
        connection.execute(text("UPDATE needs SET what = 'never typed'"))
    with pytest.raises(Sef2siError, match="not what its last change says"):
        drill(engine)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("UPDATE needs SET what = 'never typed'", "it is not what its last change says."),
        ("DELETE FROM changes WHERE kind = 'needs'", "no change says how it came to be."),
        ("DELETE FROM checks", "its last change kept it, and it is not there."),
        ("UPDATE changes SET version = 7 WHERE kind = 'milestones' AND after IS NULL", "version 7 follows version 1."),
        (
            "UPDATE changes SET before = '{}' WHERE kind = 'milestones' AND after IS NULL",
            "the change to version 2 does not follow the one before it.",
        ),
    ],
)
def test_checking_sees_what_was_done_behind_its_back(planner: Planner, engine: Engine, spoil: str, said: str) -> None:
    assert check(engine).wrong == ()
    with writing(owner_of(engine), EVERY_SCHOOL) as connection:
        connection.execute(text(spoil))
    wrong = [sentence for sentence in check(engine).wrong if sentence.startswith("Plan ")]
    assert wrong != []
    assert {sentence.endswith(said) for sentence in wrong} == {True}


def test_checking_sees_a_link_that_leads_nowhere_and_a_damaged_file(sqlite_engine: Engine) -> None:
    Planner(sqlite_engine).import_plans(read_samples())
    file = Path(str(sqlite_engine.url.database))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM needs WHERE id IN (SELECT need_id FROM activity_needs LIMIT 1)")
    assert any("belongs to one of" in sentence for sentence in check(sqlite_engine).wrong)
    sqlite_engine.dispose()
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\x55" * 4096 * 9
    file.write_bytes(content)
    assert check(sqlite_engine).wrong[0].startswith("The database file is damaged.")
