"""Our own spreadsheet read back, whatever a spreadsheet program did with its columns, rows, sheets and formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sef2si.documents.data import cells
from sef2si.documents.data.about import names_mark
from sef2si.documents.data.as_xlsx import ABOUT, CHOICES, LEGEND_HEAD, LONG
from sef2si.documents.data.brought import FilePlan, told_place
from sef2si.documents.data.choices import Choices, own_lists
from sef2si.documents.data.columns import MARK, SCHEMA, Column, Sheet, columns, sheets
from sef2si.documents.data.rows import Facts, Row, plan_of
from sef2si.documents.data.values import value_of
from sef2si.documents.reading.blocks import Cell, Grid, Place, Reading
from sef2si.documents.reading.refusals import NOTHING, refused
from sef2si.documents.source import Edition
from sef2si.domain.cycle import first_day
from sef2si.errors import Invalid

_HEAD_WITHIN = 10  # rows in which the headings are looked for
_NEEDED = ("id", "version")


@dataclass(frozen=True)
class _Book:
    """What all sheets of one file share."""

    file: str
    choices: Choices
    legend: Mapping[tuple[str, str], str]  # sheet, heading -> kind.field
    long: Mapping[tuple[str, str, str], tuple[str, ...]]  # sheet, id, heading -> further parts


@dataclass
class _Head:
    """The headings of one sheet by their place across."""

    row: int
    fields: dict[int, Column] = field(default_factory=dict)
    names: dict[int, Column] = field(default_factory=dict)
    mark: int | None = None
    others: dict[int, str] = field(default_factory=dict)


def from_reading(reading: Reading) -> FilePlan:
    """The plan of a workbook of ours. Raises ``Invalid`` with sheet, row, column and what to do."""
    grids = [block for block in reading.blocks if isinstance(block, Grid)]
    by_title = {_plain(grid.name): grid for grid in grids}
    about, choices = by_title.get(_plain(ABOUT)), by_title.get(_plain(CHOICES))
    if about is None or choices is None:
        missing = ABOUT if about is None else CHOICES
        raise refused(reading.name, f"has no sheet “{missing}”. Please put it back, or start from a fresh file.")
    facts = _facts(reading.name, about)
    book = _Book(
        reading.name, own_lists().with_lists(_lists(choices)), _legend(about), _long(by_title.get(_plain(LONG)))
    )
    for sentence in reading.said:
        # An empty cell would say that the box was emptied, and “#REF!” is nobody's text.
        if "no result yet" in sentence or "shows an error" in sentence:
            raise Invalid(f"{sentence} {NOTHING}")
    said: list[str] = []
    rows: dict[str, list[Row]] = {}
    ours = {_plain(title): sheet for sheet in sheets(facts.edition) for title in (sheet.title, sheet.kind)}
    for grid in grids:
        sheet = ours.get(_plain(grid.name))
        if sheet is not None:
            rows[sheet.kind] = list(_rows(book, sheet, grid, said))
        elif _plain(grid.name) not in (_plain(ABOUT), _plain(CHOICES), _plain(LONG)):
            said.append(f"The sheet “{grid.name}” is not one of ours and was not read.")
    return plan_of(facts, rows, said)


# The sheets that explain.


def _facts(name: str, about: Grid) -> Facts:
    told: dict[str, str] = {}
    for row in about.rows:
        texts = [cell.text for cell in row]
        if len(texts) > 1 and texts[0].strip():
            told.setdefault(texts[0].strip(), texts[1].strip())
    form = told.get("Form of this file", "")
    if form != SCHEMA:
        raise refused(
            name,
            "was made by another version of sef2si. Please take a fresh file and make your changes there."
            if form.startswith(SCHEMA.partition("/")[0])
            else f"does not say on its sheet “{ABOUT}” that it comes from sef2si.",
        )
    editions = {_plain(each.label): each for each in (Edition.SHARED, Edition.COMPLETE)}
    edition = editions.get(_plain(told.get("Edition", "")))
    seq = told.get("Version of the plan", "")
    try:
        year = told.get("Academic year", "")
        first_day(year)
    except ValueError as error:
        raise refused(name, f"has no academic year on its sheet “{ABOUT}”. Please put it back, such as 2026/27.") from (
            error
        )
    if edition is None:
        raise refused(name, f"does not say on its sheet “{ABOUT}” which edition it is. Please start from a fresh file.")
    return Facts(name, told.get("URN", ""), year, int(seq) if seq.isdecimal() and len(seq) < 15 else 0, edition)


def _legend(about: Grid) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    begun = False
    for row in about.rows:
        texts = [cell.text for cell in row[:3]]
        if begun and len(texts) == 3 and texts[2]:
            found[_plain(texts[0]), _plain(texts[1])] = texts[2].strip()
        begun = begun or tuple(texts) == LEGEND_HEAD[:3]
    return found


def _lists(choices: Grid) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in choices.rows[1:]:
        texts = [cell.text for cell in row[:3]]
        if len(texts) == 3 and not texts[0].startswith("names ") and not cells.is_verbatim(texts[1]):
            found.setdefault(texts[0], {})[cells.typed_text(texts[2])] = cells.typed_text(texts[1])
    return found


def _long(grid: Grid | None) -> dict[tuple[str, str, str], tuple[str, ...]]:
    parts: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for row in grid.rows[1:] if grid else ():
        texts = [cell.text for cell in row[:5]]
        if len(texts) == 5 and texts[3].strip().isdecimal():
            place = (_plain(texts[0]), texts[1].strip(), _plain(texts[2]))
            parts.setdefault(place, []).append((int(texts[3]), texts[4]))
    return {place: tuple(text for _, text in sorted(found)) for place, found in parts.items()}


# One sheet of records.


def _rows(book: _Book, sheet: Sheet, grid: Grid, said: list[str]) -> Iterator[Row]:
    head = _head(book, sheet, grid)
    named = f"sheet “{grid.name}”"
    body = grid.rows[head.row + 1 :]
    for across, heading in head.others.items():
        if any(row[across].text.strip() for row in body):
            said.append(f"The column “{heading}” of {named} is not one of ours and was not read.")
    there = {column.name for column in (*head.fields.values(), *head.names.values())}
    for column in sheet.columns:
        if column.name not in there:
            said.append(
                f"{named[:1].upper()}{named[1:]} has no column “{column.heading}”: it stays as it is in the plan."
            )
    for cells_of_row in body:
        used = [*head.fields, *head.names]
        if any(cells_of_row[across].text.strip() for across in used):
            yield _row(book, sheet, head, cells_of_row, said)


def _head(book: _Book, sheet: Sheet, grid: Grid) -> _Head:
    by_heading = {_plain(column.heading): column for column in columns(sheet.kind)}
    by_name = {_plain(column.by_name): column for column in sheet.columns if column.link}
    by_field = {column.name: column for column in columns(sheet.kind)}
    for (title, heading), place in book.legend.items():
        kind, _, name = place.partition(".")
        if title == _plain(sheet.title) and kind == sheet.kind and name in by_field:
            by_heading[heading] = by_field[name]
    best = _Head(0)
    for index, row in enumerate(grid.rows[:_HEAD_WITHIN]):
        head = _Head(index)
        for across, cell in enumerate(row):
            text = _plain(cell.text)
            if text in by_heading or text in by_field:
                head.fields[across] = by_heading.get(text) or by_field[text]
            elif text in by_name:
                head.names[across] = by_name[text]
            elif text == _plain(MARK):
                head.mark = across
            elif text:
                head.others[across] = cell.text.strip()
        if len(head.fields) > len(best.fields):
            best = head
    _check_head(book, grid, best)
    return best


def _check_head(book: _Book, grid: Grid, head: _Head) -> None:
    there = [column.name for column in head.fields.values()]
    for name in _NEEDED:
        if name not in there:
            heading = next(column.heading for column in columns("needs") if column.name == name)
            raise refused(
                book.file,
                f"has no column “{heading}” on its sheet “{grid.name}”, so we can't tell which rows are new. Please "
                "put the headings back as they were, or start from a fresh file.",
            )
    for found in (there, [column.name for column in head.names.values()]):
        twice = next((column for column in head.fields.values() if found.count(column.name) > 1), None)
        if twice:
            raise refused(
                book.file, f"has two columns “{twice.heading}” on its sheet “{grid.name}”. Please keep one of them."
            )


def _row(book: _Book, sheet: Sheet, head: _Head, found: tuple[Cell, ...], said: list[str]) -> Row:
    row = Row(sheet.kind, Place(found[0].place.part, found[0].place.row), {})
    if head.mark is not None:
        row.mark, _, beside = found[head.mark].text.strip().partition(".")
        by_link = {column.name: found[across].text for across, column in head.names.items()}
        row.old_names = beside == names_mark(by_link.get(c.name, "") for c in sheet.columns if c.link)
    record_id = next(found[across].text.strip() for across, column in head.fields.items() if column.name == "id")
    for across, column in head.names.items():
        row.names[column.name] = tuple(line for line in found[across].text.split("\n") if line.strip())
        row.values.setdefault(column.name, [] if column.blank == () else None)
    for across, column in sorted(head.fields.items(), key=lambda each: columns(sheet.kind).index(each[1])):
        cell = found[across]
        if not cell.text.strip():
            row.values[column.name] = () if column.blank == () else None if column.blank is ... else column.blank
            continue
        if cells.goes_on(cell.text):
            rest = book.long.get((_plain(sheet.title), record_id, _plain(column.heading)))
            if rest is None:
                row.faults.append(
                    (column.name, f"the rest of this text is not on the sheet “{LONG}”. Please put it back.")
                )
                continue
            cell = Cell(cells.joined(cell.text, rest), cell.place)
        elif cell.value is not None and column.holds == "text" and not column.keeping:
            said.append(
                f"{told_place(row.place, column.heading)}: a spreadsheet program made a number or a day of this text. "
                f"It was taken as “{cell.text[:40]}”; please check it."
            )
        try:
            row.values[column.name] = value_of(column, cell, book.choices, row.values)
        except ValueError as error:
            row.faults.append((column.name, str(error)))
    row.names = {name: names for name, names in row.names.items() if names}
    return row


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("'", "’")).strip().casefold()
