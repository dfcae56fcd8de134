"""What is not for somebody, taken out of a copy of a school's rows: its private notes, and what their changes said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, tuple_

from sef2si.domain.changes import Change
from sef2si.domain.notes import KIND
from sef2si.domain.record import new_id
from sef2si.domain.sight import Sight, without_old_note
from sef2si.store.people_data import reworded
from sef2si.store.tables import CHANGES, note_judgements, tables


def leave_out(connection: Connection, seen: Sight) -> int:
    """Takes out what this person may not see; returns how many notes that are, those of earlier years included."""
    notes, links = tables[KIND], note_judgements
    if seen.hidden:
        gone = sorted(seen.hidden)
        connection.execute(delete(links).where(tuple_(links.c.plan_id, links.c.note_id).in_(gone)))
        connection.execute(delete(notes).where(tuple_(notes.c.plan_id, notes.c.id).in_(gone)))

    def words(row: dict[str, Any]) -> dict[str, Any]:
        if row["kind"] == KIND and not seen.shows(_change(row)):
            return row | {"before": None, "after": None}
        if row["kind"] == "judgements" and seen.hides_old_note(row["plan_id"], row["record_id"]):
            return row | {name: without_old_note(row[name]) for name in ("before", "after")}
        return row

    reworded(connection, CHANGES, seen.urn, new_id(), words=words)
    return len(seen.hidden)


def _change(row: dict[str, Any]) -> Change:
    return Change.model_validate({name: row[name] for name in Change.model_fields})
