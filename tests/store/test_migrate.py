"""The migrated schema is the tables'; an older file is copied before, and put back where a migration fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from sef2si.errors import Sef2siError
from sef2si.store import migrate as migrating
from sef2si.store.engine import NO_SCHOOL, open_engine, reading, writing
from sef2si.store.every import every_table
from sef2si.store.migrate import migrate
from sef2si.store.tables import metadata
from tests import factories as make
from tests.databases import everything, owner_of
from tests.store.test_rows import keep

OURS = Path(migrating.__file__).parent / "migrations" / "versions"

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("plans", sa.Column("colour", sa.Text(), nullable=True))
    op.execute("UPDATE plans SET year = 'spoilt'")
    {last}
"""


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


def versions(folder: Path, *, last: str = "") -> Path:
    """A folder of versions that goes one further than ours."""
    shutil.copytree(OURS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    newest = max(file.name[:4] for file in OURS.glob("[0-9]*.py"))
    (folder / "9999_next.py").write_text(NEXT.format(newest=newest, last=last))
    return folder


def test_migrated_schema_is_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert every_table()  # all of them are in the metadata then
        assert compare_metadata(context, metadata) == []


def test_comparing_sees_a_column_that_is_missing(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE needs DROP COLUMN brings"))
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        assert [(kind, table, column.name) for kind, _, table, column in found] == [("add_column", "needs", "brings")]
        connection.rollback()


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    assert migrate(engine) is None


def test_an_older_file_is_copied_first(sqlite_engine: Engine, tmp_path: Path) -> None:
    plan = keep(sqlite_engine, make.whole_plan())
    backup = migrate(sqlite_engine, versions=versions(tmp_path / "newer"))
    assert backup is not None
    assert [column["name"] for column in inspect(sqlite_engine).get_columns("plans")] == ["id", "urn", "year", "colour"]
    copy = open_engine(f"sqlite:///{backup}")
    with copy.connect() as connection:
        assert connection.execute(text("SELECT id, urn, year FROM plans")).all() == [(plan.id, plan.urn, plan.year)]
    copy.dispose()


def test_a_failed_migration_leaves_all_as_it_was(engine: Engine, tmp_path: Path) -> None:
    plan = keep(engine, make.whole_plan())
    with pytest.raises(ZeroDivisionError):
        migrate(engine, versions=versions(tmp_path / "newer", last="1 / 0"))
    assert [column["name"] for column in inspect(engine).get_columns("plans")] == ["id", "urn", "year"]
    with everything(engine) as connection:
        assert connection.execute(text("SELECT year FROM plans")).scalars().all() == [plan.year]
    assert migrate(engine) is None


def test_the_copy_is_put_back_even_where_a_migration_was_half_kept(sqlite_engine: Engine, tmp_path: Path) -> None:
    plan = keep(sqlite_engine, make.whole_plan())
    half_kept = "op.get_bind().exec_driver_sql('COMMIT'); 1 / 0"
    with pytest.raises(ZeroDivisionError):
        migrate(sqlite_engine, versions=versions(tmp_path / "newer", last=half_kept))
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT year FROM plans")).scalars().all() == [plan.year]
    assert [column["name"] for column in inspect(sqlite_engine).get_columns("plans")] == ["id", "urn", "year"]


def test_a_newer_database_is_refused_with_a_sentence(engine: Engine) -> None:
    with reading(engine, NO_SCHOOL) as connection:
        newest = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    try:
        with writing(engine, NO_SCHOOL) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        with pytest.raises(Sef2siError, match=r"newer sef2si than this one\. Nothing was changed"):
            migrate(engine)
    finally:
        with writing(engine, NO_SCHOOL) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})


def test_a_file_in_a_folder_yet_to_be_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/made 100%/for: us/sef2si.db")
    assert migrate(engine) is None
    assert (tmp_path / "made 100%" / "for: us" / "sef2si.db").is_file()
    engine.dispose()
