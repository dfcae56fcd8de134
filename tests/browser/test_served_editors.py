"""Two people on one record of the real server: different fields are merged, of the same field neither text is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.visiting import HEADS, Standing, Visit, visit

pytestmark = pytest.mark.browser

URN = "900001"
LEADER = "Camille Dubois"


@pytest.fixture
def two(browser: Browser, house: Standing) -> Iterator[tuple[Visit, Visit]]:
    """The head and the CPD leader, each in a browser of their own, with the same workbook open."""
    with visit(browser, house, HEADS[URN]) as head, visit(browser, house, LEADER) as leader:
        for at in (head, leader):
            at.open(f"/schools/{URN}/workbook#priorities")
        yield head, leader


def place(house: Standing, number: int, field: str) -> str:
    return f"priorities/priorities/{house.plan(URN).priorities[number].id}/{field}"


def test_different_fields_of_one_record_are_merged(two: tuple[Visit, Visit], house: Standing) -> None:
    head, leader = two
    head.box(place(house, 0, "measure"))
    leader.box(place(house, 0, "lead")).fill("The leader's words")
    leader.leave()
    head.box(place(house, 0, "measure")).fill("The head's words")
    head.leave()
    kept = house.plan(URN).priorities[0]
    assert (kept.measure, kept.lead) == ("The head's words", "The leader's words")
    expect(head.card("priorities", kept.id).locator("[data-field=lead] input")).to_have_value("The leader's words")
    assert (head.page.locator(".conflict").count(), leader.page.locator(".conflict").count()) == (0, 0)


def conflict(head: Visit, leader: Visit, house: Standing, number: int) -> Locator:
    """Both write in one field, the leader first; returns what the head is shown beside it."""
    mine = head.box(place(house, number, "which_pupils"))
    mine.fill("What the head wrote")
    leader.box(place(house, number, "which_pupils")).fill("What the leader wrote")
    leader.leave()
    head.page.keyboard.press("Tab")
    shown = head.page.locator("[data-field=which_pupils] .conflict")
    expect(shown).to_contain_text("Camille Dubois wrote:")
    assert shown.locator("blockquote").all_inner_texts() == ["What the leader wrote", "What the head wrote"]
    expect(mine).to_have_value("What the head wrote")
    assert house.plan(URN).priorities[number].which_pupils == "What the leader wrote"
    return shown


def test_the_same_field_shows_both_texts_and_keep_mine_leaves_both_in_the_history(
    two: tuple[Visit, Visit], house: Standing
) -> None:
    head, leader = two
    shown = conflict(head, leader, house, 1)
    shown.get_by_role("button", name="Keep mine").click()
    expect(head.page.locator("p.state[data-state=saved]")).to_have_count(1)
    expect(shown).to_have_count(0)
    kept = house.plan(URN).priorities[1]
    assert kept.which_pupils == "What the head wrote"
    card = head.card("priorities", kept.id)
    card.locator("> .form > .bar [data-act=history]").click()
    rows = card.locator("ol.history li")
    expect(rows.nth(0)).to_contain_text("What the leader wrote → What the head wrote")
    expect(rows.nth(0)).to_contain_text("Adaeze Okafor")
    expect(rows.nth(1)).to_contain_text("→ What the leader wrote")
    expect(rows.nth(1)).to_contain_text("Camille Dubois")


def test_use_theirs_takes_the_other_text(two: tuple[Visit, Visit], house: Standing) -> None:
    head, leader = two
    shown = conflict(head, leader, house, 2)
    shown.get_by_role("button", name="Use theirs").click()
    expect(head.page.locator("[data-field=which_pupils] input").first).to_have_value("What the leader wrote")
    assert house.plan(URN).priorities[2].which_pupils == "What the leader wrote"
