"""A plan as a file of ours says it, with what reading told besides: where each record stands, and what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sef2si.documents.reading.blocks import Place
from sef2si.documents.reading.refusals import NOTHING
from sef2si.documents.source import Edition
from sef2si.domain.plan import Plan
from sef2si.errors import Fault, Invalid


class FilePlan(Plan):
    """``places``: kind -> id -> (sheet or list, row). ``absent``: kind -> id -> fields the file does not have, which
    say nothing. ``as_taken``: kind -> ids of the records nobody changed since the file was made. ``said``: what was
    decided in reading it, in sentences. It is JSON as any plan is."""

    file: str
    edition: Edition
    places: Mapping[str, Mapping[str, tuple[str, int]]] = {}
    absent: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
    as_taken: Mapping[str, tuple[str, ...]] = {}
    said: tuple[str, ...] = ()

    def plan(self) -> Plan:
        """The plan alone."""
        return Plan(**{name: getattr(self, name) for name in Plan.model_fields})

    def place(self, kind: str, record_id: str) -> Place:
        part, row = self.places.get(kind, {}).get(record_id, ("", 0))
        return Place(part, row or None)

    def lacks(self, kind: str, record_id: str) -> tuple[str, ...]:
        return self.absent.get(kind, {}).get(record_id, ())


def refusal(faults: Iterable[Fault]) -> Invalid:
    """One refusal for all that is wrong in a file: the first in full, the number of the others."""
    found = tuple(faults)
    rest = len(found) - 1
    more = "" if not rest else " There is one more like it." if rest == 1 else f" There are {rest} more like it."
    return Invalid(f"{found[0].sentence}{more} {NOTHING}", found)


def told_place(place: Place, heading: str = "") -> str:
    """``Sheet “Needs”, row 5, column “How many?”``."""
    where = str(Place(place.part, place.row))
    told = f"{where}, column “{heading}”" if heading else where
    return told[:1].upper() + told[1:]
