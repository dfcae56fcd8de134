"""The schools somebody advises, as a file to take away: what the page shows, as far as each school shares it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from sef2si.documents.html import Markup, document, el
from sef2si.documents.map.as_csv import harmless
from sef2si.documents.map.as_html import CSS
from sef2si.documents.map.as_xlsx import fitting
from sef2si.documents.map.rows import Cell, Column, ColumnKind
from sef2si.domain.advising import Overview, SchoolLine
from sef2si.domain.cycle import written
from sef2si.domain.sharing import Level

TITLE = "Schools I advise"
ABOUT = (
    "Each school decides how much it shares with its advisers: nothing, a summary of counts and themes, or its plan. "
    "A school that shares nothing is here by its name alone. Links in place say how much of the chain from "
    "self-evaluation to impact is joined up, and not how good a school is."
)
_SHARES = {Level.OFF: "Nothing", Level.SUMMARY: "A summary", Level.FULL: "Its plan"}
_NUMBER, _MONEY, _DATE = ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.DATE

# Column -> what stands in it; blank for a school that shares nothing, but for the first of them and the last.
_COLUMNS: tuple[tuple[Column, Callable[[SchoolLine], Cell]], ...] = (
    (Column("name", "School", width=34), lambda line: line.summary.name),
    (Column("urn", "URN", width=9), lambda line: line.summary.urn),
    (Column("level", "Shares", width=12), lambda line: _SHARES[line.summary.level]),
    (Column("phase", "Phase", width=14), lambda line: line.summary.phase.label if line.summary.phase else None),
    (Column("pupils", "Pupils", _NUMBER, 8), lambda line: line.summary.pupils),
    (Column("fsm_percent", "FSM %", _NUMBER, 8), lambda line: line.summary.fsm_percent),
    (Column("step_title", "Where on the journey", width=24), lambda line: line.summary.step_title or None),
    (
        Column("links_in_place", "Links in place", _NUMBER, 9),
        lambda line: _if_shared(line, line.summary.links_in_place),
    ),
    (Column("links", "of", _NUMBER, 7), lambda line: _if_shared(line, line.summary.links)),
    (Column("worst_break", "Where the chain breaks first", width=34), lambda line: line.summary.worst_break or None),
    (Column("breaks", "How often", _NUMBER, 9), lambda line: line.summary.breaks or None),
    (
        Column("live_priorities", "Live priorities", _NUMBER, 10),
        lambda line: _if_shared(line, line.summary.live_priorities),
    ),
    (Column("themes", "Themes", width=34), lambda line: themes(line) or None),
    (Column("sef_on", "SEF last worked on", _DATE, 13), lambda line: line.summary.sef_on),
    (
        Column("checks_overdue", "Checks overdue", _NUMBER, 10),
        lambda line: _if_shared(line, line.summary.checks_overdue),
    ),
    (Column("money_per_head", "CPD: pounds a head", _MONEY, 12), lambda line: line.summary.money_per_head),
    (Column("hours_per_head", "CPD: hours a head", _NUMBER, 10), lambda line: line.summary.hours_per_head),
    (Column("waiting", "Waiting for you", _NUMBER, 10), lambda line: line.waiting),
    (Column("asked", "Your open questions", _NUMBER, 10), lambda line: line.asked),
    (Column("looked_on", "You last looked", _DATE, 13), lambda line: line.looked_on),
    (Column("changes", "Changed since", width=44), lambda line: "; ".join(line.changes) or None),
)
COLUMNS: tuple[Column, ...] = tuple(column for column, _ in _COLUMNS)


def themes(line: SchoolLine) -> str:
    """``"Achievement (2), Inclusion"``: what live priorities are about."""
    return ", ".join(
        f"{each.label} ({each.priorities})" if each.priorities > 1 else each.label for each in line.summary.themes
    )


def chosen(found: Overview, urns: Sequence[str]) -> Overview:
    """Those of these schools that are there, in this order; all of them where none is named."""
    known = {line.summary.urn: line for line in found.schools}
    wanted = [known[urn] for urn in dict.fromkeys(urns) if urn in known]
    return found.model_copy(update={"schools": tuple(wanted) if urns else found.schools})


def rows(found: Overview) -> list[list[Cell]]:
    return [[value(line) for _, value in _COLUMNS] for line in found.schools]


def exact(found: Overview) -> bytes:
    """UTF-8 without a mark, LF, dates as 2026-11-23, text exactly as it is: for programs."""
    return _csv(found, "\n", lambda text: text).encode()


def for_excel(found: Overview) -> bytes:
    """UTF-8 with a mark, CRLF; text that Excel would run as a formula gets an apostrophe before it."""
    about = "".join(_line([harmless(said)], "\r\n") for said in ("", *_about(found)))
    return (_csv(found, "\r\n", harmless) + about).encode("utf-8-sig")


def html(found: Overview) -> bytes:
    """A page that stands alone, to read or to print."""
    head = el("tr", *(el("th", column.heading, scope="col", class_=_class(column)) for column in COLUMNS))
    body = [el("tr", el("th", str(row[0]), scope="row"), *map(_td, COLUMNS[1:], row[1:])) for row in rows(found)]
    said = [el("p", sentence, class_="muted") for sentence in _about(found)]
    table = el("table", el("thead", head), el("tbody", *body))
    region = el("div", table, class_="scroll", tabindex="0", role="region", aria_label=TITLE)
    return document(TITLE, CSS, el("header", el("h1", TITLE)), *said, region).encode()


def xlsx(found: Overview) -> bytes:
    """One sheet with filters and a frozen heading, and one that says what it is; no text is a formula or a link."""
    out = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    made = xlsxwriter.Workbook(out, plain)
    made.set_properties({"title": TITLE, "author": "", "comments": ""})
    sheet = made.add_worksheet("Schools")
    head = made.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#12436d", "font_color": "#ffffff", "border": 1}
    )
    look = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#d5dce2"}
    shown = {_MONEY: "£#,##0.00", _DATE: "d mmm yyyy", _NUMBER: "General"}
    formats = {kind: made.add_format({**look, "num_format": shown.get(kind, "@")}) for kind in ColumnKind}
    for across, column in enumerate(COLUMNS):
        sheet.set_column(across, across, column.width)
        sheet.write_string(0, across, column.heading, head)
    for down, row in enumerate(rows(found), start=1):
        for across, (column, cell) in enumerate(zip(COLUMNS, row, strict=True)):
            _write(sheet, down, across, cell, formats[column.kind])
    last = max(len(found.schools), 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    about = made.add_worksheet("About")
    about.set_column(0, 0, 110)
    for down, sentence in enumerate(_about(found)):
        about.write_string(down, 0, sentence, made.add_format({"text_wrap": True, "valign": "top"}))
    made.close()
    return out.getvalue()


@dataclass(frozen=True)
class Format:
    """One form of the list."""

    media_type: str
    extension: str
    make: Callable[[Overview], bytes]


FORMATS: Mapping[str, Format] = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx),
    "csv": Format("text/csv; charset=utf-8", "csv", exact),
    "csv-excel": Format("text/csv; charset=utf-8", "csv", for_excel),
    "html": Format("text/html; charset=utf-8", "html", html),
}


def _if_shared(line: SchoolLine, number: int) -> int | None:
    """A nought of a school that shares nothing would say something of it."""
    return None if line.summary.level is Level.OFF else number


def _about(found: Overview) -> tuple[str, ...]:
    return (f"{TITLE}, as on {written(found.today)}.", ABOUT)


def _csv(found: Overview, end: str, tamed: Callable[[str], str]) -> str:
    lines = [[column.heading for column in COLUMNS], *([_typed(cell, tamed) for cell in row] for row in rows(found))]
    return "".join(_line(line, end) for line in lines)


def _line(cells: Sequence[str], end: str) -> str:
    """Python quotes a lone carriage return only where lines end with one."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + end


def _typed(cell: Cell, tamed: Callable[[str], str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return tamed(cell) if isinstance(cell, str) else str(cell)


def _write(sheet: Any, down: int, across: int, cell: Cell, look: Any) -> None:
    if cell is None:
        sheet.write_blank(down, across, None, look)
    elif isinstance(cell, date):
        sheet.write_datetime(down, across, cell, look)
    elif isinstance(cell, Decimal | int):
        sheet.write_number(down, across, cell, look)
    else:
        sheet.write_string(down, across, fitting(cell), look)


def _class(column: Column) -> str | None:
    return {_NUMBER: "n", _MONEY: "n", _DATE: "d"}.get(column.kind)


def _td(column: Column, cell: Cell) -> Markup:
    words = written(cell) if isinstance(cell, date) else "" if cell is None else str(cell)
    return el("td", words, class_=_class(column))
