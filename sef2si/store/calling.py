"""How people of a school are called, by what is kept of them there: names now and earlier, codes and addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from sef2si.domain.calling import Around, Called, words_of
from sef2si.domain.people import Role
from sef2si.domain.personal import FORMER
from sef2si.store.people import accounts, memberships
from sef2si.store.personal import restrictions
from sef2si.store.staff_tables import staff, staff_changes
from sef2si.store.tables import plans, tables


class _Entry(NamedTuple):
    """Somebody in the register, with an account, or both."""

    ids: frozenset[str]
    name: str
    codes: frozenset[str]


def same_person(connection: Connection, urn: str, ids: Collection[str]) -> frozenset[str]:
    """These, each with the other of an entry of the register and its account: they are one person."""
    here = select(staff.c.id, staff.c.account_id).where(staff.c.urn == urn)
    both = [{each for each in row if each} for row in connection.execute(here)]
    return frozenset(ids).union(*(pair for pair in both if pair & set(ids)))


def names_at(connection: Connection, urn: str) -> frozenset[str]:
    """The names of all who are of the school: in its register, or by a role there that is not an adviser's."""
    held = (memberships.c.urn == urn) & memberships.c.role.not_in((Role.ADVISER.value, Role.LEAD_ADVISER.value))
    theirs = accounts.c.id.in_(select(memberships.c.account_id).where(held))
    asked = (select(staff.c.name).where(staff.c.urn == urn), select(accounts.c.name).where(theirs))
    return _names(row.name for each in asked for row in connection.execute(each))


def calling(connection: Connection, urn: str, ids: frozenset[str]) -> tuple[frozenset[Called], Around]:
    """Whoever has these ids, both of the register and of accounts (``same_person``), and everybody else there."""
    entries = _entries(connection, urn, ids)
    also = _also(connection, urn, ids)
    earlier = _earlier_names(connection, urn, ids)
    theirs: dict[frozenset[str], list[_Entry]] = defaultdict(list)
    for each in entries:
        if each.ids & ids:
            theirs[next((those for those in theirs if those & each.ids), each.ids)].append(each)
    people = frozenset(
        Called(
            _names((*(each.name for each in found), *(name for one in own for name in earlier.get(one, ())))),
            frozenset(code for each in found for code in each.codes if code),
            frozenset(word for one in own for word in also.get(one, ())),
        )
        for own, found in theirs.items()
    )
    others = _names(each.name for each in entries if not each.ids & ids)
    return people, Around(others, _words_of_school(connection, urn))


def _names(found: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in found if len(name.strip()) > 1 and name != FORMER)


def _entries(connection: Connection, urn: str, ids: frozenset[str]) -> list[_Entry]:
    """The register first, so that an account is found to be somebody's there."""
    here = select(staff.c.id, staff.c.account_id, staff.c.name, staff.c.reference).where(staff.c.urn == urn)
    found = [
        _Entry(frozenset(each for each in (row.id, row.account_id) if each), row.name, frozenset({row.reference}))
        for row in connection.execute(here)
    ]
    held = select(memberships.c.account_id).where(memberships.c.urn == urn)
    who = select(accounts.c.id, accounts.c.name, accounts.c.email)
    for row in connection.execute(who.where(accounts.c.id.in_(held) | accounts.c.id.in_(ids))):
        found.append(_Entry(frozenset({row.id}), row.name, frozenset({row.email})))
    return found


def _also(connection: Connection, urn: str, ids: Collection[str]) -> dict[str, list[str]]:
    here = (restrictions.c.urn == urn) & restrictions.c.person_id.in_(ids)
    return {row.person_id: row.also for row in connection.execute(select(restrictions).where(here))}


def _earlier_names(connection: Connection, urn: str, ids: Collection[str]) -> dict[str, set[str]]:
    here = (staff_changes.c.urn == urn) & staff_changes.c.record_id.in_(ids)
    asked = select(staff_changes.c.record_id, staff_changes.c.before, staff_changes.c.after).where(here)
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(asked):
        found[row.record_id] |= {said["name"] for said in (row.before, row.after) if said and said.get("name")}
    return found


def _words_of_school(connection: Connection, urn: str) -> frozenset[str]:
    """The words of its own name, its trust's and its authority's, which name nobody."""
    school = tables["school"]
    here = school.c.plan_id.in_(select(plans.c.id).where(plans.c.urn == urn))
    asked = select(school.c.name, school.c.trust, school.c.authority).where(here)
    return words_of(text for row in connection.execute(asked) for text in row)
