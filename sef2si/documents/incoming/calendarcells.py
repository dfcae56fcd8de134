"""The cells of one row of a calendar as the fields of an activity, and what of them is left to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from sef2si.documents.incoming.dates import found, when
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.kinds import decided
from sef2si.documents.incoming.values import Told, hours, money, number
from sef2si.domain.activities import Provision
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH
from sef2si.menu import menu, menu_for

_DAY_ALONE = re.compile(
    r"^\s*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s*$",
    re.I,
)
_IN_HOUSE = ("in-house", "in house", "internal", "school", "in school", "own staff")
_NUMBERS: tuple[tuple[str, str, Callable[..., Told]], ...] = (
    ("time", "hours", hours),
    ("hours", "hours", hours),
    ("cost", "price", money),
    ("people", "people", number),
    ("audience", "people", number),
)


def day_alone(by_field: Mapping[str, Filled], band: str) -> str:
    """A day without its month, with the month of the row above: ``"Mon 14"`` under ``"September 2026"``."""
    cell = by_field.get("when") or by_field.get("start")
    alone = _DAY_ALONE.match(cell.text) if cell and cell.cell.value is None else None
    return f"{alone[1]} {band}" if alone and re.match(r"\s*[A-Za-z]{3,9}\b\s*(?:20\d\d)?\s*$", band) else ""


class CalendarCells:
    """Reads a row once. ``spare`` are the cells whose words are to be kept, ``problems`` what could not be read."""

    def __init__(self, plan: Plan, by_field: Mapping[str, Filled], first_day: str) -> None:
        self.plan, self.by_field, self.first_day = plan, by_field, first_day
        self.spare: list[Filled] = []
        self.problems: list[str] = []
        self._fields: dict[str, object] = {}

    def fields(self, title: str) -> dict[str, object]:
        self._fields = {"what": title}
        self._days()
        self._numbers()
        self._cover()
        self._words()
        self._form(title)
        return self._fields

    def _days(self) -> None:
        for name in ("when", "start", "end"):
            cell = self.by_field.get(name)
            if cell is None or not cell.text:
                continue
            text = self.first_day if self.first_day and name != "end" else cell.text
            value = cell.cell.value if isinstance(cell.cell.value, date) else None
            told = when(text, self.plan.year, value)
            self._said(told.problem, cell)
            if name == "end":
                self._fields["ends"] = told.last
            elif told.first and told.last:
                exact = value or any(each.is_day for each in found(text, self.plan.year))
                self._fields["starts"] = told.first if exact or told.first != told.last else told.last
                if told.last != told.first:
                    self._fields["ends"] = told.last
            if not told.whole or text != cell.text:
                self._keep(cell)
            if name != "end" and not {"time", "hours"} & self.by_field.keys():
                length = hours(cell.text) if re.search(r"\d[.:]\d\d|\d\s*[ap]m", cell.text) else Told()
                self._fields["hours"] = length.value
        if self._fields.get("ends") == self._fields.get("starts"):
            self._fields.pop("ends", None)

    def _numbers(self) -> None:
        for name, target, read in _NUMBERS:
            cell = self.by_field.get(name)
            if cell is None or not cell.text or (cell.copy and target == "price"):
                continue
            told = read(cell.text, cell.cell.value)
            self._said(told.problem, cell)
            value: object = told.value
            if told.value is not None and target == "people":
                value = int(told.value) if told.value == int(told.value) else None
            taken = value is not None and (self._fields.get(target) in (None, value) or name == "hours")
            if taken:
                self._fields[target] = value
            if not (taken and told.whole):
                self._keep(cell)

    def _cover(self) -> None:
        """Days of cover are a number of days. Pounds for cover are part of the price where no other price is named."""
        cell = self.by_field.get("cover")
        if cell is None or not cell.text:
            return
        days = re.fullmatch(
            r"\s*(\d+(?:\.\d+)?|½|half)\s*(?:x\s*)?(?:days?)?(?:\s*(?:supply|cover))?\s*", cell.text, re.I
        )
        if days:
            self._fields["cover_days"] = Decimal("0.5") if days[1].casefold() in ("½", "half") else Decimal(days[1])
        elif "£" in cell.text and self._fields.get("price") is None:
            self._fields["price"] = money(cell.text).value
        if not (days and days[1] == cell.text):
            self._keep(cell)

    def _words(self) -> None:
        for name, target in (
            ("who", "led_by"),
            ("provider", "provider"),
            ("intended", "intended"),
            ("follow_up", "follow_up"),
        ):
            cell = self.by_field.get(name)
            if cell is None or not cell.text:
                continue
            line = name in ("who", "provider")
            text = ", ".join(cell.text.split("\n")) if line else cell.text
            if line and len(text) > LINE_LENGTH:
                self._keep(cell)
            else:
                self._fields[target] = text
        provider = str(self._fields.get("provider", "")).casefold().strip()
        if provider:
            self._fields["provision"] = Provision.IN_HOUSE if provider in _IN_HOUSE else Provision.PROVIDER
        due = self.by_field.get("check_due")
        if due is not None and due.text:
            told = when(due.text, self.plan.year, due.cell.value)
            self._fields["check_due"] = told.last
            if not told.whole:
                self._keep(due)

    def _form(self, title: str) -> None:
        self._fields["form"] = decided(title).form
        cell = self.by_field.get("form")
        if cell is None or not cell.text:
            return
        labels = {entry.label.casefold(): entry.id for entry in (*menu(), *menu_for(self.plan.school))}
        own = labels.get(cell.text.casefold())
        self._fields["form"] = own or decided(cell.text).form or self._fields["form"]
        if not own:
            self._keep(cell)

    def _keep(self, cell: Filled) -> None:
        if not cell.copy:
            self.spare.append(cell)

    def _said(self, problem: str, cell: Filled) -> None:
        if problem and not cell.copy:
            self.problems.append(problem)
