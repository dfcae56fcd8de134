"""Ways around coming in by a provider: forged states, replayed codes, tokens that are something else, mix-ups."""

from __future__ import annotations

import time

import httpx
import pytest

from sef2si.server.outside import BEGIN_AGAIN, CHANGED_MIND
from sef2si.services.outside.tokens import NOT_BELIEVED
from tests.provider import API_SECRET, SECRET, Claims, unsigned, with_client_secret, with_other_key, with_public_key
from tests.server.house import post
from tests.server.outside import Doors, governor, is_in, with_query

EXPIRED = {"iat": int(time.time()) - 1000, "exp": int(time.time()) - 400}
SPOILT: dict[str, Claims] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "somebody-else"},
    "two audiences, and not for us": {"aud": ["sef2si-here", "somebody-else"], "azp": "somebody-else"},
    "two audiences, and nobody's": {"aud": ["sef2si-here", "somebody-else"]},
    "meant for another": {"azp": "somebody-else"},
    "expired": EXPIRED,
    "never expires": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 4000},
    "made tomorrow": {"iat": int(time.time()) + 90_000, "exp": int(time.time()) + 99_000},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
    "an access token of another": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


def spoilt(claims: Claims, by: Claims) -> Claims:
    return {name: said for name, said in (claims | by).items() if said is not None}


@pytest.mark.parametrize("how", SPOILT)
def test_a_token_that_says_something_else_is_not_believed(at: Doors, how: str) -> None:
    at.providers["trust"].claims = governor("spoilt")
    at.providers["trust"].spoil = lambda claims: spoilt(claims, SPOILT[how])
    client = at.home.visitor()
    refused = at.come(client, "trust")
    assert (refused.status_code, NOT_BELIEVED in refused.text, is_in(client)) == (403, True, False)


SIGNED = {
    "alg none": unsigned,
    "the public key as a secret": with_public_key,
    "our own secret": with_client_secret,
    "another's key under the same name": with_other_key,
}


@pytest.mark.parametrize("how", SIGNED)
def test_a_token_signed_by_anybody_else_is_not_believed(at: Doors, how: str) -> None:
    at.providers["trust"].claims = governor("signed")
    at.providers["trust"].sign = SIGNED[how]
    client = at.home.visitor()
    refused = at.come(client, "trust")
    assert (refused.status_code, NOT_BELIEVED in refused.text, is_in(client)) == (403, True, False)
    at.providers["trust"].sign = None
    assert at.come(at.home.visitor(), "trust").status_code == 303  # the control


def test_a_state_that_was_not_ours_and_one_that_was_used_open_nothing(at: Doors) -> None:
    at.providers["trust"].claims = governor("stated")
    client = at.home.visitor()
    back = at.there(at.way(client, "trust"))
    for forged in (with_query(back, state="forged"), with_query(back, state="")):
        refused = at.home.visitor().get(forged)
        assert (refused.status_code, BEGIN_AGAIN in refused.text) == (403, True)
    assert client.get(with_query(back, state="forged")).status_code == 403
    assert client.get(back).status_code == 303  # a stranger's request in between takes nothing away
    assert client.get(back).status_code == 403  # once
    assert is_in(client)


def test_a_code_that_was_used_elsewhere_opens_nothing(at: Doors) -> None:
    """Replayed: the code of one browser's way, put into another's, whose own way is sound."""
    at.providers["trust"].claims = governor("coded")
    first, second = at.home.visitor(), at.home.visitor()
    stolen = at.there(at.way(first, "trust"))
    code = httpx.URL(stolen).params["code"]
    own = at.there(at.way(second, "trust"))
    refused = second.get(with_query(own, code=code))  # bound to the verifier that the first browser's way has
    assert (refused.status_code, NOT_BELIEVED in refused.text, is_in(second)) == (403, True, False)


def test_nobody_is_signed_in_as_somebody_else_by_a_link(at: Doors) -> None:
    """Login CSRF: an attacker's own way back, sound as it is, opened in the browser of somebody else."""
    at.providers["trust"].claims = governor("attacker")
    attacker, victim = at.home.visitor(), at.home.visitor()
    back = at.there(at.way(attacker, "trust"))
    refused = victim.get(back)
    assert (refused.status_code, is_in(victim)) == (403, False)
    waiting = at.home.visitor()
    at.way(waiting, "trust")  # even of one who is on a way of their own
    assert (waiting.get(back).status_code, is_in(waiting)) == (403, False)
    signed_in = at.home.signed_in("governor")
    assert signed_in.get(back).status_code == 403
    assert "Governor of Elm" in signed_in.get("/").text
    assert attacker.get(back).status_code == 303  # the control


def test_a_way_to_one_provider_does_not_end_at_another(at: Doors) -> None:
    """Mix-up: what one provider says is not taken for another's, whichever door it comes to."""
    at.providers["trust"].claims = governor("mixed")
    at.providers["other"].claims = governor("mixed")
    client = at.home.visitor()
    back = at.there(at.way(client, "other"))
    refused = client.get(back.replace("/with/other/", "/with/trust/"))
    assert (refused.status_code, BEGIN_AGAIN in refused.text) == (403, True)
    assert at.providers["trust"].asked == []  # one provider's code is told to no other
    client = at.home.visitor()
    own = at.there(at.way(client, "trust"))
    refused = client.get(with_query(own, iss=at.providers["other"].address))
    assert (refused.status_code, NOT_BELIEVED in refused.text) == (403, True)
    client = at.home.visitor()
    own = at.there(at.way(client, "trust"))
    without = own.replace(f"iss={httpx.QueryParams({'a': at.providers['trust'].address})['a']}", "")
    assert client.get(with_query(without, iss="")).status_code == 403  # it says it always says it
    # A provider that hands out tokens in the other's name.
    at.providers["other"].spoil = lambda claims: {**claims, "iss": at.providers["trust"].address}
    client = at.home.visitor()
    assert (at.come(client, "other").status_code, is_in(client)) == (403, False)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"])
def test_nobody_is_sent_elsewhere_afterwards(at: Doors, wanted: str) -> None:
    at.providers["trust"].claims = governor("opener")
    assert at.come(at.home.visitor(), "trust", wanted).headers["Location"] == "/"


def test_who_is_told_about_us_and_what_they_are_told(at: Doors) -> None:
    at.providers["trust"].claims = governor("told")
    client = at.home.visitor()
    page = post(client, "/sign-in/with/trust")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    address = httpx.URL(at.way(client, "trust"))
    said = dict(address.params)
    assert {name: len(said.pop(name)) >= 43 for name in ("state", "nonce", "code_challenge")} == dict.fromkeys(
        ("state", "nonce", "code_challenge"), True
    )
    assert said == {
        "response_type": "code",
        "client_id": "sef2si-here",
        "redirect_uri": f"{at.home.server.origin}/sign-in/with/trust/back",
        "scope": "openid profile email",
        "code_challenge_method": "S256",
    }
    back = client.get(at.there(str(address)))
    for secret in (SECRET, API_SECRET):
        assert secret not in page.text + back.text


def test_somebody_who_changes_their_mind_and_doors_that_there_are_not(at: Doors) -> None:
    at.providers["trust"].refuses = True
    client = at.home.visitor()
    refused = at.come(client, "trust")
    assert (refused.status_code, CHANGED_MIND in refused.text) == (403, True)
    assert post(client, "/sign-in/with/nobody").status_code == 404
    assert client.get("/sign-in/with/trust").status_code == 405
    plain = client.post("/sign-in/with/trust", data={"next": "/"})
    assert plain.status_code == 403  # not from our pages: no token
