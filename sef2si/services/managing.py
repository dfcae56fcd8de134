"""Somebody can always manage a school's people, and nobody manages themselves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sef2si.domain.accounts import Account
from sef2si.domain.people import Deed, may
from sef2si.errors import Invalid
from sef2si.store import accounts as kept

NOT_YOURSELF = "You can't change your own role or account. Please ask somebody else who manages people here."
LAST_ONE = (
    "Nobody else could then invite people to this school. Nothing was changed; please give somebody else a role that "
    "manages people first, such as headteacher or school administrator."
)


def still_managed(connection: Connection, before: Account, urns: Iterable[str]) -> None:
    """Where this account could manage people, and was not disabled, somebody still can."""
    for urn in urns:
        if not _manages(before, urn):
            continue
        if not any(_manages(account, urn) for account in kept.people_at(connection, urn)):
            raise Invalid(LAST_ONE)


def _manages(account: Account, urn: str) -> bool:
    return not account.disabled and may(account.person.only_at(urn), Deed.MANAGE_PEOPLE, urn)
