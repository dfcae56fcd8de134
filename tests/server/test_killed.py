"""The whole server killed while people save through it: what they were told is saved is there at the next start."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from sef2si.services.checking import check
from sef2si.store.engine import file_opened
from tests.server.running import Running, running, xsrf
from tests.server.serve_here import ELM, HEAD, LEADER

PLAN = f"{ELM}-2026"


def save(client: httpx.Client, need_id: str) -> bool:
    """Whether it was acknowledged."""
    record = {"id": need_id, "what": f"written as {need_id}"}
    try:
        answer = client.post(
            f"/service/v1/plans/{PLAN}/acts",
            json={"save": [{"kind": "needs", "record": record}], "remove": []},
            headers={"X-XSRFToken": xsrf(client)},
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def kill_while_saving(server: Running, turn: int, acknowledged: list[str]) -> None:
    """Three people save as fast as they can; the server dies somewhere within the saves after the tenth or so."""
    enough = threading.Event()
    before = len(acknowledged)

    def work(who: int, client: httpx.Client) -> None:
        for number in range(10_000):
            need_id = f"turn-{turn}-of-{who}-{number}"
            if not save(client, need_id):
                break
            acknowledged.append(need_id)
            if len(acknowledged) > before + 10:
                enough.set()

    clients = [server.signed_in(person.id) for person in (HEAD, LEADER, HEAD)]
    people = [threading.Thread(target=work, args=each) for each in enumerate(clients)]
    for each in people:
        each.start()
    assert enough.wait(60)
    server.process.kill()
    for each in people:
        each.join(60)
    server.forget_clients()


@pytest.mark.parametrize("kills", [1, pytest.param(40, marks=pytest.mark.heavy)])
def test_what_the_server_acknowledged_before_it_was_killed_is_there(
    tmp_path: Path, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    acknowledged: list[str] = []
    for turn in range(kills):
        with running(tmp_path) as server:
            kill_while_saving(server, turn, acknowledged)
    with running(tmp_path) as server:
        plan = server.signed_in(HEAD.id).get(f"/service/v1/schools/{ELM}/plan").json()
        server.forget_clients()
    there = [need["id"] for need in plan["needs"]]
    lost = set(acknowledged) - set(there)
    with capsys.disabled():
        print(f" [{kills} kills of the server, {len(acknowledged)} acknowledged saves: {len(lost)} lost]", end="")
    assert len(acknowledged) > 10 * kills
    assert lost == set()
    assert len(there) == len(set(there))
    assert [need["id"] for need in plan["needs"] if need["what"] != f"written as {need['id']}"] == []
    with file_opened(tmp_path / "plans.db") as engine:
        assert check(engine).wrong == ()
