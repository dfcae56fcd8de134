"""What was removed from a plan, to be looked through and brought back. All of it asks RESTORE, of what is archived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, Engine

from sef2si.domain.changes import Change
from sef2si.domain.people import Deed, Person, Whose
from sef2si.domain.plan import KINDS, Plan, kind_of
from sef2si.domain.record import Record
from sef2si.errors import NotFound
from sef2si.journey.names import NOUNS
from sef2si.journey.places import above, place_of
from sef2si.journey.saying import called
from sef2si.services.access import permit, school_in, theirs
from sef2si.services.acts import Records, plan_with, records_of
from sef2si.services.bringing_back import Removed, brought_back, needed, removals, stays_gone
from sef2si.services.history import shown
from sef2si.services.keeping import or_unavailable
from sef2si.store import changes, rows
from sef2si.store.engine import reading

if TYPE_CHECKING:
    from sef2si.services.planner import Planner

_BACK = "This is not among what was removed any more: somebody has brought it back. Please look at the plan."


class Gone(NamedTuple):
    """One record that is not in the plan any more. ``noun`` is what it is, ``place`` what it hung on."""

    kind: str
    noun: str
    name: str
    place: tuple[str, ...]


class Removal(NamedTuple):
    """One act that took something out. ``undone``: somebody undid what had put it there.

    ``what`` are records that hung on none of the others, ``with_them`` how many went with those, by kind in words.
    ``asks`` is what is gone too and these hung on; ``alone`` whether they can come back without it; ``stays`` whether
    some can't come back at all.
    """

    batch: str
    at: datetime
    by_name: str
    undone: bool
    what: tuple[Gone, ...]
    with_them: tuple[str, ...]
    asks: tuple[Gone, ...]
    alone: bool
    stays: bool


class Restoring:
    """Beside the planner, whose acts it uses. Raises what the planner raises."""

    def __init__(self, planner: Planner, engine: Engine) -> None:
        self._planner = planner
        self._engine = engine

    def removed(self, person: Person, plan_id: str) -> tuple[Removal, ...]:
        """Every act that took out something that is gone still, the newest first."""
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            permit(person, Deed.RESTORE, rows.urn_of(connection, plan_id), Whose.ARCHIVED)
            plan = rows.read_plan(connection, plan_id)
            assert plan is not None
            now, found = records_of(plan), self._removals(connection, plan)
            whole = plan_with(plan, {**now, **{k: r for each in found.values() for k, r in each.records.items()}})
            seen = self._planner._seen_by(connection, person, whole)
            visible = _visible(connection, person, plan, found)
            return tuple(each for each in _said(seen, now, found, visible) if each.what)

    def bring_back(self, person: Person, plan_id: str, batch: str, *, whole: bool) -> Plan:
        """What one act took out comes back, in one act with one undo; ``whole``: with what it hung on, too.

        Links that others lost by the removal come back, but for those that name something else by now. Raises
        ``NotFound`` where it is there again.
        """
        with self._planner._plan_to_write(person, plan_id) as (connection, plan, _):
            permit(person, Deed.RESTORE, plan.urn, Whose.ARCHIVED)
            now, found = records_of(plan), self._removals(connection, plan)
            if batch not in _visible(connection, person, plan, found):
                raise NotFound(_BACK)
            batches = (batch, *(needed(now, found, batch) if whole else ()))
            then = brought_back(now, found, batches)
            kept = self._planner._keep(connection, plan, then, by=person.id, by_name=person.name)
            return self._planner._seen_by(connection, person, kept)

    def _removals(self, connection: Connection, plan: Plan) -> dict[str, Removed]:
        return removals(records_of(plan), changes.of_plan(connection, plan.id))


def _visible(connection: Connection, person: Person, plan: Plan, found: Mapping[str, Removed]) -> dict[str, Change]:
    """Of the acts that this person may know of, one of the changes each, as the history shows it."""
    every = [change for each in found.values() for change in each.changes]
    return {change.batch: change for change in shown(connection, person, plan.urn, every)}


def _said(seen: Plan, now: Records, found: Mapping[str, Removed], visible: Mapping[str, Change]) -> Iterator[Removal]:
    for batch, change in visible.items():
        asked = needed(now, found, batch)
        own = _seen_of(seen, found[batch])
        tops = _tops(seen, own)
        yield Removal(
            batch,
            change.at,
            change.by_name,
            change.undoes is not None,
            tuple(_gone(seen, record) for record in tops),
            _counted([record for record in own if record not in tops]),
            tuple(_gone(seen, each) for other in asked for each in _tops(seen, _seen_of(seen, found[other]))),
            len(stays_gone(now, found, (batch,))) < len(found[batch].records),
            bool(stays_gone(now, found, (batch, *asked))),
        )


def _seen_of(seen: Plan, removed: Removed) -> list[Record]:
    """In the order of the journey."""
    keys = sorted(removed.records, key=lambda key: [*KINDS].index(key[0]))
    return [record for key in keys if (record := seen.find(*key)) is not None]


def _tops(seen: Plan, records: list[Record]) -> list[Record]:
    """Those that hang on none of the others."""
    return [record for record in records if not any(each in records for each in above(seen, record))]


def _gone(seen: Plan, record: Record) -> Gone:
    kind = kind_of(record)
    return Gone(kind, NOUNS[kind][0], called(seen, record), place_of(seen, record))


def _counted(records: list[Record]) -> tuple[str, ...]:
    """``("1 success criterion", "2 milestones")``."""
    counts = {kind: sum(kind_of(record) == kind for record in records) for kind in KINDS}
    return tuple(f"{count} {NOUNS[kind][count != 1]}" for kind, count in counts.items() if count)
