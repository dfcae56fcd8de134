"""Reading and writing threads, promises and looks. It decides nothing; the caller holds the school's lock to write."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from sef2si.domain.record import Frozen, new_id
from sef2si.domain.threads import Promise, Remark, Talks, Thread, ThreadSort
from sef2si.store.thread_tables import THREAD_CHANGES, looks, promises, remarks, threads

_LOCK = 0x5EF255  # any number but those of the other modules here, the same in every process
_THREAD = tuple(name for name in Thread.model_fields if name != "remarks")
_REMARK = tuple(Remark.model_fields)
_PROMISE = tuple(Promise.model_fields)
_AT_ONCE = 500  # schools in one question: a database takes so many values at a time


class Author(NamedTuple):
    """Who writes, and when."""

    by: str
    by_name: str
    at: datetime


class Look(NamedTuple):
    """When somebody last looked at a school, and the figures they saw."""

    at: datetime
    seen: dict[str, Any]


def lock_talks(connection: Connection, urn: str) -> None:
    """Whoever writes a school's threads waits for whoever is doing so (PostgreSQL; SQLite has one writer anyway)."""
    if connection.dialect.name != "sqlite":
        of_school = zlib.crc32(urn.encode()) - 2**31
        connection.execute(text("SELECT pg_advisory_xact_lock(:key, :school)"), {"key": _LOCK, "school": of_school})


def talks_of(connection: Connection, urns: Iterable[str], *, only_open: bool = False) -> dict[str, Talks]:
    """Everything that was said at each of these schools, whoever may see it; or what is not settled of it."""
    found: dict[str, Talks] = {}
    wanted = list(urns)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        are_threads: ColumnElement[bool] = threads.c.urn.in_(part)
        are_promises: ColumnElement[bool] = promises.c.urn.in_(part)
        if only_open:
            are_threads &= threads.c.closed_at.is_(None) & (threads.c.sort == ThreadSort.QUESTION.value)
            are_promises &= promises.c.kept_on.is_(None)
        said = _remarks(connection, are_threads)
        begun, promised = defaultdict(list), defaultdict(list)
        for row in connection.execute(select(threads).where(are_threads)):
            fields = {name: getattr(row, name) for name in _THREAD}
            begun[row.urn].append(Thread(**fields, remarks=tuple(said[row.urn, row.id])))
        for row in connection.execute(select(promises).where(are_promises)):
            promised[row.urn].append(Promise(**{name: getattr(row, name) for name in _PROMISE}))
        for urn in part:
            found[urn] = Talks(
                urn=urn,
                threads=tuple(sorted(begun[urn], key=lambda each: (each.began.at, each.id))),
                promises=tuple(sorted(promised[urn], key=lambda each: (each.due_on, each.at, each.id))),
            )
    return found


def add_thread(connection: Connection, urn: str, thread: Thread, author: Author) -> None:
    """A new thread with its first remark."""
    row = {name: getattr(thread, name) for name in _THREAD}
    connection.execute(insert(threads).values(urn=urn, **row, closed_by=""))
    _remark(connection, urn, thread.id, thread.began)
    _note(connection, urn, author, [("threads", _plain(thread), None), ("remarks", thread.began, None)])


def add_remark(connection: Connection, urn: str, thread: Thread, remark: Remark, author: Author) -> None:
    """One more remark; a question that was closed is open again."""
    _remark(connection, urn, thread.id, remark)
    _note(connection, urn, author, [("remarks", remark, None)])
    if thread.closed_at is not None and thread.sort is ThreadSort.QUESTION:
        close(connection, urn, thread, author, closed=False)


def close(connection: Connection, urn: str, thread: Thread, author: Author, *, closed: bool) -> None:
    after = thread.model_copy(
        update={
            "version": thread.version + 1,
            "closed_at": author.at if closed else None,
            "closed_by_name": author.by_name if closed else "",
        }
    )
    here = (threads.c.urn == urn) & (threads.c.id == thread.id)
    values = {name: getattr(after, name) for name in ("version", "closed_at", "closed_by_name")}
    connection.execute(update(threads).where(here).values(**values, closed_by=author.by if closed else ""))
    _note(connection, urn, author, [("threads", _plain(after), _plain(thread))])


def add_promise(connection: Connection, urn: str, promise: Promise, author: Author) -> None:
    connection.execute(insert(promises).values(urn=urn, **{name: getattr(promise, name) for name in _PROMISE}))
    _note(connection, urn, author, [("promises", promise, None)])


def change_promise(connection: Connection, urn: str, before: Promise, after: Promise, author: Author) -> None:
    here = (promises.c.urn == urn) & (promises.c.id == before.id)
    connection.execute(update(promises).where(here).values({name: getattr(after, name) for name in _PROMISE}))
    _note(connection, urn, author, [("promises", after, before)])


def looks_of(connection: Connection, person_id: str) -> dict[str, Look]:
    """When this person last looked at each school they ever looked at."""
    query = select(looks.c.urn, looks.c.at, looks.c.seen).where(looks.c.person_id == person_id)
    return {row.urn: Look(row.at, row.seen) for row in connection.execute(query)}


def look(connection: Connection, person_id: str, seen: Mapping[str, Mapping[str, Any]], at: datetime) -> None:
    """Keep that this person looked at these schools now, and the figures they saw there."""
    rows = [{"person_id": person_id, "urn": urn, "at": at, "seen": dict(figures)} for urn, figures in seen.items()]
    if rows:
        made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(looks)
        kept = {"at": made.excluded.at, "seen": made.excluded.seen}
        connection.execute(made.on_conflict_do_update(index_elements=["person_id", "urn"], set_=kept), rows)


def _remarks(connection: Connection, are_threads: ColumnElement[bool]) -> dict[tuple[str, str], list[Remark]]:
    found: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    theirs = (threads.c.urn == remarks.c.urn) & (threads.c.id == remarks.c.thread_id)
    for row in connection.execute(select(remarks).join(threads, theirs).where(are_threads)):
        found[row.urn, row.thread_id].append(Remark(**{name: getattr(row, name) for name in _REMARK}))
    # The question itself has its thread's own number.
    return {key: sorted(each, key=lambda r: (r.id != key[1], r.at, r.id)) for key, each in found.items()}


def _remark(connection: Connection, urn: str, thread_id: str, remark: Remark) -> None:
    row = {name: getattr(remark, name) for name in _REMARK}
    connection.execute(insert(remarks).values(urn=urn, thread_id=thread_id, **row))


def _plain(thread: Thread) -> Thread:
    """Without its remarks, each of which has a change of its own."""
    return thread.model_copy(update={"remarks": ()})


def _note(
    connection: Connection, urn: str, author: Author, written: Iterable[tuple[str, Frozen, Frozen | None]]
) -> None:
    """One change for each thing written, in the same transaction."""
    batch = new_id()
    rows = [
        (
            urn,
            batch,
            kind,
            getattr(after, "id"),  # noqa: B009 (each of the three has one, and Frozen does not say so)
            getattr(after, "version", 1),
            author.by,
            author.at,
            None,
            author.by_name,
            before.model_dump(mode="json") if before else None,
            after.model_dump(mode="json"),
        )
        for kind, after, before in written
    ]
    THREAD_CHANGES.add(connection, rows)
