"""A PostgreSQL as docs/postgresql.md says: one role owns the tables, another, that everything runs as, does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL, make_url

from sef2si.store.engine import EVERY_SCHOOL, is_sqlite, open_engine, reading
from sef2si.store.every import every_table

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
    assert not is_sqlite(engine)
    names = ", ".join(f'"{table.name}"' for table in every_table())
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
