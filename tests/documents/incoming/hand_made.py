"""Blocks written by hand, as a reader of files would give them."""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.documents.reading.blocks import Block, Cell, Grid, Heading, Paragraph, Place, Reading

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ABOVE, LEFT = "^", "<"


def grid(*rows: Sequence[str], name: str = "table 1") -> Grid:
    """A table of texts. ``"^"`` is a copy of the merged cell above, ``"<"`` of the one to the left."""
    made: list[tuple[Cell, ...]] = []
    width = max(map(len, rows))
    for number, row in enumerate(rows, 1):
        cells: list[Cell] = []
        for index in range(width):
            text = row[index] if index < len(row) else ""
            place = Place(name, number, LETTERS[index])
            if text == ABOVE:
                cells.append(Cell(made[-1][index].text, place, repeated=True))
            elif text == LEFT:
                cells.append(Cell(cells[-1].text, place, repeated=True))
            else:
                cells.append(Cell(text, place))
        made.append(tuple(cells))
    return Grid(name, tuple(made), Place(name))


def heading(text: str, level: int = 1) -> Heading:
    return Heading(text, level, Place("page text"))


def paragraph(text: str, mark: str = "") -> Paragraph:
    return Paragraph(text, Place("page text"), mark)


def reading(*blocks: Block, name: str = "Our plan.docx", sort: str = "docx") -> Reading:
    return Reading(name, sort, blocks)
