"""What an act on somebody's data does to the database, in the transaction that is open; each counts what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, update

from sef2si.domain import calling
from sef2si.domain.accounts import Account
from sef2si.domain.holding import ACCOUNTS
from sef2si.domain.people import Deed, Person, allowed
from sef2si.domain.personal import FORMER, Subject
from sef2si.domain.sight import Sight
from sef2si.services.access import permit
from sef2si.services.managing import still_managed
from sef2si.services.noting import sight
from sef2si.store import accounts, mentions, people_data, personal, year
from sef2si.store import calling as callings
from sef2si.store.every import every_table
from sef2si.store.people import accounts as accounts_table
from sef2si.store.people import memberships, priority_leads
from sef2si.store.staff_tables import STAFF_CHANGES
from sef2si.store.staff_tables import staff as staff_table

# What stays of an entry is what totals are made of: days, hours, group, first and last day.
_FORMER_STAFF = {"name": FORMER, "reference": "", "role": "", "team": "", "career_stage": None, "account_id": None}


class Doing(NamedTuple):
    """Who does something about whom, at which school, and the number of the certificate there will be."""

    connection: Connection
    person: Person
    urn: str
    subject: Subject
    certificate: str


def is_only_ours(person: Person, account: Account) -> bool:
    """Whether nobody else answers for this account: at each of its schools this person sees to people's data."""
    return not account.is_operator and all(
        allowed(person, Deed.SEE_PERSONAL_DATA, each) for each in account.person.urns
    )


def corrected(doing: Doing, name: str) -> dict[str, int]:
    """Their name put right wherever it is kept as theirs."""
    connection, person, subject = doing.connection, doing.person, doing.subject
    counts = {"account": 0, "register entry": 0, "register changes": 0, "names beside what was done": 0}
    if subject.account_id:
        found = accounts.find(connection, subject.account_id)
        if found is not None and is_only_ours(person, found.account):
            accounts.change(connection, subject.account_id, name=name)
            counts["account"] = 1
    counts["names beside what was done"] = _put_name(doing, name)
    if subject.staff_id:
        counts |= _in_register(doing, {"name": name})
    return counts


def anonymised(doing: Doing, also: Sequence[str], texts: frozenset[str]) -> dict[str, int]:
    """They become a former colleague, and so do the namings in these texts. What was decided stays."""
    connection, person, urn, subject, certificate = doing
    counts = {"account": 0, "ways in": 0, "roles": 0, "names beside what was done": 0}
    # Before their names are other ones.
    named = sought_there(connection, urn, subject)
    sought = sought_there(connection, urn, subject, (*also, *personal.also_called(connection, urn, subject.ids)))
    if subject.account_id:
        found = accounts.find(connection, subject.account_id)
        assert found is not None
        only = is_only_ours(person, found.account)
        for table in (priority_leads, memberships):
            gone = delete(table).where(table.c.account_id == subject.account_id)
            counts["roles"] += connection.execute(gone if only else gone.where(table.c.urn == urn)).rowcount
        still_managed(connection, found.account, sorted(found.account.person.urns) if only else (urn,))
        if only:
            counts["ways in"] = _ways_in_gone(connection, found.account)
            counts["account"] = 1
    counts["names beside what was done"] = _put_name(doing, FORMER)
    counts |= {"register entry": 0, "register changes": 0, "their own half-days": 0, "texts": 0, "changes of texts": 0}
    if subject.staff_id:
        counts |= former_in_register(doing)
        counts["ways in"] += year.remove_links(connection, urn, subject.staff_id)
        counts["their own half-days"] = year.blank_choices(connection, urn, subject.staff_id)
    seen = sight(connection, person, urn)
    if texts:
        permit(person, Deed.READ_ALL, urn)
        texts = frozenset(key for key in texts if seen.shows_mention(*key.split("|")[:4]))
        done = mentions.take_out(connection, urn, texts, sought, certificate)
        counts |= dict(zip(("texts", "changes of texts"), done, strict=True))
    counts["texts in private notes for others"] = _out_of_others_notes(doing, seen, named)
    personal.release(connection, urn, subject.ids)
    return counts


def _out_of_others_notes(doing: Doing, seen: Sight, named: calling.Sought) -> int:
    """Their name goes from notes that whoever does this may not read. Nobody looks at each, so it goes by name alone:
    what else was typed could be tried to find out what such a note says."""
    connection, _, urn, _, certificate = doing
    found = mentions.mentions(connection, urn, named)
    hidden = [each for each in found if not seen.shows_mention(each.scope, each.kind, each.record_id, each.field)]
    mentions.take_out(connection, urn, frozenset(each.key for each in hidden), named, certificate)
    return len(hidden)


def sought_there(connection: Connection, urn: str, subject: Subject, also: Sequence[str] = ()) -> calling.Sought:
    """All namings of somebody of the school, and what they are ``also`` called."""
    called, around = called_there(connection, urn, subject, also)
    return calling.sought(frozenset({called}), around)


def called_there(
    connection: Connection, urn: str, subject: Subject, also: Sequence[str] = ()
) -> tuple[calling.Called, calling.Around]:
    """How somebody is called at the school, and ``also`` so; and whom else a text may mean there."""
    people, around = callings.calling(connection, urn, subject.ids)
    found = next(iter(people), calling.called(subject.name))
    return found._replace(names=found.names | {subject.name}, also=found.also | frozenset(also)), around


def _put_name(doing: Doing, name: str) -> int:
    connection, _, urn, subject, certificate = doing
    return people_data.put_name(connection, urn, subject.ids, name, certificate, was=subject.name)


def _ways_in_gone(connection: Connection, account: Account) -> int:
    """Nothing is left of an account but its number: no name, no address, nothing to come in by."""
    count = 0
    address = f"{account.id}@former.invalid"
    for table in reversed(every_table()):
        if table.info["kept"].group == ACCOUNTS and table.name not in ("accounts", "memberships"):
            if "account_id" in table.c:
                count += connection.execute(delete(table).where(table.c.account_id == account.id)).rowcount
            if "email" in table.c:
                count += connection.execute(delete(table).where(table.c.email == account.email)).rowcount
    blank = {"password": "", "secret": "", "secret_tried": "", "disabled": True}
    said = {"name": FORMER, "email": address, "email_key": address, **blank}
    connection.execute(update(accounts_table).where(accounts_table.c.id == account.id).values(said))
    return count


def former_in_register(doing: Doing) -> dict[str, int]:
    """Their entry in the register, and all its changes, are nobody's any more."""
    return _in_register(doing, _FORMER_STAFF)


def _in_register(doing: Doing, said: Mapping[str, Any]) -> dict[str, int]:
    """Put this into an entry of the register, and into all that its changes say it was; its version stays."""

    connection, _, urn, subject, certificate = doing

    def words(row: dict[str, Any]) -> dict[str, Any]:
        return row | {name: row[name] and {**row[name], **said} for name in ("before", "after")}

    here = (staff_table.c.urn == urn) & (staff_table.c.id == subject.staff_id)
    entry = connection.execute(update(staff_table).where(here).values(dict(said))).rowcount
    where = STAFF_CHANGES.table.c.record_id == subject.staff_id
    past = people_data.reworded(connection, STAFF_CHANGES, urn, certificate, words=words, where=where)
    return {"register entry": entry, "register changes": past}
