"""Where a record hangs in the chain: what is above it, from the area down."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.domain.record import Record
from sef2si.journey.options import area_label
from sef2si.journey.saying import called

BESIDE = frozenset({"offers", "dates"})
"""What a record may name and does not hang on: an activity is no part of the offer it was made from."""


def above(plan: Plan, record: Record) -> Iterator[Record]:
    """What a record hangs on, the nearest first. Where it meets several needs, the first of them leads on."""
    parent = _parent(plan, record)
    while parent is not None:
        yield parent
        parent = _parent(plan, parent)


def priority_of(plan: Plan, record: Record) -> Priority | None:
    """The priority that a record is, or hangs on."""
    return next((each for each in (record, *above(plan, record)) if isinstance(each, Priority)), None)


def place_of(plan: Plan, record: Record) -> tuple[str, ...]:
    """What is above a record, in words: ``("Achievement", "Reading fluency", "4 teachers: how to teach fluency")``."""
    found = tuple(above(plan, record))
    top = found[-1] if found else record
    areas = ", ".join(area_label(key) for key in top.areas) if isinstance(top, Priority) else ""
    return tuple(part for part in (areas, *(called(plan, each) for each in reversed(found))) if part)


def _parent(plan: Plan, record: Record) -> Record | None:
    for name, link in record.links().items():
        value = getattr(record, name)
        for linked_id in value if isinstance(value, tuple) else (value,):
            if link.kind not in BESIDE and linked_id and (found := plan.find(link.kind, linked_id)) is not None:
                assert isinstance(found, Record)
                return found
    return None
