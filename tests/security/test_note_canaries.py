"""A note for its author alone carries a mark that the school's other leaders meet on no page, file or error."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import httpx
import pytest

from sef2si.domain.notes import ALL_LEADERS
from sef2si.domain.people import Role
from tests import factories as make
from tests.security.test_tenant_canaries import addresses, errors, texts
from tests.server.house import OPERATOR, House, email, house, new_person, post, token_of
from tests.server.serve_here import ELM

PLAN = f"{ELM}-2026"
MINE, OURS = "canary-only-me-93b1", "canary-all-leaders-93b1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One leader wrote for themselves alone, and for all leaders and narrowed it; beside a judgement and a priority."""
    with house(tmp_path_factory.mktemp("notes")) as one:
        token = one.accounts.invite(OPERATOR, ELM, email("senior"), "Senior", Role.SENIOR_LEADER)
        one.ids["senior"] = new_person(one.accounts, "senior", token)
        found = one.accounts.find(one.ids["leader"])
        assert found is not None
        author, planner = found.person, one.planner
        judgement, priority = make.judgement(id="j"), make.priority(id="p")
        planner.write(author, PLAN, [judgement, priority])
        for audience, sort, mark in (((), "mine", MINE), (ALL_LEADERS, "ours", OURS)):
            for name, link in (("beside", {"judgement_id": "j"}), ("about", {"priority_id": "p"})):
                note = make.note(id=f"{name}-{sort}", text=mark, source=mark, audience=audience, **link)
                planner.write(author, PLAN, [note])
        narrowed = make.note(id="narrowed", text=MINE, source=MINE)
        kept = planner.write(author, PLAN, [narrowed]).find("notes", "narrowed")
        planner.write(author, PLAN, [kept.having(audience=())])
        yield one


def more(one: House, client: httpx.Client) -> Iterator[httpx.Response]:
    """What is about notes and their author: their past, the author's dossier, forged saves and removals."""
    headers = {"X-XSRFToken": token_of(client)}
    for note in ("beside-mine", "about-mine", "narrowed", "beside-ours"):
        yield client.get(f"/service/v1/plans/{PLAN}/history/notes/{note}")
        for version in (0, 1, 2):
            forged = make.note(id=note, text="Forged", version=version).model_dump(mode="json")
            removed = {"kind": "notes", "id": note, "version": version} if note != "beside-ours" else {}
            for body in ({"save": [{"kind": "notes", "record": forged}]}, {"remove": [removed]}):
                path = f"/service/v1/plans/{PLAN}/acts"
                yield client.post(path, headers=headers, content=json.dumps(body))
    author = f"account-{one.ids['leader']}"
    about = f"/schools/{ELM}/people-data/{author}"
    yield client.get(about, params={"also": "canary"})
    yield post(client, about, do="json", also="canary")
    yield post(client, about, do="look", act="anonymise", also="canary", text=f"{PLAN}|notes|beside-mine|text")
    yield client.post(f"/service/v1/plans/{PLAN}/undo", headers=headers, content="{}")


def heard(one: House, who: str) -> str:
    with one.signed_in(who) as client:
        met = itertools.chain(
            (client.get(path, timeout=60) for path in addresses(ELM)), errors(client, ELM), more(one, client)
        )
        return "\n".join(texts(answer) for answer in met)


@pytest.mark.parametrize("who", ["head", "senior", "governor"])
def test_nobody_else_meets_a_note_for_its_author_alone(home: House, who: str) -> None:
    met = heard(home, who)
    assert MINE not in met
    assert (OURS in met) is (who != "governor")


def test_its_author_meets_it(home: House) -> None:
    """The control, at the same addresses."""
    with home.signed_in("leader") as client:
        met = "\n".join(texts(client.get(path, timeout=60)) for path in addresses(ELM))
    assert met.count(MINE) > 20
