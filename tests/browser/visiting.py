"""People at the real server: who they are, what their browser asked for, and the server and kernels behind the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from sef2si.documents.gias import Report, read_register
from sef2si.documents.samples import read_people
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.gateway.local import LocalGateway
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from tests import gias
from tests.browser.served import act_as, demo, open_page
from tests.databases import new_file

HEADS = {
    "900001": "Adaeze Okafor",
    "900002": "Idris Whitcombe",
    "900003": "Miriam Delacourt",
    "900004": "Ria Vantongeren",
}
FRESH = "900101"
FRESH_HEAD = f"Head of {gias.PRIMARY['EstablishmentName']}"
HERE = {"127.0.0.1"}


@dataclass(frozen=True)
class Standing:
    """A demo that stands, and its database as another program sees it."""

    address: str
    planner: Planner

    def gateway(self, name: str) -> LocalGateway:
        return LocalGateway(self.planner, person(name))

    def plan(self, urn: str) -> Plan:
        """The whole plan as it is kept."""
        return self.gateway(HEADS[urn]).load(urn)

    @property
    def process(self) -> psutil.Process:
        """The server's process: the one of our children that listens on its port."""
        port = urlsplit(self.address).port
        for child in psutil.Process().children():
            if any(c.status == "LISTEN" and c.laddr.port == port for c in child.net_connections("tcp")):
                return child
        raise AssertionError("no child of ours is this server")

    def kernels(self) -> list[psutil.Process]:
        return [c for c in self.process.children(recursive=True) if any("ipykernel_launcher" in w for w in c.cmdline())]


def person(name: str) -> Person:
    return next(each for each in read_people() if each.name == name)


@contextmanager
def standing(folder: Path) -> Iterator[Standing]:
    """A demo on a database of its own, which holds the samples and a school just imported from a register."""
    url = f"sqlite:///{new_file(folder / 'plans.db')}"
    engine = open_engine(url)
    planner = Planner(engine)
    planner.import_schools(list(read_register(io.BytesIO(gias.extract()), "register.csv", Report())), "2026/27")
    with demo(folder, database=url) as address:
        yield Standing(address, planner)
    engine.dispose()


@dataclass
class Visit:
    """One person's browser. Whatever is not on this machine never answers, as a CDN that hangs."""

    house: Standing
    page: Page
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def hosts(self) -> set[str]:
        """Where requests and sockets of all pages went."""
        return {host for url in self.asked if (host := urlsplit(url).hostname)}

    def open(self, path: str) -> None:
        """A page with a kernel, drawn."""
        open_page(self.page, self.house.address, path)

    def plain(self, path: str) -> None:
        self.page.goto(f"{self.house.address}{path}")

    def go(self, where: str) -> None:
        """Another place of the workbook that is open: ``needs`` or ``needs/needs/an-id/what``."""
        self.page.evaluate("where => { location.hash = where }", where)
        step, _, rest = where.partition("/")
        expect(self.page.locator(f"nav.journey [aria-current=step][href^='#{step}']")).to_have_count(1, timeout=20_000)
        if rest:
            kind, record_id, *_ = rest.split("/")
            expect(self.page.locator(f"[data-card='{kind}/{record_id}']").first).to_have_attribute("open", "")

    def kernel(self) -> psutil.Process:
        """The kernel behind this page."""
        name = self.page.evaluate("() => window.jupyterapp.widgetManager.kernel.id")
        (found,) = [each for each in self.house.kernels() if any(str(name) in word for word in each.cmdline())]
        return found

    def card(self, kind: str, record_id: str) -> Locator:
        return self.page.locator(f"[data-card='{kind}/{record_id}']").first

    def box(self, where: str) -> Locator:
        """Go to a field; returns its box."""
        self.go(where)
        _, kind, record_id, name = where.split("/")
        found = (
            self.card(kind, record_id).locator(f"[data-field={name}]").first.locator("input, textarea, select").first
        )
        expect(found).to_be_focused()
        return found

    def said(self) -> Locator:
        """The line that says what is saved."""
        return self.page.locator("p.state [role=status]")

    def leave(self) -> None:
        """Leave the field, and wait for "Saved"."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator("p.state[data-state=saved]")).to_have_count(1, timeout=10_000)


def _never(route: Route) -> None:
    """A request that gets no answer."""


@contextmanager
def visit(browser: Browser, house: Standing, name: str = "", *, width: int = 1280, **how: str) -> Iterator[Visit]:
    """A browser of its own, signed in; fails in the end if a script failed or anything left this machine."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="en-GB", reduced_motion="reduce", **how
    )  # type: ignore[arg-type]
    context.route(lambda url: url.startswith("http") and urlsplit(url).hostname not in HERE, _never)
    one = Visit(house, context.new_page())
    context.on("request", lambda request: one.asked.append(request.url))
    context.on("weberror", lambda error: one.wrong.append(str(error.error)))
    context.on("page", lambda page: page.on("websocket", lambda socket: one.asked.append(socket.url)))
    one.page.on("websocket", lambda socket: one.asked.append(socket.url))
    try:
        if name:
            act_as(one.page, house.address, name)
        yield one
    finally:
        for page in context.pages:
            page.goto("about:blank")  # the page says goodbye, so that its kernel ends
        context.close()
    assert one.wrong == [], one.wrong
    assert one.hosts() <= HERE, one.hosts()
