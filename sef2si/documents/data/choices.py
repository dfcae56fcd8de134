"""Between what a record keeps and what a cell shows: choices by their label, yes and no, numbers and days as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si import templates
from sef2si.documents.data import cells
from sef2si.documents.data.columns import Column, Holds, columns
from sef2si.domain.framework import Framework
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice
from sef2si.domain.school import School
from sef2si.menu import menu, menu_for

Shown = str | date | Decimal | int | None
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class Choices:
    """Lists of choices by name. ``label`` and ``key`` turn one into the other; None where the list does not have it."""

    lists: Mapping[str, Mapping[str, str]]  # name of the list -> key -> label

    def label(self, name: str, key: str) -> str | None:
        """The label of a key, where it leads back to the key."""
        label = self.lists.get(name, {}).get(key)
        return label if label is not None and self.key(name, label) == key else None

    def key(self, name: str, label: str) -> str | None:
        """The key of a label; a key stands for itself where it is nobody's label. Letters' case is not looked at."""
        found = self.lists.get(name, {})
        wanted = _plain(label)
        by_label = [key for key, each in found.items() if _plain(each) == wanted]
        if by_label:
            return by_label[0] if len(by_label) == 1 else None
        return next((key for key in found if key.casefold() == wanted), None)

    def labels(self, name: str) -> tuple[str, ...]:
        """What there is to choose, as cells show it."""
        return tuple(self.label(name, key) or key for key in self.lists.get(name, {}))

    def of_plan(self, plan: Plan) -> Choices:
        """The lists that rows of this plan use, and those that don't depend on the row."""
        framework = templates.default_framework(plan.school).key
        used = {list_of(column, {"framework": framework}) for kind in KINDS for column in columns(kind)}
        for judgement in plan.judgements:
            about = {"framework": judgement.framework, "area": judgement.area}
            used |= {list_of(column, about) for column in columns("judgements")}
        return Choices({name: pairs for name, pairs in self.lists.items() if name in used})

    def with_lists(self, others: Mapping[str, Mapping[str, str]]) -> Choices:
        """These and others; where both have a list, the others' labels count besides."""
        found = {**self.lists}
        for name, pairs in others.items():
            found[name] = {**found.get(name, {}), **pairs}
        return Choices(found)


def list_of(column: Column, row: Mapping[str, Any]) -> str:
    """The name of the list a cell chooses from; "" for a column without one. Grades depend on the row's area."""
    if not (column.choice or column.listed):
        return ""
    depends = {"area": ("framework",), "grade": ("framework", "area")}.get(column.name, ())
    of_row = ".".join(str(row.get(name) or "") for name in depends)
    return " ".join(part for part in (f"{column.kind}.{column.name}", of_row) if part)


def own_lists(school: School | None = None) -> Choices:
    """Every list of ours: enumerations, frameworks with their areas and grades, and the CPD menu.

    What a school brought for itself is among them for that school alone, and its menu's words are its own.
    """
    found: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        for column in columns(kind):
            if column.choice:
                found[list_of(column, {})] = labels_of(column.choice)
    forms = {entry.id: entry.label for entry in (menu_for(school) if school else menu())}
    found["activities.form"] = found["offers.form"] = found["preferences.form"] = forms
    found["offers.mechanisms"] = {each.id: each.label for each in templates.mechanisms()}
    frameworks = {
        key: each for key, each in templates.frameworks().items() if each.urn in ("", school.urn if school else "")
    }
    named = {framework.key: framework.label for framework in frameworks.values()}
    found["school.framework"] = found["judgements.framework"] = named
    found["priorities.areas"] = {}
    for framework in frameworks.values():
        found |= _of_framework(framework)
        for area in framework.areas:
            found["priorities.areas"][f"{framework.key}.{area.key}"] = f"{area.label} ({framework.label})"
    return Choices(found)


def _of_framework(framework: Framework) -> dict[str, dict[str, str]]:
    found = {f"judgements.area {framework.key}": {area.key: area.label for area in framework.areas}}
    for area in framework.areas:
        grades = {grade.key: grade.label for grade in framework.grades(area.key)}
        if grades:
            found[f"judgements.grade {framework.key}.{area.key}"] = grades
    return found


def labels_of(choice: type[Choice]) -> dict[str, str]:
    return {member.value: member.label for member in choice}


def shown(column: Column, record: Any, choices: Choices) -> Shown:
    """What a cell shows of a record's field: text for a cell to hold, a day, a number, or None for an empty cell."""
    value = getattr(record, column.name)
    name = list_of(column, {"framework": getattr(record, "framework", ""), "area": getattr(record, "area", "")})
    match column.holds:
        case Holds.YES_NO:
            return None if value is None else YES if value else NO
        case Holds.DATE:
            return day_shown(value)
        case Holds.MONEY | Holds.NUMBER | Holds.COUNT:
            return None if value is None else value if isinstance(value, int) else Decimal(value)
        case Holds.CHOICE:
            return None if value is None else choices.label(name, value.value) or str(value.value)
        case Holds.CHOICES:
            return "\n".join(choices.label(name, each.value) or each.value for each in value) or None
        case Holds.LINES if column.listed:
            return "\n".join(_listed(name, line, choices) for line in value) or None
        case Holds.LINES | Holds.LINKS:
            return cells.cell_lines(value) or None
        case _ if column.listed and value:
            return _listed(name, value, choices)
        case _:
            return cells.cell_text(value) if value else None


def day_shown(day: date | None) -> Shown:
    """A day as such; one before a spreadsheet's calendar begins as text."""
    return day.isoformat() if day is not None and day < cells.FIRST_DAY else day


def _listed(name: str, key: str, choices: Choices) -> str:
    label = choices.label(name, key)
    if label is not None and cells.typed_text(cells.cell_text(label)) == label and "\n" not in label:
        return cells.cell_text(label)
    return cells.verbatim(cells.cell_lines((key,)))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def told(labels: Iterable[str]) -> str:
    """Choices in a sentence: ``“Live”, “Parked” or “Done”``."""
    words = [f"“{label}”" for label in labels]
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)
