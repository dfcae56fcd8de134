from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.errors import NotFound, Unavailable
from sef2si.widgets.dashboard import Dashboard, DashboardPage, open_dashboard
from tests import factories as make
from tests.documents.map.plans import CANARY, TODAY, broken_plan


class Plans:
    """A gateway that reads from memory and writes nothing; ``plan`` None is a service that can't be reached."""

    def __init__(self, plan: Plan) -> None:
        self.plan: Plan | None = plan

    def person(self) -> Person:
        return make.person()

    def load(self, urn: str, year: str | None = None) -> Plan:
        if self.plan is None:
            raise Unavailable("The service can't be reached just now.")
        return self.plan


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SEF2SI_SERVICE", "SEF2SI_TOKEN", "SEF2SI_URN", "SEF2SI_ASSETS", "SEF2SI_YEAR"):
        monkeypatch.delenv(name, raising=False)
    yield


def opened(plan: Plan, *, served: bool = True) -> tuple[DashboardPage, Plans, list[Any]]:
    plans = Plans(plan)
    page = DashboardPage(plans, make.URN, served=served, today=lambda: TODAY)  # type: ignore[arg-type]
    sent: list[Any] = []
    page.widget.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    return page, plans, sent


def forged(widget: Dashboard, content: Any) -> None:
    """A message as any browser may send it."""
    widget._handle_custom_msg(content, [])


def test_the_view_is_plain_json_with_links_into_the_workbook_and_downloads() -> None:
    view = opened(broken_plan())[0].widget.view
    json.dumps(view)
    assert view["steps"][2]["href"] == "/schools/100492/workbook#priorities"
    assert view["broken"][0]["sentences"][0]["href"] == "/schools/100492/workbook#needs/needs/need.fluent"
    assert [each["href"] for each in view["downloads"]][:2] == [
        "/schools/100492/documents/map.xlsx",
        "/schools/100492/documents/map.csv-excel",
    ]


def test_in_jupyterlab_nothing_leads_to_pages_that_are_not_there() -> None:
    view = opened(broken_plan(), served=False)[0].widget.view
    assert view["downloads"] == []
    assert "/schools/" not in json.dumps(view)


def test_choosing_a_priority_shows_that_one() -> None:
    page, _, sent = opened(broken_plan())
    forged(page.widget, {"do": "show", "priority": "french"})
    assert page.widget.view["priority"] == "french"
    assert sent == [{"is": "fresh", "text": "Showing French"}]


def test_refresh_reads_the_plan_anew() -> None:
    page, plans, sent = opened(make.plan())
    plans.plan = broken_plan()
    forged(page.widget, {"do": "refresh", "priority": ""})
    assert len(page.widget.view["choices"]) == 4
    assert sent[0]["text"].startswith("Up to date at ")


def test_a_service_that_cannot_be_reached_is_said_and_what_was_shown_stays() -> None:
    page, plans, sent = opened(broken_plan())
    before = page.widget.view
    plans.plan = None
    forged(page.widget, {"do": "refresh"})
    assert sent == [{"is": "notice", "text": "The service can't be reached just now."}]
    assert page.widget.view == before


@pytest.mark.parametrize(
    "content", [None, 7, "show", [], {}, {"do": 3}, {"do": "drop"}, {"do": "show", "priority": {}}]
)
def test_a_message_that_makes_no_sense_changes_nothing(content: Any) -> None:
    page, _, _ = opened(broken_plan())
    before = page.widget.view
    forged(page.widget, content)
    assert page.widget.view == before


def test_nothing_private_is_in_the_widget() -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()
    page, _, _ = opened(plan)
    assert CANARY not in json.dumps(page.widget.get_state(), default=str)


def test_each_opening_reads_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = Plans(make.plan())
    monkeypatch.setenv("SEF2SI_URN", make.URN)
    assert open_dashboard(plans).view["choices"] == ()  # type: ignore[arg-type]
    plans.plan = broken_plan()
    assert len(open_dashboard(plans).view["choices"]) == 4  # type: ignore[arg-type]


def test_without_a_school_it_says_what_to_do() -> None:
    with pytest.raises(NotFound, match="Which school"):
        open_dashboard()


def test_a_kernel_of_the_dashboard_loads_neither_plotly_nor_pandas_nor_a_database() -> None:
    code = (
        "import sys, sef2si.widgets.dashboard, sef2si.dashboards.school; "
        "print([m for m in ('plotly','pandas','sqlalchemy','fastapi','xlsxwriter','openpyxl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
