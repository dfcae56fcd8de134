"""What nobody foresaw, answered here: whatever serves us would write down its words and its traceback."""

from __future__ import annotations

import logging

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)
_SENTENCE = "Something went wrong on our side. Nothing was saved; please try again, and tell us if it stays."


class Unforeseen:
    """Around everything else: says the sort of a failure in the log, and a sentence to whoever asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            where = getattr(scope.get("route"), "path", "an unknown route")
            _log.error("Unforeseen %s at %s.", type(error).__name__, where)
            if not began:
                await JSONResponse({"key": "unforeseen", "sentence": _SENTENCE}, 500)(scope, receive, send)
