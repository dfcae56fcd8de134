"""A school's own SEF or improvement plan, read block by block: what begins a priority, and what belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.contents import apart_by_labels, in_brackets, settled_card
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.labels import (
    Label,
    apart,
    is_legend,
    labelled,
    labelled_anyhow,
    numbered,
    priority_label,
    says,
    titled,
)
from sef2si.documents.incoming.lists import marked, unmarked
from sef2si.documents.incoming.planrows import PlanRows
from sef2si.documents.incoming.selfevaluation import SelfEvaluation, framework_of
from sef2si.documents.incoming.tables import Line, understood
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Grid, Heading, Paragraph, Place, Reading
from sef2si.domain.plan import Plan

_DOES = {"action", "cpd"}
_SEF = {"strengths", "to_improve", "grade", "evidence", "area"}
_GENERIC = ("sheet", "table", "plan", "sip", "sdp", "sef", "action plan", "improvement plan", "data", "page", "csv")
_TITLE_MOST = 160
_KNOWN = ("same", "decided", "remembered")


class PlanReader:
    """Reads one document. ``priority`` is the key of the priority that rows belong to, ``section`` the field that a
    heading named for the paragraphs below it, ``heading`` the last heading that may prove to be a priority."""

    def __init__(self, reading: Reading, plan: Plan, columns: Columns, drafts: Drafts) -> None:
        self.reading, self.plan, self.columns, self.drafts = reading, plan, columns, drafts
        self.sef = SelfEvaluation(plan, drafts, framework_of(reading.texts(), plan))
        self.rows = PlanRows(plan, drafts, self.sef, columns)
        self.section = self.section_heading = ""
        self.heading: Heading | None = None
        self.level = self.at = 0
        self.above_headings = False
        self.often = Counter(simple(block.text) for block in reading.blocks if isinstance(block, Heading))

    def read(self) -> None:
        for at, block in enumerate(self.reading.blocks):
            self.at = at
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._grid(block)
        self.rows.finish()

    # Headings and paragraphs.

    def _heading(self, block: Heading) -> None:
        text = block.text.strip()
        field, how = self.columns.field(text)
        label = labelled(text)
        if label and (label.number or label.title):
            self._begin(label, block.place)
            self.level, self.section, self.heading = block.level, "", None
        elif self.rows.untitled and not field:
            self.rows.give_title(text)
        elif how in _KNOWN and field:
            self.section, self.section_heading = field, text
            if field == "priority":
                self.rows.leave()
        elif apart(text):
            self.section, self.heading = "", None
            self.rows.leave()
        elif self.rows.known(titled(text)):
            self._begin(titled(text), block.place)
            self.level, self.section, self.heading = block.level, "", None
        elif self.sef.enter(text, block.place):
            self.section, self.heading = "", block
            self.rows.leave()
        elif field == "priority" and re.search(r"\b(?:priorities|objectives|aims|goals)\b", text, re.I):
            self.section, self.section_heading = field, text
            self.rows.leave()
        elif self._names_a_part(text, field):
            self.section = ""
            if self.heading and block.level <= self.heading.level:
                self.heading = None
        else:
            if self.rows.priority and block.level <= self.level:
                self.rows.leave()
            self.section, self.heading = "", block

    def _names_a_part(self, text: str, field: str) -> bool:
        """Whether a heading names a part that each priority has, such as “What we do”, and no priority."""
        like_a_field = bool(field) and len(text.split()) <= 5 and not re.search(r"[\d:]", text)
        return like_a_field or self.often[simple(text)] > 1

    def _paragraph(self, block: Paragraph) -> None:
        text = block.text.strip()
        if not text:
            return
        label = labelled(text)
        if label and label.number and not block.mark and len(text) <= _TITLE_MOST:
            self._begin(label, block.place)
            self.level, self.section = 10, ""
            return
        mark = "\t" if "\t" in text.partition(":")[0] else ":"
        head, _, rest = text.partition(mark)
        field, how = self.columns.field(head) if len(head) <= 60 else ("", "none")
        if field and how in _KNOWN and not rest.strip() and text.endswith((":", "?")) and not block.mark:
            self.section, self.section_heading = field, head
            return
        field = field if rest.strip() else ""
        if self.rows.untitled and not field and len(text) <= 2 * _TITLE_MOST:
            self.rows.give_title(text)
        elif field and (how in _KNOWN or (self.rows.priority and mark in text and len(head.split()) <= 4)):
            self._give(field, head.strip(), rest.strip(), block.place)
        elif block.mark and self.heading and not self.sef.area and (found := in_brackets(text, self.plan.year)):
            self._begin(titled(self.heading.text), self.heading.place)
            self.level, self.heading = self.heading.level, None
            self._bracketed(found, block.place)
        elif block.mark and not self.section and self.rows.priority and (found := in_brackets(text, self.plan.year)):
            self._bracketed(found, block.place)
        elif self.section:
            self._give(self.section, self.section_heading, text, block.place)
        elif (block.mark or numbered(text) or marked(text)) and self._lists_actions():
            said = apart_by_labels(unmarked(text), self.columns)
            self._bracketed([("action", "", said[0][2]), *said[1:]], block.place)
        elif not (self.sef.area and self.sef.grade_in(text)):
            self.drafts.note(block.place, text, self.rows.priority)

    def _give(self, field: str, heading: str, text: str, place: Place) -> None:
        """A field named by a heading or by a label in front of its text."""
        if field in _DOES and not self.rows.priority and self.heading:
            self._begin(titled(self.heading.text), self.heading.place)
        self.rows.row((Filled(field, heading, Cell(text, place)),), place)

    def _bracketed(self, parts: Sequence[tuple[str, str, str]], place: Place) -> None:
        """A bullet that says in brackets, or by labels, who, when and at what cost: “Buy books (KL, June, £90)”."""
        self.rows.row([Filled(field, heading, Cell(text, place)) for field, heading, text in parts], place)

    def _lists_actions(self) -> bool:
        """Whether bullets here are what is done: they stand under a priority's heading, and no table follows there."""
        if not self.rows.priority or self.rows.above != self.rows.priority or self.rows.untitled or self.sef.area:
            return False
        for block in self.reading.blocks[self.at + 1 :]:
            if isinstance(block, Grid):
                return False
            if isinstance(block, Heading) or ((label := labelled(block.text)) and label.number):
                break
        return True

    def _begin(self, label: Label, place: Place) -> None:
        key = self.rows.begin(label, place)
        self.rows.above = key if label.number else ""

    # Grids.

    def _grid(self, grid: Grid) -> None:
        lines = understood(grid, self.columns)
        heads = {cell.field for line in lines if line.sort == "headings" for cell in line.cells}
        card = {cell.field for line in lines if line.sort == "values" for cell in line.cells}
        if heads & _DOES and "priority" not in heads | card and not self._names_priority(lines):
            self._priority_from_above(grid, lines)
        waiting: list[Filled] = []
        several = sum(line.sort == "headings" for line in lines) > 1
        for index, line in enumerate(lines):
            below = lines[index + 1] if index + 1 < len(lines) else None
            self.above_headings = several and index > 0 and below is not None and below.sort == "headings"
            if line.sort == "values":
                names = {cell.field for cell in line.cells}
                again = {cell.heading for cell in line.cells} & {cell.heading for cell in waiting}
                if again or ("priority" in names and any(cell.field == "priority" for cell in waiting)):
                    self._card(waiting, heads)
                    waiting = []
                waiting += line.cells
                continue
            if waiting:
                self._card(waiting, heads)
                waiting = []
            self._line(line, lines[index + 1 :], heads)
        if waiting:
            self._card(waiting, heads)
        self.rows.new_table(set())
        self.section = ""

    def _names_priority(self, lines: Sequence[Line]) -> bool:
        """Whether a band above the first row of cells names a priority."""
        for line in lines:
            if line.sort == "cells":
                return False
            if line.sort == "band" and (
                line.cells[0].heading or labelled_anyhow(text := line.cells[0].text) or numbered(text)
            ):
                return True
        return False

    def _priority_from_above(self, grid: Grid, lines: Sequence[Line]) -> None:
        """A table of actions without a priority of its own belongs to the heading above it, or to its sheet's name."""
        if self.heading and not self.rows.priority:
            self._begin(titled(self.heading.text), self.heading.place)
            self.level = self.heading.level
        elif not self.rows.priority or self.reading.sort == "xlsx":
            name = simple(grid.name)
            if name.split()[:1] in (["cpd"], ["cpl"], ["inset"], ["training"]):
                self.rows.leave()
            elif name and not any(name == each or name.startswith(f"{each} ") for each in _GENERIC):
                self._begin(titled(grid.name), grid.place)

    def _line(self, line: Line, below: Sequence[Line], heads: set[str]) -> None:
        first = line.cells[0]
        place = first.cell.place
        if line.sort in ("headings", "cells"):
            self.section = ""
        if line.sort == "headings":
            self.rows.new_table({cell.field for cell in line.cells})
        elif line.sort == "band":
            self._band(line, below, heads)
        elif line.sort == "loose":
            text = " | ".join(cell.text for cell in line.cells)
            if priority_label(first.text) and len(line.cells) > 1:
                self._begin(titled(f"{first.text}: {line.cells[1].text}"), place)
                text = " | ".join(cell.text for cell in line.cells[2:])
            if text:
                self.drafts.note(place, text, self.rows.priority)
        elif _is_aside(line):
            self.drafts.note(place, " | ".join(cell.text for cell in line.cells if not cell.copy), self.rows.priority)
        else:
            self.rows.row(line.cells, place)

    def _band(self, line: Line, below: Sequence[Line], heads: set[str]) -> None:
        """A row with one text: the priority of the rows below, an area, an action alone, or words beside the plan."""
        cell = line.cells[0]
        text, place = cell.text, cell.cell.place
        table_goes_on = any(each.sort in ("cells", "headings", "values") for each in below)
        label = labelled_anyhow(text) if heads & _DOES and table_goes_on else labelled(text)
        head, _, rest = text.partition(":")
        field, how = self.columns.field(head) if len(head) <= 60 else ("", "none")
        if says(text, "total") or says(text, "note") or is_legend(text):
            self.drafts.note(place, text, self.rows.priority)
        elif label and label.number:
            self._begin(label, place)
            self.section = ""
        elif rest.strip() and field and how in _KNOWN and not (field == "priority" and self.rows.fresh):
            self.rows.row((Filled(field, head.strip(), Cell(rest.strip(), place)),), place, card=True)
        elif not rest.strip() and field and how in _KNOWN and (text.endswith((":", "?")) or line.wide):
            self.section, self.section_heading = field, text.rstrip(":?")
        elif self.section and table_goes_on:
            cell = Filled(self.section, self.section_heading, Cell(text, place))
            self.rows.row((cell,), place, card=True)
        elif label and label.title and not self.rows.fresh:
            self._begin(label, place)
        elif not line.wide and cell.field in _DOES | {"priority"} and not self._stands_apart(line, below):
            self.rows.row((cell,), place)
        elif self.rows.untitled and not rest:
            self.rows.give_title(text)
        elif heads & _SEF and self.sef.enter(text, place):
            self.rows.leave()
        elif heads & _DOES and "priority" not in heads and self._could_be_priority(line, below):
            self._begin(titled(text), place)
        elif not self.sef.enter(text, place):
            self.drafts.note(place, text, self.rows.priority)

    def _stands_apart(self, line: Line, below: Sequence[Line]) -> bool:
        """Whether a text alone in its row is no action: it follows a blank row, or closes the table as a sentence."""
        closes = not any(each.sort == "cells" for each in below)
        return line.after_blank or (closes and line.cells[0].text.endswith("."))

    def _could_be_priority(self, line: Line, below: Sequence[Line]) -> bool:
        """Whether rows of cells follow, and the text is short enough to be a title."""
        text = line.cells[0].text
        after_headings = bool(line.cells[0].heading)
        follows = bool(below) and below[0].sort in ("cells", "headings", "values")
        return follows and len(text) <= 2 * _TITLE_MOST and (numbered(text) or after_headings or self.above_headings)

    def _card(self, cells: Sequence[Filled], heads: set[str]) -> None:
        """Labels beside values: all of one priority, or of one area of a SEF."""
        values = settled_card([cell for cell in cells if cell.field != "label"])
        names = {cell.field for cell in values}
        if "priority" not in names and names & _DOES and self.heading and not self.rows.priority:
            self._begin(titled(self.heading.text), self.heading.place)
        self.rows.row(values, values[0].cell.place, card=True)


def _is_aside(line: Line) -> bool:
    """Whether a row of cells is a key to colours or a sum of those above."""
    fresh = [cell.text for cell in line.cells if not cell.copy]
    sums = len(fresh) > 2 and all(re.fullmatch(r"[£\d,.%\s–-]+", text) for text in fresh[1:])
    adds_up = sums and simple(fresh[0]).split()[0] in ("all", "total", "overall")
    return all(map(is_legend, fresh)) or any(says(text, "total") for text in fresh[:2]) or adds_up
