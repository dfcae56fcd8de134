"""How long a save takes, from leaving the field to the word "Saved"."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from benchmarks.browser import wait_for
from benchmarks.figures import Figure, figure, percentile
from benchmarks.pages import Side, workbook_open

# Notes when the box is left and when, after that, a new "Saved" stands on the page.
WATCH = """
(status) => {
  window.__left = window.__saved = 0;
  document.addEventListener('focusout', (event) => {
    if (event.target.matches('input, textarea') && window.__armed) {
      window.__armed = false;
      window.__left = performance.now();
    }
  }, true);
  let before = '';
  const look = () => {
    const shown = document.querySelector(status)?.textContent ?? '';
    if (shown !== before && /Saved/.test(shown) && window.__left && !window.__saved) window.__saved = performance.now();
    before = shown;
  };
  window.__arm = () => { window.__left = window.__saved = 0; window.__armed = true; look(); };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
"""


def save_once(page: Page, box: str, number: int) -> float:
    """Milliseconds of one save: type into the box, leave it with the Tab key, wait for "Saved"."""
    page.locator(box).first.focus()
    page.keyboard.press("End")
    page.keyboard.type("ab"[number % 2])
    page.evaluate("window.__arm()")
    page.keyboard.press("Tab")
    wait_for(page, "window.__saved")
    return float(page.evaluate("window.__saved - window.__left"))


def saves(browser: Browser, ours: Side, peer: Side, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of so many saves on each side, in turns of ten with both pages open."""
    own: list[float] = []
    other: list[float] = []
    with workbook_open(browser, ours) as our_page, workbook_open(browser, peer) as peer_page:
        our_page.evaluate(WATCH, ".state")
        peer_page.evaluate(WATCH, ".status")
        while len(own) < count:
            for page, side, into in ((our_page, ours, own), (peer_page, peer, other)):
                page.bring_to_front()
                into += [save_once(page, f"{side.box} >> visible=true", number) for number in range(10)]
    return own, other


def figures(own: list[float], other: list[float], *, peer: str, load: float) -> list[Figure]:
    return [
        figure(
            "save_p95",
            value=percentile(own, 0.95),
            unit="ms at the 95th percentile",
            bar=100,
            peer=peer,
            measured_in="ms",
            ours=own,
            theirs=other,
            load=load,
        )
    ]
