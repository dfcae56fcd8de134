"""One paragraph of a Word document: its text as seen, whether all of it is bold, and the text boxes tied to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from sef2si.documents.reading.docx_styles import Styles, child, is_on, value
from sef2si.documents.reading.drawn import drawn_texts
from sef2si.documents.reading.parts import attribute, local
from sef2si.documents.reading.symbols import symbol

LEFT_OUT = frozenset(("del", "moveFrom"))  # what tracked changes took away
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
# Properties, codes of fields, guides to pronunciation: nothing people read as text.
_SILENT = frozenset(
    (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "rt",
        "rubyPr",
        "instrText",
        "delText",
        "delInstrText",
        "fldData",
        "tblPr",
        "sectPr",
    )
)


@dataclass
class Line:
    """``text`` as seen; ``bold`` where all of it is; ``boxes`` are text boxes, for whoever reads blocks."""

    pieces: list[str] = field(default_factory=list)
    plain: bool = False  # something of it isn't bold
    boxes: list[etree._Element] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def bold(self) -> bool:
        return not self.plain and bool(self.text.strip())


def line(paragraph: etree._Element, styles: Styles, style: str, counts: Counter[str]) -> Line:
    """Read one paragraph; ``counts`` tells what was met: inserted, deleted, unfilled, hidden, pictures."""
    found = Line()
    _Reader(found, styles, styles.bold(style), counts).inside(paragraph)
    return found


def chosen(element: etree._Element) -> etree._Element | None:
    """Of what a document says twice, for new programs and old ones, the part for the new, unless it has no text."""
    choices = [each for each in element if local(each) in ("Choice", "Fallback")]
    return next((each for each in choices if _has_text(each)), choices[0] if choices else None)


def _has_text(element: etree._Element) -> bool:
    return any((each.text or "").strip() for each in element.iter("{*}t"))


class _Reader:
    def __init__(self, found: Line, styles: Styles, bold: bool, counts: Counter[str]) -> None:
        self._line, self._styles, self._bold, self._counts = found, styles, bold, counts

    def inside(self, element: etree._Element) -> None:
        """Everything inside a paragraph that isn't a run is looked into, so that no wrapper hides text."""
        for each in element:
            tag = local(each)
            if tag in LEFT_OUT:
                self._counts["deleted"] += 1
            elif tag == "r":
                if not str(each.tag).startswith("{http://schemas.openxmlformats.org/officeDocument/2006/math}"):
                    self._run(each)
                else:
                    self.inside(each)
            elif tag == "t":
                self._say(each.text or "", self._bold)
            elif tag == "AlternateContent":
                better = chosen(each)
                if better is not None:
                    self.inside(better)
            elif tag in ("drawing", "pict", "object"):
                self._picture(each)
            elif tag == "sdt" and is_on(child(each, "sdtPr"), "showingPlcHdr"):
                self._counts["unfilled"] += 1
            elif tag not in _SILENT:
                if tag in ("ins", "moveTo"):
                    self._counts["inserted"] += 1
                self.inside(each)

    def _run(self, run: etree._Element) -> None:
        properties = child(run, "rPr")
        bold = is_on(properties, "b")
        if bold is None:
            bold = self._styles.bold(value(properties, "rStyle")) or self._bold
        if is_on(properties, "vanish") and _has_text(run):
            self._counts["hidden"] += 1
        for each in run:
            tag = local(each)
            if tag == "t":
                self._say(each.text or "", bold)
            elif tag in _MARKS:
                self._say(_MARKS[tag], True)
            elif tag == "br":
                self._say("\n" if attribute(each, "type") in (None, "textWrapping") else "", True)
            elif tag == "sym":
                self._say(_symbol(each), True)
            elif tag == "fldChar":
                self._say(_box(each), True)
            elif tag in ("drawing", "pict", "object"):
                self._picture(each)
            elif tag == "AlternateContent":
                better = chosen(each)
                if better is not None:
                    self._run(better)
            elif tag == "ruby":
                self.inside(each)

    def _say(self, text: str, bold: bool) -> None:
        self._line.pieces.append(text)
        if text.strip() and not bold:
            self._line.plain = True

    def _picture(self, element: etree._Element) -> None:
        boxes = [each for each in element.iter("{*}txbxContent") if not _inside_another(each, element)]
        self._line.boxes += boxes
        self._line.drawn += drawn_texts(element)
        if not boxes and next(element.iter("{*}blip", "{*}imagedata"), None) is not None:
            self._counts["pictures"] += 1


def _inside_another(box: etree._Element, top: etree._Element) -> bool:
    """Whether a text box stands in another one, or says again for old programs what was said for new ones."""
    for each in box.iterancestors():
        if each is top:
            return False
        if local(each) == "txbxContent":
            return True
        parent = each.getparent()
        if parent is not None and local(parent) == "AlternateContent" and chosen(parent) is not each:
            return True
    return False


def _symbol(element: etree._Element) -> str:
    code = attribute(element, "char") or ""
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ud800" <= letter <= "\udfff" else symbol(letter, attribute(element, "font") or "")


def _box(element: etree._Element) -> str:
    """A form's tick box or its chosen answer, which Word draws itself."""
    data = child(element, "ffData")
    box = child(data, "checkBox")
    if box is not None:
        ticked = is_on(box, "checked")
        return "☒" if (is_on(box, "default") if ticked is None else ticked) else "☐"
    answers = child(data, "ddList")
    if answers is None:
        return ""
    offered = [attribute(each, "val") or "" for each in answers if local(each) == "listEntry"]
    at = value(answers, "result") or value(answers, "default") or "0"
    return offered[int(at)] if at.isdecimal() and int(at) < len(offered) else ""
