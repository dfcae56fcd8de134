"""Is the database sound? Its pages, its links, its sealed chains, and whether every record is what its changes say."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DatabaseError

from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record
from sef2si.errors import Invalid
from sef2si.services.keeping import or_unavailable
from sef2si.services.reading import recorded
from sef2si.store import rows
from sef2si.store.copying import copy_file
from sef2si.store.engine import EVERY_SCHOOL, file_opened, is_sqlite, reading
from sef2si.store.every import every_trail
from sef2si.store.migrate import migrate
from sef2si.store.personal import replaced_in
from sef2si.store.tables import changes, plans

_DAMAGED = "The database file is damaged. Please restore the last backup, and keep this file for whoever helps."


@dataclass(frozen=True)
class Checked:
    """What was looked at, and a sentence for each thing that is not as it should be; none repeats what was typed."""

    plans: int
    records: int
    changes: int
    wrong: tuple[str, ...]


def check(engine: Engine) -> Checked:
    """Look through the whole database, one plan at a time, as it is at one moment. It changes nothing.

    A SQLite file is looked through in a copy: reading it for long would keep those who write waiting.
    """
    if not is_sqlite(engine):
        return _checked(engine)
    with tempfile.TemporaryDirectory(prefix="sef2si-check-") as folder:
        place = Path(folder) / "copy.db"
        try:
            copy_file(Path(str(engine.url.database)), place)
            with file_opened(place) as copy:
                return _checked(copy)
        except (sqlite3.DatabaseError, DatabaseError):
            return Checked(0, 0, 0, (_DAMAGED,))


def _checked(engine: Engine) -> Checked:
    counted = Counter({"plans": 0, "records": 0, "changes": 0})
    wrong: list[str] = []
    with or_unavailable(), reading(engine, EVERY_SCHOOL) as connection:
        if is_sqlite(engine):
            wrong += _pages(connection)
        for plan_id in connection.execute(select(plans.c.id).order_by(plans.c.id)).scalars().all():
            counted["plans"] += 1
            wrong += _plan(connection, plan_id, counted)
        wrong += _trails(connection)
    return Checked(counted["plans"], counted["records"], counted["changes"], tuple(wrong))


def _pages(connection: Connection) -> Iterator[str]:
    """SQLite's own look at its file, and at every link."""
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if said != "ok":
            yield _DAMAGED
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table}, row {row}: it belongs to one of {parent} that is not there."


def check_against(engine: Engine, backup: Path) -> tuple[str, ...]:
    """A sentence for each chain that does not go on from where it was in this backup; it changes nothing.

    Whoever can write to a database can make a chain anew from any row on: not one that somebody else has a copy of.
    Raises ``Invalid`` where there is no such file.
    """
    if not backup.is_file():
        raise Invalid(f"There is no file {backup.name}. Nothing was checked.")
    with tempfile.TemporaryDirectory(prefix="sef2si-check-") as folder:
        place = Path(folder) / "copy.db"
        shutil.copyfile(backup, place)
        try:
            with file_opened(place) as copy, or_unavailable():
                migrate(copy)
                with reading(copy, EVERY_SCHOOL) as then, reading(engine, EVERY_SCHOOL) as now:
                    return tuple(_not_gone_on(then, now))
        except (sqlite3.DatabaseError, DatabaseError) as error:
            raise Invalid(f"{backup.name} is not a backup of sef2si. Nothing was checked.") from error


def _not_gone_on(then: Connection, now: Connection) -> Iterator[str]:
    for trail in every_trail():
        for chain, seq, head in trail.ends(then):
            if not trail.holds(now, seq, head):
                yield f"{trail.name}, {chain}: its {seq:,} is not here as the backup has it."


def _trails(connection: Connection) -> Iterator[str]:
    """Every sealed table, chain by chain: whether rows are as they were written, all there, and in their order."""
    for trail in every_trail():
        for chain, seq, words in trail.broken(connection, replaced_in(connection, trail)):
            yield f"{trail.name}, {chain}, number {seq}: {words}"


def _plan(connection: Connection, plan_id: str, counted: Counter[str]) -> Iterator[str]:
    plan = rows.read_plan(connection, plan_id)
    assert plan is not None
    there = {(kind, record.id): record for kind in KINDS for record in plan.records(kind)}
    counted["records"] += len(there)
    columns = (changes.c.kind, changes.c.record_id, changes.c.version, changes.c.before, changes.c.after)
    found = connection.execute(
        select(*columns)
        .where(changes.c.plan_id == plan_id)
        .order_by(changes.c.kind, changes.c.record_id, changes.c.seq)
    )
    for key, group in groupby(found, key=lambda row: (row.kind, row.record_id)):
        chain = list(group)
        counted["changes"] += len(chain)
        said = _broken(chain, there.pop(key, None))
        if said:
            yield f"Plan {plan_id}, {key[0]}, {key[1]}: {said}"
    for kind, record_id in there:
        yield f"Plan {plan_id}, {kind}, {record_id}: no change says how it came to be."


def _is_cleared(change: Any) -> bool:
    return change.before is None and change.after is None


def _broken(chain: list[Any], record: Record | None) -> str:
    """What is wrong with the changes of one record and what they led to; empty where nothing is."""
    before: dict[str, Any] | None = None
    version, cleared = None, False
    for change in chain:
        if not (cleared or _is_cleared(change)) and change.before != before:
            return f"the change to version {change.version} does not follow the one before it."
        if version is not None and change.version != version + 1:
            return f"version {change.version} follows version {version}."
        before, version, cleared = change.after, change.version, _is_cleared(change)
    if before is None:
        return "" if record is None else "its last change removed it, and it is there."
    if record is None:
        return "its last change kept it, and it is not there."
    became = recorded(chain[-1].kind, before)
    return "" if became == record else "it is not what its last change says."
