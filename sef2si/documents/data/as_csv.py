"""A school's data as a ZIP of CSV files, one a kind of record, safe to open in Excel or exactly as typed."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from io import BytesIO, StringIO
from typing import Any

from sef2si.documents.data.about import Contents
from sef2si.documents.data.cells import plain, typed_text
from sef2si.documents.data.choices import NO, YES, list_of
from sef2si.documents.data.columns import Column, Holds, Sheet
from sef2si.documents.map.as_csv import harmless
from sef2si.documents.source import Edition
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record


def for_excel(plan: Plan, today: date, edition: Edition) -> bytes:
    """Headings and choices in words, links by name besides; UTF-8 with a byte order mark, lines ended by CRLF.

    Text that Excel would run as a formula gets a leading apostrophe.
    """
    found = Contents.of(plan, today, edition)
    files = {
        f"{number:02d} {sheet.title}.csv": _written(_words(found, sheet), "\r\n").encode("utf-8-sig")
        for number, sheet in enumerate(found.sheets, 1)
    }
    said = (
        "These files open in Excel or LibreOffice. Text that a spreadsheet would take for a formula begins with an "
        "apostrophe here; choose the exact files for another program."
    )
    return _zipped(found, files, said, "\r\n")


def exact(plan: Plan, today: date, edition: Edition) -> bytes:
    """For programs: fields and choices by their keys, text exactly as typed, UTF-8 without a mark, LF."""
    found = Contents.of(plan, today, edition)
    files = {
        f"{sheet.kind}.csv": _written(_keys(found, sheet), "\n").encode()
        for sheet in found.sheets
    }  # fmt: skip
    said = (
        "These files are for other programs: text is exactly as it was typed, and a spreadsheet may run some of it as "
        "a formula. Dates are written 2027-07-09; where a field holds several values, each is on a line of its own."
    )
    return _zipped(found, files, said, "\n")


def _words(found: Contents, sheet: Sheet) -> Iterable[list[str]]:
    columns = [(column, beside) for column in sheet.columns for beside in ((True, False) if column.link else (False,))]
    yield [column.by_name if beside else column.heading for column, beside in columns]
    for record in found.plan.records(sheet.kind):
        yield [
            harmless(typed_text(found.names.beside(column, record)) if beside else _in_words(found, column, record))
            for column, beside in columns
        ]


def _in_words(found: Contents, column: Column, record: Record) -> str:
    value: Any = getattr(record, column.name)
    about = {"framework": getattr(record, "framework", ""), "area": getattr(record, "area", "")}
    name = list_of(column, about)
    if column.holds is Holds.YES_NO:
        return "" if value is None else YES if value else NO
    if isinstance(value, tuple):
        return "\n".join((found.choices.label(name, str(each)) if name else None) or str(each) for each in value)
    if name and value:
        return found.choices.label(name, str(value)) or str(value)
    return _plain(value)


def _keys(found: Contents, sheet: Sheet) -> Iterable[list[str]]:
    yield [column.name for column in sheet.columns]
    for record in found.plan.records(sheet.kind):
        yield [_plain(getattr(record, column.name)) for column in sheet.columns]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "\n".join(_plain(each) for each in value)
    if isinstance(value, Enum):
        return str(value.value)
    return plain(value) if isinstance(value, date | Decimal) else str(value)


def _written(rows: Iterable[list[str]], line_end: str) -> str:
    out = StringIO(newline="")
    # Quoted throughout: Python's own rule leaves a lone carriage return bare, and a reader would end the row there.
    csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def _zipped(found: Contents, files: dict[str, bytes], about: str, line_end: str) -> bytes:
    facts = [f"{label}: {' '.join(text.split())}" for label, text in found.facts if label != "Form of this file"]
    counts = [f"{name}: {len(found.plan.records(sheet.kind))}" for name, sheet in zip(files, found.sheets, strict=True)]
    parts = ["The data of one school's plan", facts, *found.said, about, ["Rows in each file:", *counts]]
    said = "\n\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts) + "\n"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"README.txt": said.replace("\n", line_end).encode("utf-8-sig"), **files}.items():
            # The day stands for the moment: the same plan on the same day gives the same bytes.
            day = found.today if found.today.year >= 1980 else date(1980, 1, 1)
            member = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
