"""Starting and stopping: the service's own door, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import socket
import tempfile
from pathlib import Path

import httpx
import psutil
import pytest
from fastapi import FastAPI

from sef2si.api.app import create_app
from sef2si.errors import Unavailable
from sef2si.server.app import serving
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from sef2si.store.migrate import migrate
from tests.server.running import Running, running


@pytest.mark.parametrize("unix", [True, False])
def test_kernels_reach_the_service_with_and_without_unix_sockets(tmp_path: Path, unix: bool) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'plans.db'}")
    migrate(engine)

    async def asked() -> tuple[str, int]:
        with tempfile.TemporaryDirectory() as short:
            async with serving(create_app(Planner(engine), lambda token: None), Path(short), unix=unix) as address:
                way = httpx.AsyncHTTPTransport(uds=address.removeprefix("unix://")) if unix else None
                base = "http://service" if unix else address
                async with httpx.AsyncClient(transport=way, base_url=base) as client:
                    answer = await client.get("/service/v1/health")
        return address.split("://")[0], answer.status_code

    assert asyncio.run(asked()) == ("unix" if unix else "http", 200)
    engine.dispose()


def test_a_stopped_server_leaves_no_kernel_and_no_folder(tmp_path: Path) -> None:
    with running(tmp_path, "--probe") as one:
        _open(one)
        (kernel,) = one.kernels()
        folder = Path(kernel.environ()["SEF2SI_SERVICE"].removeprefix("unix://")).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        one.forget_clients()
    assert one.process.returncode == 0
    assert not folder.exists()
    assert not psutil.pid_exists(kernel.pid)


def _open(server: Running) -> None:
    assert server.signed_in("head").get("/schools/100492/workbook").status_code == 200


def test_kernels_speak_over_sockets_in_our_folder(tmp_path: Path) -> None:
    """No other account of the machine can reach them there, as it could a port."""
    with running(tmp_path, "--probe") as one:
        _open(one)
        (kernel,) = one.kernels()
        folder = Path(kernel.environ()["SEF2SI_SERVICE"].removeprefix("unix://")).parent
        (connection,) = (json.loads(path.read_text()) for path in folder.glob("k/kernel-*.json"))
        one.forget_clients()
    assert connection["transport"] == "ipc"
    assert Path(connection["ip"]).parent == folder / "k"


# Tornado leaves the socket that it could not bind to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_taken_port_is_a_sentence() -> None:
    from sef2si.server.app import _listening

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} is already in use"), _listening("127.0.0.1", port):
            pass


def test_a_folder_too_deep_for_a_socket_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 20)
    deep.mkdir()

    async def address() -> str:
        async with serving(FastAPI(), deep) as found:
            return found

    assert asyncio.run(address()).startswith("http://127.0.0.1:")
