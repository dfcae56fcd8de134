"""What the year holds already, for pages to show."""

from __future__ import annotations

from typing import Any

from sef2si.advice.year.showing import Entry
from sef2si.domain.cycle import written
from sef2si.domain.dates import clock_words
from sef2si.domain.plan import Plan
from sef2si.journey.names import activity_name, priority_name


def placed(plan: Plan) -> list[dict[str, Any]]:
    """Activities with a date, those that serve no priority first."""
    dated = [each for each in plan.activities if each.starts or plan.sessions_of(each)]
    served = {each.id: plan.priorities_of(each) for each in dated}
    rows = [
        {
            "name": activity_name(each),
            "id": each.id,
            "serves": "; ".join(priority_name(p) for p in served[each.id]),
            "private": any(need.is_private for need in plan.needs_met_by(each)),
            "when": written(each.starts) if each.starts else "no day yet",
            "sessions": len(plan.sessions_of(each)),
            "starts": each.starts,
        }
        for each in dated
    ]
    return sorted(rows, key=lambda r: (bool(r["serves"] or r["private"]), r["starts"] is None, r["starts"] or r["id"]))


def entries(plan: Plan) -> list[Entry]:
    """Sessions of the plan; of activities without any, the day they start."""
    found = []
    for each in plan.activities:
        sessions = [s for s in plan.sessions_of(each) if s.held_on]
        for session in sessions:
            at = f"{clock_words(session.clock)} " if session.clock is not None else ""
            found.append(Entry(session.held_on, f"{at}{activity_name(each)}", "cpd"))  # type: ignore[arg-type]
        if not sessions and each.starts:
            found.append(Entry(each.starts, f"{activity_name(each)} begins", "cpd"))
    return found
