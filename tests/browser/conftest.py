"""Chromium for the tests that need a browser. Nothing here leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.visiting import Standing, standing

expect.set_options(timeout=20_000)  # a busy machine is slow, and that is no fault of the page

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
def axe() -> Callable[[Page], list[dict[str, Any]]]:
    """``axe(page)``: what axe-core finds against WCAG 2.0 to 2.2, A and AA; each finding with the elements it means."""
    tester = Axe()

    def violations(page: Page) -> list[dict[str, Any]]:
        found = tester.run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
        return [
            {"rule": each["id"], "help": each["help"], "where": [node["html"][:200] for node in each["nodes"]]}
            for each in found.response["violations"]
        ]

    return violations
