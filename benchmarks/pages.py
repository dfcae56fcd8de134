"""The same page on both sides, and when a person can use it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.browser import headteacher, visitor, wait_for
from benchmarks.content import STEP, URN
from benchmarks.servers import Server
from benchmarks.tab import Visitor

# Looks at every frame, in the page itself, for a box that can be typed in; opens the first card where cards are closed.
_FIRST_FIELD = """
(({ card, box }) => {
  window.__box = window.__typed = 0;
  document.addEventListener('input', (event) => event.isTrusted && (window.__typed ||= performance.now()), true);
  const usable = (one) => {
    if (one.disabled || one.readOnly || !one.checkVisibility({ visibilityProperty: true })) return false;
    one.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = one.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === one;
  };
  let opened = !card;
  const look = () => {
    if (!opened) {
      const found = document.querySelector(card);
      if (found) { found.click(); opened = true; }
    }
    const found = opened && [...document.querySelectorAll(box)].find(usable);
    if (found) { found.focus(); window.__box = performance.now(); } else requestAnimationFrame(look);
  };
  window.__look = () => { window.__box = 0; look(); };
  requestAnimationFrame(look);
})(%s)
"""

# Every chart has drawn its marks, not only its frame. Our charts wait until somebody comes near them: somebody who
# can't wait to see the last one goes down the page as soon as there is a place for a chart.
_LAST_CHART = """
(({ charts }) => {
  window.__drawn = 0;
  const marks = '.trace, .point, .slice, .sankey, .cell-rect, .heatmaplayer image, .icicle, .surface';
  const look = () => {
    const plots = [...document.querySelectorAll('.js-plotly-plot')];
    const drawn = plots.filter((plot) => plot.querySelector('.main-svg') && plot.querySelector(marks));
    if (plots.length >= charts && drawn.length >= charts) window.__drawn = performance.now();
    else {
      const places = [...document.querySelectorAll('.plot:not(.js-plotly-plot .plot), .js-plotly-plot')];
      places.find((place) => !drawn.includes(place))?.scrollIntoView({ block: 'center' });
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
})(%s)
"""


@dataclass(frozen=True)
class Side:
    """One server with somebody who may open its pages."""

    server: Server
    cookies: list[Any]
    workbook: str
    dashboard: str
    card: str
    box: str


def our_side(browser: Browser, server: Server) -> Side:
    school = f"{server.address}/schools/{URN}"
    return Side(
        server=server,
        cookies=headteacher(browser, server.address),
        workbook=f"{school}/workbook#{STEP}",
        dashboard=f"{school}/dashboard",
        card="details.card > summary",
        box="details.card[open] :is(input[type=text], textarea)",
    )


def peer_side(server: Server) -> Side:
    return Side(
        server=server,
        cookies=[],
        workbook=f"{server.address}/voila/render/workbook.ipynb",
        dashboard=f"{server.address}/voila/render/dashboard.ipynb",
        card="",
        box=":is(.widget-text input, .widget-textarea textarea)",
    )


@dataclass(frozen=True)
class Opening:
    """One way to open a page: where it is, what runs in it to see when it can be used, and how that is asked."""

    address: Callable[[Side], str]
    script: Callable[[Side], str]
    ready: Callable[[Visitor], float]


def workbook() -> Opening:
    """Until the step's first field can be used: seen, not covered, enabled, and a key that is pressed arrives in it."""
    return Opening(
        address=lambda side: side.workbook,
        script=lambda side: _FIRST_FIELD % json.dumps({"card": side.card, "box": side.box}),
        ready=_typed,
    )


def dashboard(charts: int) -> Opening:
    """Until the last of so many charts is drawn."""
    return Opening(
        address=lambda side: side.dashboard,
        script=lambda side: _LAST_CHART % json.dumps({"charts": charts}),
        ready=lambda tab: tab.wait_for("window.__drawn"),
    )


def _typed(tab: Visitor) -> float:
    for _ in range(20):
        usable = tab.wait_for("window.__box")
        tab.press("x")
        with contextlib.suppress(TimeoutError):
            tab.wait_for("window.__typed", seconds=1)
            return usable
        # Redrawn under the cursor: it could not be used yet, then.
        tab.number("window.__look()")
    raise SystemExit("Nothing could be typed on the page.")


@contextlib.contextmanager
def workbook_open(browser: Browser, side: Side) -> Iterator[Page]:
    """The workbook, open and usable, of somebody who came with an empty cache; to be used, not timed."""
    with visitor(browser, side.cookies) as context:
        page = context.new_page()
        page.add_init_script(workbook().script(side))
        page.goto(side.workbook, wait_until="commit")
        wait_for(page, "window.__box")
        yield page
        page.close()


def at_rest(seconds: float = 1.0) -> None:
    """Let kernels of closed pages end before the next page is measured."""
    time.sleep(seconds)
