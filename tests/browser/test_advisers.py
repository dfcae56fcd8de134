"""The round between an adviser and a school at the real server: asked, answered, and among the lines."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from sef2si.domain.people import ADVISED
from tests.browser.inspecting import Inspection, inspect  # noqa: F401
from tests.browser.keyboard import Keyboard
from tests.browser.visiting import HEADS, Standing, Visit, visit

pytestmark = pytest.mark.browser

URN = "900001"
ADVISER = "Joseph Amankwah"
ASK = "Ask a question, or leave a word of praise"
QUESTION, ANSWER = "How will you know before Easter?", "We listen to six readers in each class."


def lines(page: Page) -> list[str]:
    return [" ".join(each.split()) for each in page.locator(".matters li").all_inner_texts()]


def asked(at: Visit, priority_id: str) -> None:
    """With the keyboard alone: a question beside a priority, first without a word."""
    at.open(f"/schools/{URN}/workbook#priorities/priorities/{priority_id}")
    card = at.card("priorities", priority_id)
    expect(card).to_have_attribute("open", "")
    card.locator("summary").first.focus()
    keys = Keyboard(at.page)
    keys.enter(ASK)
    keys.enter("Send as a question")
    expect(card.locator(".say .refusal")).to_have_text("Please write your question first.")
    expect(card.get_by_label("Your question or praise")).to_be_focused()
    at.page.keyboard.insert_text(QUESTION)
    # What is typed is there after a reload, too.
    at.page.reload()
    at.page.locator("[data-sef2si-ready]").wait_for(timeout=60_000)
    box = at.card("priorities", priority_id).get_by_label("Your question or praise")
    expect(box).to_have_value(QUESTION)
    box.focus()
    keys.enter("Send as a question")
    expect(at.said()).to_have_text("Your question is asked.")
    expect(at.card("priorities", priority_id).locator(".thread blockquote")).to_have_text(QUESTION)


def test_a_question_an_answer_and_a_line(
    browser: Browser,
    house: Standing,
    inspect: Inspection,  # noqa: F811
) -> None:
    priority = house.plan(URN).priorities[0]
    with visit(browser, house, ADVISER) as adviser, visit(browser, house, HEADS[URN]) as head:
        asked(adviser, priority.id)
        inspect.look(adviser.page, "a question asked")

        # The school finds it as a line that opens, answers there, and sees it beside the record.
        head.open(f"/schools/{URN}/workbook#priorities")
        expect(head.card("priorities", priority.id).locator("summary .tag.asked")).to_have_text("Question")
        keys = Keyboard(head.page)
        keys.enter("1 question from your adviser")
        inspect.look(head.page, "the list of questions")
        keys.enter("Answer")
        head.page.keyboard.insert_text(ANSWER)
        keys.enter("Send")
        expect(head.said()).to_have_text("Your answer is there to be read.")
        head.page.locator(".talks a", has_text=priority.title).click()
        beside = head.card("priorities", priority.id).locator(".beside-talk blockquote")
        expect(beside).to_have_text([QUESTION, ANSWER])

        # The adviser sees the answer among the lines, opens it, settles it, and promises something.
        adviser.open("/advisers")
        told = f"{house.plan(URN).school.name} answered about “{priority.title}”. Read and answer"
        assert [line for line in lines(adviser.page) if told in line and ANSWER in line] != []
        assert len(lines(adviser.page)) <= 5
        inspect.look(adviser.page, "the first view")
        row = adviser.page.locator(f"tr[data-urn='{URN}']")
        expect(row.locator(".tag.asked")).to_have_text("1 for you")
        keys = Keyboard(adviser.page)
        keys.enter("Read and answer")
        detail = adviser.page.locator("tr.detail")
        expect(detail.locator("blockquote")).to_have_text([QUESTION, ANSWER])
        keys.enter("Promise something")
        adviser.page.keyboard.insert_text("Send the reading audit")
        keys.type("By which day", f"{date.today():%d/%m/%Y}")
        keys.enter("Promise")
        expect(detail.locator(".promises")).to_contain_text("Send the reading audit")
        inspect.look(adviser.page, "one school opened")
        detail.get_by_role("button", name=re.compile("This is settled")).click()
        expect(row.locator(".tag.asked")).to_have_count(0)
        assert [line.split(" ", 1)[0] for line in lines(adviser.page)][:1] == ["Promised"]


def test_schools_are_found_sorted_and_taken_away(browser: Browser, house: Standing) -> None:
    with visit(browser, house, ADVISER) as at:
        at.open("/advisers")
        page = at.page

        def shown() -> list[str]:
            return [str(each.get_attribute("data-urn")) for each in page.locator("tr[data-urn]").all()]

        by_name = shown()
        assert sorted(by_name) == ["900001", "900002", "900003", "900004"]
        assert "Shares nothing with its advisers yet" in page.locator("tr[data-urn='900004']").inner_text()
        page.get_by_label("Sort by").select_option("fsm")
        assert shown()[-1] == "900004"
        assert shown() != by_name
        page.get_by_label("Find a school").fill("larkfold")
        assert shown() == ["900003"]
        link = page.get_by_role("link", name="CSV for programs")
        answer = at.context.request.get(f"{house.address}{link.get_attribute('href')}")
        assert [line.split(",")[1] for line in answer.text().splitlines()] == ["URN", "900003"]
        page.get_by_label("Find a school").fill("nowhere")
        expect(page.get_by_text("No school fits.")).to_be_visible()
        page.emulate_media(media="print")
        assert not page.get_by_label("Find a school").is_visible()
        # The kernel knows of no school of its own, and its token reaches those it advises, as their adviser alone.
        kernel = at.kernel()
        told = kernel.environ()
        assert ("SEF2SI_URN" in told, "SEF2SI_TOKEN" in told, ADVISED in told.values()) == (False, True, False)
