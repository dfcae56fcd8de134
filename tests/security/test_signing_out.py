"""Signing out after coming in by a provider: here whatever happens, and there, so that one press lets nobody in."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pyotp
import pytest

from sef2si.services.outside.came_by import CameBy
from tests.provider import CLIENT
from tests.server.house import House, post
from tests.server.outside import Doors, governor, is_in, with_query

HERE_AND_THERE = "You are signed out here, and of Elm Trust in this browser."
PERHAPS_NOT = "You are signed out here, but perhaps not of"


def left(at: Doors, client: httpx.Client) -> str:
    """Signed out here: the address to which the browser goes on."""
    page = post(client, "/sign-out")
    assert (page.status_code, "You are signed out here" in page.text, "Signed in as" in page.text) == (200, True, False)
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    (address,) = set(re.findall(rf'href="({at.providers["trust"].address}/end[^"]*)"', page.text))
    return unescape(address)


def test_the_providers_session_ends_with_ours(at: Doors) -> None:
    at.providers["trust"].claims = governor("olga")
    client = at.home.visitor()
    at.come(client, "trust")
    address = left(at, client)
    assert not is_in(client)  # before the provider knows of it
    said = dict(httpx.URL(address).params)
    assert (len(said.pop("state")), len(said.pop("id_token_hint").split("."))) == (43, 3)
    back = f"{at.home.server.origin}/signed-out"
    assert said == {"of": "here", "client_id": CLIENT, "post_logout_redirect_uri": back}
    assert HERE_AND_THERE in client.get(at.there(address)).text
    # Nobody comes in as her by one press at the same computer.
    assert httpx.get(at.way(at.home.visitor(), "trust")).json() == {"please": "sign in here first"}


def test_the_page_says_so_only_to_whoever_comes_back_from_there(at: Doors) -> None:
    at.providers["trust"].claims = governor("otto")
    client = at.home.visitor()
    at.come(client, "trust")
    back = at.there(left(at, client))
    for forged in (with_query(back, state="forged"), with_query(back, state=""), "/signed-out"):
        page = client.get(forged)
        assert (page.status_code, HERE_AND_THERE in page.text, PERHAPS_NOT in page.text) == (200, False, True)
    assert HERE_AND_THERE in client.get(back).text
    stranger = at.home.visitor().get(back)
    assert (stranger.status_code, stranger.headers["Location"]) == (303, "/")
    at.providers["trust"].signed_in = True
    at.come(client, "trust")
    assert client.get(back).headers["Location"] == "/"  # who is in again is not told that they are out


def planted(home: House, who: str, by: CameBy) -> httpx.Client:
    """In by a session that was begun beside the server."""
    client = home.visitor()
    token, _ = home.stored.begin(home.ids[who], by=by)
    client.cookies.set("sef2si", token, domain="127.0.0.1")
    return client


@pytest.mark.parametrize("key", ["other", "gone"])
def test_where_nothing_ends_there_that_is_said_and_ours_ends_all_the_same(at: Doors, key: str) -> None:
    """One that is left alone by the file of providers, and one that can't be had."""
    client = planted(at.home, "head", CameBy(key, "a.b.c"))
    assert is_in(client)
    assert post(client, "/sign-out").headers["Location"] == "/signed-out"
    assert not is_in(client)
    assert PERHAPS_NOT in client.get("/signed-out").text


def test_who_came_by_none_or_by_one_that_is_no_more_goes_nowhere_else(at: Doors) -> None:
    for client in (at.home.signed_in("head"), planted(at.home, "head", CameBy("of-last-year", "a.b.c"))):
        assert post(client, "/sign-out").headers["Location"] == "/"
        assert client.get("/signed-out").headers["Location"] == "/"
        assert not is_in(client)


def test_neither_our_own_code_nor_a_session_begun_anew_loses_the_way_out(at: Doors) -> None:
    trust = at.providers["trust"]
    trust.claims = governor("oona", groups=["heads"], amr=["pwd"])
    client = at.home.visitor()
    assert at.come(client, "trust").headers["Location"] == "/second-factor"
    post(client, "/second-factor")
    (key,) = re.findall(r'<code class="secret">([^<]+)', client.get("/second-factor").text)
    code = pyotp.TOTP(key.replace(" ", "")).now()
    assert "Your recovery codes" in post(client, "/second-factor", do="finish", code=code).text
    assert at.there(left(at, client)).startswith(f"{at.home.server.origin}/signed-out?state=")
    by = CameBy("other", "a.b.c")
    again = planted(at.home, "governor", by)
    # None of theirs, and yet it ends their sessions.
    changed = post(again, "/account", do="disconnect", issuer="x", subject="y")
    assert changed.headers["Location"] == "/account"
    assert at.home.stored.came_by(again.cookies["sef2si"]) == by
