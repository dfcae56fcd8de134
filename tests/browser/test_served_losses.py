"""Nothing is lost at the real server: a kernel that dies, a server that hangs, a server that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visiting import HEADS, Standing, Visit, standing, visit

pytestmark = pytest.mark.browser

URN = "900003"
KEPT, UNSAVED = "Kept before the end", "Typed and not yet left"


def fields(house: Standing) -> tuple[str, str]:
    """Two fields of one priority, as addresses in the workbook."""
    priority = house.plan(URN).priorities[0]
    return f"priorities/priorities/{priority.id}/lead", f"priorities/priorities/{priority.id}/measure"


def is_said(at: Visit, selector: str) -> None:
    """It comes without anybody asking. That it comes within two seconds is held to a clock in test_form.py."""
    at.page.wait_for_selector(selector, timeout=30_000)


def reload(at: Visit) -> None:
    at.page.reload()
    at.page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)


def test_a_kernel_that_dies_while_one_types(browser: Browser, house: Standing) -> None:
    kept, unsaved = fields(house)
    with visit(browser, house, HEADS[URN]) as at:
        at.open(f"/schools/{URN}/workbook#priorities")
        at.box(kept).fill(KEPT)
        at.leave()
        box = at.box(unsaved)
        before = box.input_value()
        box.fill(UNSAVED)
        at.kernel().kill()
        is_said(at, "#connection:not([hidden]), .banner:not([hidden])")
        expect(box).to_have_value(UNSAVED)
        assert house.plan(URN).priorities[0].measure == before
        reload(at)
        assert at.box(kept).input_value() == KEPT
        assert house.plan(URN).priorities[0].lead == KEPT
        expect(at.page.locator(".kept blockquote")).to_have_text(UNSAVED)
        at.page.get_by_role("button", name="Put it back").click()
        expect(at.page.locator("p.state[data-state=saved]")).to_have_count(1)
        assert house.plan(URN).priorities[0].measure == UNSAVED
        reload(at)
        assert at.box(unsaved).input_value() == UNSAVED
        expect(at.page.locator(".kept")).to_be_hidden()


def test_a_server_that_hangs_is_said_and_the_save_follows_by_itself(browser: Browser, house: Standing) -> None:
    _, place = fields(house)
    with visit(browser, house, HEADS[URN]) as at:
        at.open(f"/schools/{URN}/workbook#priorities")
        box = at.box(place)
        box.fill("Typed while the server hangs")
        house.process.suspend()
        try:
            at.page.keyboard.press("Tab")
            is_said(at, "p.state[data-state=late]")
            expect(at.said()).to_have_text("Not saved, trying again")
            expect(at.page.locator(".banner")).to_contain_text("You can go on typing.")
            expect(box).to_have_value("Typed while the server hangs")
            box.fill("Typed while the server hangs, and more")
        finally:
            house.process.resume()
        expect(at.page.locator("p.state[data-state=saved]")).to_have_count(1, timeout=15_000)
        expect(box).to_have_value("Typed while the server hangs, and more")
        at.page.keyboard.press("Tab")
        expect(at.page.locator("p.state[data-state=saved]")).to_have_count(1)
        expect(at.page.locator(".banner")).to_be_hidden()
        assert house.plan(URN).priorities[0].measure == "Typed while the server hangs, and more"


def test_a_server_that_is_gone_while_one_types(browser: Browser, tmp_path: Path) -> None:
    with standing(tmp_path) as house, visit(browser, house, HEADS[URN]) as at:
        kept, unsaved = fields(house)
        at.open(f"/schools/{URN}/workbook#priorities")
        at.box(kept).fill(KEPT)
        at.leave()
        box = at.box(unsaved)
        box.fill(UNSAVED)
        house.process.kill()
        at.page.keyboard.press("Tab")
        is_said(at, "p.state[data-state=late]")
        expect(at.said()).to_have_text("Not saved, trying again")
        expect(box).to_have_value(UNSAVED)
        expect(at.page.locator("#connection")).to_contain_text("everything marked as saved is safe")
        assert house.plan(URN).priorities[0].lead == KEPT
