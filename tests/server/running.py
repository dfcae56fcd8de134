"""A server in a process of its own, and a browser's way of talking to it without a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

HERE = Path(__file__).parent
PLANTED = {
    "SEF2SI_DATABASE": "postgresql://someone:planted-password@localhost/plans",
    "PLANTED_SECRET": "planted-secret",
}


@dataclass
class Running:
    address: str
    process: subprocess.Popen[str]
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://").rstrip("/")

    @property
    def origin(self) -> str:
        return self.address.rstrip("/")

    def kernels(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if any("ipykernel_launcher" in part for part in _command(child))]

    def visitor(self, **headers: str) -> httpx.Client:
        self.clients.append(httpx.Client(base_url=self.origin, headers=headers, timeout=30))
        return self.clients[-1]

    def forget_clients(self) -> None:
        while self.clients:
            self.clients.pop().close()

    def signed_in(self, person_id: str) -> httpx.Client:
        """A client with this person's session, that says where it comes from as a browser does."""
        client = self.visitor(Origin=self.origin)
        answer = client.post("/demo", data={"person": person_id, "_xsrf": xsrf(client)})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        return client


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def xsrf(client: httpx.Client) -> str:
    """The token of the forms this client is shown."""
    if "_xsrf" not in client.cookies:
        client.get("/demo")
    return client.cookies["_xsrf"]


def kernel_in(page: str) -> str:
    found = re.search(r'"kernelId": "([0-9a-f-]{36})"', page)
    assert found is not None
    return found.group(1)


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(HERE / "serve_here.py"), str(folder), *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | PLANTED,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), address
        yield Running(address, process)
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()
