"""What an open workbook's kernel takes of the machine's memory for itself alone (USS)."""

from __future__ import annotations

import time

from playwright.sync_api import Browser

from benchmarks.figures import Figure, figure
from benchmarks.pages import Side, at_rest, workbook_open


def kernel_megabytes(browser: Browser, side: Side) -> float:
    """USS of the kernel that an open workbook started, once it is at rest."""
    before = set(side.server.kernels())
    with workbook_open(browser, side):
        time.sleep(2)
        new = [process for pid, process in side.server.kernels().items() if pid not in before]
        if not new:
            raise SystemExit(f"The page of {side.server.name} started no kernel that could be measured.")
        size = sum(process.memory_full_info().uss for process in new)
    at_rest()
    return float(size / 1e6)


def kernels(browser: Browser, ours: Side, peer: Side, rounds: int) -> tuple[list[float], list[float]]:
    own: list[float] = []
    other: list[float] = []
    for _ in range(rounds):
        own.append(kernel_megabytes(browser, ours))
        other.append(kernel_megabytes(browser, peer))
    return own, other


def figures(own: list[float], other: list[float], *, peer: str, load: float) -> list[Figure]:
    return [
        figure(
            "kernel_memory",
            value=max(own),
            unit="MB of its own (USS), the largest",
            bar=60,
            peer=peer,
            measured_in="MB",
            ours=own,
            theirs=other,
            load=load,
        )
    ]
