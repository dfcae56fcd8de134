"""On paper: every card of a step and every part of the dashboard, folded away or not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from sef2si.journey import JOURNEY
from tests.browser.visiting import Standing, visit

pytestmark = pytest.mark.browser

URN = "900001"
# A governor's plan is the same here, and no test changes what a governor may see while this one reads it.
READER = "Ruth Pemberton"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def printed(page: Page) -> str:
    """What is on the paper when the page is really printed; the page afterwards is as it was."""
    page.emulate_media(media="print")
    page.evaluate(
        "() => { window.addEventListener('beforeprint', () => { window.paper = document.body.innerText; }); }"
    )
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    return words(str(page.evaluate("() => window.paper")))


def test_each_step_of_the_workbook_prints_all_its_cards(browser: Browser, house: Standing) -> None:
    with visit(browser, house, "Adaeze Okafor") as at:
        at.open(f"/schools/{URN}/workbook#school")
        missing: dict[str, list[str]] = {}
        for step in JOURNEY:
            at.go(step.key)
            plan = house.plan(URN)
            paper = printed(at.page)
            assert at.page.locator("details.card[open] .paper").count() == 0
            expected = [
                words(str(value))
                for section in step.sections
                for record in plan.records(section.kind)
                if section.only(record)
                for field in section.fields
                for value in [getattr(record, field.name)]
                if field.kind in ("line", "text") and field.name != "framework" and value
            ]
            assert len(expected) > 1 or step.key == "judgements"
            if lost := [text for text in expected if text not in paper]:
                missing[step.key] = lost
        assert missing == {}


def test_the_dashboard_prints_every_part_open(browser: Browser, house: Standing) -> None:
    with visit(browser, house, READER) as at:
        at.open(f"/schools/{URN}/dashboard")
        headings = at.page.locator("main h2").all_inner_texts()
        at.page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        parts = at.page.locator("main .tile b, main td, main .panel .how p, main .missing li")
        everything = [words(text) for text in parts.all_inner_texts() if text.strip()]
        at.page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = false; })")
        paper = printed(at.page)
        assert [text for text in [*headings, *everything] if text not in paper] == []
        assert (len(headings) >= 6, len(everything) > 100) == (True, True)
        assert at.page.locator("main details[open]").count() == 0
        assert "Bring up to date" not in paper
        expect(at.page.get_by_role("button", name="Bring up to date")).to_be_visible()
