"""What a school's file holds, whatever its format: headings, paragraphs and grids of cells, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as a person would look for it. ``row`` counts from 1; ``column`` is ``"C"``."""

    part: str = ""  # "sheet “Plan”", "table 2", "page text"
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(part for part in (self.part, row, column) if part)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``text`` keeps its lines, list numbers included; ``value`` is what the file itself knows as a day or a
    number. ``repeated`` marks the copies of a merged cell: the text stands once, in the first."""

    text: str
    place: Place
    value: date | Decimal | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Heading:
    """``level`` counts from 1. A paragraph that is bold as a whole and short counts as one too, at level 9."""

    text: str
    level: int
    place: Place


@dataclass(frozen=True)
class Paragraph:
    """``mark`` is its bullet or number as seen: ``"•"``, ``"1."``, ``""``."""

    text: str
    place: Place
    mark: str = ""


@dataclass(frozen=True)
class Grid:
    """A table or a sheet: rows of equal length; a merged cell fills all its places. Empty edges are cut off, and of
    many blank rows or columns in a row two are kept: a cell's own place counts. ``hidden``: the whole sheet was."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    place: Place
    hidden: bool = False


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Reading:
    """One file. ``sort`` is xlsx, csv, docx or ics; ``said`` tells what was decided in reading it, in sentences."""

    name: str
    sort: str
    blocks: tuple[Block, ...]
    said: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Every text of the file once, in its order: what an import must place or keep."""
        found: list[str] = []
        for block in self.blocks:
            if isinstance(block, Grid):
                found += [cell.text for row in block.rows for cell in row if cell.text.strip() and not cell.repeated]
            elif block.text.strip():
                found.append(block.text)
        return tuple(found)
