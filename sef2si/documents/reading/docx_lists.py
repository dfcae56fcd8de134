"""The bullets and numbers of a Word document, counted as Word counts them when it shows the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from sef2si.documents.reading.docx_styles import child, number, value
from sef2si.documents.reading.parts import attribute, local
from sef2si.documents.reading.symbols import symbol

_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class _Level:
    """One depth of a list."""

    start: int
    form: str
    text: str
    font: str
    style: str
    restarts: bool
    plain: bool  # all numbers in digits, as lawyers like them


@dataclass
class _List:
    """One list: those that share a definition go on counting together unless told to start again."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


class Lists:
    """The lists of one document and how far each has been counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        shared = {attribute(each, "abstractNumId") or "": each for each in root if local(each) == "abstractNum"}
        styled = {value(each, "styleLink"): key for key, each in shared.items() if value(each, "styleLink")}
        for each in root:
            if local(each) == "num":
                key = value(each, "abstractNumId") or ""
                linked = value(shared.get(key), "numStyleLink")
                key = styled.get(linked, key) if linked else key
                self._lists[attribute(each, "numId") or ""] = _list(each, key, shared.get(key))

    def depth_of(self, key: str, style: str) -> int:
        """The depth that a list ties to a style."""
        found = self._lists.get(key)
        return next((depth for depth, level in found.levels.items() if level.style == style), 0) if found else 0

    def mark(self, key: str, depth: int) -> str:
        """The next bullet or number of a list, as seen; "" where there is none."""
        found = self._lists.get(key)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        counts = self._counts.setdefault(found.shared, {})
        if not found.begun:
            found.begun = True
            counts.update({at: start - 1 for at, start in found.starts.items()})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            below = found.levels.get(deeper)
            if below is None or below.restarts:
                del counts[deeper]
        if level.form == "bullet":
            return _bullet(level)
        return re.sub(r"%([1-9])", lambda part: self._numeral(found, counts, int(part[1]) - 1, level), level.text)

    def _numeral(self, found: _List, counts: dict[int, int], depth: int, shown_at: _Level) -> str:
        level = found.levels.get(depth)
        if level is None:
            return ""
        count = counts.get(depth, level.start)
        return numeral(count, "decimal" if shown_at.plain and level is not shown_at else level.form)


def numeral(count: int, form: str) -> str:
    """A number in one of Word's forms: ``iv``, ``B``, ``3rd``, ``07``; digits for the rarer ones."""
    if form == "none":
        return ""
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        text = ""
        for size, letters in _ROMAN:
            text += letters * (count // size)
            count %= size
        return text if form == "lowerRoman" else text.upper()
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 780:
        text = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return text if form == "lowerLetter" else text.upper()
    if form == "ordinal":
        return f"{count}{'th' if count % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th')}"
    return f"{count:02}" if form == "decimalZero" else str(count)


def _bullet(level: _Level) -> str:
    if not level.text.strip():
        return "•" if level.text else ""
    return "".join(symbol(letter, level.font, bullet=True) for letter in level.text)


def _list(element: etree._Element, key: str, shared: etree._Element | None) -> _List:
    levels = _levels(shared)
    starts: dict[int, int] = {}
    for each in element:
        if local(each) == "lvlOverride":
            depth = number(attribute(each, "ilvl")) or 0
            levels.update(_levels(each))
            start = number(value(each, "startOverride"))
            if start is not None:
                starts[depth] = start
    return _List(key, levels, starts)


def _levels(parent: etree._Element | None) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for each in () if parent is None else parent:
        depth = number(attribute(each, "ilvl")) or 0
        if local(each) == "lvl" and depth < _LEVELS:
            start = number(value(each, "start"))
            found[depth] = _Level(
                1 if start is None else start,
                value(each, "numFmt") or "decimal",
                (value(each, "lvlText") or "")[:60],
                attribute(child(child(each, "rPr"), "rFonts"), "ascii") or "",
                value(each, "pStyle") or "",
                value(each, "lvlRestart") != "0",
                child(each, "isLgl") is not None,
            )
    return found
