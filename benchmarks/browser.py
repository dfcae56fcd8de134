"""A Chromium that reaches this machine alone, and what a page costs in it."""

from __future__ import annotations

import base64
import contextlib
import shutil
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.content import URN

# Stock Voilà asks public CDNs for fonts and MathJax. A name that can't be found fails at once, which is kinder to it
# than a network that is slow; and unlike Playwright's own routing this leaves the browser's cache switched on.
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
_QUIET_SECONDS = 1.0
_PATIENCE_MS = 90_000


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        raise SystemExit("The benchmarks look at the pages in Chromium. Please install it first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", _ALONE])
        try:
            yield browser
        finally:
            browser.close()


def wait_for(page: Page, expression: str) -> float:
    """The number this comes to in the page, as soon as it is more than 0.

    Playwright's own waiting evaluates text later on, which a strict policy on scripts forbids.
    """
    until = time.monotonic() + _PATIENCE_MS / 1000
    while time.monotonic() < until:
        if found := page.evaluate(expression):
            return float(found)
        page.wait_for_timeout(10)
    raise TimeoutError(expression)


@contextlib.contextmanager
def visitor(browser: Browser, cookies: list[Any]) -> Iterator[BrowserContext]:
    """Somebody with an empty cache who is signed in already."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(_PATIENCE_MS)
    context.add_cookies(cookies)
    try:
        yield context
    finally:
        context.close()


def headteacher(browser: Browser, address: str) -> list[Any]:
    """Act as the headteacher of the large comprehensive, through the demo's page; returns their cookies."""
    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto(f"{address}/demo")
        heads = page.locator("form.act-as", has_text="Headteacher")
        for number in range(heads.count()):
            page.goto(f"{address}/demo")
            heads.nth(number).get_by_role("button").click()
            page.wait_for_url(f"{address}/")
            if page.locator(f'a[href="/schools/{URN}/workbook"]').count():
                return list(context.cookies())
    finally:
        context.close()
    raise SystemExit(f"No headteacher of the demo has the school {URN}.")


@dataclass
class Wire:
    """What a page sent and fetched, in bytes: responses as they came over the wire, and the frames of websockets.

    The browser shows frames unpacked. Where both ends agreed to pack them (permessage-deflate), each is packed again
    here in the same way, one stream a direction, to learn what went over the wire.
    """

    session: CDPSession
    fetched: float = 0
    frames: float = 0
    largest: dict[str, float] = field(default_factory=dict)
    _address: dict[str, str] = field(default_factory=dict)
    _packing: dict[tuple[str, bool], Any] = field(default_factory=dict)
    _changed: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, page: Page) -> Wire:
        session = page.context.new_cdp_session(page)
        wire = cls(session)
        session.on("Network.requestWillBeSent", wire._asked)
        session.on("Network.loadingFinished", wire._finished)
        session.on("Network.webSocketHandshakeResponseReceived", wire._agreed)
        session.on("Network.webSocketFrameReceived", lambda event: wire._frame(event, came=True))
        session.on("Network.webSocketFrameSent", lambda event: wire._frame(event, came=False))
        session.send("Network.enable")
        return wire

    @property
    def megabytes(self) -> float:
        return (self.fetched + self.frames) / 1e6

    def settle(self, page: Page) -> None:
        """Wait until nothing has come or gone for a second."""
        self._changed = time.monotonic()
        while time.monotonic() - self._changed < _QUIET_SECONDS:
            page.wait_for_timeout(100)

    def _asked(self, event: dict[str, Any]) -> None:
        self._address[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        size = event["encodedDataLength"]
        self.fetched += size
        address = self._address.get(event["requestId"], "?")
        self.largest[address] = self.largest.get(address, 0) + size
        self._changed = time.monotonic()

    def _agreed(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        if "permessage-deflate" in headers.get("sec-websocket-extensions", ""):
            for came in (True, False):
                self._packing[event["requestId"], came] = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)

    def _frame(self, event: dict[str, Any], *, came: bool) -> None:
        response = event["response"]
        # The protocol hands binary frames over in base64.
        said = response["payloadData"]
        payload = said.encode() if response["opcode"] == 1 else base64.b64decode(said)
        pack = self._packing.get((event["requestId"], came))
        if pack:
            payload = pack.compress(payload) + pack.flush(zlib.Z_SYNC_FLUSH)
        self.frames += len(payload)
        self._changed = time.monotonic()
