"""A school's data as JSON, whole. Its shape is published in data/templates/documents/plan.schema.json."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sef2si.documents.data.about import Contents, mark_of
from sef2si.documents.data.choices import labels_of
from sef2si.documents.data.columns import PRIVATE_KINDS, SCHEMA, TITLES, Column, Holds, columns
from sef2si.documents.source import Edition
from sef2si.domain.plan import KINDS, Plan

_PRIVATE = "Only in the complete edition, which is for the school's leadership."
_DECIMAL = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
_SHAPES: dict[Holds, dict[str, Any]] = {
    Holds.TEXT: {"type": "string"},
    Holds.MONEY: {**_DECIMAL, "$comment": "Pounds."},
    Holds.NUMBER: _DECIMAL,
    Holds.COUNT: {"type": "integer", "minimum": 0},
    Holds.DATE: {"type": "string", "format": "date"},
    Holds.YES_NO: {"type": "boolean"},
    Holds.CHOICE: {"type": "string"},
    Holds.CHOICES: {"type": "array", "items": {"type": "string"}},
    Holds.LINES: {"type": "array", "items": {"type": "string"}},
    Holds.LINK: {"type": "string"},
    Holds.LINKS: {"type": "array", "items": {"type": "string"}},
}


def to_json(plan: Plan, today: date, edition: Edition) -> bytes:
    """UTF-8 JSON. Money and other decimals are strings, such as "250.00"; dates are 2027-07-09; null is not said."""
    found = Contents.of(plan, today, edition)
    records: dict[str, Any] = {}
    for sheet in found.sheets:
        names = {column.name for column in sheet.columns}
        rows = [record.model_dump(mode="json", include=names) for record in found.plan.records(sheet.kind)]
        records[sheet.kind] = rows[0] if sheet.kind == "school" else rows
    whole = {
        "schema": SCHEMA,
        "made_on": today.isoformat(),
        "edition": edition.value,
        "about": list(found.said),
        "plan": {"id": found.plan.id, "urn": plan.urn, "year": plan.year, "seq": plan.seq, **records},
        "marks": {
            sheet.kind: {record.id: mark_of(record, sheet) for record in found.plan.records(sheet.kind)}
            for sheet in found.sheets
        },
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def schema() -> dict[str, Any]:
    """The JSON Schema of it, as the records say today; the file that is published is held equal to this by a test."""
    kinds = {kind: _record(kind) for kind in KINDS}
    places = {
        kind: {"$ref": f"#/$defs/{kind}"}
        if kind == "school"
        else {"type": "array", "title": TITLES[kind], "items": {"$ref": f"#/$defs/{kind}"}}
        for kind in KINDS
    }
    about_plan = {
        "id": {"type": "string"},
        "urn": {"type": "string"},
        "year": {"type": "string", "pattern": r"^\d{4}/\d{2}$"},
        "seq": {"type": "integer", "minimum": 0, "description": "The number of the plan's latest change."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('.', ':').replace('/', ':')}",
        "title": "All records of one school's academic year",
        "description": (
            'Links are ids of records in the file. A change that would break a reader raises the number in "schema".'
        ),
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "made_on": {"type": "string", "format": "date"},
            "edition": {"enum": [Edition.SHARED.value, Edition.COMPLETE.value]},
            "about": {"type": "array", "items": {"type": "string"}, "description": "What is left out, in sentences."},
            "plan": {
                "type": "object",
                "properties": {**about_plan, **places},
                "required": [*about_plan, *(kind for kind in KINDS if kind not in PRIVATE_KINDS)],
                "additionalProperties": False,
            },
            "marks": {
                "type": "object",
                "description": "By kind and id: a mark of what each record says, to see whether it was changed.",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "required": ["schema", "made_on", "edition", "about", "plan"],
        "additionalProperties": False,
        "$defs": kinds,
    }


def _record(kind: str) -> dict[str, Any]:
    found = columns(kind)
    return {
        "type": "object",
        "title": TITLES[kind],
        "properties": {column.name: _field(column) for column in found},
        "required": sorted(column.name for column in found if not column.private),
        "additionalProperties": False,
    }


def _field(column: Column) -> dict[str, Any]:
    shape = dict(_SHAPES[column.holds])
    if column.choice:
        labels = [{"const": key, "title": label} for key, label in labels_of(column.choice).items()]
        shape = {**shape, "items": {"oneOf": labels}} if column.holds is Holds.CHOICES else {"oneOf": labels}
    if column.blank is None and column.holds not in (Holds.CHOICES, Holds.LINES, Holds.LINKS):
        shape = {"anyOf": [shape, {"type": "null"}]}
    said = [
        column.about,
        f"Ids of {TITLES[column.link].lower()}." if column.link else "",
        _PRIVATE if column.private else "",
    ]
    description = " ".join(part for part in said if part)
    return {"title": column.heading, **({"description": description} if description else {}), **shape}
