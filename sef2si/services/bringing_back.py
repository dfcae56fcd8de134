"""What was removed from a plan and is not there now, act by act, and what the plan would be with some of it again.

Nothing is kept of it here but the changes themselves: a removal is a change whose record is not in the plan any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sef2si.domain.changes import Change
from sef2si.domain.record import Record
from sef2si.journey.places import BESIDE
from sef2si.services.acts import Key, Records
from sef2si.services.reading import recorded

Cut = tuple[Key, str, tuple[str, ...]]
"""A record, its field, and the ids that it lost."""


@dataclass(frozen=True)
class Removed:
    """What one act took out and is gone still. ``cut`` are links that others lost by it."""

    batch: str
    changes: tuple[Change, ...]
    records: Mapping[Key, Record]
    cut: tuple[Cut, ...]


def removals(now: Records, changes: Sequence[Change]) -> dict[str, Removed]:
    """By act, the newest first. ``changes`` are all of the plan's, the newest first.

    What was cleared out after its time, or was written by a version whose words can't be read, is not among them.
    """
    latest: dict[Key, Change] = {}
    for change in changes:
        latest.setdefault((change.kind, change.record_id), change)
    gone = [each for key, each in latest.items() if key not in now and each.after is None and each.before]
    found = {}
    for batch in dict.fromkeys(change.batch for change in gone):
        of_batch = [change for change in gone if change.batch == batch]
        read = {(c.kind, c.record_id): recorded(c.kind, c.before or {}) for c in of_batch}
        records = {key: record for key, record in read.items() if record is not None}
        if records:
            found[batch] = Removed(batch, tuple(of_batch), records, _cut(changes, batch, records))
    return found


def needed(now: Records, found: Mapping[str, Removed], batch: str) -> tuple[str, ...]:
    """The other acts without which what this one removed would not have all it hung on, the nearest first."""
    where = {key: each.batch for each in found.values() for key in each.records}
    wanted, waiting = [batch], [batch]
    while waiting:
        for _, missing in _missing(now, found[waiting.pop()].records):
            other = where.get(missing)
            if other is not None and other not in wanted and missing[0] not in BESIDE:
                wanted.append(other)
                waiting.append(other)
    return tuple(wanted[1:])


def stays_gone(now: Records, found: Mapping[str, Removed], batches: Collection[str]) -> tuple[Key, ...]:
    """What these acts removed and can't come back with them alone: what it belongs to is not there."""
    back = _records(found, batches)
    return tuple(key for key in back if key not in _rooted(now, back))


def brought_back(now: Records, found: Mapping[str, Removed], batches: Collection[str]) -> Records:
    """The records with what these acts removed, and with the links that were cut by it, where nobody set others."""
    back = _records(found, batches)
    rooted = _rooted(now, back)
    then = {**now, **rooted}
    for key, record in rooted.items():
        then[key] = _without_dangling(record, then)
    for batch in batches:
        for key, name, lost in found[batch].cut:
            if key in then:
                then[key] = _tied(then[key], name, [i for i in lost if (_kind(then[key], name), i) in then])
    return then


def _records(found: Mapping[str, Removed], batches: Collection[str]) -> Records:
    return {key: record for batch in batches for key, record in found[batch].records.items()}


def _rooted(now: Records, back: Records) -> Records:
    """Of these, the records that have what owns them, there or among these."""
    kept = dict(back)
    while True:
        lost = {key for key, missing in _missing(now, kept) if _owns(kept[key], missing)}
        if not lost:
            return kept
        kept = {key: record for key, record in kept.items() if key not in lost}


def _missing(now: Records, back: Mapping[Key, Record]) -> list[tuple[Key, Key]]:
    """Links of these records to what is neither there nor among these."""
    return [
        (key, (link.kind, each))
        for key, record in back.items()
        for name, link in record.links().items()
        for each in _ids(getattr(record, name))
        if (link.kind, each) not in now and (link.kind, each) not in back
    ]


def _owns(record: Record, linked: Key) -> bool:
    links = record.links().items()
    return any(link.owned and link.kind == linked[0] and linked[1] in _ids(getattr(record, n)) for n, link in links)


def _without_dangling(record: Record, then: Records) -> Record:
    changes: dict[str, object] = {}
    for name, link in record.links().items():
        value = getattr(record, name)
        left = tuple(each for each in _ids(value) if (link.kind, each) in then)
        if left != _ids(value):
            changes[name] = left if isinstance(value, tuple) else None
    return record.model_copy(update=changes) if changes else record


def _tied(record: Record, name: str, lost: Sequence[str]) -> Record:
    """The link as it was, but where it names another by now."""
    value = getattr(record, name)
    if isinstance(value, tuple):
        return record.model_copy(update={name: (*value, *(each for each in lost if each not in value))})
    return record.model_copy(update={name: lost[0]}) if value is None and lost else record


def _cut(changes: Sequence[Change], batch: str, gone: Mapping[Key, Record]) -> tuple[Cut, ...]:
    found = []
    for change in changes:
        before = recorded(change.kind, change.before) if change.before else None
        after = recorded(change.kind, change.after) if change.after else None
        if change.batch != batch or before is None or after is None:
            continue
        for name, link in before.links().items():
            left = _ids(getattr(after, name))
            lost = tuple(i for i in _ids(getattr(before, name)) if i not in left and (link.kind, i) in gone)
            if lost:
                found.append(((change.kind, change.record_id), name, lost))
    return tuple(found)


def _kind(record: Record, name: str) -> str:
    return record.links()[name].kind


def _ids(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
