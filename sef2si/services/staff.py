"""A school's staff register, each time asking first whether this person may. Advisers never may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy import Connection, Engine

from sef2si.domain.changes import StaffChange
from sef2si.domain.hiding import Hidden
from sef2si.domain.people import Deed, Person, may
from sef2si.domain.record import new_id
from sef2si.domain.staff import StaffMember
from sef2si.errors import CannotUndo, Fault, Invalid
from sef2si.services.access import permit, theirs
from sef2si.services.belongings import MOST_NAMES, checked_names
from sef2si.services.hiding import hidden_from, meant, refusing
from sef2si.services.keeping import or_unavailable
from sef2si.services.reading import CANNOT_KEEP
from sef2si.services.staffing import KIND, Register, acted, edits_between, undone
from sef2si.store import accounts, belongings, staff
from sef2si.store.engine import reading, writing

IMPORTER = "sef2si import"
IS_HIDDEN = (
    "Somebody of this name is in the register already, and their data is not shown for now. Nothing was saved; please "
    "leave them out. Whoever sees to people's data at the school can say more."
)
Words = Literal["staff", "staff_roles"]  # headings of staff lists -> fields; roles in them -> staff groups


class Staff:
    """Every method raises ``NotFound`` for a school that is not there or not this person's, and ``NotAllowed``.

    Whoever keeps the register (MANAGE_STAFF) reads it, and so do those who read the whole plan (READ_ALL).
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def members(self, person: Person, urn: str) -> tuple[StaffMember, ...]:
        """All who are or were on the staff, by surname, but for those whose data is not shown for now."""
        permit(person, Deed.READ_ALL if may(person, Deed.READ_ALL, urn) else Deed.MANAGE_STAFF, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return _shown(connection, urn, hidden_from(connection, urn, person.id))

    def write(
        self, person: Person, urn: str, save: Sequence[StaffMember] = (), remove: Sequence[StaffMember] = ()
    ) -> tuple[StaffMember, ...]:
        """One act: all of it is kept, or none. See ``gateway.protocol``."""
        with self._to_write(person, urn) as (connection, now, hidden):
            past = _past(connection, urn)
            _refuse_hidden(save, now, hidden)
            wanted = [meant(hidden, each, now.get(each.id), partial(past, each.id)) for each in save]
            then = acted(now, wanted, remove, past, person.id)
            _know_accounts(connection, urn, now, then)
            self._keep(connection, urn, now, then, by=person.id, by_name=person.name)
            return _shown(connection, urn, hidden)

    def undoable(self, person: Person, urn: str) -> str:
        """The name of this person's newest act that still stands; "" where there is none."""
        permit(person, Deed.MANAGE_STAFF, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            batch = staff.batch_to_undo(connection, urn, person.id)
        return batch[0].batch if batch else ""

    def undo(self, person: Person, urn: str, act: str = "") -> tuple[StaffMember, ...]:
        """Take back this person's newest act that still stands; asked again, the one before. Raises ``CannotUndo``.

        With ``act``, as ``undoable`` named it, that one or none: a page left open takes back nothing else.
        """
        with self._to_write(person, urn) as (connection, now, hidden):
            batch = staff.batch_to_undo(connection, urn, person.id)
            if not batch:
                raise CannotUndo("There is nothing of yours left to undo in this register.")
            if act and act != batch[0].batch:
                raise CannotUndo(
                    "You changed the register after this, or took it back already. Please reload the page."
                )
            then = undone(now, batch, _past(connection, urn))
            self._keep(connection, urn, now, then, by=person.id, by_name=person.name, undoes=batch[0].batch)
            return _shown(connection, urn, hidden)

    def history(self, person: Person, urn: str, member_id: str) -> tuple[StaffChange, ...]:
        """All changes of one of them, newest first. Empty where there never was one (MANAGE_STAFF)."""
        permit(person, Deed.MANAGE_STAFF, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            hidden = hidden_from(connection, urn, person.id)
            past = () if member_id in hidden.ids else staff.past_of(connection, urn, member_id)
            return hidden.said(tuple(change for _, change in reversed(past)))

    def bring(self, urn: str, members: Sequence[StaffMember]) -> tuple[int, int]:
        """A register from files of ours, by no person: who is new is added, who is there stays as they are.

        Returns how many are new, and how many were there.
        """
        with or_unavailable(), writing(self._engine, urn) as connection:
            staff.lock_register(connection, urn)
            now = _register(connection, urn)
            new = [member for member in members if member.id not in now and not _past(connection, urn)(member.id)]
            then = acted(now, new, (), _past(connection, urn), IMPORTER)
            self._keep(connection, urn, now, then, by=IMPORTER, by_name=IMPORTER)
        return len(new), len(members) - len(new)

    def school_name(self, person: Person, urn: str) -> str:
        """What the school is called, for those who keep its register and may read no plan; "" where nobody said."""
        permit(person, Deed.MANAGE_STAFF, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return accounts.called(connection, (urn,)).get(urn, "")

    def words(self, person: Person, urn: str, sort: Words) -> dict[str, str]:
        """What somebody here once said that headings, or roles, of staff lists stand for."""
        permit(person, Deed.MANAGE_STAFF, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return belongings.names_of(connection, urn, sort)

    def remember(self, person: Person, urn: str, sort: Words, names: Mapping[str, str]) -> None:
        """These too from now on; beyond 500 the school begins anew with them. Raises ``Invalid``."""
        permit(person, Deed.MANAGE_STAFF, urn)
        wanted = checked_names(names)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            if len(belongings.names_of(connection, urn, sort) | wanted) > MOST_NAMES:
                belongings.forget_names(connection, urn, sort)
            belongings.remember_names(connection, urn, sort, wanted)

    @contextmanager
    def _to_write(self, person: Person, urn: str) -> Iterator[tuple[Connection, Register, Hidden]]:
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            permit(person, Deed.MANAGE_STAFF, urn)
            staff.lock_register(connection, urn)
            hidden = hidden_from(connection, urn, person.id)
            with refusing(hidden):
                yield connection, _register(connection, urn), hidden

    def _keep(
        self,
        connection: Connection,
        urn: str,
        now: Register,
        then: Register,
        *,
        by: str,
        by_name: str,
        undoes: str | None = None,
    ) -> None:
        """Write what differs, each with its change, in the transaction that is open."""
        edits = edits_between(now, then, lambda member_id: staff.last_version(connection, urn, member_id))
        if edits:
            staff.apply(connection, urn, edits)
            staff.add_changes(
                connection, urn, edits, batch=new_id(), by=by, by_name=by_name, at=self._clock(), undoes=undoes
            )


def _shown(connection: Connection, urn: str, hidden: Hidden) -> tuple[StaffMember, ...]:
    """Everybody but those who are not shown, whom nobody else's entry names either."""
    return hidden.said(tuple(each for each in staff.read_staff(connection, urn) if each.id not in hidden.ids))


def _refuse_hidden(save: Sequence[StaffMember], now: Register, hidden: Hidden) -> None:
    """A list that names somebody who is not shown would make a second entry of them."""
    names = {" ".join(name.split()).casefold() for name in hidden.names}
    there = [each for each in save if each.id not in now and " ".join(each.name.split()).casefold() in names]
    if there:
        raise Invalid(IS_HIDDEN, tuple(Fault(KIND, each.id, "name", IS_HIDDEN) for each in there))


def _register(connection: Connection, urn: str) -> Register:
    return {member.id: member for member in staff.read_staff(connection, urn)}


def _past(connection: Connection, urn: str) -> Callable[[str], Sequence[tuple[int, StaffChange]]]:
    return lambda member_id: staff.past_of(connection, urn, member_id)


def _know_accounts(connection: Connection, urn: str, now: Register, then: Register) -> None:
    """An account that somebody is newly connected with is one of this school's. The demo has none to know."""
    asked = {
        member.id: member.account_id
        for member in then.values()
        if member.account_id and (member.id not in now or now[member.id].account_id != member.account_id)
    }
    if not asked or not accounts.any_account(connection):
        return
    here = {account.id for account in accounts.people_at(connection, urn)}
    sentence = "This account is not one of this school’s any more. Please choose another, or none."
    found = tuple(Fault(KIND, each, "account_id", sentence) for each, account in asked.items() if account not in here)
    if found:
        raise Invalid(CANNOT_KEEP, found)
