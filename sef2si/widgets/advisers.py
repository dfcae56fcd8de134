"""The first view of an adviser as one widget: what matters now, then every school as far as it shares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import traitlets

from sef2si.advice.costs import plain, pounds
from sef2si.domain.advising import Matter, MatterSort, Overview, SchoolLine
from sef2si.domain.cycle import written
from sef2si.domain.sharing import Level
from sef2si.errors import Sef2siError
from sef2si.gateway.protocol import Gateway
from sef2si.journey import JOURNEY
from sef2si.widgets.chart import Drawn
from sef2si.widgets.opening import opening_for_many
from sef2si.widgets.talks import ACTS, Talking, refused

Json = dict[str, Any]

_STEPS = tuple(step.key for step in JOURNEY)
FILES = (
    ("spreadsheet", "xlsx"),
    ("CSV for Excel", "csv-excel"),
    ("CSV for programs", "csv"),
    ("page to print", "html"),
)


def open_advisers(gateway: Gateway | None = None) -> Advisers:
    """The schools of an adviser, ready to show; each call asks anew.

    In a served page everything comes from the kernel's environment; in JupyterLab pass a gateway. Raises ``NotFound``
    where there is none.
    """
    door, served = opening_for_many(gateway)
    return AdvisersPage(door, served=served).widget


class Advisers(Drawn):
    """Draws a ``view``: lines of what matters, and a row a school; ``talks`` of one school come when it is opened."""

    file = "advisers.js"
    looks = "advisers.css"
    view = traitlets.Dict().tag(sync=True)


class AdvisersPage:
    """Answers the page's messages. The day is the service's: a page left open over night shows the new one."""

    def __init__(self, gateway: Gateway, *, served: bool = False) -> None:
        self._gateway = gateway
        self._served = served
        self._talking: dict[str, Talking] = {}
        self._shown = view(gateway.overview(), served=served)
        self.widget = Advisers(view=self._shown)
        self.widget.on_message(self.receive)

    def receive(self, message: Json) -> None:
        """``refresh``, ``look`` (at schools), ``open`` (one school's threads), and what is said in them."""
        try:
            self._do(message)
        except Sef2siError as error:
            self.widget.send(refused(error, message))

    def _do(self, message: Json) -> None:
        urn = str(message.get("urn", ""))
        if message["do"] == "refresh":
            self._redraw(f"Up to date at {datetime.now().astimezone():%H:%M}")
        elif message["do"] == "look" and isinstance(message.get("urns"), list):
            self._gateway.look([str(each) for each in message["urns"]])
            self._redraw("Marked as seen")
        elif message["do"] == "open":
            self._of(urn).load()
            self._say_talks(urn)
        elif message["do"] in ACTS:
            said = self._of(urn).act(message)
            self.widget.send({"is": "talked", "id": str(message.get("id", ""))})
            self._say_talks(urn)
            self._redraw(said)

    def _of(self, urn: str) -> Talking:
        if urn not in self._talking:
            self._gateway.talks(urn)  # whoever has no part in them is told so
            self._talking[urn] = Talking(self._gateway, urn)
        return self._talking[urn]

    def _say_talks(self, urn: str) -> None:
        self.widget.send({"is": "talks", "urn": urn, "talks": self._of(urn).view()})

    def _redraw(self, said: str) -> None:
        """Rows that are other than before go to the page, which keeps the rest: 500 schools are a quarter of a MB."""
        fresh = view(self._gateway.overview(), served=self._served)
        before = {row["urn"]: row for row in self._shown["rows"]}
        changed = [row for row in fresh["rows"] if before.get(row["urn"]) != row]
        order = [row["urn"] for row in fresh["rows"]]
        self._shown = fresh
        rest = {name: fresh[name] for name in ("today", "matters")}
        self.widget.send({"is": "patch", "order": order, "rows": changed, "say": said, **rest})


def view(found: Overview, *, served: bool) -> Json:
    """All of the page as JSON."""
    return {
        "today": f"{found.today:%A} {written(found.today)}",
        "matters": [_matter(each) for each in found.matters],
        "rows": [row(line, found.today, served=served) for line in found.schools],
        "files": [{"text": text, "href": f"/advisers/schools.{form}"} for text, form in (FILES if served else ())],
    }


def _matter(matter: Matter) -> Json:
    shown = matter.model_dump(mode="json")
    label = "Overdue" if matter.is_late else _LABELS[matter.sort]
    return {**shown, "label": label}


_LABELS = {
    MatterSort.WAITING: "For you",
    MatterSort.PROMISED: "Promised",
    MatterSort.CHANGED: "Changed",
    MatterSort.NEW: "New",
}


def row(line: SchoolLine, today: date, *, served: bool) -> Json:
    """One school: what its cells say, and in ``by`` what it is sorted by. Blank where it shares no such thing."""
    summary = line.summary
    shares = summary.level is not Level.OFF
    age = (today - summary.sef_on).days if summary.sef_on else None
    is_full = served and summary.level is Level.FULL
    return {
        "urn": summary.urn,
        "name": summary.name,
        "level": summary.level.value,
        "href": f"/schools/{quote(summary.urn)}/dashboard" if is_full else "",
        "phase": summary.phase.label if summary.phase else "",
        "fsm": f"{plain(summary.fsm_percent)}%" if summary.fsm_percent is not None else "",
        "step": summary.step_title,
        "steps": f"{summary.steps_done} of {summary.steps} with nothing missing" if shares else "",
        "links": (f"{summary.links_in_place} of {summary.links}" if summary.links else "no chain yet")
        if shares
        else "",
        "worst": f"{summary.worst_break} ({summary.breaks})" if summary.breaks else "",
        "live": str(summary.live_priorities) if shares else "",
        "themes": ", ".join(each.label for each in summary.themes),
        "sef": _age(age),
        "overdue": str(summary.checks_overdue) if shares else "",
        "money": pounds(summary.money_per_head) if summary.money_per_head is not None else "",
        "hours": plain(summary.hours_per_head) if summary.hours_per_head is not None else "",
        "waiting": line.waiting,
        "asked": line.asked,
        "promised": line.promised,
        "looked": written(line.looked_on) if line.looked_on else "",
        "changes": list(line.changes),
        "by": {
            "fsm": _number(summary.fsm_percent),
            "step": _STEPS.index(summary.step) if summary.step in _STEPS else None,
            "links": summary.links_in_place / summary.links if summary.links else None,
            "live": summary.live_priorities if shares else None,
            "sef": age,
            "overdue": summary.checks_overdue if shares else None,
            "money": _number(summary.money_per_head),
            "hours": _number(summary.hours_per_head),
        },
    }


def _number(amount: Any) -> float | None:
    return None if amount is None else float(amount)


def _age(days: int | None) -> str:
    """``"today"``, ``"12 days"``, ``"5 months"``: how long ago the SEF was last worked on."""
    if days is None:
        return ""
    if days < 1:
        return "today"
    if days < 62:
        return "1 day" if days == 1 else f"{days} days"
    return f"{round(days / 30.4)} months"
