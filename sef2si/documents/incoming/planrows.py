"""One row of a plan (or one card of labels and values) into entries: what belongs to the priority, and what is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.contents import apart_by_labels, for_pupils
from sef2si.documents.incoming.dates import term_of, when
from sef2si.documents.incoming.doings import Doings, leads
from sef2si.documents.incoming.drafts import Draft, Drafts
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.labels import Label, apart, no_title, priority_label, titled
from sef2si.documents.incoming.lists import entries, lines, pieces
from sef2si.documents.incoming.selfevaluation import SelfEvaluation
from sef2si.documents.incoming.values import said_whole, status
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Place
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH

_DOES = ("action", "cpd")
_OF_PRIORITY = {
    "why": "why", "pupils_will": "pupils_will", "measure": "measure", "now": "now", "target": "target",
    "governor": "link_governor",
    "funding": "funding", "pupils": "which_pupils", "lead": "lead",
}  # fmt: skip
_LINES = {"measure", "now", "target", "link_governor", "funding", "which_pupils", "lead"}
_TERMS = ("autumn", "spring", "summer")
_ONCE = {"criteria", "milestones", "strengths", "to_improve", "evidence", *_OF_PRIORITY, *_TERMS}
_SHORT_TITLE = 250
_OBJECTIVE = re.compile(r"\b(?:objectives?|aims?|goals?|targets?)\b", re.I)


class PlanRows:
    """Keeps the priority that rows belong to. ``untitled`` is one of which only the label was seen, “Priority 1”;
    ``fresh``: nothing has been done for it yet; ``above``: the last that a heading or band named by its label."""

    def __init__(self, plan: Plan, drafts: Drafts, sef: SelfEvaluation, columns: Columns) -> None:
        self.plan, self.drafts, self.sef, self.columns = plan, drafts, sef, columns
        self.doings = Doings(plan, drafts)
        self.priority = ""
        self.untitled = self.above = ""
        self._by_title: dict[str, str] = {}
        self._by_number: dict[str, str] = {}
        self._fields: set[str] = set()
        self._seen: set[tuple[str, str, str]] = set()
        self.fresh = False

    # Priorities.

    def begin(self, label: Label, place: Place) -> str:
        """The priority of this title or number: one already met, or a new one."""
        title = label.title
        known = self._by_title.get(simple(title)) if title else self._by_number.get(label.number)
        if known is None and not title and label.number.isdigit():
            known = self._of_plan(int(label.number))
        if known:
            self.priority, self.untitled, self.fresh = known, "", True
            return known
        draft = self.drafts.add(
            "priorities", "priority", place, {}, why="It stands where this document names a priority.",
            may_be=("notes",),
        )  # fmt: skip
        self.priority, self.untitled, self.fresh = draft.key, draft.key if not title else "", True
        if label.number:
            self._by_number.setdefault(label.number, draft.key)
            draft.fields["title"] = f"Priority {label.number.upper()}"
        if title:
            self.give_title(title)
        if label.lead:
            draft.fields["lead"] = label.lead
        return draft.key

    def _of_plan(self, number: int) -> str | None:
        return None

    def known(self, label: Label) -> bool:
        """Whether a title is that of a priority met before."""
        return bool(label.title) and simple(label.title) in self._by_title

    def give_title(self, text: str) -> None:
        """The title of the priority in hand: the text on one line, or its first line where it is long."""
        draft = self.drafts.get(self.priority)
        whole = " ".join(text.split())
        if len(whole) > _SHORT_TITLE:
            first, _, rest = text.strip().partition("\n")
            if rest.strip():
                draft.fields["why"] = rest.strip()
                whole = " ".join(first.split())
        if len(whole) > LINE_LENGTH:
            draft.problems.append(
                "The title is longer than a title can be, so it is cut here and kept whole in a note."
            )
            self.drafts.note(draft.place, text, self.priority)
            whole = whole[: LINE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        draft.fields["title"] = whole
        self._by_title.setdefault(simple(whole), draft.key)
        self.untitled = ""

    def leave(self) -> None:
        """What follows belongs to no priority met so far."""
        self.priority = self.untitled = ""

    def new_table(self, fields: set[str]) -> None:
        self._fields = fields
        self.doings.new_table()

    def finish(self) -> None:
        """Nothing more comes: priorities without a title keep their label."""
        self.untitled = ""

    # Rows.

    def row(self, cells: Sequence[Filled], place: Place, card: bool = False) -> None:
        """One row of cells, each with its field; ``card``: the rows of labels and values that describe one priority."""
        spare: list[Filled] = []
        by_field: dict[str, list[Filled]] = {}
        for cell in cells if card else map(self._under_a_priority, self._apart(cells)):
            if not (cell.copy and cell.field in _ONCE):
                by_field.setdefault(cell.field, []).append(cell)
        self._which_priority(by_field, spare, card)
        self.sef.row(by_field, spare, place, self._priority_draft(), acting=self._acting(by_field))
        doing = [cell for name in _DOES for cell in by_field.get(name, ()) if not cell.copy]
        table_of_actions = bool(self._fields & set(_DOES)) and not card
        if doing:
            self.fresh = False
            spare += self.doings.add(doing, by_field, self.priority, place, card=card)
        elif not table_of_actions or any(not cell.copy for cell in by_field.get("priority", ())):
            self._lead_and_date(by_field, spare)
        else:
            spare += [
                cell
                for name in ("who", "when", "start", "end", "cost", "people", "audience", "provider")
                for cell in by_field.get(name, ())
                if not cell.copy
            ]
        if card and doing:
            self._card_lead(by_field)
        self._about_priority(by_field, spare)
        self._milestones(by_field, spare)
        self._criteria(by_field, spare, alone=not doing, card=card)
        taken = {
            "priority",
            "label",
            "number",
            "area",
            "grade",
            "strengths",
            "to_improve",
            *_OF_PRIORITY,
            *_DOES,
            *_TERMS,
        }
        taken |= {"who", "when", "start", "end", "cost", "people", "audience", "provider", "criteria", "milestones"}
        taken |= {"evidence", "status", "shows"}
        for name, found in by_field.items():
            if name not in taken:
                spare += [cell for cell in found if not cell.copy]
        head = doing or by_field.get("area", [])
        about = head[0].text.split("\n")[0] if head and head[0] not in spare else ""
        self.note(spare, spare[0].cell.place if spare else place, about)

    def _apart(self, cells: Sequence[Filled]) -> Sequence[Filled]:
        """An action's cell that says by labels who, when and at what cost, as cells of their own where none says so."""
        there = {cell.field for cell in cells if cell.text}
        found: list[Filled] = []
        for cell in cells:
            said = apart_by_labels(cell.text, self.columns) if cell.field in _DOES and not cell.copy else []
            fresh = said[:1] + [each for each in said[1:] if each[0] not in there]
            if len(said) < 2 or len(fresh) < len(said) or len(pieces(cell.text)) > 1 or not said[0][2]:
                found.append(cell)
                continue
            found.append(replace(cell, cell=replace(cell.cell, text=said[0][2])))
            found += [Filled(name, label, Cell(text, cell.cell.place)) for name, label, text in said[1:]]
        return found

    def _under_a_priority(self, cell: Filled) -> Filled:
        """An objective or aim in a table below a priority's own heading is one of its criteria, no priority itself."""
        if cell.field != "priority" or self.above != self.priority or not self.priority or self.untitled:
            return cell
        if not _OBJECTIVE.search(cell.heading) or "priorit" in f"{cell.heading} {cell.text}".casefold():
            return cell
        return cell if self.known(titled(cell.text)) else replace(cell, field="criteria")

    def _acting(self, by_field: dict[str, list[Filled]]) -> bool:
        """Whether a row is about a priority, not about an area of a SEF."""
        return any(name in by_field for name in (*_DOES, "priority")) or (
            bool(self.priority) and not {"strengths", "to_improve", "grade"} & by_field.keys()
        )

    def note(self, cells: Sequence[Filled], place: Place, about: str) -> None:
        """What of a row no field takes: one note, each text under its heading, below the action it stood beside."""
        texts = [
            f"{cell.heading.rstrip(':')}: {cell.text}" if cell.heading else cell.text for cell in cells if cell.text
        ]
        if texts:
            self.drafts.note(place, "\n".join(dict.fromkeys([*([about] if about else []), *texts])), self.priority)

    def _priority_draft(self) -> Draft | None:
        return self.drafts.get(self.priority) if self.priority else None

    def _which_priority(self, by_field: dict[str, list[Filled]], spare: list[Filled], card: bool) -> None:
        for cell in by_field.get("priority", ()):
            if cell.copy or not cell.text:
                continue
            if card and self.fresh and not self.untitled and not priority_label(cell.heading):
                spare.append(cell)  # a card below a priority that has its title: “NIF priority”, “Aim”
                continue
            number = next((other.text for other in by_field.get("number", ()) if other.text and not other.copy), "")
            label = titled(f"{cell.heading}: {cell.text}" if priority_label(cell.heading) else cell.text)
            if not label.number and not any(name in by_field for name in _DOES):
                label = Label(number.strip(" ."), label.title, label.lead)
            if label.title.isdigit():
                label = Label(label.title, "", label.lead)
            no_title_for = no_title(cell.text) if not label.number else ""
            if apart(label.title) or no_title_for:
                if no_title_for != "rank":
                    self.leave()
                spare.append(cell)
            elif self.untitled and label.title:
                self.give_title(label.title)
            elif label.title or label.number:
                self.begin(label, cell.cell.place)
                self.above = ""

    def _lead_and_date(self, by_field: dict[str, list[Filled]], spare: list[Filled]) -> None:
        """A row that does nothing but name a priority: its people and dates are the priority's own."""
        draft = self._priority_draft()
        for cell in by_field.get("who", ()):
            if draft and "lead" not in draft.fields and len(cell.text) <= LINE_LENGTH:
                draft.fields["lead"] = ", ".join(cell.text.split("\n"))
            else:
                spare.append(cell)
        for name in ("when", "end"):
            for cell in by_field.get(name, ()):
                if self.priority and by_field.get("milestones") and term_of(cell.text):
                    continue  # the term of the milestones beside it
                told = when(cell.text, self.plan.year, cell.cell.value)
                if draft and told.last and "by" not in draft.fields:
                    draft.fields["by"] = told.last
                if not told.whole or draft is None:
                    spare.append(cell)
                if draft and told.problem:
                    draft.problems.append(told.problem)
        spare += [
            c for name in ("start", "cost", "people", "audience", "provider", "status") for c in by_field.get(name, ())
        ]

    def _card_lead(self, by_field: dict[str, list[Filled]]) -> None:
        draft = self._priority_draft()
        for cell in by_field.get("who", ()):
            if draft and "lead" not in draft.fields and leads(cell) and len(lines(cell.text)) == 1:
                draft.fields["lead"] = ", ".join(cell.text.split("\n"))[:LINE_LENGTH]

    def _about_priority(self, by_field: dict[str, list[Filled]], spare: list[Filled]) -> None:
        draft = self._priority_draft()
        for name, target in _OF_PRIORITY.items():
            for cell in by_field.get(name, ()):
                fits = draft is not None and target not in draft.fields
                if draft is not None and simple(str(draft.fields.get(target, ""))) == simple(cell.text):
                    continue  # said again in each row
                if draft is not None and fits and not (target in _LINES and len(cell.text) > LINE_LENGTH):
                    draft.fields[target] = " ".join(cell.text.split()) if target in _LINES else cell.text
                else:
                    spare.append(cell)

    def _milestones(self, by_field: dict[str, list[Filled]], spare: list[Filled]) -> None:
        for name in ("milestones", *_TERMS):
            for cell in by_field.get(name, ()):
                if not self.priority:
                    spare.append(cell)
                    continue
                for text in self._new(name, entries(cell.text)):
                    beside = by_field.get("when", [])
                    term = name if name in _TERMS else term_of(text) or (term_of(beside[0].text) if beside else None)
                    self.drafts.add(
                        "milestones", "milestone", cell.cell.place, {"term": term, "text": text}, self.priority,
                        may_be=("criteria", "notes"),
                    )  # fmt: skip

    def _new(self, name: str, texts: Sequence[str]) -> list[str]:
        """Those texts that this priority has not been given yet: a CSV repeats a merged cell in each row."""
        fresh = [text for text in texts if (self.priority, name, simple(text)) not in self._seen]
        self._seen |= {(self.priority, name, simple(text)) for text in fresh}
        return fresh

    def _criteria(self, by_field: dict[str, list[Filled]], spare: list[Filled], *, alone: bool, card: bool) -> None:
        states = [cell for cell in by_field.get("status", ()) if not cell.copy]
        for cell in by_field.get("criteria", ()):
            draft = self._priority_draft()
            if draft is None:
                spare.append(cell)
                continue
            if card and for_pupils(cell.heading) and "pupils_will" not in draft.fields and len(lines(cell.text)) == 1:
                draft.fields["pupils_will"] = cell.text
                continue
            for text in self._new("criteria", entries(cell.text)):
                fields: dict[str, object] = {"text": text}
                if alone and len(states) == 1 and (state := status(states[0].text, criterion=True)):
                    fields["status"] = state
                self.drafts.add(
                    "criteria", "criterion", cell.cell.place, fields, self.priority, may_be=("milestones", "notes")
                )
        told = bool(self.priority and by_field.get("criteria")) and len(states) == 1
        if alone and not (told and said_whole(states[0].text, criterion=True)):
            spare += states
