"""Records on the screen that nobody has kept yet: drafts, just added, and starters, which the steps offer.

A draft is all that is kept in a kernel, and only until something is written in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.journey import JOURNEY, sections


class Unkept:
    """Mutable: ``drafts`` by kind and id."""

    def __init__(self) -> None:
        self.drafts: dict[tuple[str, str], Record] = {}

    def add(self, kind: str, record: Record) -> None:
        self.drafts[kind, record.id] = record

    def forget(self, kind: str, record_id: str) -> None:
        self.drafts.pop((kind, record_id), None)

    def forget_kept(self, plan: Plan) -> None:
        """What the plan has by now is no draft any more."""
        for key in [key for key in self.drafts if plan.find(*key)]:
            del self.drafts[key]

    def find(self, plan: Plan, kind: str, record_id: str) -> Record | None:
        return next((each for of, each in self._all(plan) if (of, each.id) == (kind, record_id)), None)

    def parents(self, plan: Plan, records: Sequence[Record]) -> list[Record]:
        """Records that these hang on and that nobody has saved yet: they are kept in the same act."""
        waiting = {(kind, each.id): each for kind, each in self._all(plan)}
        own = {record.id for record in records}
        linked = [
            (link.kind, linked_id)
            for record in records
            for name, link in record.links().items()
            for value in [getattr(record, name)]
            for linked_id in (value if isinstance(value, tuple) else (value,))
        ]
        return [waiting[key] for key in dict.fromkeys(linked) if key in waiting and key[1] not in own]

    def _all(self, plan: Plan) -> list[tuple[str, Record]]:
        found = [(kind, record) for (kind, _), record in self.drafts.items()]
        for step in JOURNEY:
            for section in sections(step):
                kept = {record.id for record in plan.records(section.kind)}
                found += [(section.kind, each) for each in section.starters(plan) if each.id not in kept]
        return found
