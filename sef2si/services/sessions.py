"""Who is signed in, and which tokens speak for them, kept in the database: a restart signs nobody out.

The browser and the kernels hold 256 random bits each, the database their SHA-256. Who somebody is, and what they may
do, is read from their account on every call.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sef2si.domain.accounts import Account, SessionSeen
from sef2si.domain.people import Person, within
from sef2si.errors import NotAllowed
from sef2si.services.accounts import Accounts
from sef2si.services.keeping import or_unavailable
from sef2si.services.outside.came_by import CameBy, opened, sealed
from sef2si.services.signing_in import utcnow
from sef2si.store import accounts as kept_accounts
from sef2si.store import sessions as kept
from sef2si.store.engine import NO_SCHOOL, reading, writing
from sef2si.store.sessions import KeptSession

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 60 * 60
_SEEN_EVERY = timedelta(minutes=1)  # a write for every click would keep those who save waiting
_AGENT = 200  # characters
_MOST_TOKENS = 10_000  # kept in memory; those of sessions that ended elsewhere are among them
_ENDED = "You have been signed out meanwhile. Please sign in again."


@dataclass
class Session:
    """One sign-in in one browser. Times are seconds of the store's clock; ``key`` is the hash of its token."""

    key: str
    person_id: str
    began_at: float
    seen_at: float
    service_token: str = field(default="", repr=False)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class StoredSessions:
    """All sessions and grants of a server, whichever of its processes asks."""

    def __init__(self, engine: Engine, accounts: Accounts, clock: Callable[[], datetime] = utcnow) -> None:
        self._engine = engine
        self._accounts = accounts
        self._clock = clock
        # The tokens by which pages speak for their session: made anew by each process, for they are kept as hashes.
        self._service_tokens: dict[str, str] = {}

    def begin(self, person_id: str, agent: str = "", by: CameBy | None = None) -> tuple[str, Session]:
        """A new session, and the token for the browser's cookie. Raises ``NotAllowed`` for a disabled account.

        ``by`` is the provider they came by, where they did.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        session = KeptSession(hashed(token), person_id, now, now, _plain(agent))
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            idle, longest = self._oldest(now)
            kept.drop_stale(connection, seen_before=idle, began_before=longest)
            kept_accounts.lock_people(connection)  # or it might be disabled between looking and letting in
            found = kept_accounts.find(connection, person_id)
            if found is None or found.account.disabled:
                raise NotAllowed(_ENDED)
            kept.add_session(connection, session)
            if by is not None:
                kept.add_provider(connection, session.key, by.provider, sealed(by.id_token, token))
        return token, self._as_session(session)

    def came_by(self, token: str) -> CameBy | None:
        """The provider by which the session of this token began; None where it was by none."""
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            found = kept.find_provider(connection, hashed(token))
        return CameBy(found[0], opened(found[1], token)) if found else None

    def find(self, token: str) -> Session | None:
        """The live session of this token; finding it counts as activity."""
        session = self._alive(hashed(token), touch=True)
        return self._as_session(session) if session else None

    def is_live(self, key: str) -> bool:
        """Whether the session with this key goes on. Asking is not activity."""
        session = self._alive(key, touch=False)
        return session is not None and self._account(session) is not None

    def end(self, key: str) -> None:
        """The session is over, and so is every token made for it."""
        self._service_tokens.pop(key, None)
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            kept.drop_session(connection, key)

    def end_all(self, person_id: str, but_key: str = "") -> None:
        """All sessions of one person are over, but perhaps the one they are using."""
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            kept_accounts.end_sessions(connection, person_id, but_key)

    def of_person(self, person_id: str) -> tuple[SessionSeen, ...]:
        """Their live sessions, newest first."""
        now = self._clock()
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            found = kept.sessions_of(connection, person_id)
        return tuple(
            SessionSeen(key=each.key, began_at=each.began_at, seen_at=each.seen_at, agent=each.agent)
            for each in found
            if not self._is_stale(each, now)
        )

    def grant(self, session: Session, urn: str | None) -> str:
        """A token for the service, as ``server.sessions.SessionStore`` says. Raises ``NotAllowed`` once over."""
        token = secrets.token_urlsafe(32)
        try:
            with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
                kept.add_grant(connection, hashed(token), session.key, urn)
        except IntegrityError:  # its session ended at this very moment
            raise NotAllowed(_ENDED) from None
        return token

    def revoke(self, token: str) -> None:
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            kept.drop_grant(connection, hashed(token))

    def person(self, session: Session) -> Person | None:
        """Whose session it is, with the roles they hold now; None when the person is gone or disabled."""
        account = self._enabled(session.person_id)
        return account.person if account else None

    def speaks_for(self, token: str) -> Person | None:
        """The person behind a service token, with no more schools than the token was made for."""
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            found = kept.find_grant(connection, hashed(token))
        if found is None:
            return None
        session, urn = found
        account = self._account(session) if self._kept_alive(session, touch=True) else None
        if account is None or urn is None:
            return account.person if account else None
        return within(account.person, urn)

    def _account(self, session: KeptSession) -> Account | None:
        return self._enabled(session.account_id)

    def _enabled(self, account_id: str) -> Account | None:
        account = self._accounts.find(account_id)
        return account if account and not account.disabled else None

    def _alive(self, key: str, *, touch: bool) -> KeptSession | None:
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            session = kept.find_session(connection, key)
        return session if session and self._kept_alive(session, touch=touch) else None

    def _kept_alive(self, session: KeptSession, *, touch: bool) -> bool:
        now = self._clock()
        if self._is_stale(session, now):
            self.end(session.key)
            return False
        if touch and now - session.seen_at >= _SEEN_EVERY:
            with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
                kept.see(connection, session.key, now)
        return True

    def _is_stale(self, session: KeptSession, now: datetime) -> bool:
        idle, longest = self._oldest(now)
        return session.seen_at < idle or session.began_at < longest

    def _oldest(self, now: datetime) -> tuple[datetime, datetime]:
        """Sessions seen last, or begun, before these moments are over."""
        return now - timedelta(seconds=IDLE_SECONDS), now - timedelta(seconds=LONGEST_SECONDS)

    def _as_session(self, session: KeptSession) -> Session:
        began_at, seen_at = session.began_at.timestamp(), session.seen_at.timestamp()
        made = Session(session.key, session.account_id, began_at, seen_at)
        made.service_token = self._service_token(made)
        return made

    def _service_token(self, session: Session) -> str:
        token = self._service_tokens.get(session.key)
        if token is None:
            if len(self._service_tokens) >= _MOST_TOKENS:
                self._service_tokens.clear()
            token = self._service_tokens[session.key] = self.grant(session, None)
        return token


def _plain(agent: str) -> str:
    """What a browser says it is, on one line and short: whoever sends it chooses what it says."""
    return "".join(letter for letter in agent if letter.isprintable())[:_AGENT]
