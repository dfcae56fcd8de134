"""The map as a spreadsheet: filters, a frozen header, real dates and money, ready to print; no formula from text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from sef2si.advice.costs import COST_RULE, GROUP_RULE, HEADS_RULE, ONCE_RULE, Share, cover_day_cost
from sef2si.documents.map.contents import Contents
from sef2si.documents.map.rows import (
    ABOUT,
    ACTION_COLUMNS,
    COLUMNS,
    NOTHING_OUT,
    ActionRow,
    Cell,
    Column,
    ColumnKind,
    MapRow,
    cells,
)
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan

_NUMBERS = {ColumnKind.DATE: "d mmm yyyy", ColumnKind.MONEY: "£#,##0.00", ColumnKind.NUMBER: "General"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#12436d", "font_color": "#ffffff", "border": 1}
_A3 = 8
# A cell of a spreadsheet holds no more than this, counted as Excel counts: a picture letter is two.
_MOST = 32_767
_CUT = " … (cut here: a cell of a spreadsheet holds no more; the CSV and JSON have it whole)"
_SUMS = (
    Column("label", "Counted", width=44),
    Column("activities", "Activities", ColumnKind.NUMBER, 11),
    Column("head_hours", "Staff hours", ColumnKind.NUMBER, 12),
    Column("price", "Price", ColumnKind.MONEY, 13),
    Column("cover", "Cover cost", ColumnKind.MONEY, 13),
    Column("paid_time", "Paid time", ColumnKind.MONEY, 13),
    Column("total", "Total cost", ColumnKind.MONEY, 13),
    Column("note", "Not counted", width=50),
)


def xlsx(plan: Plan, today: date) -> bytes:
    """The workbook of four sheets: Map, Actions, Totals, About."""
    out = BytesIO()
    made = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": _NUMBERS[ColumnKind.DATE],
        },
    )
    _Sheets(made, Contents.of(plan, today)).write()
    made.close()
    return out.getvalue()


class _Sheets:
    """Writes the sheets of one workbook; formats belong to the workbook they are made for."""

    def __init__(self, made: Any, found: Contents) -> None:
        self.made, self.found, self.plan, self.today = made, found, found.plan, found.today
        self.head = made.add_format(_HEAD)
        self.bold = made.add_format({"bold": True, "valign": "top", "text_wrap": True})
        plain = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#d5dce2"}
        self.tenths = made.add_format({**plain, "num_format": "#,##0.0"})
        self.formats = {kind: made.add_format({**plain, "num_format": _NUMBERS.get(kind, "@")}) for kind in ColumnKind}

    def write(self) -> None:
        self.made.set_properties({"title": f"Priority-to-CPD map {self.plan.year}", "author": "", "comments": ""})
        self._records("Map", COLUMNS, self.found.rows)
        self._records("Actions", ACTION_COLUMNS, self.found.actions)
        self._totals()
        self._about()

    def _records(self, name: str, columns: Sequence[Column], rows: Sequence[MapRow | ActionRow]) -> None:
        sheet = self._sheet(name, columns)
        for place, row in enumerate(rows, start=1):
            self._row(sheet, place, columns, cells(row))
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.print_area(0, 0, max(len(rows), 1), len(columns) - 1)

    def _totals(self) -> None:
        sheet = self._sheet("Totals", _SUMS)
        place = 1
        whole = Share("", "The whole map, each activity once", self.found.whole)
        for heading, shares in (
            ("", (whole,)),
            ("By priority", self.found.by_priority),
            ("By staff group", self.found.by_group),
        ):
            if heading:
                sheet.write_string(place + 1, 0, heading, self.bold)
                place += 2
            for share in shares:
                self._row(sheet, place, _SUMS, tuple(_sum_cells(share)))
                place += 1
        for rule in (ONCE_RULE, GROUP_RULE, COST_RULE, HEADS_RULE):
            place += 1
            sheet.merge_range(place, 0, place, len(_SUMS) - 1, "", self.bold)
            sheet.write_string(place, 0, rule, self.made.add_format({"text_wrap": True, "valign": "top"}))
            sheet.set_row(place, 32)
        sheet.print_area(0, 0, place, len(_SUMS) - 1)

    def _about(self) -> None:
        sheet = self._sheet("About", (Column("about", "About this map", width=110),))
        wrap = self.made.add_format({"text_wrap": True, "valign": "top"})
        said = (
            f"{self.plan.school.name} (URN {self.plan.urn}), academic year {self.plan.year}.",
            f"Made on {written(self.today)} from the plan as it stood that day, version {self.plan.seq}.",
            ABOUT,
            *(self.found.left_out or (NOTHING_OUT,)),
            COST_RULE,
            f"A day's cover: {cover_day_cost(self.plan.school).said}",
            ONCE_RULE,
        )
        for place, sentence in enumerate(said, start=1):
            sheet.write_string(place, 0, sentence, wrap)
        sheet.print_area(0, 0, len(said), 0)

    def _sheet(self, name: str, columns: Sequence[Column]) -> Any:
        sheet = self.made.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        # In a footer an ampersand begins a code, and doubled it is itself.
        school = " ".join(self.plan.school.name.split())[:80].replace("&", "&&")
        sheet.set_footer(f"&L{school} · {self.plan.year}&C{name} · {written(self.today)}&RPage &P of &N")
        return sheet

    def _row(self, sheet: Any, place: int, columns: Sequence[Column], values: Sequence[Cell]) -> None:
        for across, (column, value) in enumerate(zip(columns, values, strict=True)):
            look = self.tenths if column.key == "head_hours" else self.formats[column.kind]
            if value is None or value == "":
                sheet.write_blank(place, across, None, look)
            elif isinstance(value, date):
                sheet.write_datetime(place, across, value, look)
            elif isinstance(value, Decimal | int):
                sheet.write_number(place, across, value, look)
            else:
                sheet.write_string(place, across, fitting(value), look)


def fitting(text: str) -> str:
    """The text as far as a cell can hold it; where it is cut, its end says so."""
    if text.startswith("<r>"):
        text = f" {text}"  # XlsxWriter would write it into the file as markup of its own
    if len(text) <= _MOST // 2 or len(text.encode("utf-16-le", "surrogatepass")) <= 2 * _MOST:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (_MOST - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def _sum_cells(share: Share) -> tuple[Cell, ...]:
    found = share.sum
    return (
        share.label,
        found.activities,
        found.head_hours,
        found.price,
        found.cover,
        found.paid_time,
        found.total,
        found.note,
    )
