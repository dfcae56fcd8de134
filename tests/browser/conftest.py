"""Chromium for the tests that need a browser. Nothing here leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.inspecting import Axe
from tests.browser.visiting import Standing, standing

expect.set_options(timeout=20_000)  # a busy machine is slow, and that is no fault of the page

_FOUND = """options => axe.run(options).then(found => found.violations.map(each => (
  { rule: each.id, help: each.help, where: each.nodes.map(node => node.html.slice(0, 200)) }
)))"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: Playwright's loop in this thread would be in the way of other tests that need one."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """One demo for all modules, whose tests leave it standing."""
    with standing(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of a fresh context, 1280 by 900, whose errors fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> Axe:
    """``axe(page)``: what axe-core finds against WCAG 2.0 to 2.2, A and AA; each finding with the elements it means.

    With ``rules``, these alone.
    """

    def violations(page: Page, *rules: str) -> list[dict[str, Any]]:
        if not page.evaluate("'axe' in window"):  # half a megabyte of script, once for a page
            page.evaluate(AXE_SCRIPT)
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
        found: list[dict[str, Any]] = page.evaluate(_FOUND, {"runOnly": only, "resultTypes": ["violations"]})
        return found

    return violations
