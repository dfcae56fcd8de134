"""A school's data as a spreadsheet to work in and to bring back: a sheet a kind of record, after one that explains it.

Text is written as text: no cell is a formula or a link, whatever somebody typed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from sef2si.documents.data import cells
from sef2si.documents.data.about import EDITING, Contents, mark_of, names_mark
from sef2si.documents.data.choices import NO, YES, list_of, shown
from sef2si.documents.data.columns import MARK, MARK_ABOUT, Column, Holds, Sheet
from sef2si.documents.source import Edition
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record

ABOUT, CHOICES, LONG = "About", "Choices", "Long texts"
CHOICES_HEAD = ("List", "Choice", "Kept as")
LONG_HEAD = ("Sheet", "Record id", "Column", "Part", "Text")
_LEGEND_WIDTHS = (22, 40, 26, 26, 70, 70)
LEGEND_HEAD = ("Sheet", "Column", "Field", "Holds", "What it means", "Choices")

_WIDTHS = {Holds.MONEY: 13, Holds.NUMBER: 12, Holds.COUNT: 11, Holds.DATE: 14, Holds.YES_NO: 12, Holds.CHOICE: 22,
           Holds.CHOICES: 24, Holds.LINES: 30, Holds.LINK: 16, Holds.LINKS: 16}  # fmt: skip
_FORMATS = {Holds.MONEY: "£#,##0.00", Holds.NUMBER: "0.##", Holds.COUNT: "0", Holds.DATE: "d mmm yyyy"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#12436d", "font_color": "#ffffff", "border": 1}
_CELL = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#d5dce2"}
_GREY = {"font_color": "#595959", "bg_color": "#f0f2f4", "text_wrap": False}
_LINE = 15  # points that a line of text is high
_MOST_LINES = 20
# Rows below the last that are ready for new ones: formats and choices.
_ROOM = 200


def xlsx(plan: Plan, today: date, edition: Edition) -> bytes:
    """The workbook of one edition. ``plan`` is whole; the edition leaves out what it may not hold."""
    out = BytesIO()
    made = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": _FORMATS[Holds.DATE],
        },
    )
    found = Contents.of(plan, today, edition)
    made.set_properties({"title": f"School data {plan.year}", "author": "", "created": datetime.combine(today, time())})
    _Workbook(made, found).write()
    made.close()
    return out.getvalue()


class _Workbook:
    """Writes the sheets of one workbook; formats belong to the workbook they are made for."""

    def __init__(self, made: Any, found: Contents) -> None:
        self.made, self.found = made, found
        self.head = made.add_format(_HEAD)
        self.keep_head = made.add_format({**_HEAD, "bg_color": "#595959"})
        self.bold = made.add_format({"bold": True, "valign": "top"})
        self.wrap = made.add_format({"valign": "top", "text_wrap": True})
        self.text = made.add_format({**_CELL, "num_format": "@"})
        self.grey = made.add_format({**_CELL, **_GREY, "num_format": "@"})
        self.grey_number = made.add_format({**_CELL, **_GREY, "num_format": "0"})
        self.numbers = {holds: made.add_format({**_CELL, "num_format": form}) for holds, form in _FORMATS.items()}
        self.ranges: dict[str, str] = {}  # name of a list -> where it stands on the sheet of choices
        self.lines: dict[tuple[int, int], int] = {}  # sheet and row -> lines of its tallest cell
        self.long: list[tuple[str, str, str, str, str]] = []

    def write(self) -> None:
        about = self.made.add_worksheet(ABOUT)
        sheets = [(sheet, self.made.add_worksheet(sheet.title)) for sheet in self.found.sheets]
        self._choices(self.made.add_worksheet(CHOICES))
        for sheet, page in sheets:
            self._records(sheet, page)
        if self.long:
            self._table(self.made.add_worksheet(LONG), 0, LONG_HEAD, self.long, (20, 20, 30, 8, 90))
        self._about(about)
        # Only Excel makes a row as high as its text by itself, so each is told.
        for (number, row), lines in self.lines.items():
            self.made.worksheets()[number].set_row(row, _LINE * min(lines, _MOST_LINES))

    # One sheet a kind.

    def _records(self, sheet: Sheet, page: Any) -> None:
        records = self.found.plan.records(sheet.kind)
        across = 0
        for column in sheet.columns:
            if column.link:
                self._column(page, across, column.by_name, 34, self.text)
                self._offer_names(page, across, column, len(records))
                for row, record in enumerate(records, 1):
                    self._write(page, row, across, self.found.names.beside(column, record), self.text, width=34)
                across += 1
            self._values(sheet, page, across, column, records)
            across += 1
        self._column(page, across, MARK, 18, self.grey, hidden=True)
        for row, record in enumerate(records, 1):
            beside = names_mark(self.found.names.beside(column, record) for column in sheet.columns if column.link)
            self._write(page, row, across, f"{mark_of(record, sheet)}.{beside}", self.grey)
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        page.autofilter(0, 0, max(len(records), 1), across)
        self._print(page, sheet.title)

    def _values(self, sheet: Sheet, page: Any, across: int, column: Column, records: tuple[Record, ...]) -> None:
        keeping = column.keeping or bool(column.link)
        number = self.grey_number if column.keeping else self.numbers.get(column.holds, self.text)
        look = number if column.holds in _FORMATS else self.grey if keeping else self.text
        width = 18 if column.name == "id" else 9 if column.keeping else _WIDTHS.get(column.holds, 36)
        self._column(page, across, column.heading, width, look, hidden=column.name == "version")
        self._offer(page, across, column, records)
        for row, record in enumerate(records, 1):
            value = shown(column, record, self.found.choices)
            if isinstance(value, str):
                first, *rest = cells.pieces(value)
                parts = (str(part) for part in range(2, len(rest) + 2))
                self.long += [(sheet.title, record.id, column.heading, *each) for each in zip(parts, rest, strict=True)]
                wide = 0 if look is self.grey else width
                self._write(page, row, across, first, look if look is not number else self.text, width=wide)
            else:
                self._write(page, row, across, value, look)

    def _column(self, page: Any, across: int, heading: str, width: int, look: Any, *, hidden: bool = False) -> None:
        # The format of the whole column: what is typed into a new row stays text where text belongs.
        page.set_column(across, across, width, look, {"hidden": hidden})
        head = self.keep_head if look in (self.grey, self.grey_number) else self.head
        self._write(page, 0, across, heading, head, width=0 if hidden else width - 3)

    def _offer(self, page: Any, across: int, column: Column, records: tuple[Record, ...]) -> None:
        """Lets the cells of a column be chosen from a list, where they hold one choice."""
        last = len(records) + _ROOM
        if column.holds is Holds.YES_NO:
            self._validate(page, 1, last, across, [YES, NO])
        elif column.name in ("area", "grade") and column.listed:
            for row, record in enumerate(records, 1):
                about = {"framework": getattr(record, "framework", ""), "area": getattr(record, "area", "")}
                self._validate(page, row, row, across, self.ranges.get(list_of(column, about)))
        elif column.holds is Holds.CHOICE or (column.listed and column.holds is Holds.TEXT):
            self._validate(page, 1, last, across, self.ranges.get(list_of(column, {})))

    def _offer_names(self, page: Any, across: int, column: Column, count: int) -> None:
        if column.holds is Holds.LINK:
            self._validate(page, 1, count + _ROOM, across, self.ranges.get(f"names {column.link}"))

    def _validate(self, page: Any, first: int, last: int, across: int, source: Any) -> None:
        if source:
            page.data_validation(
                first,
                across,
                last,
                across,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "warning",
                    "error_title": "Not one of the choices",
                    "error_message": "Please choose from the list; anything else can't be brought back in.",
                },
            )

    # What goes with them.

    def _choices(self, page: Any) -> None:
        rows: list[tuple[str, str, str]] = []
        named = {
            f"names {kind}": {key: name for key, name in names.items() if name}
            for kind, names in self.found.names.of.items()
            if kind
            in {column.link for sheet in self.found.sheets for column in sheet.columns if column.holds is Holds.LINK}
        }
        for name, pairs in {**self.found.choices.lists, **named}.items():
            labels = (
                {key: (self.found.choices.label(name, key) or key) for key in pairs} if name not in named else pairs
            )
            if labels:
                first = len(rows) + 2
                rows += [(name, label, key) for key, label in labels.items()]
                self.ranges[name] = f"='{CHOICES}'!$B${first}:$B${len(rows) + 1}"
        self._table(page, 0, CHOICES_HEAD, rows, (34, 60, 34))

    def _about(self, page: Any) -> None:
        page.write_string(0, 0, "The data of one school's plan", self.bold)
        row = 2
        for label, text in self.found.facts:
            page.write_string(row, 0, label, self.bold)
            self._write(page, row, 1, cells.cell_text(text), self.wrap)
            row += 1
        parts = {"For whom it is, and what is left out": self.found.said, "How to edit it and bring it back": EDITING}
        for heading, sentences in parts.items():
            row += 1
            page.write_string(row, 0, heading, self.bold)
            for sentence in sentences:
                row += 1
                page.merge_range(row, 0, row, 4, "", self.wrap)
                self._write(page, row, 0, sentence, self.wrap, width=140)
            row += 1
        legend = [entry for sheet in self.found.sheets for entry in self._legend(sheet)]
        self._table(page, row + 1, LEGEND_HEAD, legend, _LEGEND_WIDTHS)
        self._print(page, ABOUT)

    def _legend(self, sheet: Sheet) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for column in sheet.columns:
            if column.link:
                about = "What it belongs to, by name. For a row that has its id, the id counts."
                rows.append((sheet.title, column.by_name, "", "text", about, ""))
            choices = "; ".join(self.found.choices_of(column))
            field = f"{sheet.kind}.{column.name}"
            rows.append((sheet.title, column.heading, field, column.holds, self.found.meaning(column), choices))
        return [*rows, (sheet.title, MARK, "", "text", MARK_ABOUT, "")]

    def _table(self, page: Any, row: int, head: tuple[str, ...], rows: list[Any], widths: tuple[int, ...]) -> None:
        start = row
        for across, width in enumerate(widths):
            page.set_column(across, across, width)
        for across, heading in enumerate(head):
            page.write_string(row, across, heading, self.head)
        for each in rows:
            row += 1
            for across, text in enumerate(each):
                self._write(page, row, across, text, self.text, width=widths[across])
        if not start:
            page.freeze_panes(1, 0)

    def _write(self, page: Any, row: int, across: int, value: object, look: Any, *, width: int = 0) -> None:
        """One cell. ``width``, in letters, makes the row high enough for its text."""
        if value is None or value == "":
            page.write_blank(row, across, None, look)
        elif isinstance(value, date):
            page.write_datetime(row, across, datetime.combine(value, time()), look)
        elif isinstance(value, Decimal | int):
            page.write_number(row, across, value, look)
        else:
            page.write_string(row, across, str(value), look)
            if width:
                lines = sum(-(-len(line) // width) or 1 for line in str(value).split("\n"))
                self.lines[page.index, row] = max(lines, self.lines.get((page.index, row), 1))

    def _print(self, page: Any, title: str) -> None:
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        # In a footer an ampersand begins a code, and doubled it is itself.
        school = " ".join(self.found.plan.school.name.split())[:80].replace("&", "&&")
        page.set_footer(f"&L{school} · {self.found.plan.year}&C{title} · {written(self.found.today)}&RPage &P of &N")
