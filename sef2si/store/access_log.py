"""Reading and writing the access log, which is no trail: it is counted on while a quarter of an hour lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, Index, Integer, String, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from sef2si.domain.access import Seen
from sef2si.domain.holding import TRAIL, Holds, holds, kept
from sef2si.store.tables import Moment, metadata

access_log = Table(
    "access_log",
    metadata,
    Column("urn", String(10), primary_key=True, info=holds(Holds.NOTHING)),
    Column("quarter", Moment(), primary_key=True, info=holds(Holds.ABOUT, "in which quarter of an hour")),
    Column("by", String(200), primary_key=True, info=holds(Holds.ABOUT, "who")),
    Column("deed", String(20), primary_key=True, info=holds(Holds.ABOUT, "what they did")),
    Column("thing", String(80), primary_key=True, info=holds(Holds.ABOUT, "which page or file")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who it was")),
    Column("role", Text, nullable=False, info=holds(Holds.ABOUT, "role they had then")),
    Column("count", Integer, nullable=False, info=holds(Holds.NOTHING, "how often")),
    Index(None, "by"),
    info=kept(
        group=TRAIL,
        what="The access log: who saw or took away what of the school, and when.",
        why="So that the school can tell who has seen what it wrote, and what left it.",
        seen_by="The headteacher and whoever administers the school; each person their own part of it.",
        how_long="A year, unless the school says otherwise.",
    ),
)


def count_on(connection: Connection, seen: Iterable[Seen]) -> None:
    """New entries, or more of those that are there."""
    rows = [each.model_dump() for each in seen]
    if not rows:
        return
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(access_log)
    keys = [column.name for column in access_log.primary_key]
    more = {name: made.excluded[name] for name in ("by_name", "role")} | {
        "count": access_log.c.count + made.excluded.count
    }
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_=more), rows)


def seen_at(
    connection: Connection,
    urn: str,
    *,
    by: str = "",
    deed: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    most: int,
) -> tuple[Seen, ...]:
    """Entries of a school, newest first, at most so many; ``since`` is among them and ``until`` is not."""
    here = access_log.c
    where: list[ColumnElement[bool]] = [here.urn == urn]
    where += [here.by == by] if by else []
    where += [here.deed == deed] if deed else []
    where += [here.quarter >= since] if since else []
    where += [here.quarter < until] if until else []
    order = (here.quarter.desc(), here.by_name, here.by, here.deed, here.thing)
    found = connection.execute(select(access_log).where(*where).order_by(*order).limit(most))
    return tuple(Seen.model_validate(dict(row._mapping)) for row in found)


def who_saw(connection: Connection, urn: str) -> dict[str, str]:
    """Person -> the newest name they had, of all in a school's log, by name."""
    here = access_log.c
    found = connection.execute(select(here.by, here.by_name).where(here.urn == urn).order_by(here.quarter))
    return dict(sorted({row.by: row.by_name for row in found}.items(), key=lambda each: (each[1].casefold(), each[0])))
