"""A CPD calendar or log, row by row: activities with their day, length, people and true cost, as far as it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.dates import found, when
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.kinds import decided
from sef2si.documents.incoming.labels import is_legend, says
from sef2si.documents.incoming.learning import need_of
from sef2si.documents.incoming.serving import Served, served
from sef2si.documents.incoming.tables import Filled, understood
from sef2si.documents.incoming.values import Told, hours, money, number
from sef2si.documents.reading.blocks import Grid, Heading, Place, Reading
from sef2si.domain.activities import Provision
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH
from sef2si.templates import menu

_MAY_BE = ("activities", "actions", "notes")
_DAY_ALONE = re.compile(r"^\s*(?:[A-Za-z]{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s*$")


class CalendarReader:
    """Reads one calendar. ``band`` is the text of the last row that stood alone, such as a month or a term."""

    def __init__(self, reading: Reading, plan: Plan, columns: Columns, drafts: Drafts) -> None:
        self.reading, self.plan, self.columns, self.drafts = reading, plan, columns, drafts
        self.band = ""

    def read(self) -> None:
        for block in self.reading.blocks:
            if isinstance(block, Grid):
                self._grid(block)
            elif block.text.strip():
                if isinstance(block, Heading):
                    self.band = block.text.strip()
                self.drafts.note(block.place, block.text)

    def _grid(self, grid: Grid) -> None:
        for line in understood(grid, self.columns):
            place = line.cells[0].cell.place
            texts = [cell.text for cell in line.cells if not cell.copy]
            names = {cell.field for cell in line.cells}
            if line.sort == "headings":
                continue
            if (
                line.sort == "cells"
                and not any(says(text, "total") for text in texts[:2])
                and names & {"title", "when"}
            ):
                self._row(line.cells, place)
            elif line.sort == "band" and line.cells[0].field == "title" and not line.wide:
                self._row(line.cells, place)
            else:
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
        problems: list[str] = []
        fields: dict[str, object] = {"what": title.text}
        self._days(by_field, fields, spare, problems)
        self._numbers(by_field, fields, spare, problems)
        self._words(by_field, fields, spare, problems)
        fields.setdefault("form", decided(title.text).form)
        key = self.drafts.key(place, "do")
        takes_part = by_field["audience"].text if "audience" in by_field else ""
        need, need_id, why, priority_id = self._served(by_field, title.text, takes_part, fields, key, place)
        for name, cell in by_field.items():
            if name not in _TAKEN and not cell.copy:
                spare.append(cell)
        why = why or "It is a row of a calendar. It serves no priority until somebody links it."
        kind = self.drafts.kind(key, "activities")
        if kind == "actions":
            fields = {
                "what": title.text,
                "who": fields.get("led_by"),
                "by": fields.get("starts"),
                "cost": fields.get("price"),
            }
            self.drafts.add(
                "actions",
                "do",
                place,
                fields,
                key=key,
                why=why,
                may_be=_MAY_BE,
                problems=problems,
                parent_id=priority_id,
            )
        else:
            self.drafts.add(
                "activities", "do", place, fields, need, key=key, why=why, may_be=_MAY_BE, problems=problems, parent_id=need_id,
            )  # fmt: skip
        self._evaluation(by_field.get("evaluation"), key, place, spare)
        self._note(spare, place, title.text)

    def _served(
        self,
        by_field: dict[str, Filled],
        title: str,
        takes_part: str,
        fields: dict[str, object],
        key: str,
        place: Place,
    ) -> tuple[str, str, str, str]:
        """(key of a new need, id of the plan's need, why, id of the plan's priority) that an activity serves."""
        chosen = self.drafts.parent_id(key)
        named = by_field["priority"].text if "priority" in by_field else ""
        found_: Served = (
            served(self.plan, named, title) if chosen is None else Served(chosen, "", "You chose its priority.")
        )
        if found_.need_id:
            return "", found_.need_id, found_.why, found_.priority_id
        if not found_.priority_id:
            return "", "", found_.why, ""
        people = fields.get("people")
        made = need_of(title, takes_part, people if isinstance(people, int) else None)
        need = self.drafts.add(
            "needs", "need", place, made.fields, why=made.why, may_be=("notes",), parent_id=found_.priority_id
        )
        return need.key, "", found_.why, found_.priority_id

    def _days(
        self, by_field: dict[str, Filled], fields: dict[str, object], spare: list[Filled], problems: list[str]
    ) -> None:
        for name in ("when", "start", "end"):
            cell = by_field.get(name)
            if cell is None or not cell.text:
                continue
            text = cell.text
            alone = _DAY_ALONE.match(text)
            if alone and cell.cell.value is None and self.band:
                text = f"{alone[1]} {self.band}"
            told = when(text, self.plan.year, cell.cell.value)
            problems += [told.problem] if told.problem else []
            if name == "end":
                fields["ends"] = told.last
            elif told.first and told.last:
                vague = (
                    not any(each.day == told.first for each in found(text, self.plan.year)) and cell.cell.value is None
                )
                fields["starts"] = told.last if vague else told.first
                if told.last != told.first:
                    fields["ends"] = told.last
            if not told.whole or alone:
                spare += [] if cell.copy and fields.get("starts") else [cell]
            if name != "end" and "time" not in by_field and "hours" not in by_field:
                length = hours(text) if re.search(r"\d[.:]\d\d|\d\s*[ap]m", text) else Told()
                fields["hours"] = length.value

    def _numbers(
        self, by_field: dict[str, Filled], fields: dict[str, object], spare: list[Filled], problems: list[str]
    ) -> None:
        for name, target, read in (
            ("time", "hours", hours), ("hours", "hours", hours), ("cost", "price", money), ("cover", "cover_days", _cover),
            ("people", "people", number), ("audience", "people", number),
        ):  # fmt: skip
            cell = by_field.get(name)
            if cell is None or not cell.text or (cell.copy and target == "price"):
                continue
            told = read(cell.text, cell.cell.value)
            problems += [told.problem] if told.problem and not cell.copy else []
            if told.value is not None and (target != "people" or told.value == int(told.value)):
                value = int(told.value) if target == "people" else told.value
                if fields.get(target) in (None, value) or name == "hours":
                    fields[target] = value
            if not (told.whole and told.value is not None) and not cell.copy:
                spare.append(cell)

    def _words(
        self, by_field: dict[str, Filled], fields: dict[str, object], spare: list[Filled], problems: list[str]
    ) -> None:
        for name, target, most in (
            ("who", "led_by", LINE_LENGTH), ("provider", "provider", LINE_LENGTH), ("intended", "intended", 20_000),
            ("follow_up", "follow_up", 20_000),
        ):  # fmt: skip
            cell = by_field.get(name)
            if cell is None or not cell.text:
                continue
            text = ", ".join(cell.text.split("\n")) if most == LINE_LENGTH else cell.text
            if len(text) > most:
                spare.append(cell)
            else:
                fields[target] = text
        provider = str(fields.get("provider", "")).casefold().strip()
        if provider in ("in-house", "in house", "internal", "school", "in school"):
            fields["provision"] = Provision.IN_HOUSE
        elif provider:
            fields["provision"] = Provision.PROVIDER
        form = by_field.get("form")
        if form is not None and form.text:
            known = {entry.label.casefold(): entry.id for entry in menu()}
            key = known.get(form.text.casefold()) or decided(form.text).form
            if key:
                fields["form"] = key
            if form.text.casefold() not in known and not form.copy:
                spare.append(form)
        due = by_field.get("check_due")
        if due is not None and due.text:
            told = when(due.text, self.plan.year, due.cell.value)
            fields["check_due"] = told.last
            spare += [] if told.whole else [due]

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
        texts = [
            f"{cell.heading.rstrip(':')}: {cell.text}" if cell.heading else cell.text for cell in cells if cell.text
        ]
        if texts:
            self.drafts.note(place, "\n".join(dict.fromkeys([*([title] if title else []), *texts])))


_TAKEN = {
    "when", "start", "end", "time", "hours", "cost", "cover", "people", "audience", "who", "provider", "intended",
    "follow_up", "form", "check_due", "evaluation",
}  # fmt: skip


def _cover(text: str, value: object = None) -> Told:
    """Days of cover: a number of days; never pounds."""
    if isinstance(value, Decimal):
        return Told(value, whole=True)
    days = re.fullmatch(r"\s*(\d+(?:\.\d+)?|½|half)\s*(?:x\s*)?(?:days?)?(?:\s*(?:supply|cover))?\s*", text, re.I)
    if not days:
        return Told()
    half = days[1].casefold() in ("½", "half")
    return Told(Decimal("0.5") if half else Decimal(days[1]), whole=text.strip() == days[1] and not half)
