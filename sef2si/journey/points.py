"""What becomes of a point to improve: a priority, part of one, or "not this year", with one click (003-20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sef2si.domain.evaluation import Point
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.domain.record import LINE_LENGTH, Record
from sef2si.journey import options
from sef2si.journey.chain import is_answered
from sef2si.journey.names import priority_name, shortened
from sef2si.journey.step import Press


def answer(plan: Plan, point: Any, today: date) -> str:
    """How a point is answered, in words."""
    priority = plan.find("priorities", point.priority_id)
    if priority:
        return f"Answered by: {priority_name(priority)}"
    if point.not_this_year:
        return "Not this year"
    return "Carried on: it is answered there" if _asks_elsewhere(plan, point) else "Not answered yet"


def _asks_elsewhere(plan: Plan, point: Point) -> bool:
    """Its judgement was carried to a newer framework, and its copy asks for the answer."""
    return point not in plan.points_to_improve and plan.find("points", point.id) is not None


def _waits(plan: Plan, point: Point) -> bool:
    answered = is_answered(plan, point.priority_id, point.not_this_year) or _asks_elsewhere(plan, point)
    return bool(point.version and point.text.strip()) and not answered


def _make_priority(plan: Plan, point: Point, choice: str, today: date) -> tuple[Record, ...]:
    judgement = plan.find("judgements", point.judgement_id)
    priority = Priority(
        title=shortened(point.text, LINE_LENGTH),
        areas=(f"{judgement.framework}.{judgement.area}",) if judgement else (),
    )
    return priority, point.having(priority_id=priority.id, not_this_year=False)


def _join(plan: Plan, point: Point, choice: str, today: date) -> tuple[Record, ...]:
    return (point.having(priority_id=choice, not_this_year=False),)


def _set_aside(plan: Plan, point: Point, choice: str, today: date) -> tuple[Record, ...]:
    return (point.having(priority_id=None, not_this_year=True),)


def _ask_again(plan: Plan, point: Point, choice: str, today: date) -> tuple[Record, ...]:
    return (point.having(priority_id=None, not_this_year=False),)


PRESSES = (
    Press("make_priority", lambda plan, p: "Make it a priority" if _waits(plan, p) else None, _make_priority),
    Press(
        "join_priority",
        lambda plan, p: "Add it to a priority" if _waits(plan, p) and plan.priorities else None,
        _join,
        choose=options.priorities,
    ),
    Press("set_aside", lambda plan, p: "Not this year" if _waits(plan, p) else None, _set_aside),
    Press(
        "ask_again",
        lambda plan, p: "Answer it differently" if is_answered(plan, p.priority_id, p.not_this_year) else None,
        _ask_again,
    ),
)
