"""One record saved, or to be removed, by somebody who saw an older version of it than the one now kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sef2si.domain.changes import Written
from sef2si.domain.record import Versioned
from sef2si.errors import Conflict
from sef2si.services.merging import blank, contents, merged
from sef2si.services.reading import recorded_as

One = TypeVar("One", bound=Versioned)
# Asked only where it matters: a record's changes, oldest first, each with the version it made.
Past = Callable[[], Sequence[tuple[int, Written]]]


def saved(kind: str, mine: One, now: One, past: Past, by: str) -> One:
    """A save made from the version now kept is taken as it is; one made from an older version is merged.

    Version 0 of a record that exists: two people opened the same starter (or one save was sent twice). It is merged
    against the blank starter: what one left at its default is taken from the other. Raises ``Conflict``.
    """
    if mine.version == now.version:
        base: dict[str, object] = contents(now)
    elif mine.version == 0:
        base = blank(type(mine))
    else:
        base = _at(mine, past)
    record, disputed = merged(base, mine, now)
    if disputed:
        raise _conflict(kind, mine, now, disputed, past, by=by)
    return record


def refuse_stale_removal(kind: str, record: Versioned, now: Versioned, past: Past, by: str) -> None:
    """Raises ``Conflict`` where somebody changed what is to be removed after it was seen."""
    if record.version == now.version:
        return
    base = _at(record, past)
    changed = tuple(name for name, value in contents(now).items() if name != "position" and base.get(name) != value)
    if changed:
        raise _conflict(kind, record, now, changed, past, by=by)


def gone(kind: str, record: Versioned, past: Past) -> Conflict:
    """What somebody is told who saves what was removed after they opened it."""
    remover = next((change.by_name for _, change in reversed(past()) if change.after is None), "")
    sentence = (
        f"{remover or 'Someone'} removed this after you opened it, so yours is not saved. "
        "Please copy what you need into a new one, or ask them to undo."
    )
    return Conflict(sentence, kind, record.id, {}, remover)


def _at(record: Versioned, past: Past) -> dict[str, object]:
    """The contents at the version a record was made from; nothing where that version was never kept here."""
    found = next((c.after for version, c in reversed(past()) if version == record.version and c.after), None)
    base = recorded_as(type(record), found) if found else None
    return contents(base) if base else {}


def _conflict(kind: str, mine: Versioned, now: Versioned, fields: Sequence[str], past: Past, *, by: str) -> Conflict:
    writer = next(
        (
            change
            for version, change in reversed(past())
            if version > mine.version
            and any((change.before or {}).get(name) != (change.after or {}).get(name) for name in fields)
        ),
        None,
    )
    who = "Someone else" if writer is None else "You" if writer.by == by else writer.by_name
    where = " in another window" if who == "You" else ""
    kept = now.model_dump(mode="json")
    return Conflict(
        f"{who} changed this too{where}, after you opened it. Yours is not saved yet: please keep one of the two.",
        kind,
        now.id,
        {name: kept[name] for name in fields},
        writer.by_name if writer else "",
    )
