"""Personal links: how a member of staff without an account comes to what is theirs, and a calendar program to it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from sef2si.domain.invitations import LinkUse, PersonalLink
from sef2si.domain.record import new_id
from sef2si.domain.staff import StaffMember
from sef2si.errors import NotFound
from sef2si.services.tries import hashed
from sef2si.store import accounts, staff, year
from sef2si.store.engine import see

LASTS = timedelta(days=366)
NO_LINK = (
    "This link does not open anything any more: it was taken back, a newer one took its place, or the "
    "last day at the school has passed. If you still work there, please ask for a new one."
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


def opens_for(connection: Connection, member: StaffMember, today: date) -> bool:
    """Whether links of this member of staff open anything: not after their last day, nor with their account shut."""
    if member.leaves_on is not None and member.leaves_on < today:
        return False
    account = accounts.find(connection, member.account_id) if member.account_id else None
    return account is None or not account.account.disabled


def end_of_account(connection: Connection, account_id: str, urns: Iterable[str]) -> None:
    """All links end of whoever has this account in the registers of these schools."""
    wanted = sorted(urns)
    see(connection, wanted)
    for urn in wanted:
        for member in staff.read_staff(connection, urn):
            if member.account_id == account_id:
                year.remove_links(connection, urn, member.id)


def _digest(token: str) -> str:
    return hashed("my-cpd", token)
