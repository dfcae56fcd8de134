"""Opening a database so that what was acknowledged stays, on SQLite and on PostgreSQL; and whose rows are seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from sef2si.errors import Unavailable


class _Every(Enum):
    SCHOOL = "every school"


EVERY_SCHOOL: Final = _Every.SCHOOL
"""For commands alone: all rows of all schools. On PostgreSQL only the tables' owner may."""
NO_SCHOOL: Final = ""
"""Accounts and sessions: nothing of any school is seen."""
Schools = str | Iterable[str] | Literal[_Every.SCHOOL]
"""Whose rows a transaction may see and write: a URN, or several. What the service has permitted, and no more."""

NOT_OWNER = (
    "The database lets this role see one school at a time, so it can’t do what takes every school. Nothing was "
    "changed. Please give the address of the role that owns the tables with --database."
)
BUSY_SECONDS = 5.0
_WRITES = "sef2si_writes"


def open_engine(url: str) -> Engine:
    """The engine of a database URL. A SQLite file's folder is made; ``postgresql://`` means psycopg.

    Raises ``sqlalchemy.exc.ArgumentError`` for what is not a URL.
    """
    parsed = _with_driver(make_url(url))
    # hide_parameters: parameters are people's words, and an error text may reach a log.
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def file_opened(file: Path) -> Iterator[Engine]:
    """The engine of a SQLite file, closed in the end."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


@contextmanager
def reading(engine: Engine, schools: Schools) -> Iterator[Connection]:
    """A transaction that sees one moment of the database: a plan is read in several statements and must be whole.

    On PostgreSQL it sees rows of these schools and of no other (``store.apart``).
    """
    with engine.connect() as opened:
        once = opened if is_sqlite(engine) else opened.execution_options(isolation_level="REPEATABLE READ")
        with once.begin():
            see(once, schools)
            yield once


@contextmanager
def writing(engine: Engine, schools: Schools) -> Iterator[Connection]:
    """A transaction that writes: kept when the block ends, gone when it raises. It sees what ``reading`` would.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a transaction that reads first and asks for the lock
    later can be refused without waiting, or save over what it has not seen.
    """
    with engine.connect() as opened:
        writer = opened.execution_options(**{_WRITES: True})
        with writer.begin():
            see(writer, schools)
            yield writer


def see(connection: Connection, schools: Schools) -> None:
    """From here to the end of this transaction, rows of these schools and of no other are there (PostgreSQL).

    Raises ``Unavailable`` where every school is asked for by a role that does not own the tables: it would see none,
    and a backup of nothing would look like one.
    """
    if connection.dialect.name == "sqlite":
        return
    every = schools is EVERY_SCHOOL
    named = () if schools is EVERY_SCHOOL else (schools,) if isinstance(schools, str) else schools
    # What is no URN is no school, and can't be two of them.
    urns = ",".join(sorted(urn for urn in named if urn.isalnum()))
    connection.execute(_SEE, {"urns": urns, "every": "on" if every else ""})
    if every and not connection.execute(_OWNS).scalar_one():
        raise Unavailable(NOT_OWNER)


def sees_every_school(engine: Engine) -> bool:
    """Whether this role may ask for ``EVERY_SCHOOL``: on PostgreSQL the one that commands connect as."""
    if is_sqlite(engine):
        return True
    with reading(engine, NO_SCHOOL) as connection:
        return bool(connection.execute(_OWNS).scalar_one())


_SEE = text("SELECT set_config('sef2si.schools', :urns, true), set_config('sef2si.every_school', :every, true)")
# Whoever row-level security does not hold for may as well; where there are no tables yet, whoever makes them.
_OWNS = text(
    "SELECT coalesce(bool_and(pg_has_role(relowner, 'USAGE') OR NOT row_security_active(oid)), "
    "has_schema_privilege(current_schema(), 'CREATE')) "
    "FROM pg_class WHERE oid = to_regclass('plans')"
)


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself; _begin_sqlite does
    # A rollback journal, not WAL: SQLite before 3.51.3 can lose committed writes in WAL mode.
    # Room for 32 MB of pages: a long import is written once, at its end, and not a little at every turn.
    for pragma in ("foreign_keys=ON", "journal_mode=DELETE", "synchronous=FULL", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
