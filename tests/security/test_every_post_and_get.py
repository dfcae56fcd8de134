"""Every address there is: what changes something needs our origin and the form's token, and looking changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sef2si.store.every import every_table
from tests.databases import everything
from tests.doors import ROUTES
from tests.server.house import House, token_of
from tests.server.test_every_door import FILLED

# What stands in the other addresses; each leads to something, or would, with another token.
MORE = {
    "<token>": "x" * 43, "<key>": "trust", "<kernel_id>": "0-0-0-0-0", "<path>": "person", "<version>": "0" * 16,
}  # fmt: skip
# A kernel starts there, and its token is a row of its own: ``test_kernels``.
STARTS_A_KERNEL = {"/schools/<urn>/workbook", "/schools/<urn>/dashboard", "/advisers"}
# Looking is noted, and is use of a session.
MAY_CHANGE = {"access_log", "sessions", "grants"}
# What somebody would send who hopes that an address also listens to its question.
HOPED = (
    "?do=end_others&_method=POST&confirm=yes&role=operator&name=planted&email=planted%40elm.example&until=2026-01-01"
)


def filled(path: str) -> str:
    for name, text in {**MORE, **({} if path.startswith("/sign-in") else FILLED)}.items():
        path = path.replace(name, text)
    return path


def kept(home: House) -> dict[str, list[str]]:
    with everything(home.engine) as connection:
        tables = [table for table in every_table() if table.name not in MAY_CHANGE]
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}


def addresses(verb: str) -> list[str]:
    return [path for path, verbs in ROUTES.items() if verb in verbs and path != "/demo"]


@pytest.mark.parametrize("who", ["head", "operator"])
def test_what_changes_something_needs_our_origin_and_the_forms_token(
    home: House, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client, before, wrong, counted = home.signed_in(who), kept(home), [], 0
    form = {"do": "end_others", "_xsrf": token_of(client)}
    ours = {"Origin": home.server.origin}
    for path in addresses("POST"):
        for how, headers, typed in (
            ("another site", {"Origin": "https://evil.example"}, form),
            ("a sandboxed page", {"Origin": "null"}, form),
            ("nowhere", {"Origin": ""}, form),
            ("no token", ours, {"do": "end_others"}),
            ("another token", ours, {**form, "_xsrf": "2|0|0|1"}),
        ):
            answer = client.post(filled(path), data=typed, headers=headers)
            counted += 1
            if answer.status_code != 403:
                wrong.append((path, how, answer.status_code))
    assert wrong == []
    assert kept(home) == before
    assert client.get("/account").status_code == 200  # nobody was signed out either
    with capsys.disabled():
        print(f"\n  forms: {counted} forged posts at {len(addresses('POST'))} addresses, 0 let through")


@pytest.mark.parametrize("who", ["head", "operator"])
def test_looking_at_every_address_changes_nothing(home: House, who: str, capsys: pytest.CaptureFixture[str]) -> None:
    client, before = home.signed_in(who), kept(home)
    seen = [client.get(filled(path) + HOPED).status_code for path in addresses("GET") if path not in STARTS_A_KERNEL]
    after = kept(home)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert (seen.count(200) > 5, max(seen) < 500) == (True, True)
    assert client.get("/account").status_code == 200
    with capsys.disabled():
        print(f"\n  looking: {len(seen)} addresses by {who}, {seen.count(200)} shown, nothing changed")
