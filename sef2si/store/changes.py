"""The change record: one row for each record written, in the transaction that wrote it. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from sef2si.domain.changes import Change
from sef2si.store.rows import Edit
from sef2si.store.tables import CHANGES, changes, plans

_AT_ONCE = 500  # plans in one question
_COLUMNS = [changes.c[name] for name in Change.model_fields]


def add_changes(
    connection: Connection,
    edits: Iterable[Edit],
    *,
    batch: str,
    by: str,
    by_name: str,
    at: datetime,
    undoes: str | None,
    begin: bool = False,
) -> int:
    """One row for each edit, sealed. Returns the number of the last. ``begin``: they are the first of their plans."""
    rows = [
        (
            edit.plan_id,
            batch,
            edit.kind,
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
    return CHANGES.add(connection, rows, as_json=("before", "after"), begin=begin) if rows else 0


def of_record(connection: Connection, plan_id: str, kind: str, record_id: str) -> tuple[tuple[int, Change], ...]:
    """All changes of one record in one plan, oldest first, each with the version it made."""
    here = (changes.c.plan_id == plan_id) & (changes.c.kind == kind) & (changes.c.record_id == record_id)
    found = connection.execute(select(changes.c.version, *_COLUMNS).where(here).order_by(changes.c.seq))
    return tuple((row.version, _change(row)) for row in found)


def last_version(connection: Connection, plan_id: str, kind: str, record_id: str) -> int:
    """The highest version this id ever had in the plan, removed or not; 0 where it is new."""
    here = (changes.c.plan_id == plan_id) & (changes.c.kind == kind) & (changes.c.record_id == record_id)
    return connection.execute(select(func.max(changes.c.version)).where(here)).scalar() or 0


def history(connection: Connection, urn: str, kind: str, record_id: str) -> tuple[Change, ...]:
    """All changes of a record over all years of a school, newest first."""
    years = select(plans.c.id).where(plans.c.urn == urn)
    here = changes.c.plan_id.in_(years) & (changes.c.kind == kind) & (changes.c.record_id == record_id)
    found = connection.execute(select(*_COLUMNS).where(here).order_by(changes.c.seq.desc()))
    return tuple(_change(row) for row in found)


def of_kind(connection: Connection, urn: str, kind: str) -> tuple[Change, ...]:
    """All changes of a kind of record over all years of a school, oldest first."""
    years = select(plans.c.id).where(plans.c.urn == urn)
    here = changes.c.plan_id.in_(years) & (changes.c.kind == kind)
    return tuple(map(_change, connection.execute(select(*_COLUMNS).where(here).order_by(changes.c.seq))))


def of_schools(connection: Connection, urns: Collection[str]) -> dict[str, tuple[Change, ...]]:
    """All changes of these schools' own records over all their years, oldest first, by URN."""
    found: dict[str, list[Change]] = {urn: [] for urn in urns}
    if urns:
        years = select(plans.c.id).where(plans.c.urn.in_(urns))
        here = changes.c.plan_id.in_(years) & (changes.c.kind == "school")
        for row in connection.execute(select(*_COLUMNS).where(here).order_by(changes.c.seq)):
            found[row.record_id].append(_change(row))
    return {urn: tuple(each) for urn, each in found.items()}


def of_plan(connection: Connection, plan_id: str, since: datetime | None = None) -> tuple[Change, ...]:
    """All changes of one plan, newest first; with ``since``, those made at that moment or later."""
    found = select(*_COLUMNS).where(changes.c.plan_id == plan_id).order_by(changes.c.seq.desc())
    if since is not None:
        found = found.where(changes.c.at >= since)
    return tuple(_change(row) for row in connection.execute(found))


def begun_at(connection: Connection, plan_id: str) -> datetime | None:
    """When the first change of a plan was made; None where there is none."""
    found: datetime | None = connection.execute(
        select(func.min(changes.c.at)).where(changes.c.plan_id == plan_id)
    ).scalar()
    return found


def latest_seqs(connection: Connection, plan_ids: Sequence[str]) -> dict[str, int]:
    """The number of the latest change of each of these plans that has any."""
    found: dict[str, int] = {}
    for start in range(0, len(plan_ids), _AT_ONCE):
        here = changes.c.plan_id.in_(plan_ids[start : start + _AT_ONCE])
        query = select(changes.c.plan_id, func.max(changes.c.seq).label("seq")).where(here).group_by(changes.c.plan_id)
        found |= {row.plan_id: row.seq for row in connection.execute(query)}
    return found


def newest_by_kind(connection: Connection, plan_id: str) -> dict[str, datetime]:
    """When a record of each kind was last changed in this plan, as far as any was."""
    query = select(changes.c.kind, func.max(changes.c.at).label("at"))
    found = connection.execute(query.where(changes.c.plan_id == plan_id).group_by(changes.c.kind))
    return {row.kind: row.at for row in found}


def batch_to_undo(connection: Connection, plan_id: str, by: str, passing: Collection[str] = ()) -> tuple[Change, ...]:
    """This person's newest act in the plan that is no undoing and was not undone; empty where there is none.

    ``passing`` over these acts, of which nothing is left to take back.
    """
    undone = select(changes.c.undoes).where(changes.c.plan_id == plan_id, changes.c.undoes.is_not(None))
    here = (changes.c.plan_id == plan_id) & (changes.c.by == by) & changes.c.undoes.is_(None)
    newest = (
        select(changes.c.batch)
        .where(here, changes.c.batch.not_in(undone), changes.c.batch.not_in(passing))
        .order_by(changes.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = connection.execute(
        select(*_COLUMNS).where(changes.c.plan_id == plan_id, changes.c.batch == newest).order_by(changes.c.seq)
    )
    return tuple(_change(row) for row in found)


def of_batch(connection: Connection, urn: str, batch: str) -> tuple[Change, ...]:
    """All changes of one act in the plans of this school, oldest first."""
    here = changes.c.plan_id.in_(select(plans.c.id).where(plans.c.urn == urn)) & (changes.c.batch == batch)
    return tuple(map(_change, connection.execute(select(*_COLUMNS).where(here).order_by(changes.c.seq))))


def _change(row: Row[Any]) -> Change:
    fields: Sequence[str] = tuple(Change.model_fields)
    return Change.model_validate({name: getattr(row, name) for name in fields})
