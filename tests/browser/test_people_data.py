"""The pages on people's data: to axe-core, on a narrow screen and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories as make
from tests.browser.inspecting import Inspection, inspect
from tests.browser.keyboard import Keyboard
from tests.browser.test_doors import PICTURES, browsing
from tests.server.house import House, house
from tests.server.serve_here import ELM

pytestmark = pytest.mark.browser
__all__ = ["inspect"]

PAGE = f"/schools/{ELM}/people-data"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("people-data"), "--probe", "--letters") as one:
        head = one.accounts.find(one.ids["head"])
        assert head is not None
        needs = [make.need(id=f"n{n}", what=f"Leader of Elm asks for {'long ' * 40 * n}texts.") for n in (1, 2)]
        one.planner.write(head.person, f"{ELM}-2026", needs)
        one.planner.staff.write(head.person, ELM, [make.member(name="Leader of Elm", account_id=one.ids["leader"])])
        yield one


def test_every_page(browser: Browser, home: House, inspect: Inspection) -> None:
    def look(page: Page, state: str) -> None:
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"data-{len(inspect.looked):02}-{state}.png", full_page=True)
        inspect.look(page, state)

    with browsing(browser, home) as page:
        page.goto("/privacy")
        look(page, "privacy")
    with browsing(browser, home, "governor") as page:
        page.goto(f"{PAGE}/account-{home.ids['governor']}")
        look(page, "about oneself")
    with browsing(browser, home, "head") as page:
        keys = Keyboard(page)
        page.goto(f"/schools/{ELM}/access-log")
        look(page, "access log")
        page.goto(f"/schools/{ELM}/access-log?since=soon")
        look(page, "access log, refused")
        page.goto(f"{PAGE}/retention")
        look(page, "retention")
        page.goto(PAGE)
        keys.enter("Leader of Elm")
        expect(page.get_by_role("heading", name="What is kept about Leader of Elm")).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        look(page, "about somebody")
        keys.tab_to("Leader of Elm asks for long long")
        page.keyboard.press("Space")
        keys.enter("Look at what would go")
        expect(page.get_by_role("heading", name="Please look at this first")).to_be_visible()
        look(page, "looked at first")
        keys.enter("Do it now")
        expect(page.get_by_role("heading", name="Made a former colleague")).to_be_visible()
        look(page, "certificate")
        page.goto(PAGE)
        look(page, "people's data")
    assert len(inspect.looked) == 3 * 9
