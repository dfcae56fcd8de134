"""One cell with what it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from sef2si.documents.reading.blocks import Cell


@dataclass(frozen=True)
class Filled:
    """One cell with the field it stands for. ``copy``: a merged cell's text, standing first in a row above."""

    field: str
    heading: str
    cell: Cell
    copy: bool = False

    @property
    def text(self) -> str:
        return self.cell.text.strip()
