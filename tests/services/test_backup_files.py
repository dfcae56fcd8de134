"""Schools' own frameworks go with a backup and come back from it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sef2si.services.backup_files import put_back
from sef2si.services.backups import back_up, restore
from sef2si.services.planner import Planner
from sef2si.store.engine import file_opened
from sef2si.store.tables import plans
from tests import factories as make
from tests.databases import everything, new_file, owner_of

FILES = {"ours.json": b'{"key": "ours"}', "ofsted_to_ours.csv": b"old,new\n", ".100492.json": b"{}"}


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "frameworks"
    made.mkdir()
    for name, content in FILES.items():
        (made / name).write_bytes(content)
    (made / "a folder").mkdir()
    return made


def held(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_frameworks_go_with_a_backup_and_come_back(engine: Engine, folder: Path, tmp_path: Path) -> None:
    Planner(engine).import_plans([make.whole_plan()])
    made = back_up(engine, tmp_path / "backup.db", folder)
    assert made.files == 3
    elsewhere = tmp_path / "new" / "frameworks"
    with file_opened(new_file(tmp_path / "other.db")) as other:
        restore(other, made.file, frameworks=elsewhere)
        with everything(other) as connection:
            assert [row.urn for row in connection.execute(plans.select())] == ["100492"]
    assert held(elsewhere) == FILES


def test_what_was_brought_since_stays_and_what_was_changed_is_put_back(
    sqlite_engine: Engine, folder: Path, tmp_path: Path
) -> None:
    made = back_up(sqlite_engine, tmp_path / "backup.db", folder)
    (folder / "ours.json").write_bytes(b"spoilt")
    (folder / "since.json").write_bytes(b"{}")
    restore(sqlite_engine, made.file, frameworks=folder)
    assert held(folder) == {**FILES, "since.json": b"{}"}


def test_where_a_file_can_not_be_put_back_no_row_is(sqlite_engine: Engine, folder: Path, tmp_path: Path) -> None:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    made = back_up(sqlite_engine, tmp_path / "backup.db", folder)
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    with file_opened(new_file(tmp_path / "other.db")) as other:
        with pytest.raises(OSError, match="exists"):
            restore(other, made.file, frameworks=blocked)
        with everything(other) as connection:
            assert connection.execute(plans.select()).all() == []


def test_no_name_in_a_backup_leads_out_of_the_folder(sqlite_engine: Engine, folder: Path, tmp_path: Path) -> None:
    made = back_up(sqlite_engine, tmp_path / "backup.db", folder)
    with closing(sqlite3.connect(made.file)) as connection, connection:
        connection.execute("INSERT INTO files VALUES ('../../planted.json', x'78')")
    inside = tmp_path / "deep" / "er" / "frameworks"
    assert put_back(made.file, inside) == 4
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("planted.json")) == [
        "deep/er/frameworks/planted.json"
    ]


def test_a_backup_of_before_has_none(sqlite_engine: Engine, tmp_path: Path) -> None:
    made = back_up(sqlite_engine, tmp_path / "backup.db")
    assert made.files == 0
    with closing(sqlite3.connect(made.file)) as connection, connection:
        connection.execute("DROP TABLE files")
    assert put_back(made.file, tmp_path / "nowhere") == 0
    assert not (tmp_path / "nowhere").exists()
