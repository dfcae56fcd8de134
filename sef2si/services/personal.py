"""What is kept about one person at a school: to be seen, given out, put right, stopped or taken out.

Each is one act in one transaction, with a certificate that says what was done and holds nobody's data but the name of
who did it. An act is looked at first: ``look`` does all of it, counts, and takes it back; ``do`` asks for what ``look``
said, and refuses where it would do anything else by now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from sef2si.domain import calling
from sef2si.domain.notes import KIND
from sef2si.domain.people import Deed, Person, Whose, may
from sef2si.domain.personal import FORMER, Act, Dossier, Subject
from sef2si.domain.plan import KINDS
from sef2si.domain.record import new_id
from sef2si.domain.sight import Sight
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.access import permit, theirs
from sef2si.services.emails import checked_name
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.services.managing import NOT_YOURSELF
from sef2si.services.noting import sight
from sef2si.services.people_acts import Doing, anonymised, called_there, corrected, is_only_ours, sought_there
from sef2si.store import accounts, mentions, people_data, personal, rows, staff
from sef2si.store.engine import reading, writing
from sef2si.store.personal import Certificate

NO_SUBJECT = "We can't find that person among those of this school. Please choose them from the list."
TOO_SHORT = "“{word}” is too short to look for: write at least two letters, and commas between words."
CHANGED = "Something changed since you looked, so nothing was done. Please look again, and then decide."
BACKUPS = (
    "Backups made before this still hold what was changed or taken out, until they are thrown away in their turn. They "
    "are opened only to put a lost database back; whoever does so has to do this again."
)


class Ask(NamedTuple):
    """``name`` is to CORRECT; ``also`` are words sought in texts beside their name, to RESTRICT and to ANONYMISE, which
    takes the ``texts`` confirmed."""

    act: Act
    key: str
    name: str = ""
    also: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()


class Looked(NamedTuple):
    """What would be done, as a certificate would count it, and what ``do`` is told in turn."""

    counts: Mapping[str, int]
    seen: str
    name: str = ""


class PeopleData:
    """SEE_PERSONAL_DATA at the school is asked for everything; for what is kept about oneself, one's own account is
    enough. What is written in plans is shown to those alone who may read all of it (READ_ALL), or who wrote it."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def subjects(self, person: Person, urn: str) -> tuple[Subject, ...]:
        """Everybody with an account or an entry in the register of this school, by name."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        with self._reading(person, urn) as connection:
            return _subjects(connection, urn)

    def dossier(self, person: Person, urn: str, key: str, also: Sequence[str] = ()) -> Dossier:
        """Everything about one person at the school. ``also`` is sought in texts beside their name."""
        with self._reading(person, urn) as connection:
            subject = self._subject(connection, person, urn, key)
            return _dossier(connection, person, urn, subject, also)

    def certificates(self, person: Person, urn: str) -> tuple[Certificate, ...]:
        """What was done here, newest first."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        with self._reading(person, urn) as connection:
            return personal.certificates_of(connection, urn)

    def look(self, person: Person, urn: str, ask: Ask) -> Looked:
        """What ``do`` would do now; nothing is kept of it."""
        with self._writing(person, urn) as connection:
            name = self._subject(connection, person, urn, ask.key).name
            counts = self._done(connection, person, urn, ask, new_id())
            connection.rollback()
        return Looked(counts, _seen(ask, counts), name)

    def do(self, person: Person, urn: str, ask: Ask, seen: str) -> Certificate:
        """The act, if it is still what was looked at. Raises ``Invalid`` where it is not."""
        with self._writing(person, urn) as connection:
            certificate = new_id()
            counts = self._done(connection, person, urn, ask, certificate)
            if seen != _seen(ask, counts):
                raise Invalid(CHANGED)
            made = Certificate(certificate, urn, ask.act.value, self._clock(), person.id, person.name, counts)
            personal.certify(connection, made)
        return made

    def give_out(self, person: Person, urn: str, key: str, also: Sequence[str] = ()) -> tuple[Dossier, Certificate]:
        """The dossier to be handed over, with the certificate that it was."""
        with self._writing(person, urn) as connection:
            subject = self._subject(connection, person, urn, key)
            dossier = _dossier(connection, person, urn, subject, also)
            counts = {name: len(found) for name, found in dossier.rows.items()} | {"texts": len(dossier.mentions)}
            at = self._clock()
            made = Certificate(new_id(), urn, Act.EXPORT.value, at, person.id, person.name, counts)
            personal.certify(connection, made)
        return dossier, made

    def _done(self, connection: Connection, person: Person, urn: str, ask: Ask, certificate: str) -> dict[str, int]:
        accounts.lock_people(connection)
        staff.lock_register(connection, urn)
        rows.lock_plans(connection, list(rows.years_of(connection, urn).values()))
        subject = self._subject(connection, person, urn, ask.key)
        if subject.account_id == person.id:
            raise NotAllowed(NOT_YOURSELF)
        doing = Doing(connection, person, urn, subject, certificate)
        if ask.act is Act.RESTRICT:
            by: Mapping[str, Any] = {"by": person.id, "by_name": person.name}
            also = checked_words(ask.also)
            new = personal.restrict(connection, urn, subject.ids, at=self._clock(), also=also, **by)
            return {"restricted": new, "other_words_for_them": len(also)}
        if ask.act is Act.RELEASE:
            return {"released": personal.release(connection, urn, subject.ids)}
        if ask.act is Act.CORRECT:
            return corrected(doing, checked_name(ask.name))
        if ask.act is Act.ANONYMISE:
            return anonymised(doing, ask.also, ask.texts)
        raise Invalid("That can't be done here.")

    def _subject(self, connection: Connection, person: Person, urn: str, key: str) -> Subject:
        own = key == f"account-{person.id}"
        permit(person, Deed.SEE_PERSONAL_DATA, urn, Whose.OWN_RECORD if own else None)
        found = next((each for each in _subjects(connection, urn) if each.key == key), None)
        if found is None:
            raise NotFound(NO_SUBJECT)
        return found

    @contextmanager
    def _reading(self, person: Person, urn: str) -> Iterator[Connection]:
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            yield connection

    @contextmanager
    def _writing(self, person: Person, urn: str) -> Iterator[Connection]:
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            yield connection


def checked_words(typed: Sequence[str]) -> tuple[str, ...]:
    """What else somebody is called. Raises ``Invalid`` for what can't be looked for."""
    words = tuple(dict.fromkeys(each for word in typed if (each := " ".join(word.split()))))
    if short := next((word for word in words if sum(map(str.isalnum, word)) < 2), ""):
        raise Invalid(TOO_SHORT.format(word=short))
    return words


def _subjects(connection: Connection, urn: str) -> tuple[Subject, ...]:
    hidden = personal.restricted(connection, urn)
    here = {account.id: account for account in accounts.people_at(connection, urn)}
    members = staff.read_staff(connection, urn)
    found = [
        Subject(
            account_id=member.account_id if member.account_id in here and member.account_id else "",
            staff_id=member.id,
            name=member.name,
            role=member.role or member.group.label,
            restricted=bool({member.id, member.account_id} & hidden),
        )
        for member in members
        if member.name != FORMER
    ]
    with_entry = {each.account_id for each in found}
    found += [
        Subject(
            account_id=account.id,
            name=account.name,
            role=account.person.role_words(urn),
            restricted=account.id in hidden,
        )
        for account in here.values()
        if account.id not in with_entry
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.key)))


def _dossier(connection: Connection, person: Person, urn: str, subject: Subject, also: Sequence[str]) -> Dossier:
    own = subject.account_id == person.id
    reads = may(person, Deed.READ_ALL, urn)
    account = accounts.find(connection, subject.account_id) if subject.account_id else None
    email = account.account.email if account else ""
    whole = own or (account is not None and is_only_ours(person, account.account))
    found = people_data.rows_of(connection, urn, subject.ids, email, whole=whole, words=own or reads)
    also = tuple(dict.fromkeys((*also, *personal.also_called(connection, urn, subject.ids))))
    called, around = called_there(connection, urn, subject, also)
    sought = calling.sought(frozenset({called}), around)
    parts = [people_data.within(connection, urn, subject.ids)]
    if own or reads:
        # What somebody said they could help with is theirs to see; what else they lead, for those who read the plan.
        kinds = KINDS.keys() if reads else ("expertise",)
        parts.append(mentions.named_rows(connection, urn, sought, kinds))
    for part in parts:
        for name, rows_there in part.items():
            found[name] = [*found.get(name, ()), *rows_there]
    seen = sight(connection, person, urn)
    found, left_out = _without_others_notes(found, seen)
    every = mentions.mentions(connection, urn, sought) if reads else ()
    texts = tuple(each for each in every if seen.shows_mention(each.scope, each.kind, each.record_id, each.field))
    if reads and seen.ever_hidden:
        # Counted by name alone: by other words somebody could find out what such a note says.
        named = mentions.mentions(connection, urn, sought_there(connection, urn, subject))
        left_out += sum(not seen.shows_mention(each.scope, each.kind, each.record_id, each.field) for each in named)
    made = Dossier(
        subject=subject,
        called=calling.found_by(called, around),
        also=also,
        rows=found,
        mentions=texts,
        reads_all=reads,
        left_out=left_out,
    )
    # Of others who are not shown for now it says nothing either.
    return hidden_from(connection, urn, person.id, *subject.ids).said(made)


def _without_others_notes(rows: Mapping[str, Any], seen: Sight) -> tuple[dict[str, Any], int]:
    """The rows without private notes that are not for whoever asks, and how many are left out."""
    kept: dict[str, Any] = dict(rows)
    notes = rows.get(KIND, ())
    kept[KIND] = [row for row in notes if (row["plan_id"], row["id"]) not in seen.hidden]
    kept["changes"] = [
        row for row in rows.get("changes", ()) if seen.shows_row(row["plan_id"], row["kind"], row["record_id"])
    ]
    left_out = len(notes) - len(kept[KIND])
    return {name: each for name, each in kept.items() if each}, left_out


def _seen(ask: Ask, counts: Mapping[str, int]) -> str:
    said = [ask.act.value, ask.key, ask.name, list(ask.also), sorted(ask.texts), dict(counts)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
