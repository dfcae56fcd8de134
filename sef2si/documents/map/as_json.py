"""The map as JSON for other programs. Its shape is published in data/templates/documents/map.schema.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.costs import Sum
from sef2si.documents.map.contents import Contents
from sef2si.documents.map.rows import ACTION_COLUMNS, COLUMNS, ActionRow, Cell, Column, MapRow, cells
from sef2si.domain.plan import Plan

SCHEMA = "sef2si.map/1"


def to_json(plan: Plan, today: date) -> bytes:
    """UTF-8 JSON. Money is in pounds, dates as 2027-07-09; null where not known."""
    found = Contents.of(plan, today)
    written = {
        "schema": SCHEMA,
        "made_on": today.isoformat(),
        "urn": plan.urn,
        "school": plan.school.name,
        "academic_year": plan.year,
        "version": plan.seq,
        "left_out": list(found.left_out),
        "columns": _columns(COLUMNS),
        "rows": _rows(COLUMNS, found.rows),
        "action_columns": _columns(ACTION_COLUMNS),
        "actions": _rows(ACTION_COLUMNS, found.actions),
        "totals": {
            "whole": _sum(found.whole),
            "by_priority": [{"label": share.label, **_sum(share.sum)} for share in found.by_priority],
            "by_staff_group": [{"label": share.label, **_sum(share.sum)} for share in found.by_group],
        },
    }
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def _columns(columns: Sequence[Column]) -> list[dict[str, str]]:
    return [{"key": column.key, "heading": column.heading, "kind": column.kind.value} for column in columns]


def _rows(columns: Sequence[Column], rows: Sequence[MapRow | ActionRow]) -> list[dict[str, Any]]:
    return [{column.key: _plain(cell) for column, cell in zip(columns, cells(row), strict=True)} for row in rows]


def _sum(found: Sum) -> dict[str, Any]:
    amounts = {
        "head_hours": found.head_hours,
        "price": found.price,
        "cover_cost": found.cover,
        "paid_time": found.paid_time,
        "total_cost": found.total,
    }
    return {
        "activities": found.activities,
        **{name: float(value) for name, value in amounts.items()},
        "note": found.note,
    }


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return float(cell) if isinstance(cell, Decimal) else cell
