"""Records to rows and back. Ordering by position, then id, is Python's: databases sort text each in their own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, Connection, bindparam, delete, func, select, update

from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.domain.school import School
from sef2si.store.bulk import insert_rows, rows_where
from sef2si.store.tables import LINK_TABLES, changes, plans, tables

_FIELDS = {kind: [c.name for c in table.columns if c.name != "plan_id"] for kind, table in tables.items()}
_READ = {
    kind: select(*(table.c[name] for name in _FIELDS[kind])).where(table.c.plan_id == bindparam("plan_id"))
    for kind, table in tables.items()
}
_APART = {kind: [name for (each, name) in LINK_TABLES if each == kind] for kind in KINDS}
_SEVERAL = frozenset(name for kind, name in LINK_TABLES if name.endswith("_ids"))
_READ_LINKS = {
    where: select(kept.table.c[kept.own], kept.table.c[kept.other])
    .where(kept.table.c.plan_id == bindparam("plan_id"))
    .order_by(kept.table.c.position)
    for where, kept in LINK_TABLES.items()
}


class RowChanged(Exception):
    """A row was not at the version it was read at: someone wrote it in between. Nothing of this act may be kept."""


class Edit(NamedTuple):
    """One record of one plan as it was and as it will be: None before it exists, None once it is removed."""

    plan_id: str
    kind: str
    before: Record | None
    after: Record | None

    @property
    def record_id(self) -> str:
        record = self.after or self.before
        assert record is not None
        return record.id

    @property
    def version(self) -> int:
        """The version this edit makes: removing counts too, so that a number never names two contents."""
        return self.after.version if self.after else self.before.version + 1 if self.before else 0


def plan_of(plan_id: str, urn: str, year: str, seq: int, records: Iterable[tuple[str, Record]]) -> Plan:
    """A plan made of records that are valid already, each kind in its order."""
    sorted_by_kind: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for kind, record in records:
        sorted_by_kind[kind].append(record)
    for each in sorted_by_kind.values():
        each.sort(key=lambda record: (record.position, record.id))
    parts: dict[str, Any] = {kind: tuple(each) for kind, each in sorted_by_kind.items()}
    parts["school"] = parts["school"][0]
    return Plan.model_construct(id=plan_id, urn=urn, year=year, seq=seq, **parts)


def read_plan(connection: Connection, plan_id: str) -> Plan | None:
    """The whole plan, or None where there is none of this id."""
    found = connection.execute(select(plans.c.urn, plans.c.year).where(plans.c.id == plan_id)).one_or_none()
    if found is None:
        return None
    seq = connection.execute(select(func.max(changes.c.seq)).where(changes.c.plan_id == plan_id)).scalar() or 0
    return plan_of(plan_id, found.urn, found.year, seq, _records(connection, plan_id))


def _records(connection: Connection, plan_id: str) -> Iterator[tuple[str, Record]]:
    for kind, cls in KINDS.items():
        apart = {name: _read_links(connection, plan_id, kind, name) for name in _APART[kind]}
        for row in connection.execute(_READ[kind], {"plan_id": plan_id}).all():
            fields = dict(zip(_FIELDS[kind], row, strict=True))
            for name, links in apart.items():
                ids = links.get(fields["id"], [])
                fields[name] = tuple(ids) if name in _SEVERAL else next(iter(ids), None)
            yield kind, cls.model_validate(fields)


def _read_links(connection: Connection, plan_id: str, kind: str, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for own, other in connection.execute(_READ_LINKS[kind, name], {"plan_id": plan_id}):
        found[own].append(other)
    return found


def urn_of(connection: Connection, plan_id: str) -> str | None:
    return connection.execute(select(plans.c.urn).where(plans.c.id == plan_id)).scalar()


def years_of(connection: Connection, urn: str) -> dict[str, str]:
    """Academic year -> plan id, newest first."""
    found = connection.execute(select(plans.c.year, plans.c.id).where(plans.c.urn == urn))
    return dict(sorted((tuple(row) for row in found), reverse=True))


def plans_of(connection: Connection, urns: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each of these schools that has any plan: academic year -> plan id, newest first."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for urn, year, plan_id in sorted(rows_where(connection, plans, ("urn", "year", "id"), "urn", urns), reverse=True):
        found[urn][year] = plan_id
    return found


def schools_unlike(connection: Connection, wanted: Mapping[str, School]) -> dict[str, School]:
    """Of these plans, by id, the schools that say anything else than these do. Without a position they agree on it."""
    fields = _FIELDS["school"]
    said = [name for name in fields if name not in ("id", "version", "position")]
    table = tables["school"]
    query = select(*(table.c[name] for name in ("plan_id", "position", *said))).where(table.c.plan_id.in_(wanted))
    values = attrgetter(*said)
    # JSON knows lists and records tuples: taken for different, every school would be looked at again one by one.
    lists = [index for index, name in enumerate(said) if isinstance(table.c[name].type, JSON)]
    other = []
    for row in connection.execute(query):
        plan_id, position, *now = row
        for index in lists:
            now[index] = tuple(now[index])
        school = wanted[plan_id]
        if tuple(now) != values(school) or school.position not in (0, position):
            other.append(plan_id)
    found = connection.execute(select(table).where(table.c.plan_id.in_(other))).all() if other else ()
    return {row.plan_id: School.model_validate({name: getattr(row, name) for name in fields}) for row in found}


def add_plans(connection: Connection, added: Iterable[tuple[str, str, str]]) -> None:
    """New plans, as (id, urn, year)."""
    insert_rows(connection, plans, ("id", "urn", "year"), list(added))


def lock_plan(connection: Connection, plan_id: str) -> None:
    """Whoever writes a plan waits here for whoever is writing it (PostgreSQL; SQLite has one writer anyway)."""
    lock_plans(connection, [plan_id])


def lock_plans(connection: Connection, plan_ids: Collection[str]) -> None:
    """Several at once, always in the same order, so that two who lock them don't wait for one another."""
    if connection.dialect.name != "sqlite":
        query = select(plans.c.id).where(plans.c.id.in_(plan_ids)).order_by(plans.c.id)
        connection.execute(query.with_for_update())


def apply(connection: Connection, edits: Iterable[Edit]) -> None:
    """Write edits: parents before children, removals in the end, children first. Raises ``RowChanged``."""
    by_kind: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_kind[edit.kind].append(edit)
    for kind in KINDS:
        _insert(connection, kind, [edit for edit in by_kind[kind] if edit.before is None])
        _update(connection, kind, [edit for edit in by_kind[kind] if edit.before and edit.after])
    for kind in reversed(KINDS):
        for edit in by_kind[kind]:
            if edit.before is not None and edit.after is None:
                _delete(connection, edit, edit.before)


def _insert(connection: Connection, kind: str, edits: list[Edit]) -> None:
    values = attrgetter(*_FIELDS[kind])
    rows = [(edit.plan_id, *values(edit.after)) for edit in edits]
    insert_rows(connection, tables[kind], ("plan_id", *_FIELDS[kind]), rows)
    for name in _APART[kind]:
        _link(connection, name, edits)


def _update(connection: Connection, kind: str, edits: list[Edit]) -> None:
    if not edits:
        return
    table = tables[kind]
    here = (
        (table.c.plan_id == bindparam("of_plan"))
        & (table.c.id == bindparam("of_id"))
        & (table.c.version == bindparam("of_version"))
    )
    values = attrgetter(*_FIELDS[kind])
    rows = [
        {
            "of_plan": edit.plan_id,
            "of_id": edit.record_id,
            "of_version": edit.before.version if edit.before else 0,
            **dict(zip(_FIELDS[kind], values(edit.after), strict=True)),
        }
        for edit in edits
    ]
    done = connection.execute(update(table).where(here).values({n: bindparam(n) for n in _FIELDS[kind]}), rows)
    if done.rowcount != len(rows):
        raise RowChanged
    for name in _APART[kind]:
        for edit in edits:
            if getattr(edit.before, name) != getattr(edit.after, name):
                _unlink(connection, edit, name)
                _link(connection, name, [edit])


def _delete(connection: Connection, edit: Edit, before: Record) -> None:
    for name in _APART[edit.kind]:
        _unlink(connection, edit, name)
    table = tables[edit.kind]
    here = (table.c.plan_id == edit.plan_id) & (table.c.id == before.id) & (table.c.version == before.version)
    if connection.execute(delete(table).where(here)).rowcount != 1:
        raise RowChanged


def _link(connection: Connection, name: str, edits: list[Edit]) -> None:
    if not edits:
        return
    kept = LINK_TABLES[edits[0].kind, name]
    rows = [
        (edit.plan_id, edit.record_id, linked_id, position)
        for edit in edits
        for position, linked_id in enumerate(_ids(getattr(edit.after, name)))
    ]
    insert_rows(connection, kept.table, ("plan_id", kept.own, kept.other, "position"), rows)


def _unlink(connection: Connection, edit: Edit, name: str) -> None:
    kept = LINK_TABLES[edit.kind, name]
    here = (kept.table.c.plan_id == edit.plan_id) & (kept.table.c[kept.own] == edit.record_id)
    connection.execute(delete(kept.table).where(here))


def _ids(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
