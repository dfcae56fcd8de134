"""How long a page takes to open with an empty cache, and what it costs over the wire, cold and warm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser

from benchmarks.browser import Wire, visitor, wait_for
from benchmarks.figures import Figure, figure
from benchmarks.pages import Opening, Side, at_rest
from benchmarks.tab import alone


@dataclass
class Loads:
    """What was measured on one side: seconds with an empty cache, and megabytes with an empty and a warm one."""

    cold_seconds: list[float] = field(default_factory=list)
    cold_megabytes: list[float] = field(default_factory=list)
    warm_megabytes: list[float] = field(default_factory=list)
    largest: dict[str, float] = field(default_factory=dict)


def load(browser: Browser, side: Side, opening: Opening, into: Loads) -> None:
    """Open the page with an empty cache; timed."""
    with alone(browser, side.cookies) as somebody, somebody.tab(opening.script(side), opening.address(side)) as tab:
        into.cold_seconds.append(opening.ready(tab) / 1000)
    at_rest()


def weigh(browser: Browser, side: Side, opening: Opening, into: Loads) -> None:
    """The same with every byte counted, and once more in the same browser; not timed, since counting takes time."""
    with visitor(browser, side.cookies) as context:
        for megabytes in (into.cold_megabytes, into.warm_megabytes):
            page = context.new_page()
            wire = Wire.of(page)
            page.add_init_script(opening.script(side))
            page.goto(opening.address(side), wait_until="commit")
            wait_for(page, "window.__box || window.__drawn")
            wire.settle(page)
            megabytes.append(wire.megabytes)
            into.largest = into.largest or {**wire.largest, "websocket": wire.frames}
            page.close()
            at_rest()


def opened(
    browser: Browser, ours: Side, peer: Side, opening: Opening, rounds: int, say: Callable[[str], None]
) -> tuple[Loads, Loads]:
    """Both sides in turn. They are weighed first: a server's very first page is nobody's usual one, and not timed."""
    own, other = Loads(), Loads()
    for side, into in ((ours, own), (peer, other)):
        weigh(browser, side, opening, into)
        say(f"{side.server.name}: {into.cold_megabytes[0]:.2f} MB cold, {into.warm_megabytes[0]:.2f} MB warm")
    for number in range(1, rounds + 1):
        load(browser, ours, opening, own)
        load(browser, peer, opening, other)
        say(f"round {number}: ours {own.cold_seconds[-1]:.2f} s, peer {other.cold_seconds[-1]:.2f} s")
    return own, other


def figures(
    name: str, own: Loads, other: Loads, *, peer: str, load: float, share: float, cold: float, warm: float
) -> list[Figure]:
    """The page's three figures. ``share`` is the bar of the ratio, ``cold`` and ``warm`` those of the megabytes."""
    time = figure(
        f"{name}_time",
        value=median(own.cold_seconds) / median(other.cold_seconds),
        unit="of the peer's time",
        bar=share,
        peer=peer,
        measured_in="s",
        ours=own.cold_seconds,
        theirs=other.cold_seconds,
        load=load,
    )
    wires = [
        figure(
            f"{name}_wire_{state}",
            value=median(mine),
            unit="MB",
            bar=bar,
            peer=peer,
            measured_in="MB",
            ours=mine,
            theirs=theirs,
            load=load,
        )
        for state, mine, theirs, bar in (
            ("cold", own.cold_megabytes, other.cold_megabytes, cold),
            ("warm", own.warm_megabytes, other.warm_megabytes, warm),
        )
    ]
    return [time, *wires]
