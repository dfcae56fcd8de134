"""The file of providers: what it may say, a sentence for each mistake, and speaking with one that does not answer."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sef2si.domain.people import Role
from sef2si.errors import Invalid, NotAllowed, Unavailable
from sef2si.services.outside.asking import Talks
from sef2si.services.outside.providers import Provider, RoleRule, read_providers
from sef2si.services.outside.tokens import NOT_BELIEVED
from tests.provider import Provider as There
from tests.provider import provided

ENVIRONMENT = {"TRUST_SECRET": "a secret\n", "EMPTY": " "}
TRUST = """
[trust]
name = "Elm Trust"
issuer = "https://id.elm.example"
client_id = "us"
client_secret_environment = "TRUST_SECRET"
"""


def read(tmp_path: Path, text: str, name: str = "providers.toml") -> tuple[Provider, ...]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_providers(file, ENVIRONMENT)


def test_three_kinds_are_known_and_any_other_is_described(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of a file\n")
    secret = f'client_id = "us"\nclient_secret_file = "{tmp_path / "secret"}"\n'
    tenant = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    entra, google, dfe, trust = read(
        tmp_path,
        f'[ms]\nkind = "entra"\ntenants = ["{tenant.upper()}"]\n{secret}'
        f'[google]\nkind = "google"\ndomains = ["@Elm.example"]\n{secret}'
        f'[dfe]\nkind = "dfe"\nscopes = ["openid", "organisation"]\n{secret}'
        f'{TRUST}[[trust.roles]]\nclaim = "groups"\nvalue = "x"\nrole = "governor"\nurn = "100492"\n',
    )
    assert [each.discovery for each in (entra, google, dfe, trust)] == [
        f"https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
        "https://accounts.google.com/.well-known/openid-configuration",
        "https://oidc.signin.education.gov.uk/.well-known/openid-configuration",
        "https://id.elm.example/.well-known/openid-configuration",
    ]
    assert [each.client_secret for each in (entra, trust)] == ["of a file", "a secret"]
    assert (google.domains, dfe.scopes, entra.name) == ({"elm.example"}, "openid organisation", "Microsoft")
    assert trust.roles == (RoleRule(role=Role.GOVERNOR, claim="groups", value="x", urn="100492"),)
    assert "a secret" not in repr(trust)


def test_json_says_the_same(tmp_path: Path) -> None:
    said = {"trust": {"name": "T", "issuer": "https://t.example", "client_id": "us"}}
    said["trust"]["client_secret_environment"] = "TRUST_SECRET"
    (found,) = read(tmp_path, json.dumps(said), "providers.json")
    assert (found.key, found.issuer) == ("trust", "https://t.example")


RULE = TRUST + "[[trust.roles]]\n"
MISTAKES = {
    "[trust": "neither TOML nor JSON",
    'name = "no table"': "begin each provider with its key",
    '["Über uns"]\nname = "x"': "small letters, digits and dashes",
    '[trust]\nname = "x"\nissuer = "https://x.example"\nclient_id = "us"': "say where the secret is",
    TRUST + 'client_secret = "planted-secret"': "client_secret may not stand here",
    TRUST.replace("TRUST_SECRET", "NO_SUCH"): "the environment has no NO_SUCH",
    TRUST.replace("TRUST_SECRET", "EMPTY"): "the environment has no EMPTY",
    TRUST.replace("client_secret_environment", "client_secret_file"): "client_secret_file can’t be read",
    TRUST.replace("https://id", "http://id"): "issuer is an https address",
    TRUST.replace("https://id", "https://user@id"): "issuer is an https address",
    TRUST.replace('client_id = "us"', ""): "client_id is missing",
    TRUST.replace('name = "Elm Trust"', ""): "give a name",
    TRUST + "colour = 'red'": "“colour” is no setting",
    TRUST + 'kind = "facebook"': "kind is one of entra, google, dfe, openid",
    TRUST + 'domains = "elm.example"': "domains is a list of texts",
    TRUST + 'domains = ["elm"]': "a domain is what stands after the @",
    TRUST + 'makes_accounts = "yes"': "makes_accounts is true or false",
    TRUST + "ends_there = 0": "ends_there is true or false",
    TRUST + "makes_accounts = true": "makes_accounts goes with domains",
    TRUST + 'tenants = ["0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"]': "tenants are Entra’s",
    TRUST + 'kind = "entra"': "list the tenants",
    TRUST + 'kind = "entra"\ntenants = ["common"]': "a tenant is a directory id",
    TRUST + 'kind = "google"': "list the domains",
    TRUST + 'scopes = ["email"]': "scopes must hold openid",
    TRUST + 'api = "https://api.example"': "api goes with api_secret",
    TRUST + 'roles = "all"': "write roles as [[trust.roles]]",
    RULE + 'role = "operator"\nurn = "100492"': "nobody runs the server by this",
    RULE + 'role = "lead_adviser"\nurn = "100492"': "a lead adviser serves an authority or trust",
    RULE + 'role = "lead_adviser"': "a lead adviser serves an authority or trust",
    RULE + 'role = "governor"\nbody = "B1"': "body is for lead advisers",
    RULE + 'role = "governor"': "please give one of the two",
    RULE + 'role = "governor"\nurn = "1"': "six digits",
    RULE + 'role = "governor"\nurn = "100492"\nclaim = "groups"': "claim goes with value",
    RULE + 'role = "governor"\nschool = "100492"': "not by school",
    RULE + 'role = "governor"\nurn = 100492': "each a text",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_each_mistake_is_a_sentence_and_names_no_secret(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(tmp_path, text)
    assert MISTAKES[text] in refused.value.sentence
    assert "planted-secret" not in refused.value.sentence
    assert str(tmp_path) not in refused.value.sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"SEF2SI_OIDC names none\.toml, which can't be read"):
        read_providers(tmp_path / "none.toml", {})


def provider_at(address: str) -> Provider:
    return Provider(key="p", kind="openid", name="P", issuer=address, client_id="us", client_secret="planted-secret")


def begun(talks: Talks) -> str:
    async def once() -> str:
        try:
            return (await talks.begin("http://127.0.0.1/back")).address
        finally:
            await talks.close()

    return asyncio.run(once())


def test_one_that_cannot_be_reached_or_takes_too_long_is_told_and_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable, match="P can’t be reached just now"):
        begun(Talks(provider_at("http://127.0.0.1:1")))
    with provided() as there:
        there.slow = 0.5
        with pytest.raises(Unavailable):
            begun(Talks(provider_at(there.address), seconds=0.1))
        there.slow = 0.0
        assert begun(Talks(provider_at(there.address))).startswith(f"{there.address}/authorize?")
    assert "planted-secret" not in caplog.text


@pytest.mark.parametrize("said", ["https://somebody.else", "", "http://127.0.0.1:1"])
def test_one_that_says_it_is_another_is_not_spoken_with(said: str) -> None:
    with provided() as there:
        there.issuer = said or there.address + "/other"
        with pytest.raises(Unavailable):
            begun(Talks(provider_at(there.address)))


def test_what_it_says_of_itself_is_asked_once_an_hour() -> None:
    now = [0.0]
    with provided() as there:
        talks = Talks(provider_at(there.address), clock=lambda: now[0])
        assert there.asked == []  # nothing at start

        async def three() -> None:
            for later in (0.0, 3600.0, 3601.0):
                now[0] = later
                await talks.begin("http://127.0.0.1/back")
            await talks.close()

        asyncio.run(three())
        assert [path for path, _ in there.asked] == ["/.well-known/openid-configuration"] * 2


def test_new_keys_are_fetched_but_not_for_every_token_that_names_one() -> None:
    now = [0.0]
    with provided() as there:
        there.claims = {"sub": "s"}
        provider = provider_at(there.address)
        talks = Talks(provider, clock=lambda: now[0])

        def fetched() -> int:
            return [path for path, _ in there.asked].count("/keys")

        async def token(kid: str) -> str:
            there.header = {"kid": kid}
            said = there.token({"nonce": "n"})
            try:
                return str((await talks._claims(said, "access-of-n", "n"))["sub"])
            except NotAllowed as refusal:
                return refusal.sentence

        async def all_of_it() -> None:
            there.claims |= {"aud": "us"}
            assert (await token("one"), fetched()) == ("s", 1)
            for _ in range(3):
                assert await token("unknown") == NOT_BELIEVED
            assert fetched() == 1  # they are young
            now[0] = 100.0
            assert (await token("unknown"), fetched()) == (NOT_BELIEVED, 2)
            assert (await token("unknown"), fetched()) == (NOT_BELIEVED, 2)
            assert await token("one") == "s"
            await talks.close()

        asyncio.run(all_of_it())


def way_out(talks: Talks, id_token: str = "a token") -> tuple[str, str] | None:
    async def once() -> tuple[str, str] | None:
        try:
            return await talks.way_out(id_token, "http://127.0.0.1/signed-out")
        finally:
            await talks.close()

    return asyncio.run(once())


@pytest.mark.parametrize("id_token", ["a token", ""])
def test_the_way_out_says_who_leaves_and_where_they_come_back_to(id_token: str) -> None:
    with provided() as there:
        found = way_out(Talks(provider_at(there.address)), id_token)
        again = way_out(Talks(provider_at(there.address)))
    assert found is not None
    assert again is not None
    address, state = found
    assert (len(state), state != again[1], address.partition("?")[0]) == (43, True, f"{there.address}/end")
    assert {name: each for name, (each,) in parse_qs(urlsplit(address).query).items()} == {
        "of": "here",  # what was in its own address stays
        "client_id": "us",
        "post_logout_redirect_uri": "http://127.0.0.1/signed-out",
        "state": state,
        **({"id_token_hint": id_token} if id_token else {}),
    }


NO_WAY: dict[str, Callable[[There], object]] = {
    "it names none": lambda there: setattr(there, "ends", ""),
    "over the open net": lambda there: setattr(there, "ends", "http://id.elm.example/end"),
    "no address": lambda there: setattr(there, "ends", "javascript:alert(1)"),
    "another kind of value": lambda there: setattr(there, "ends", 7),
}


@pytest.mark.parametrize("why", NO_WAY)
def test_there_is_no_way_out_to_what_is_no_safe_address(why: str) -> None:
    with provided() as there:
        NO_WAY[why](there)
        talks = Talks(provider_at(there.address))
        assert way_out(talks) is None
        assert begun(Talks(provider_at(there.address))).startswith(there.address)  # and people come in by it as before


def test_whoever_runs_the_server_can_have_it_that_nothing_ends_there(tmp_path: Path) -> None:
    assert [each.ends_there for each in read(tmp_path, TRUST)] == [True]
    assert [each.ends_there for each in read(tmp_path, TRUST + "ends_there = false")] == [False]
    with provided() as there:
        assert way_out(Talks(replace(provider_at(there.address), ends_there=False))) is None
        assert there.asked == []
