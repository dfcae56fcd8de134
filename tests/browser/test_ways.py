"""Issue 5: an unmet need of the comprehensive met by keyboard alone; a catalogue and a menu looked at first."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.keyboard import Keyboard
from tests.browser.served import act_as, demo

pytestmark = pytest.mark.browser
__all__ = ["Axe", "inspect"]

URN = "900002"
BROKEN = "Title,Hours\n" + "".join(f"Course {n},many\n" for n in range(40))


def test_a_cpd_leader_weighs_the_ways_chooses_one_and_takes_it_back(
    browser: Browser, inspect: Inspection, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    with demo(tmp_path) as address:
        act_as(page, address, "Fiona Abernathy")
        page.goto(f"{address}/schools/{URN}/workbook#activities/activities/activity.cover-staff-routines")
        page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
        card = page.locator("[data-card='activities/activity.cover-staff-routines']")
        expect(card.locator(".waysof > .ways > .way")).to_have_count(3)
        expect(card).to_contain_text("led by two colleagues")
        inspect.look(page, "three ways")

        keys = Keyboard(page)
        keys.enter("Why, and what it takes")
        expect(card.locator(".facts").first).to_contain_text("True cost")
        keys.enter("All ")
        expect(card.locator(".all .way").nth(5)).to_be_visible()
        every = card.locator(".all .way").count()
        inspect.look(page, "all ways with their reasons")
        keys.tab_to("need no cover")
        page.keyboard.press("Space")
        expect(card.locator(".all [role=status]")).to_contain_text("a way of which we do not know it is left out")
        assert 0 < card.locator(".all .way").count() < every
        keys.type("could change practice by", "soonish")
        page.keyboard.press("Tab")
        expect(card.locator(".all [role=status]")).to_contain_text("“soonish” is not a date we can read.")
        inspect.look(page, "a filter that can't be read")

        keys.enter("Choose this", back=True)
        expect(page.locator("p.state")).to_contain_text("Chosen and written down. Undo takes it back.")
        expect(card.locator(".waysof")).to_be_hidden()
        expect(card.locator("[data-field=what] :is(input, textarea)").first).to_be_focused()
        expect(card.locator("summary").first).not_to_contain_text("How will they learn it?")
        inspect.look(page, "chosen")
        keys.enter("Undo", back=True)
        expect(card.locator(".waysof > .ways > .way")).to_have_count(3)

        # A catalogue with 40 broken rows, all named; and one that is whole.
        (tmp_path / "broken.csv").write_text(BROKEN, encoding="utf-8")
        page.goto(f"{address}/schools/{URN}/catalogue")
        inspect.look(page, "a catalogue to choose")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download one to start from").click()
        download.value.save_as(tmp_path / "whole.csv")
        page.set_input_files("#file", tmp_path / "broken.csv")
        page.get_by_role("button", name="Read the file").click()
        expect(page.get_by_role("alert")).to_contain_text("40 rows can’t be kept as they are, so nothing was imported.")
        expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(40)
        inspect.look(page, "40 broken rows")
        page.goto(f"{address}/schools/{URN}/catalogue")
        page.set_input_files("#file", tmp_path / "whole.csv")
        page.get_by_role("button", name="Read the file").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What whole.csv holds")
        inspect.look(page, "a whole catalogue")
        page.get_by_role("button", name="Bring them in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("It is in your plan")

        page.goto(f"{address}/schools/{URN}/menu")
        inspect.look(page, "the menu")
        page.goto(f"{address}/schools/{URN}/dashboard")
        page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
        expect(page.get_by_role("heading", name="Ways to learn, for needs not met yet")).to_be_visible()
        page.goto("about:blank")
    context.close()
    assert wrong == []
