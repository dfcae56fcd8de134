"""Blocks written by hand, as a reader of files would give them."""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.documents.incoming.proposal import Entry, Proposal
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


def said(proposal: Proposal) -> list[str]:
    """Every entry but notes on a line: its kind, its words and values, and what it belongs to."""
    titles = {entry.key: _title(entry) for entry in proposal.entries}
    return [
        f"{entry.kind}: {_title(entry)}{_values(entry)}" + (f" < {titles[entry.parent]}" if entry.parent else "")
        for entry in proposal.entries
        if entry.kind not in ("notes", "needs")
    ]


def notes(proposal: Proposal) -> list[str]:
    return [str(entry.fields["text"]) for entry in proposal.entries if entry.kind == "notes"]


def _title(entry: Entry) -> str:
    names = ("title", "what", "text", "area", "source", "shows", "found")
    return next((str(entry.fields[name]) for name in names if entry.fields.get(name)), "")


def _values(entry: Entry) -> str:
    names = ("title", "what", "text", "area", "source", "form", "framework")
    held = {name: value for name, value in entry.fields.items() if name not in names and value}
    return f" {', '.join(f'{name}={value}' for name, value in held.items())}" if held else ""
