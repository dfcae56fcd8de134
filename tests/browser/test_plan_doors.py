"""Search, what has changed, what was removed and the plan on paper: looked at, and walked by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from sef2si.documents.samples import read_samples
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from tests.browser.inspecting import Inspection, inspect
from tests.browser.keyboard import Keyboard
from tests.browser.served import demo
from tests.browser.visiting import HEADS, Standing, visit
from tests.databases import new_file

pytestmark = pytest.mark.browser
__all__ = ["inspect"]

URN = "900001"
S = f"/schools/{URN}"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """The samples as they were six weeks ago, and what a head has done since: changed one priority, removed another."""
    folder = tmp_path_factory.mktemp("old")
    url = f"sqlite:///{new_file(folder / 'plans.db')}"
    engine = open_engine(url)
    Planner(engine, clock=lambda: datetime.now(UTC) - timedelta(days=42)).import_plans(read_samples())
    house = Standing("", Planner(engine))
    head = house.gateway(HEADS[URN])
    plan = house.plan(URN)
    head.write(plan.id, [plan.priorities[0].having(target="85%")])
    head.write(plan.id, remove=[plan.criteria[0]])
    with demo(folder, database=url) as address:
        yield Standing(address, house.planner)
    engine.dispose()


def test_each_page_and_state(browser: Browser, old: Standing, inspect: Inspection) -> None:
    with visit(browser, old, HEADS[URN]) as at:
        for path in ("search", "compare", "compare?day=2000-01-01", "removed", "print", "documents"):
            at.plain(f"{S}/{path}")
            inspect.look(at.page, path)
        for typed in ("reading", "zzz", " "):
            at.plain(f"{S}/search")
            at.page.get_by_label("Words to look for").fill(typed)
            at.page.keyboard.press("Enter")
            expect(at.page.get_by_role("status").or_(at.page.locator(".refusal")).first).to_be_visible()
            inspect.look(at.page, f"found of “{typed}”")
        at.plain(f"{S}/print?paper=plan&paper=map")
        inspect.look(at.page, "on paper")
    with visit(browser, old, "Ruth Pemberton", color_scheme="dark") as at:
        at.plain(f"{S}/compare")
        inspect.look(at.page, "compare as governor in the dark")


def test_a_leader_finds_what_they_look_for_by_keyboard(browser: Browser, old: Standing) -> None:
    need = next(each for each in old.plan(URN).needs if "quarrel" in each.what)
    with visit(browser, old, HEADS[URN]) as at:
        keys = Keyboard(at.page)
        keys.enter("Search")
        expect(at.page.get_by_label("Words to look for")).to_be_focused()
        at.page.keyboard.insert_text("QUARREL wall")
        at.page.keyboard.press("Enter")
        expect(at.page.locator("mark").first).to_have_text("quarrel")
        assert "quarrel" not in at.page.url.lower()
        keys.tab_to(f"{need.people} lunchtime supervisors")
        at.page.keyboard.press("Enter")
        at.page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
        expect(at.card("needs", need.id)).to_have_attribute("open", "")
        at.page.go_back()
        expect(at.page.locator("mark").first).to_have_text("quarrel")


def test_a_leader_brings_back_what_was_removed_and_undoes_it_by_keyboard(browser: Browser, old: Standing) -> None:
    there = len(old.plan(URN).criteria)
    with visit(browser, old, HEADS[URN]) as at:
        keys = Keyboard(at.page)
        keys.enter("What was removed")
        expect(at.page.get_by_role("heading", level=1)).to_have_text("What was removed")
        keys.enter("Bring back")
        expect(at.page.locator(".told")).to_be_focused()
        assert len(old.plan(URN).criteria) == there + 1
        keys.enter("Undo")
        expect(at.page.get_by_text("Taken back by Adaeze Okafor")).to_be_visible()
        assert len(old.plan(URN).criteria) == there


def test_a_leader_sees_what_has_changed_since_another_day_by_keyboard(browser: Browser, old: Standing) -> None:
    with visit(browser, old, HEADS[URN]) as at:
        keys = Keyboard(at.page)
        keys.enter("What has changed")
        expect(at.page.locator("ins").first).to_have_text("85%")
        keys.enter("The ")  # the start of the year, or the day the plan was begun: whichever came later
        expect(at.page.locator("nav [aria-current=true]")).to_contain_text("The ")
        keys.tab_to("Another day")
        expect(at.page.locator("ins").first).to_have_text("85%")


def test_papers_are_chosen_by_keyboard(browser: Browser, old: Standing) -> None:
    with visit(browser, old, HEADS[URN]) as at:
        keys = Keyboard(at.page)
        keys.enter("Print")
        expect(at.page.get_by_role("heading", level=1)).to_have_text("Print the plan")
        keys.tab_to("Priority-to-CPD map")
        at.page.keyboard.press("Space")
        keys.enter("Show what I chose")
        expect(at.page.get_by_role("heading", level=1)).to_have_text(
            ["Self-evaluation and improvement plan", "Priority-to-CPD map"]
        )
        at.page.emulate_media(media="print")
        expect(at.page.get_by_text("Back to what can be printed")).to_be_hidden()
        expect(at.page.locator("svg").first).to_be_visible()
