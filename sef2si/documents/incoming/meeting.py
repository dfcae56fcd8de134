"""A proposal held against a plan: what is new, what fills a blank, what is as it was, what can't be kept as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError

from sef2si.documents.incoming.matching import TITLES, Matcher, made_id
from sef2si.documents.incoming.proposal import Decisions, Entry, Meeting, Outcome, Proposal, State
from sef2si.documents.incoming.words import as_words
from sef2si.domain.notes import Note
from sef2si.domain.plan import KINDS, Plan, faults
from sef2si.domain.record import TEXT_LENGTH, Record
from sef2si.errors import Sef2siError
from sef2si.journey import judgements

_NO_DECISIONS = Decisions()
_PARENTS: Mapping[str, tuple[str, str]] = {
    "points": ("judgement_id", "judgements"),
    "evidence": ("judgement_id", "judgements"),
    "criteria": ("priority_id", "priorities"),
    "milestones": ("priority_id", "priorities"),
    "needs": ("priority_id", "priorities"),
    "actions": ("priority_id", "priorities"),
    "notes": ("priority_id", "priorities"),
    "activities": ("need_ids", "needs"),
}
_NEVER_COMPARED = {"kept_on"}


def meet(proposal: Proposal, plan: Plan, today: date, decisions: Decisions = _NO_DECISIONS) -> Meeting:
    """What ``Planner.write`` is to save, in one act, and a line for each entry. Blanks are filled, nothing overwritten.

    Ids are made from what an entry says and where it belongs, so the same file met again with the plan that took it in
    changes nothing.
    """
    return _Meeting(proposal, plan, today, decisions).met()


class _Meeting:
    """``ids``: entry key -> (kind, id) of the record it became; ``save``: records by kind and id, in their order."""

    def __init__(self, proposal: Proposal, plan: Plan, today: date, decisions: Decisions) -> None:
        self.proposal, self.plan, self.today, self.decisions = proposal, plan, today, decisions
        self.ids: dict[str, tuple[str, str]] = {}
        self.left_out: set[str] = set()
        self.save: dict[tuple[str, str], Record] = {}
        self.matcher = Matcher(plan)
        self.noted = self._kept_as_notes()
        self.starters = {record.id: record for record in judgements.starters(plan)}

    def met(self) -> Meeting:
        outcomes = tuple(self._outcome(entry) for entry in self.proposal.entries)
        return Meeting(self.proposal, outcomes, tuple(self.save.values()))

    def _outcome(self, entry: Entry) -> Outcome:
        if self.decisions.kinds.get(entry.key) == "" or self._owner_left_out(entry):
            self.left_out.add(entry.key)
            return Outcome(entry, State.UNCHANGED, None, sentence="Left out, as you chose.")
        linked = self._linked(entry)
        record_id, before = self._found(entry, linked)
        if before is None and entry.key in self.noted:
            return Outcome(entry, State.UNCHANGED, None, sentence="Kept as a note, as you chose.")
        try:
            return self._kept(entry, linked, record_id, before)
        except ValidationError as error:
            return self._refused(entry, _sentence(error))
        except _CannotKeep as error:
            return self._refused(entry, error.sentence)

    def _kept_as_notes(self) -> set[str]:
        """The entries that a person kept as notes when this file came before, with the needs only these would meet."""
        notes = {note.text.strip() for note in self.plan.notes}
        entries = self.proposal.entries
        found = {
            entry.key
            for entry in entries
            if "notes" in entry.may_be
            and entry.kind not in ("notes", "needs")
            and entry.key not in self.decisions.kinds
            and not notes.isdisjoint(self._as_note(entry, *own) for own in ((), (self.proposal.headings(entry.place),)))
        }
        for need in entries:
            met_by = {entry.key for entry in entries if entry.kind == "activities" and entry.parent == need.key}
            if need.kind == "needs" and met_by and met_by <= found:
                found.add(need.key)
        return found

    def _as_note(self, entry: Entry, *headings: Mapping[str, str]) -> str:
        """Notes kept before had labels of ours in the place of the file's headings."""
        return as_words(entry.fields, *headings).strip()[:TEXT_LENGTH]

    def _owner_left_out(self, entry: Entry) -> bool:
        """What a priority or an area owns goes with it; what merely served it stays, without the link."""
        return entry.parent in self.left_out and entry.kind in (
            "points",
            "evidence",
            "criteria",
            "milestones",
            "checks",
        )

    def _linked(self, entry: Entry) -> dict[str, object]:
        """The entry's fields with its link set: to the record its parent became, or to the plan's own."""
        fields = dict(entry.fields)
        parent_kind, parent_id = self.ids.get(entry.parent, ("", ""))
        if entry.kind == "checks":
            fields["activity_id" if parent_kind == "activities" else "action_id"] = parent_id or None
            return fields
        name, kind = _PARENTS.get(entry.kind, ("", ""))
        if not name:
            return fields
        if not parent_id and entry.parent_id and self.plan.find(kind, entry.parent_id) is not None:
            parent_kind, parent_id = kind, entry.parent_id
        wanted = parent_id if parent_kind == kind else ""
        fields[name] = ((wanted,) if wanted else ()) if name == "need_ids" else wanted or None
        return fields

    def _found(self, entry: Entry, fields: dict[str, object]) -> tuple[str, Record | None]:
        """The id an entry's record has or will have, and the plan's record of it."""
        if entry.kind == "judgements":
            record_id = f"{entry.fields['framework']}.{entry.fields['area']}"
            return record_id, self.plan.find("judgements", record_id)
        name, _ = _PARENTS.get(entry.kind, ("", ""))
        linked = fields.get(name) or fields.get("activity_id") or fields.get("action_id") or ""
        parent = str(linked[0] if isinstance(linked, tuple) else linked)
        return self.matcher.record(entry, parent)

    def _kept(self, entry: Entry, fields: dict[str, object], record_id: str, before: Record | None) -> Outcome:
        cls = KINDS[entry.kind]
        earlier = self.save.get((entry.kind, record_id))
        base = earlier or before
        if entry.kind == "notes":
            fields |= {"source": f"{self.proposal.name}, {entry.place}"[:500], "kept_on": self.today}
        kept: list[tuple[str, str]] = []
        if base is None:
            start = self.starters.get(record_id) if entry.kind == "judgements" else None
            record = cls.model_validate({"id": record_id, "position": start.position if start else 0, **fields})
        else:
            changes = {}
            for name, value in cls.model_validate({"id": record_id, **fields}).model_dump().items():
                now, blank = getattr(base, name), cls.model_fields[name].get_default(call_default_factory=False)
                if name in ("id", "version", "position") or name not in fields or value in (None, "", (), now):
                    continue
                if now == blank or now in (None, "", ()):
                    changes[name] = value
                elif name == "need_ids":
                    more = tuple(each for each in value if each not in now)
                    if more:
                        changes[name] = (*now, *more)
                elif name not in _NEVER_COMPARED and name not in TITLES.get(entry.kind, ()) and value != blank:
                    kept.append((name, _shown(entry.fields.get(name, value))))
            record = base.having(**changes) if changes else base
        for name, sentence in faults(self._plan_so_far(entry.kind, record), record, before):
            raise _CannotKeep(f"{_label(name)}: {sentence}")
        self.ids[entry.key] = (entry.kind, record.id)
        if base is not None and record == base:
            return Outcome(entry, State.UNCHANGED, record, before, self._as_it_was(earlier, kept), tuple(kept))
        self.save[entry.kind, record.id] = record
        if before is None:
            said = "It is new." if earlier is None else "It adds to an entry above."
            return Outcome(entry, State.NEW if earlier is None else State.CHANGED, record, None, said, tuple(kept))
        return Outcome(entry, State.CHANGED, record, before, "It fills what is blank in the plan.", tuple(kept))

    def _as_it_was(self, earlier: Record | None, kept: list[tuple[str, str]]) -> str:
        if kept:
            return "The plan says something else here already; the plan's words stay."
        return "It says the same as an entry above." if earlier is not None else "The plan has it already."

    def _plan_so_far(self, kind: str, record: Record) -> Plan:
        """Enough of the plan as it will be for ``faults`` to find what a record links to."""
        wanted: dict[str, tuple[Record, ...]] = {}
        for name, link in record.links().items():
            value = getattr(record, name)
            ids = value if isinstance(value, tuple) else (value,) if value else ()
            new = tuple(r for each in ids if (r := self.save.get((link.kind, each))) is not None)
            there = {r.id for r in new}
            wanted[link.kind] = (*new, *(r for r in self.plan.records(link.kind) if r.id not in there))
        return self.plan.model_copy(update=wanted) if wanted else self.plan

    def _refused(self, entry: Entry, sentence: str) -> Outcome:
        """An entry that can't be kept as meant: its words become a note, so that nothing is lost."""
        text = self._as_note(entry, self.proposal.headings(entry.place))
        where = f"{entry.place}: " if str(entry.place) else ""
        note = Note(
            id=made_id(self.plan, Entry(entry.key, "notes", {"text": text}, entry.place), ""),
            text=text, source=f"{self.proposal.name}, {entry.place}"[:500], kept_on=self.today,
        )  # fmt: skip
        there = self.plan.find("notes", note.id)
        if there is None:
            self.save["notes", note.id] = note
        said = f"{where}{sentence} Its words are kept as a note; please put them right there or in your file."
        return Outcome(entry, State.REFUSED, there or note, sentence=said)


class _CannotKeep(Sef2siError):
    """A record that the plan's own rules refuse."""


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    field = _label(str(first["loc"][0])) if first["loc"] else "This"
    said = first["msg"].removeprefix("Value error, ") if first["type"] == "value_error" else "This can't be kept here."
    return f"{field}: {said}"


def _label(field: str) -> str:
    return field.removesuffix("_id").replace("_", " ").capitalize()


def _shown(value: object) -> str:
    return str(getattr(value, "label", value))
