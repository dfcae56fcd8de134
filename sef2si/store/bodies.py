"""Reading and writing authorities and trusts. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from sef2si.domain.bodies import Body
from sef2si.store.body_tables import bodies, body_schools
from sef2si.store.people import memberships


def every(connection: Connection) -> tuple[Body, ...]:
    """All bodies by name, each with its schools by URN."""
    urns: dict[str, list[str]] = {}
    for row in connection.execute(select(body_schools).order_by(body_schools.c.urn)):
        urns.setdefault(row.body_id, []).append(row.urn)
    found = connection.execute(select(bodies))
    made = [Body(id=row.id, kind=row.kind, name=row.name, urns=tuple(urns.get(row.id, ()))) for row in found]
    return tuple(sorted(made, key=lambda body: (body.name.casefold(), body.kind.value)))


def find(connection: Connection, body_id: str) -> Body | None:
    return next((body for body in every(connection) if body.id == body_id), None)


def put(connection: Connection, body: Body) -> None:
    """This body with exactly these schools, new or as it is from now on."""
    values = {"kind": body.kind.value, "name": body.name}
    if connection.execute(select(bodies.c.id).where(bodies.c.id == body.id)).first() is None:
        connection.execute(insert(bodies).values(id=body.id, **values))
    connection.execute(delete(body_schools).where(body_schools.c.body_id == body.id))
    rows = [{"body_id": body.id, "urn": urn} for urn in dict.fromkeys(body.urns)]
    if rows:
        connection.execute(insert(body_schools), rows)


def drop(connection: Connection, body_id: str) -> None:
    """The body, its list of schools, and the roles held through it."""
    connection.execute(delete(memberships).where(memberships.c.urn == body_id))
    connection.execute(delete(body_schools).where(body_schools.c.body_id == body_id))
    connection.execute(delete(bodies).where(bodies.c.id == body_id))


def schools_of(connection: Connection, body_ids: Iterable[str]) -> dict[str, list[str]]:
    """Body -> its schools."""
    found: dict[str, list[str]] = {}
    here = body_schools.c.body_id.in_(list(body_ids))
    for row in connection.execute(select(body_schools).where(here).order_by(body_schools.c.urn)):
        found.setdefault(row.body_id, []).append(row.urn)
    return found
