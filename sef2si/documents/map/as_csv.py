"""The map as CSV in two flavours: exact, and safe to open in Excel."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from io import StringIO

from sef2si.documents.map.rows import COLUMNS, Cell, cells, left_out, map_rows
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan

# A cell that begins so is read as a formula by one spreadsheet program or another.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def exact(plan: Plan, today: date) -> bytes:
    """UTF-8 without a mark, lines ended by LF, dates as 2027-07-09, text exactly as it was typed: for programs.

    It holds rows alone, for anything else would be read as one: its file's name says school, year and version.
    """
    return _written(plan, today, "\n", lambda text: text).encode()


def for_excel(plan: Plan, today: date) -> bytes:
    """UTF-8 with a byte order mark and CRLF. Text that Excel would run as a formula gets a leading apostrophe.

    After the rows and an empty line it says what it is and what it leaves out.
    """
    about = (
        f"Made on {written(today)} from version {plan.seq} of the plan of {plan.school.name or plan.urn}, {plan.year}.",
        *left_out(plan),
    )
    rows = _written(plan, today, "\r\n", harmless)
    return (rows + "\r\n" + "".join(_line([harmless(said)]) + "\r\n" for said in about)).encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text


def _written(plan: Plan, today: date, line_end: str, tamed: Callable[[str], str]) -> str:
    rows = [[_typed(cell, tamed) for cell in cells(row)] for row in map_rows(plan, today)]
    return "".join(_line(row) + line_end for row in [[column.heading for column in COLUMNS], *rows])


def _line(row: Iterable[str]) -> str:
    """One row without its end. Python quotes a lone carriage return only where lines end with one."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue().removesuffix("\r\n")


def _typed(cell: Cell, tamed: Callable[[str], str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return tamed(cell) if isinstance(cell, str) else str(cell)
