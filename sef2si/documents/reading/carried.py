"""A reading as JSON and back: how it travels from the process that read the file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.documents.reading.blocks import Block, Cell, Heading, Paragraph, Place, Reading
from sef2si.documents.reading.grids import Written, built


def to_json(reading: Reading) -> str:
    """Only filled cells travel, by their place in the grid."""
    blocks = [_block(block) for block in reading.blocks]
    return json.dumps({"name": reading.name, "sort": reading.sort, "blocks": blocks, "said": reading.said})


def from_json(text: str) -> Reading:
    """The same reading again."""
    kept = json.loads(text)
    return Reading(kept["name"], kept["sort"], tuple(_back(each) for each in kept["blocks"]), tuple(kept["said"]))


def _block(block: Block) -> dict[str, object]:
    place = [block.place.part, block.place.row, block.place.column]
    if isinstance(block, Heading):
        return {"is": "heading", "place": place, "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"is": "paragraph", "place": place, "text": block.text, "mark": block.mark}
    return {
        "is": "grid",
        "place": place,
        "name": block.name,
        "hidden": block.hidden,
        "numbers": [row[0].place.row for row in block.rows],
        "letters": [cell.place.column for cell in block.rows[0]],
        "cells": [
            [index, at, cell.text, _value(cell), cell.repeated]
            for index, row in enumerate(block.rows)
            for at, cell in enumerate(row)
            if cell.text
        ],
    }


def _value(cell: Cell) -> list[str] | None:
    if cell.value is None:
        return None
    return ["day", cell.value.isoformat()] if isinstance(cell.value, date) else ["number", str(cell.value)]


def _back(kept: dict[str, Any]) -> Block:
    part, row, column = kept["place"]
    if kept["is"] == "heading":
        return Heading(kept["text"], kept["level"], Place(part, row, column))
    if kept["is"] == "paragraph":
        return Paragraph(kept["text"], Place(part, row, column), kept["mark"])
    filled: dict[tuple[int, int], Written] = {
        (index, at): (text, _known(value), repeated) for index, at, text, value, repeated in kept["cells"]
    }
    return built(kept["name"], part, tuple(kept["numbers"]), tuple(kept["letters"]), filled, hidden=kept["hidden"])


def _known(value: list[str] | None) -> date | Decimal | None:
    if value is None:
        return None
    sort, text = value
    return date.fromisoformat(text) if sort == "day" else Decimal(text)
