"""A plan as it stood before some of its changes: each is taken back, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sef2si.domain.changes import Change
from sef2si.domain.cycle import written
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid
from sef2si.services.acts import plan_with, records_of
from sef2si.services.reading import recorded


def rewound(now: Plan, changes: Sequence[Change]) -> Plan:
    """The plan before these changes, newest first, were made. Raises ``Invalid`` where that is not kept any more.

    Of a record that was cleared out whole nobody can tell what it was: it is left out.
    """
    then = records_of(now)
    for change in changes:
        key = (change.kind, change.record_id)
        if change.is_cleared and key not in then:
            continue
        before = recorded(change.kind, change.before) if change.before else None
        if before is not None:
            then[key] = before
        elif change.before is None and change.after is not None:
            then.pop(key, None)
        else:
            raise Invalid(_not_kept(change.at.astimezone().date()))
    return plan_with(now, then, changes[-1].seq - 1 if changes else now.seq)


def ever_private(changes: Iterable[Change]) -> frozenset[str]:
    """Needs that were private at any time in these changes."""
    return frozenset(
        change.record_id
        for change in changes
        if change.kind == "needs"
        for state in (change.before, change.after)
        if state and state.get("source", NeedSource.PRIORITY) != NeedSource.PRIORITY
    )


def _not_kept(day: date) -> str:
    return f"What was said before {written(day)} is not kept any more. Please choose that day or a later one."
