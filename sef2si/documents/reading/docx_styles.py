"""What a Word document's styles say of a paragraph: its heading level, whether it is bold, which list it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from sef2si.documents.reading.parts import attribute, local

_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_BODY = 9  # the outline level of what is no heading
_DEEPEST = 20  # styles based on one another


@dataclass(frozen=True)
class Style:
    """One style, as far as reading needs it; None where it says nothing and the style it is based on decides."""

    key: str
    name: str
    based_on: str
    outline: int | None
    bold: bool | None
    list_key: str | None
    depth: int | None


class Styles:
    """The styles of one document. Word keeps the English names of its own styles whatever language it speaks."""

    def __init__(self, root: etree._Element | None) -> None:
        found = () if root is None else root.iterfind("{*}style")
        self._styles = {style.key: style for style in map(_style, found)}
        self._usual = next(
            (
                attribute(each, "styleId") or ""
                for each in (() if root is None else root.iterfind("{*}style"))
                if attribute(each, "type") == "paragraph" and attribute(each, "default") in ("1", "true")
            ),
            "",
        )

    def of(self, properties: etree._Element | None) -> str:
        """The key of a paragraph's style."""
        return value(properties, "pStyle") or self._usual

    def name(self, key: str) -> str:
        """A style's name, in lower case."""
        style = self._styles.get(key)
        return (style.name if style else key).lower()

    def level(self, key: str, properties: etree._Element | None) -> int | None:
        """The heading level of a paragraph, from 1; None for what is no heading."""
        own = value(properties, "outlineLvl")
        if own is not None and own.isdecimal():
            return None if int(own) >= _BODY else int(own) + 1
        for style in self._line(key):
            if style.outline is not None:
                return None if style.outline >= _BODY else style.outline + 1
            found = _HEADING.fullmatch(style.name)
            if found:
                return int(found[1])
            if style.name.lower() in ("title", "subtitle"):
                return 1 if style.name.lower() == "title" else 2
        if key not in self._styles and (found := _HEADING.fullmatch(key)):
            return int(found[1])
        return None

    def bold(self, key: str | None) -> bool:
        """Whether a style makes its text bold."""
        return next((style.bold for style in self._line(key or "") if style.bold is not None), False)

    def listed(self, key: str) -> tuple[str, int | None, str] | None:
        """The list a style belongs to, its depth where the style says so, and the style that decides."""
        depth: int | None = None
        for style in self._line(key):
            depth = style.depth if depth is None else depth
            if style.list_key is not None:
                return style.list_key, depth, style.key
        return None

    def _line(self, key: str) -> list[Style]:
        """A style and those it is based on, one after the other."""
        line: list[Style] = []
        while (style := self._styles.get(key)) is not None and len(line) < _DEEPEST:
            line.append(style)
            key = style.based_on
        return line


def value(parent: etree._Element | None, name: str) -> str | None:
    """The ``w:val`` of a child by its name, "" where the child has none, None where there is no such child."""
    found = child(parent, name)
    return None if found is None else attribute(found, "val") or ""


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """A child by its name without namespace."""
    return None if parent is None else next((each for each in parent if local(each) == name), None)


def is_on(parent: etree._Element | None, name: str) -> bool | None:
    """Whether a switch such as ``w:b`` is on; None where it isn't set."""
    found = value(parent, name)
    return None if found is None else found not in ("0", "false", "off", "none")


def number(text: str | None) -> int | None:
    """A small whole number, or None."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None


def _style(element: etree._Element) -> Style:
    properties, runs = child(element, "pPr"), child(element, "rPr")
    listed = child(properties, "numPr")
    return Style(
        attribute(element, "styleId") or "",
        value(element, "name") or "",
        value(element, "basedOn") or "",
        number(value(properties, "outlineLvl")),
        is_on(runs, "b"),
        value(listed, "numId"),
        number(value(listed, "ilvl")),
    )
