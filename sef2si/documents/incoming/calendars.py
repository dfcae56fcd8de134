"""A CPD calendar or log, row by row: activities with their day, length, people and true cost, as far as it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sef2si.documents.incoming.calendarcells import CalendarCells, day_alone
from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.dates import found
from sef2si.documents.incoming.doings import apart_from_forms
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.kinds import names_training
from sef2si.documents.incoming.labels import is_legend, says
from sef2si.documents.incoming.learning import need_of
from sef2si.documents.incoming.serving import Served, served
from sef2si.documents.incoming.tables import Line, understood
from sef2si.documents.incoming.values import status
from sef2si.documents.reading.blocks import Grid, Heading, Place, Reading
from sef2si.domain.plan import Plan
from sef2si.domain.record import TEXT_LENGTH

_MAY_BE = ("activities", "actions", "notes")
_UNLINKED = "It is a row of a calendar. It serves no priority until somebody links it."
_OF_TRAINING = {"form", "provider", "intended", "follow_up", "check_due", "cover"}
_SESSIONS = re.compile(r"\b(?:sessions?|courses?|cpd|training|inset|twilights?|focus)\b", re.I)
_CPD = re.compile(
    r"\b(?:cpd|cpl|inset|training|twilights?|trainers?|facilitators?|professional (?:development|learning)"
    r"|staff (?:meetings?|development))\b",
    re.I,
)
_OFF = re.compile(r"\W*(?:cancel?led|postponed)\b", re.I)
_NOTES = {"priority", "venue", "note", "number", "monitoring", "status", "resources"}


def _is_off(text: str) -> bool:
    return status(text) == "dropped" or _OFF.match(text) is not None


class CalendarReader:
    """Reads one calendar. ``band`` is the text of the last row that stood alone, such as a month or a term;
    ``chosen``: a person said that the file is a calendar of CPD."""

    def __init__(self, reading: Reading, plan: Plan, columns: Columns, drafts: Drafts, chosen: bool = False) -> None:
        self.chosen = chosen
        self.reading, self.plan, self.columns, self.drafts = reading, plan, columns, drafts
        self.band = ""
        self.for_training = False

    def read(self) -> None:
        for block in self.reading.blocks:
            if isinstance(block, Grid):
                lines = understood(block, self.columns)
                self.for_training = self.chosen or self._for_training(block, lines)
                for line in lines:
                    self._line(line)
            elif block.text.strip():
                if isinstance(block, Heading):
                    self.band = block.text.strip()
                self.drafts.note(block.place, block.text)

    def _for_training(self, grid: Grid, lines: Sequence[Line]) -> bool:
        """Whether the file, the table, what stands above it or its columns say that all of it is CPD."""
        heads = [cell for line in lines if line.sort == "headings" for cell in line.cells]
        titles = [cell.text for cell in heads if cell.field == "title"]
        above = [cell.text for line in lines[:4] if line.sort == "band" for cell in line.cells]
        beside = [block.text for block in self.reading.blocks if isinstance(block, Heading)]
        named = [self.reading.name, grid.name, *beside, *above, *(cell.text for cell in heads)]
        words = [re.sub(r"[_\W]+", " ", text) for text in named]
        return (
            bool({cell.field for cell in heads} & _OF_TRAINING)
            or any(_SESSIONS.search(text) for text in titles)
            or any(_CPD.search(text) or names_training(text) for text in words)
        )

    def _undecided(self, cells: Sequence[Filled], title: str, key: str, place: Place) -> bool:
        """Keep as a note what was cancelled, or what in no word names training; a person may take it for CPD."""
        texts = [cell.text for cell in cells if not cell.copy]
        off = any(cell.field == "status" and _is_off(cell.text) for cell in cells) or _OFF.match(title) is not None
        unsaid = not self.for_training and not names_training("\n".join(texts))
        if not (off or unsaid) or self.drafts.kind(key, "notes") != "notes":
            return False
        said = [f"{cell.heading.rstrip(':')}: {cell.text}" for cell in cells if cell.field != "title" and not cell.copy]
        why = "It was cancelled." if off else "No word of it names training."
        words = "\n".join(dict.fromkeys([title, *said]))[:TEXT_LENGTH]
        self.drafts.add("notes", "do", place, {"text": words}, key=key, why=why, may_be=_MAY_BE)
        return True

    def _line(self, line: Line) -> None:
        place = line.cells[0].cell.place
        texts = [cell.text for cell in line.cells if not cell.copy]
        names = {cell.field for cell in line.cells}
        is_row = line.sort == "cells" and bool(names & {"title", "when", "start"})
        alone = line.sort == "band" and line.cells[0].field == "title" and not line.wide
        if line.sort == "headings":
            return
        if (is_row or alone) and not any(says(text, "total") for text in texts[:2]) and not all(map(is_legend, texts)):
            self._row(line.cells, place)
            return
        if line.sort == "band" and not says(texts[0], "note") and not is_legend(texts[0]):
            self.band = texts[0]
        self.drafts.note(place, " | ".join(texts))

    def _row(self, cells: Sequence[Filled], place: Place) -> None:
        by_field: dict[str, Filled] = {}
        spare: list[Filled] = []
        for cell in cells:
            if not cell.field or cell.field in by_field:
                spare += [] if cell.copy else [cell]
            else:
                by_field[cell.field] = cell
        title = by_field.pop("title", None) or by_field.pop("form", None)
        if title is None or not title.text:
            self._note([cell for cell in cells if not cell.copy], place, "")
            return
        what, forms = apart_from_forms(title.text, self.plan.school)
        place = title.cell.place
        spare += [replace(title, cell=replace(title.cell, text=form)) for form in forms]
        read = CalendarCells(self.plan, by_field, day_alone(by_field, self.band))
        fields = read.fields(what)
        key = self.drafts.key(place, "do")
        if self._undecided(cells, title.text, key, place):
            return
        serves = self._serves(by_field, what, key)
        if self.drafts.kind(key, "activities") == "actions":
            fields = {
                "what": what, "who": fields.get("led_by"), "by": fields.get("starts"), "cost": fields.get("price")
            }  # fmt: skip
            self._keep(
                "actions", place, fields, key=key, serves=serves, problems=read.problems, parent_id=serves.priority_id
            )
        elif serves.priority_id and not serves.need_id:
            audience, people = by_field.get("audience"), fields.get("people")
            made = need_of(what, audience.text if audience else "", people if isinstance(people, int) else None)
            need = self.drafts.add(
                "needs", "need", place, made.fields, why=made.why, may_be=("notes",), parent_id=serves.priority_id
            )
            self._keep("activities", place, fields, key=key, serves=serves, problems=read.problems, parent=need.key)
        else:
            self._keep(
                "activities", place, fields, key=key, serves=serves, problems=read.problems, parent_id=serves.need_id
            )
        self._evaluation(by_field.get("evaluation"), key, place, spare)
        spare += read.spare
        spare += [cell for name, cell in by_field.items() if name in _NOTES and not cell.copy]
        self._note(spare, place, what)

    def _serves(self, by_field: dict[str, Filled], title: str, key: str) -> Served:
        """What a person chose for the activity, else what its row names or its words say."""
        chosen = self.drafts.parent_id(key)
        need = self.plan.find("needs", chosen)
        if need is not None:
            return Served(need.priority_id or "", need.id, "You chose its need.")
        if chosen is not None:
            return Served(chosen, "", "You chose its priority." if chosen else "You chose that it serves no priority.")
        return served(self.plan, by_field["priority"].text if "priority" in by_field else "", title)

    def _keep(
        self,
        kind: str,
        place: Place,
        fields: dict[str, object],
        *,
        key: str,
        serves: Served,
        problems: Sequence[str],
        parent: str = "",
        parent_id: str = "",
    ) -> None:
        self.drafts.add(
            kind, "do", place, fields, parent, key=key, why=serves.why or _UNLINKED, may_be=_MAY_BE, problems=problems,
            parent_id=parent_id,
        )  # fmt: skip

    def _evaluation(self, cell: Filled | None, key: str, place: Place, spare: list[Filled]) -> None:
        """A check only where the words name the day they were found on; any other evaluation is kept as a note."""
        if cell is None or not cell.text or cell.copy:
            return
        days = [each for each in found(cell.text, self.plan.year) if each.exact]
        if len(days) == 1 and len(cell.text) > days[0].end - days[0].start + 8:
            self.drafts.add(
                "checks", "check", place, {"checked_on": days[0].day, "found": cell.text}, key,
                why="It says what was found, and on which day. Nothing is graded.", may_be=("notes",),
            )  # fmt: skip
        else:
            spare.append(cell)

    def _note(self, cells: Sequence[Filled], place: Place, title: str) -> None:
        texts = [f"{cell.heading.rstrip(':')}: {cell.text}" if cell.heading else cell.text for cell in cells]
        if texts:
            words = "\n".join(dict.fromkeys([*([title] if title else []), *texts]))
            self.drafts.note(cells[0].cell.place, words)
