"""A reader's kernel is sent thousands of messages that no page of ours sends (trust.md, facts 3 and 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sef2si.domain.plan import Plan
from tests.security.forging import ForgedPage, forge, opened
from tests.server.running import Running, running, xsrf
from tests.server.serve_here import ELM, GOVERNOR, HEAD

CANARIES = ("canary-note-51c", "canary-need-51c", "canary-kept-51c")
PLAN = f"{ELM}-2026"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server whose head wrote what no reader may see."""
    with running(tmp_path_factory.mktemp("forged")) as server:
        head = server.signed_in(HEAD.id)
        written(
            head,
            ("judgements", {"id": "j", "framework": "ofsted_2025", "area": "inclusion"}),
            ("notes", {"id": "m", "text": CANARIES[0], "judgement_id": "j", "audience": []}),
            ("priorities", {"id": "p", "title": "Reading"}),
            ("needs", {"id": "private", "what": CANARIES[1], "source": "appraisal"}),
            ("needs", {"id": "shared", "what": "Fluency", "priority_id": "p"}),
            ("activities", {"id": "a", "what": "Workshop", "need_ids": ["shared"]}),
            ("notes", {"id": "n", "text": CANARIES[2]}),
        )
        yield server
        server.forget_clients()


def written(client: httpx.Client, *records: tuple[str, dict[str, object]]) -> None:
    answer = client.post(
        f"/service/v1/plans/{PLAN}/acts",
        json={"save": [{"kind": kind, "record": record} for kind, record in records], "remove": []},
        headers={"X-XSRFToken": xsrf(client)},
    )
    assert answer.status_code == 200, answer.text


def kept(server: Running) -> Plan:
    """The plan as its head sees it."""
    return Plan.model_validate(server.signed_in(HEAD.id).get(f"/service/v1/schools/{ELM}/plan").json())


def heard(page: ForgedPage) -> set[str]:
    everything = "\n".join(page.heard)
    return {canary for canary in CANARIES if canary in everything}


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.heavy)])
@pytest.mark.parametrize("view", ["workbook", "dashboard"])
def test_forged_messages_of_a_reader_change_and_show_and_run_nothing(
    here: Running, tmp_path: Path, view: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before, place = kept(here), tmp_path / "run"
    with opened(here, here.signed_in(GOVERNOR.id), f"/schools/{ELM}/{view}") as page:
        forge(page, before, count // 2, str(place))
        assert page.is_alive()
    with capsys.disabled():
        print(f" [{view}: {page.sent.total()} messages of {len(page.sent)} sorts, {len(page.heard)} answers]", end="")
    assert page.sent.total() >= count // 2
    assert len(page.heard) > count // 20
    assert heard(page) == set()
    assert not place.exists()
    assert kept(here) == before
    answered = {json.loads(frame)["header"]["msg_type"] for frame in page.heard}
    assert answered & {"execute_reply", "execute_result", "inspect_reply", "complete_reply", "history_reply"} == set()


def test_the_same_messages_of_the_head_do_change_the_plan(here: Running, tmp_path: Path) -> None:
    """The control: the messages are understood, and what was planted would be seen."""
    before, place = kept(here), tmp_path / "run"
    with opened(here, here.signed_in(HEAD.id), f"/schools/{ELM}/workbook") as page:
        (form,) = [key for key, state in page.models().items() if "view" in state]
        for step in ("judgements", "needs"):
            data = {"method": "custom", "content": {"do": "go", "step": step, "seq": 1}}
            page.send("comm_msg", {"comm_id": form, "data": data})
        page.listen(2.0)
        assert heard(page) != set()
        forge(page, before, 300, str(place))
    assert kept(here) != before
    assert not place.exists()
