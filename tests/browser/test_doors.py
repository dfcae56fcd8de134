"""The pages on which people come in, and see to each other: by keyboard, to axe-core, and on a narrow screen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from sef2si.domain.accounts import link_path
from sef2si.domain.people import Role
from sef2si.domain.priorities import Priority
from tests import factories as make
from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.keyboard import Keyboard
from tests.server.house import OPERATOR, PASSWORD, House, email, house, new_person
from tests.server.serve_here import ELM, OAK
from tests.server.test_news import mailed

pytestmark = pytest.mark.browser
__all__ = ["inspect"]

Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("doors"), "--probe", "--letters") as one:
        yield one


@pytest.fixture(autouse=True)
def forgotten_tries(home: House) -> Iterator[None]:
    yield
    home.forget_tries()


@contextmanager
def browsing(browser: Browser, home: House, who: str = "") -> Iterator[Page]:
    """A browser of its own, signed in as this person; fails in the end where the browser complained."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        reduced_motion="reduce",
        base_url=home.server.origin,
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "status of" not in said.text else None,
    )
    if who:
        token, _ = home.stored.begin(home.ids[who], "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
        context.add_cookies([{"name": "sef2si", "value": token, "url": home.server.origin}])
    yield page
    context.close()
    assert complaints == []


def invited(home: House, who: str, role: Role = Role.HEADTEACHER, urn: str = ELM) -> str:
    """The path of an invitation."""
    return link_path(home.accounts.invite(OPERATOR, urn, email(who), who.title(), role))


def test_coming_in_by_keyboard_alone(browser: Browser, home: House, axe: Axe) -> None:
    """An invitation, a password, an app and its codes; then out, and in again with a recovery code. At last the link of
    an email, by somebody who is not signed in."""
    with browsing(browser, home) as page:
        keys = Keyboard(page)
        page.goto(invited(home, "keys"))
        assert urlsplit(page.url).path == "/link"  # the token is out of the address
        keys.type("New password", "short")
        page.keyboard.press("Enter")
        keys.until_focus("Please choose a password of at least 12")  # the refusal comes to whoever waits for it
        expect(page.get_by_label("Your name")).to_have_value("Keys")
        keys.enter("Please choose a password")  # leads to the box
        keys.until_focus("New password")
        page.keyboard.insert_text(PASSWORD)
        keys.tab_to("Show new password")
        page.keyboard.press("Space")
        expect(page.get_by_label("New password", exact=True)).to_have_attribute("type", "text")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Set up your code")).to_be_visible()
        keys.enter("Begin")
        secret = page.locator("code.secret").inner_text().replace(" ", "")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 100
        keys.type("The six digits", pyotp.TOTP(secret).now())
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        spare = page.locator(".codes code").first.inner_text()
        keys.enter("I have kept them")
        expect(page.get_by_role("heading", name="My schools")).to_be_visible()
        keys.enter("Sign out")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        keys.type("Email address", email("keys"))
        keys.type("Password", "wrong")
        page.keyboard.press("Enter")
        keys.until_focus("This email address and password")
        expect(page.get_by_label("Email address")).to_have_value(email("keys"))
        keys.type("Password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your code")).to_be_visible()
        keys.type("Code", spare)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="My schools")).to_be_visible()
    with browsing(browser, home) as page:
        page.goto(f"/news/stop/{mailed(home, 'governor')}")
        assert axe(page) == []
        Keyboard(page).enter("Send me no more of these")
        expect(page.get_by_role("status")).to_have_text("You get no more emails about what is new.")
        assert axe(page) == []


def test_what_a_password_keeper_looks_for(browser: Browser, home: House) -> None:
    """Each box says what it is for; nothing is kept from being pasted."""
    found: dict[str, list[str]] = {}
    with browsing(browser, home, "head") as page:
        page.goto("/account")
        found["account"] = page.eval_on_selector_all(
            "form input:not([type=hidden])", "all => all.map(e => e.autocomplete)"
        )
    with browsing(browser, home) as page:
        page.goto("/sign-in")
        found["sign-in"] = page.eval_on_selector_all(
            "form input:not([type=hidden])", "all => all.map(e => e.autocomplete)"
        )
        for box in ("Email address", "Password"):
            page.get_by_label(box, exact=True).focus()
            page.evaluate("document.execCommand('insertText', false, 'pasted')")
            expect(page.get_by_label(box, exact=True)).to_have_value("pasted")
    assert found == {
        "account": ["name", "username", "current-password", "new-password"],
        "sign-in": ["username", "current-password"],
    }


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def walk(browser: Browser, home: House, look: Look) -> None:
    """Every page of these, and each of its states."""
    with browsing(browser, home) as page:
        page.goto("/sign-in")
        look(page, "sign in")
        page.get_by_label("Email address").fill("not-known@school.example")
        page.get_by_label("Password", exact=True).fill("wrong")
        send(page, "Sign in")
        expect(page.locator(".wrong[role=alert]")).to_be_focused()
        look(page, "sign in, refused")
        page.get_by_label("Email address").fill(email("head"))
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        send(page, "Sign in")
        page.get_by_label("Code").fill("000000")
        send(page, "Go on")
        expect(page.locator(".wrong[role=alert]")).to_be_focused()
        look(page, "code, refused")
        page.goto("/forgotten")
        look(page, "forgotten")
        page.goto(f"/link/{'x' * 43}")
        look(page, "a link that holds no more")
    with browsing(browser, home) as page:
        page.goto(invited(home, "looked-at"))
        page.get_by_label("Your name").fill("")
        send(page, "Keep this password and go on")
        look(page, "invitation, refused twice")
        page.get_by_label("Your name").fill("Lucy Looked-At")
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        send(page, "Keep this password and go on")
        look(page, "second factor")
        send(page, "Begin")
        look(page, "second factor, picture")
        secret = page.locator("code.secret").inner_text().replace(" ", "")
        page.get_by_label("The six digits").fill(pyotp.TOTP(secret).now())
        send(page, "Check the code")
        look(page, "recovery codes")
        page.goto(invited(home, "looked-at", Role.GOVERNOR, OAK))
        look(page, "invitation to somebody who is here")
        page.goto("/account")
        send(page, "Change my password")
        look(page, "account, refused")
    with browsing(browser, home, "operator") as page:
        page.goto("/operator")
        send(page, "Add it, and invite its headteacher")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        look(page, "operator, refused")
        page.goto("/")
        look(page, "my schools, as operator")
    with browsing(browser, home, "admin") as page:
        page.goto("/")
        look(page, "my schools, as administrator")
        home.accounts.invite(OPERATOR, ELM, email("waiting"), "Wai Ting", Role.GOVERNOR)
        page.goto(f"/schools/{ELM}/people")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        look(page, "people")
        send(page, "Invite")
        look(page, "people, refused")
        see_staff(page, look)
    with browsing(browser, home, "head") as page:
        see_handing_over(home, page, look)
        see_sharing_and_leads(home, page, look)
    with browsing(browser, home, "operator") as page:
        page.goto(f"/schools/{ELM}/people")
        page.locator("summary").first.click()
        page.get_by_role("button", name=re.compile("Make a link for a new password")).first.click()
        expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
        look(page, "people, a link to give")


STAFF = b"""Staff code,Surname,Forename,NI No,Post,Department,Working pattern,FTE,Leaving date
AP,Patel,Asha,QQ1,Class teacher,Year 3,"Mon, Tue am",0.3,
TJ,Jones,Tom,QQ2,Wizard,Year 4,now and then,,31/8/2027
"""


def see_sharing_and_leads(home: House, page: Page, look: Look) -> None:
    """What advisers see, and who leads what: as found, as refused, and with somebody to choose."""
    page.goto(f"/schools/{ELM}/sharing")
    look(page, "sharing")
    page.get_by_label("What advisers see").select_option("summary")
    page.get_by_label("Names of staff too").fill("2027-01-31")
    send(page, "Share it so")
    expect(page.locator(".wrong[role=alert]")).to_be_focused()
    look(page, "sharing, refused")
    page.goto(f"/schools/{ELM}/leads")
    look(page, "who leads what, nobody yet")
    account = home.accounts.find(home.ids["head"])
    assert account is not None
    plan = home.planner.load(account.person, ELM)
    made = [make.priority(id=f"led-{len(plan.priorities)}", title="Reading in Year 3", lead="Literacy lead")]
    home.planner.write(account.person, plan.id, made)
    if "lead" not in home.ids:
        token = home.accounts.invite(OPERATOR, ELM, email("lead"), "Lea Lead", Role.PRIORITY_LEAD)
        home.ids["lead"] = new_person(home.accounts, "lead", token)
    page.reload()
    page.get_by_label("Who changes Reading in Year 3").first.select_option(label="Lead of Elm")
    page.get_by_role("button", name=re.compile("^Keep.*Reading in Year 3")).first.click()
    look(page, "who leads what")


def see_staff(page: Page, look: Look) -> None:
    """The register from nobody in it to nobody again, each page by what a person presses."""
    page.goto(f"/schools/{ELM}/staff")
    look(page, "staff, nobody yet")
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("First day").fill("soon")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    send(page, "Add to the register")
    expect(page.locator(".wrong[role=alert]")).to_be_focused()
    look(page, "staff, somebody refused")
    page.goto(f"/schools/{ELM}/staff/bring")
    look(page, "staff, bring a list")
    page.get_by_label("The list").set_input_files({"name": "staff.csv", "mimeType": "text/csv", "buffer": STAFF})
    send(page, "Look at it")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    look(page, "staff, what a list would do")
    page.get_by_label("Wizard").select_option(label="Pastoral staff")
    page.get_by_label("Bring the rest in without what is marked").check()
    send(page, "Bring it into the register")
    expect(page.locator(".told")).to_be_focused()
    expect(page.get_by_role("link", name="Tom Jones")).to_have_count(3)  # no days, leaves, in his team
    look(page, "staff, a list brought in")
    send(page, "Undo")
    expect(page.get_by_text("Nobody is in the register yet")).to_be_visible()


def see_handing_over(home: House, page: Page, look: Look) -> None:
    """What a priority names somebody for goes to somebody else, and back; a head comes to it from the people page."""
    found = home.accounts.find(home.ids["head"])
    assert found is not None
    head, leader = found.person, home.accounts.find(home.ids["leader"])
    assert leader is not None
    plan = home.planner.load(head, ELM)
    home.planner.write(head, plan.id, [Priority(id="handed", title="Reading", lead=f"{leader.name}, English")])
    page.goto(f"/schools/{ELM}/people")
    page.locator("details", has_text=leader.name).locator("summary").click()
    page.get_by_role("link", name=f"Hand over what {leader.name} looks after").click()
    page.get_by_label("To whom?").select_option(index=1)
    send(page, "Show what it would say")
    look(page, "handing over")
    page.get_by_role("button", name="Hand over to").click()
    expect(page.locator(".told")).to_be_focused()
    look(page, "handed over")
    send(page, "Undo")
    expect(page.get_by_text("All of it was taken back")).to_be_visible()
    home.planner.write(head, plan.id, remove=[home.planner.load(head, ELM).find("priorities", "handed")])


PICTURES = os.environ.get("SEF2SI_PICTURES", "")


def test_every_page_and_state(browser: Browser, home: House, inspect: Inspection) -> None:
    def look(page: Page, state: str) -> None:
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{len(inspect.looked):02}-{state}.png", full_page=True)
        inspect.look(page, state, dark=True)

    walk(browser, home, look)
    assert len(inspect.looked) == 4 * 28
