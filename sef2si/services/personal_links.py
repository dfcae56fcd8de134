"""Personal links: how a member of staff without an account comes to what is theirs, and a calendar program to it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from sef2si.domain.invitations import LinkUse, PersonalLink
from sef2si.domain.record import new_id
from sef2si.errors import NotFound
from sef2si.services.tries import hashed
from sef2si.store import year

LASTS = timedelta(days=366)
NO_LINK = (
    "This link does not open anything any more: it was taken back, or a newer one took its place. "
    "Please ask for a new one."
)


def issue(connection: Connection, urn: str, member_id: str, use: LinkUse, now: datetime) -> str:
    """A new token, kept as a hash of 256 random bits; it is told once and never again. The one before ends."""
    token = secrets.token_urlsafe(32)
    link = PersonalLink(id=new_id(), urn=urn, member_id=member_id, use=use, made_at=now, expires_at=now + LASTS)
    year.add_link(connection, link, _digest(token))
    return token


def found(connection: Connection, token: str, use: LinkUse, now: datetime) -> PersonalLink:
    """Raises ``NotFound`` for a link that holds no more, or is for something else."""
    link = year.find_link(connection, _digest(token), now)
    if link is None or link.use is not use:
        raise NotFound(NO_LINK)
    return link


def _digest(token: str) -> str:
    return hashed("my-cpd", token)
