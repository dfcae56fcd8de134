"""One act on one plan, thought through before anything is written: what the records will be when it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from sef2si.domain.changes import Change
from sef2si.domain.plan import KINDS, Plan, faults, kind_of
from sef2si.domain.record import Record
from sef2si.domain.school import School
from sef2si.errors import Fault, Invalid
from sef2si.services.merging import same
from sef2si.services.reading import CANNOT_KEEP, revalidated
from sef2si.services.versions import gone, refuse_stale_removal, saved
from sef2si.store.rows import Edit, plan_of

Key = tuple[str, str]  # kind, id
Records = dict[Key, Record]
Past = Callable[[str, str], Sequence[tuple[int, Change]]]  # kind, id -> its changes in this plan, oldest first


def records_of(plan: Plan) -> Records:
    return {(kind, record.id): record for kind in KINDS for record in plan.records(kind)}


def plan_with(plan: Plan, records: Records, seq: int | None = None) -> Plan:
    each = ((kind, record) for (kind, _), record in records.items())
    return plan_of(plan.id, plan.urn, plan.year, plan.seq if seq is None else seq, each)


def acted(plan: Plan, save: Sequence[Record], remove: Sequence[Record], past: Past, by: str) -> Records:
    """What the records will be once these are saved and those removed. ``by`` is the id of who asks.

    Of a record to remove only its kind, id and version are looked at. Raises ``Invalid`` or ``Conflict``.
    """
    wanted = _all_valid(plan, save, remove)
    now = records_of(plan)
    then = dict(now)
    for key, record in wanted.items():
        then[key] = (
            _placed(record, then) if key not in now else saved(key[0], record, now[key], partial(past, *key), by)
        )
        if key not in now and record.version > 0:
            raise gone(key[0], record, partial(past, *key))
    for record in remove:
        key = (kind_of(record), record.id)
        if key in now:
            refuse_stale_removal(key[0], record, now[key], partial(past, *key), by)
        _remove(key, then)
    after = plan_with(plan, then)
    found = tuple(
        Fault(kind, record_id, field, sentence)
        for kind, record_id in wanted
        if (kind, record_id) in then
        for field, sentence in faults(after, then[kind, record_id], now.get((kind, record_id)))
    )
    if found:
        raise Invalid(CANNOT_KEEP, found)
    return then


def edits_between(plan_id: str, now: Records, then: Records, last_version: Callable[[str, str], int]) -> list[Edit]:
    """One edit for each record that says something else than before, with the version it makes."""
    edits: list[Edit] = []
    for key in {**now, **then}:
        before, after = now.get(key), then.get(key)
        if same(before, after):
            continue
        if after is not None:
            version = (before.version if before else last_version(*key)) + 1
            after = after.model_copy(update={"version": version})
            then[key] = after
        edits.append(Edit(plan_id, key[0], before, after))
    return edits


def dangling(records: Records) -> Iterator[tuple[Key, Key]]:
    """Records that link to one that is not there, and the one they link to."""
    for key, record in records.items():
        for name, link in record.links().items():
            for linked_id in _ids(getattr(record, name)):
                if (link.kind, linked_id) not in records:
                    yield key, (link.kind, linked_id)


def placed(records: Iterable[Record], among: Records) -> Records:
    """These records added to others, those without a position at the end of their kind, in the order given."""
    then = dict(among)
    for record in records:
        then[kind_of(record), record.id] = _placed(record, then)
    return then


def _all_valid(plan: Plan, save: Sequence[Record], remove: Sequence[Record]) -> Records:
    wanted: Records = {}
    found: list[Fault] = []
    for record in save:
        key = (kind_of(record), record.id)
        if key in wanted:
            found.append(Fault(*key, "", "This was sent twice at once. Please reload the page and try again."))
        try:
            wanted[key] = revalidated(record)
        except Invalid as error:
            found.extend(error.faults)
        if isinstance(record, School) and (record.id, record.urn) != (plan.school.id, plan.urn):
            found.append(Fault(*key, "urn", "A plan belongs to one school; its reference number stays as it is."))
    for record in remove:
        key = (kind_of(record), record.id)
        if key in wanted:
            found.append(Fault(*key, "", "This was to be saved and removed at once. Please try one of them."))
        if key[0] == "school":
            found.append(Fault(*key, "", "The school can't be removed from its own plan."))
    if found:
        raise Invalid(CANNOT_KEEP, tuple(found))
    return wanted


def _placed(record: Record, among: Records) -> Record:
    """Position 0 means "not placed yet": at the end of its kind. Any other position is kept."""
    kind = kind_of(record)
    if record.position or kind == "school":
        return record
    last = max((other.position for (other_kind, _), other in among.items() if other_kind == kind), default=0)
    return record.model_copy(update={"position": last + 1})


def _remove(key: Key, records: Records) -> None:
    """Take one record out; what it owns goes with it, all else merely loses the link. Gone already: nothing happens."""
    records.pop(key, None)
    for other_key, other in list(records.items()):
        for name, link in other.links().items():
            value = getattr(other, name)
            if link.kind != key[0] or key[1] not in _ids(value) or other_key not in records:
                continue
            if link.owned:
                _remove(other_key, records)
            else:
                left = tuple(each for each in value if each != key[1]) if isinstance(value, tuple) else None
                records[other_key] = records[other_key].model_copy(update={name: left})


def _ids(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
