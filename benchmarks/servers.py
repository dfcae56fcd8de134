"""The two servers, started as people start them: `sef2si demo` and `voila FOLDER`."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import content

PEER = Path(__file__).parent / "peer"
_SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Server:
    """One running server: where it is and its processes."""

    name: str
    address: str
    process: psutil.Process

    def kernels(self) -> dict[int, psutil.Process]:
        """The kernels it runs now, by process id."""
        found = {}
        for child in self.process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.status() != psutil.STATUS_ZOMBIE:
                    found[child.pid] = child
        return found


@contextlib.contextmanager
def ours() -> Iterator[Server]:
    """`sef2si demo` with its own fresh database."""
    with served("demo") as server:
        yield server


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[Server]:
    """`sef2si` with these arguments, on a free port."""
    port = _free_port()
    command = [_script("sef2si"), *arguments, "--port", str(port)]
    with _running("sef2si", command, f"http://127.0.0.1:{port}/health", dict(os.environ)) as process:
        yield Server("sef2si", f"http://127.0.0.1:{port}", process)


@contextlib.contextmanager
def stock_voila() -> Iterator[Server]:
    """Stock Voilà, standalone, with its stock template and settings, and the peer's notebooks."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        content.write(Path(folder))
        environment = dict(os.environ) | {
            "BENCHMARK_CONTENT": folder,
            "BENCHMARK_DATABASE": str(Path(folder, "peer.db")),
        }
        command = [_script("voila"), str(PEER), "--no-browser", f"--port={port}"]
        with _running("Voilà", command, f"http://127.0.0.1:{port}/", environment) as process:
            yield Server("stock Voilà", f"http://127.0.0.1:{port}", process)


def _script(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise SystemExit(f"The command {name} is not installed. Please run “make bench”, which installs it.")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(name: str, command: list[str], health: str, environment: dict[str, str]) -> Iterator[psutil.Process]:
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            _wait_for(health, started, name)
            yield psutil.Process(started.pid)
        except BaseException:
            said.seek(0)
            sys.stderr.write(f"--- what {name} said ---\n{said.read().decode(errors='replace')[-4000:]}\n")
            raise
        finally:
            children = psutil.Process(started.pid).children(recursive=True) if started.poll() is None else []
            started.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(10)
            # Stock Voilà leaves kernels behind.
            for left in (started, *children):
                with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                    left.kill()
            started.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], name: str) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"{name} stopped before it could be measured.")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"{name} did not answer within {_SECONDS_TO_START:.0f} s.")
