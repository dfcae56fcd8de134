"""A server with accounts, its people, and their ways in: passwords, codes, and sessions made beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
from sqlalchemy import Engine

from sef2si.domain.people import COMMAND_LINE, Person, Role
from sef2si.domain.school import School
from sef2si.services.accounts import Accounts
from sef2si.services.planner import Planner
from sef2si.services.sessions import StoredSessions
from sef2si.store.engine import open_engine
from sef2si.store.people import tries
from tests.databases import new_file
from tests.server.running import Running, running
from tests.server.serve_here import ASH, ELM, OAK, QUICK

PASSWORD = "copper window seventeen"
OPERATOR = COMMAND_LINE
# Who is at the house, as name -> (role, schools); "operator" runs it.
PEOPLE: dict[str, tuple[Role, tuple[str, ...]]] = {
    "head": (Role.HEADTEACHER, (ELM,)),
    "leader": (Role.CPD_LEADER, (ELM,)),
    "governor": (Role.GOVERNOR, (ELM,)),
    "admin": (Role.SCHOOL_ADMIN, (ELM,)),
    "adviser": (Role.ADVISER, (ELM, OAK)),
    "oak": (Role.HEADTEACHER, (OAK,)),
}


def email(who: str) -> str:
    return f"{who}@school.example"


@dataclass(repr=False)
class House:
    """``ids`` and ``secrets`` are of each person by the name they have here."""

    folder: Path
    engine: Engine
    server: Running
    accounts: Accounts
    stored: StoredSessions
    planner: Planner
    ids: dict[str, str]
    secrets: dict[str, str]
    recovery: dict[str, list[str]]

    @property
    def operator(self) -> Person:
        found = self.accounts.find(self.ids["operator"])
        assert found is not None
        return found.person

    def visitor(self) -> httpx.Client:
        """Somebody's browser, that says where a request comes from."""
        return self.server.visitor(Origin=self.server.origin)

    def signed_in(self, who: str) -> httpx.Client:
        """With a session that was begun beside the server."""
        client = self.visitor()
        token, _ = self.stored.begin(self.ids[who], "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
        client.cookies.set("sef2si", token, domain="127.0.0.1")
        return client

    def enter(self, client: httpx.Client, who: str, password: str = PASSWORD, to: str = "/") -> httpx.Response:
        """The first door alone."""
        return post(client, "/sign-in", email=email(who), password=password, next=to)

    def letters(self) -> list[dict[str, str]]:
        """All that were sent so far."""
        file = self.folder / "letters"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def forget_tries(self) -> None:
        """Every test comes from one address: its wrong passwords are no other's."""
        with self.engine.begin() as connection:
            connection.execute(tries.delete())

    def code(self, who: str) -> str:
        """One that opens the second door: each recovery code does so once."""
        return self.recovery[who].pop()


def token_of(client: httpx.Client, path: str = "/forgotten") -> str:
    """The token of the forms this client is shown."""
    if "_xsrf" not in client.cookies:
        client.get(path)
    return client.cookies["_xsrf"]


def post(client: httpx.Client, path: str, **typed: str) -> httpx.Response:
    return client.post(path, data={**typed, "_xsrf": token_of(client)})


def secret_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["secret"][0]


def new_person(accounts: Accounts, who: str, token: str) -> str:
    return accounts.accept(token, f"{who.title()} of Elm", PASSWORD, email=email(who)).id


@contextmanager
def house(folder: Path, *options: str) -> Iterator[House]:
    """Elm and Oak with their people, each with an app; Ash, where nobody is."""
    engine = open_engine(f"sqlite:///{new_file(folder / 'plans.db')}")
    planner = Planner(engine)
    for urn, name in ((ELM, "Elm Primary"), (OAK, "Oak <i>Academy</i>"), (ASH, "Ash School")):
        planner.open_plan(None, School(id=urn, urn=urn, name=name), "2026/27")
    # An hour ago, or the codes of just now would be used up.
    before = Accounts(engine, hasher=QUICK, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    ids = {"operator": new_person(before, "operator", before.first_link())}
    for who, (role, urns) in PEOPLE.items():
        for urn in urns:
            token = before.invite(OPERATOR, urn, email(who), f"{who.title()} of Elm", role)
            ids[who] = new_person(before, who, token)
    secrets, recovery = {}, {}
    for who, account_id in ids.items():
        if who != "governor":
            secrets[who] = secret_of(before.begin_second_factor(account_id))
            code = pyotp.TOTP(secrets[who]).at(datetime.now(UTC) - timedelta(hours=1))
            recovery[who] = list(before.finish_second_factor(account_id, code))
    accounts = Accounts(engine, hasher=QUICK)
    stored = StoredSessions(engine, accounts)
    with running(folder, "--accounts", *options) as server:
        yield House(folder, engine, server, accounts, stored, planner, ids, secrets, recovery)
    engine.dispose()
