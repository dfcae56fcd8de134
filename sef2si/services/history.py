"""Changes as the history shows them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sef2si.domain.changes import Change
from sef2si.domain.people import Person
from sef2si.services.hiding import hidden_from


def shown(connection: Connection, person: Person, urn: str, found: Iterable[Change]) -> tuple[Change, ...]:
    """Without the names of those whose data is not shown for now, and without what was cleared out long ago."""
    kept = tuple(change for change in found if not change.is_cleared)
    return hidden_from(connection, urn, person.id).said(kept)
