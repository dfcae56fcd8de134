"""What of the past of a school's private notes somebody may see: a note's changes tell what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sef2si.domain.changes import Change
from sef2si.domain.notes import KIND, is_for, moved_from
from sef2si.domain.people import Person

_OLD_FIELD = "private_note"  # of judgements, before notes were records


@dataclass(frozen=True)
class Sight:
    """What of the past of a school's notes somebody may see. ``hidden`` and ``seen`` are (plan, note).

    A change is shown to those who may see the note as it is now (or was last), and to whom both was for: what stood
    there before, and what stood there afterwards.
    """

    person: Person
    urn: str
    hidden: frozenset[tuple[str, str]]
    ever_hidden: frozenset[tuple[str, str]]

    def shows(self, change: Change) -> bool:
        if change.kind != KIND:
            return True
        states = [state for state in (change.before, change.after) if state]
        return (change.plan_id, change.record_id) not in self.hidden and all(
            is_for(self.person, self.urn, state) for state in states
        )

    def hides_old_note(self, plan_id: str, judgement_id: str) -> bool:
        """Whether what a judgement's own private note once said became a note that is not for them now."""
        return (plan_id, moved_from(judgement_id)) in self.hidden

    def shown(self, found: Iterable[Change]) -> tuple[Change, ...]:
        """These changes, without those they may not see, and without what judgements' own notes once said."""
        kept = []
        for change in found:
            if change.kind == "judgements" and self.hides_old_note(change.plan_id, change.record_id):
                before, after = without_old_note(change.before), without_old_note(change.after)
                if contents(before) != contents(after):
                    kept.append(change.model_copy(update={"before": before, "after": after}))
            elif self.shows(change):
                kept.append(change)
        return tuple(kept)

    def shows_row(self, plan_id: str, kind: str, record_id: str) -> bool:
        """Whether a row of the changes may be shown whole, as it stands."""
        if kind == "judgements":
            return not self.hides_old_note(plan_id, record_id)
        return kind != KIND or (plan_id, record_id) not in self.ever_hidden

    def shows_mention(self, plan_id: str, kind: str, record_id: str, field: str) -> bool:
        """Of a text it is not said who it was for when it was written: one that was ever for others is not shown."""
        if kind == KIND:
            return (plan_id, record_id) not in self.ever_hidden
        return field != _OLD_FIELD or not self.hides_old_note(plan_id, record_id)


def without_old_note(state: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if state is None else {name: value for name, value in state.items() if name != _OLD_FIELD}


def contents(state: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if state is None else {name: value for name, value in state.items() if name != "version"}
