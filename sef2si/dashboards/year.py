"""The year as it fills: month by month, which CPD is when, and what money, cover and hours it has taken by then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.advice.costs import cost_of, head_hours, plain, pounds
from sef2si.advice.year.days import school_year
from sef2si.dashboards.panels import Cell, Panel, Table, headings
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written_short
from sef2si.domain.plan import Plan
from sef2si.journey.names import activity_name

HOW = (
    "Each activity stands in the month of its first day, and its whole cost, cover and hours count from there; its "
    "sessions stand on their own days. What has no date is not in it."
)
_EMPTY = "No CPD has a date yet. Give it one in step 4, or plan the whole year on the page “CPD in the year”."


def year_panel(plan: Plan) -> Panel:
    """A row a month that has CPD or an INSET day; sums run on from month to month."""
    months = sorted({day.replace(day=1) for day in _days(plan)})
    if not months:
        return Panel("year", "The year as it fills", HOW, empty=_EMPTY)
    money, cover, hours = Decimal(0), Decimal(0), Decimal(0)
    rows = []
    for month in months:
        begun = [each for each in plan.activities if (first := _first(plan, each)) and first.replace(day=1) == month]
        for each in begun:
            money += cost_of(each, plan.school).total or 0
            cover += each.cover_days or 0
            hours += head_hours(each) or 0
        rows.append(
            (
                Cell(f"{month:%B %Y}"),
                Cell("; ".join(_words(plan, month))),
                Cell(plain(cover) or "0"),
                Cell(plain(hours) or "0"),
                Cell(pounds(money)),
            )
        )
    budget = plan.school.cpd_budget
    of = f" of a budget of {pounds(budget)}" if budget is not None else ""
    time = f"{plain(cover) or '0'} days of cover and {plain(hours) or '0'} staff hours"
    return Panel(
        "year",
        "The year as it fills",
        HOW,
        lede=f"{pounds(money)}{of}, {time} have a date.",
        table=Table(
            "The year as it fills, month by month",
            headings("Month", "What is on", "#Cover days so far", "#Staff hours so far", "#Cost so far"),
            tuple(rows),
        ),
    )


def _first(plan: Plan, activity: Activity) -> date | None:
    return min((each.held_on for each in plan.sessions_of(activity) if each.held_on), default=activity.starts)


def _days(plan: Plan) -> list[date]:
    found = [day for each in plan.activities if (day := _first(plan, each))]
    found += [each.held_on for each in plan.cpd_sessions if each.held_on]
    return [*found, *school_year(plan.dates).inset]


def _words(plan: Plan, month: date) -> list[str]:
    """INSET days, sessions by activity, and activities that begin without any."""
    inset = [day for day in school_year(plan.dates).inset if day.replace(day=1) == month]
    words = [f"INSET {', '.join(written_short(day) for day in inset)}"] if inset else []
    for activity in plan.activities:
        days = [each.held_on for each in plan.sessions_of(activity) if each.held_on]
        here = [day for day in days if day.replace(day=1) == month]
        if here:
            words.append(f"{activity_name(activity)} ({', '.join(written_short(day) for day in sorted(set(here)))})")
        elif not days and activity.starts and activity.starts.replace(day=1) == month:
            words.append(f"{activity_name(activity)} begins {written_short(activity.starts)}")
    return words
