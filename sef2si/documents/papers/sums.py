"""Money as tables, to the penny as ``advice.costs`` adds it up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sef2si.advice.costs import (
    COST_RULE,
    GROUP_RULE,
    HEADS_RULE,
    ONCE_RULE,
    Share,
    Sum,
    by_group,
    by_priority,
    cover_day_cost,
    pounds,
    sum_of,
)
from sef2si.documents.papers.wording import counted
from sef2si.documents.printing.paper import Align, Block, Column, Table, Tone, Words
from sef2si.domain.plan import Plan

ALL_ONCE = "All, each activity once"
NO_COST = "No activity has a cost yet. Add price, cover or paid time to an activity; nought is a cost too."


def whole_cost(plan: Plan) -> Sum:
    """All CPD of the plan, each activity once."""
    return sum_of(plan.activities, plan.school)


def actions_cost(plan: Plan) -> tuple[Decimal, int]:
    """What actions that are not CPD cost together, in pounds, and how many give no cost."""
    given = [action.cost for action in plan.actions if action.cost is not None]
    return sum(given, Decimal("0.00")), len(plan.actions) - len(given)


def per_priority(plan: Plan) -> Table:
    """``ONCE_RULE``: the rows may add up to more than the whole."""
    return _shares("Cost by priority", "Priority", by_priority(plan), whole_cost(plan))


def per_group(plan: Plan) -> Table:
    """``GROUP_RULE``: the rows add up to the whole."""
    return _shares("Cost by staff group", "Staff group", by_group(plan), whole_cost(plan))


def budget_said(plan: Plan) -> str:
    """What the CPD in the plan costs against the school's CPD budget, in a sentence or two."""
    whole, budget = whole_cost(plan), plan.school.cpd_budget
    if not plan.activities:
        return "No CPD is planned yet, so there is no cost to show."
    said = f"The CPD in this plan costs {pounds(whole.total)}{' so far' if whole.note else ''}."
    if budget is None:
        return f"{said} The school’s CPD budget is not given yet."
    left = budget - whole.total
    if left >= 0:
        return f"{said} Of the CPD budget of {pounds(budget)}, {pounds(left)} is left."
    return f"{said} That is {pounds(-left)} more than the CPD budget of {pounds(budget)}."


def rules(plan: Plan) -> tuple[Block, ...]:
    """How the money is counted, for who wants to check it."""
    cover = f"A day’s cover: {cover_day_cost(plan.school).said}"
    return tuple(Words(rule, Tone.QUIET) for rule in (COST_RULE, cover, ONCE_RULE, GROUP_RULE, HEADS_RULE))


def left_out_said(found: Sum) -> str:
    """What a sum could not count, in words; blank where it counted all."""
    parts = []
    if found.unpriced:
        parts.append(f"{counted(found.unpriced, 'activity', 'activities')} with no cost given")
    if found.partly:
        parts.append(f"{counted(found.partly, 'activity', 'activities')} with only a part given")
    return " and ".join(parts)


def _shares(caption: str, first: str, shares: Sequence[Share], whole: Sum) -> Table:
    columns = (
        Column(first, 4), Column("How many", 1.2, Align.RIGHT), Column("Price", 1.3, Align.RIGHT),
        Column("Cover", 1.3, Align.RIGHT), Column("Paid time", 1.2, Align.RIGHT), Column("Total", 1.4, Align.RIGHT),
        Column("Not counted", 2.4),
    )  # fmt: skip
    rows = tuple(_row(share.label, share.sum) for share in shares)
    return Table(caption, columns, rows, _row(ALL_ONCE, whole) if rows else None, empty=NO_COST)


def _row(label: str, found: Sum) -> tuple[str, ...]:
    return (
        label,
        f"{found.activities:,}",
        pounds(found.price),
        pounds(found.cover),
        pounds(found.paid_time),
        pounds(found.total),
        left_out_said(found),
    )
