"""A browser tab that is left alone while it loads.

Playwright listens to every request and every websocket frame of its pages. A peer that sends 70 MB of frames would pay
for that twice, so what is timed runs in a tab that Playwright does not know: we start the page, look at one number
now and then, and press a key.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, CDPSession

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 120.0


class Visitor:
    """Somebody with an empty cache who is signed in already; opens one tab at a time."""

    def __init__(self, session: CDPSession, context: str) -> None:
        self._session, self._context = session, context
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0
        self._tab = ""
        session.on("Target.receivedMessageFromTarget", self._hear)

    @contextlib.contextmanager
    def tab(self, script: str, address: str) -> Iterator[Visitor]:
        """A new tab that goes to this address; ``script`` runs in it before anything else does."""
        window = {"width": 1280, "height": 900}
        target = self._session.send(
            "Target.createTarget", {"url": "about:blank", "browserContextId": self._context, **window}
        )["targetId"]
        attached = self._session.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        self._tab = attached["sessionId"]
        try:
            self._ask("Page.enable")
            self._ask("Page.addScriptToEvaluateOnNewDocument", {"source": script})
            self._ask("Page.navigate", {"url": address})
            yield self
        finally:
            # Closed without asking: a page with words that are not saved yet would hold on to its tab.
            self._session.send("Target.closeTarget", {"targetId": target})

    def number(self, expression: str) -> float:
        """What this comes to in the page, as a number; 0 where it is nothing."""
        found = self._ask("Runtime.evaluate", {"expression": f"Number({expression}) || 0"})
        return float(found.get("result", {}).get("value") or 0)

    def wait_for(self, expression: str, seconds: float = _PATIENCE_SECONDS) -> float:
        """The number, as soon as it is more than 0. Raises ``TimeoutError``."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := self.number(expression):
                return found
            time.sleep(_POLL_SECONDS)
        raise TimeoutError(expression)

    def press(self, key: str) -> None:
        """Press a letter's key, as a person does."""
        for sort in ("keyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", {"type": sort, "key": key, "text": key if sort == "keyDown" else ""})

    def _ask(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        self._asked += 1
        own = self._asked
        message = json.dumps({"id": own, "method": method, "params": params or {}})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._tab, "message": message})
        until = time.monotonic() + _PATIENCE_SECONDS
        while own not in self._answers:
            if time.monotonic() > until:
                raise TimeoutError(method)
            # Playwright hands over what came in only while it is asked something.
            self._session.send("Target.getTargetInfo")
        answer = self._answers.pop(own)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    def _hear(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message and event["sessionId"] == self._tab:
            self._answers[message["id"]] = message


@contextlib.contextmanager
def alone(browser: Browser, cookies: list[Any]) -> Iterator[Visitor]:
    """A visitor with a cache of their own, which is gone afterwards."""
    session = browser.new_browser_cdp_session()
    context = session.send("Target.createBrowserContext")["browserContextId"]
    try:
        kept = [{key: each[key] for key in ("name", "value", "domain", "path", "httpOnly")} for each in cookies]
        session.send("Storage.setCookies", {"cookies": kept, "browserContextId": context})
        yield Visitor(session, context)
    finally:
        session.send("Target.disposeBrowserContext", {"browserContextId": context})
        session.detach()
