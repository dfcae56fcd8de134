"""Taking back the newest import of the register: as a whole, except for what people have built on it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from sef2si.domain.school import School
from sef2si.errors import CannotUndo
from sef2si.store import changes, registers, rows
from sef2si.store.rows import Edit

_AT_ONCE = 500


@dataclass(frozen=True)
class TakenBack:
    """How many schools went, got facts back, and stay as they are; and how many facts stay, changed since."""

    removed: int = 0
    restored: int = 0
    stay: int = 0
    facts_stay: int = 0


def unregister(connection: Connection, *, by: str, at: datetime) -> TakenBack:
    """Raises ``CannotUndo`` where there is no import to take back, or all of it is built on."""
    batch = registers.newest(connection)
    if batch is None:
        raise CannotUndo("There is no import of the register left to take back. Nothing was changed.")
    undoing = registers.new_batch()
    done = TakenBack()
    plan_ids = registers.plans_in(connection, batch)
    for start in range(0, len(plan_ids), _AT_ONCE):
        some = plan_ids[start : start + _AT_ONCE]
        rows.lock_plans(connection, some)
        found = registers.written(connection, batch, some)
        now = registers.schools_now(connection, some)
        added = {row.plan_id: row.record_id for row in found if row.before is None}
        built = registers.built_on(connection, list(added.values()))
        gone = [plan_id for plan_id, urn in added.items() if urn not in built]
        registers.remove_plans(connection, gone)
        edits, facts = [], 0
        for row in found:
            if row.before is not None:
                school, kept = _restored(now[row.plan_id], row.before, row.after)
                facts += kept
                if school is not None:
                    edits.append(Edit(row.plan_id, "school", now[row.plan_id], school))
        rows.apply(connection, edits)
        changes.add_changes(connection, edits, batch=undoing, by=by, by_name=by, at=at, undoes=batch)
        done = replace(
            done,
            removed=done.removed + len(gone),
            restored=done.restored + len(edits),
            stay=done.stay + len(found) - len(gone) - len(edits),
            facts_stay=done.facts_stay + facts,
        )
    if not (done.removed or done.restored):
        raise CannotUndo(
            "All that the newest import of the register brought has been built on since, so it stays. "
            "Nothing was changed."
        )
    return done


def _restored(now: School, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[School | None, int]:
    """The school with its former facts, None where there is none to give back; how many facts changed since."""
    said = now.model_dump(mode="json")
    changed = [name for name in said if name not in ("id", "version") and before.get(name) != after.get(name)]
    back = {name: before[name] for name in changed if name in before and said[name] == after.get(name)}
    kept = sum(said[name] not in (before.get(name), after.get(name)) for name in changed)
    return (School.model_validate({**said, **back, "version": now.version + 1}) if back else None), kept
