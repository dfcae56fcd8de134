"""The sheets of a Word document: sections that turn the paper, with the header, footer and margins of the template."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_A3 = (16838, 23811)  # twentieths of a point
_EMU = 635
_AFTER_SIZE = tuple(
    f"w:{name}"
    for name in (
        *("pgMar", "paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote"),
        *("titlePg", "textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange"),
    )
)


class WordSheets:
    """The sections around and within a body that is written before ``place``, a paragraph of the template.

    What the template says before and after its body keeps the template's own sheets.
    """

    def __init__(self, place: Any, a3: bool) -> None:
        self._place = place
        self._section = _governing(place)
        self._own = _shape(self._section)
        self._sides = sorted(_A3 if a3 else self._own)
        self._follows = _follows(place, self._section)
        self._cut = False

    def begin(self, landscape: bool) -> None:
        """Before the first block."""
        if self._shaped(landscape) != self._own and _precedes(self._place):
            self._end_section(self._own)

    def turn(self, was: bool) -> None:
        """Ends the sheets that lay as ``was`` says: what follows begins on a new page."""
        self._end_section(self._shaped(was))

    def end(self, landscape: bool) -> None:
        """After the last block."""
        shape = self._shaped(landscape)
        if shape == self._own:
            return
        if self._follows:
            self._end_section(shape)
        else:
            _reshape(self._section, shape)

    def room(self, landscape: bool) -> tuple[int, int]:
        """Width and height between the margins, in EMU."""
        wide, high = self._shaped(landscape)
        margin = self._section.find(qn("w:pgMar"))

        def of(name: str) -> int:
            return abs(int(margin.get(qn(f"w:{name}"), 1440))) if margin is not None else 1440

        return (
            max(wide - of("left") - of("right"), 1440) * _EMU,
            max(high - of("top") - of("bottom"), 1440) * _EMU,
        )

    def _shaped(self, landscape: bool) -> tuple[int, int]:
        low, high = self._sides
        return (high, low) if landscape else (low, high)

    def _end_section(self, shape: tuple[int, int]) -> None:
        ends = deepcopy(self._section)
        _reshape(ends, shape)
        if self._cut:
            _plain(ends)
        else:  # what is of the first page alone stays with the first section
            _plain(self._section)
            self._cut = True
        last = self._place.getprevious()
        if last is None or last.tag != qn("w:p") or _ending(last) is not None:
            last = parse_xml(f"<w:p {nsdecls('w')}/>")
            self._place.addprevious(last)
        last.get_or_add_pPr().append(ends)


def _governing(place: Any) -> Any:
    """The properties of the section that a paragraph stands in."""
    for later in place.itersiblings():
        found = later if later.tag == qn("w:sectPr") else _ending(later)
        if found is not None:
            return found
    made = parse_xml(f"<w:sectPr {nsdecls('w')}/>")
    place.getparent().append(made)
    return made


def _ending(paragraph: Any) -> Any:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")


def _follows(place: Any, section: Any) -> bool:
    """Whether the template says more after its body, in the same section."""
    for later in place.itersiblings():
        if later is section:
            return False
        if _says(later):
            return True
        if _ending(later) is not None:
            return False
    return False


def _precedes(place: Any) -> bool:
    for earlier in place.itersiblings(preceding=True):
        if _ending(earlier) is not None:
            return False
        if _says(earlier):
            return True
    return False


def _says(element: Any) -> bool:
    return element.tag == qn("w:tbl") or any(
        (each.text or "").strip() if each.tag == qn("w:t") else each.tag in (qn("w:drawing"), qn("w:pict"))
        for each in element.iter()
    )


def _size(section: Any) -> Any:
    found = section.find(qn("w:pgSz"))
    if found is None:
        found = parse_xml(f'<w:pgSz {nsdecls("w")} w:w="11906" w:h="16838"/>')
        section.insert_element_before(found, *_AFTER_SIZE)
    return found


def _shape(section: Any) -> tuple[int, int]:
    size = _size(section)
    return int(size.get(qn("w:w"))), int(size.get(qn("w:h")))


def _reshape(section: Any, shape: tuple[int, int]) -> None:
    size = _size(section)
    size.set(qn("w:w"), str(shape[0]))
    size.set(qn("w:h"), str(shape[1]))
    size.set(qn("w:orient"), "landscape" if shape[0] > shape[1] else "portrait")


def _plain(section: Any) -> None:
    """Without what is for a first page: its own header, the first page's number, no break before it."""
    for name in ("w:titlePg", "w:pgNumType", "w:type"):
        for each in section.findall(qn(name)):
            section.remove(each)
