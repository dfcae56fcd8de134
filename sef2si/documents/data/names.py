"""What each record of a plan is called where another links to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sef2si.documents.data import cells
from sef2si.documents.data.columns import Column, Holds
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.journey.names import (
    action_name,
    activity_name,
    date_name,
    need_name,
    offer_name,
    point_name,
    priority_name,
)
from sef2si.journey.options import area_label

_NAMES: dict[str, Callable[[Any], str]] = {
    "dates": date_name,
    "judgements": lambda judgement: " ".join(area_label(f"{judgement.framework}.{judgement.area}").split()),
    "priorities": priority_name,
    "points": point_name,
    "needs": need_name,
    "offers": offer_name,
    "actions": action_name,
    "activities": activity_name,
}


# Kinds that others link to.
LINKED = frozenset(link.kind for cls in KINDS.values() for link in cls.links().values())


def shown_name(kind: str, record: Record) -> str:
    """``"Reading fluency"``, ``"4 teachers: how to teach fluency"``, ``"Inclusion"``, as a cell shows it."""
    return cells.cell_text(_NAMES[kind](record))


class Names:
    """The names of all records that others link to, as cells show them."""

    def __init__(self, plan: Plan) -> None:
        self.of = {
            kind: {record.id: shown_name(kind, record) for record in plan.records(kind)}
            for kind in KINDS
            if kind in LINKED
        }

    def beside(self, column: Column, record: Record) -> str:
        """What the column beside a link shows: one name a line."""
        value = getattr(record, column.name)
        ids = value if column.holds is Holds.LINKS else (value,) if value else ()
        return "\n".join(self.of[column.link].get(each, "") for each in ids)
