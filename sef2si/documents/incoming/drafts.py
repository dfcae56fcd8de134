"""Entries while a file is being read: keys that stay the same for the same file, decisions applied, notes gathered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sef2si.documents.incoming.proposal import ColumnMatch, Decisions, Entry, headings_of
from sef2si.documents.incoming.words import as_words
from sef2si.documents.reading.blocks import Place
from sef2si.domain.record import TEXT_LENGTH

_ALIKE = {"criteria", "milestones"}


@dataclass
class Draft:
    """An entry that may still be filled."""

    key: str
    kind: str
    fields: dict[str, object]
    place: Place
    parent: str = ""
    parent_id: str = ""
    why: str = ""
    may_be: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    noted: bool = False  # a person keeps it as a note

    def entry(self, columns: Sequence[ColumnMatch] = ()) -> Entry:
        words = as_words(self.fields, headings_of(columns, self.place)) if self.noted else ""
        fields = {"text": words} if self.noted else dict(self.fields)
        return Entry(
            self.key, self.kind, fields, self.place, self.parent, self.why, self.may_be,
            tuple(self.problems), self.parent_id,
        )  # fmt: skip


class Drafts:
    """The entries of one file, in its order. ``place`` keys count by part and row, never by what was decided."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._all: dict[str, Draft] = {}
        self._next: dict[str, int] = {}

    def key(self, place: Place, role: str) -> str:
        """``"table-2.row-3.do-1"``: the part, the row, and what it is there, counted."""
        part = re.sub(r"[^a-z0-9]+", "-", place.part.casefold()).strip("-") or "file"
        stem = f"{part}.row-{place.row}.{role}" if place.row else f"{part}.{role}"
        number = self._next.get(stem, 1)
        while f"{stem}-{number}" in self._all:
            number += 1
        self._next[stem] = number
        return f"{stem}-{number}"

    def kind(self, key: str, proposed: str) -> str:
        """The kind a person chose for an entry, or the one proposed; “leave it out” is for ``meet``."""
        return self._decisions.kinds.get(key) or proposed

    def parent_id(self, key: str) -> str | None:
        """The id of the plan's own priority that a person chose for an entry; None where nothing was chosen."""
        return self._decisions.parents.get(key)

    def add(
        self,
        kind: str,
        role: str,
        place: Place,
        fields: Mapping[str, object],
        parent: str = "",
        *,
        key: str = "",
        why: str = "",
        may_be: Sequence[str] = (),
        problems: Iterable[str] = (),
        parent_id: str = "",
    ) -> Draft:
        key = key or self.key(place, role)
        chosen = self._decisions.parents.get(key)
        if chosen is not None and kind in ("actions", "criteria", "milestones", "needs", "notes"):
            parent, parent_id = "", chosen
        draft = Draft(
            key, kind, {name: value for name, value in fields.items() if value not in (None, "", ())}, place, parent,
            parent_id, why, tuple(may_be), [each for each in dict.fromkeys(problems) if each],
        )  # fmt: skip
        asked = self._decisions.kinds.get(key, kind)
        if asked != kind and {asked, kind} <= _ALIKE:
            draft = replace(draft, kind=asked, fields={"text": fields["text"]}, may_be=(*may_be, kind))
        if kind != "notes" and self._decisions.kinds.get(key) == "notes":
            draft = replace(draft, kind="notes", noted=True, parent=self._linked(parent))
            draft.may_be = (*may_be, kind) if kind not in may_be else tuple(may_be)
        self._all[key] = draft
        return draft

    def note(self, place: Place, text: str, parent: str = "", why: str = "") -> Draft | None:
        """Keep a text beside the plan, with where it stood. A very long one is kept in several notes."""
        words = text.strip()
        first = None
        for start in range(0, len(words), TEXT_LENGTH):
            fields = {"text": words[start : start + TEXT_LENGTH]}
            draft = self.add("notes", "note", place, fields, self._linked(parent), why=why)
            first = first or draft
        return first

    def _linked(self, parent: str) -> str:
        """A note hangs on a priority or on nothing."""
        return parent if parent and parent in self._all and self._all[parent].kind == "priorities" else ""

    def get(self, key: str) -> Draft:
        return self._all[key]

    def of(self, kind: str) -> list[Draft]:
        return [draft for draft in self._all.values() if draft.kind == kind]

    def as_read(self) -> tuple[Entry, ...]:
        """All entries with their fields as they were read, whatever a person keeps as a note."""
        return tuple(replace(draft, noted=False).entry() for draft in self._all.values())

    def entries(self, columns: Sequence[ColumnMatch] = ()) -> tuple[Entry, ...]:
        """All entries in order; one whose parent is no longer what it was hangs on nothing. A note of what a person
        keeps as one has the headings of the file's ``columns``.
        """
        there = {key for key, draft in self._all.items() if draft.kind != "notes"}
        return tuple(
            replace(draft, parent=draft.parent if draft.parent in there else "").entry(columns)
            for draft in self._all.values()
        )
