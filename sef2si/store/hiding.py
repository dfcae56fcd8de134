"""Who is not shown for now at a school, and what they are or were called there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from sef2si.domain.hiding import Hidden
from sef2si.domain.personal import FORMER
from sef2si.store.people import accounts
from sef2si.store.personal import restrictions
from sef2si.store.staff_tables import staff, staff_changes


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
    here = connection.execute(select(staff.c.id, staff.c.account_id, staff.c.name).where(staff.c.urn == urn)).all()
    both = [{each for each in (row.id, row.account_id) if each} for row in here]
    ids = marked.union(*(pair for pair in both if pair & marked))
    ids -= viewers.union(*(pair for pair in both if pair & viewers))
    names = {row.name for row in here if row.id in ids}
    names |= set(connection.execute(select(accounts.c.name).where(accounts.c.id.in_(ids))).scalars())
    names |= set(_earlier_names(connection, urn, ids))
    return Hidden(frozenset(ids), frozenset(name for name in names if len(name.strip()) > 1 and name != FORMER))


def _earlier_names(connection: Connection, urn: str, ids: set[str]) -> Iterator[str]:
    here = (staff_changes.c.urn == urn) & staff_changes.c.record_id.in_(ids)
    for row in connection.execute(select(staff_changes.c.before, staff_changes.c.after).where(here)):
        for said in row:
            if said and said.get("name"):
                yield said["name"]
