"""The form in Chromium keeps what was typed: saving, refusals, conflicts, lost connections, drafts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import box, card, edits, heard, open_card, open_form, said

pytestmark = pytest.mark.browser


def test_first_message_names_the_step_of_the_address(page: Page) -> None:
    open_form(page, fragment="#needs")
    assert [message["step"] for message in heard(page, "ready")] == ["needs"]
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs to learn what?")
    assert page.title() == "Who needs to learn what? – Harbour View Primary School"
    expect(page.locator("[aria-current=step]")).to_contain_text("3 Who needs to learn what?")


def test_address_opens_card_and_field(page: Page) -> None:
    open_form(page, fragment="#priorities/priorities/p1/why")
    expect(box(page, "Why this, and why now?")).to_be_focused()


def test_joined_module_draws_the_same_form(page: Page) -> None:
    open_form(page, query="?one")
    open_card(page)
    expect(box(page, "What must improve?")).to_have_value("Calm behaviour at lunch and in corridors")


def test_saves_on_leaving_a_field_once(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").fill("B. Shah")
    expect(said(page)).to_have_text("Not saved yet")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Saved 10:32")
    assert edits(page) == [("lead", "B. Shah")]
    assert heard(page, "edit")[0]["seen"] == "A. Okafor"


def test_enter_saves_and_stays(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").fill("B. Shah")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Saved 10:32")
    expect(box(page, "Led by")).to_be_focused()


def test_saves_after_a_pause_in_typing(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").press_sequentially("!")
    page.wait_for_timeout(1500)
    assert edits(page) == []
    expect(said(page)).to_have_text("Saved 10:32", timeout=15_000)
    expect(box(page, "Led by")).to_be_focused()


def test_does_not_send_half_a_composed_word(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "か", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(2400)
    assert edits(page) == []
    client.send("Input.insertText", {"text": "書"})
    expect(said(page)).to_have_text("Saved 10:32", timeout=15_000)
    assert len(edits(page)) == 1


def test_looking_without_typing_sends_nothing(page: Page) -> None:
    open_form(page)
    open_card(page)
    for _ in range(12):
        page.keyboard.press("Tab")
    assert edits(page) == []


def test_date_is_shown_in_full_after_leaving_and_not_sent_again(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "By").fill("9/7/28")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Saved 10:32")
    expect(box(page, "By")).to_have_value("9/7/28")
    page.keyboard.press("Tab")
    expect(box(page, "By")).to_have_value("9 July 2028")
    box(page, "By").fill("9/7/29")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Saved 10:32")
    assert edits(page) == [("by", "9/7/28"), ("by", "9/7/29")]
    expect(page.locator(".conflict")).to_have_count(0)


def test_refusal_stands_beside_the_field_and_the_text_stays(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Target").fill("bad <img src=x onerror=alert(1)>")
    page.keyboard.press("Tab")
    target = box(page, "Target")
    expect(target).to_have_attribute("aria-invalid", "true")
    expect(target).to_have_value("bad <img src=x onerror=alert(1)>")
    described = target.get_attribute("aria-describedby") or ""
    assert "can’t be kept" in page.locator(f"#{described.split()[-1]}").inner_text()
    assert page.locator("img").count() == 0
    expect(said(page)).to_have_text("1 answer is not saved yet")
    target.fill("80%")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Saved 10:32")
    expect(target).not_to_have_attribute("aria-invalid", "true")


def test_several_refusals_are_listed_at_the_top_of_the_card(page: Page) -> None:
    open_form(page)
    open_card(page)
    for label in ("Now", "Target"):
        box(page, label).fill("bad")
        page.keyboard.press("Tab")
    expect(page.locator(".errors")).to_contain_text("2 answers are not saved yet")
    page.locator(".errors").get_by_role("link", name="Now").click()
    expect(box(page, "Now")).to_be_focused()


@pytest.mark.parametrize(("press", "kept"), [("Keep mine", "clash"), ("Use theirs", "Their words")])
def test_conflict_shows_both_texts_and_the_person_decides(page: Page, press: str, kept: str) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").fill("clash")
    page.keyboard.press("Tab")
    expect(page.locator(".conflict")).to_contain_text("B. Shah wrote:")
    expect(page.locator(".conflict blockquote")).to_have_text(["Their words", "clash"])
    page.get_by_role("button", name=press).click()
    expect(box(page, "Led by")).to_have_value(kept)
    expect(page.locator(".conflict")).to_have_count(0)
    expect(box(page, "Led by")).to_be_focused()
    assert [message["typed"] for message in heard(page, "keep_mine")] == (["clash"] if press == "Keep mine" else [])


def test_typing_on_in_a_conflict_sends_nothing_until_decided(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").fill("clash")
    page.keyboard.press("Tab")
    expect(page.locator(".conflict")).to_be_visible()
    box(page, "Led by").fill("mine in the end")
    page.keyboard.press("Tab")
    expect(page.locator(".conflict blockquote").last).to_have_text("mine in the end")
    assert [typed for _, typed in edits(page)] == ["clash"]


def others_write(page: Page, field: str, value: str) -> None:
    page.evaluate(
        "([field, value]) => { const it = kernel.find('priorities', 'p1'); it.card.values[field] = value;"
        "it.card.sub = 'changed by others'; kernel.patch(it.top); }",
        [field, value],
    )
    expect(card(page, "Calm behaviour").locator("> summary")).to_contain_text("changed by others")


def test_patch_leaves_focus_caret_and_half_typed_text(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").press_sequentially("abc")
    page.keyboard.press("ArrowLeft")
    others_write(page, "now", "44%")
    expect(box(page, "Now")).to_have_value("44%")
    expect(box(page, "Led by")).to_be_focused()
    page.keyboard.type("X")
    assert "abXc" in box(page, "Led by").input_value()


def test_others_words_under_mine_become_a_choice_not_a_loss(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").fill("mine")
    others_write(page, "lead", "theirs")
    expect(box(page, "Led by")).to_have_value("mine")
    page.keyboard.press("Tab")
    expect(page.locator(".conflict blockquote")).to_have_text(["theirs", "mine"])
    assert edits(page) == []


def test_others_words_in_a_box_only_looked_at_are_not_overwritten(page: Page) -> None:
    open_form(page)
    open_card(page)
    box(page, "Led by").focus()
    others_write(page, "lead", "theirs")
    page.keyboard.press("Tab")
    expect(box(page, "Led by")).to_have_value("theirs")
    assert edits(page) == []


def test_dead_kernel_says_so_within_2_s_and_saves_when_it_is_back(page: Page) -> None:
    page.clock.install()
    open_form(page)
    open_card(page)
    page.evaluate("kernel.silent = true")
    box(page, "Led by").fill("B. Shah")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.keyboard.press("Tab")
    page.clock.run_for(1000)
    assert said(page).text_content() == "Saving…"
    page.clock.run_for(999)
    expect(said(page)).to_have_text("Not saved, trying again")
    page.clock.resume()
    expect(page.get_by_role("alert")).to_contain_text("You can go on typing")
    box(page, "Now").fill("46%")
    page.keyboard.press("Tab")
    page.evaluate("kernel.silent = false")
    expect(said(page)).to_have_text("Saved 10:32", timeout=15_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("kernel.find('priorities', 'p1').card.values.lead") == "B. Shah"
    assert page.evaluate("kernel.find('priorities', 'p1').card.values.now") == "46%"
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_service_away_tries_again_by_itself(page: Page) -> None:
    open_form(page)
    open_card(page)
    page.evaluate("kernel.away = true")
    box(page, "Led by").fill("B. Shah")
    page.keyboard.press("Tab")
    expect(said(page)).to_have_text("Not saved, trying again", timeout=15_000)
    page.evaluate("kernel.away = false")
    expect(said(page)).to_have_text("Saved 10:32", timeout=15_000)


def test_what_is_done_once_is_never_sent_twice(page: Page) -> None:
    open_form(page)
    page.evaluate("kernel.silent = true")
    page.get_by_role("button", name="Add a priority").click()
    expect(said(page)).to_have_text("No answer yet", timeout=15_000)
    page.wait_for_timeout(2500)
    assert len(heard(page, "add")) == 1


def test_draft_survives_a_reload_and_is_offered_back(page: Page) -> None:
    open_form(page)
    open_card(page)
    page.evaluate("kernel.silent = true")
    box(page, "Led by").fill("B. Shah")
    page.keyboard.press("Tab")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    page.wait_for_selector("[data-sef2si-ready]")
    expect(page.locator(".kept")).to_contain_text("B. Shah")
    page.get_by_role("button", name="Put it back").click()
    expect(said(page)).to_have_text("Saved 10:32")
    expect(box(page, "Led by")).to_have_value("B. Shah")
    expect(page.locator(".kept")).to_be_hidden()
    assert edits(page) == [("lead", "B. Shah")]


def test_draft_can_be_thrown_away(page: Page) -> None:
    open_form(page)
    open_card(page)
    page.evaluate("kernel.silent = true")
    box(page, "Led by").fill("B. Shah")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("[data-sef2si-ready]")
    page.get_by_role("button", name="Throw away").click()
    expect(page.locator(".kept")).to_be_hidden()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert edits(page) == []
