"""How far along the journey a plan is: computed each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sef2si.domain.plan import Plan
from sef2si.journey import JOURNEY, step_of
from sef2si.journey.step import Blocker, Step


@dataclass(frozen=True)
class StepState:
    """One step of one plan. ``state``: done (begun, nothing missing), todo (something missing) or none (not begun)."""

    step: Step
    state: str
    note: str
    blockers: tuple[Blocker, ...]


def progress(plan: Plan, today: date) -> tuple[StepState, ...]:
    """One state a step, in the order of the journey."""
    return tuple(_state(step, plan, today) for step in JOURNEY)


def _state(step: Step, plan: Plan, today: date) -> StepState:
    blockers = step.blockers(plan, today)
    # Points are shown in the second step too; they begin the first.
    own = {section.kind for section in step.sections if step_of(section.kind) is step}
    begun = any(record.version for kind in own for record in plan.records(kind))
    state = ("todo" if blockers else "done") if begun else "none"
    return StepState(step, state, step.note(plan, today), blockers)


def next_step(plan: Plan, today: date) -> Step:
    """The first step that isn't done: where to go on."""
    return first_not_done(progress(plan, today))


def first_not_done(states: Iterable[StepState]) -> Step:
    return next((each.step for each in states if each.state != "done"), JOURNEY[0])
