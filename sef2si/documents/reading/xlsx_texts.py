"""The texts of a workbook: the shared ones, those in cells, and its headers and footers."""

from __future__ import annotations

import re

from lxml import etree

from sef2si.documents.reading.parts import Package, local

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PAGES = re.compile(r"\W*(page\W*\d*\W*(of\W*\d*)?|\d{0,3}\W*(of\W*\d*)?)\W*", re.IGNORECASE)
_CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&K\d\d[+-]\d{3}|&\d{1,3}|&[A-Za-z]|&&')


def shared_texts(package: Package, part: str) -> list[str]:
    """The workbook's table of texts, in its order."""
    root = package.xml(part) if part else None
    return [] if root is None else [plain_text(each) for each in root.iterfind("{*}si")]


def plain_text(source: etree._Element | str) -> str:
    """A text with its runs joined, guides to pronunciation left out, and ``_x000A_`` turned into what it stands for."""
    joined = source if isinstance(source, str) else "".join(_runs(source))
    return _ESCAPED.sub(_character, joined).replace("\r\n", "\n").replace("\r", "\n")


def header_texts(element: etree._Element) -> list[str]:
    """The texts of a sheet's headers and footers, each once, without the codes for page numbers and fonts."""
    found: list[str] = []
    for each in element:
        pieces = re.split(r"&[LCR]", each.text or "")
        for piece in pieces:
            text = _CODES.sub(lambda code: "&" if code[0] == "&&" else " ", piece)
            text = " ".join(text.split())
            if text not in found and not is_page_number(text):
                found.append(text)
    return found


def is_page_number(text: str) -> bool:
    """Whether a header or footer only counts pages, or says nothing: ``"Page 2 of 7"``."""
    return _PAGES.fullmatch(text) is not None


def _runs(source: etree._Element) -> list[str]:
    runs: list[str] = []
    for each in source:
        if local(each) == "t":
            runs.append(each.text or "")
        elif local(each) == "r":
            runs += [text.text or "" for text in each.iterfind("{*}t")]
    return runs


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
