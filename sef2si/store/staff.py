"""Reading and writing a school's staff register: each row as it was seen, each with its change."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from sef2si.domain.changes import StaffChange
from sef2si.domain.staff import StaffMember
from sef2si.store.rows import RowChanged
from sef2si.store.staff_tables import STAFF_CHANGES, staff, staff_changes

_LOCK = 0x5EF254  # any number but those of store.migrate and store.accounts, the same in every process
_FIELDS = tuple(StaffMember.model_fields)
_WRITTEN = [staff_changes.c[name] for name in StaffChange.model_fields]


class StaffEdit(NamedTuple):
    """One member of staff as they were and as they will be: None before they are there, None once they are not."""

    before: StaffMember | None
    after: StaffMember | None

    @property
    def record_id(self) -> str:
        member = self.after or self.before
        assert member is not None
        return member.id

    @property
    def version(self) -> int:
        """The version this edit makes: removing counts too, so that a number never names two contents."""
        return self.after.version if self.after else self.before.version + 1 if self.before else 0


def lock_register(connection: Connection, urn: str) -> None:
    """Whoever writes a school's register waits for whoever is doing so (PostgreSQL; SQLite has one writer anyway)."""
    if connection.dialect.name != "sqlite":
        of_school = zlib.crc32(urn.encode()) - 2**31
        connection.execute(text("SELECT pg_advisory_xact_lock(:key, :school)"), {"key": _LOCK, "school": of_school})


def read_staff(connection: Connection, urn: str) -> tuple[StaffMember, ...]:
    """All who are or were on a school's staff, by surname."""
    found = connection.execute(select(*(staff.c[name] for name in _FIELDS)).where(staff.c.urn == urn))
    return tuple(sorted(map(_member, found), key=lambda member: (member.sort_key, member.id)))


def apply(connection: Connection, urn: str, edits: Iterable[StaffEdit]) -> None:
    """Write edits. Raises ``RowChanged`` where a row is not at the version it was read at."""
    for before, after in edits:
        here = (
            (staff.c.urn == urn) & (staff.c.id == before.id) & (staff.c.version == before.version) if before else None
        )
        if here is None and after is not None:
            connection.execute(insert(staff).values(urn=urn, **_row(after)))
        elif here is not None:
            writing = delete(staff) if after is None else update(staff).values(_row(after))
            if connection.execute(writing.where(here)).rowcount != 1:
                raise RowChanged


def add_changes(
    connection: Connection,
    urn: str,
    edits: Sequence[StaffEdit],
    *,
    batch: str,
    by: str,
    by_name: str,
    at: datetime,
    undoes: str | None,
) -> None:
    rows = [
        (
            urn,
            batch,
            edit.record_id,
            edit.version,
            by,
            at,
            undoes,
            by_name,
            edit.before.model_dump_json() if edit.before else None,
            edit.after.model_dump_json() if edit.after else None,
        )
        for edit in edits
    ]
    if rows:
        STAFF_CHANGES.add(connection, rows, as_json=("before", "after"))


def past_of(connection: Connection, urn: str, record_id: str) -> tuple[tuple[int, StaffChange], ...]:
    """All changes of one member of staff, oldest first, each with the version it made."""
    here = (staff_changes.c.urn == urn) & (staff_changes.c.record_id == record_id)
    found = connection.execute(select(staff_changes.c.version, *_WRITTEN).where(here).order_by(staff_changes.c.seq))
    return tuple((row.version, _change(row)) for row in found)


def last_version(connection: Connection, urn: str, record_id: str) -> int:
    """The highest version this id ever had in the register, removed or not; 0 where it is new."""
    here = (staff_changes.c.urn == urn) & (staff_changes.c.record_id == record_id)
    return connection.execute(select(func.max(staff_changes.c.version)).where(here)).scalar() or 0


def batch_to_undo(connection: Connection, urn: str, by: str) -> tuple[StaffChange, ...]:
    """This person's newest act in the register that is no undoing and was not undone; empty where there is none."""
    of_school = staff_changes.c.urn == urn
    undone = select(staff_changes.c.undoes).where(of_school, staff_changes.c.undoes.is_not(None))
    here = of_school & (staff_changes.c.by == by) & staff_changes.c.undoes.is_(None)
    newest = (
        select(staff_changes.c.batch)
        .where(here, staff_changes.c.batch.not_in(undone))
        .order_by(staff_changes.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = connection.execute(
        select(*_WRITTEN).where(of_school, staff_changes.c.batch == newest).order_by(staff_changes.c.seq)
    )
    return tuple(map(_change, found))


def of_batch(connection: Connection, urn: str, batch: str) -> tuple[StaffChange, ...]:
    """All changes of one act in this register, oldest first."""
    here = (staff_changes.c.urn == urn) & (staff_changes.c.batch == batch)
    return tuple(map(_change, connection.execute(select(*_WRITTEN).where(here).order_by(staff_changes.c.seq))))


def _row(member: StaffMember) -> dict[str, Any]:
    """A row's values: times of the week as JSON, all else as Python has it."""
    written = member.model_dump(mode="json")
    values = {name: getattr(member, name) for name in _FIELDS}
    return {name: written[name] if isinstance(value, tuple) else value for name, value in values.items()}


def _member(row: Row[Any]) -> StaffMember:
    return StaffMember.model_validate({name: getattr(row, name) for name in _FIELDS})


def _change(row: Row[Any]) -> StaffChange:
    return StaffChange.model_validate({name: getattr(row, name) for name in StaffChange.model_fields})
