"""Needs as they are asked about: which wait for a place, how much each counts, and within which days."""

from __future__ import annotations

from sef2si.advice.timetable.problem import Need as AskedNeed
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.ways import to_plan
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, Urgency

_WEIGHT = 10  # of a need, for each step a priority counts
_PRESSING = {Urgency.PRESSING: 3, None: 1, Urgency.CAN_WAIT: 0}
_USUAL_WEIGHT = {Urgency.PRESSING: 8, None: 5, Urgency.CAN_WAIT: 3}


def needs_to_plan(plan: Plan, settings: YearSettings) -> tuple[Need, ...]:
    """Needs that wait for a place, as the school wants them planned, in the plan's order."""
    return tuple(need for need in plan.needs if to_plan(plan, need) and need.id not in settings.left_out)


def usual_weight(priority: Priority | None) -> int:
    """How much a priority counts beside the others where nobody has said: by how pressing it is."""
    return _USUAL_WEIGHT[priority.urgency] if priority else 4


def as_asked(plan: Plan, settings: YearSettings, need: Need) -> AskedNeed:
    priority: Priority | None = plan.find("priorities", need.priority_id)
    weight = settings.weights.get(need.priority_id or "", usual_weight(priority))
    checks = [each.check_due for each in plan.activities_of(need) if each.check_due]
    return AskedNeed(
        id=need.id,
        title=need.what.strip()[:200] or "A need without words",
        team=f"need.{need.id}",
        weight=weight * _WEIGHT,
        pressing=_PRESSING[priority.urgency if priority else None],
        by=priority.by if priority else None,
        check_on=min(checks, default=None),
    )
