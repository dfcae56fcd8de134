"""All rows of one database into another, whichever of the two sorts each is, and a digest to compare them by."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select

from sef2si.store.every import every_table, every_trail
from sef2si.store.people import is_passing

_AT_ONCE = 500  # rows: memory stays small however large the database


def copy_file(source: Path, target: Path) -> None:
    """SQLite's own backup of a file: one moment of it, however long others go on writing; seen whole or not at all."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Every row into the empty tables of ``target``, parents first. Returns how many, by table.

    Sessions, links and the like stay behind: nobody comes in by one of the past.

    What is copied is what one moment of ``source`` holds, as far as its transaction sees one.
    """
    counts = {}
    for table in _lasting():
        counts[table.name] = 0
        for batch in _batches(source, table):
            target.execute(insert(table), batch)
            counts[table.name] += len(batch)
    if target.dialect.name == "postgresql":
        # The rows brought their own numbers: the next one must come after them.
        for trail in every_trail():
            after = select(func.coalesce(func.max(trail.table.c.seq), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(trail.name, "seq")
            target.execute(select(func.setval(sequence, after, False)))
    return counts


def forget_passing(file: Path) -> None:
    """Out of a copied file goes what lets people in for a while, and its traces on the pages that are free then."""
    with closing(sqlite3.connect(file)) as there, there:
        there.execute("PRAGMA secure_delete=ON")
        for table in reversed(every_table()):
            if is_passing(table):
                there.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 (a name of ours)


def empty_tables(connection: Connection) -> None:
    """Every row of every table goes, children first."""
    for table in reversed(every_table()):
        connection.execute(delete(table))


def digests(connection: Connection) -> Mapping[str, tuple[int, str]]:
    """By table that is copied, how many rows and a digest of what they say: the same on either database."""
    found = {}
    for table in _lasting():
        count, total = 0, 0
        for batch in _batches(connection, table):
            for row in batch:
                count += 1
                # A sum, for databases return rows in an order of their own.
                total += int.from_bytes(hashlib.sha256(_said(row)).digest(), "big")
        found[table.name] = (count, f"{total % (1 << 256):064x}")
    return found


def _lasting() -> list[Table]:
    return [table for table in every_table() if not is_passing(table)]


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = connection.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings()
    for batch in found.partitions(_AT_ONCE):
        yield [dict(row) for row in batch]


def _said(row: RowMapping | Mapping[str, Any]) -> bytes:
    return json.dumps(dict(row), sort_keys=True, default=_plain).encode()


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
