"""Issue 3: a framework of the school’s own, and a crosswalk to it, until what was judged is carried and reviewed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.served import act_as, demo
from tests.browser.visiting import HEADS

pytestmark = pytest.mark.browser
__all__ = ["Axe", "inspect"]

URN = "900003"


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    page.wait_for_load_state()


def choose(page: Page, box: str, file: Path, button: str) -> None:
    page.set_input_files(box, file)
    page.get_by_role("button", name=button).click()


def drawn(page: Page) -> None:
    page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)


def saved(page: Page) -> None:
    expect(page.locator("p.state[data-state=saved]")).to_have_count(1)


def test_a_framework_is_brought_chosen_and_what_was_judged_is_carried_to_it(
    browser: Browser, inspect: Inspection, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    with demo(tmp_path) as address:
        act_as(page, address, HEADS[URN])
        page.goto(f"{address}/schools/{URN}/bring")
        page.get_by_role("link", name="Bring a framework of your own").click()
        heading(page, "Frameworks you can use")
        inspect.look(page, "frameworks, none yet")

        # The examples, as they are.
        for link, name in (("framework", "Our values.csv"), ("crosswalk", "Crosswalk to our values.csv")):
            with page.expect_download() as download:
                page.locator(f"a[href$='examples/{link}.csv']").click()
            assert download.value.suggested_filename == name
            download.value.save_as(tmp_path / name)

        (tmp_path / "broken.csv").write_text("area,grades\nKindness,Good\n", encoding="utf-8")
        choose(page, "#framework", tmp_path / "broken.csv", "Look at the framework")
        expect(page.get_by_role("alert")).to_contain_text("row 2, column B: one grade is no scale.")
        expect(page.get_by_role("alert")).to_be_focused()
        inspect.look(page, "refused")

        choose(page, "#framework", tmp_path / "Our values.csv", "Look at the framework")
        heading(page, "What Our values.csv would do")
        inspect.look(page, "preview of a framework")
        page.get_by_role("button", name="Bring it in").click()
        heading(page, "It is there")
        inspect.look(page, "framework there")

        # Chosen in the workbook.
        page.get_by_role("link", name="“Our school”").click()
        drawn(page)
        box = page.get_by_label("Evaluation framework")
        expect(box).to_be_focused()
        box.select_option("Our values")
        page.keyboard.press("Tab")
        saved(page)

        # A crosswalk to it; and it can't be taken from under the plan any more.
        page.goto(f"{address}/schools/{URN}/frameworks")
        page.get_by_role("button", name="Remove Our values").click()
        expect(page.get_by_role("alert")).to_contain_text("please choose another there first. Nothing was changed.")
        inspect.look(page, "in use")
        choose(page, "#crosswalk", tmp_path / "Crosswalk to our values.csv", "Look at the crosswalk")
        heading(page, "What Crosswalk to our values.csv would do")
        expect(page.get_by_role("heading", name="These stay behind")).to_be_visible()
        inspect.look(page, "preview of a crosswalk")
        page.get_by_role("button", name="Bring it in").click()
        heading(page, "It is there")
        inspect.look(page, "crosswalk there")

        # What was judged under the other is carried on, to be reviewed.
        page.get_by_role("link", name="“Where are we?”").click()
        drawn(page)
        heading(page, "Where are we?")
        earlier = page.locator("[data-card='judgements/inclusion'], [data-card$='ofsted_2025.inclusion']").first
        earlier.locator("summary").first.click()
        earlier.get_by_role("button", name="Carry to Kindness and belonging").click()
        saved(page)
        carried = page.locator(f"[data-card='judgements/our_values_{URN}.kindness_and_belonging']")
        expect(carried).to_contain_text("Please review")
        expect(carried).to_contain_text("Pupils who use a communication aid wait too long")
        missing = page.get_by_role("listitem").filter(has_text="Kindness and belonging, carried from Inclusion on ")
        expect(missing).to_contain_text("please review.")
        page.goto("about:blank")
    context.close()
    assert wrong == []
