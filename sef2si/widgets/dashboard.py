"""The dashboard of one school as one widget: the kernel computes, the browser draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import traitlets

from sef2si.dashboards.school import school_dashboard
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan
from sef2si.errors import Sef2siError
from sef2si.gateway.protocol import Gateway
from sef2si.journey import step_of
from sef2si.widgets.chart import Drawn
from sef2si.widgets.opening import opening

ASKING = "Each row and box opens its record in the plan: there you can ask about it, or leave a word of praise."
DOWNLOADS = (
    ("spreadsheet", "/map.xlsx"),
    ("CSV for Excel", "/map.csv-excel"),
    ("page to print on A3", "/map.html"),
    ("picture", "/map.svg"),
    ("all documents", ""),
)


def open_dashboard(gateway: Gateway | None = None, urn: str | None = None, year: str | None = None) -> Dashboard:
    """The dashboard of one school, ready to show; each call reads the plan anew.

    In a served page everything comes from the kernel's environment; in JupyterLab pass a gateway and a URN.
    Raises ``NotFound`` where no school is named.
    """
    door = opening(gateway, urn, year)
    return DashboardPage(door.gateway, door.urn, door.year, served=door.served).widget


class Dashboard(Drawn):
    """Draws a ``view``: ``dashboards.panels.Dashboard`` as JSON, with the addresses of the page around it."""

    file = "dashboard.js"
    view = traitlets.Dict().tag(sync=True)


class DashboardPage:
    """Answers a dashboard's messages. ``today`` is passed in so that tests can choose the day."""

    def __init__(
        self,
        gateway: Gateway,
        urn: str,
        year: str | None = None,
        *,
        served: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._gateway = gateway
        self._urn = urn
        self._year = year
        self._served = served
        self._today = today
        self._plan = gateway.load(urn, year)
        self._is_adviser = may(gateway.person(), Deed.ASK, urn)
        if self._is_adviser:
            gateway.look([urn])
        self.widget = Dashboard(view=self._view(""))
        self.widget.on_message(self.receive)

    def receive(self, message: dict[str, Any]) -> None:
        """``show`` narrows to a priority; ``refresh`` reads the plan anew first. A refusal is said on the page."""
        if message["do"] not in ("show", "refresh"):
            return
        try:
            if message["do"] == "refresh":
                self._plan = self._gateway.load(self._urn, self._year)
            view = self._view(str(message.get("priority") or ""))
        except Sef2siError as error:
            self.widget.send({"is": "notice", "text": error.sentence})
            return
        self.widget.view = view
        self.widget.send({"is": "fresh", "text": self._said(message["do"], view)})

    def _said(self, deed: str, view: dict[str, Any]) -> str:
        if deed == "refresh":
            return f"Up to date at {datetime.now().astimezone():%H:%M}"
        return f"Showing {dict(view['choices']).get(view['priority'], 'the whole plan')}"

    def _view(self, priority: str) -> dict[str, Any]:
        plan: Plan = self._plan
        root = f"/schools/{quote(plan.urn)}"
        year = f"year={quote(self._year)}" if self._year else ""
        workbook = f"{root}/workbook{year and '?' + year}"

        def href(kind: str, record_id: str) -> str:
            return f"{workbook}#{step_of(kind).key}/{kind}/{quote(record_id, safe='')}"

        view = school_dashboard(plan, self._today(), priority, href if self._served else None).to_json()
        for step in view["steps"]:
            step["href"] = f"{workbook}#{step['key']}" if self._served else ""
        view["note"] = ASKING if self._served and self._is_adviser else ""
        view["downloads"] = [
            {"text": text, "href": f"{root}/documents{file}{year and '?' + year}"}
            for text, file in (DOWNLOADS if self._served else ())
        ]
        return view
