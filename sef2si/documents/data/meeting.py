"""Our own data held against the plan: what was changed in the file becomes edits made from the version in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sef2si.documents.data.brought import FilePlan
from sef2si.documents.data.columns import TITLES, Column, Holds, columns
from sef2si.documents.editions import for_edition
from sef2si.documents.incoming.proposal import Entry, Meeting, Outcome, Proposal, Sort, State
from sef2si.documents.reading.blocks import Place
from sef2si.domain.cycle import written
from sef2si.domain.expertise import THEIRS_ALONE
from sef2si.domain.plan import KINDS, Plan, faults
from sef2si.domain.record import Choice, Record
from sef2si.errors import Invalid

_AS_IT_WAS = "Nothing was changed in the file."
_REMOVED = (
    "This was removed from the plan after the file was made, and stays removed. To add it again, empty its record id "
    "and version in the file."
)
_STALE = " The plan has changed here since the file was made: what others changed stays."
_ALL_OR_NOTHING = "Nothing is brought in until every row can be: please look at what can’t be kept as it is."


def meet_data(theirs: FilePlan | Plan, now: Plan) -> Meeting:
    """What the file would change. One row that can't be kept holds back the whole.

    Rows that are not in the file stay as they are, and so do boxes the file has no column for. Raises ``Invalid`` where
    the file is of another school or year.
    """
    file = theirs if isinstance(theirs, FilePlan) else None
    if theirs.urn != now.urn:
        raise Invalid(
            f"This file is of school {theirs.urn}; the plan that is open is of {now.urn}. Please open the school "
            "the file is of. Nothing was imported."
        )
    if theirs.year != now.year:
        raise Invalid(
            f"This file is of {theirs.year}; the plan that is open is of {now.year}. Please open that year’s "
            "plan. Nothing was imported."
        )
    work = _Work(theirs, file, now)
    outcomes = tuple(work.outcomes())
    refused = any(outcome.state is State.REFUSED for outcome in outcomes)
    save = tuple(outcome.record for outcome in outcomes if outcome.record is not None and _is_news(outcome))
    said = (*(file.said if file else ()), *work.not_there(), *((_ALL_OR_NOTHING,) if refused else ()))
    proposal = Proposal(Sort.DATA, file.file if file else "", tuple(each.entry for each in outcomes), said=said)
    return Meeting(proposal, outcomes, () if refused else save)


def _is_news(outcome: Outcome) -> bool:
    return outcome.state in (State.NEW, State.CHANGED)


class _Work:
    """One file held against one plan."""

    def __init__(self, theirs: Plan, file: FilePlan | None, now: Plan) -> None:
        self.theirs, self.file, self.now = theirs, file, now
        # The plan as the file's edition may show it: what a file could not hold, it does not take away either.
        self.visible = for_edition(now, file.edition, comes_back=True)[0] if file else now
        self.there = _by_id(now)
        self.shown = _by_id(self.visible)
        others = [kind for kind in KINDS if kind != "school" and theirs.records(kind)]
        met = any(record.id in self.there[kind] for kind in others for record in theirs.records(kind))
        # Records of another computer's, or of a plan put back from a copy: versions there say nothing here.
        self.is_foreign = now.seq < theirs.seq or (bool(others) and not met)
        self.together = self._together()

    def outcomes(self) -> Iterator[Outcome]:
        for kind in KINDS:
            for record in self.theirs.records(kind):
                yield self._outcome(kind, record)

    def not_there(self) -> Iterator[str]:
        for kind in KINDS:
            in_file = {record.id for record in self.theirs.records(kind)}
            count = sum(record.id not in in_file for record in self.visible.records(kind))
            if count and kind != "school":
                verb, stays = ("is", "stays as it is") if count == 1 else ("are", "stay as they are")
                yield (
                    f"{TITLES[kind]}: {count} of the plan’s {verb} not in the file and {stays}. "
                    "What is to go is removed in the workbook."
                )

    def _outcome(self, kind: str, record: Record) -> Outcome:
        entry = self._entry(kind, record)
        before = self.there[kind].get(record.id)
        if before is None:
            if record.version and not self.is_foreign:
                return Outcome(entry, State.UNCHANGED, None, sentence=_REMOVED)
            return self._checked(entry, State.NEW, record.model_copy(update={"version": 0}), None, "New.")
        wanted = self._wanted(kind, record, before)
        changed = self._changed(kind, wanted, before)
        if not changed:
            return Outcome(entry, State.UNCHANGED, before, before, _AS_IT_WAS)
        if not record.version or self.is_foreign or record.version > before.version:
            return self._filled(entry, wanted, before, changed)
        if self.file and record.id in self.file.as_taken.get(kind, ()):
            return Outcome(entry, State.UNCHANGED, before, before, _AS_IT_WAS + _STALE)
        stale = _STALE if record.version < before.version else ""
        return self._checked(entry, State.CHANGED, wanted, before, f"{_told(changed)}{stale}")

    def _wanted(self, kind: str, record: Record, before: Record) -> Record:
        """The file's record, with the plan's own words wherever the file says nothing or could not show them.

        Whether a colleague said yes is theirs to say, and no file's.
        """
        lacking = self.file.lacks(kind, record.id) if self.file else ()
        shown = self.shown[kind].get(record.id, before)
        kept: dict[str, Any] = {}
        for column in columns(kind):
            mine, ours = getattr(record, column.name), getattr(before, column.name)
            if column.name in ("id", "version"):
                continue
            own_word = kind == "expertise" and column.name in THEIRS_ALONE
            if own_word or column.name in lacking or mine == getattr(shown, column.name):
                kept[column.name] = ours
            elif column.holds is Holds.LINKS:
                hidden = tuple(each for each in ours if each not in getattr(shown, column.name) and each not in mine)
                kept[column.name] = (*mine, *hidden)
            elif column.name == "position" and not mine:
                kept[column.name] = ours
        return record.model_copy(update=kept)

    def _changed(self, kind: str, wanted: Record, before: Record) -> tuple[Column, ...]:
        return tuple(
            column
            for column in columns(kind)
            if column.name not in ("id", "version") and getattr(wanted, column.name) != getattr(before, column.name)
        )

    def _filled(self, entry: Entry, wanted: Record, before: Record, changed: Iterable[Column]) -> Outcome:
        """Without a version to tell who was first, the file fills what is blank and the plan's words stay."""
        blank = [column for column in changed if getattr(before, column.name) in (None, "", ())]
        kept = tuple(
            (column.name, _words(getattr(wanted, column.name)))
            for column in changed
            if column not in blank and column.name != "position"
        )
        if not blank:
            said = "The plan already says something else; it stays." if kept else _AS_IT_WAS
            return Outcome(entry, State.UNCHANGED, before, before, said, kept)
        record = before.model_copy(update={column.name: getattr(wanted, column.name) for column in blank})
        found = self._checked(entry, State.CHANGED, record, before, _told(blank))
        return Outcome(found.entry, found.state, found.record, before, found.sentence, kept)

    def _checked(self, entry: Entry, state: State, record: Record, before: Record | None, sentence: str) -> Outcome:
        wrong = next(faults(self.together, record, before), None)
        if wrong is None:
            return Outcome(entry, state, record, before, sentence)
        heading = next((column.heading for column in columns(entry.kind) if column.name == wrong[0]), wrong[0])
        return Outcome(entry, State.REFUSED, None, before, f"{heading}: {wrong[1]}")

    def _together(self) -> Plan:
        """The plan with the file's records in it, to ask whether each link leads somewhere."""
        kinds: dict[str, Any] = {}
        for kind in KINDS:
            if kind != "school":
                found = dict(self.there[kind])
                for record in self.theirs.records(kind):
                    if record.id in found or not record.version or self.is_foreign:
                        found[record.id] = record
                kinds[kind] = tuple(found.values())
        return self.now.model_copy(update=kinds)

    def _entry(self, kind: str, record: Record) -> Entry:
        cls = KINDS[kind]
        fields = {
            name: getattr(record, name)
            for name in cls.model_fields
            if name not in ("id", "version", "position") and name not in cls.links()
        }
        parent = next(
            (
                f"{link.kind}.{getattr(record, name)}"
                for name, link in cls.links().items()
                if isinstance(getattr(record, name), str)
            ),
            "",
        )
        place = self.file.place(kind, record.id) if self.file else Place()
        return Entry(f"{kind}.{record.id}", kind, fields, place, parent)


def _by_id(plan: Plan) -> Mapping[str, dict[str, Record]]:
    return {kind: {record.id: record for record in plan.records(kind)} for kind in KINDS}


def _told(changed: Iterable[Column]) -> str:
    return f"Changed: {', '.join(f'“{column.by_name}”' for column in changed)}."


def _words(value: object) -> str:
    """A field's value as people read it."""
    if isinstance(value, tuple):
        return ", ".join(_words(each) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Choice):
        return value.label
    return written(value) if isinstance(value, date) else "" if value is None else str(value)
