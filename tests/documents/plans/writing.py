"""Files made of blocks: XLSX by two libraries, CSV in several dialects, DOCX, and ICS. Each says what it holds."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import docx
import openpyxl
import xlsxwriter
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from icalendar import Calendar, Event
from openpyxl.styles import Alignment, Font, PatternFill

from tests.documents.plans.content import School, Value
from tests.documents.plans.layouts import Block, Cell, Heading, Para, Sheet, Table, in_blocks, shown

FORMATS = ("xlsx", "csv", "docx")


@dataclass(frozen=True)
class Made:
    """A file, and every text that was put into it, as typed."""

    name: str
    content: bytes
    texts: tuple[str, ...]


def made(school: School, sort: str) -> Made:
    """This school's plan as a file of this sort, in the layout it chose for it."""
    blocks = in_blocks(school, school.layouts[sort], sef_as_table=sort != "docx")
    write = {"xlsx": _xlsx, "csv": _csv, "docx": _docx}[sort]
    running = [school.running] if school.running and sort == "docx" else []
    return Made(f"{school.key}.{sort}", write(school, blocks), (*_texts(blocks), *running))


def _texts(blocks: list[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [cell.value for row in block.rows for cell in row if isinstance(cell.value, str) and cell.value]
        elif not isinstance(block, Sheet):
            found.append(block.text)
    return found


def _places(table: Table) -> list[list[Cell | None]]:
    """The table as a full grid: None where a merged cell reaches."""
    grid: list[list[Cell | None]] = []
    reached: set[tuple[int, int]] = set()
    for at, row in enumerate(table.rows):
        line: list[Cell | None] = []
        left = iter(row)
        for column in range(table.width):
            if (at, column) in reached:
                line.append(None)
                continue
            cell = next(left)
            reached |= {(at + y, column + x) for y in range(cell.down) for x in range(cell.across)}
            line.append(cell)
        assert next(left, None) is None, f"row {at} of {table.width} columns has too many cells"
        grid.append(line)
    return grid


def _lines(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if not isinstance(block, Sheet)]


def _csv(school: School, blocks: list[Block]) -> bytes:
    width = max((block.width for block in blocks if isinstance(block, Table)), default=1)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=school.csv.get("delimiter", ","), lineterminator="\r\n")
    for block in _lines(blocks):
        if isinstance(block, Table):
            for row in _places(block):
                texts = [shown(cell.value, money=cell.money) if cell else "" for cell in row]
                writer.writerow(texts + [""] * (width - len(texts)))
            if any(isinstance(each, Table) for each in blocks[blocks.index(block) + 1 :]):
                writer.writerow([""] * width)
        elif isinstance(block, Heading | Para):
            mark = f"{block.mark} " if isinstance(block, Para) and block.mark == "•" else ""
            writer.writerow([mark + block.text] + [""] * (width - 1))
    return out.getvalue().encode(school.csv.get("encoding", "utf-8"))


def _docx(school: School, blocks: list[Block]) -> bytes:
    document = docx.Document()
    for block in _lines(blocks):
        if isinstance(block, Heading) and block.level == 9:
            document.add_paragraph().add_run(block.text).bold = True
        elif isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Para):
            document.add_paragraph(block.text, {"•": "List Bullet", "1.": "List Number"}.get(block.mark))
        elif isinstance(block, Table):
            _docx_table(document, block)
            document.add_paragraph()
    if school.running:
        document.sections[0].header.paragraphs[0].text = school.running
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_table(document: Any, block: Table) -> None:
    table = document.add_table(len(block.rows), block.width, style="Table Grid")
    cells = table._cells  # (python-docx finds all cells anew for each row otherwise)
    for at, row in enumerate(_places(block)):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            first = cells[at * block.width + column]
            if cell.across > 1 or cell.down > 1:
                first = first.merge(cells[(at + cell.down - 1) * block.width + column + cell.across - 1])
            for number, line in enumerate(shown(cell.value, money=cell.money).split("\n")):
                paragraph = first.paragraphs[0] if number == 0 else first.add_paragraph()
                paragraph.add_run(line).bold = cell.bold or None
            if cell.fill:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), cell.fill)
                first._tc.get_or_add_tcPr().append(shade)


def _xlsx(school: School, blocks: list[Block]) -> bytes:
    out = io.BytesIO()
    book: Any = _ByOpenpyxl(out) if school.xlsx == "openpyxl" else _ByXlsxwriter(out)
    book.sheet("SEF" if school.sef else "Overview" if school.overview else "SIP")
    top, left = school.corner
    row, fresh = top, True
    for block in blocks:
        if isinstance(block, Sheet):
            if not fresh:
                book.sheet(block.name)
            row = top
        elif isinstance(block, Table):
            for y, line in enumerate(_places(block)):
                for x, cell in enumerate(line):
                    if cell is not None:
                        book.put(row + y, left + x, cell)
            row += len(block.rows) + 1
        else:
            mark = f"{block.mark} " if isinstance(block, Para) and block.mark == "•" else ""
            book.put(row, left, Cell(mark + block.text, bold=isinstance(block, Heading)))
            row += 1
        fresh = isinstance(block, Sheet)
    return book.done()  # type: ignore[no-any-return]


class _ByXlsxwriter:
    def __init__(self, out: io.BytesIO) -> None:
        self._out, self._book = out, xlsxwriter.Workbook(out, {"in_memory": True})

    def sheet(self, name: str) -> None:
        self._sheet = self._book.add_worksheet(name)

    def put(self, row: int, column: int, cell: Cell) -> None:
        looks: dict[str, Any] = {"text_wrap": True, "bold": cell.bold}
        if cell.fill:
            looks["bg_color"] = f"#{cell.fill}"
        if isinstance(cell.value, date):
            looks["num_format"] = "dd/mm/yyyy"
        elif cell.money and isinstance(cell.value, Decimal):
            looks["num_format"] = "£#,##0.00"
        style = self._book.add_format(looks)
        if cell.across > 1 or cell.down > 1:
            end = (row + cell.down - 1, column + cell.across - 1)
            self._sheet.merge_range(row, column, *end, shown(cell.value, money=cell.money), style)
        elif isinstance(cell.value, date):
            self._sheet.write_datetime(row, column, datetime.combine(cell.value, time()), style)
        elif isinstance(cell.value, Decimal):
            self._sheet.write_number(row, column, float(cell.value), style)
        elif cell.value or cell.fill:
            self._sheet.write_string(row, column, cell.value, style)

    def done(self) -> bytes:
        self._book.close()
        return self._out.getvalue()


class _ByOpenpyxl:
    def __init__(self, out: io.BytesIO) -> None:
        self._out, self._book = out, openpyxl.Workbook()
        self._book.remove(self._book.active)

    def sheet(self, name: str) -> None:
        self._sheet = self._book.create_sheet(name)

    def put(self, row: int, column: int, cell: Cell) -> None:
        value: Any = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        place = self._sheet.cell(row + 1, column + 1, value)
        if isinstance(cell.value, str) and cell.value.startswith("="):
            place.data_type = "s"
        place.alignment = Alignment(wrap_text=True)
        place.font = Font(bold=cell.bold)
        if cell.fill:
            place.fill = PatternFill("solid", fgColor=cell.fill)
        if isinstance(cell.value, date):
            place.number_format = "dd/mm/yyyy"
        elif cell.money and isinstance(cell.value, Decimal):
            place.number_format = "£#,##0"
        if cell.across > 1 or cell.down > 1:
            end = {"end_row": row + cell.down, "end_column": column + cell.across}
            self._sheet.merge_cells(start_row=row + 1, start_column=column + 1, **end)

    def done(self) -> bytes:
        self._book.save(self._out)
        return self._out.getvalue()


def made_ics(school: School) -> Made:
    """A calendar as ICS: columns ``what``, ``when``, ``who`` (organiser), ``place`` and ``other`` (description)."""
    book = Calendar()
    book.add("prodid", "-//Staffroom calendar//EN")
    book.add("version", "2.0")
    texts: list[str] = []
    for row in school.priorities[0].rows:
        cells: dict[str, Value] = {role: cell for (_, role), cell in zip(school.head, row.cells, strict=True)}
        event = Event()
        event.add("uid", f"{len(texts)}@calendar.example")
        event.add("dtstamp", datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("UTC")))
        event.add("summary", cells["what"])
        day, hour = cells["when"], str(cells["hour"])
        assert isinstance(day, date)
        if hour:
            start = datetime.combine(day, time.fromisoformat(hour), tzinfo=ZoneInfo("Europe/London"))
            event.add("dtstart", start)
            event.add("dtend", start + timedelta(hours=1))
        else:
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
        for name, role in (("location", "place"), ("description", "other")):
            if cells[role]:
                event.add(name, cells[role])
        book.add_component(event)
        texts += [str(cells[role]) for role in ("what", "place", "other") if cells[role]]
    return Made(f"{school.key}.ics", book.to_ical(), tuple(texts))
