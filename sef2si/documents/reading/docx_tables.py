"""A Word table's places: merged cells spread out, rows that tracked changes took out left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from sef2si.documents.reading.docx_lines import LEFT_OUT
from sef2si.documents.reading.docx_styles import child, number, value
from sef2si.documents.reading.grids import Written
from sef2si.documents.reading.parts import local

_WIDEST = 100  # columns one cell may cover


def filled(table: etree._Element, cell: Callable[[etree._Element], str]) -> dict[tuple[int, int], Written]:
    """The text of each place, by row and column from 1; ``cell`` reads one cell. Copies of merged cells are marked."""
    places: dict[tuple[int, int], Written] = {}
    above: dict[int, str] = {}  # what a cell that goes on downwards says, by column
    for row, element in enumerate(_inside(table, "tr"), start=1):
        properties = child(element, "trPr")
        column = 1 + (number(value(properties, "gridBefore")) or 0)
        for each in _inside(element, "tc"):
            column = _place(places, above, (row, column), each, cell(each))
    return places


def _place(
    places: dict[tuple[int, int], Written], above: dict[int, str], at: tuple[int, int], cell: etree._Element, text: str
) -> int:
    """Put one cell in its places; returns the column after it."""
    row, column = at
    properties = child(cell, "tcPr")
    width = min(max(number(value(properties, "gridSpan")) or 1, 1), _WIDEST)
    down, across = value(properties, "vMerge"), value(properties, "hMerge")
    repeated = False
    if not text.strip():
        if down in ("", "continue") and column in above:
            text, repeated = above[column], True
        elif across in ("", "continue") and (row, column - 1) in places:
            text, repeated = places[row, column - 1][0], True
    for index in range(column, column + width):
        if down is None:
            above.pop(index, None)
        elif not repeated:
            above[index] = text
        if text.strip():
            places[row, index] = (text, None, repeated or index > column)
    return column + width


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, whatever they are wrapped in, without those that were taken out."""
    for each in parent:
        tag = local(each)
        if tag == wanted:
            if child(child(each, "trPr"), "del") is None:
                yield each
        elif tag not in LEFT_OUT and not tag.endswith(("Pr", "Grid")):
            yield from _inside(each, wanted)
