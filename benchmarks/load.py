"""Many people at once: each has a workbook open and saves every twenty seconds, some of them in real browsers.

The others are pages without a browser (`crowd.py`): a kernel, a websocket and a form's conversation each, as the page
of a browser has. The peer is one person alone on the same server.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.browser import chromium, wait_for
from benchmarks.content import STEP
from benchmarks.crowd import LightPage
from benchmarks.figures import Figure, figure, percentile
from benchmarks.saving import WATCH, save_once
from benchmarks.town import Town, Townsperson, town

PEOPLE = 50
BROWSERS = 10
EVERY = 20.0  # seconds between two saves of one person
SECONDS = 300.0
ALONE = 30  # saves of the one who is alone
STEP_UP = 25  # people who come together once the fifty have been measured
STEP_SECONDS = 60.0
FULL = 200  # people: a large authority's on one evening
MOST = 500
LEFT = 1.5  # GB of memory: with less left nobody more is let in, for the machine's sake
LIMIT = 1_000.0  # milliseconds at the 95th percentile: nobody more comes after that
_BOX = "details.card[open] :is(input[type=text], textarea) >> visible=true"


@dataclass
class Crowd:
    """What was measured: milliseconds a save; memory in MB; ``steps`` are people, p95 and the use of the machine."""

    alone: list[float] = field(default_factory=list)
    light: list[float] = field(default_factory=list)
    browsers: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    kernels: list[float] = field(default_factory=list)
    in_all: float = 0.0
    steps: list[tuple[int, float, str]] = field(default_factory=list)

    @property
    def saves(self) -> list[float]:
        return self.light + self.browsers

    @property
    def fullest(self) -> tuple[int, float]:
        """The full crowd, or the last that came together: people, milliseconds at the 95th percentile."""
        people, p95, _ = next((step for step in self.steps if step[0] >= FULL), self.steps[-1])
        return people, p95

    @property
    def most(self) -> int:
        """The largest crowd whose saves stayed within the limit."""
        return max((people for people, p95, _ in self.steps if p95 <= LIMIT), default=0)


def crowd(say: Callable[[str], None], *, seconds: float = SECONDS, most: int = MOST) -> Crowd:
    """Fifty people for so long, then more at a time until a save takes too long or the machine is full."""
    found = Crowd()
    with town(most, pages=most + 10) as there:
        in_browsers, others = there.people[:BROWSERS], there.people[BROWSERS:PEOPLE]
        with _browsing(there, in_browsers, found) as enough:
            asyncio.run(_crowd(there, others, there.people[PEOPLE:], found, enough, seconds, say))
    return found


def figures(found: Crowd, *, load: float) -> list[Figure]:
    peer = "one person alone on the same server"
    saves, wrong = found.saves, len(found.wrong)
    tried = float(len(saves) + wrong)
    how = f"of {tried:.0f} saves by {PEOPLE} people in {SECONDS / 60:.0f} minutes"
    return [
        figure(
            "load_save_p95", value=percentile(saves, 0.95), unit="ms at the 95th percentile", bar=500, peer=peer,
            measured_in="ms", ours=saves, theirs=found.alone, load=load,
        ),
        figure(
            "load_fullest_p95", value=found.fullest[1], bar=500, peer=peer,
            unit=f"ms at the 95th percentile with {found.fullest[0]} people",
            measured_in="ms", ours=[found.fullest[1]], theirs=found.alone, load=load,
        ),
        figure(
            "load_wrong", value=wrong, unit=f"not kept, {how}", bar=0, peer="saves tried", measured_in="saves",
            ours=[wrong], theirs=[tried], load=load,
        ),
        figure(
            "load_lost", value=found.lost, unit=f"told kept and not there, {how}", bar=0, peer="saves tried",
            measured_in="saves", ours=[found.lost], theirs=[tried], load=load,
        ),
        figure(
            "load_kernel", value=max(found.kernels), unit="MB of its own (USS), the largest kernel", bar=60,
            peer="the smallest of them", measured_in="MB", ours=found.kernels, theirs=[min(found.kernels)], load=load,
        ),
        figure(
            "load_memory", value=found.in_all, unit=f"MB, the server and {PEOPLE} kernels (USS)", bar=4_000,
            peer="memory of the machine", measured_in="MB", ours=[found.in_all],
            theirs=[psutil.virtual_memory().total / 1e6], load=load,
        ),
        figure(
            "load_people", value=PEOPLE / max(found.most, 1),
            unit=f"of the people it carries within {LIMIT / 1000:.0f} s ({found.most})", bar=1,
            peer="people it carries", measured_in="people", ours=[PEOPLE], theirs=[max(found.most, 1)], load=load,
        ),
    ]  # fmt: skip


async def _crowd(
    there: Town,
    others: list[Townsperson],
    later: list[Townsperson],
    found: Crowd,
    enough: threading.Event,
    seconds: float,
    say: Callable[[str], None],
) -> None:
    alone = LightPage(there, others[0])
    await alone.open()
    for _ in range(ALONE):
        await alone.save()
    found.alone = list(alone.took)
    alone.took.clear()
    pages = [alone, *await _opened(there, others[1:])]
    enough.set()  # the browsers begin as everybody else is there
    used, _ = await asyncio.gather(_use_of(there, seconds), _all_save(pages, seconds))
    found.kernels = [process.memory_full_info().uss / 1e6 for process in there.server.kernels().values()]
    found.in_all = sum(found.kernels) + there.server.process.memory_full_info().uss / 1e6
    found.light = [each for page in pages for each in page.took]
    found.wrong += [each for page in pages for each in page.wrong]
    found.steps.append((PEOPLE, percentile(found.saves, 0.95), used))
    say(f"  {PEOPLE} people: {found.steps[-1][1]:.0f} ms at the 95th percentile; {used}")
    while later and found.steps[-1][1] <= LIMIT:
        if _free() < LEFT:
            say("  nobody more is let in: the memory of the machine is full")
            break
        try:
            pages += await _opened(there, later[:STEP_UP])
        except (RuntimeError, TimeoutError, OSError) as refused:
            say(f"  nobody more comes in: {refused}")
            break
        later = later[STEP_UP:]
        for page in pages:
            page.took.clear()
        used, _ = await asyncio.gather(_use_of(there, STEP_SECONDS), _all_save(pages, STEP_SECONDS))
        people = BROWSERS + len(pages)
        found.steps.append((people, percentile([each for page in pages for each in page.took], 0.95), used))
        say(f"  {people} people: {found.steps[-1][1]:.0f} ms at the 95th percentile; {used}")
    found.lost += sum([page.is_lost() for page in pages])
    for page in pages:
        await page.close()


async def _opened(there: Town, people: list[Townsperson]) -> list[LightPage]:
    """They come one after the other, as people do."""
    pages = [LightPage(there, one) for one in people]
    for page in pages:
        await page.open()
    return pages


async def _all_save(pages: list[LightPage], seconds: float) -> None:
    chance = random.Random(len(pages))
    await asyncio.gather(*(_saves(page, chance.uniform(0, EVERY), seconds) for page in pages))


async def _saves(page: LightPage, first: float, seconds: float) -> None:
    """One person's saves: the first after so many seconds, then one every twenty."""
    until = time.monotonic() + seconds
    await asyncio.sleep(first)
    while time.monotonic() < until:
        await page.save()
        await asyncio.sleep(EVERY)


async def _use_of(there: Town, seconds: float) -> str:
    """How busy the machine was meanwhile, and with what."""
    server, kernels = there.server.process, [*there.server.kernels().values()]
    before = server.cpu_times().user + server.cpu_times().system, sum(_seconds(each) for each in kernels)
    psutil.cpu_percent()
    await asyncio.sleep(seconds)
    own = (server.cpu_times().user + server.cpu_times().system - before[0]) / seconds
    theirs = (sum(_seconds(each) for each in kernels) - before[1]) / seconds
    return (
        f"both cores {psutil.cpu_percent():.0f}% busy, the server {own:.0%} and the kernels {theirs:.0%} of one core, "
        f"{_free():.1f} GB of memory free"
    )


def _free() -> float:
    """GB of memory."""
    return psutil.virtual_memory().available / 1e9


def _seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0


@contextlib.contextmanager
def _browsing(there: Town, people: list[Townsperson], found: Crowd) -> Iterator[threading.Event]:
    """Real browsers, in a thread of their own until the block ends; they begin to save when the event is set."""
    begin, done = threading.Event(), threading.Event()

    def browse() -> None:
        with chromium() as browser:
            pages = [_opened_in(browser, there, one) for one in people]
            ready.set()
            begin.wait()
            number = 0
            due = [time.monotonic() + at * EVERY / len(pages) for at in range(len(pages))]
            while not done.is_set():
                at = min(range(len(pages)), key=due.__getitem__)
                if done.wait(max(0.0, due[at] - time.monotonic())):
                    break
                number += 1
                pages[at].bring_to_front()
                found.browsers.append(save_once(pages[at], _BOX, number))
                due[at] += EVERY
            for page, one in zip(pages, people, strict=True):
                found.lost += page.locator(_BOX).first.input_value() not in str(there.plan(one).priorities)

    ready = threading.Event()
    thread = threading.Thread(target=browse)
    thread.start()
    while not ready.wait(1.0) and thread.is_alive():
        pass
    try:
        yield begin
    finally:
        done.set()
        begin.set()
        thread.join()


def _opened_in(browser: Browser, there: Town, one: Townsperson) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": "sef2si", "value": one.cookie, "url": there.server.address}])
    page = context.new_page()
    page.goto(f"{there.server.address}/schools/{one.urn}/workbook#{STEP}")
    page.wait_for_selector("[data-sef2si-ready]", timeout=90_000)
    page.locator("details.card > summary").first.click()
    page.evaluate(WATCH, ".state")
    wait_for(page, "document.querySelector('details.card[open] input') ? 1 : 0")
    return page
