"""The map's spreadsheet and CSV with text that their writers would take for something else."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from sef2si.documents.map.forms import FORMATS
from tests import factories as make
from tests.documents.data.plans import TODAY


@pytest.mark.parametrize("text", ["<r><t>bold</t></r>", "<r><no end</r>"])
def test_text_between_signs_of_xlsxwriters_own_is_text(text: str) -> None:
    plan = make.plan(priorities=(make.priority(title=text),))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(plan, TODAY)))
    assert text in [str(cell.value).strip() for row in book["Map"].iter_rows() for cell in row]


def test_a_lone_carriage_return_does_not_end_a_row() -> None:
    plan = make.plan(priorities=(make.priority(title="one\rtwo"),))
    for form in ("csv", "csv-excel"):
        text = FORMATS[form].make(plan, TODAY).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert [row[3] for row in rows if len(row) > 3] == ["Priority", "one\rtwo"]
