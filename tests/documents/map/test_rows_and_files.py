from __future__ import annotations

import csv
import json
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from sef2si.documents.map.as_csv import harmless
from sef2si.documents.map.as_xlsx import fitting
from sef2si.documents.map.forms import FORMATS, action_rows, left_out, map_rows
from sef2si.documents.map.rows import ACTION_COLUMNS, COLUMNS, Cell, cells
from sef2si.domain.plan import Plan
from sef2si.journey.chain import chain
from tests import factories as make
from tests.documents.map.plans import NAUGHTY, TODAY, broken_plan, many_priorities, naughty_plan

HEADINGS = [
    "URN",
    "School",
    "Academic year",
    "Priority",
    "Evaluation areas",
    "Target",
    "Due",
    "Need",
    "Who",
    "People",
    "CPD activity",
    "Form of CPD",
    "Menu group",
    "Led by",
    "Starts",
    "Ends",
    "Sessions",
    "Hours",
    "Price",
    "Cover cost",
    "Total cost",
    "Intended impact",
    "Impact level",
    "Check due",
    "Found",
    "Against intent",
    "Missing link",
]


class Tables(HTMLParser):
    """The text of every cell of every table of a page, and the names of all elements and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.names: set[str] = set()
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.inside = True
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, text: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += text


def opened(plan: Plan) -> Any:
    return openpyxl.load_workbook(BytesIO(FORMATS["xlsx"].make(plan, TODAY)))


def as_read(cell: Cell) -> Any:
    """A cell as openpyxl gives it back."""
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, Decimal):
        return float(cell)
    return None if cell == "" else cell


def test_the_columns_are_those_promised_in_order() -> None:
    assert [column.heading for column in COLUMNS] == HEADINGS


def test_one_row_a_path_broken_ones_included() -> None:
    rows = [(r.priority, r.need, r.activity, r.found, r.missing_link) for r in map_rows(broken_plan(), TODAY)]
    no_check = "The CPD activity has no impact check: what should change, and when would it show?"
    assert rows == [
        ("Calm lunch", "De-escalation", "Coaching", "", ""),
        ("Calm lunch", "Routines", "Coaching", "", ""),
        ("Reading fluency", "", "", "", "The priority has no need yet: who must learn what is not yet agreed."),
        ("French", "Speaking", "Coaching", "", ""),
        ("French", "Speaking", "Twilights", "9 of 9 confident", ""),
        ("Hall timetable", "No CPD needed: A timetable will do it", "", "", ""),
        ("", "First aid", "", "", "The need serves no priority yet: which one is it for? "
         "The need is not met yet: how will they learn it?"),
        ("", "", "A conference", "", f"The CPD activity serves no priority yet: which need does it meet? {no_check}"),
    ]  # fmt: skip


def test_a_row_says_all_that_is_known_of_its_path() -> None:
    row = map_rows(broken_plan(), TODAY)[0]
    assert row.target == "Positive: 45% → 75%"
    assert (row.who, row.people, row.due) == ("Lunchtime supervisors", 14, date(2027, 7, 9))
    assert (row.form, row.menu_group) == ("Coaching or mentoring", "Within school; Across schools; From outside")
    assert (row.hours, row.price, row.cover_cost, row.total_cost) == (12, 100, Decimal("436.00"), Decimal("586.00"))
    assert (row.intended_impact, row.impact_level, row.check_due) == ("Lunch is calm", "5 Pupils", date(2026, 12, 4))
    assert map_rows(broken_plan(), TODAY)[3].areas == "Inclusion"


def test_003_o5_a_measure_alone_is_no_target() -> None:
    plan = make.plan(priorities=(make.priority(measure="words a minute", now="62", target=""),))
    assert [row.target for row in map_rows(plan, TODAY)] == [""]


def test_a_cell_too_long_for_a_spreadsheet_says_at_its_end_that_it_is_cut() -> None:
    whole, too_long = "é" * 32_767, "🙂" * 16_384
    assert fitting(whole) == whole
    cut = fitting(too_long)
    assert cut.startswith("🙂🙂")
    assert cut.endswith("the CSV and JSON have it whole)")
    assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)


def test_every_link_the_chain_misses_on_a_path_is_named_in_the_map() -> None:
    plan = broken_plan()
    named = " ".join(row.missing_link for row in map_rows(plan, TODAY))
    broken = [link for link in chain(plan, TODAY).broken if link.name not in ("point", "priority_point")]
    private = [link for link in broken if link.where.record_id.endswith(("a-own", "n-own"))]
    assert len(broken) - len(private) == 5
    assert [link for link in broken if link not in private and link.sentence.strip() not in named] == []


def test_000_47_a_staff_outcome_is_never_shown_as_a_pupil_outcome() -> None:
    row = next(r for r in map_rows(broken_plan(), TODAY) if r.found)
    assert row.against_intent == "staff: met; pupils: not yet seen"


def test_a_second_check_is_due_when_the_first_one_said() -> None:
    plan = make.plan(
        activities=(make.activity(id="a", check_due=date(2026, 12, 1)),),
        checks=(
            make.check(id="later", activity_id="a", checked_on=date(2027, 3, 1), found="two"),
            make.check(
                id="first", activity_id="a", checked_on=date(2026, 12, 2), found="one", next_check=date(2027, 3, 3)
            ),
        ),
    )
    rows = [(row.found, row.check_due) for row in map_rows(plan, TODAY)]
    assert rows == [("one", date(2026, 12, 1)), ("two", date(2027, 3, 3))]


def test_actions_are_listed_apart() -> None:
    plan = broken_plan()
    assert [(row.priority, row.action, row.status) for row in action_rows(plan, TODAY)] == [
        ("Hall timetable", "Move assembly", "Not started")
    ]
    done = plan.model_copy(update={"actions": (plan.actions[0].having(status="done"),)})
    assert action_rows(done, TODAY)[0].missing_link == (
        "The action is done: what changed because of it is not written down yet."
    )


def test_what_is_left_out_is_said() -> None:
    assert left_out(broken_plan()) == (
        "1 need from appraisal, career, induction or statutory training is left out: a group of one is a person.",
        "1 activity that meets only such needs is left out.",
        "1 parked priority, and what serves it alone, is left out.",
    )
    assert left_out(make.plan()) == ()


def test_003_10_76_priorities_have_at_least_a_row_each() -> None:
    rows = map_rows(many_priorities(), TODAY)
    assert len({row.priority for row in rows}) == 76


def test_the_spreadsheet_holds_every_row_as_real_dates_and_numbers() -> None:
    plan = broken_plan()
    book = opened(plan)
    assert book.sheetnames == ["Map", "Actions", "Totals", "About"]
    for name, columns, rows in (
        ("Map", COLUMNS, map_rows(plan, TODAY)),
        ("Actions", ACTION_COLUMNS, action_rows(plan, TODAY)),
    ):
        read = [tuple(cell.value for cell in row) for row in book[name].iter_rows()]
        assert read[0] == tuple(column.heading for column in columns)
        assert read[1:] == [tuple(map(as_read, cells(row))) for row in rows]
    sheet = book["Map"]
    assert sheet["G2"].is_date
    assert sheet["G2"].number_format == "d mmm yyyy"
    assert sheet["U2"].number_format == "£#,##0.00"


def test_the_spreadsheet_can_be_filtered_and_printed() -> None:
    sheet = opened(broken_plan())["Map"]
    assert sheet.auto_filter.ref == "A1:AA9"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_area == "'Map'!$A$1:$AA$9"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.oddFooter.left.text == "Elm Primary · 2026/27"
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width
    assert sheet["D2"].alignment.wrap_text


def test_totals_count_each_activity_once_however_many_rows_it_has() -> None:
    plan = broken_plan()
    totals = {row[0].value: row[6].value for row in opened(plan)["Totals"].iter_rows(min_row=2)}
    assert totals["The whole map, each activity once"] == 836.5
    assert totals["Calm lunch"] == 586
    assert totals["French"] == 586
    assert totals["No priority"] == 250.5
    hours = opened(plan)["Totals"]["C2"]
    assert (hours.value, hours.number_format) == (240, "#,##0.0")
    in_rows = sum(row.total_cost or 0 for row in map_rows(plan, TODAY))
    assert in_rows == Decimal("2008.50")
    written = json.loads(FORMATS["json"].make(plan, TODAY))["totals"]
    assert written["whole"]["total_cost"] == 836.5
    assert written["whole"]["activities"] == 3
    assert round(sum(share["total_cost"] for share in written["by_staff_group"]), 2) == 836.5


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_becomes_a_formula_or_a_link_in_a_spreadsheet_and_all_come_back(text: str) -> None:
    plan = naughty_plan(text)
    made = FORMATS["xlsx"].make(plan, TODAY)
    with zipfile.ZipFile(BytesIO(made)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4
    assert sum(sheet.count(b"<f>") + sheet.count(b"<hyperlink") for sheet in sheets) == 0
    row = [cell.value for cell in list(opened(plan)["Map"].iter_rows())[1]]
    found = row[HEADINGS.index("Found")]
    # openpyxl leaves control characters as the file format writes them.
    assert (openpyxl.utils.escape.unescape(found) if "\x01" in text else found) in (
        text,
        text.replace("_x", "_x005F_x"),
    )


def test_the_guard_against_formulas_would_notice_one() -> None:
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write("A1", "=1+1")
    book.close()
    with zipfile.ZipFile(out) as parts:
        assert b"<f>" in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", NAUGHTY)
def test_exact_csv_gives_back_exactly_what_was_typed(text: str) -> None:
    plan = naughty_plan(text)
    read = list(csv.reader(StringIO(FORMATS["csv"].make(plan, TODAY).decode(), newline="")))
    assert read[0] == HEADINGS
    expected = [
        "" if c is None else c.isoformat() if isinstance(c, date) else str(c) for c in cells(map_rows(plan, TODAY)[0])
    ]
    assert read[1] == expected
    assert read[1][HEADINGS.index("Found")] == text


@pytest.mark.parametrize("text", NAUGHTY)
def test_csv_for_excel_begins_no_cell_as_a_formula_and_keeps_the_rest(text: str) -> None:
    made = FORMATS["csv-excel"].make(naughty_plan(text), TODAY)
    assert made.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))
    assert [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    found = read[1][HEADINGS.index("Found")]
    assert found in (text, f"'{text}")


def test_csv_for_excel_neutralises_each_beginning_of_a_formula() -> None:
    dangerous = ("=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "＝1")
    assert [harmless(text) for text in dangerous] == [f"'{text}" for text in dangerous]
    assert harmless("Reading = fun") == "Reading = fun"
    assert FORMATS["csv-excel"].make(make.plan(), TODAY).endswith(b"\r\n")
