"""The styles of our Word documents: our own template's, and what a school's template is given where it lacks one."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TITLE, SUBTITLE, HEADINGS = "Title", "Subtitle", ("Heading 1", "Heading 2", "Heading 3")
BULLET, NUMBER, CAPTION = "List Bullet", "List Number", "Caption"
LEDE, QUIET, ABOUT, FACT = "Lede", "Quiet", "About", "Fact"
MISSING, MISSING_WORDS = "Not Yet Agreed", "Not Yet Agreed Words"
TABLE, CELL, CELL_HEADING, LINE = "Plan Table", "Table Words", "Table Heading", "Writing Line"
_LABEL = Mm(50)
_FONT, _POINTS = "Arial", 10.5
_INK, _MUTED, _BRAND, _TODO, TODO_WASH = "14202B", "51606D", "12436D", "8A4B00", "FDF0DC"

# name: what it is based on, size, colour, bold, points before and after, kept with what follows
_LOOKS: tuple[tuple[str, str, float, str, bool, float, float, bool], ...] = (
    (TITLE, "Normal", 24, _INK, True, 4, 4, True),
    (SUBTITLE, "Normal", 13, _INK, False, 0, 4, True),
    (HEADINGS[0], "Normal", 16, _INK, True, 20, 6, True),
    (HEADINGS[1], "Normal", 13, _INK, True, 14, 4, True),
    (HEADINGS[2], "Normal", 11, _INK, True, 10, 3, True),
    (BULLET, "Normal", 10.5, _INK, False, 0, 3, False),
    (NUMBER, "Normal", 10.5, _INK, False, 0, 3, False),
    (CAPTION, "Normal", 10, _INK, True, 10, 4, True),
    (LEDE, "Normal", 12.5, _MUTED, False, 0, 6, False),
    (QUIET, "Normal", 9, _MUTED, False, 0, 4, False),
    (ABOUT, "Normal", 9, _MUTED, False, 0, 2, False),
    (FACT, "Normal", 10.5, _INK, False, 0, 3, False),
    (MISSING, "Normal", 10.5, _TODO, True, 4, 6, False),
    (CELL, "Normal", 9, _INK, False, 2, 2, False),
    (CELL_HEADING, CELL, 9, _BRAND, True, 2, 2, True),
    (LINE, "Normal", 10.5, _INK, False, 16, 0, False),
)
_TABLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PlanTable">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="C9D1D8"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D1D8"/>
  </w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="12" w:space="0" w:color="{_BRAND}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="6B7A86"/></w:tcBorders>
    <w:shd w:val="clear" w:color="auto" w:fill="F4F6F8"/></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>"""


def plain_document() -> WordDocument:
    """An empty A4 document in our styles, British English."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.size, normal.font.color.rgb = Pt(10.5), RGBColor.from_string(_INK)
    _set_font(normal.element)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), "en-GB")
    for name, *_ in _LOOKS:
        existing = next((style for style in document.styles if style.name == name), None)
        if existing is not None and name not in (BULLET, NUMBER):
            document.styles.element.remove(existing.element)
    _add_styles(document)
    for name in ("Header", "Footer"):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(8), RGBColor.from_string(_MUTED)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    return document


def dress(document: WordDocument) -> None:
    """Gives a school's document the styles it lacks; those it has keep the school's look."""
    _add_styles(document)


def shrink(document: WordDocument, points: float) -> None:
    """Smaller type and less space throughout, so that a document fits one side; no type under 8 points."""
    share = points / _POINTS
    for style in document.styles:
        if isinstance(style, ParagraphStyle):
            if style.font.size:
                style.font.size = Pt(max(8, round(style.font.size.pt * share * 2) / 2))
            spaces = style.paragraph_format
            spaces.space_before, spaces.space_after = (
                Pt(round(space.pt * share**2, 1)) if space else space
                for space in (spaces.space_before, spaces.space_after)
            )
            if style.name == "Normal":
                spaces.line_spacing = 1.05


def _add_styles(document: WordDocument) -> None:
    styles = document.styles
    here = {(style.name or "").casefold() for style in styles}
    base = styles.default(WD_STYLE_TYPE.PARAGRAPH)
    for name, based_on, size, colour, bold, before, after, keeps in _LOOKS:
        if name.casefold() in here:
            continue
        style = styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in (TITLE, SUBTITLE, *HEADINGS, BULLET, NUMBER, CAPTION)
        )
        style.base_style = styles[based_on] if based_on != "Normal" else base
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next, style.paragraph_format.widow_control = keeps, True
        style.quick_style, style.hidden = True, False
        if name in HEADINGS:
            level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{HEADINGS.index(name)}"/>')
            style.element.get_or_add_pPr().insert_element_before(level, *_ORDER[_ORDER.index("w:divId") :])
        if name == FACT:
            style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = _LABEL, -_LABEL
            style.paragraph_format.tab_stops.add_tab_stop(_LABEL)
        if name == MISSING:
            _box(style.element, "left", _TODO, 24, TODO_WASH)
        if name == LINE:
            _box(style.element, "bottom between", "6B7A86", 4, "")
        if name == TITLE:
            style.paragraph_format.line_spacing = 1.05
    if MISSING_WORDS.casefold() not in here:
        words = styles.add_style(MISSING_WORDS, WD_STYLE_TYPE.CHARACTER)
        words.font.bold, words.font.color.rgb = True, RGBColor.from_string(_TODO)
    if TABLE.casefold() not in here:
        made: Any = parse_xml(_TABLE_XML)
        ordinary = styles.default(WD_STYLE_TYPE.TABLE)
        based_on = made.find(qn("w:basedOn"))
        if ordinary is not None:
            based_on.set(qn("w:val"), ordinary.style_id)
        else:
            made.remove(based_on)
        styles.element.append(made)


def _set_font(element: Any) -> None:
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), _FONT)


def _box(element: Any, sides: str, colour: str, size: int, fill: str) -> None:
    properties = element.get_or_add_pPr()
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{colour}"/>' for side in sides.split()
    )
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    properties.insert_element_before(border, *_ORDER[_ORDER.index("w:shd") :])
    if fill:
        properties.insert_element_before(shade(fill), *_ORDER[_ORDER.index("w:shd") + 1 :])


# What may follow in a paragraph's properties, in the order that the file format asks for.
_ORDER = tuple(
    f"w:{name}"
    for name in (
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct"),
        *("topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind"),
        *("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment"),
        *("textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
    )
)


def rule_below(paragraph: Paragraph) -> None:
    """A rule below a paragraph, such as the last of a title block."""
    _box(paragraph._p, "bottom", _BRAND, 18, "")
    paragraph.paragraph_format.space_after = Mm(5)


def in_list(paragraph: Paragraph, number: int) -> None:
    """Makes a paragraph an entry of a list of ``Numbering``."""
    listed = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(listed, *_ORDER[_ORDER.index("w:suppressLineNumbers") :])


def turn_right(paragraph: Paragraph) -> None:
    """For a script that is written from the right."""
    properties: Any = paragraph._p.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        turned = parse_xml(f"<w:bidi {nsdecls('w')}/>")
        properties.insert_element_before(turned, *_ORDER[_ORDER.index("w:bidi") + 1 :])


def shade(fill: str) -> Any:
    """The ground of a cell or paragraph."""
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


class Numbering:
    """The lists of one document: each numbered list starts at 1."""

    def __init__(self, document: WordDocument) -> None:
        self._root = _numbering_root(document)
        self._abstract = {kind: self._add_abstract(kind) for kind in ("bullet", "decimal")}
        self._bullets = self._add_list("bullet")

    @property
    def bullets(self) -> int:
        return self._bullets

    def numbers(self) -> int:
        """A new numbered list."""
        return self._add_list("decimal")

    def _add_abstract(self, kind: str) -> int:
        free = 1 + max(
            (int(each.get(qn("w:abstractNumId"))) for each in self._root.findall(qn("w:abstractNum"))), default=0
        )
        sign = "•" if kind == "bullet" else "%1."
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{free}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
        )
        first = self._root.find(qn("w:num"))
        if first is None:
            self._root.append(made)
        else:
            first.addprevious(made)
        return free

    def _add_list(self, kind: str) -> int:
        free = 1 + max((int(each.get(qn("w:numId"))) for each in self._root.findall(qn("w:num"))), default=0)
        made = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{free}"><w:abstractNumId w:val="{self._abstract[kind]}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
        last = self._root.findall(qn("w:num"))
        if last:
            last[-1].addnext(made)
        else:
            self._root.append(made)
        return free


def _numbering_root(document: WordDocument) -> Any:
    part: Any = document.part
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    empty: Any = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return empty
