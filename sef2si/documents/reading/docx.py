"""A Word document as headings, paragraphs and grids, with everything that stands beside its text.

Tracked changes are read as if agreed: what was put in is there, what was taken out is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from sef2si.documents.reading.blocks import Block, Grid, Heading, Paragraph, Place, Reading
from sef2si.documents.reading.docx_lines import LEFT_OUT, Line, chosen, line
from sef2si.documents.reading.docx_lists import Lists
from sef2si.documents.reading.docx_styles import Styles, child, number, value
from sef2si.documents.reading.docx_tables import filled
from sef2si.documents.reading.drawn import drawn_texts
from sef2si.documents.reading.grids import grid
from sef2si.documents.reading.parts import Package, attribute, local
from sef2si.documents.reading.refusals import damaged, refused
from sef2si.documents.reading.xlsx_texts import is_page_number

_SHORT = 120  # characters of a bold paragraph that is taken for a heading
_PAGE = "page text"
_BESIDE = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))
_AROUND = ("header", "footer")
_DRAWN = ("diagramData", "chart")


def read(name: str, content: bytes) -> Reading:
    """The document's text in its order, then headers, footers, notes, comments and drawings, each with its part."""
    package = Package(name, content)
    main = next((each.part for each in package.related() if each.sort == "officeDocument"), "word/document.xml")
    document = package.xml(main)
    body = child(document, "body")
    if body is None:
        raise damaged(name)
    related = package.related(main)
    parts = {each.sort: each.part for each in related}

    def root(sort: str) -> etree._Element | None:
        return package.xml(parts[sort]) if sort in parts else None

    story = Story(name, Styles(root("styles")), Lists(root("numbering")))
    blocks = list(story.blocks(body))
    for each in related:
        if each.sort in _AROUND:
            around = story.flat(package.xml(each.part), each.sort)
            blocks += [block for block in around if block not in blocks and not is_page_number(block.text)]
    for sort, part in _BESIDE:
        notes = root(sort)
        for note in () if notes is None else notes:
            if attribute(note, "type") not in ("separator", "continuationSeparator", "continuationNotice"):
                blocks += story.flat(note, f"{part} {attribute(note, 'id') or ''}".strip())
    for each in related:
        if each.sort in _DRAWN and (drawing := package.xml(each.part)) is not None:
            blocks += [Paragraph(text, Place("drawing")) for text in drawn_texts(drawing)]
    if not blocks:
        raise refused(name, "has no text in it. Please check that it is the file you meant.")
    story.counts["embedded"] += sum("/embeddings/" in part for part in package.parts)
    return Reading(name, "docx", tuple(blocks), tuple(_said(story.counts)))


class Story:
    """Reads the blocks of one document; its lists count on from part to part."""

    def __init__(self, name: str, styles: Styles, lists: Lists) -> None:
        self._name, self._styles, self._lists = name, styles, lists
        self._tables = 0
        self.counts: Counter[str] = Counter()

    def blocks(self, parent: etree._Element, part: str = _PAGE) -> Iterator[Block]:
        """The blocks inside an element; wrappers of every sort are looked into."""
        for each in self._pieces(parent):
            if local(each) == "p":
                yield from self._paragraph(each, part)
            else:
                yield from self._table(each)

    def flat(self, parent: etree._Element | None, part: str) -> Iterator[Paragraph]:
        """The same as plain paragraphs, for what stands beside the text; a table gives one a cell."""
        if parent is None:
            return
        for each in self._pieces(parent):
            if local(each) == "p":
                mark, found = self._line(each)
                if found.text.strip():
                    yield Paragraph(found.text, Place(part), mark)
                for box in found.boxes:
                    yield from self.flat(box, part)
                yield from (Paragraph(text, Place(part)) for text in found.drawn)
            else:
                cells = filled(each, self.cell)
                yield from (Paragraph(text, Place(part)) for text, _, repeated in cells.values() if not repeated)

    def cell(self, parent: etree._Element) -> str:
        """All text of a table's cell: a line a paragraph, with its bullet or number; tables inside it row by row."""
        lines: list[str] = []
        for each in self._pieces(parent):
            if local(each) == "p":
                mark, found = self._line(each)
                lines.append(f"{mark} {found.text}" if mark and found.text.strip() else found.text)
                lines += [self.cell(box) for box in found.boxes]
                lines += found.drawn
            else:
                rows: dict[int, list[str]] = {}
                for (row, _), (text, _, repeated) in filled(each, self.cell).items():
                    if not repeated and text.strip():
                        rows.setdefault(row, []).append(text)
                lines += ["\t".join(rows[row]) for row in sorted(rows)]
        while lines and not lines[-1].strip():
            lines.pop()
        while lines and not lines[0].strip():
            lines.pop(0)
        return "\n".join(lines)

    def _pieces(self, parent: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs and tables inside an element, whatever they are wrapped in."""
        for each in parent:
            tag = local(each)
            if tag in ("p", "tbl"):
                yield each
            elif tag in LEFT_OUT:
                self.counts["deleted"] += 1
            elif tag == "AlternateContent":
                better = chosen(each)
                if better is not None:
                    yield from self._pieces(better)
            elif tag == "altChunk":
                self.counts["embedded"] += 1
            elif not tag.endswith("Pr"):
                yield from self._pieces(each)

    def _line(self, paragraph: etree._Element) -> tuple[str, Line]:
        """A paragraph and its bullet or number. One that was taken out as a whole isn't counted."""
        properties = child(paragraph, "pPr")
        style = self._styles.of(properties)
        found = line(paragraph, self._styles, style, self.counts)
        taken_out = child(child(properties, "rPr"), "del") is not None and not found.text.strip()
        return "" if taken_out else self._mark(properties, style), found

    def _mark(self, properties: etree._Element | None, style: str) -> str:
        own = child(properties, "numPr")
        key, depth = value(own, "numId"), number(value(own, "ilvl"))
        if key is None:
            listed = self._styles.listed(style)
            if listed is None:
                return ""
            key, styled, decides = listed
            depth = styled if depth is None else depth
            if depth is None:
                depth = self._lists.depth_of(key, decides)
        return "" if key == "0" else self._lists.mark(key, depth or 0)

    def _paragraph(self, paragraph: etree._Element, part: str) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        style = self._styles.of(properties)
        if self._styles.name(style).startswith("toc ") and part == _PAGE:
            self.counts["contents"] += 1
            return
        mark, found = self._line(paragraph)
        place = Place(part)
        if found.text.strip():
            level = self._styles.level(style, properties)
            numbered = any(letter.isalnum() for letter in mark)
            if level is None and found.bold and len(found.text.strip()) <= _SHORT and (numbered or not mark):
                level = 9
            if level is None:
                yield Paragraph(found.text, place, mark)
            else:
                yield Heading(f"{mark} {found.text}" if mark else found.text, level, place)
        for box in found.boxes:
            yield from self.blocks(box, "text box")
        yield from (Paragraph(text, Place("drawing")) for text in found.drawn)

    def _table(self, table: etree._Element) -> Iterator[Grid]:
        self._tables += 1
        name = f"table {self._tables}"
        found = grid(self._name, name.capitalize(), name, filled(table, self.cell))
        if found is not None:
            yield found


def _said(counts: Counter[str]) -> Iterator[str]:
    """What was decided in reading, in sentences."""
    if counts["inserted"] or counts["deleted"]:
        yield "Tracked changes were read as if agreed: what was put in is here, what was taken out is not."
    sentences: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("hidden", lambda count: f"Hidden text was read too, in {count} {'place' if count == 1 else 'places'}."),
        ("unfilled", lambda count: f"{count} {'box' if count == 1 else 'boxes'} of a form held no answer yet."),
        ("contents", lambda _: "The table of contents was left out: its lines are the headings."),
        ("pictures", lambda count: f"{count} {'picture was' if count == 1 else 'pictures were'} left out."),
        ("embedded", lambda count: f"{count} {'file' if count == 1 else 'files'} inside the document stayed unopened."),
    )
    yield from (sentence(counts[key]) for key, sentence in sentences if counts[key])
