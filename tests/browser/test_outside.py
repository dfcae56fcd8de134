"""Coming in by a provider in a real browser: its cookies, our policy, redirects, by keyboard, and axe on each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sef2si.domain.accounts import link_path
from sef2si.domain.people import Role
from tests.server.house import OPERATOR, PASSWORD
from tests.server.outside import Doors, doors, governor
from tests.server.serve_here import ASH, ELM

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with doors(tmp_path_factory.mktemp("outside")) as one:
        yield one


def test_in_by_a_provider_and_out_again(at: Doors, page: Page, axe: Callable[[Page], list[dict[str, Any]]]) -> None:
    origin, trust, other = at.home.server.origin, at.providers["trust"], at.providers["other"]
    trust.claims, other.claims = governor("bea"), {"sub": "nobody-yet", "name": "Nobody Yet"}

    page.goto(f"{origin}/schools/{ELM}/documents")
    expect(page).to_have_title("Sign in - sef2si")
    assert axe(page) == []
    button = page.get_by_role("button", name="Sign in with Elm Trust")
    page.get_by_role("link", name="I have forgotten my password").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{origin}/schools/{ELM}/documents")  # there, and back to where they wanted to go
    assert page.get_by_text("Signed in as Bea").count() == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{origin}/signed-out?state=**")  # by way of the provider, whose session is over
    expect(page.get_by_role("status")).to_have_text("You are signed out here, and of Elm Trust in this browser.")
    assert axe(page) == []
    page.get_by_role("link", name="Sign in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{origin}/sign-in")
    page.get_by_role("button", name="Sign in with Elm Trust").click()
    expect(page.get_by_text("sign in here first")).to_be_visible()
    page.goto(f"{origin}/sign-in")

    # Somebody unknown is told what to do; then they open an invitation, and are in.
    page.get_by_role("button", name="Sign in with Another").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We don’t know you yet")
    assert axe(page) == []
    token = at.home.accounts.invite(OPERATOR, ASH, "ny@ash.example", "Nobody Yet", Role.GOVERNOR)
    page.goto(origin + link_path(token))
    assert axe(page) == []
    page.get_by_role("button", name="Accept with Another").click()
    page.wait_for_url(f"{origin}/")
    expect(page.get_by_role("link", name="Ash School", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{origin}/signed-out")
    expect(page.get_by_role("status")).to_contain_text("You are signed out here, but perhaps not of Another")
    assert axe(page) == []


def test_ones_own_account_shows_the_ways_in(at: Doors, page: Page, axe: Callable[[Page], list[dict[str, Any]]]) -> None:
    origin = at.home.server.origin
    at.providers["other"].claims = {"sub": "gov-there", "email": "gil@personal.example"}
    page.goto(f"{origin}/sign-in")
    page.get_by_label("Email address").fill("governor@school.example")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{origin}/")
    page.goto(f"{origin}/account")
    assert axe(page) == []
    page.locator("#connecting").fill(PASSWORD)
    page.get_by_role("button", name="Connect Another").click()
    page.wait_for_url(f"{origin}/account?done=connected")
    expect(page.get_by_text("gil@personal.example", exact=True)).to_be_visible()
    assert axe(page) == []
