"""What is written down of a request: never what a link holds, nor what was asked for after a question mark.

Nor is a traceback, or what an exception says: people's words may be in them.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Any

# What stands behind a link, and whatever else is as long as a token.
_SECRET = re.compile(r"(?<=/link/)[^/?#]+|(?<=/news/stop/)[^/?#]+|[0-9A-Za-z_-]{43,}")


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


def log_failure(handler: Any, failure: BaseException) -> None:
    """One line for what nobody foresaw: its sort, and where in the code."""
    frames = traceback.walk_tb(failure.__traceback__)
    where = " ".join(f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in frames)
    request = handler.request
    handler.log.error(
        "Unforeseen %s at %s %s, in %s", type(failure).__name__, request.method, shown(request.path), where
    )


def shown(path: str) -> str:
    """A path as it may be written down: a token of a link opens an account."""
    return _SECRET.sub("…", path)
