"""A paper as a Word document with real styles, in our template or in a school's own."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph

from sef2si.documents import word_styles as looks
from sef2si.documents.paper import (
    Align,
    Block,
    Bullets,
    Facts,
    Heading,
    Lines,
    NewPage,
    Paper,
    Picture,
    Table,
    Tone,
    Words,
)
from sef2si.documents.paper_pdf import typeset
from sef2si.documents.paper_text import (
    NOTHING,
    Sheets,
    edition_line,
    is_missing,
    left_out_line,
    lines,
    one_line,
    paragraphs,
    running,
    sheets,
    title,
)
from sef2si.documents.word_templates import default, filled, place

_TONES = {Tone.PLAIN: "", Tone.LEDE: looks.LEDE, Tone.QUIET: looks.QUIET, Tone.MISSING: looks.MISSING}
_MARK = "▸ "
_PPI = 200
_A3 = (Mm(297), Mm(420))


def docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The Word document. ``template`` is a school's own, already checked by ``word_templates.check``."""
    document = filled(template or _default(), values(paper))
    looks.dress(document)
    named = _named(template)
    _Writer(document, paper).write(title_block="title" not in named, left_out="left_out" not in named)
    core = document.core_properties
    core.title, core.language = title(paper), "en-GB"
    core.subject, core.author = running(paper.about), one_line(paper.about.school)
    core.last_modified_by, core.comments = "", ""
    core.created = core.modified = datetime(2000, 1, 1)  # noqa: DTZ001  the same paper makes the same file
    saved = BytesIO()
    document.save(saved)
    return _steady(saved.getvalue())


def values(paper: Paper) -> dict[str, str]:
    """What a template can name."""
    about = paper.about
    return {
        "school": one_line(about.school),
        "urn": one_line(about.urn),
        "year": one_line(about.year),
        "title": title(paper),
        "subtitle": one_line(paper.subtitle),
        "made_on": one_line(about.made_on),
        "version": str(about.version),
        "edition": one_line(about.edition),
        "left_out": left_out_line(about),
    }


@cache
def _default() -> bytes:
    return default()


def _named(template: bytes | None) -> frozenset[str]:
    return frozenset()


class _Writer:
    """Writes a paper's blocks one after the other where the template has its place for them."""

    def __init__(self, document: WordDocument, paper: Paper) -> None:
        self._document, self._paper = document, paper
        self._numbering = looks.Numbering(document)
        self._place = place(document)
        self._sheet = self._governing()
        if paper.size == "A3":
            _resize(self._sheet, *_A3)
        self._breaks = False
        self._pictures = 0

    def write(self, title_block: bool, left_out: bool) -> None:
        runs = sheets(self._paper)
        _turn(self._sheet, runs[-1].landscape)
        if title_block:
            self._title_block()
        before: Sheets | None = None
        for run in runs:
            if before is not None:
                self._new_page(before.landscape, run.landscape)
            self._width, self._height = _room(self._sheet, run.landscape)
            for block in run.blocks:
                self._block(block)
            before = run
        self._place.getparent().remove(self._place)

    # Sheets

    def _governing(self) -> Any:
        """The properties of the section that the body stands in."""
        for later in self._place.itersiblings():
            found = later if later.tag == qn("w:sectPr") else later.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
            if found is not None:
                return found
        raise ValueError("A Word document has a section.")

    def _new_page(self, was: bool, becomes: bool) -> None:
        if was == becomes:
            self._breaks = True
            return
        ends = deepcopy(self._sheet)
        for name in ("w:titlePg", "w:pgNumType", "w:type"):
            for each in ends.findall(qn(name)):
                ends.remove(each)
        _turn(ends, was)
        last = self._place.getprevious()
        if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            paragraph = self._paragraph(looks.QUIET)
            last = paragraph._p
        last.get_or_add_pPr().append(ends)

    # Blocks

    def _title_block(self) -> None:
        about = self._paper.about
        school = self._paragraph(looks.ABOUT)
        school.add_run(one_line(about.school)).bold = True
        self._text(self._paragraph(looks.TITLE), [title(self._paper)])
        if one_line(self._paper.subtitle):
            self._text(self._paragraph(looks.SUBTITLE), [one_line(self._paper.subtitle)])
        said = [line for line in (running(about), edition_line(about)) if line]
        for line in said:
            last = self._paragraph(looks.ABOUT)
            self._text(last, [line])
        rule = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:space="6" w:color="12436D"/></w:pBdr>'
        )
        last._p.get_or_add_pPr().insert_element_before(rule, *looks.AFTER_BORDERS)
        last.paragraph_format.space_after = Mm(5)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._text(self._paragraph(looks.HEADINGS[block.level - 1]), [one_line(block.text)])
            case Words():
                for paragraph in paragraphs(block.text):
                    made = self._paragraph(_TONES[block.tone])
                    self._text(made, paragraph, marked=block.tone is Tone.MISSING)
            case Bullets():
                self._bullets(block)
            case Facts():
                for label, words in block.rows:
                    made = self._paragraph(looks.FACT)
                    made.add_run(one_line(label)).bold = True
                    made.add_run("\t")
                    self._said(made, words)
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)
            case Lines():
                self._lines(block)
            case NewPage():
                pass

    def _bullets(self, block: Bullets) -> None:
        number = self._numbering.numbers() if block.numbered else self._numbering.bullets
        for text in block.items:
            made = self._paragraph(looks.NUMBER if block.numbered else looks.BULLET)
            properties = made._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number
            self._said(made, text)

    def _table(self, table: Table) -> None:
        if one_line(table.caption):
            self._text(self._paragraph(looks.CAPTION), [one_line(table.caption)])
        if not table.rows:
            self._text(self._paragraph(looks.QUIET), lines(table.empty or NOTHING))
            return
        rows = [*table.rows, *([table.total] if table.total else ())]
        made = self._document.add_table(1 + len(rows), len(table.columns), looks.TABLE)
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        self._put(made._tbl)
        _describe(made._tbl, table, self._width)
        shares = [max(column.width, 0.1) for column in table.columns]
        widths = [Emu(int(self._width * share / sum(shares))) for share in shares]
        for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            column.set(qn("w:w"), str(width.twips))
        for number, row in enumerate(made._tbl.tr_lst):
            head = number == 0
            texts = tuple(column.heading for column in table.columns) if head else rows[number - 1]
            properties = row.get_or_add_trPr()
            if head or sum(len(text) for text in texts) < 2500:
                properties.append(OxmlElement("w:cantSplit"))
            if head:
                properties.append(OxmlElement("w:tblHeader"))
            for place_, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                cell.width = widths[place_]
                words = Paragraph(cell.p_lst[0], self._document._body)
                words.style = self._document.styles[looks.CELL_HEADING if head else looks.CELL]
                if table.columns[place_].align is Align.RIGHT:
                    words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._said(words, text)
                if is_missing(text):
                    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FDF0DC"/>')
                    cell.get_or_add_tcPr().append(shade)
        self._paragraph(looks.QUIET)

    def _picture(self, picture: Picture) -> None:
        width = self._width / Mm(1)
        drawn = typeset("picture.typ", {"width": width}, pictures={"picture": picture.svg}, form="png", ppi=_PPI)[0]
        made = self._paragraph("")
        shape = made.add_run().add_picture(BytesIO(drawn), width=Emu(int(self._width)))
        most = int(self._height * 0.84)
        if shape.height > most:
            shape.width, shape.height = Emu(int(shape.width * most / shape.height)), Emu(most)
        self._pictures += 1
        named = shape._inline.docPr
        named.set("name", f"Picture {self._pictures}")
        named.set("descr", one_line(picture.alternative))
        if one_line(picture.caption):
            made.paragraph_format.keep_with_next = True
            self._text(self._paragraph(looks.CAPTION), [one_line(picture.caption)])

    def _lines(self, room: Lines) -> None:
        made = self._paragraph("")
        if not room.number:
            self._text(made, [f"☐ {line}" if not at else line for at, line in enumerate(lines(room.label))])
            return
        made.paragraph_format.keep_with_next = True
        self._text(made, lines(room.label))
        for run in made.runs:
            run.bold = True
        for _ in range(room.number):
            self._paragraph(looks.LINE)

    # Words

    def _paragraph(self, style: str) -> Paragraph:
        made = self._document.add_paragraph(style=style or None)
        self._put(made._p)
        if self._breaks:
            made.paragraph_format.page_break_before, self._breaks = True, False
        return made

    def _put(self, element: Any) -> None:
        if self._breaks and element.tag == qn("w:tbl"):
            self._paragraph(looks.QUIET)
        self._place.addprevious(element)

    def _said(self, paragraph: Paragraph, text: str) -> None:
        self._text(
            paragraph, lines(text), words=looks.MISSING_WORDS if is_missing(text) else "", marked=is_missing(text)
        )

    def _text(self, paragraph: Paragraph, said: Iterable[str], words: str = "", marked: bool = False) -> None:
        text = "\n".join(said)
        run = paragraph.add_run((_MARK if marked and text else "") + text, words or None)
        if _from_the_right(text):
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *looks.AFTER_BORDERS[9:])
            run.font.rtl = True


def _from_the_right(text: str) -> bool:
    """Whether the first letter that says so is of a script written from the right."""
    return next(
        (kind != "L" for letter in text if (kind := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}), False
    )


def _describe(table: Any, words: Table, width: float) -> None:
    properties = table.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    first, last = int(words.row_headers), int(bool(words.total))
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="0000" w:firstRow="1" w:lastRow="{last}" w:firstColumn="{first}" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
    )
    if one_line(words.caption):
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), one_line(words.caption))
        properties.append(caption)
    total = properties.find(qn("w:tblW"))
    if total is not None:
        total.set(qn("w:type"), "dxa")
        total.set(qn("w:w"), str(Emu(int(width)).twips))


def _size(sheet: Any) -> Any:
    found = sheet.find(qn("w:pgSz"))
    if found is None:
        found = parse_xml(f'<w:pgSz {nsdecls("w")} w:w="11906" w:h="16838"/>')
        sheet.insert_element_before(
            found,
            *(
                f"w:{n}"
                for n in (
                    "pgMar",
                    "paperSrc",
                    "pgBorders",
                    "lnNumType",
                    "pgNumType",
                    "cols",
                    "formProt",
                    "vAlign",
                    "noEndnote",
                    "titlePg",
                    "textDirection",
                    "bidi",
                    "rtlGutter",
                    "docGrid",
                )
            ),
        )
    return found


def _resize(sheet: Any, width: Any, height: Any) -> None:
    size = _size(sheet)
    size.set(qn("w:w"), str(width.twips))
    size.set(qn("w:h"), str(height.twips))


def _turn(sheet: Any, landscape: bool) -> None:
    size = _size(sheet)
    sides = sorted(int(size.get(qn(name))) for name in ("w:w", "w:h"))
    wide, high = reversed(sides) if landscape else sides
    size.set(qn("w:w"), str(wide))
    size.set(qn("w:h"), str(high))
    size.set(qn("w:orient"), "landscape" if landscape else "portrait")


def _room(sheet: Any, landscape: bool) -> tuple[float, float]:
    """Width and height between the margins, in EMU."""
    size, margin = _size(sheet), sheet.find(qn("w:pgMar"))
    sides = sorted(int(size.get(qn(name))) for name in ("w:w", "w:h"))
    wide, high = reversed(sides) if landscape else sides

    def of(name: str) -> int:
        return abs(int(margin.get(qn(f"w:{name}"), 1440))) if margin is not None else 1440

    return (wide - of("left") - of("right")) * 635, (high - of("top") - of("bottom")) * 635


def _steady(content: bytes) -> bytes:
    """The same parts with one fixed time, so that the same paper makes the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as steady:
        for name in parts.namelist():
            steady.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), parts.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
