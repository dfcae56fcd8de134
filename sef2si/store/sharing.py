"""Reading and writing what schools share. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from sef2si.domain.sharing import Sharing
from sef2si.store.sharing_tables import sharing as table

_FIELDS = ("urn", "level", "names_until", "version", "by_name", "at")


def of_schools(connection: Connection, urns: Iterable[str]) -> dict[str, Sharing]:
    """What each of these schools shares now; a school that has not decided shares nothing."""
    wanted = list(urns)
    newest = (
        select(table.c.urn, func.max(table.c.version).label("version"))
        .where(table.c.urn.in_(wanted))
        .group_by(table.c.urn)
        .subquery()
    )
    here = (table.c.urn == newest.c.urn) & (table.c.version == newest.c.version)
    found = connection.execute(select(*(table.c[name] for name in _FIELDS)).join(newest, here))
    kept = {row.urn: Sharing.model_validate(dict(row._mapping)) for row in found}
    return {urn: kept.get(urn) or Sharing(urn=urn) for urn in wanted}


def of_school(connection: Connection, urn: str) -> Sharing:
    return of_schools(connection, [urn])[urn]


def trail(connection: Connection, urn: str) -> tuple[Sharing, ...]:
    """Every decision of this school, newest first."""
    query = select(*(table.c[name] for name in _FIELDS)).where(table.c.urn == urn).order_by(table.c.version.desc())
    return tuple(Sharing.model_validate(dict(row._mapping)) for row in connection.execute(query))


def decide(connection: Connection, wanted: Sharing, *, by: str, by_name: str, at: datetime) -> None:
    """Keep this as the school's newest decision, under the number after ``wanted.version``."""
    said = {"urn": wanted.urn, "version": wanted.version + 1, "names_until": wanted.names_until}
    connection.execute(insert(table).values(**said, level=wanted.level.value, by=by, by_name=by_name, at=at))
