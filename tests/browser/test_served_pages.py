"""Every page and state of the real server: axe-core finds nothing, and nothing scrolls sideways on a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sef2si.journey import JOURNEY
from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.visiting import FRESH, FRESH_HEAD, HEADS, HERE, Standing, Visit, visit

pytestmark = pytest.mark.browser
__all__ = ["inspect"]

STEPS = tuple(step.key for step in JOURNEY)


@contextmanager
def workbook(browser: Browser, house: Standing, name: str, urn: str, **how: str) -> Iterator[Visit]:
    with visit(browser, house, name, **how) as at:
        at.open(f"/schools/{urn}/workbook#school")
        yield at


def open_first_card(at: Visit, *, more: bool) -> None:
    """The first card of the step, and what is under "More" in it."""
    first = at.page.locator("details.card:not([open])").first
    if first.count():
        first.locator("> summary").click()
    opened = at.page.locator("details.card[open]").first
    under = opened.locator("details.more > summary").first
    if more and under.count():
        under.click()


def test_the_inspection_finds_what_is_wrong(browser: Browser, house: Standing, axe: Axe) -> None:
    """The control of all tests below: a picture without words, a line that does not fit, ink that the dark swallows."""
    with visit(browser, house) as at:
        at.plain("/demo")
        at.page.evaluate(
            """() => {
              const line = document.createElement("p");
              line.append(document.createElement("img"), "Dark ink");
              line.style.color = "#333";
              line.style.minWidth = "800px";
              document.querySelector("main").append(line);
            }"""
        )
        found = Inspection(axe)
        found.look(at.page, "demo", dark=True)
    assert {state: sorted(wrong) for state, wrong in found.wrong.items()} == {
        "demo at 1280": ["axe"],
        "demo at 375": ["axe", "too wide"],
        "demo at 320": ["too wide"],
        "demo in the dark": ["axe"],
    }
    assert [found.wrong[f"demo {how}"]["axe"][0]["rule"] for how in ("at 1280", "in the dark")] == [
        "image-alt",
        "color-contrast",
    ]


def test_plain_pages(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with visit(browser, house) as at:
        at.plain("/demo")
        inspect.look(at.page, "demo", dark=True)
        at.page.get_by_role("button", name="Act as Joseph Amankwah").click()
        expect(at.page.locator("section.school:not(.news)")).to_have_count(4)
        inspect.look(at.page, "my schools", dark=True)
        for path in ("years", "documents"):
            at.plain(f"/schools/900001/{path}")
            inspect.look(at.page, path, dark=True)
        at.plain("/schools/900001/nothing")
        expect(at.page.get_by_role("heading", level=1)).to_have_text("There is no such page")
        inspect.look(at.page, "404", dark=True)
        at.page.goto(f"{house.address}/schools/900009/workbook")
        inspect.look(at.page, "no such school", dark=True)


def test_each_step_as_head_with_a_card_open_and_more(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with workbook(browser, house, HEADS["900001"], "900001") as at:
        for step in STEPS:
            at.go(step)
            open_first_card(at, more=True)
            inspect.look(at.page, step, dark=True)


def test_states_of_a_card(browser: Browser, house: Standing, inspect: Inspection) -> None:
    """A refusal, two of them listed, the history, the question before removing, a choice before a press."""
    priority = house.plan("900001").priorities[0]
    with workbook(browser, house, HEADS["900001"], "900001") as at:
        for name, typed in (("by", "9/7/2019"), ("lead", "x" * 501)):
            at.box(f"priorities/priorities/{priority.id}/{name}").fill(typed)
            at.page.keyboard.press("Tab")
        opened = at.card("priorities", priority.id)
        expect(opened.locator(".errors")).to_contain_text("2 answers are not saved yet")
        inspect.look(at.page, "refused")
        at.box(f"priorities/priorities/{priority.id}/by").fill("9/7/2027")
        at.box(f"priorities/priorities/{priority.id}/lead").fill("A. Okafor")
        at.leave()
        opened.locator("[data-act=history]").click()
        expect(opened.locator("ol.history li").first).to_be_visible()
        inspect.look(at.page, "history")
        opened.locator("[data-act=remove]").click()
        expect(opened.locator(".confirm")).to_be_visible()
        inspect.look(at.page, "remove?")
        at.page.keyboard.press("Escape")
        opened.locator("[data-act='press answer_point']").click()
        expect(opened.locator(".chooser")).to_be_visible()
        inspect.look(at.page, "choose a point")


def test_each_step_as_governor(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with workbook(browser, house, "Ruth Pemberton", "900001") as at:
        for step in STEPS:
            at.go(step)
            open_first_card(at, more=False)
            inspect.look(at.page, step)


def test_a_school_just_imported(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with workbook(browser, house, FRESH_HEAD, FRESH) as at:
        for step in STEPS:
            at.go(step)
            inspect.look(at.page, step)
        at.open(f"/schools/{FRESH}/dashboard")
        inspect.look(at.page, "dashboard")


def open_dashboard(at: Visit, urn: str) -> None:
    """The dashboard with its charts drawn and everything open."""
    at.open(f"/schools/{urn}/dashboard")
    at.page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    at.page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    expect(at.page.locator(".chart-drawn, .js-plotly-plot .main-svg").first).to_be_visible(timeout=20_000)


def test_the_dashboard_with_everything_open(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with visit(browser, house, HEADS["900001"]) as at:
        open_dashboard(at, "900001")
        inspect.look(at.page, "dashboard", dark=True)


def test_76_priorities(browser: Browser, house: Standing, inspect: Inspection) -> None:
    """003-10: the school with 76 priorities."""
    with workbook(browser, house, HEADS["900004"], "900004") as at:
        at.go("priorities")
        expect(at.page.locator("details.card")).not_to_have_count(0)
        open_first_card(at, more=True)
        inspect.look(at.page, "76 priorities")


def test_nothing_leaves_the_machine_and_a_hanging_cdn_harms_nothing(
    browser: Browser, house: Standing, tmp_path: Path
) -> None:
    """Whatever is elsewhere never answers here (``visit``), and all is drawn; the end of a visit compares the hosts."""
    with visit(browser, house, HEADS["900001"]) as at:
        for path in ("/demo", "/", "/schools/900001/nothing", "/schools/900001/years", "/schools/900001/documents"):
            at.plain(path)
        for form in ("html", "svg"):
            answer = at.context.request.get(f"{house.address}/schools/900001/documents/map.{form}")
            (tmp_path / f"map.{form}").write_bytes(answer.body())
            at.page.goto((tmp_path / f"map.{form}").as_uri())
            expect(at.page.get_by_text(house.plan("900001").priorities[0].title[:12]).first).to_be_attached()
        at.open("/schools/900001/workbook#needs")
        open_dashboard(at, "900001")
        assert at.hosts() == HERE
        assert len(at.asked) > 50
        assert [url.split("/")[0] for url in at.asked if url.startswith("ws")] == ["ws:", "ws:"]


def test_what_leaves_the_machine_is_seen_and_hangs(browser: Browser, house: Standing) -> None:
    """The control of the test above."""
    with pytest.raises(AssertionError, match=r"cdn\.example"), visit(browser, house) as at:
        at.page.set_content("<script>fetch('http://cdn.example/x.js').then(() => (window.answered = 1))</script>")
        at.page.wait_for_timeout(300)
        assert at.page.evaluate("window.answered") is None
