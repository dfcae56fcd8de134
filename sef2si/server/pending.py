"""Files that were read and wait for a person's word, for an hour at most. Nothing of them is in any plan yet."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 60 * 60
MOST_A_SESSION = 4


@dataclass(frozen=True)
class _Waiting(Generic[T]):
    session_key: str
    plan_id: str
    what: T
    at: float


class Pending(Generic[T]):
    """What waits, in memory: a restart only means choosing the file again. Each is seen by its own session alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_A_SESSION) -> None:
        self._clock = clock
        self._most = most
        self._waiting: dict[str, _Waiting[T]] = {}

    def keep(self, session_key: str, plan_id: str, what: T) -> str:
        """Keep this, and the name to ask for it by. Past the most a session may keep, its oldest goes."""
        self._drop_old()
        own = [name for name, each in self._waiting.items() if each.session_key == session_key]
        for name in own[: max(0, len(own) - self._most + 1)]:
            del self._waiting[name]
        name = secrets.token_urlsafe(16)
        self._waiting[name] = _Waiting(session_key, plan_id, what, self._clock())
        return name

    def find(self, session_key: str, plan_id: str, name: str) -> T | None:
        """What this session keeps for this plan under this name, or None."""
        self._drop_old()
        found = self._waiting.get(name)
        return found.what if found and (found.session_key, found.plan_id) == (session_key, plan_id) else None

    def drop(self, session_key: str, name: str) -> None:
        if (found := self._waiting.get(name)) and found.session_key == session_key:
            del self._waiting[name]

    def end_session(self, session_key: str) -> None:
        self._waiting = {name: each for name, each in self._waiting.items() if each.session_key != session_key}

    def _drop_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        self._waiting = {name: each for name, each in self._waiting.items() if each.at >= oldest}
