"""The product as a person starts it: ``sef2si`` in a process of its own, on a database of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

SEF2SI = [str(Path(sys.executable).parent / "sef2si")]


def sef2si(*words: str) -> str:
    """Run a command to its end; returns what it printed."""
    done = subprocess.run([*SEF2SI, *words], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def demo(folder: Path, *, database: str = "") -> Iterator[str]:
    """``sef2si demo`` on a free port; yields its address. Its log is kept in the folder."""
    words = ["demo", "--port", "0", *(["--database", database] if database else [])]
    with (folder / "server.log").open("w") as log:
        started = subprocess.Popen(
            [*SEF2SI, *words], stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        try:
            assert started.stdout is not None
            said = started.stdout.readline()
            assert said.startswith("sef2si is ready: "), (folder / "server.log").read_text()
            yield said.removeprefix("sef2si is ready: ").strip().rstrip("/")
        finally:
            started.terminate()
            started.wait(30)
            assert started.stdout is not None
            started.stdout.close()


def act_as(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/demo")
    page.get_by_role("button", name=f"Act as {name}", exact=True).click()
    page.wait_for_url(f"{address}/")


def open_page(page: Page, address: str, path: str) -> None:
    """Open a page of widgets and wait until it is drawn."""
    page.goto(f"{address}{path}")
    page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
