"""Run the benchmarks, print their figures and keep them in results.json.

A missed bar is printed, not raised: a benchmark informs. The exit code is 1 only where something could not be measured.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import time
from collections.abc import Callable
from contextlib import ExitStack

from playwright.sync_api import Browser

from benchmarks import (
    content,
    documents,
    first_paint,
    load,
    memory,
    opening,
    recognising,
    register,
    saving,
    timetabling,
    weighing,
)
from benchmarks.browser import chromium
from benchmarks.figures import Figure, keep, table
from benchmarks.pages import Side, dashboard, our_side, peer_side, workbook
from benchmarks.servers import ours, stock_voila

_PEER = f"stock Voilà {importlib.metadata.version('voila')}"
_BUSY = 0.5
_LONGEST_WAIT = 240.0


class Run:
    """One run: a browser and both servers. ``load`` is the machine's load average when it began."""

    def __init__(self, browser: Browser, ours: Side, peer: Side, rounds: int) -> None:
        self.browser, self.ours, self.peer, self.rounds = browser, ours, peer, rounds
        self.load = os.getloadavg()[0]

    def workbook(self) -> list[Figure]:
        """Workbook: time to the first usable field, and bytes."""
        peer = f"{_PEER}, one core widget a field ({content.fields_of(content.step_view())} fields)"
        own, other = opening.opened(self.browser, self.ours, self.peer, workbook(), self.rounds, _say)
        _say_largest(own)
        return opening.figures("workbook", own, other, peer=peer, load=self.load, share=0.85, cold=1.5, warm=0.2)

    def dashboard(self) -> list[Figure]:
        """Dashboard: time to the last chart, and bytes."""
        charts = content.charts_of(content.dashboard())
        peer = f"{_PEER}, {charts} FigureWidgets and HTML tables"
        own, other = opening.opened(self.browser, self.ours, self.peer, dashboard(charts), self.rounds, _say)
        _say_largest(own)
        return opening.figures("dashboard", own, other, peer=peer, load=self.load, share=0.333, cold=3.0, warm=0.2)

    def kernel(self) -> list[Figure]:
        """Kernel: memory of its own."""
        own, other = memory.kernels(self.browser, self.ours, self.peer, 3)
        return memory.figures(own, other, peer=f"{_PEER}, the same step", load=self.load)

    def save(self) -> list[Figure]:
        """Save: from leaving a field to "Saved"."""
        own, other = saving.saves(self.browser, self.ours, self.peer, 100)
        peer = f"{_PEER}, its kernel writes the one field to SQLite"
        return saving.figures(own, other, peer=peer, load=self.load)

    def first_paint(self) -> list[Figure]:
        """First paint: from the request to the journey."""
        own, other = first_paint.paints(self.ours, self.peer, max(self.rounds, 10))
        return first_paint.figures(own, other, peer=f"{_PEER}, first bytes of any sort", load=self.load)


BENCHMARKS: dict[str, Callable[[Run], list[Figure]]] = {
    "workbook": Run.workbook,
    "dashboard": Run.dashboard,
    "kernel": Run.kernel,
    "save": Run.save,
    "first_paint": Run.first_paint,
}


def _recognising(rounds: int, load: float) -> list[Figure]:
    """Recognising: what of twenty plans does not land in the right field."""
    own, peers = recognising.both()
    _say(recognising.counts(own))
    return recognising.figures(own, peers, load=load)


def _register(rounds: int, load: float) -> list[Figure]:
    """Register: 24,000 schools imported from one file."""
    return register.figures(register.registers(rounds), load=load)


def _documents(rounds: int, load: float) -> list[Figure]:
    """Documents: all of the largest sample school, in every format."""
    own, other, count = documents.documents(min(rounds, 3))
    return documents.figures(own, other, count, load=load)


def _weighing(rounds: int, load: float) -> list[Figure]:
    """Weighing: 400 needs against 150 offers."""
    return weighing.figures(weighing.measured(rounds), load=load)


def _timetabling(rounds: int, load: float) -> list[Figure]:
    """Timetabling: the CPD of a year for 30 made-up schools of three sizes."""
    return timetabling.figures(timetabling.years(_say), load=load)


def _load(rounds: int, load_now: float) -> list[Figure]:
    """Load: fifty people on one server, then as many as it carries."""
    return load.figures(load.crowd(_say), load=load_now)


# These need no servers side by side; they are given the rounds and the load.
ALONE: dict[str, Callable[[int, float], list[Figure]]] = {
    "recognising": _recognising,
    "register": _register,
    "documents": _documents,
    "load": _load,
    "weighing": _weighing,
    "timetabling": _timetabling,
}


def main() -> None:
    """`python -m benchmarks [NAME ...]`"""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n", 1)[0])
    about = ", ".join(f"{name} ({(run.__doc__ or '').rstrip('.')})" for name, run in (BENCHMARKS | ALONE).items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"All if left out. {about}")
    parser.add_argument("--rounds", type=int, default=5, help="Page loads a side, ours and the peer's in turn (5).")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in BENCHMARKS | ALONE]
    if unknown:
        parser.error(f"There is no benchmark {unknown[0]}. There are: {', '.join(BENCHMARKS | ALONE)}.")
    found: list[Figure] = []
    for name in asked.names or BENCHMARKS | ALONE:
        _wait_for_quiet()
        if name in ALONE:
            load = os.getloadavg()[0]
            _say(f"{name}, at a load of {load:.2f}")
            made = ALONE[name](asked.rounds, load)
        else:
            made = _beside_the_peer(name, asked.rounds)
        keep(made)
        found += made
    print("\n" + table(found))
    missed = [each.name for each in found if not each.holds]
    print(
        f"\n{len(found) - len(missed)} of {len(found)} bars hold." + (f" MISSED: {', '.join(missed)}" if missed else "")
    )


def _beside_the_peer(name: str, rounds: int) -> list[Figure]:
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        mine = our_side(browser, stack.enter_context(ours()))
        other = peer_side(stack.enter_context(stock_voila()))
        run = Run(browser, mine, other, rounds)
        _say(f"{name}, at a load of {run.load:.2f}")
        return BENCHMARKS[name](run)


def _wait_for_quiet() -> None:
    """Figures taken while the machine does other work say little; after some minutes they are taken all the same."""
    until = time.monotonic() + _LONGEST_WAIT
    while os.getloadavg()[0] > _BUSY and time.monotonic() < until:
        time.sleep(5)


def _say(text: str) -> None:
    print(text, flush=True)


def _say_largest(loads: opening.Loads) -> None:
    for address, size in sorted(loads.largest.items(), key=lambda each: -each[1])[:8]:
        _say(f"  {size / 1e3:8.1f} kB  {address.rpartition('/')[2] or address}")


if __name__ == "__main__":
    main()
