"""The pages on people's data, as somebody's browser asks for them."""

from __future__ import annotations

import html
import json
import re

import httpx
import pytest

from sef2si.domain.people import Role
from sef2si.domain.personal import FORMER
from sef2si.domain.retention import BY_ITSELF, Rule
from tests import factories as make
from tests.server.house import OPERATOR, House, email, new_person, post
from tests.server.serve_here import ELM

PAGE = f"/schools/{ELM}/people-data"


@pytest.fixture
def leaver(home: House) -> str:
    """Somebody who has just come, and is named in the plan; the account's id."""
    who = "vera"
    if who not in home.ids:
        token = home.accounts.invite(OPERATOR, ELM, email(who), "Vera of Elm", Role.STAFF)
        home.ids[who] = new_person(home.accounts, who, token)
        head = home.accounts.find(home.ids["head"])
        assert head is not None
        home.planner.write(head.person, f"{ELM}-2026", [make.need(id="vera", what="Ask Vera of Elm <b>first</b>.")])
    return home.ids[who]


def look(client: httpx.Client, path: str, **typed: str) -> tuple[httpx.Response, dict[str, str]]:
    """A page to look at first, and all it would send on."""
    shown = post(client, path, do="look", **typed)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown.text[shown.text.index("<main") :])
    return shown, dict(found)


def test_everyone_sees_what_is_kept_about_themselves(home: House) -> None:
    own = f"{PAGE}/account-{home.ids['governor']}"
    with home.signed_in("governor") as governor:
        assert own in governor.get("/account").text
        shown = governor.get(own)
        assert (shown.status_code, email("governor") in shown.text, "Look at what would go" in shown.text) == (
            200, True, False,
        )  # fmt: skip
        given = post(governor, own, do="json")
        said = json.loads(given.content)
        assert (said["about"], said["rows"]["accounts"][0]["email"]) == ("Governor of Elm", email("governor"))
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert post(governor, own, do="pdf").content.startswith(b"%PDF")
        others = [f"{PAGE}/account-{home.ids['head']}", PAGE, f"{PAGE}/retention"]
        assert [governor.get(path).status_code for path in others] == [403, 403, 403]
        assert post(governor, own, do="look", act="anonymise").status_code == 403


def test_a_name_is_put_right_after_it_was_looked_at(home: House, leaver: str) -> None:
    path = f"{PAGE}/account-{leaver}"
    with home.signed_in("admin") as admin:
        shown, sent = look(admin, path, act="correct", name="Vera Moreau")
        assert "Nothing is done yet" in shown.text
        found = home.accounts.find(leaver)
        assert found is not None
        assert found.name == "Vera of Elm"
        done = post(admin, path, **sent)
        assert "A name put right" in done.text
        renamed = home.accounts.find(leaver)
        assert renamed is not None
        assert renamed.name == "Vera Moreau"
        stale = post(admin, path, **(sent | {"name": "Somebody Else"}))
        assert (stale.status_code, "Something changed since you looked" in stale.text) == (422, True)
        empty, _ = look(admin, path, act="correct", name=" ")[0], None
        assert empty.status_code == 422
        _, back = look(admin, path, act="correct", name="Vera of Elm")
        assert post(admin, path, **back).status_code == 200


def test_the_page_says_how_somebody_is_found_and_takes_what_else_they_are_called(home: House, leaver: str) -> None:
    path = f"{PAGE}/account-{leaver}"
    with home.signed_in("head") as head:
        page = head.get(path).text
        assert "“Vera of Elm”" in page
        assert "Not found where it stands alone: “Elm”, for it is another word too" in page
        short, _ = look(head, path, act="restrict", also="V"), None
        assert (short[0].status_code, "write at least two letters" in short[0].text) == (422, True)
        shown, sent = look(head, path, act="restrict", also="Vee,  Nerys")
        assert '<th scope="row">Other words for them</th><td class="number">2</td>' in shown.text
        assert "Stopped from being shown" in post(head, path, **sent).text
        assert 'value="Vee, Nerys"' in head.get(path).text
        _, back = look(head, path, act="release")
        assert "Shown again" in post(head, path, **back).text


def test_somebody_who_left_becomes_a_former_colleague(home: House, leaver: str) -> None:
    path = f"{PAGE}/account-{leaver}"
    with home.signed_in("admin") as admin, home.signed_in("head") as head:
        assert "Ask Vera" not in admin.get(path).text  # no plan is read for it
        page = head.get(path).text
        assert "Ask Vera of Elm &lt;b&gt;first&lt;/b&gt;." in page
        (text,) = re.findall(r'name="text" value="([^"]+)"', page)
        shown, sent = look(head, path, act="anonymise", text=text)
        assert '<th scope="row">Texts</th><td class="number">1</td>' in shown.text
        done = post(head, path, **sent)
        assert "Made a former colleague" in done.text
        assert "Vera" not in done.text[done.text.index("<main") :]
        found = home.accounts.find(leaver)
        assert found is not None
        assert (found.name, found.disabled) == (FORMER, True)
        assert "Vera" not in head.get(PAGE).text
        assert head.get(path).status_code == 404
    plan = home.planner.load(head_of(home), ELM)
    assert plan.find("needs", "vera").what == "Ask a former colleague <b>first</b>."
    del home.ids["vera"]


def head_of(home: House) -> make.Any:
    found = home.accounts.find(home.ids["head"])
    assert found is not None
    return found.person


def test_how_long_what_is_kept_is_the_schools_to_decide(home: House) -> None:
    with home.signed_in("head") as head:
        page = head.get(f"{PAGE}/retention").text
        assert "Nothing is past its time." in page
        years = dict(re.findall(r'name="(\w+)" type="number" min="1" max="25" value="(\d+)"', page))
        assert years == {rule.value: str(rule.default) for rule in Rule}
        assert [rule for rule in Rule if html.escape(rule.why, quote=False).replace("'", "&#39;") not in page] == []
        assert [each for each in BY_ITSELF if each.what.replace("'", "&#39;") not in page] == []
        kept = post(head, f"{PAGE}/retention", do="decide", **(years | {"notes": "5"}))
        assert kept.status_code == 303
        assert 'id="notes" name="notes" type="number" min="1" max="25" value="5"' in head.get(f"{PAGE}/retention").text
        wrong = post(head, f"{PAGE}/retention", do="decide", **(years | {"notes": "soon"}))
        assert (wrong.status_code, "whole years from 1 to 25" in wrong.text) == (422, True)
        unseen = post(head, f"{PAGE}/retention", do="clear", seen="")
        assert unseen.status_code == 422
        assert post(head, f"{PAGE}/retention", do="decide", **years).status_code == 303
