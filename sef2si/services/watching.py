"""The access log: noted wherever somebody was let in, written a little later, and shown to whoever may see it.

``services.access.permit`` says that somebody may; this hears of it and counts, and nobody waits for the database. Every
few seconds what was counted is written. What is handed over as a file is written first (``flush``).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine

from sef2si.domain.access import Seen, quarter_of
from sef2si.domain.people import Deed, Person
from sef2si.domain.personal import SOMEBODY
from sef2si.errors import Unavailable
from sef2si.services import access
from sef2si.services.access import permit, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.store import access_log as kept
from sef2si.store.engine import reading, writing

_EVERY_SECONDS = 5.0
_MOST_WAITING = 20_000  # entries, while the database can't be reached
MOST_SHOWN = 500
MOST_TAKEN = 100_000

_log = logging.getLogger(__name__)
_Key = tuple[str, datetime, str, str, str]


class AccessLog:
    """One for a database; it hears nothing unless it is ``watching``."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._waiting: dict[_Key, Seen] = {}
        self._noting = threading.Lock()
        self._writing = threading.Lock()

    def note(self, person: Person, deed: Deed, urn: str, thing: str, way: str = "") -> None:
        """Somebody was let do this, just now: whoever changes something sees it too."""
        self._add(
            Seen(
                urn=urn,
                quarter=quarter_of(self._clock()),
                by=person.id,
                by_name=person.name,
                role=way or person.role_words(urn),
                deed=deed.value,
                thing=thing[:80],
                count=1,
            )
        )

    def _add(self, seen: Seen) -> None:
        key = (seen.urn, seen.quarter, seen.by, seen.deed, seen.thing)
        with self._noting:
            there = self._waiting.get(key)
            if there is None and len(self._waiting) >= _MOST_WAITING:
                return
            count = seen.count + (there.count if there else 0)
            self._waiting[key] = seen.model_copy(update={"count": count})

    def flush(self) -> None:
        """All that was noted until now is written when this returns. Raises ``Unavailable``, and keeps it then."""
        with self._writing:
            with self._noting:
                taken, self._waiting = self._waiting, {}
            if not taken:
                return
            try:
                with or_unavailable(), writing(self._engine, {key[0] for key in taken}) as connection:
                    kept.count_on(connection, [taken[key] for key in sorted(taken)])
            except Unavailable:
                for seen in taken.values():
                    self._add(seen)
                raise

    @contextmanager
    def watching(self, *, every: float = _EVERY_SECONDS) -> Iterator[None]:
        """Hear whom ``permit`` lets in, and write it every few seconds and in the end."""
        stop = threading.Event()

        def write() -> None:
            while not stop.wait(every):
                self._try_to_flush()

        writer = threading.Thread(target=write, name="access-log", daemon=True)
        with access.watched_by(self.note):
            writer.start()
            try:
                yield
            finally:
                stop.set()
                writer.join()
                self._try_to_flush()

    def _try_to_flush(self) -> None:
        try:
            self.flush()
        except Unavailable:
            _log.warning("The access log could not be written just now; it is kept and tried again.")

    # Reading it

    def seen(
        self,
        person: Person,
        urn: str,
        *,
        by: str = "",
        deed: str = "",
        since: date | None = None,
        until: date | None = None,
        most: int = MOST_SHOWN,
    ) -> tuple[Seen, ...]:
        """Entries of a school, newest first (READ_ACCESS_LOG); both days are among them, in local time."""
        permit(person, Deed.READ_ACCESS_LOG, urn)
        self.flush()
        begins = datetime.combine(since, time.min).astimezone() if since else None
        ends = datetime.combine(until + timedelta(days=1), time.min).astimezone() if until else None
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            found = kept.seen_at(connection, urn, by=by, deed=deed, since=begins, until=ends, most=most)
            return hidden_from(connection, urn, person.id).said(found)

    def who(self, person: Person, urn: str) -> dict[str, str]:
        """Person -> name, of all in a school's log (READ_ACCESS_LOG)."""
        permit(person, Deed.READ_ACCESS_LOG, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            hidden = hidden_from(connection, urn, person.id)
            return {by: SOMEBODY if by in hidden.ids else name for by, name in kept.who_saw(connection, urn).items()}
