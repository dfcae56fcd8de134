"""Somebody can always manage a school's people, nobody manages themselves, and who reads the whole plan a head says."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sef2si.domain.accounts import Account
from sef2si.domain.people import COMMAND_LINE, SCHOOL_ROLES, Deed, Person, Role, may
from sef2si.errors import Invalid, NotAllowed
from sef2si.store import accounts as kept

NOT_YOURSELF = "You can't change your own role or account. Please ask somebody else who manages people here."
LAST_ONE = (
    "Nobody else could then invite people to this school. Nothing was changed; please give somebody else a role that "
    "manages people first, such as headteacher or school administrator."
)

GIVEN_BY_A_HEAD = (
    "Headteachers, senior leaders and CPD leaders read the whole plan, so a headteacher of the school gives these "
    "roles. Nothing was changed; please ask them to do it on this page, or, where the school has no headteacher here "
    "yet, whoever runs the server."
)


def roles_to_give(person: Person, urn: str, here: Iterable[Account]) -> tuple[Role, ...]:
    """The roles that this person gives at this school, whose people are ``here``: whoever does not
    read the whole plan makes nobody who does, or a second address of their own would be a way to it.

    Whoever runs the server lets the first headteacher in on a page; with commands, which reach the database as well,
    they may at any time.
    """
    has_head = any(Role.HEADTEACHER in each.person.roles_at(urn) and not each.disabled for each in here)
    gives_all = may(person, Deed.READ_ALL, urn) or (person.is_operator and (person == COMMAND_LINE or not has_head))
    return tuple(role for role in SCHOOL_ROLES if gives_all or not _reads_all(role, urn))


def need_to_give(connection: Connection, person: Person, urn: str, role: Role) -> None:
    """Raises ``NotAllowed`` where this role is not this person's to give."""
    if role not in roles_to_give(person, urn, kept.people_at(connection, urn)):
        raise NotAllowed(GIVEN_BY_A_HEAD)


def still_managed(connection: Connection, before: Account, urns: Iterable[str]) -> None:
    """Where this account could manage people, and was not disabled, somebody still can."""
    for urn in urns:
        if not _manages(before, urn):
            continue
        if not any(_manages(account, urn) for account in kept.people_at(connection, urn)):
            raise Invalid(LAST_ONE)


def _reads_all(role: Role, urn: str) -> bool:
    return may(Person.with_role(id="", name="", role=role, urns=(urn,)), Deed.READ_ALL, urn)


def _manages(account: Account, urn: str) -> bool:
    return not account.disabled and may(account.person.only_at(urn), Deed.MANAGE_PEOPLE, urn)
