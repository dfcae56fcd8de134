"""Opens the form in Chromium with a scripted kernel in place of the real one (form_harness/)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Locator, Page, Route

from sef2si.widgets import form

SITE = "http://form.test"
FOLDERS = {"/harness/": Path(__file__).parent / "form_harness", "/assets/": Path(form.__file__).parent}
Axe = Callable[[Page], list[dict[str, Any]]]


def answer(route: Route) -> None:
    path = urlparse(route.request.url).path
    if path == "/one.js":
        route.fulfill(body=form.one_module(), content_type="text/javascript")
        return
    for prefix, folder in FOLDERS.items():
        file = folder / (path.removeprefix(prefix) or "index.html")
        if path.startswith(prefix) and file.is_file():
            route.fulfill(path=file)
            return
    route.fulfill(status=404)


def open_form(page: Page, *, query: str = "", fragment: str = "") -> None:
    page.route("**/*", answer)
    page.goto(f"{SITE}/harness/{query}{fragment}")
    page.wait_for_selector("[data-sef2si-ready]")
    page.wait_for_timeout(30)


def card(page: Page, title: str) -> Locator:
    return page.locator("details.card").filter(has=page.locator("summary", has_text=title)).first


def open_card(page: Page, title: str = "Calm behaviour") -> Locator:
    found = card(page, title)
    found.locator("> summary").click()
    return found


def box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True).first


def heard(page: Page, do: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("what => kernel.heard.filter(message => message.do === what)", do)
    return found


def edits(page: Page) -> list[tuple[str, Any]]:
    return [(message["field"], message["typed"]) for message in heard(page, "edit")]


def said(page: Page) -> Locator:
    return page.locator(".state")
