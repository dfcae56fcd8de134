"""Authorities and trusts, kept by whoever runs the server."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import Engine

from sef2si.domain.bodies import Body, BodyKind
from sef2si.domain.people import Deed, Person, may
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.emails import checked_name
from sef2si.services.keeping import or_unavailable
from sef2si.store import accounts
from sef2si.store import bodies as kept
from sef2si.store.engine import NO_SCHOOL, reading, writing

NO_BODY = "There is no authority or trust with this number here. “sef2si body list” shows all there are."
_OPERATORS_ONLY = "Only whoever runs the server can do this. Please ask them."


class Bodies:
    """Every method asks for RUN_SERVER; raises ``NotAllowed``, ``NotFound``, ``Invalid`` and ``Unavailable``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def every(self, person: Person) -> tuple[Body, ...]:
        _permit(person)
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            return kept.every(connection)

    def keep(self, person: Person, kind: BodyKind, name: str, urns: Iterable[str], *, whole: bool = False) -> Body:
        """The body of this kind and name with these schools besides those it has; ``whole``: with these alone.

        Raises ``Invalid`` for a school that is not here.
        """
        _permit(person)
        name = checked_name(name)
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            accounts.lock_people(connection)
            there = next((b for b in kept.every(connection) if (b.kind, b.name) == (kind, name)), None)
            wanted = tuple(dict.fromkeys(urns))
            here = accounts.known_schools(connection)
            missing = [urn for urn in wanted if urn not in here]
            if missing:
                raise Invalid(f"School {missing[0]} is not here. Nothing was changed; please add it first.")
            had = there.urns if there and not whole else ()
            body = Body(
                id=there.id if there else f"b{secrets.token_hex(4)}",
                kind=kind,
                name=name,
                urns=tuple(sorted({*had, *wanted})),
            )
            kept.put(connection, body)
        return body

    def remove(self, person: Person, body_id: str) -> None:
        """Its lead advisers serve its schools no more; the schools and their plans stay."""
        _permit(person)
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            accounts.lock_people(connection)
            if kept.find(connection, body_id) is None:
                raise NotFound(NO_BODY)
            kept.drop(connection, body_id)

    def take_over(self, person: Person, named: Iterable[tuple[str, BodyKind, str]]) -> tuple[int, int]:
        """Bodies as a register names them: (URN, kind, name) of each school. Returns how many bodies, and schools.

        Of schools that are here, each belongs to the authority and trust the register says, and to no other; what is
        not in the register stays as it is.
        """
        _permit(person)
        said = {(urn, kind): name.strip() for urn, kind, name in named}
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            accounts.lock_people(connection)
            here = accounts.known_schools(connection)
            said = {key: name for key, name in said.items() if key[0] in here}
            now = {(body.kind, body.name): body for body in kept.every(connection)}
            wanted: dict[tuple[BodyKind, str], set[str]] = {
                key: {urn for urn in body.urns if (urn, key[0]) not in said} for key, body in now.items()
            }
            for (urn, kind), name in said.items():
                if name:
                    wanted.setdefault((kind, name), set()).add(urn)
            for (kind, name), urns in wanted.items():
                there = now.get((kind, name))
                body_id = there.id if there else f"b{secrets.token_hex(4)}"
                kept.put(connection, Body(id=body_id, kind=kind, name=name, urns=tuple(sorted(urns))))
        return len({(kind, name) for (_, kind), name in said.items() if name}), len({urn for urn, _ in said})


def _permit(person: Person) -> None:
    if not may(person, Deed.RUN_SERVER, ""):
        raise NotAllowed(_OPERATORS_ONLY)
