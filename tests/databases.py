"""A PostgreSQL as docs/postgresql.md says: one role owns the tables, another, that everything runs as, does not."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import URL, make_url

from sef2si.store.engine import EVERY_SCHOOL, file_opened, is_sqlite, open_engine, reading, writing
from sef2si.store.every import every_table
from sef2si.store.migrate import migrate

OWNER, SERVER = "sef2si_owner", "sef2si"
PAGE = Path(__file__).parents[1] / "docs" / "postgresql.md"
# The engine that sees everything, by the one that the tests' product runs on.
_owners: dict[Engine, Engine] = {}


def statements() -> tuple[list[str], list[str]]:
    """The SQL of the page: as a superuser anywhere, and in the new database."""
    first, then = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [each for each in first.split(";\n") if each], [each for each in then.split(";\n") if each]


def run(url: URL, *said: str) -> None:
    engine = open_engine(url.render_as_string(hide_password=False))
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in said:
            connection.execute(text(statement))
    engine.dispose()


def careless(server: str) -> None:
    """For tests alone: nothing waits for the disk. Who dies here is a program, which loses nothing by that."""
    said = ("fsync", "full_page_writes", "synchronous_commit")
    run(make_url(server), *(f"ALTER SYSTEM SET {name} = off" for name in said), "SELECT pg_reload_conf()")


def new_database(server: str, name: str) -> URL:
    """An empty database of this name, owned by ``OWNER``; returns the owner's address of it."""
    url = make_url(server)
    first, then = statements()
    with_roles = [each for each in first if "CREATE ROLE" in each]
    known = open_engine(server)
    with known.connect() as connection:
        there = connection.execute(text(f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'")).first()
    known.dispose()
    run(url, *([] if there else with_roles), f"CREATE DATABASE {name} OWNER {OWNER}")
    run(url.set(database=name), *then)
    return url.set(database=name, username=OWNER)


def as_server(owner: Engine) -> Engine:
    """The same database as the role that the server connects as."""
    engine = open_engine(owner.url.set(username=SERVER).render_as_string(hide_password=False))
    _owners[engine] = owner
    return engine


def owner_of(engine: Engine) -> Engine:
    """The same database as the role that owns the tables; SQLite has no roles."""
    return _owners.get(engine, engine)


@contextmanager
def everything(engine: Engine) -> Iterator[Connection]:
    """All rows of all schools, to look at in a test."""
    with reading(owner_of(engine), EVERY_SCHOOL) as connection:
        yield connection


def emptied(engine: Engine) -> None:
    """No rows are left, and every number begins again. A TRUNCATE would make new files for every table there is."""
    assert not is_sqlite(engine)
    last_first = [table.name for table in reversed(every_table())]
    each = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in last_first)
    with writing(engine, EVERY_SCHOOL) as connection:
        filled = set(connection.execute(text(each)).scalars())
        for name in last_first:
            if name in filled:
                connection.execute(text(f'DELETE FROM "{name}"'))
        connection.execute(_FROM_ONE)


_FROM_ONE = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
    "FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder, file_opened(Path(folder) / "migrated.db") as engine:
        migrate(engine)
        engine.dispose()
        return (Path(folder) / "migrated.db").read_bytes()


def new_file(file: Path) -> Path:
    """The same file, which is now an empty SQLite database of today's schema."""
    file.write_bytes(_migrated())
    return file


def hurried(engine: Engine) -> Engine:
    """The same SQLite file; what survives a power cut is asked elsewhere, and here it would only take time."""
    event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous=OFF"))
    return engine
