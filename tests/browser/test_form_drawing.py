"""The form in Chromium as people use it: cards, kinds of field, keyboard, readers, paper, and axe-core."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Axe, box, card, edits, heard, open_card, open_form, said

pytestmark = pytest.mark.browser


def test_add_opens_the_new_card_at_its_first_field(page: Page) -> None:
    open_form(page)
    page.get_by_role("button", name="Add a priority").click()
    expect(card(page, "New priority").get_by_label("What must improve?")).to_be_focused()


def test_add_inside_a_card(page: Page) -> None:
    open_form(page)
    open_card(page)
    page.get_by_role("button", name="Add a success criterion").click()
    expect(box(page, "What will be seen?")).to_be_focused()
    assert heard(page, "add")[0]["parent"] == "p1"


def test_remove_asks_in_place_and_leaves_the_focus_somewhere_sensible(page: Page) -> None:
    open_form(page)
    opened = open_card(page, "French")
    remove = opened.locator("[data-act=remove]")
    remove.click()
    expect(opened).to_contain_text("Remove this priority? Undo brings it back.")
    page.keyboard.press("Escape")
    expect(remove).to_be_focused()
    assert heard(page, "remove") == []
    remove.click()
    page.keyboard.press("Enter")
    expect(page.locator("details.card").filter(has_text="French")).to_have_count(0)
    expect(card(page, "Reading fluency").locator("> summary")).to_be_focused()


def test_move_keeps_the_focus_and_says_the_place(page: Page) -> None:
    open_form(page)
    opened = open_card(page)
    down = opened.locator("[data-act=down]")
    down.focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Moved to place 2 of 3")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Moved to place 3 of 3")
    expect(down).to_be_focused()
    expect(down).to_have_attribute("aria-disabled", "true")
    titles = page.locator("details.card:not(.inner) > summary .h3").all_inner_texts()
    assert [title.split()[0] for title in titles] == ["Reading", "French", "Calm"]


def test_press_that_asks_first(page: Page) -> None:
    open_form(page)
    opened = open_card(page)
    press = opened.get_by_role("button", name="Add a point to it")
    press.click()
    page.keyboard.press("Escape")
    expect(press).to_be_focused()
    press.click()
    page.get_by_label("Lunchtimes").check()
    page.get_by_role("button", name="Choose", exact=True).click()
    expect(opened.locator(".told")).to_have_text("That point has gone.")
    assert [message["choice"] for message in heard(page, "press")] == ["b"]


def test_undo_hint_and_history(page: Page) -> None:
    open_form(page)
    opened = open_card(page)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    opened.get_by_role("button", name="Ignore").click()
    expect(page.locator(".nudge")).to_have_count(0)
    expect(box(page, "Led by")).to_be_focused()
    expect(undo).not_to_have_attribute("aria-disabled", "true")
    undo.click()
    expect(said(page)).to_have_text("Taken back")
    opened.locator("[data-act=history]").click()
    expect(opened.locator(".history")).to_contain_text("changed “Target” from 70% to 75%")


def test_missing_thing_opens_where_it_is_mended_even_in_another_step(page: Page) -> None:
    open_form(page)
    links = page.locator(".missing a")
    links.nth(0).click()
    expect(card(page, "Reading fluency").get_by_label("Target")).to_be_focused()
    links.nth(1).click()
    expect(box(page, "How many people?")).to_be_focused()
    assert page.evaluate("location.hash") == "#needs/needs/n1/people"


def test_back_goes_to_the_step_before(page: Page) -> None:
    open_form(page, fragment="#priorities")
    page.get_by_role("link", name="Next: Who needs to learn what?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs to learn what?")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What matters most?")


def test_kinds_of_field(page: Page) -> None:
    open_form(page)
    opened = open_card(page)
    opened.get_by_text("More (3 filled in)").click()
    opened.get_by_label("Can wait").check()
    opened.get_by_label("Achievement").check()
    opened.get_by_label("Yes", exact=True).check()
    opened.get_by_label("Cost").fill("250")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Saved 10:32")
    opened.get_by_text("More (5 filled in)").wait_for()
    opened.get_by_role("button", name="Clear").click()
    expect(said(page)).to_have_text("Saved 10:32")
    assert edits(page) == [
        ("urgency", "can_wait"),
        ("areas", ["Achievement", "Inclusion"]),
        ("shared", "yes"),
        ("cost", "250"),
        ("urgency", ""),
    ]


def test_links_with_context_filter_and_make(page: Page) -> None:
    open_form(page, fragment="#needs")
    opened = open_card(page, "Lunchtime supervisors")
    opened.get_by_label("Who?").select_option("Governors")
    opened.get_by_label("Reading fluency in Year 3").check()
    opened.get_by_text("More").click()
    opened.get_by_label("Find in this list").fill("priority 2")
    assert opened.locator(".options.long .option:visible").count() == 5
    opened.get_by_label("Need 3for").check()
    opened.get_by_role("button", name="Make a new priority").click()
    expect(said(page)).to_have_text("Saved 10:32")
    assert edits(page) == [("group", "Governors"), ("priority", "p2"), ("after", ["n12"])]
    assert [message["field"] for message in heard(page, "make")] == ["priority"]


def test_by_keyboard_alone(page: Page) -> None:
    open_form(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main#main")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page, "Calm behaviour")).to_have_attribute("open", "")
    expect(box(page, "Led by")).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(box(page, "Led by")).to_be_focused()
    page.keyboard.type("B. Shah")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Saved 10:32")


def test_reader_gets_text_and_no_buttons_that_change(page: Page) -> None:
    open_form(page, query="?read")
    opened = open_card(page)
    expect(opened.locator("dl").first).to_contain_text("Target: 75%")
    assert page.locator("input, textarea, select").count() == 0
    assert page.locator("main button:visible").evaluate_all("all => all.map(each => each.dataset.act)") == ["close"]


def test_of_76_priorities_only_the_open_one_draws_its_fields(page: Page) -> None:
    """003-10: one school had 76 priorities."""
    open_form(page, query="?many")
    assert page.locator("details.card").count() == 76
    assert page.locator("main input, main textarea").count() == 0
    page.evaluate("document.querySelectorAll('details.card')[40].open = true")
    expect(page.locator("main details.card[open]")).to_have_count(1)
    expect(page.locator("main .field")).not_to_have_count(0)
    assert (
        page.evaluate("new Set([...document.querySelectorAll('main .field')].map(e => e.closest('details.card'))).size")
        == 1
    )


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, axe: Axe, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    open_form(page)
    opened = open_card(page)
    opened.locator(".more > summary").click()
    opened.locator("details.inner > summary").click()
    for label, typed in (("Now", "bad"), ("Target", "clash")):
        box(page, label).fill(typed)
        page.keyboard.press("Tab")
    expect(page.locator(".conflict")).to_be_visible()
    opened.locator("[data-act=history]").first.click()
    opened.locator("[data-act=remove]").last.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_when_away_or_in_lists(page: Page, axe: Axe) -> None:
    open_form(page, fragment="#needs")
    opened = open_card(page, "Lunchtime supervisors")
    opened.get_by_text("More").click()
    page.evaluate("kernel.silent = true")
    box(page, "How many people?").fill("12")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_be_visible(timeout=15_000)
    assert axe(page) == []


def test_axe_does_find_what_is_planted(page: Page, axe: Axe) -> None:
    open_form(page)
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert [each["rule"] for each in axe(page)] == ["label"]


def test_targets_are_large_enough(page: Page) -> None:
    open_form(page)
    opened = open_card(page)
    opened.locator(".more > summary").click()
    small = page.locator("button:visible, input:visible, summary:visible").evaluate_all(
        "all => all.filter(each => { const { width, height } = each.getBoundingClientRect();"
        "return width < 24 || height < 24; }).map(each => each.outerHTML)"
    )
    assert small == []


def test_on_paper_every_card_is_text(page: Page) -> None:
    open_form(page)
    page.evaluate(
        "addEventListener('beforeprint', () => { window.paper = document.querySelector('main').innerText; "
        "window.shown = [...document.querySelectorAll('.paper')].map(each => each.innerText); })"
    )
    page.emulate_media(media="print")
    page.pdf()
    assert "Only 45% of pupils said" in page.evaluate("paper")
    assert len(page.evaluate("shown")) == 3
    assert page.locator("details.card[open], .paper").count() == 0
