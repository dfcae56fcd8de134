"""People who are half in: a right password and no code yet, or a link that was opened and not yet used.

Kept in memory for half an hour: a restart only means beginning again. The browser holds 256 random bits in a cookie of
its own, so that no token of a link stays in an address, and a password alone opens nothing.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from sef2si.server.sessions import hashed

if TYPE_CHECKING:
    from sef2si.services.outside.asking import Asked
    from sef2si.services.outside.came_by import CameBy

KEPT_SECONDS = 30 * 60
MOST = 10_000
_PRINTED = frozenset(chr(code) for code in range(0x21, 0x7F)) - {"\\"}


@dataclass(frozen=True)
class Waiting:
    """Who waits for what, and where they wanted to go.

    ``link`` is the token of one that was opened; ``secret`` one for an app being set up, as an otpauth address;
    ``provider`` the one they were sent to, and ``asked`` what it was asked for this very browser; ``by`` the one they
    came by, who type our own code now. Who is on the way out brings ``state`` back, ``""`` where the provider ends
    nothing.
    """

    next: Literal["code", "set_up", "link", "outside", "out"]
    account_id: str = ""
    to: str = "/"
    link: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    provider: str = ""
    asked: Asked | None = field(default=None, repr=False)
    by: CameBy | None = None
    state: str = field(default="", repr=False)
    at: float = 0.0


class Doorstep:
    """All who wait, by the hash of what their browser holds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[str, Waiting] = {}

    def keep(self, waiting: Waiting) -> str:
        """Somebody new, and the token for their browser. Where very many wait, those who came first go."""
        oldest = self._clock() - KEPT_SECONDS
        self._waiting = {key: each for key, each in self._waiting.items() if each.at > oldest}
        while len(self._waiting) >= MOST:
            del self._waiting[next(iter(self._waiting))]
        token = secrets.token_urlsafe(32)
        self._waiting[hashed(token)] = replace(waiting, at=self._clock())
        return token

    def find(self, token: str) -> Waiting | None:
        found = self._waiting.get(hashed(token))
        return found if found and found.at > self._clock() - KEPT_SECONDS else None

    def drop(self, token: str) -> None:
        self._waiting.pop(hashed(token), None)


def own_path(wanted: str) -> str:
    """Where to go after signing in: a path of ours as it stands, and the first page for anything else."""
    parts = urlsplit(wanted) if set(wanted) <= _PRINTED else None
    is_ours = parts and wanted.startswith("/") and not wanted.startswith("//") and not (parts.scheme or parts.netloc)
    return wanted if is_ours else "/"
