"""A server with accounts, five providers on this machine and one nowhere, and a browser's way without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.provider import API_SECRET, CLIENT, SECRET, Claims, Provider, provided
from tests.server.house import House, house, post
from tests.server.serve_here import ELM

TENANT, OTHER_TENANT = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "aaaaaaaa-4b5a-6978-8796-a5b4c3d2e1f0"
SECOND_TENANT = "bbbbbbbb-4b5a-6978-8796-a5b4c3d2e1f0"

# The six of them; what is the same for all is put in where the file is written.
CONFIG = """
[trust]
name = "Elm Trust"
domains = ["elm.example"]
makes_accounts = true
second_factor_amr = ["mfa"]
{trust}
[[trust.roles]]
claim = "groups"
value = "heads"
role = "headteacher"
urn = "{elm}"
[[trust.roles]]
claim = "groups"
value = "governors"
role = "governor"
urn = "{elm}"
[[trust.roles]]
claim = "groups"
value = "nowhere"
role = "governor"
urn = "199999"

[other]
name = "Another <b>provider</b>"
ends_there = false
{other}

[gone]
name = "One that can't be had"
issuer = "http://127.0.0.1:1"
client_id = "sef2si-here"
client_secret_environment = "PLANTED_API_SECRET"

[entra]
kind = "entra"
tenants = ["{tenant}", "{second}"]
domains = ["elm.example"]
{entra}

[google]
kind = "google"
domains = ["elm.example"]
{google}

[dfe]
kind = "dfe"
api_secret_environment = "PLANTED_API_SECRET"
{dfe}
[[dfe.roles]]
claim = "roles"
value = "sef-head"
role = "headteacher"
urn_claim = "organisation.urn"
[[dfe.roles]]
claim = "roles"
value = "sef-governor"
role = "governor"
urn_claim = "organisation.urn"
"""


_WEB = httpx.Client()  # never keeps a cookie: whoever signs in there is known there already


@dataclass
class Doors:
    """``home`` and its providers, by key."""

    home: House
    providers: dict[str, Provider]

    def way(self, client: httpx.Client, key: str, to: str = "/", **typed: str) -> str:
        """The address that a press on the button sends the browser to."""
        page = post(client, f"/sign-in/with/{key}", next=to, **typed)
        assert page.status_code == 200, page.text
        (address,) = set(re.findall(r'href="(http://127\.0\.0\.1:\d+/authorize[^"]*)"', page.text))
        return unescape(address)

    def there(self, address: str) -> str:
        """Signed in there: the address that the provider sends the browser back to."""
        answer = _WEB.get(address)
        assert answer.status_code == 302
        return answer.headers["Location"]

    def come(self, client: httpx.Client, key: str, to: str = "/", **typed: str) -> httpx.Response:
        """The whole way, up to what the server answers in the end."""
        return client.get(self.there(self.way(client, key, to, **typed)))


def with_query(address: str, **said: str) -> str:
    parts = urlsplit(address)
    query = {name: each[0] for name, each in parse_qs(parts.query).items()} | said
    return parts._replace(query=str(httpx.QueryParams(query))).geturl()


@contextmanager
def doors(folder: Path) -> Iterator[Doors]:
    with ExitStack() as stack:
        providers = {key: stack.enter_context(provided()) for key in ("trust", "other", "entra", "google", "dfe")}
        (folder / "secret").write_text(f"{SECRET}\n")
        said = {
            key: f'issuer = "{one.address}"\nclient_id = "{CLIENT}"\nclient_secret_file = "{folder / "secret"}"'
            for key, one in providers.items()
        }
        said["entra"] = said["entra"].replace(one_address := providers["entra"].address, one_address + "/{tenantid}")
        said["dfe"] += f'\napi = "{providers["dfe"].address}"'
        file = folder / "providers.toml"
        file.write_text(CONFIG.format(elm=ELM, tenant=TENANT, second=SECOND_TENANT, **said))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANTED_API_SECRET", API_SECRET)
            home = stack.enter_context(house(folder, "--probe", "--oidc", str(file)))
        yield Doors(home, providers)


def is_in(client: httpx.Client) -> bool:
    return client.get("/account").status_code == 200


def governor(name: str, **said: object) -> Claims:
    """Somebody whom the trust's provider knows as a governor of Elm."""
    return {
        "sub": f"sub-{name}",
        "email": f"{name}@elm.example",
        "email_verified": True,
        "name": name.title(),
        "groups": ["staff", "governors"],
        **said,
    }
