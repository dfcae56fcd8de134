"""Did it work? What was meant, held against what was found; pupils and staff never mixed, a link never called proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sef2si.documents.papers.wording import lines, starting
from sef2si.documents.printing.paper import Block, Column, Missing, Table
from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.impact import ImpactCheck, LinkStrength, is_overdue, outcome
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState

STRENGTH_RULE = (
    "How sure we are says how strongly a change is tied to what was done. "
    + " ".join(f"{strength.label}." for strength in LinkStrength)
    + " It is never proof."
)
APART_RULE = "What staff say or do is not yet a change for pupils, so the two are shown apart."


@dataclass(frozen=True)
class Look:
    """One finished check and what it is of."""

    record: Activity | Action
    check: ImpactCheck


@dataclass(frozen=True)
class Due:
    """A look that is agreed and not taken yet."""

    record: Activity | Action
    on: date
    again: bool
    overdue: bool


def what_of(record: Activity | Action) -> str:
    return record.what.strip() or ("An activity without a name" if isinstance(record, Activity) else "An action")


def looked_at(plan: Plan) -> tuple[Activity | Action, ...]:
    return (*plan.activities, *plan.actions)


def priorities_of(plan: Plan, record: Activity | Action) -> tuple[Priority, ...]:
    if isinstance(record, Activity):
        return plan.priorities_of(record)
    return tuple(priority for priority in plan.priorities if priority.id == record.priority_id)


def waits(plan: Plan, record: Activity | Action) -> bool:
    """It serves parked priorities alone: nothing is asked of it now."""
    served = priorities_of(plan, record)
    return bool(served) and all(priority.state is PriorityState.PARKED for priority in served)


def looks(plan: Plan) -> tuple[Look, ...]:
    """Every finished check, newest first."""
    found = [Look(record, check) for record in looked_at(plan) for check in plan.checks_of(record) if check.is_done]
    return tuple(sorted(found, key=lambda look: look.check.checked_on or date.min, reverse=True))


def dues(plan: Plan, today: date) -> tuple[Due, ...]:
    """Every look still to take, overdue ones first by their day."""
    return tuple(sorted(_dues(plan, today), key=lambda due: (due.on, what_of(due.record))))


def _dues(plan: Plan, today: date) -> Iterator[Due]:
    for record in looked_at(plan):
        day = plan.check_due(record)
        if day is not None and not waits(plan, record):
            again = any(check.is_done for check in plan.checks_of(record))
            yield Due(record, day, again, is_overdue(day, today))


def meant(record: Activity | Action, level: bool = True) -> str:
    """What should change because of it, by how much, and at which level; blank where nothing is written."""
    if not isinstance(record, Activity):
        return ""
    goal = " → ".join(part for part in (record.intended_now, record.intended_target) if part)
    measure = ": ".join(part for part in (record.intended_measure, goal) if part)
    at = f"Level: {record.intended_level.short}" if level and record.intended_level else ""
    return lines(record.intended.strip(), starting(measure), at)


def found_in_short(check: ImpactCheck) -> str:
    """What was found, and on which day."""
    return f"{written(check.checked_on)}: {check.found.strip()}" if check.checked_on else check.found.strip()


def found(check: ImpactCheck) -> str:
    """What was found, on which day, at which level, with what shows it and what else came of it."""
    return lines(
        found_in_short(check),
        f"Level: {check.level.short}" if check.level else "",
        f"Evidence: {check.evidence.strip()}" if check.evidence.strip() else "",
        f"Gained besides: {check.unplanned.strip()}" if check.unplanned.strip() else "",
        f"Side effects: {check.side_effects.strip()}" if check.side_effects.strip() else "",
    )


def judged(check: ImpactCheck) -> str:
    """How it stands against what was meant, how sure the school is, and what it decided."""
    said = starting(outcome(check)) or Missing("Not held against what was meant yet")
    if not (check.strength or check.decision or check.next_check):
        return said
    return lines(
        said,
        f"How sure: {check.strength.value}" if check.strength else "",
        f"Decided: {check.decision.label[0].lower()}{check.decision.label[1:]}" if check.decision else "",
        f"We look again on {written(check.next_check)}" if check.next_check else "",
    )


def meant_and_found(plan: Plan, records: tuple[Activity | Action, ...], caption: str, today: date) -> tuple[Block, ...]:
    """A table of what was meant and found for these; nothing where none says what should change."""
    rows = [row for record in records for row in _rows(plan, record, today)]
    columns = (Column("CPD or action", 3), Column("What should change", 4), Column("What was found", 5))
    return (Table(caption, columns, tuple(rows)),) if rows else ()


def _rows(plan: Plan, record: Activity | Action, today: date) -> Iterator[tuple[str, ...]]:
    done = sorted(
        (check for check in plan.checks_of(record) if check.is_done), key=lambda check: check.checked_on or date.min
    )
    for check in done:
        yield what_of(record), meant(record), lines(found(check), judged(check))
    intention, due = meant(record), plan.check_due(record)
    if not done and (intention or due):
        yield what_of(record), intention or Missing("Not written down yet"), _to_look(due, today)


def _to_look(due: date | None, today: date) -> str:
    if due is None:
        return Missing("No day to look yet")
    if due < today:
        return Missing(f"Was to be looked at by {written(due)}: what was found?")
    return f"We look on {written(due)}"
