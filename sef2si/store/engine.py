"""Opening a database so that what was acknowledged stays, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

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
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database: a plan is read in several statements and must be whole."""
    with engine.connect() as opened:
        once = opened if is_sqlite(engine) else opened.execution_options(isolation_level="REPEATABLE READ")
        with once.begin():
            yield once


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: kept when the block ends, gone when it raises.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a transaction that reads first and asks for the lock
    later can be refused without waiting, or save over what it has not seen.
    """
    with engine.connect() as opened:
        writer = opened.execution_options(**{_WRITES: True})
        with writer.begin():
            yield writer


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
