"""A kernel belongs to the session it was started in: everybody else is turned away at every door."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.server.running import PLANTED, Running, kernel_in, xsrf

ELM = "100492"


@contextmanager
def socket(server: Running, client: httpx.Client, kernel_id: str, **more: str) -> Iterator[ClientConnection]:
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    with connect(
        f"ws://{server.host}/api/kernels/{kernel_id}/channels?session_id=s",
        origin=more.get("origin", server.origin),  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies},
    ) as opened:
        yield opened


def refused_socket(server: Running, client: httpx.Client, kernel_id: str, **more: str) -> int:
    with pytest.raises(InvalidStatus) as refused, socket(server, client, kernel_id, **more):
        pass
    return refused.value.response.status_code


def wait_until_gone(server: Running, most: int = 0) -> None:
    for _ in range(100):
        if len(server.kernels()) <= most:
            return
        time.sleep(0.1)
    raise AssertionError(f"{len(server.kernels())} kernels are left")


@pytest.fixture
def head(server: Running) -> httpx.Client:
    return server.signed_in("head")


@pytest.fixture
def kernel_id(server: Running, head: httpx.Client) -> Iterator[str]:
    kernel = kernel_in(head.get(f"/schools/{ELM}/workbook").text)
    yield kernel
    for client in server.clients:
        client.post(f"/voila/api/shutdown/{kernel}", data={"_xsrf": xsrf(client)})
    wait_until_gone(server)


def shut_down(client: httpx.Client, kernel_id: str) -> int:
    return client.post(f"/voila/api/shutdown/{kernel_id}", data={"_xsrf": xsrf(client)}).status_code


@pytest.mark.parametrize("person", ["leader", "governor", "adviser", "head"])
def test_only_the_session_it_was_started_in_reaches_a_kernel(
    server: Running, head: httpx.Client, kernel_id: str, person: str
) -> None:
    """The same school, another school, and even the same person in another browser."""
    other = server.signed_in(person)
    assert other.get(f"/api/kernels/{kernel_id}").status_code == 403
    assert shut_down(other, kernel_id) == 403
    assert refused_socket(server, other, kernel_id) == 403
    # The same doors open to its owner, so it is ownership that was refused.
    assert head.get(f"/api/kernels/{kernel_id}").json()["id"] == kernel_id
    with socket(server, head, kernel_id):
        pass
    assert len(server.kernels()) == 1


def test_the_anonymous_reach_no_kernel_and_start_none(server: Running, head: httpx.Client, kernel_id: str) -> None:
    nobody = server.visitor(Origin=server.origin)
    assert nobody.get(f"/api/kernels/{kernel_id}").status_code in (403, 302)
    assert shut_down(nobody, kernel_id) == 403
    assert refused_socket(server, nobody, kernel_id) == 403
    for path in (f"/schools/{ELM}/workbook", f"/schools/{ELM}/dashboard", "/", f"/schools/{ELM}/documents"):
        assert nobody.get(path).headers["Location"].startswith("/demo")
    assert len(server.kernels()) == 1


def test_a_kernel_that_does_not_exist(server: Running, head: httpx.Client) -> None:
    nothing = str(uuid.uuid4())
    assert head.get(f"/api/kernels/{nothing}").status_code == 403
    assert shut_down(head, nothing) == 403
    assert refused_socket(server, head, nothing) == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", ""])
def test_a_websocket_of_another_site_is_refused(
    server: Running, head: httpx.Client, kernel_id: str, origin: str
) -> None:
    assert refused_socket(server, head, kernel_id, origin=origin) == 403


def test_a_websocket_under_another_name_is_refused(server: Running, head: httpx.Client, kernel_id: str) -> None:
    """DNS rebinding: a page of another name that points here, so that Origin and Host agree."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    evil = {"Origin": "http://evil.example", "Host": "evil.example"}
    answer = head.get(f"/api/kernels/{kernel_id}/channels", headers=upgrade | evil)
    assert answer.status_code == 403
    assert head.get(f"/api/kernels/{kernel_id}/channels", headers=upgrade).status_code == 101


def test_code_sent_to_a_kernel_is_dropped(server: Running, head: httpx.Client, kernel_id: str) -> None:
    with socket(server, head, kernel_id) as page:
        page.send(json.dumps(_message("execute_request", {"code": "open('/tmp/x')", "silent": False})))
        page.send(json.dumps(_message("kernel_info_request", {})))
        kinds = set()
        while "kernel_info_reply" not in kinds:
            heard = page.recv(timeout=10)
            kinds.add(json.loads(heard)["header"]["msg_type"])
    assert "kernel_info_reply" in kinds
    assert not kinds & {"execute_reply", "execute_input", "execute_result", "error"}


def _message(kind: str, content: dict[str, object]) -> dict[str, object]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": "s",
        "version": "5.3",
        "date": "",
    }
    more = {"parent_header": {}, "metadata": {}, "content": content, "buffers": [], "channel": "shell"}
    return {"header": header, **more}


def test_a_kernel_knows_nothing_of_the_servers_environment(server: Running, head: httpx.Client, kernel_id: str) -> None:
    (kernel,) = server.kernels()
    environment = kernel.environ()
    assert {environment[name] for name in ("SEF2SI_URN",)} == {ELM}
    assert environment["SEF2SI_SERVICE"].startswith(("unix://", "http://127.0.0.1:"))
    assert environment["SEF2SI_ASSETS"].startswith(f"{server.origin}/assets/")
    for name, planted in PLANTED.items():
        assert environment.get(name) != planted
        assert planted not in environment.values()
    assert {name for name in environment if name.startswith("SEF2SI_")} == {
        "SEF2SI_SERVICE",
        "SEF2SI_TOKEN",
        "SEF2SI_URN",
        "SEF2SI_ASSETS",
        "SEF2SI_FRAMEWORKS_BESIDE",
    }


def test_a_kernels_token_reads_its_school_and_dies_with_it(server: Running, head: httpx.Client, kernel_id: str) -> None:
    (kernel,) = server.kernels()
    environment = kernel.environ()
    bearer = {"Authorization": f"Bearer {environment['SEF2SI_TOKEN']}"}
    path = environment["SEF2SI_SERVICE"].removeprefix("unix://")
    with httpx.Client(transport=httpx.HTTPTransport(uds=path), base_url="http://service") as service:
        assert service.get(f"/service/v1/schools/{ELM}/plan", headers=bearer).status_code == 200
        assert service.get("/service/v1/schools/100493/plan", headers=bearer).status_code == 404
        assert service.get(f"/service/v1/schools/{ELM}/plan").status_code == 401
        assert shut_down(head, kernel_id) == 204
        assert service.get(f"/service/v1/schools/{ELM}/plan", headers=bearer).status_code == 401


def test_a_closed_page_ends_its_kernel(server: Running, head: httpx.Client, kernel_id: str) -> None:
    assert len(server.kernels()) == 1
    assert head.post(f"/voila/api/shutdown/{kernel_id}").status_code == 403  # no token of the form
    assert shut_down(head, kernel_id) == 204
    wait_until_gone(server)
    assert head.get(f"/api/kernels/{kernel_id}").status_code == 403


def test_signing_out_ends_the_kernels(server: Running, head: httpx.Client, kernel_id: str) -> None:
    """And the page hears of it at once: waiting for a kernel that is gone, it would say nothing to anybody."""
    assert len(server.kernels()) == 1
    with socket(server, head, kernel_id) as page:
        head.post("/sign-out", data={"_xsrf": xsrf(head)})
        with pytest.raises(ConnectionClosed):
            while True:
                page.recv(timeout=10)
    wait_until_gone(server)


def test_a_notebook_that_fails_shows_no_traceback(server: Running, head: httpx.Client) -> None:
    page = head.get(f"/schools/{ELM}/dashboard").text
    assert "a word that no page may show" not in page
    assert "RuntimeError" not in page
    assert "Traceback" not in page
    assert 'id="could-not-open"' in page
    shut_down(head, kernel_in(page))
    wait_until_gone(server)
