"""Taking an act back, while nobody has built on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sef2si.domain.changes import Change
from sef2si.errors import CannotUndo
from sef2si.services.acts import Records, dangling
from sef2si.services.merging import same
from sef2si.services.reading import recorded


def undone(now: Records, batch: Sequence[Change], latest: Callable[[str, str], Change]) -> Records:
    """The records as they were before this act. Raises ``CannotUndo`` naming who has changed one of them since.

    Compared is what a record says, not its version: an act that came after it and was undone stands in no one's way.
    """
    then = dict(now)
    for change in batch:
        key = (change.kind, change.record_id)
        if change.is_cleared:
            raise CannotUndo("This was written so long ago that what stood there before is not kept any more.")
        made = recorded(change.kind, change.after) if change.after else None
        if (change.after is not None and made is None) or not same(made, now.get(key)):
            raise _since(latest(*key))
        before = recorded(change.kind, change.before) if change.before else None
        if before is not None:
            then[key] = before
        elif change.before is None:
            del then[key]
        else:
            raise CannotUndo("This was written by an older version of sef2si and can't be undone here.")
    for key, missing in dangling(then):
        touched = {(change.kind, change.record_id) for change in batch}
        raise _since(latest(*(missing if key in touched else key)))
    return then


def changes_nothing(batch: Sequence[Change]) -> bool:
    """Whether all that this act changed is kept elsewhere by now: a judgement's own note, before notes were records."""
    return all(
        change.before is not None
        and change.after is not None
        and not change.is_cleared
        and (before := recorded(change.kind, change.before)) is not None
        and same(before, recorded(change.kind, change.after))
        for change in batch
    )


def _since(change: Change) -> CannotUndo:
    return CannotUndo(
        f"{change.by_name} has changed this since, so undoing would take their work away. Please change it by hand."
    )
