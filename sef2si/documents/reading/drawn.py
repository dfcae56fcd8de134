"""Text beside the text: notes on cells, text boxes, charts and drawings of boxes (SmartArt)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sef2si.documents.reading.blocks import Place
from sef2si.documents.reading.grids import column_number, letter
from sef2si.documents.reading.parts import Package, local
from sef2si.documents.reading.xlsx_texts import REFERENCE, plain_text

_THREADED = "[Threaded comment]"


def drawn_texts(root: etree._Element) -> Iterator[str]:
    """Each paragraph of a drawing, chart or diagram that has text."""
    for paragraph in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        text = "".join("\n" if local(each) == "br" else each.text or "" for each in paragraph.iter("{*}t", "{*}br"))
        if text.strip():
            yield text


def sheet_notes(package: Package, part: str, where: str) -> Iterator[tuple[Place, str]]:
    """The notes, comments, text boxes and chart titles that belong to one sheet, each with its place."""
    related = package.related(part)
    for each in related:
        root = package.xml(each.part) if each.sort in ("comments", "threadedComment") else None
        if root is not None:
            yield from _comments(root, where)
    for each in related:
        if each.sort == "drawing":
            yield from _drawing(package, each.part, where)


def pictures(package: Package, part: str) -> int:
    """How many pictures stand on a sheet."""
    drawings = [each.part for each in package.related(part) if each.sort == "drawing"]
    return sum(each.sort == "image" for drawing in drawings for each in package.related(drawing))


def _comments(root: etree._Element, where: str) -> Iterator[tuple[Place, str]]:
    for comment in root.iter("{*}comment", "{*}threadedComment"):
        source = comment.find("{*}text")
        text = "" if source is None else plain_text(source) or plain_text(source.text or "")
        if text.strip() and not text.startswith(_THREADED):
            found = REFERENCE.fullmatch(comment.get("ref") or "")
            row, column = (int(found[2]), letter(column_number(found[1]))) if found else (None, "")
            yield Place(f"comment on {where}", row, column), text


def _drawing(package: Package, part: str, where: str) -> Iterator[tuple[Place, str]]:
    root = package.xml(part)
    if root is not None:
        yield from ((Place(f"text box on {where}"), text) for text in drawn_texts(root))
    for each in package.related(part):
        chart = package.xml(each.part) if each.sort in ("chart", "diagramData") else None
        if chart is not None:
            yield from ((Place(f"chart on {where}"), text) for text in drawn_texts(chart))
