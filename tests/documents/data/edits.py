"""A taken workbook, edited as people and spreadsheet programs do."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.source import Source
from sef2si.domain.plan import Plan
from tests.documents.data.plans import TODAY


@cache
def taken(plan: Plan, form: str = "xlsx", document: str = "data") -> bytes:
    """The file a school would download."""
    found = DOCUMENTS[document].form(form)
    assert found is not None
    return found.make(Source(plan, TODAY))


class Sheet:
    """One sheet by its headings; rows are counted from 2, as on the screen."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def at(self, heading: str) -> int:
        head = [cell.value for cell in self.sheet[1]]
        return head.index(heading) + 1

    def cell(self, heading: str, row: int = 2) -> Any:
        return self.sheet.cell(row, self.at(heading))

    def set(self, heading: str, value: Any, row: int = 2, number_format: str = "") -> None:
        cell = self.cell(heading, row)
        cell.value = value
        if number_format:
            cell.number_format = number_format


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook once ``edit`` has been at it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_cell(content: bytes, sheet: str, heading: str, value: Any, row: int = 2, number_format: str = "") -> bytes:
    return edited(content, lambda book: Sheet(book[sheet]).set(heading, value, row, number_format))
