"""An Excel workbook as grids, one a sheet: what people see in each cell, hidden rows and sheets included.

The sheets are read in one pass and never kept whole: openpyxl's model of a small file can take 600 MB (trust.md, 10).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from sef2si.documents.reading import drawn, shown
from sef2si.documents.reading.blocks import Block, Paragraph, Place, Reading
from sef2si.documents.reading.grids import FILLED, Area, Written, column_number, grid, spread
from sef2si.documents.reading.parts import Package, Related, attribute, local, unread
from sef2si.documents.reading.refusals import damaged, refused, too_large
from sef2si.documents.reading.xlsx_texts import REFERENCE, header_texts, plain_text, shared_texts

_MAIN = "officeDocument"
_ERRORS = frozenset(("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
_TAGS = ("{*}row", "{*}c", "{*}col", "{*}mergeCell", "{*}headerFooter")


@dataclass
class _Sheet:
    """What is found while one sheet is read."""

    name: str
    part: str
    hidden: bool
    filled: dict[tuple[int, int], Written] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    around: list[str] = field(default_factory=list)  # headers and footers
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Book:
    """What all sheets share."""

    package: Package
    texts: list[str]
    forms: tuple[str, ...]  # number format by style
    from_1904: bool


def read(name: str, content: bytes) -> Reading:
    """The workbook's sheets in their order, each a ``Grid``, with its notes, text boxes, headers and footers."""
    package = Package(name, content)
    main = next((each.part for each in package.related() if each.sort == _MAIN), "xl/workbook.xml")
    workbook = package.xml(main)
    if workbook is None or local(workbook) != "workbook":
        raise damaged(name)
    related = package.related(main)
    by_key = {each.key: each for each in related}
    properties = workbook.find("{*}workbookPr")
    book = _Book(
        package,
        shared_texts(package, _part(related, "sharedStrings")),
        _forms(package, _part(related, "styles")),
        attribute(properties, "date1904") in ("1", "true"),
    )
    blocks: list[Block] = []
    said: list[str] = []
    for element in workbook.iterfind("{*}sheets/{*}sheet"):
        target = by_key.get(next((str(found) for key, found in element.attrib.items() if str(key).endswith("}id")), ""))
        title = element.get("name") or ""
        if target is None or target.sort != "worksheet" or target.part not in package.parts:
            if target is not None and target.sort != "worksheet":
                said.append(f"The sheet “{title}” holds a chart only and was left out.")
            continue
        sheet = _Sheet(title, f"sheet “{title}”", element.get("state", "visible") != "visible")
        _fill(book, sheet, target.part)
        blocks += _blocks(package, sheet, target.part)
        said += _said(sheet)
    if not blocks:
        raise refused(name, "has no text in any of its sheets. Please check that it is the file you meant.")
    return Reading(name, "xlsx", tuple(blocks), tuple(said))


def _part(related: tuple[Related, ...], sort: str) -> str:
    return next((each.part for each in related if each.sort == sort), "")


def _forms(package: Package, part: str) -> tuple[str, ...]:
    """The number format of each style."""
    root = package.xml(part) if part else None
    if root is None:
        return ()
    own = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [each.get("numFmtId") or "0" for each in root.iterfind("{*}cellXfs/{*}xf")]
    return tuple(
        shown.BUILT_IN[int(each)]
        if each.isdecimal() and int(each) in shown.BUILT_IN and int(each) in (14, 22)
        else own.get(each) or (shown.BUILT_IN.get(int(each), "") if each.isdecimal() else "")
        for each in numbers
    )


def _fill(book: _Book, sheet: _Sheet, part: str) -> None:
    row, address, since = 0, "", 0
    try:
        steps = etree.iterparse(
            io.BytesIO(book.package.raw(part) or b""), events=("end",), tag=_TAGS, resolve_entities=False,
            no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for _, element in steps:
            tag = local(element)
            if tag == "c":
                # A cell without address follows the one before. Most cells of a large sheet are empty.
                given = element.get("r")
                address, since = (given, 0) if given else (address, since + 1)
                if len(element):
                    _cell(book, sheet, element, (_row(element.getparent(), row), address, since))
                    element.clear()
            elif tag == "row":
                row, address, since = _row(element, row), "", 0
                if element.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(row)
                _forget(element)
            else:
                _beside(sheet, tag, element)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unread(book.package.name, error) from error


def _row(element: etree._Element | None, before: int) -> int:
    """The number of a row: its own, or the next after the one before."""
    given = None if element is None else element.get("r")
    return int(given) if given else before + 1


def _forget(element: etree._Element) -> None:
    """Free a row that has been read, and the places its forerunners held."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _beside(sheet: _Sheet, tag: str, element: etree._Element) -> None:
    if tag == "mergeCell":
        found = REFERENCE.fullmatch((element.get("ref") or "").replace("$", ""))
        if found and found[3]:
            first, last = column_number(found[1]), column_number(found[3])
            sheet.merged.append((int(found[2]), first, int(found[4]), last))
    elif tag == "col" and element.get("hidden") in ("1", "true"):
        sheet.hidden_columns.append(range(int(element.get("min") or 1), int(element.get("max") or 1) + 1))
    elif tag == "headerFooter":
        sheet.around += header_texts(element)


def _cell(book: _Book, sheet: _Sheet, element: etree._Element, at: tuple[int, str, int]) -> None:
    """Keep one cell's text. ``at`` is its row, the last address given in it and how many cells came since."""
    row, address, since = at
    found = REFERENCE.fullmatch(address)
    column = (column_number(found[1]) if found else 0) + since
    written = _written(book, sheet, element)
    if written is not None and written[0].strip():
        sheet.filled[row, max(column, 1)] = written
        if len(sheet.filled) > FILLED:
            raise too_large(book.package.name)


def _written(book: _Book, sheet: _Sheet, element: etree._Element) -> Written | None:
    sort = element.get("t") or "n"
    if sort == "inlineStr":
        inline = element.find("{*}is")
        return None if inline is None else (plain_text(inline), None, False)
    value = element.findtext("{*}v")
    if value is None or not value:
        if element.find("{*}f") is not None and sort != "str":
            sheet.counts["formulas"] += 1
        return None
    if sort == "s":
        at = int(value)
        return (book.texts[at], None, False) if 0 <= at < len(book.texts) else None
    if sort == "b":
        return ("TRUE" if value == "1" else "FALSE", None, False)
    if sort == "e" or value in _ERRORS:
        sheet.counts["errors"] += 1
        return (value, None, False)
    if sort == "d":
        return _iso_day(value)
    if sort == "str":
        return (plain_text(value), None, False)
    return _measured(book, value, element.get("s") or "")


def _measured(book: _Book, value: str, style: str) -> Written:
    """A number, an amount, a share or a day, as its format shows it."""
    found = shown.number(value)
    if found is None:
        return (value, None, False)
    at = int(style) if style.isdecimal() else 0
    form = book.forms[at] if at < len(book.forms) else ""
    if shown.is_day(form):
        moment = shown.day(found, form, from_1904=book.from_1904)
        if moment is not None:
            return (*moment, False)
        form = ""
    return (shown.shown(found, form) or shown.general(found), found, False)


def _iso_day(value: str) -> Written:
    """A day that the file itself writes out, as few programs do."""
    try:
        return (value, date.fromisoformat(value[:10]), False)
    except ValueError:
        return (value, None, False)


def _blocks(package: Package, sheet: _Sheet, part: str) -> Iterator[Block]:
    spread(sheet.filled, sheet.merged)
    table = grid(package.name, sheet.name, sheet.part, sheet.filled, hidden=sheet.hidden)
    if table is not None:
        yield table
    sheet.counts["pictures"] += drawn.pictures(package, part)
    for place, text in drawn.sheet_notes(package, part, sheet.part):
        yield Paragraph(text, place)
    for text in sheet.around:
        yield Paragraph(text, Place(f"header or footer of {sheet.part}"))


def _said(sheet: _Sheet) -> Iterator[str]:
    named = f"sheet “{sheet.name}”"
    if sheet.hidden and sheet.filled:
        yield f"The hidden {named} was read too."
    used = {column for _, column in sheet.filled}
    hidden = (
        ("row", len({row for row, _ in sheet.filled} & sheet.hidden_rows)),
        ("column", sum(any(column in each for each in sheet.hidden_columns) for column in used)),
    )
    for word, count in hidden:
        if count:
            yield (
                f"{count} hidden {word} of {named} was read too."
                if count == 1
                else (f"{count} hidden {word}s of {named} were read too.")
            )
    if count := sheet.counts["pictures"]:
        pictures = f"1 picture on {named} was" if count == 1 else f"{count} pictures on {named} were"
        yield f"{pictures} left out."
    if count := sheet.counts["errors"]:
        cells = "one cell" if count == 1 else f"{count} cells"
        yield f"In {named} Excel shows an error in {cells}, kept as shown."
    if count := sheet.counts["formulas"]:
        formulas = "one formula has" if count == 1 else f"{count} formulas have"
        yield (
            f"In {named} {formulas} no result yet. To bring the results too, open the file in Excel, save it and bring "
            "it again."
        )
