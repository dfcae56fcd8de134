"""A private note on the real server: who sees it is chosen by keyboard; another leader's browser gets nothing of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.inspecting import Inspection, inspect
from tests.browser.visiting import HEADS, Standing, Visit, visit

__all__ = ["inspect"]
pytestmark = pytest.mark.browser
URN = "900001"
LEADER = "Camille Dubois"
SECRET = "canary-only-me-5e2d"


def area(at: Visit, house: Standing) -> Locator:
    """The first judgement, open, with all that stands under "More"."""
    judgement = house.plan(URN).judgements[0]
    at.open(f"/schools/{URN}/workbook#judgements/judgements/{judgement.id}")
    card = at.card("judgements", judgement.id)
    more = card.locator("details.more > summary").first
    expect(more).to_be_visible()
    more.click()
    return card


def test_a_note_is_for_whom_its_author_ticks(browser: Browser, house: Standing, inspect: Inspection) -> None:
    with visit(browser, house, LEADER) as at:
        card = area(at, house)
        card.get_by_role("button", name="Add a private note").press("Enter")
        choice = card.get_by_role("group", name="Who sees this?")
        ticks = [choice.get_by_role("checkbox", name=name) for name in ("Only me", "Headteacher", "Senior leaders")]
        alone, head, senior = ticks
        expect(head).to_be_focused()
        assert [each.is_checked() for each in ticks] == [False, True, True]
        at.page.keyboard.press("Shift+Tab")
        expect(alone).to_be_focused()
        at.page.keyboard.press("Space")
        assert [each.is_checked() for each in ticks] == [True, False, False]
        note = card.get_by_role("textbox", name="A note that stays private")
        note.fill(SECRET)
        at.leave()
        mine = card.locator("[data-card^='notes/']").last
        expect(mine.locator("summary").first).to_contain_text("Seen by you alone")
        inspect.look(at.page, "a note for its author alone")

        with visit(browser, house, HEADS[URN]) as other:
            frames: list[str] = []
            other.page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
            theirs = area(other, house)
            expect(theirs.locator(f"text={SECRET}")).to_have_count(0)
            assert (len(frames) > 5, SECRET in "".join(frames), SECRET in other.page.content()) == (True, False, False)

        head.focus()
        at.page.keyboard.press("Space")
        assert [each.is_checked() for each in ticks] == [False, True, False]
        expect(mine.locator("summary").first).to_contain_text("Seen by you and the headteacher")
        senior.focus()
        with visit(browser, house, HEADS[URN]) as other:
            theirs = area(other, house)
            seen = theirs.locator("[data-card^='notes/']").last
            expect(seen).to_contain_text("From Camille Dubois. Seen by Camille Dubois and the headteacher")
            seen.locator("summary").first.click()
            expect(seen.get_by_role("button", name="Remove")).to_be_visible()
            expect(seen.locator("textarea")).to_have_count(0)
            inspect.look(other.page, "a colleague's note")
