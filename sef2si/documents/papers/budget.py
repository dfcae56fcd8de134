"""Budget and cover: what the plan's CPD truly costs, by priority and by staff group, and what has no cost yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sef2si.advice.costs import cost_of, plain, pounds, sum_of
from sef2si.documents.papers import cpd, sums
from sef2si.documents.papers.about import Opened, opened, what_to_do_next
from sef2si.documents.papers.wording import counted, days
from sef2si.documents.printing.paper import Align, Block, Column, Facts, Heading, Missing, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.activities import Activity
from sef2si.journey.names import action_name, priority_name

_EMPTY = "Nothing is planned yet, so nothing has a cost."


def budget_paper(source: Source) -> Paper:
    """Every sum is that of ``advice.costs``, to the penny, over the shared edition."""
    of = opened(source)
    planned = of.plan.activities or of.plan.actions
    blocks = tuple(_blocks(of)) if planned else what_to_do_next(of, _EMPTY)
    return Paper("Budget and cover", of.about, blocks, of.subtitle)


def _blocks(of: Opened) -> Iterator[Block]:
    plan = of.plan
    yield Words(sums.budget_said(plan), Tone.LEDE)
    yield Facts(tuple(_facts(of)))
    if plan.activities:
        yield Heading("By priority")
        yield sums.per_priority(plan)
        yield Heading("By staff group")
        yield sums.per_group(plan)
        yield Heading("Activity by activity")
        yield _each(of)
        yield from _without_cost(of)
    if plan.actions:
        yield Heading("Actions that are not CPD")
        yield _actions(of)
    yield Heading("How the money is counted")
    yield from sums.rules(plan)


def _facts(of: Opened) -> Iterator[tuple[str, str]]:
    plan, calendar = of.plan, cpd.Calendar.of(of.plan.activities, of.today)
    whole = sums.whole_cost(plan)
    budget = plan.school.cpd_budget

    def total(found: Iterable[Activity]) -> str:
        return pounds(sum_of(found, plan.school).total)

    yield "CPD budget of the year", pounds(budget) if budget is not None else Missing("Not given yet")
    yield "CPD that has begun or is over", total((*calendar.been, *calendar.going_on))
    yield "CPD still to come", total(calendar.coming)
    if calendar.undated:
        yield "CPD with no date yet", total(calendar.undated)
    yield "All CPD, each activity once", pounds(whole.total)
    if budget is not None:
        left = budget - whole.total
        yield ("Left of the budget", pounds(left)) if left >= 0 else ("More than the budget", pounds(-left))
    yield "Days of cover", plain(whole.cover_days) or "0"
    if rest := sums.left_out_said(whole):
        yield "Not counted", Missing(rest[:1].upper() + rest[1:])
    if plan.actions:
        yield "Actions that are not CPD, apart from the CPD budget", pounds(sums.actions_cost(plan)[0])


def _each(of: Opened) -> Table:
    plan, rows = of.plan, []
    for activity in cpd.by_date(plan.activities):
        costs = cost_of(activity, plan.school)
        rows.append(
            (
                activity.what.strip() or "An activity without a name",
                days(activity),
                pounds(costs.price) if costs.price is not None else "not given",
                pounds(costs.cover) if costs.cover is not None else "not given",
                pounds(costs.paid_time) if costs.paid_time is not None else "not given",
                pounds(costs.total) if costs.total is not None else Missing("no cost yet"),
            )
        )
    whole = sums.whole_cost(plan)
    columns = (
        Column("CPD", 4), Column("When", 2.6), Column("Price", 1.2, Align.RIGHT), Column("Cover", 1.2, Align.RIGHT),
        Column("Paid time", 1.2, Align.RIGHT), Column("Total", 1.3, Align.RIGHT),
    )  # fmt: skip
    total = (sums.ALL_ONCE, "", pounds(whole.price), pounds(whole.cover), pounds(whole.paid_time), pounds(whole.total))
    return Table("What each activity costs", columns, tuple(rows), total)


def _without_cost(of: Opened) -> Iterator[Block]:
    plan = of.plan
    found = [(activity, cost_of(activity, plan.school)) for activity in plan.activities]
    rows = tuple(
        (activity.what.strip() or "An activity without a name", Missing(", ".join(costs.missing).capitalize()))
        for activity, costs in found
        if not costs.is_whole
    )
    if rows:
        yield Table("What is not given yet: nought is a cost too", (Column("CPD", 4), Column("Not given yet", 4)), rows)


def _actions(of: Opened) -> Table:
    plan = of.plan
    whole, unpriced = sums.actions_cost(plan)
    rows = []
    for action in plan.actions:
        priority = plan.find("priorities", action.priority_id)
        rows.append(
            (
                action.what.strip() or action_name(action),
                priority_name(priority) if priority else Missing("No priority yet"),
                pounds(action.cost) if action.cost is not None else Missing("no cost yet"),
            )
        )
    rest = f" ({counted(unpriced, 'action')} with no cost given)" if unpriced else ""
    columns = (Column("Action", 4), Column("Priority", 4), Column("Cost", 1.5, Align.RIGHT))
    return Table("What each action costs", columns, tuple(rows), (f"All{rest}", "", pounds(whole)))
