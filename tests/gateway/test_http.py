"""What only a gateway over HTTP has to bear."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from sef2si.errors import NotAllowed, Unavailable
from sef2si.gateway.http import HttpGateway
from sef2si.services.planner import Planner
from tests import factories as make
from tests.gateway.conftest import PEOPLE
from tests.services.test_planner import PLAN


@pytest.fixture
def flaky() -> Iterator[Callable[[list[bytes | None]], tuple[str, list[str]]]]:
    """A server that gives these answers in turn, None: it hangs up; and the list of what it was asked."""
    servers: list[http.server.HTTPServer] = []

    def start(answers: list[bytes | None]) -> tuple[str, list[str]]:
        asked: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(f"{self.command} {self.path}")
                self.rfile.read(int(self.headers.get("content-length", 0)))
                answer = answers.pop(0)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return f"http://127.0.0.1:{server.server_port}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def plan_json() -> bytes:
    return make.whole_plan().model_dump_json().encode()


def test_asks_once_more_where_the_connection_broke(flaky) -> None:
    url, asked = flaky([None, plan_json()])
    gateway = HttpGateway(url, "t")
    assert gateway.write(PLAN, [make.need()]) == make.whole_plan()
    assert asked == ["POST /service/v1/plans/100492-2026/acts"] * 2
    gateway.close()


def test_once_more_and_no_more(flaky) -> None:
    url, asked = flaky([None, None, plan_json()])
    gateway = HttpGateway(url, "t")
    with pytest.raises(Unavailable):
        gateway.load("100492")
    assert len(asked) == 2
    gateway.close()


def test_an_undo_that_may_have_arrived_is_not_sent_twice(flaky) -> None:
    url, asked = flaky([None, plan_json()])
    gateway = HttpGateway(url, "t")
    with pytest.raises(Unavailable):
        gateway.undo(PLAN)
    assert len(asked) == 1
    gateway.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # httpcore leaves such a socket open
@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "unix:///nowhere/at/all.sock"])
def test_no_service_is_unavailable(url: str) -> None:
    gateway = HttpGateway(url, "t")
    with pytest.raises(Unavailable, match="try again in a moment"):
        gateway.load("100492")
    gateway.close()


def test_a_stranger_in_between_does_not_speak_for_the_service(served, planner: Planner) -> None:
    url, state = served
    state.planner = planner
    state.authenticate, whose = (lambda token: 1 / 0), state.authenticate
    gateway = HttpGateway(url, "head")
    try:
        with pytest.raises(Unavailable, match="Something went wrong on our side"):
            gateway.person()
    finally:
        state.authenticate = whose
        gateway.close()


def test_a_token_that_is_nobodys(served, planner: Planner) -> None:
    url, state = served
    state.planner = planner
    for token in ("nobody", "", "hé"):
        assert token not in PEOPLE
    gateway = HttpGateway(url, "nobody")
    with pytest.raises(NotAllowed, match="Please sign in again"):
        gateway.load("100492")
    gateway.close()


def test_a_kernel_loads_no_database_and_no_server() -> None:
    code = "import sys, json, sef2si.gateway.http; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))
    assert loaded & {"sqlalchemy", "fastapi", "starlette", "uvicorn", "alembic", "psycopg", "pandas", "httpx"} == set()
    assert {"http", "pydantic"} <= loaded
