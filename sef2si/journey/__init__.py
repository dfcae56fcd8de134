"""The journey as data: nothing else knows a step by name."""

from __future__ import annotations

from sef2si.domain.plan import KINDS, Plan
from sef2si.journey import activities, checks, judgements, needs, priorities, school
from sef2si.journey.names import name_of
from sef2si.journey.step import Section, Step

JOURNEY: tuple[Step, ...] = (
    school.STEP,
    judgements.STEP,
    priorities.STEP,
    needs.STEP,
    activities.STEP,
    checks.STEP,
)


def sections(step: Step) -> tuple[Section, ...]:
    """A step's sections and those inside them."""
    return tuple(each for section in step.sections for each in (section, *section.children))


def step_of(kind: str) -> Step:
    """The first step that shows records of a kind. Raises ``KeyError`` for a kind no step shows."""
    for step in JOURNEY:
        if any(section.kind == kind for section in sections(step)):
            return step
    raise KeyError(kind)


def title_of(plan: Plan, kind: str, record_id: str) -> str | None:
    """What this record of the plan is called in a sentence; None where the plan has none of this id in any step."""
    record = plan.find(kind, record_id) if kind in KINDS else None
    found = (section for step in JOURNEY for section in sections(step) if section.kind == kind)
    section = next((each for each in found if record is not None and each.only(record)), None)
    return (name_of(record) or section.title(plan, record)) if section else None
