"""Changes as the history shows them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sef2si.domain.changes import Change
from sef2si.domain.people import Person
from sef2si.services.hiding import hidden_from
from sef2si.services.noting import sight


def shown(connection: Connection, person: Person, urn: str, found: Iterable[Change]) -> tuple[Change, ...]:
    """What of these changes this person may see: without private notes that are for others, without the names of those
    whose data is not shown for now, and without what was cleared out long ago."""
    kept = tuple(change for change in sight(connection, person, urn).shown(found) if not change.is_cleared)
    return hidden_from(connection, urn, person.id).said(kept)
