"""Money, cover and hours, by priority and by staff group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    plain,
    pounds,
    sum_of,
)
from sef2si.dashboards.panels import Panel, Table, cells, headings, listed
from sef2si.dashboards.theme import stacked
from sef2si.domain.plan import Plan

_NONE = (
    "No activity has a cost yet. Add price, cover or paid time to an activity, and it shows here; nought is a cost too."
)
_NO_HOURS = "No activity has both hours and people yet. Add them to an activity, and staff hours show here."


def money_panels(plan: Plan) -> tuple[Panel, ...]:
    """Four panels: money by priority and by group, staff hours by priority and by group."""
    whole = sum_of(plan.activities, plan.school)
    cover = f"A day's cover: {cover_day_cost(plan.school).said}"
    priorities, groups = by_priority(plan), by_group(plan)
    money, hours = f"{COST_RULE} {cover}", HEADS_RULE
    return (
        _money("money_by_priority", "Cost by priority", priorities, whole, f"{money} {ONCE_RULE}"),
        _money("money_by_group", "Cost by staff group", groups, whole, f"{money} {GROUP_RULE}"),
        _hours("hours_by_priority", "Staff hours by priority", priorities, whole, f"{hours} {ONCE_RULE}"),
        _hours("hours_by_group", "Staff hours by staff group", groups, whole, f"{hours} {GROUP_RULE}"),
    )


def _money(key: str, title: str, shares: Sequence[Share], whole: Sum, how: str) -> Panel:
    if whole.activities == whole.unpriced:
        return Panel(key, title, how, empty=_NONE)
    drawn = _worth(shares, [float(share.sum.total) for share in shares])
    totals = [float(share.sum.total) for share in drawn]
    series = [
        ("Price", [float(share.sum.price) for share in drawn]),
        ("Cover", [float(share.sum.cover) for share in drawn]),
        ("Paid time of support staff", [float(share.sum.paid_time) for share in drawn]),
    ]
    rows = [_money_row(share.label, share.sum) for share in shares]
    rows.append(_money_row("All, each activity once", whole))
    table = Table(
        title,
        headings(
            title.removeprefix("Cost by ").capitalize(), "#Activities", "#Price", "#Cover days", "#Cover cost",
            "#Paid time", "#Total", "Not counted",
        ),
        tuple(rows),
    )  # fmt: skip
    return Panel(
        key,
        title,
        _drawn_part(how, drawn, shares),
        lede=f"{pounds(whole.total)} in all, each activity counted once. {whole.note}".strip(),
        figure=stacked([share.label for share in drawn], series, "Pounds", "£,.0f"),
        alt=f"Bar chart. {title}: {_most(drawn, totals, _in_pounds)}. The table has them all.",
        table=table,
    )


def _hours(key: str, title: str, shares: Sequence[Share], whole: Sum, how: str) -> Panel:
    if whole.activities == whole.unhoured:
        return Panel(key, title, how, empty=_NO_HOURS)
    drawn = _worth(shares, [float(share.sum.head_hours) for share in shares])
    values = [float(share.sum.head_hours) for share in drawn]
    rows = [cells(share.label, plain(share.sum.head_hours), str(share.sum.unhoured)) for share in shares]
    rows.append(cells("All, each activity once", plain(whole.head_hours), str(whole.unhoured)))
    return Panel(
        key,
        title,
        _drawn_part(how, drawn, shares),
        lede=f"{plain(whole.head_hours)} staff hours in all, each activity counted once.",
        figure=stacked([share.label for share in drawn], [("Staff hours", values)], "Staff hours"),
        alt=f"Bar chart. {title}: {_most(drawn, values, _in_hours)}. The table has them all.",
        table=Table(
            title,
            headings(
                title.removeprefix("Staff hours by ").capitalize(),
                "#Staff hours",
                "#Activities without hours or people",
            ),
            tuple(rows),
        ),
    )


def _money_row(name: str, found: Sum) -> tuple:  # type: ignore[type-arg]
    return cells(
        name,
        str(found.activities),
        pounds(found.price),
        plain(found.cover_days),
        pounds(found.cover),
        pounds(found.paid_time),
        pounds(found.total),
        found.note,
    )


def _worth(shares: Sequence[Share], values: Sequence[float]) -> list[Share]:
    return [share for share, value in zip(shares, values, strict=True) if value] or list(shares[:1])


def _drawn_part(how: str, drawn: Sequence[Share], shares: Sequence[Share]) -> str:
    return how if len(drawn) == len(shares) else f"{how} The chart shows those with a figure; the table shows all."


def _in_pounds(value: float) -> str:
    return pounds(Decimal(value))


def _in_hours(value: float) -> str:
    return f"{value:,.0f} hours"


def _most(shares: Sequence[Share], values: Sequence[float], said: Callable[[float], str]) -> str:
    ranked = sorted(zip(values, shares, strict=True), key=lambda pair: -pair[0])[:3]
    return listed(f"{share.label} {said(value)}" for value, share in ranked)
