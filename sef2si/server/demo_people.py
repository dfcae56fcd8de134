"""Whom one may act as in the demo."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, select

from sef2si.documents.samples import read_people
from sef2si.domain.people import Person, Role
from sef2si.store.engine import EVERY_SCHOOL, reading
from sef2si.store.tables import tables

# Schools beyond the samples that one may act as the head of: more would make a page nobody can choose from.
_OTHER_HEADS = 20


class DemoPeople:
    """The sample people, and a head for each school that is no sample; a ``server.sessions.Directory``.

    The heads elsewhere let a school be looked at that was imported into the demo's database.
    """

    def __init__(self, engine: Engine) -> None:
        samples = read_people()
        known = {urn for person in samples for urn in person.urns}
        self._people = {person.id: person for person in (*samples, *_heads_elsewhere(engine, known))}

    def everyone(self) -> Iterable[Person]:
        return self._people.values()

    def find(self, person_id: str) -> Person | None:
        return self._people.get(person_id)


def _heads_elsewhere(engine: Engine, known: set[str]) -> tuple[Person, ...]:
    school = tables["school"].c
    query = select(school.urn, school.name, school.plan_id).where(school.urn.not_in(known)).order_by(school.plan_id)
    with reading(engine, EVERY_SCHOOL) as connection:
        found = {row.urn: row.name for row in connection.execute(query.limit(_OTHER_HEADS))}
    return tuple(
        Person.with_role(id=f"head-{urn}", name=f"Head of {name or urn}", role=Role.HEADTEACHER, urns=frozenset({urn}))
        for urn, name in found.items()
    )
