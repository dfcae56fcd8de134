"""Who is not shown for now at a school, and how they are or were called there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from sef2si.domain.hiding import Hidden
from sef2si.store.calling import calling, same_person
from sef2si.store.personal import restrictions


def hidden_at(connection: Connection, urns: Collection[str], viewers: Collection[str] = ()) -> dict[str, Hidden]:
    """Those of each school who are not shown; schools where all are shown are left out.

    Nobody is hidden from themselves: ``viewers`` are ids, of an account or an entry of the register, of whoever looks.
    """
    asked = select(restrictions.c.urn, restrictions.c.person_id).where(restrictions.c.urn.in_(urns))
    marked: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(asked):
        marked[row.urn].add(row.person_id)
    found = {urn: _hidden(connection, urn, those, frozenset(viewers)) for urn, those in marked.items()}
    return {urn: hidden for urn, hidden in found.items() if hidden}


def _hidden(connection: Connection, urn: str, marked: set[str], viewers: frozenset[str]) -> Hidden:
    """An entry of the register and its account are one person, whichever of the two was marked."""
    ids = same_person(connection, urn, marked) - same_person(connection, urn, viewers)
    return Hidden(ids, *calling(connection, urn, ids)) if ids else Hidden()
