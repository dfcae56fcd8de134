"""A paper as tagged PDF (PDF/UA-1) by typst, and ``typeset``, which sets any of our typst templates offline.

``typeset(template, values, *, pictures, form, standard, ppi)`` is what other documents use, such as the map's sheets.
Words reach a template as JSON only, so nothing typed is ever typst source; no package is fetched; the fonts are ours,
then those of the machine, then a box for letters that none of them has (the text can still be copied and heard).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, overload
from xml.etree.ElementTree import register_namespace, tostring

import typst
from defusedxml.ElementTree import fromstring

from sef2si.documents.map.drawn_words import apart
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
    Words,
)
from sef2si.documents.printing.text import (
    NOTHING,
    edition_line,
    is_long,
    is_missing,
    lines,
    one_line,
    paragraphs,
    running,
    shares,
    sheets,
    title,
    width_of,
)
from sef2si.templates import templates

OWN_FONTS = ("Source Sans 3", "Vazirmatn", "Noto Sans Hebrew", "Noto Emoji", "Noto Sans SC")
# Families that a machine may have, for letters that ours lack; typst brings the first two itself.
_MORE_FONTS = (
    "DejaVu Sans Mono",
    "New Computer Modern Math",
    "Noto Sans",
    "DejaVu Sans",
    "Segoe UI",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Nirmala UI",
    "Noto Sans Gurmukhi",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Ebrima",
    "Noto Sans Ethiopic",
    "Arial Unicode MS",
    "Segoe UI Symbol",
)
_LAST = "Last Box"
_Standard = Literal["ua-1", "a-2a", "a-3a", "1.7"]
register_namespace("", "http://www.w3.org/2000/svg")
_POINTS = 10.5
_SMALLEST = 8.0
_WIDTHS_MM = {("A4", False): 174, ("A4", True): 261, ("A3", False): 261, ("A3", True): 384}
_BYTE_ORDER = re.compile(r"((?<!\\)(?:\\\\)*)\\ufeff")
_VAR = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]*?)\s*\)")


def pdf(paper: Paper) -> bytes:
    """Tagged PDF. The same paper gives the same bytes; one that is to fit one side has its type made smaller."""
    return typeset("paper.typ", values_of(paper))


def values_of(paper: Paper) -> dict[str, Any]:
    """What ``paper.typ`` is given, for a template of ours that includes it, as the map's does."""
    return _fitted(paper)


@overload
def typeset(
    template: str,
    values: Mapping[str, Any],
    *,
    pictures: Mapping[str, str] = ...,
    form: Literal["pdf"] = ...,
    standard: _Standard | None = ...,
    ppi: int = ...,
) -> bytes: ...
@overload
def typeset(
    template: str,
    values: Mapping[str, Any],
    *,
    pictures: Mapping[str, str] = ...,
    form: Literal["png"],
    standard: _Standard | None = ...,
    ppi: int = ...,
) -> list[bytes]: ...
def typeset(
    template: str,
    values: Mapping[str, Any],
    *,
    pictures: Mapping[str, str] | None = None,
    form: Literal["pdf", "png"] = "pdf",
    standard: _Standard | None = "ua-1",
    ppi: int = 144,
) -> bytes | list[bytes]:
    """Sets ``template`` (a file of data/templates/documents) with these values: a PDF, or a list of PNGs, one a page.

    The template reads ``json(bytes(sys.inputs.values))``: the values, ``fonts`` (the families to name), and
    ``pictures`` (SVG by name, for ``image(bytes(...), format: "svg", alt: ...)``), made drawable by typst here.
    """
    made = _compiler(template, values, pictures or {}).compile(
        format=form, ppi=ppi, pdf_standards=[standard] if form == "pdf" and standard else [], timestamp=0
    )
    if form == "pdf":
        return made if isinstance(made, bytes) else b"".join(made or ())
    return [made] if isinstance(made, bytes) else list(made or ())


def pages(template: str, values: Mapping[str, Any], *, pictures: Mapping[str, str] | None = None) -> int:
    """How many pages the template makes of these values; it marks the number with the label ``<pages>``."""
    return int(_compiler(template, values, pictures or {}).query("<pages>", field="value", one=True))


def drawable(svg: str) -> str:
    """The picture with its colours' fallbacks in place of ``var(--…)``, which typst's SVG reader doesn't know."""
    root = fromstring(svg)
    for each in root.iter():
        if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == "style" and each.text:
            each.text = _VAR.sub(r"\1", each.text)
        for name, value in each.attrib.items():
            each.set(name, _VAR.sub(r"\1", value))
    return tostring(root, encoding="unicode")


def _compiler(template: str, values: Mapping[str, Any], pictures: Mapping[str, str]) -> typst.Compiler:
    folder = templates() / "documents"
    given = {**values, "fonts": _families(), "pictures": {name: drawable(svg) for name, svg in pictures.items()}}
    return typst.Compiler(
        str(folder / template),
        root=str(folder),
        font_paths=_fonts(),
        # The mark of byte order is the one letter that PDF/UA forbids: a word joiner is as invisible.
        sys_inputs={"values": _BYTE_ORDER.sub(r"\1\\u2060", json.dumps(given))},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[str(templates() / "documents" / "fonts")])


@cache
def _families() -> tuple[str, ...]:
    here = set(_fonts().families())
    return (*OWN_FONTS, *(name for name in _MORE_FONTS if name in here), _LAST)


def _fitted(paper: Paper) -> dict[str, Any]:
    """The values of the paper; where it is to fit one side, or one for each new page, in the largest type that does."""
    if not paper.one_page:
        return _values(paper, _POINTS)
    sides = 1 + sum(isinstance(block, NewPage) for block in paper.blocks)
    points = _POINTS
    while points >= _SMALLEST:
        values = _values(paper, points)
        if (needed := pages("paper.typ", values)) <= sides:
            return values
        points -= 0.5
    fitting = "one side" if sides == 1 else f"{sides} sides"
    said = f"This did not fit {fitting} in type large enough to read, so it runs to {needed} sides."
    values["about"].append(_lined(said, 90))
    return values


def _values(paper: Paper, points: float) -> dict[str, Any]:
    about = paper.about
    school = one_line(about.school)
    return {
        "name": " · ".join(part for part in (title(paper), school, one_line(about.year)) if part),
        "title": _lined(title(paper), 40),
        "subtitle": _lined(one_line(paper.subtitle), 60),
        "school": _lined(school, 80),
        "running": _lined(_short(running(about), 200), 100),
        "foot": _lined(_short(title(paper), 90), 80),
        "about": [_lined(line, 90) for line in (running(about), edition_line(about)) if line],
        "size": "A3" if paper.size == "A3" else "A4",
        "points": points,
        "tight": paper.one_page,
        "runs": [
            {
                "landscape": run.landscape,
                "blocks": [
                    _block(block, _WIDTHS_MM[(paper.size == "A3" and "A3") or "A4", run.landscape], points)
                    for block in run.blocks
                ],
            }
            for run in sheets(paper)
        ],
    }


def _short(line: str, most: int) -> str:
    """For the margins: what is longer stands whole at the head of the paper."""
    return line if width_of(line) <= most else f"{line[: most // 2 if width_of(line) > len(line) else most - 1]}…"


def _block(block: Block, width: float, points: float) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "lines": _lined(one_line(block.text), 40)}
        case Words():
            said = [[_runs(line, 70) for line in paragraph] for paragraph in paragraphs(block.text)]
            return {"is": "words", "tone": block.tone.value, "paragraphs": said}
        case Bullets():
            return {"is": "bullets", "numbered": block.numbered, "items": [_said(each, 60) for each in block.items]}
        case Facts():
            rows = [{"label": _lined(one_line(label), 20), "said": _said(words, 50)} for label, words in block.rows]
            return {"is": "facts", "rows": rows}
        case Table():
            return _table(block, width, points)
        case Picture():
            return {
                "is": "picture",
                **apart(drawable(block.svg)),
                "alternative": one_line(block.alternative) or "Picture",
                "caption": _lined(one_line(block.caption), 70),
                # How much of a sheet's height it may take: beside a title block it shares the sheet.
                "share": 0.84 if block.wide else 0.7,
            }
        case Lines():
            return {
                "is": "lines",
                "number": max(block.number, 0),
                "label": [_runs(line, 60) for line in lines(block.label)],
            }
        case _:
            return {"is": "nothing"}


def _table(table: Table, width: float, points: float) -> dict[str, Any]:
    # A letter of a table's type takes about half its size; a point is 0.353 mm; a cell has some margin of its own.
    letter = points * 0.88 * 0.353 * 0.56
    widths = shares(table, width / letter)
    letters = [max(4, int((share * width - 3.5) / letter)) for share in widths]
    rows = [*table.rows, *([table.total] if table.total else ())]
    return {
        "is": "table",
        "caption": _lined(one_line(table.caption), 70),
        "empty": [_runs(line, 70) for line in lines(table.empty or NOTHING)],
        "row_headers": table.row_headers,
        "total": bool(table.total),
        "columns": [
            {
                "heading": _lined(one_line(column.heading), room),
                "width": share,
                "right": column.align is Align.RIGHT,
            }
            for column, share, room in zip(table.columns, widths, letters, strict=True)
        ],
        "rows": [_row(row, letters) for row in rows] if table.rows else [],
    }


def _row(row: tuple[str, ...], letters: list[int]) -> list[dict[str, Any]]:
    """A row may go on over the page where one of its cells is long: all its cells must allow it."""
    cells = [_said(text, room) for text, room in zip(row, letters, strict=True)]
    return [{**cell, "long": is_long(row, letters)} for cell in cells]


def _said(text: str, room: int) -> dict[str, Any]:
    """Words of a cell, fact or bullet."""
    return {"lines": [_runs(line, room) for line in lines(text)], "missing": is_missing(text)}


def _from_the_right(word: str) -> bool:
    """Whether a word is of a script whose letters join and run from the right: it can't be broken anywhere."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in word)


def _lined(line: str, room: int) -> list[list[dict[str, Any]]]:
    return [_runs(line, room)] if line else []


def _runs(line: str, room: int) -> list[dict[str, Any]]:
    """A line cut into what breaks at its spaces and words wider than the room, which may break anywhere."""
    found, now = list[dict[str, Any]](), ""
    for part in re.split(r"(\S+)", line):
        if width_of(part) > room and not _from_the_right(part):
            found += [{"text": now, "breaks": False}] if now else []
            found.append({"text": part, "breaks": True})
            now = ""
        else:
            now += part
    return [*found, {"text": now, "breaks": False}] if now else found
