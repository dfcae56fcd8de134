"""How soon the server sends a page with the journey on it, while the kernel is still starting."""

from __future__ import annotations

import time
from collections.abc import Sequence

import httpx

from benchmarks.content import plan
from benchmarks.figures import Figure, figure
from benchmarks.pages import Side
from sef2si.journey import JOURNEY


def seconds_until(side: Side, wanted: Sequence[str]) -> float:
    """Seconds from the request until all of these words, or where there are none the first bytes, have arrived.

    The page is then read to its end, so that the next request does not meet a kernel that is starting.
    """
    cookies = {each["name"]: each["value"] for each in side.cookies}
    with httpx.Client(cookies=cookies, timeout=90) as client:
        client.get(f"{side.server.address}/favicon.ico")
        began = time.perf_counter()
        found = 0.0
        text = ""
        with client.stream("GET", side.workbook.partition("#")[0]) as answer:
            answer.raise_for_status()
            for part in answer.iter_text():
                text += part
                if not found and part and all(word in text for word in wanted):
                    found = time.perf_counter() - began
    if not found:
        raise SystemExit(f"The page of {side.server.name} never showed the journey.")
    return found


def paints(ours: Side, peer: Side, rounds: int) -> tuple[list[float], list[float]]:
    """For the peer its first bytes count, whatever they hold: it has no journey to show."""
    journey = [plan().school.name, *(step.title for step in JOURNEY)]
    own: list[float] = []
    other: list[float] = []
    for _ in range(rounds):
        own.append(seconds_until(ours, journey))
        time.sleep(0.5)
        other.append(seconds_until(peer, []))
        time.sleep(0.5)
    return own, other


def figures(own: list[float], other: list[float], *, peer: str, load: float) -> list[Figure]:
    return [
        figure(
            "first_paint",
            value=max(own),
            unit="s, the slowest",
            bar=0.3,
            peer=peer,
            measured_in="s",
            ours=own,
            theirs=other,
            load=load,
        )
    ]
