"""Ways to learn for the needs that nothing meets yet; and who gets how much, for each head."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.advice.costs import plain, pounds
from sef2si.advice.fairness import FAIRNESS_RULE, RoleShare, by_role
from sef2si.advice.ways import Setting, suggested_to, weighed_for
from sef2si.advice.ways.line import cost, line
from sef2si.dashboards.panels import Cell, Panel, Table, cells, headings
from sef2si.documents.map.as_svg import Href
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.names import need_name

_WAYS_HOW = (
    "For each live need without CPD, up to three ways: offers about it and forms of CPD that can be done in-house, "
    "none worse than another in every way. No score is given. The workbook has all ways with their reasons, and knows "
    "colleagues who could help, who are not named here."
)
_ALL_MET = "Every need has CPD that meets it. A need without any shows here with ways to learn it."


def ways_panel(plan: Plan, today: date, leads: Href) -> Panel:
    """The unmet needs, and which have which ways. ``plan`` is as it may be shared."""
    title = "Ways to learn, for needs not met yet"
    live = {priority.id for priority in plan.live}
    waiting = [n for n in plan.needs if not plan.activities_of(n) and n.priority_id in live and n.what.strip()]
    if not waiting:
        return Panel("ways", title, _WAYS_HOW, empty=_ALL_MET)
    setting = Setting.of(plan, today)
    rows = []
    for need in waiting:
        found = suggested_to(plan.school, weighed_for(setting, need))
        name = Cell(need_name(need), leads("needs", need.id) or "")
        for number, way in enumerate(found):
            shows = written(way.shows) if way.shows else "not known"
            rows.append(cells(name if not number else "", way.option.title, line(way), cost(way), shows))
        if not found:
            rows.append(cells(name, Cell("none that stands out yet", tone="todo"), "", "", ""))
    count = f"{len(waiting)} {'need is' if len(waiting) == 1 else 'needs are'} not met yet."
    table = Table(
        title, headings("Need", "Way", "In a line", "#True cost", "Practice could change from"), tuple(rows)
    )  # fmt: skip
    return Panel("ways", title, _WAYS_HOW, lede=count, table=table)


def fairness_panel(plan: Plan) -> Panel:
    """003-O10: money and hours for each head of a role."""
    title = "Who gets how much, for each head"
    shares = by_role(plan)
    if not any(share.heads for share in shares):
        empty = "Say in “Our school” how many teachers and support staff there are, and this shows each head’s part."
        return Panel("fairness", title, FAIRNESS_RULE, empty=empty)
    return Panel(
        "fairness",
        title,
        FAIRNESS_RULE,
        table=Table(
            title,
            headings("Role", "#People", "#Money", "#Money each", "#Staff hours", "#Hours each"),
            tuple(_row(share) for share in shares),
        ),
    )


def _row(share: RoleShare) -> tuple[Cell, ...]:
    if not share.is_shown:
        return cells(share.label, "fewer than 5", "", "not shown", "", "not shown")
    heads = "not said" if share.heads is None else str(share.heads)
    each = "" if share.money_each is None else pounds(share.money_each)
    hours = "" if share.hours_each is None else plain(share.hours_each.quantize(Decimal("0.1")))
    return cells(share.label, heads, pounds(share.money), each, plain(share.hours), hours)
