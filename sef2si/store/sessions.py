"""Reading and writing sessions and grants, which are known by the hashes of their tokens alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from sef2si.store.people import grants, provider_sessions, sessions


class KeptSession(NamedTuple):
    """One sign-in in one browser."""

    key: str
    account_id: str
    began_at: datetime
    seen_at: datetime
    agent: str


def add_session(connection: Connection, session: KeptSession) -> None:
    connection.execute(insert(sessions).values(session._asdict()))


def find_session(connection: Connection, key: str) -> KeptSession | None:
    row = connection.execute(select(sessions).where(sessions.c.key == key)).one_or_none()
    return _session(row) if row else None


def sessions_of(connection: Connection, account_id: str) -> Sequence[KeptSession]:
    """Newest first."""
    query = select(sessions).where(sessions.c.account_id == account_id)
    return [_session(row) for row in connection.execute(query.order_by(sessions.c.began_at.desc(), sessions.c.key))]


def _session(row: Row[Any]) -> KeptSession:
    return KeptSession(*(getattr(row, name) for name in KeptSession._fields))


def see(connection: Connection, key: str, at: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.key == key).values(seen_at=at))


def drop_session(connection: Connection, key: str) -> None:
    """The session, and by its foreign key every grant made for it."""
    connection.execute(delete(sessions).where(sessions.c.key == key))


def drop_stale(connection: Connection, *, seen_before: datetime, began_before: datetime) -> None:
    connection.execute(
        delete(sessions).where(or_(sessions.c.seen_at < seen_before, sessions.c.began_at < began_before))
    )


def add_provider(connection: Connection, session_key: str, provider: str, id_token: str) -> None:
    """``id_token`` is sealed: what is in the database must not name the person."""
    row = {"session_key": session_key, "provider": provider, "id_token": id_token}
    connection.execute(insert(provider_sessions).values(row))


def find_provider(connection: Connection, session_key: str) -> tuple[str, str] | None:
    """By which provider a session came, and the sealed token."""
    here = provider_sessions.c.session_key == session_key
    row = connection.execute(select(provider_sessions).where(here)).one_or_none()
    return (row.provider, row.id_token) if row else None


def add_grant(connection: Connection, key: str, session_key: str, urn: str | None) -> None:
    connection.execute(insert(grants).values(key=key, session_key=session_key, urn=urn))


def drop_grant(connection: Connection, key: str) -> None:
    connection.execute(delete(grants).where(grants.c.key == key))


def find_grant(connection: Connection, key: str) -> tuple[KeptSession, str | None] | None:
    """The session a token was made for, and the one school it is for; None as school: all of them."""
    query = select(sessions, grants.c.urn).join(grants, grants.c.session_key == sessions.c.key)
    row = connection.execute(query.where(grants.c.key == key)).one_or_none()
    return (_session(row), row.urn) if row else None
