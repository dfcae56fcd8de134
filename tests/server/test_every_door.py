"""Each role at each address: who may by the table comes in, and nobody else, whatever they send."""

from __future__ import annotations

import pytest

from sef2si.domain.people import Deed, Role, may
from tests.doors import ROUTES, Asked
from tests.server.house import House, post
from tests.server.serve_here import ELM
from tests.server.test_leads import newcomer

WHO = ("head", "leader", "governor", "admin", "adviser", "oak", "operator", "lea", "stan")
# What stands in an address: the first is a school, the rest leads to nothing that is there.
FILLED = {
    "<urn>": ELM, "<name>": "x" * 22, "<document>": "map", "<form>": "csv", "<member_id>": "nobody",
    "<of>": "account-nobody",
    "<key>": "account-nobody", "<example>": "framework", "<need_id>": "nothing", "<proposal_id>": "0" * 32,
}  # fmt: skip
SCHOOLS = {path: asked for path, asked in ROUTES.items() if "<urn>" in path}


def filled(path: str) -> str:
    for name, text in FILLED.items():
        path = path.replace(name, text)
    assert "<" not in path
    return path


def asks(asked: Asked) -> set[Deed]:
    return {asked} if isinstance(asked, Deed) else set(asked) if isinstance(asked, tuple) else set()


@pytest.fixture
def everybody(home: House) -> House:
    newcomer(home, "lea", Role.PRIORITY_LEAD)
    newcomer(home, "stan", Role.STAFF)
    return home


def test_each_role_at_each_address(everybody: House, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, counted, let_in = [], 0, 0
    for who in WHO:
        account = everybody.accounts.find(everybody.ids[who])
        assert account is not None
        client = everybody.signed_in(who)
        for path, verbs in SCHOOLS.items():
            for verb, asked in verbs.items():
                wanted = all(may(account.person, deed, ELM) for deed in asks(asked))
                where = filled(path)
                answer = client.get(where) if verb == "GET" else post(client, where)
                counted += 1
                # 400: an empty form says nothing that could be done, and nothing was.
                refused = answer.status_code in (400, 403, 404)
                let_in += not refused
                # Who may not is let do nothing. Who may can still be told that a thing is not there.
                is_plain = verb == "GET" and path.count("<") == 1
                is_wrong = answer.status_code == 403 or (refused and is_plain) if wanted else not refused
                if is_wrong:
                    wrong.append((who, verb, where, wanted, answer.status_code))
    assert wrong == [], "\n".join(map(str, wrong))
    with capsys.disabled():
        print(f"\n  doors: {counted} knocks by {len(WHO)} roles at {len(SCHOOLS)} addresses, {let_in} let in, 0 wrong")


def test_nobody_who_is_not_signed_in_comes_in(everybody: House) -> None:
    client = everybody.visitor()
    found = {}
    for path, verbs in SCHOOLS.items():
        for verb in verbs:
            answer = client.get(filled(path)) if verb == "GET" else post(client, filled(path))
            found[verb, path] = answer.status_code
    assert {key: status for key, status in found.items() if status not in (302, 403)} == {}
