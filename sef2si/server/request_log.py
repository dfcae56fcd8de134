"""What is written down of a request: never what a link holds, nor what was asked for after a question mark."""

from __future__ import annotations

import re
from typing import Any

_SECRET = re.compile(r"(?<=/link/)[^/?#]+|(?<=/news/stop/)[^/?#]+")


def log_request(handler: Any) -> None:
    """One line for each request that failed: status, verb and path. Who asked is nobody's business here."""
    status = handler.get_status()
    if status >= 500:
        write = handler.log.error
    elif status >= 400:
        write = handler.log.warning
    else:
        return
    write("%d %s %s", status, handler.request.method, shown(handler.request.path))


def shown(path: str) -> str:
    """A path as it may be written down: a token of a link opens an account."""
    return _SECRET.sub("…", path)
