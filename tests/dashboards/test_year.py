"""The year as it fills, against sums made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.dashboards.year import year_panel
from tests import factories as make


def rows(plan: object) -> list[list[str]]:
    table = year_panel(plan).table  # type: ignore[arg-type]
    assert table is not None
    return [[cell.text for cell in row] for row in table.rows]


def test_sums_run_on_from_month_to_month_and_sessions_stand_on_their_own_days() -> None:
    costs = {"price": Decimal(100), "cover_days": Decimal(0), "support_staff_pay": Decimal(0)}
    plan = make.plan(
        school=make.school(cpd_budget=Decimal(1000)),
        dates=(make.calendar_date(starts=date(2026, 10, 23)),),
        activities=(
            make.activity(id="a", what="Workshops", starts=date(2026, 9, 9), people=4, hours=Decimal(2), **costs),
            make.activity(id="b", what="A visit", starts=date(2026, 12, 1), **costs),
            make.activity(id="c", what="No date yet", **costs),
        ),
        cpd_sessions=(
            make.cpd_session(activity_id="a", held_on=date(2026, 10, 6)),
            make.cpd_session(activity_id="a", held_on=date(2026, 12, 8)),
        ),
    )
    assert rows(plan) == [
        ["October 2026", "INSET 23 Oct; Workshops (6 Oct)", "0", "8", "£100"],
        ["December 2026", "Workshops (8 Dec); A visit begins 1 Dec", "0", "8", "£200"],
    ]
    panel = year_panel(plan)
    assert panel.lede == "£200 of a budget of £1,000, 0 days of cover and 8 staff hours have a date."


def test_an_empty_year_says_what_to_do() -> None:
    assert "plan the whole year" in year_panel(make.plan()).empty
