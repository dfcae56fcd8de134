"""Reading and writing accounts, links and tries. It decides nothing, and sees tokens and codes only as hashes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    FromClause,
    Row,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from sef2si.domain.accounts import Account, Invited, LinkFor, Purpose
from sef2si.domain.people import Held, Led, Role
from sef2si.store import bodies
from sef2si.store.body_tables import body_schools
from sef2si.store.people import accounts, links, memberships, priority_leads, recovery_codes, sessions, tries
from sef2si.store.tables import plans, tables

_LOCK = 0x5EF252  # any number but that of store.migrate, the same in every process
_TRIES_LOCK = 0x5EF253


class Kept(NamedTuple):
    """An account with what it comes in by: ``password`` as argon2 wrote it, and the second factor's secret."""

    account: Account
    password: str
    secret: str
    secret_tried: str
    last_step: int


def lock_people(connection: Connection) -> None:
    """Whoever changes who may come in waits for whoever is doing so (PostgreSQL; SQLite has one writer anyway).

    What is checked across accounts, such as that somebody may still manage a school's people, stays true.
    """
    _lock(connection, _LOCK)


def _lock(connection: Connection, key: int) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


# Accounts


def find(connection: Connection, account_id: str) -> Kept | None:
    return next(iter(_read(connection, accounts.c.id == account_id)), None)


def find_by_email(connection: Connection, email_key: str) -> Kept | None:
    return next(iter(_read(connection, accounts.c.email_key == email_key)), None)


def everyone(connection: Connection) -> tuple[Account, ...]:
    return tuple(kept.account for kept in _read(connection))


def people_at(connection: Connection, urn: str) -> tuple[Account, ...]:
    """All who hold a role at this school, or for its authority or trust, with all the roles they hold."""
    through = select(body_schools.c.body_id).where(body_schools.c.urn == urn)
    here = select(memberships.c.account_id).where((memberships.c.urn == urn) | memberships.c.urn.in_(through))
    return tuple(kept.account for kept in _read(connection, accounts.c.id.in_(here)))


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Kept]:
    """Accounts by name, each with its roles in the order of ``Role``."""
    found = connection.execute(select(accounts).where(*where).order_by(accounts.c.name, accounts.c.email_key)).all()
    held: dict[str, list[Held]] = {row.id: [] for row in found}
    served: dict[str, list[str]] = {row.id: [] for row in found}
    theirs = select(memberships).where(memberships.c.account_id.in_(select(accounts.c.id).where(*where)))
    for row in connection.execute(theirs):
        if row.account_id in held and row.role == Role.LEAD_ADVISER.value:
            served[row.account_id].append(row.urn)  # the number of an authority or trust
        elif row.account_id in held:
            held[row.account_id].append(Held.model_validate({"urn": row.urn, "role": row.role}))
    schools = bodies.schools_of(connection, {body_id for each in served.values() for body_id in each})
    for account_id, body_ids in served.items():
        for body_id in body_ids:
            held[account_id] += [
                Held(urn=urn, role=Role.LEAD_ADVISER, body=body_id) for urn in schools.get(body_id, ())
            ]
    led: dict[str, list[Led]] = {row.id: [] for row in found}
    theirs = select(priority_leads).where(priority_leads.c.account_id.in_(select(accounts.c.id).where(*where)))
    for row in connection.execute(theirs.order_by(priority_leads.c.urn, priority_leads.c.priority_id)):
        if row.account_id in led:
            led[row.account_id].append(Led(urn=row.urn, priority_id=row.priority_id))
    order = list(Role)
    return [
        Kept(
            Account(
                id=row.id,
                email=row.email,
                name=row.name,
                held=tuple(sorted(held[row.id], key=lambda each: (each.urn, order.index(each.role)))),
                leads=tuple(led[row.id]),
                bodies=tuple(sorted(served[row.id])),
                is_operator=row.is_operator,
                disabled=row.disabled,
                has_second_factor=bool(row.secret),
            ),
            row.password,
            row.secret,
            row.secret_tried,
            row.last_step,
        )
        for row in found
    ]


def any_account(connection: Connection) -> bool:
    return connection.execute(select(accounts.c.id).limit(1)).first() is not None


def add_account(
    connection: Connection,
    account_id: str,
    *,
    email: str,
    email_key: str,
    name: str,
    password: str,
    is_operator: bool,
    at: datetime,
) -> None:
    row = {
        "id": account_id,
        "email": email,
        "email_key": email_key,
        "name": name,
        "password": password,
        "is_operator": is_operator,
        "disabled": False,
        "secret": "",
        "secret_tried": "",
        "last_step": 0,
        "made_at": at,
    }
    connection.execute(insert(accounts).values(row))


def change(connection: Connection, account_id: str, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))


def renew_password(connection: Connection, account_id: str, old: str, new: str) -> None:
    """The same password hashed anew, unless another was chosen meanwhile."""
    here = (accounts.c.id == account_id) & (accounts.c.password == old)
    connection.execute(update(accounts).where(here).values(password=new))


def use_step(connection: Connection, account_id: str, step: int) -> bool:
    """Whether a code of this half minute is still good: it is once, and none of an earlier half minute is after it."""
    here = (accounts.c.id == account_id) & (accounts.c.last_step < step)
    return _count(connection.execute(update(accounts).where(here).values(last_step=step))) == 1


def put_role(connection: Connection, account_id: str, urn: str, role: Role | None) -> None:
    """The one role they hold at this school from now on, or none."""
    connection.execute(delete(memberships).where((memberships.c.account_id == account_id) & (memberships.c.urn == urn)))
    if role is not None:
        connection.execute(insert(memberships).values(account_id=account_id, urn=urn, role=role.value))
    if role is not Role.PRIORITY_LEAD:
        here = (priority_leads.c.account_id == account_id) & (priority_leads.c.urn == urn)
        connection.execute(delete(priority_leads).where(here))


def led_by(connection: Connection, urn: str) -> dict[str, str]:
    """Priority -> the account of who leads it, at this school."""
    here = select(priority_leads.c.priority_id, priority_leads.c.account_id).where(priority_leads.c.urn == urn)
    return {row.priority_id: row.account_id for row in connection.execute(here)}


def put_lead(
    connection: Connection, urn: str, priority_id: str, account_id: str | None, *, by: str, at: datetime
) -> None:
    """Who leads this priority from now on, or nobody."""
    here = (priority_leads.c.urn == urn) & (priority_leads.c.priority_id == priority_id)
    connection.execute(delete(priority_leads).where(here))
    if account_id is not None:
        row = {"urn": urn, "priority_id": priority_id, "account_id": account_id, "by": by, "at": at}
        connection.execute(insert(priority_leads).values(row))


def put_recovery_codes(connection: Connection, account_id: str, codes: Iterable[str]) -> None:
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "code": code} for code in codes]
    if rows:
        connection.execute(insert(recovery_codes), rows)


def use_recovery_code(connection: Connection, account_id: str, code: str) -> bool:
    here = (recovery_codes.c.account_id == account_id) & (recovery_codes.c.code == code)
    return _count(connection.execute(delete(recovery_codes).where(here))) == 1


def count_recovery_codes(connection: Connection, account_id: str) -> int:
    query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account_id == account_id)
    return connection.execute(query).scalar_one()


def end_sessions(connection: Connection, account_id: str, but_key: str = "") -> None:
    """Their sessions, and with them every token made for one, but perhaps the one they are using."""
    connection.execute(delete(sessions).where((sessions.c.account_id == account_id) & (sessions.c.key != but_key)))


# Schools


def school_names(connection: Connection, urns: Iterable[str]) -> tuple[str, ...]:
    """The names these schools have, or had in other years."""
    school = tables["school"].c
    found = connection.execute(select(school.name).where(school.urn.in_(list(urns))).distinct()).scalars()
    return tuple(sorted(name for name in found if name))


def known_schools(connection: Connection) -> frozenset[str]:
    """The URNs of all schools here."""
    return frozenset(connection.execute(select(_directory(connection).c.urn).distinct()).scalars())


def is_school(connection: Connection, urn: str) -> bool:
    return connection.execute(select(plans.c.id).where(plans.c.urn == urn).limit(1)).first() is not None


def is_priority(connection: Connection, urn: str, priority_id: str) -> bool:
    """Whether any plan of this school holds a priority of this id."""
    table = tables["priorities"]
    query = select(table.c.id).join(plans, plans.c.id == table.c.plan_id)
    return connection.execute(query.where(plans.c.urn == urn, table.c.id == priority_id).limit(1)).first() is not None


def called(connection: Connection, urns: Iterable[str]) -> dict[str, str]:
    """What each of these schools is called in the newest of its plans."""
    school = tables["school"].c
    query = select(school.urn, school.name).join(plans, plans.c.id == school.plan_id)
    found = connection.execute(query.where(plans.c.urn.in_(list(urns))).order_by(plans.c.urn, plans.c.year))
    return {row.urn: row.name for row in found}


def _directory(connection: Connection) -> FromClause:
    """URN, year and name of every school here. On PostgreSQL no transaction of the server sees every school: the
    database tells this much of them, and nothing else."""
    if connection.dialect.name == "postgresql":
        return func.sef2si_schools().table_valued("urn", "year", "name").alias("directory")
    school = tables["school"]
    query = select(plans.c.urn, plans.c.year, school.c.name).join(school, school.c.plan_id == plans.c.id)
    return query.subquery("directory")


def search_schools(connection: Connection, words: str, most: int) -> dict[str, str]:
    """URN -> name of schools whose name holds these words, or whose URN begins so; at most so many, by URN."""
    sought = words.strip().casefold()
    every = _directory(connection)
    here = func.lower(every.c.name).contains(sought, autoescape=True) | func.lower(every.c.urn).startswith(
        sought, autoescape=True
    )
    urns = select(every.c.urn).where(here).distinct().order_by(every.c.urn).limit(most)
    named = _directory(connection).alias("named")
    found = select(named.c.urn, named.c.name).where(named.c.urn.in_(urns)).order_by(named.c.urn, named.c.year)
    return {row.urn: row.name for row in connection.execute(found)}


def count_schools(connection: Connection) -> int:
    return connection.execute(select(func.count(_directory(connection).c.urn.distinct()))).scalar_one()


# Links


def add_link(
    connection: Connection,
    token: str,
    link: LinkFor,
    *,
    email_key: str,
    account_id: str | None,
    expires_at: datetime,
) -> None:
    """A link under the hash of its token, in place of those for the same purpose, address and school."""
    same = (links.c.purpose == link.purpose.value) & (links.c.email_key == email_key) & (links.c.urn == link.urn)
    connection.execute(delete(links).where(same))
    row = {
        "token": token,
        "purpose": link.purpose.value,
        "account_id": account_id,
        "email": link.email,
        "email_key": email_key,
        "name": link.name,
        "urn": link.urn,
        "role": link.role.value if link.role else "",
        "expires_at": expires_at,
    }
    connection.execute(insert(links).values(row))


class FoundLink(NamedTuple):
    """A link that still holds, how its address is compared, and whose it is, where it is somebody's."""

    link: LinkFor
    email_key: str
    account_id: str | None


def find_link(connection: Connection, token: str, now: datetime) -> FoundLink | None:
    row = connection.execute(select(links).where((links.c.token == token) & (links.c.expires_at > now))).one_or_none()
    return _link(row) if row else None


def _link(row: Row[Any]) -> FoundLink:
    said = {name: getattr(row, name) for name in ("purpose", "email", "name", "urn")}
    return FoundLink(LinkFor.model_validate({**said, "role": row.role or None}), row.email_key, row.account_id)


def use_link(connection: Connection, token: str, now: datetime) -> bool:
    """Whether the link held until now; it does so for one of any number who try at once."""
    return _count(connection.execute(delete(links).where((links.c.token == token) & (links.c.expires_at > now)))) == 1


def drop_links(connection: Connection, *, account_id: str | None = None, purpose: Purpose | None = None) -> None:
    """All links of one account, or all for one purpose."""
    here = links.c.account_id == account_id if account_id is not None else links.c.purpose == purpose
    connection.execute(delete(links).where(here))


def drop_invitation(connection: Connection, urn: str, email_key: str) -> None:
    here = (links.c.purpose == Purpose.INVITE.value) & (links.c.urn == urn) & (links.c.email_key == email_key)
    connection.execute(delete(links).where(here))


def invited_at(connection: Connection, urn: str, now: datetime) -> tuple[Invited, ...]:
    here = (links.c.purpose == Purpose.INVITE.value) & (links.c.urn == urn) & (links.c.expires_at > now)
    found = connection.execute(select(links).where(here).order_by(links.c.name, links.c.email_key)).all()
    fields = ("email", "name", "role", "expires_at")
    return tuple(Invited.model_validate({name: getattr(row, name) for name in fields}) for row in found)


# Tries


def count_tries(connection: Connection, subject: str, address: str, since: datetime) -> tuple[int, int]:
    """How often since then: about this subject, and from this address. Others wait until this one is written."""
    _lock(connection, _TRIES_LOCK)
    counted = select(func.count()).select_from(tries).where(tries.c.at > since)
    about, by = (
        connection.execute(counted.where(column == value)).scalar_one()
        for column, value in ((tries.c.subject, subject), (tries.c.address, address))
    )
    return about, by


def add_try(connection: Connection, try_id: str, subject: str, address: str, at: datetime) -> None:
    connection.execute(insert(tries).values(id=try_id, subject=subject, address=address, at=at))


def drop_tries(connection: Connection, try_id: str, subject: str) -> None:
    """What went well is no try, and those before it about the same are forgiven."""
    connection.execute(delete(tries).where((tries.c.id == try_id) | (tries.c.subject == subject)))


def drop_old(connection: Connection, *, tries_before: datetime, now: datetime) -> None:
    connection.execute(delete(tries).where(tries.c.at <= tries_before))
    connection.execute(delete(links).where(links.c.expires_at <= now))


def _count(done: CursorResult[Any]) -> int:
    return done.rowcount
