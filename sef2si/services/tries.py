"""How often one may try: ten times in five minutes about one account, and as often from one address."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine

from sef2si.errors import TooMany
from sef2si.services.keeping import or_unavailable
from sef2si.store import accounts as kept
from sef2si.store.engine import NO_SCHOOL, writing

MOST_TRIES = 10
WITHIN = timedelta(minutes=5)
_turns = threading.BoundedSemaphore(4)
TOO_MANY = "That was tried too often. Nothing is lost or locked; please wait five minutes and try again."


class Tries:
    """Counts what went wrong, in the database: every process of a server counts together."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    @contextmanager
    def one(self, subject: str, address: str) -> Iterator[None]:
        """One try, counted before it is made, so that many at once get no further than one after the other.

        Nothing raised: it went well, is no longer counted, and those before it about the same are forgiven.
        No address: counted by its subject alone. Raises ``TooMany``.
        """
        # A few at a time: tries under way are counted too, and a whole staff may come in at half past eight.
        with _turns:
            try_id = self.count(subject, address)
            yield
            with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
                kept.drop_tries(connection, try_id, hashed("about", subject))

    def count(self, subject: str, address: str) -> str:
        """A try that counts however it goes. Raises ``TooMany``."""
        now = self._clock()
        about, by, try_id = hashed("about", subject), hashed("from", address) if address else "", uuid4().hex
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            on_subject, from_address = kept.count_tries(connection, about, by, now - WITHIN)
            if on_subject >= MOST_TRIES or (address and from_address >= MOST_TRIES):
                raise TooMany(TOO_MANY)
            kept.drop_old(connection, tries_before=now - WITHIN, now=now)
            kept.add_try(connection, try_id, about, by, now)
        return try_id


def hashed(*parts: str) -> str:
    """SHA-256 of these words: whom a try was about may be a password typed into the wrong box."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
