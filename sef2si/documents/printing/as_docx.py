"""A paper as a Word document with real styles, in our template or in a school's own."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from sef2si.documents.printing import word_styles as looks
from sef2si.documents.printing.as_pdf import typeset, values_of
from sef2si.documents.printing.paper import (
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
from sef2si.documents.printing.text import (
    NOTHING,
    Sheets,
    edition_line,
    is_long,
    is_missing,
    left_out_line,
    lines,
    one_line,
    paragraphs,
    running,
    shares,
    sheets,
    title,
)
from sef2si.documents.printing.word_filling import filled, named, own_template, place
from sef2si.documents.printing.word_sheets import WordSheets

_TONES = {Tone.PLAIN: "", Tone.LEDE: looks.LEDE, Tone.QUIET: looks.QUIET, Tone.MISSING: looks.MISSING}
_MARK = "▸ "
_PPI = 200
# Stands among the properties of every Word file of ours, so that one that comes back is known.
MADE = "Made by sef2si"
_LONGEST = 255  # letters of what a Word file says of itself
_MM = 36_000  # EMU
_LETTER = 1.85 * _MM  # how wide a letter in a table is
_WIDER = 0.92  # the type of our Word documents is as much wider than that of our PDF
_TALLER = 0.84  # and where many tables follow one another on a side, the room around them too
_LABEL = 24  # letters of a fact's label: a longer one has a line of its own


def docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The Word document. ``template`` is a school's own, already checked by ``word_templates.check``."""
    document = filled(template or own_template(), values(paper))
    looks.dress(document)
    if paper.one_page and not template:
        _tighten(document)
        several = any(isinstance(block, NewPage) for block in paper.blocks)
        looks.shrink(document, values_of(paper)["points"] * (_TALLER if several else _WIDER))
    _Writer(document, paper).write(already=named(template) if template else frozenset())
    core = document.core_properties
    core.keywords = MADE
    core.title, core.language = title(paper)[:_LONGEST], "en-GB"
    core.subject, core.author = running(paper.about)[:_LONGEST], one_line(paper.about.school)[:_LONGEST]
    core.last_modified_by, core.comments, core.identifier = "", "", ""
    core.created = core.modified = datetime(2000, 1, 1)  # noqa: DTZ001  the same paper makes the same file
    saved = BytesIO()
    document.save(saved)
    return _steady(saved.getvalue())


def _tighten(document: WordDocument) -> None:
    """Narrow margins, where a paper is to fit one side and the sheet is ours."""
    for section in document.sections:
        section.top_margin = section.bottom_margin = Mm(15)
        section.left_margin = section.right_margin = Mm(13)
        section.header_distance = section.footer_distance = Mm(7)


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


class _Writer:
    """Writes a paper's blocks one after the other where the template has its place for them."""

    def __init__(self, document: WordDocument, paper: Paper) -> None:
        self._document, self._paper = document, paper
        self._numbering = looks.Numbering(document)
        self._place = place(document)
        self._sheets = WordSheets(self._place, a3=paper.size == "A3")
        self._breaks = False
        self._pictures = 0
        self._styles: dict[str, str | None] = {}

    def write(self, already: frozenset[str]) -> None:
        """All blocks. What the template says ``already``, such as the title, is not said again."""
        before: Sheets | None = None
        for run in sheets(self._paper):
            self._width, self._height = self._sheets.room(run.landscape)
            if before is None:
                self._sheets.begin(run.landscape)
                self._title_block(already)
            elif before.landscape != run.landscape:
                self._sheets.turn(before.landscape)
            else:
                self._breaks = True
            for block in run.blocks:
                self._block(block)
            before = run
        self._sheets.end(bool(before and before.landscape))
        self._place.getparent().remove(self._place)

    # Blocks

    def _title_block(self, already: frozenset[str]) -> None:
        about = self._paper.about
        if "title" not in already:
            if one_line(about.school) and "school" not in already:
                self._text(self._paragraph(looks.ABOUT), [one_line(about.school)], bold=True)
            self._text(self._paragraph(looks.TITLE), [title(self._paper)])
        if one_line(self._paper.subtitle) and "subtitle" not in already:
            self._text(self._paragraph(looks.SUBTITLE), [one_line(self._paper.subtitle)])
        lines_ = [] if {"year", "made_on", "version"} <= already else [running(about)]
        lines_ += [] if "left_out" in already else [edition_line(about)]
        last = None
        for line in filter(None, lines_):
            last = self._paragraph(looks.ABOUT)
            self._text(last, [line])
        if last is not None:
            looks.rule_below(last)

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
                    name = one_line(label)
                    made.add_run(name + ("\t" if len(name) <= _LABEL else "\n")).bold = True
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
            looks.in_list(made, number)
            self._said(made, text)

    def _table(self, table: Table) -> None:
        if one_line(table.caption):
            self._text(self._paragraph(looks.CAPTION), [one_line(table.caption)])
        if not table.rows:
            self._text(self._paragraph(looks.QUIET), lines(table.empty or NOTHING))
            return
        rows = [tuple(column.heading for column in table.columns), *table.rows]
        rows += [table.total] if table.total else []
        made = self._document.add_table(len(rows), len(table.columns), looks.TABLE)
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        self._put(made._tbl)
        _describe(made._tbl, table, self._width)
        widths = [Emu(int(self._width * share)) for share in shares(table, self._width / _LETTER)]
        for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            column.set(qn("w:w"), str(width.twips))
        for at, (row, texts) in enumerate(zip(made._tbl.tr_lst, rows, strict=True)):
            properties = row.get_or_add_trPr()
            # LibreOffice 7.4 can lose rows where the first of them may not be split either.
            if at != 1 and not is_long(texts, [width / _LETTER for width in widths]):
                properties.append(OxmlElement("w:cantSplit"))
            if not at:
                properties.append(OxmlElement("w:tblHeader"))
            total = bool(table.total) and at == len(rows) - 1
            for column, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                cell.width = widths[column]
                words = Paragraph(cell.p_lst[0], made)
                words._p.style = self._style(looks.CELL if at else looks.CELL_HEADING)
                if table.columns[column].align is Align.RIGHT:
                    words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._said(words, text, bold=bool(at) and (total or (table.row_headers and not column)))
                if is_missing(text):
                    cell.get_or_add_tcPr().append(looks.shade(looks.TODO_WASH))
        self._paragraph(looks.QUIET)

    def _picture(self, picture: Picture) -> None:
        width = self._width / _MM
        drawn = typeset("picture.typ", {"width": width}, pictures={"picture": picture.svg}, form="png", ppi=_PPI)[0]
        made = self._paragraph("")
        shape = made.add_run().add_picture(BytesIO(drawn), width=Emu(int(self._width)))
        most = int(self._height * (0.84 if picture.wide else 0.7))
        if shape.height > most:
            shape.width, shape.height = Emu(int(shape.width * most / shape.height)), Emu(most)
        self._pictures += 1
        for side in "TBLR":  # LibreOffice takes an eighth of an inch where nothing is said
            shape._inline.set(f"dist{side}", "0")
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
        made.paragraph_format.keep_with_next, made.paragraph_format.space_before = True, Pt(8)
        self._text(made, lines(room.label), bold=True)
        for _ in range(room.number):
            self._paragraph(looks.LINE)

    # Words

    def _paragraph(self, style: str) -> Paragraph:
        made = self._document.add_paragraph()
        made._p.style = self._style(style)
        self._put(made._p)
        if self._breaks:
            made.paragraph_format.page_break_before, self._breaks = True, False
        return made

    def _style(self, name: str) -> str | None:
        """A style's own key, found once: a pack has thousands of cells."""
        if name not in self._styles:
            self._styles[name] = self._document.styles[name].style_id if name else None
        return self._styles[name]

    def _put(self, element: Any) -> None:
        if self._breaks and element.tag == qn("w:tbl"):
            self._paragraph(looks.QUIET)
        self._place.addprevious(element)

    def _said(self, paragraph: Paragraph, text: str, bold: bool = False) -> None:
        """Words of a cell, fact or bullet."""
        missing = is_missing(text)
        self._text(paragraph, lines(text), looks.MISSING_WORDS if missing else "", marked=missing, bold=bold)

    def _text(
        self, paragraph: Paragraph, said: Iterable[str], style: str = "", marked: bool = False, bold: bool = False
    ) -> None:
        text = "\n".join(said)
        if not text:
            return
        run = paragraph.add_run((_MARK if marked else "") + text)
        run._r.style = self._style(style)
        if bold:
            run.bold = True
        if _from_the_right(text):
            looks.turn_right(paragraph)
            run.font.rtl = True


def _from_the_right(text: str) -> bool:
    """Whether the first letter that says so is of a script written from the right."""
    return next(
        (kind != "L" for letter in text if (kind := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}), False
    )


def _describe(table: Any, words: Table, width: int) -> None:
    """What tells a reader's program which cells are headings, and what the table is."""
    properties = table.tblPr
    for name in ("w:tblLook", "w:tblCaption"):
        for each in properties.findall(qn(name)):
            properties.remove(each)
    first, last = int(words.row_headers), int(bool(words.total))
    value = 0x0620 | 0x0040 * last | 0x0080 * first
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="{value:04X}" w:firstRow="1" w:lastRow="{last}" '
            f'w:firstColumn="{first}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
    )
    if one_line(words.caption):
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), one_line(words.caption))
        properties.append(caption)
    whole = properties.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(Emu(width).twips))


def _steady(content: bytes) -> bytes:
    """The same parts with one fixed time, so that the same paper makes the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as steady:
        for name in parts.namelist():
            steady.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), parts.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
