"""What both sides show: one step, and the dashboard, of the large comprehensive sample school.

The workbook's content is the very view that our form is given, so that the peer shows the same records and fields.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from sef2si.dashboards.school import school_dashboard
from sef2si.documents.samples import read_samples
from sef2si.domain.cycle import date_from
from sef2si.domain.plan import Plan
from sef2si.journey import JOURNEY
from sef2si.widgets.view import Scene, view

URN = "900002"
STEP = "priorities"


def plan() -> Plan:
    """The large comprehensive."""
    return next(each for each in read_samples() if each.urn == URN)


def step_view() -> dict[str, Any]:
    """The step as our form shows it, and with dates as a date picker wants them."""
    step = next(each for each in JOURNEY if each.key == STEP)
    shown = view(Scene(plan(), step, date.today(), may_edit=True, drafts={}))
    for section in shown["sections"]:
        _for_pickers(section, shown["cards"][section["key"]])
    return shown


def fields_of(shown: dict[str, Any]) -> int:
    """How many fields the view holds, those inside cards included."""

    def within(section: dict[str, Any], cards: list[dict[str, Any]]) -> int:
        own = len(cards) * len(section["fields"])
        return own + sum(
            within(child, card["children"][child["key"]]) for card in cards for child in section["children"]
        )

    return sum(within(section, shown["cards"][section["key"]]) for section in shown["sections"])


def _for_pickers(section: dict[str, Any], cards: list[dict[str, Any]]) -> None:
    for card in cards:
        for field in section["fields"]:
            typed = card["values"][field["name"]]
            if field["kind"] == "date" and typed:
                card["values"][field["name"]] = date_from(typed).isoformat()
        for child in section["children"]:
            _for_pickers(child, card["children"][child["key"]])


def dashboard() -> dict[str, Any]:
    """The dashboard as our page shows it."""
    return school_dashboard(plan(), date.today()).to_json()


def charts_of(shown: dict[str, Any]) -> int:
    """How many charts plotly draws on it."""
    return sum(panel["figure"] is not None for panel in shown["panels"])


def write(folder: Path) -> None:
    """What the peer's notebooks read."""
    (folder / "workbook.json").write_text(json.dumps(step_view()), encoding="utf-8")
    (folder / "dashboard.json").write_text(json.dumps(dashboard()), encoding="utf-8")
