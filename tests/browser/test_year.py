"""A CPD leader and her year (issue 5): solve, pin two, solve again, accept, invite, two decline, again, and the map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.served import act_as, demo
from tests.browser.visiting import Standing

pytestmark = pytest.mark.browser
__all__ = ["inspect"]
YEAR = "/schools/900002/cpd-year"


def solve(page: Page, address: str) -> None:
    """By keyboard: the button is reached and pressed, and the page itself says when the plan is there."""
    page.goto(f"{address}{YEAR}")
    page.get_by_label("How long to look, in seconds").evaluate("(box) => box.closest('details').open = true")
    page.get_by_label("How long to look, in seconds").fill("3")
    page.get_by_role("button", name="Work out the best plan").press("Enter")
    expect(page.locator("#solving")).to_have_count(0, timeout=60_000)
    page.get_by_role("link", name=re.compile(r"^Plan \d+$")).first.press("Enter")
    expect(page.get_by_text("of the need is met, weighted")).to_be_visible()


def pin(page: Page, number: int) -> str:
    run = page.locator(f"#run-{number}")
    times = run.locator("ol").inner_text()
    run.locator("summary").press("Enter")
    run.get_by_role("button", name="Pin it where it is").press("Enter")
    expect(page.get_by_text("Work out the plan again")).to_be_visible()
    return times


def accept(page: Page) -> None:
    page.get_by_role("button", name="Accept this plan").press("Enter")
    expect(page.get_by_text("It is in your plan")).to_be_visible()


def squeezed(text: str) -> str:
    """Without blanks and marks: the map breaks its lines where there is room."""
    return re.sub(r"\W+", "", text.removesuffix(" Pinned"))


def answer_all(own: Page, link: str, answer: str) -> int:
    """The same to every invitation; returns how many there are."""
    own.goto(link)
    boxes = own.get_by_label(answer).all()
    for box in boxes:
        box.check()
    own.get_by_role("button", name="Send my answers").click()
    expect(own.get_by_text("Thank you.")).to_be_visible()
    return len(boxes)


def who_comes(page: Page, address: str) -> str:
    """All names on the page of those who plan, opened or not."""
    page.goto(f"{address}{YEAR}/people")
    return " ".join(page.locator("fieldset.need details").all_text_contents())


def announce(page: Page, address: str) -> None:
    page.goto(f"{address}{YEAR}/people")
    page.get_by_role("button", name="Announce what is ticked, and invite").press("Enter")
    expect(page.get_by_text("went out: people see them")).to_be_visible()


def test_a_leader_plans_the_year_with_the_people_and_finds_it_in_the_map(
    page: Page, browser: Browser, tmp_path: Path, inspect: Inspection
) -> None:
    with demo(tmp_path) as address:
        act_as(page, address, "Fiona Abernathy")
        page.goto(f"{address}{YEAR}")
        inspect.look(page, "what waits")
        solve(page, address)
        pinned = [pin(page, number) for number in (0, 1)]
        solve(page, address)
        inspect.look(page, "a plan")
        shown = page.locator("#list-h").locator("..").inner_text()
        assert [times for times in pinned if any(line not in shown for line in times.splitlines())] == []
        titles = page.locator(".run h3").all_inner_texts()
        accept(page)

        announce(page, address)
        inspect.look(page, "people")
        links = []
        for name in ("Xanthe Clitheroe", "Astrid Chaudhry"):  # two of science, both with a day of their own
            page.goto(f"{address}{YEAR}/people")
            page.get_by_text("members of staff", exact=False).last.evaluate("(e) => e.closest('details').open = true")
            page.get_by_role("button", name=f"Make a link for {name}").click()
            links.append(page.get_by_label("The link").input_value())
        context = browser.new_context()
        own = context.new_page()
        invited = [answer_all(own, link, "I will come") for link in links]
        assert [name in who_comes(page, address) for name in ("Clitheroe", "Chaudhry")] == [True, True]
        for link in links:
            answer_all(own, link, "I can’t come")
        assert [name in who_comes(page, address) for name in ("Clitheroe", "Chaudhry")] == [False, False]

        solve(page, address)
        expect(page.get_by_text("a second time").first).to_be_visible()
        assert [name in page.content() for name in ("Clitheroe", "Chaudhry")] == [False, False]
        accept(page)
        # Whoever can't come is invited to another time, and hears nothing of the one before.
        announce(page, address)
        for link, before in zip(links, invited, strict=True):
            own.goto(link)
            no, unanswered = own.get_by_label("I can’t come"), own.locator("[role=radiogroup]:not(:has(:checked))")
            expect(unanswered).not_to_have_count(0)
            assert no.count() == before + unanswered.count()
        context.close()
        page.goto(f"{address}/schools/900002/dashboard")
        page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
        drawn = squeezed(page.locator("svg").first.text_content() or "")
        assert [title for title in titles if squeezed(title)[:20] not in drawn] == []


def test_the_calendar_and_my_cpd_can_be_used_by_everyone(
    page: Page, house: Standing, inspect: Inspection, axe: Axe
) -> None:
    act_as(page, house.address, "Fiona Abernathy")
    page.goto(f"{house.address}{YEAR}/calendar?pattern=twilights")
    inspect.look(page, "a pattern on the calendar")
    page.goto(f"{house.address}/my-cpd")
    inspect.look(page, "my CPD")
    page.emulate_media(media="print")
    assert axe(page) == []
    expect(page.get_by_role("button", name="Make an address")).to_be_hidden()
