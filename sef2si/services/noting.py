"""Private notes in the service: who wrote one, who may change it, and what of a plan's past tells of it.

A note is its author's. Those it is for read it and may take it out; nobody else hears that there is one. What somebody
may not see is left out before an act is thought through and is put back as it was afterwards, so no act can overwrite,
blank, show or lose it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from sef2si.domain.changes import Change
from sef2si.domain.notes import KIND, Note, is_for
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.domain.sight import Sight
from sef2si.errors import NotAllowed
from sef2si.services.acts import Records
from sef2si.services.versions import gone
from sef2si.store import changes

_AUTHORS = ("text", "source", "kept_on", "audience")  # what only its author changes
UNKNOWN = (
    "Nobody knows any more who wrote this note, so who sees it stays as it is: all the school's leaders. "
    "Please write a note of your own beside it and take this one out."
)


def theirs(by_name: str) -> str:
    return (
        f"This note is {by_name or 'somebody else'}’s, so only they can change it. Please write one of your own; "
        "yours can stand beside it."
    )


def stamped(person: Person, plan: Plan, save: Sequence[Record], past: Callable[[str, str], Any]) -> list[Record]:
    """What is to be saved, its notes under the name of their author, whatever the client says of it.

    A new note under the id of one that this person may not see becomes another one: two people who bring the same
    document keep a note each. Raises ``NotAllowed``, and ``Conflict`` where it is not there for them any more.
    """
    return [_stamped(person, plan, each, past) if isinstance(each, Note) else each for each in save]


def _stamped(person: Person, plan: Plan, note: Note, past: Callable[[str, str], Any]) -> Note:
    own = {"by": person.id, "by_name": person.name}
    now: Note | None = plan.find(KIND, note.id)
    if now is not None and not now.is_for(person, plan.urn):
        if note.version:
            raise gone(KIND, note, lambda: past(KIND, note.id))
        another = sha256(f"{note.id} {person.id}".encode()).hexdigest()[:32]
        return _stamped(person, plan, note.model_copy(update={"id": another}), past)
    if now is None or now.by == person.id:
        return note.model_copy(update=own if now is None else {"by": now.by, "by_name": now.by_name})
    if not now.by:
        if set(note.audience) != set(now.audience):
            raise NotAllowed(UNKNOWN)
        return note.model_copy(update={"by": "", "by_name": ""} if now.text.strip() else own)
    if any(getattr(note, name) != getattr(now, name) for name in _AUTHORS):
        raise NotAllowed(theirs(now.by_name))
    return note.model_copy(update={"by": now.by, "by_name": now.by_name})


def hidden_from(person: Person, plan: Plan) -> dict[tuple[str, str], Note]:
    return {(KIND, note.id): note for note in plan.notes if not note.is_for(person, plan.urn)}


def without(plan: Plan, hidden: Collection[tuple[str, str]]) -> Plan:
    return plan.with_records(KIND, tuple(note for note in plan.notes if (KIND, note.id) not in hidden))


def relinked(hidden: Mapping[tuple[str, str], Note], batch: Sequence[Change], then: Records) -> Records:
    """The records with those that were left out: an act is being undone, and it may have taken links of theirs off.

    What they were linked to and is there no more, they lose.
    """
    undone = {(change.kind, change.record_id): change for change in batch}
    kept = dict(then)
    for key, note in hidden.items():
        change = undone.get(key)
        said = {}
        for name, link in note.links().items():
            value = getattr(note, name)
            if change and change.before and change.after and change.after.get(name) == value:
                value = change.before.get(name)
            said[name] = value if value is not None and (link.kind, value) in then else None
        kept[key] = note.model_copy(update=said)
    return kept


def sight(connection: Connection, person: Person, urn: str) -> Sight:
    hidden: set[tuple[str, str]] = set()
    ever: set[tuple[str, str]] = set()
    for change in changes.of_kind(connection, urn, KIND):
        states = [state for state in (change.before, change.after) if state]
        key = (change.plan_id, change.record_id)
        for state in states:
            seen = is_for(person, urn, state)
            (hidden.discard if seen else hidden.add)(key)
            if not seen:
                ever.add(key)
    return Sight(person, urn, frozenset(hidden), frozenset(ever))
