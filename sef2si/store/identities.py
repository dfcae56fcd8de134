"""Reading and writing who providers say somebody is, and the roles that follow from their word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from sef2si.domain.accounts import Identity, Shown
from sef2si.domain.people import Role
from sef2si.store.accounts import put_role
from sef2si.store.people import identities, memberships


def account_of(connection: Connection, issuer: str, subject: str) -> str | None:
    here = (identities.c.issuer == issuer) & (identities.c.subject == subject)
    return connection.execute(select(identities.c.account_id).where(here)).scalar_one_or_none()


def connect(connection: Connection, shown: Shown, account_id: str, at: datetime) -> None:
    row = {name: getattr(shown, name) for name in ("issuer", "subject", "provider", "email")}
    connection.execute(insert(identities).values(**row, account_id=account_id, made_at=at))


def disconnect(connection: Connection, account_id: str, issuer: str, subject: str) -> None:
    """Away with it, if it is this account's."""
    here = (identities.c.issuer == issuer) & (identities.c.subject == subject)
    connection.execute(delete(identities).where(here & (identities.c.account_id == account_id)))


def identities_of(connection: Connection, account_id: str) -> tuple[Identity, ...]:
    """Oldest first."""
    found = connection.execute(
        select(identities).where(identities.c.account_id == account_id).order_by(identities.c.made_at)
    )
    return tuple(Identity.model_validate({k: row[k] for k in Identity.model_fields}) for row in found.mappings())


def put_given(connection: Connection, account_id: str, provider: str, held: Mapping[str, Role]) -> None:
    """The roles by this provider's word from now on, URN -> role: each in place of what was held there before."""
    theirs = memberships.c.account_id == account_id
    before = connection.execute(select(memberships.c.urn).where(theirs & (memberships.c.given_by == provider)))
    for urn in set(before.scalars()) - held.keys():
        put_role(connection, account_id, urn, None)
    for urn, role in held.items():
        here = theirs & (memberships.c.urn == urn)
        if connection.execute(select(memberships.c.role).where(here)).scalars().all() != [role.value]:
            put_role(connection, account_id, urn, role)
        connection.execute(update(memberships).where(here).values(given_by=provider))
