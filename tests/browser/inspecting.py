"""Looks at states of pages as axe-core and a narrow screen see them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Page


class Axe(Protocol):
    """What is wrong with a page, by all rules or by these."""

    def __call__(self, page: Page, *rules: str) -> list[dict[str, Any]]: ...


COLOURS = ("color-contrast", "link-in-text-block")  # the rules that the dark can break
WIDE, PHONE, SMALL = 1280, 375, 320
# What sticks out to the right, without what stands in a box that scrolls by itself.
_TOO_WIDE = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const edge = document.documentElement.clientWidth + 1;
  const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > edge);
  const loose = out.filter((e) => !scrolls(e.parentElement));
  return [`${over} px`, ...loose.slice(-3).map((e) => e.outerHTML.slice(0, 120))];
}"""


def too_wide(page: Page) -> list[str]:
    """What sticks out once charts have followed the screen, which takes them a tenth of a second."""
    deadline = time.monotonic() + 3
    while (found := page.evaluate(_TOO_WIDE)) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return list(found)


class Inspection:
    """Looks at states of pages, and keeps what is wrong with each."""

    def __init__(self, axe: Axe) -> None:
        self.axe = axe
        self.wrong: dict[str, Any] = {}
        self.looked: list[str] = []

    def look(self, page: Page, state: str, *, dark: bool = False) -> None:
        """At each width, and with ``dark`` at its colours in the dark too."""
        for width in (WIDE, PHONE, SMALL):
            page.set_viewport_size({"width": width, "height": 900})
            found: dict[str, Any] = {}
            if width != WIDE and (sticking := too_wide(page)):
                found["too wide"] = sticking
            if width != SMALL and (violations := self.axe(page)):
                found["axe"] = violations
            if found:
                self.wrong[f"{state} at {width}"] = found
            self.looked.append(f"{state} at {width}")
        page.set_viewport_size({"width": WIDE, "height": 900})
        if dark:
            page.emulate_media(color_scheme="dark")
            if violations := self.axe(page, *COLOURS):
                self.wrong[f"{state} in the dark"] = {"axe": violations}
            page.emulate_media(color_scheme="light")
            self.looked.append(f"{state} in the dark")


@pytest.fixture
def inspect(axe: Axe) -> Iterator[Inspection]:
    inspection = Inspection(axe)
    yield inspection
    assert inspection.wrong == {}, json.dumps(inspection.wrong, indent=1)
    assert len(set(inspection.looked)) == len(inspection.looked) > 0
