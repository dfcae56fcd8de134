"""What the product makes of a file: read, proposed, held against the empty plan, and kept, without any decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sef2si.documents import incoming
from sef2si.documents.incoming.proposal import Sort
from sef2si.documents.reading import read
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Record
from tests.documents.plans.content import School
from tests.documents.plans.scoring import Found
from tests.documents.plans.writing import Made

TODAY = date(2026, 9, 3)


def ours(school: School, made: Made) -> Found:
    """The plan as it would be after "bring in", nothing corrected."""
    reading, plan = read(made.name, made.content), school.empty
    proposal = incoming.propose(reading, plan, incoming.sort_of(reading))
    return Found(kept(plan, incoming.meet(proposal, plan, TODAY).save), reading.texts())


def sort(made: Made) -> Sort:
    return incoming.sort_of(read(made.name, made.content))


def kept(plan: Plan, save: Iterable[Record]) -> Plan:
    """The plan with these records kept: those with an id that is there replace the plan's own."""
    for record in save:
        kind = kind_of(record)
        others = (each for each in plan.records(kind) if each.id != record.id)
        plan = plan.with_records(kind, (*others, record))
    return plan
