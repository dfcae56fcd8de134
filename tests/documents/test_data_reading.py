"""Our own data read back after people and spreadsheet programs had it: what can be understood is, the rest is said."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from sef2si.documents.data_reading import is_ours, read_data
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import KINDS, Plan
from sef2si.errors import Invalid
from tests import factories as make
from tests.documents.data_edits import Sheet, edited, taken, with_cell
from tests.documents.data_plans import full_plan

WHOLE = make.whole_plan()


def read(content: bytes) -> Any:
    return read_data("plan.xlsx", content)


def refusal(content: bytes, name: str = "plan.xlsx") -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_data(name, content)
    assert caught.value.sentence.endswith("Nothing was imported.")
    return caught.value


# Whether it is ours.


def test_only_what_says_so_is_ours() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Priority"
    out = io.BytesIO()
    book.save(out)
    others = {
        "plan.xlsx": out.getvalue(),
        "plan.json": b'{"priorities": []}',
        "map.json": b'{"schema": "sef2si.map/1"}',
        "notes.csv": b"a,b\n1,2\n",
        "broken.xlsx": b"PK\x03\x04 not a zip",
        "empty.xlsx": b"",
    }
    assert [name for name, content in others.items() if is_ours(name, content)] == []
    assert (is_ours("a.xlsx", taken(WHOLE)), is_ours("a.json", taken(WHOLE, "json"))) == (True, True)
    assert not is_ours("a.zip", taken(WHOLE, "csv"))


# What a spreadsheet program does.


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "number_format", "field", "wanted"),
    [
        ("CPD activities", "Price", "£1,200.50", "", "price", Decimal("1200.50")),
        ("CPD activities", "Price", 0.1, "", "price", Decimal("0.10")),
        ("CPD activities", "Price", 19.999999999999996, "", "price", Decimal("20.00")),
        ("CPD activities", "How many take part?", "12", "", "people", 12),
        ("CPD activities", "How many take part?", 12.0, "0.00", "people", 12),
        ("CPD activities", "When does it start?", "9/7/27", "", "starts", date(2027, 7, 9)),
        ("CPD activities", "When does it start?", "9 July 2027", "", "starts", date(2027, 7, 9)),
        ("CPD activities", "When does it start?", datetime(2027, 7, 9, 15, 30), "", "starts", date(2027, 7, 9)),  # noqa: DTZ001
        ("CPD activities", "When does it start?", 46577, "General", "starts", date(2027, 7, 9)),
        ("CPD activities", "When does it start?", None, "", "starts", None),
        ("CPD activities", "At which level?", "4 use: Do staff work differently?", "", "intended_level", "4"),
        ("CPD activities", "At which level?", "4", "", "intended_level", ImpactLevel.USE),
        ("CPD activities", "Form of CPD", "Time to think", "", "form", "thinking"),
        ("CPD activities", "Form of CPD", "thinking", "", "form", "thinking"),
        ("CPD activities", "What will they do?", "=1+1", "", "what", ""),
        ("Needs", "Which staff?", " subject and  middle leaders", "", "group", StaffGroup.SUBJECT_LEADERS),
        ("Priorities", "Now", 0.46, "0%", "now", "46%"),
        ("Priorities", "Now", 45, "General", "now", "45"),
        ("Priorities", "Now", True, "General", "now", "TRUE"),
        ("Points", "Not this year", True, "General", "not_this_year", True),
        ("Points", "Not this year", "yes", "", "not_this_year", True),
        ("Points", "Not this year", None, "", "not_this_year", False),
        ("School", "Pupils eligible for free school meals (%)", 0.235, "0.0%", "fsm_percent", Decimal("23.50")),
        ("School", "Does it have early years?", "No", "", "early_years", False),
        ("Judgements", "Whose voice was heard?", "Pupils\nParents and carers\n", "", "voices", ("pupils", "parents")),
        ("Judgements", "Grade, if you judge one", "Strong standard", "", "grade", "strong"),
    ],
)  # fmt: skip
def test_a_cell_is_understood_whatever_became_of_it(
    sheet: str, heading: str, value: Any, number_format: str, field: str, wanted: Any
) -> None:
    back = read(with_cell(taken(WHOLE), sheet, heading, value, number_format=number_format))
    kind = next(kind for kind, places in back.places.items() if f"sheet “{sheet}”" in {p[0] for p in places.values()})
    assert getattr(back.records(kind)[0], field) == wanted
    assert back.records(kind)[0].id not in back.as_taken.get(kind, ()) or value is None


def test_it_says_where_a_program_made_a_number_of_text() -> None:
    back = read(with_cell(taken(WHOLE), "Priorities", "Now", 0.45, number_format="0%"))
    assert back.said == (
        "Sheet “Priorities”, row 2, column “Now”: a spreadsheet program made a number or a day of this text. It was "
        "taken as “45%”; please check it.",
    )


def reordered(book: Any) -> None:
    """Columns and rows the other way round, sheets too, everything shown."""
    for sheet in book:
        if sheet.title in ("About", "Choices"):
            continue
        rows = [[(cell.value, cell.number_format) for cell in row][::-1] for row in sheet.iter_rows()]
        for at, row in enumerate([rows[0], *rows[:0:-1]], 1):
            for across, (value, number_format) in enumerate(row, 1):
                sheet.cell(at, across).value = value
                sheet.cell(at, across).number_format = number_format
    book._sheets.reverse()


def test_order_of_rows_columns_and_sheets_does_not_matter() -> None:
    plan = full_plan()
    back = read(edited(taken(plan, document="data-complete"), reordered)).plan()
    for kind in KINDS:
        assert {record.id: record for record in back.records(kind)} == {
            record.id: record for record in plan.records(kind)
        }


def test_a_missing_column_says_nothing_and_a_strange_one_is_named() -> None:
    def edit(book: Any) -> None:
        sheet = Sheet(book["Needs"])
        sheet.sheet.cell(1, 40).value, sheet.sheet.cell(2, 40).value = "RAG", "amber"
        sheet.sheet.delete_cols(sheet.at("How many?"))

    back = read(edited(taken(WHOLE), edit))
    assert back.said == (
        "The column “RAG” of sheet “Needs” is not one of ours and was not read.",
        "Sheet “Needs” has no column “How many?”: it stays as it is in the plan.",
    )
    assert back.absent == {"judgements": {"judgement-1": ("private_note",)}, "needs": {"need-1": ("people",)}}


def test_missing_sheets_say_nothing_and_strange_ones_are_named() -> None:
    def edit(book: Any) -> None:
        del book["School"], book["Needs"]
        book.create_sheet("My sums")["A1"] = 5

    back = read(edited(taken(WHOLE), edit))
    assert back.said == ("The sheet “My sums” is not one of ours and was not read.",)
    assert (back.needs, back.school.id, "name" in back.absent["school"][make.URN]) == ((), make.URN, True)


def test_rows_above_the_headings_do_not_confuse_it() -> None:
    back = read(edited(taken(WHOLE), lambda book: book["Needs"].insert_rows(1, 2)))
    assert back.plan() == read(taken(WHOLE)).plan()
    assert str(back.place("needs", "need-1")) == "sheet “Needs”, row 4"


# New rows.


def new_row(book: Any, sheet: str, **cells: Any) -> int:
    found = Sheet(book[sheet])
    row = found.sheet.max_row + 1
    for heading, value in cells.items():
        found.set(heading.replace("_", " "), value, row)
    return row


def test_new_rows_get_ids_from_what_they_say_and_link_by_name() -> None:
    def edit(book: Any) -> None:
        row = new_row(book, "Priorities")
        Sheet(book["Priorities"]).set("What must improve?", "Writing at length", row)
        for heading, value in (
            ("What do they need to know or do?", "Model writing"),
            ("Which priority is it for?", "writing  at length"),
        ):
            Sheet(book["Needs"]).set(heading, value, 3)
        for row in (3, 4):
            Sheet(book["CPD activities"]).set("What will they do?", "Lesson study", row)
            Sheet(book["CPD activities"]).set(
                "Which needs does it meet?", "4 teachers: How to teach fluency\nModel writing", row
            )

    content = edited(taken(WHOLE), edit)
    back = read(content)
    priority, need = back.priorities[1], back.needs[1]
    assert (priority.title, priority.version, priority.position, len(priority.id)) == ("Writing at length", 0, 0, 32)
    assert need.priority_id == priority.id
    assert need.source == "priority"
    assert [activity.need_ids for activity in back.activities[1:]] == [("need-1", need.id)] * 2
    assert len({activity.id for activity in back.activities}) == 3
    assert read(content) == back


def test_json_takes_new_records_too() -> None:
    whole = json.loads(taken(WHOLE, "json"))
    whole["plan"]["needs"].append({"what": "Model writing", "priority_id": "priority-1"})
    back = read_data("plan.json", json.dumps(whole).encode())
    assert (back.needs[1].what, back.needs[1].version, len(back.needs[1].id)) == ("Model writing", 0, 32)
    assert back.absent["needs"].keys() == {back.needs[1].id}


# What is refused, with sheet, row, column and what to do.


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "sentence"),
    [
        ("Needs", "How many?", "a few", "“a few” is not a number we can read. Please write it in figures"),
        ("Needs", "How many?", 1.5, "“1.5” is not a whole number. Please write one, such as 12."),
        ("Needs", "How many?", -3, "Please give a whole number, nought or more."),
        ("Needs", "Which staff?", "Cooks", "“Cooks” is not one of the choices. Please choose “Teachers”, “Teaching"),
        ("Needs", "When shall we ask again?", "soon", "“soon” is not a date we can read."),
        ("Needs", "When shall we ask again?", 2027, "“2027” is not a date we can read"),
        ("Needs", "Which priority is it for?", "Priority X", ""),
        ("Needs", "Record id", "two words", "A record id is made of letters, digits, dots and dashes."),
        ("Actions", "Cost", "free", "“free” is not a number we can read."),
        ("Actions", "Cost", -5, "Please give an amount of money in pounds, nought or more"),
        ("Points", "Not this year", "maybe", "“maybe” is neither Yes nor No."),
        ("CPD activities", "Form of CPD", "Osmosis", "“Osmosis” is not one of the choices. Please choose from"),
        ("Priorities", "Who leads it?", "x" * 501, "501 characters long and this box keeps 500 at most"),
        ("School", "Unique reference number (URN)", "100493", "This file is of school 100492; its number"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(sheet: str, heading: str, value: Any, sentence: str) -> None:
    content = with_cell(taken(WHOLE), sheet, heading, value, number_format="General")
    if not sentence:
        # An unknown name beside an id is an old name: the id counts.
        assert read(content).needs[0].priority_id == "priority-1"
        return
    said = refusal(content).sentence
    assert sentence in said
    assert said.startswith(f"Sheet “{sheet}”, row 2, column “{heading}”: ")


def test_all_faults_are_named_and_counted() -> None:
    content = with_cell(with_cell(taken(WHOLE), "Needs", "How many?", "a few"), "Actions", "Cost", "free")
    found = refusal(content)
    assert "There is one more like it." in found.sentence
    assert [(each.kind, each.record_id, each.field) for each in found.faults] == [
        ("needs", "need-1", "people"),
        ("actions", "action-1", "cost"),
    ]


def saved_plan() -> Plan:
    """The whole plan with versions, as a service would give it."""
    kinds: dict[str, Any] = {
        kind: tuple(record.model_copy(update={"version": 2}) for record in WHOLE.records(kind)) for kind in KINDS
    }
    return WHOLE.model_copy(update={**kinds, "school": kinds["school"][0]})


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda book: book["Needs"].append([cell.value for cell in book["Needs"][2]]), "stands in row 2 too. If this"),
        (lambda book: Sheet(book["Actions"]).set("Where is it?", None), "This can't be empty. Please choose or write"),
        (lambda book: Sheet(book["Needs"]).set("Record id", None, 1), "has no column “Record id” on its sheet “Needs”"),
        (lambda book: Sheet(book["Needs"]).set("Who was asked?", "How many?", 1), "two columns “How many?” on its"),
        (lambda book: book.remove(book["Choices"]), "has no sheet “Choices”. Please put it back"),
        (lambda book: book.remove(book["About"]), "has no sheet “About”. Please put it back"),
        (lambda book: Sheet(book["Needs"]).set("Which priority is it for?", "No", 3), "not on the sheet “Priorities”"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_named(edit: Callable[[Any], None], sentence: str) -> None:
    assert sentence in refusal(edited(taken(saved_plan()), edit)).sentence


def test_a_name_that_says_otherwise_than_its_id_is_asked_about() -> None:
    plan = WHOLE.with_records("priorities", (*WHOLE.priorities, make.priority(id="priority-2", title="Calm lunch")))
    said = refusal(with_cell(taken(plan), "Needs", "Which priority is it for?", "Calm lunch")).sentence
    assert "the name beside it says “Calm lunch”, but the id is of something else" in said.replace(
        "The name", "the name"
    )
    cleared = with_cell(
        with_cell(taken(plan), "Needs", "Which priority is it for?", "Calm lunch"),
        "Needs", "Which priority is it for? (id)", None,
    )  # fmt: skip
    assert read(cleared).needs[0].priority_id == "priority-2"
    renamed = with_cell(taken(plan), "Priorities", "What must improve?", "Fluent reading")
    assert read(renamed).needs[0].priority_id == "priority-1"


def test_a_row_emptied_but_for_its_id_is_left_alone() -> None:
    def edit(book: Any) -> None:
        sheet = Sheet(book["Evidence"])
        for cell in sheet.sheet[2]:
            if sheet.sheet.cell(1, cell.column).value not in ("Record id", "Version", "Place", "As taken out"):
                cell.value = None

    back = read(edited(taken(WHOLE), edit))
    assert back.evidence == ()
    assert back.said[0].startswith("Sheet “Evidence”, row 2 is empty but for its record id. It stays in the plan")
    blank = make.plan(evidence=(make.evidence(id="blank", source=""),))
    assert read(taken(blank)).evidence == blank.evidence


# JSON.


def spoilt(change: Callable[[dict[str, Any]], object]) -> bytes:
    whole = json.loads(taken(WHOLE, "json"))
    change(whole)
    return json.dumps(whole).encode()


def spoilt_need(**fields: Any) -> bytes:
    return spoilt(lambda whole: whole["plan"]["needs"][0].update(fields))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"schema": "sef2si.plan/1",\n "plan": }', "can't be read from line 2 on"),
        (b'{"schema": "sef2si.plan/1", "schema": 2}', "says “schema” twice in one place"),
        (b'{"schema": "sef2si.plan/9"}', "made by another version of sef2si"),
        (b'{"schema": "sef2si.plan/1"}', "should hold “plan” and “edition”"),
        (b"[" * 100_000, "damaged"),
        (b'{"schema": "sef2si.plan/1", "plan": NaN}', "damaged"),
        (b'\xff{"schema"', "not saved as UTF-8"),
        (spoilt_need(people="many"), "“needs”, row 1, column “How many?”: This should be a whole number."),
        (spoilt_need(ask_again=12), "This should be a date."),
        (spoilt_need(ask_again="soon"), "This is not a date we can read."),
        (spoilt_need(group="cooks"), "not one of the choices"),
        (spoilt(lambda whole: whole["plan"].update(needs=5)), "should have a list of records under “needs”"),
        (spoilt(lambda whole: whole["plan"].update(year="2026")), "has no academic year"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content, "plan.json").sentence


def test_json_names_what_it_does_not_know() -> None:
    def change(whole: dict[str, Any]) -> None:
        whole["plan"]["needs"][0]["colour"] = "red"
        whole["plan"]["budget"] = 5
        del whole["marks"]

    back = read_data("plan.json", spoilt(change))
    assert back.said == (
        "“budget” is not known here and was not read.",
        "List “needs”, row 1: “colour” is not known here and was not read.",
    )
    assert (back.plan(), back.as_taken) == (read_data("a", taken(WHOLE, "json")).plan(), {})


# Files that mean harm.


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO(taken(WHOLE))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"0" * 80_000_000)
    assert not is_ours("plan.xlsx", out.getvalue())
    assert "far more than a plan or calendar" in refusal(out.getvalue()).sentence


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is() -> None:
    def edit(book: Any) -> None:
        book["Needs"][f"{get_column_letter(16_384)}1048576"] = " "

    assert read(edited(taken(WHOLE), edit)).plan() == read(taken(WHOLE)).plan()
