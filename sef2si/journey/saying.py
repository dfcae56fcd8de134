"""What a record says, in the form's own words: its fields as a person meets them, and a kept value as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.priorities import PriorityState
from sef2si.domain.record import Record
from sef2si.journey import JOURNEY, options, sections
from sef2si.journey.names import name_of
from sef2si.journey.step import Field, FieldKind, Section

# What is said by a button and has no box of its own.
_PRESSED: Mapping[str, tuple[Field, ...]] = {
    "priorities": (Field("state", FieldKind.CHOICE, "Live, parked or done?", options=options.of(PriorityState)),),
    "points": (Field("not_this_year", FieldKind.YES_NO, "Not this year?"),),
}


def field_of(kind: str, name: str) -> tuple[Section, Field] | None:
    """The section and field that show this field of a record, in any step."""
    for step in JOURNEY:
        for section in sections(step):
            for field in section.fields:
                if section.kind == kind and field.name == name:
                    return section, field
    return None


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """All that a kind of record is asked, each once: its boxes in the form's order, then what buttons say."""
    asked = [f for step in JOURNEY for s in sections(step) if s.kind == kind for f in s.fields]
    return tuple({field.name: field for field in (*asked, *_PRESSED.get(kind, ()))}.values())


def section_of(record: Record) -> Section:
    """The first section of the journey that shows this record; else the first that shows its kind."""
    own = [s for step in JOURNEY for s in sections(step) if s.kind == kind_of(record)]
    return next((section for section in own if section.only(record)), own[0])


def called(plan: Plan, record: Record) -> str:
    """What a record of the plan is called in a sentence."""
    return name_of(record) or section_of(record).title(plan, record)


def labels_of(plan: Plan, field: Field, record: Record) -> dict[str, str]:
    """Value -> label of a field's options; {} where it has none."""
    if field.kind is FieldKind.YES_NO:
        return {"yes": "Yes", "no": "No"}
    return {option.value: option.label for option in field.options(plan, record)} if field.options else {}


def typed_from(field: Field, value: Any) -> str | list[str]:
    """What the form shows for a kept value: strings and lists of strings only."""
    if isinstance(value, tuple):
        return [str(each.value if isinstance(each, Enum) else each) for each in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return written(value)
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        if field.kind is FieldKind.MONEY:
            return f"{value:,.0f}" if whole else f"{value:,.2f}"
        return f"{value:.0f}" if whole else f"{value.normalize():f}"
    return str(value)


def shown(field: Field, value: Any, labels: dict[str, str]) -> str:
    """A kept value in words, for a history or a conflict: choices and links by their labels."""
    typed = typed_from(field, value)
    if isinstance(typed, list):
        return ", ".join(labels.get(each, each) for each in typed)
    return labels.get(typed, typed)


def in_words(plan: Plan, field: Field, record: Record) -> str:
    """What a record of the plan says in one of its fields, in words."""
    return shown(field, getattr(record, field.name), labels_of(plan, field, record))
