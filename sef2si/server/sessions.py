"""Who is signed in, and which tokens speak for them.

A session lives on the server alone: the browser holds 256 random bits, the server their SHA-256. A kernel holds an
opaque token of its own, bound to one session, one school and one kernel; it dies with any of them.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from sef2si.domain.people import Person, within
from sef2si.services.sessions import IDLE_SECONDS, LONGEST_SECONDS, Session, hashed

__all__ = ["IDLE_SECONDS", "LONGEST_SECONDS", "Directory", "Grant", "Session", "SessionStore", "Sessions", "hashed"]


class Directory(Protocol):
    """Where people are found. Asked on every request, so that a change of role is felt at once."""

    def everyone(self) -> Iterable[Person]:
        """All people, in the order to show them."""

    def find(self, person_id: str) -> Person | None:
        """The person with this id, or None when there is no such person (any more)."""


class SessionStore(Protocol):
    """Sessions and the tokens made for them: in memory for the demo, in the database where people sign in.

    A stored one waits for its database, so it is asked outside the event loop.
    """

    def begin(self, person_id: str, agent: str = "") -> tuple[str, Session]:
        """A new session, and the token for the browser's cookie. ``agent``: what the browser says it is."""

    def find(self, token: str) -> Session | None:
        """The live session of this token; finding it counts as activity."""

    def is_live(self, key: str) -> bool:
        """Whether the session with this key goes on. Asking is not activity."""

    def end(self, key: str) -> None:
        """The session is over, and so is every token made for it."""

    def grant(self, session: Session, urn: str | None) -> str:
        """A token for the service: for one school, for those they advise (``people.ADVISED``), or for all of theirs."""

    def revoke(self, token: str) -> None:
        """This token speaks for nobody any more."""

    def person(self, session: Session) -> Person | None:
        """Whose session it is, with the roles they hold now; None when the person is gone or may not come in."""

    def speaks_for(self, token: str) -> Person | None:
        """The person behind a service token, with no more schools than the token was made for."""


@dataclass(frozen=True)
class Grant:
    """What a service token may speak for: a session, and perhaps one school only, or ``people.ADVISED``."""

    session_key: str
    urn: str | None


class Sessions:
    """All sessions and grants of this process, in memory: a restart signs everyone out."""

    def __init__(self, people: Directory, clock: Callable[[], float] = time.monotonic) -> None:
        self._people = people
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._grants: dict[str, Grant] = {}

    def begin(self, person_id: str, agent: str = "") -> tuple[str, Session]:
        """A new session, and the token for the browser's cookie."""
        self._drop_stale()
        token = secrets.token_urlsafe(32)
        now = self._clock()
        session = Session(hashed(token), person_id, now, now)
        self._sessions[session.key] = session
        session.service_token = self.grant(session, None)
        return token, session

    def find(self, token: str) -> Session | None:
        """The live session of this token; finding it counts as activity."""
        return self._alive(hashed(token), touch=True)

    def is_live(self, key: str) -> bool:
        """Whether the session with this key goes on. Asking is not activity."""
        return self._alive(key, touch=False) is not None

    def end(self, key: str) -> None:
        """The session is over, and so is every token made for it."""
        self._sessions.pop(key, None)
        for token_key in [k for k, grant in list(self._grants.items()) if grant.session_key == key]:
            self._grants.pop(token_key, None)

    def grant(self, session: Session, urn: str | None) -> str:
        """A token for the service: for one school, for those they advise (``people.ADVISED``), or for all of theirs."""
        token = secrets.token_urlsafe(32)
        self._grants[hashed(token)] = Grant(session.key, urn)
        return token

    def revoke(self, token: str) -> None:
        self._grants.pop(hashed(token), None)

    def person(self, session: Session) -> Person | None:
        """Whose session it is; None when the person is gone."""
        return self._people.find(session.person_id)

    def speaks_for(self, token: str) -> Person | None:
        """The person behind a service token, with no more schools than the token was made for."""
        grant = self._grants.get(hashed(token))
        session = self._alive(grant.session_key, touch=True) if grant else None
        person = self.person(session) if session else None
        if grant is None or person is None or grant.urn is None:
            return person
        return within(person, grant.urn)

    def _alive(self, key: str, *, touch: bool) -> Session | None:
        session = self._sessions.get(key)
        if session is None:
            return None
        now = self._clock()
        if now - session.seen_at > IDLE_SECONDS or now - session.began_at > LONGEST_SECONDS:
            self.end(key)
            return None
        if touch:
            session.seen_at = now
        return session

    def _drop_stale(self) -> None:
        for key in list(self._sessions):
            self._alive(key, touch=False)
