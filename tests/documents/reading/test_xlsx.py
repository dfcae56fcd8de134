"""An Excel workbook comes in as people see it, and all of its text does."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from PIL import Image

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Grid, Paragraph, Place
from sef2si.documents.reading.shown import general, number, shown
from sef2si.errors import Invalid
from tests.documents.reading.packing import book, packed, saved_book, unpacked


def saved(workbook: Any) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def grid(content: bytes) -> Grid:
    found = read("plan.xlsx", content).blocks[0]
    assert isinstance(found, Grid)
    return found


def texts(found: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        ("0.45", "0%", "45%"),
        ("0.4567", "0.0%", "45.7%"),
        ("1200", '"£"#,##0', "£1,200"),
        ("1200.5", "[$£-809]#,##0.00", "£1,200.50"),
        ("-1234.5", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', "-£1,234.50"),
        ("0", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', "£-"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0", "-5"),
        ("7", "000", "007"),
        ("3", '0" days"', "3 days"),
        ("1500000", '0.0,,"m"', "1.5m"),
        ("0.5", "#.##", ".5"),
        ("2", "General", "2"),
        ("2.5", 'General" hours"', "2.5 hours"),
        ("1234", "[>=1000]#,##0;0", "1,234"),
        ("0.25", "# ?/?", "0.25"),
        ("1.005", "0.00", "1.01"),
        ("12345678901", "General", "12345678901"),
        ("1e20", "General", "100000000000000000000"),
        ("12", "€#,##0", "€12"),
        ("12", "#,##0 [$€-1]", "12 €"),
    ],
)
def test_a_number_is_shown_by_its_format(value: str, form: str, seen: str) -> None:
    known = number(value)
    assert known is not None
    assert shown(known, form) == seen


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ("0.45000000000000001", "0.45"),
        ("0.30000000000000004", "0.3"),
        ("1200", "1200"),
        ("1E3", "1000"),
        ("-2.50", "-2.5"),
    ],
)
def test_a_number_has_the_fifteen_digits_excel_knows(kept: str, known: str) -> None:
    assert number(kept) == Decimal(known)
    assert general(Decimal(known)) == known


@pytest.mark.parametrize("kept", ["", "x", "nan", "inf", "1e999", "1e301"])
def test_what_is_no_number_is_none(kept: str) -> None:
    assert number(kept) is None


@pytest.mark.parametrize(
    ("value", "form", "seen", "day"),
    [
        (date(2026, 9, 3), "dd/mm/yyyy", "03/09/2026", date(2026, 9, 3)),
        (date(2026, 9, 3), "mm-dd-yy", "03/09/2026", date(2026, 9, 3)),  # Excel's "short date here", so British
        (datetime(2026, 9, 3, 15, 30), "dd/mm/yyyy hh:mm", "03/09/2026 15:30", date(2026, 9, 3)),  # noqa: DTZ001
        (datetime(2026, 9, 3, 15, 5), "h:mm AM/PM", "3:05 pm", None),  # noqa: DTZ001
        (date(2026, 9, 3), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "Thursday, September 03, 2026", date(2026, 9, 3)),
        (date(2026, 9, 1), "mmm-yy", "Sep-26", date(2026, 9, 1)),
        (date(2026, 9, 1), "d mmmm", "1 September", date(2026, 9, 1)),
        (time(9, 5), "hh:mm", "09:05", None),
        (timedelta(hours=26, minutes=30), "[h]:mm", "26:30", None),
    ],
)
def test_a_day_is_shown_by_its_format_and_known_as_a_day(value: Any, form: str, seen: str, day: date | None) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = value
    workbook.active["A1"].number_format = form
    cell = grid(saved(workbook)).rows[0][0]
    assert (cell.text, cell.value) == (seen, day)


def test_a_workbook_that_counts_from_1904_has_the_same_days() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["A1"] = date(2026, 9, 3)
    assert grid(saved(workbook)).rows[0][0].value == date(2026, 9, 3)


def test_merged_cells_are_filled_and_their_copies_marked() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Plan"
    for place, text in {
        "B3": "Priority",
        "C3": "Action",
        "B4": "Reading",
        "C4": "1. Coach\n2. Visit",
        "C5": "Buy books",
    }.items():
        sheet[place] = text
    sheet.merge_cells("B4:B5")
    found = grid(saved(workbook))
    assert texts(found) == [["Priority", "Action"], ["Reading", "1. Coach\n2. Visit"], ["Reading", "Buy books"]]
    assert [[cell.repeated for cell in row] for row in found.rows] == [[False, False], [False, False], [True, False]]
    assert found.rows[2][1].place == Place("sheet “Plan”", 5, "C")
    assert read("plan.xlsx", saved(workbook)).texts() == (
        "Priority",
        "Action",
        "Reading",
        "1. Coach\n2. Visit",
        "Buy books",
    )


def test_a_row_or_column_of_copies_only_is_left_out() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for place, text in {"A1": "Priority", "C1": "Cost", "A2": "Reading", "C2": 10, "A4": "Writing", "C4": 20}.items():
        sheet[place] = text
    for area in ("A1:B1", "A2:B3", "C2:C3", "A4:B4"):
        sheet.merge_cells(area)
    found = grid(saved(workbook))
    assert texts(found) == [["Priority", "Cost"], ["Reading", "10"], ["Writing", "20"]]
    assert [row[0].place.row for row in found.rows] == [1, 2, 4]


def test_tables_apart_on_one_sheet_stay_one_grid_and_long_gaps_are_cut() -> None:
    workbook = openpyxl.Workbook()
    for place in ("A1", "A3", "F3", "F90000"):
        workbook.active[place] = place
    found = grid(saved(workbook))
    assert texts(found) == [
        ["A1", "", "", ""], ["", "", "", ""], ["A3", "", "", "F3"], ["", "", "", ""], ["", "", "", ""],
        ["", "", "", "F90000"],
    ]  # fmt: skip
    assert [row[3].place.row for row in found.rows] == [1, 2, 3, 4, 5, 90000]
    assert [cell.place.column for cell in found.rows[0]] == ["A", "B", "C", "F"]


def test_what_is_hidden_is_read_and_said() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Plan"
    sheet["A1"], sheet["A2"], sheet["B2"] = "Reading", "hidden row", "hidden column"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    lists = workbook.create_sheet("Lists")
    lists["A1"] = "Yes"
    lists.sheet_state = "veryHidden"
    reading = read("plan.xlsx", saved(workbook))
    assert reading.texts() == ("Reading", "hidden row", "hidden column", "Yes")
    assert [block.hidden for block in reading.blocks if isinstance(block, Grid)] == [False, True]
    assert reading.said == (
        "1 hidden row of sheet “Plan” was read too.",
        "1 hidden column of sheet “Plan” was read too.",
        "The hidden sheet “Lists” was read too.",
    )


def test_formulas_give_their_result_and_those_without_are_said() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Costs")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A2", '="Rea"&"ding"', None, "Reading")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_boolean("A4", True)
    assert texts(grid(content.getvalue())) == [["2"], ["Reading"], ["#DIV/0!"], ["TRUE"]]
    assert read("c.xlsx", content.getvalue()).said == (
        "In sheet “Costs” Excel shows an error in one cell, kept as shown.",
    )
    bare = openpyxl.Workbook()
    bare.active["A1"], bare.active["A2"] = "Total", "=SUM(B1:B9)"
    reading = read("c.xlsx", saved(bare))
    assert reading.texts() == ("Total",)
    assert reading.said == (
        "In sheet “Sheet” one formula has no result yet. To bring the results too, open the file in Excel, save it and "
        "bring it again.",
    )


def test_text_beside_the_cells_is_kept_with_its_place() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Plan")
        sheet.write("A1", "Reading")
        sheet.write_comment("A1", "Ask the library\nfirst")
        sheet.insert_textbox("D4", "Governors visit in May")
        sheet.set_header('&LOak Hill & partners&C&P of &N&R&"Arial,Bold"&14Plan')
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Plan!$A$1:$A$1"})
        chart.set_title({"name": "Progress"})
        sheet.insert_chart("F4", chart)
    assert [block for block in read("plan.xlsx", content.getvalue()).blocks if isinstance(block, Paragraph)] == [
        Paragraph("Ask the library\nfirst", Place("comment on sheet “Plan”", 1, "A")),
        Paragraph("Governors visit in May", Place("text box on sheet “Plan”")),
        Paragraph("Progress", Place("chart on sheet “Plan”")),
        Paragraph("Oak Hill & partners", Place("header or footer of sheet “Plan”")),
        Paragraph("Plan", Place("header or footer of sheet “Plan”")),
    ]


def test_rich_text_and_escaped_characters_are_read_as_seen() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = CellRichText("Read ", TextBlock(InlineFont(b=True), "daily"))
    assert texts(grid(saved(workbook))) == [["Read daily"]]
    row = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>'
    shared = "<si><t>a_x000D__x000A_b _x005F_x0041_ </t><rPh><t>guide</t></rPh></si>"
    assert texts(grid(book(f"<sheetData>{row}</sheetData>", shared))) == [["a\nb _x0041_ ", "inline"]]


def test_a_workbook_without_addresses_or_with_other_prefixes_is_read() -> None:
    rows = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="4"><c r="B4"><v>4</v></c><c><v>5</v></c></row>'
    found = grid(book(f"<sheetData>{rows}</sheetData>"))
    assert {(cell.place.row, cell.place.column): cell.text for row in found.rows for cell in row if cell.text} == {
        (1, "A"): "1", (1, "C"): "3", (4, "B"): "4", (4, "C"): "5",
    }  # fmt: skip
    parts = unpacked(saved_book())
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        parts[part] = parts[part].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    assert texts(grid(packed(parts))) == [["Coaching"], ["1200"]]


def test_a_chart_sheet_is_left_out_and_said() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Reading"
    workbook.create_chartsheet("Graph")
    assert read("c.xlsx", saved(workbook)).said == ("The sheet “Graph” holds a chart only and was left out.",)


def test_pictures_are_left_out_and_said() -> None:
    content, picture = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Plan")
        sheet.write("A1", "Reading")
        sheet.insert_image("C1", "logo.png", {"image_data": picture})
    assert read("c.xlsx", content.getvalue()).said == ("1 picture on sheet “Plan” was left out.",)


def test_a_day_that_the_file_writes_out_is_known() -> None:
    cells = [
        *grid(
            book('<sheetData><row><c t="d"><v>2026-09-03T00:00</v></c><c t="d"><v>soon</v></c></row></sheetData>')
        ).rows[0]
    ]
    assert [(cell.text, cell.value) for cell in cells] == [("2026-09-03T00:00", date(2026, 9, 3)), ("soon", None)]


def test_an_empty_workbook_is_refused() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Notes")["B2"] = "   "
    with pytest.raises(Invalid) as refusal:
        read("plan.xlsx", saved(workbook))
    assert refusal.value.sentence == (
        "plan.xlsx has no text in any of its sheets. Please check that it is the file you meant. Nothing was imported."
    )


def test_a_comment_and_its_thread_are_one() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Reading"
    workbook.active["A1"].comment = Comment("[Threaded comment] Your version of Excel …", "A")
    assert [block for block in read("c.xlsx", saved(workbook)).blocks if isinstance(block, Paragraph)] == []
