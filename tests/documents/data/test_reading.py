"""Our own data read back after people and spreadsheet programs had it: what can be understood is, the rest is said."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from sef2si.documents.data.columns import TITLES
from sef2si.documents.data.reading import is_ours, read_data
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import KINDS, Plan
from sef2si.errors import Invalid
from tests import factories as make
from tests.documents.data.edits import Sheet, edited, taken, with_cell
from tests.documents.data.plans import full_plan

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
    sorted_keys = json.dumps(json.loads(taken(WHOLE, "json")), sort_keys=True).encode()
    assert is_ours("a.json", sorted_keys)
    quoted = make.plan(needs=(make.need(what='{"schema": "sef2si.plan/1"}'),)).model_dump_json().encode()
    assert not is_ours("a.json", quoted)


# What a spreadsheet program does.


UNDERSTOOD = (
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
)  # fmt: skip


def many(number: int) -> Plan:
    """The whole plan with so many of each record, each under an id of its own."""
    kinds = {
        kind: tuple(
            record.model_copy(update={"id": f"{record.id}{f'.{at}' if at else ''}"})
            for record in WHOLE.records(kind)[:1]
            for at in range(number)
        )
        for kind in KINDS
        if kind != "school"
    }
    return WHOLE.model_copy(update=kinds)


def rows_of(cases: Sequence[tuple[Any, ...]]) -> list[int]:
    """A row for each case: each has one of its own on its sheet, the school's sheet having but one."""
    seen: Counter[str] = Counter()
    rows = []
    for sheet, *_ in cases:
        rows.append(2 if sheet == "School" else 2 + seen[sheet])
        seen[sheet] += 1
    return rows


def all_at_once(cases: Sequence[tuple[str, str, Any, str]]) -> bytes:
    """A workbook with each case in a row of its own."""

    def edit(book: Any) -> None:
        for (sheet, heading, value, number_format), row in zip(cases, rows_of(cases), strict=True):
            Sheet(book[sheet]).set(heading, value, row, number_format)

    return edited(taken(many(20)), edit)


def test_a_cell_is_understood_whatever_became_of_it() -> None:
    back = read(all_at_once([case[:4] for case in UNDERSTOOD]))
    kinds = {title: kind for kind, title in TITLES.items()}
    found = [
        getattr(back.records(kinds[case[0]])[row - 2], case[4])
        for case, row in zip(UNDERSTOOD, rows_of(UNDERSTOOD), strict=True)
    ]
    assert found == [case[5] for case in UNDERSTOOD]
    assert len(found) > 24


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
    assert back.absent == {"needs": {"need-1": ("people",)}}


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


NOT_UNDERSTOOD = (
        ("Needs", "How many?", "a few", "“a few” is not a number we can read. Please write it in figures"),
        ("Needs", "How many?", 1.5, "“1.5” is not a whole number. Please write one, such as 12."),
        ("Needs", "How many?", -3, "Please give a whole number, nought or more."),
        ("Needs", "Which staff?", "Cooks", "“Cooks” is not one of the choices. Please choose “Teachers”, “Teaching"),
        ("Needs", "When shall we ask again?", "soon", "“soon” is not a date we can read."),
        ("Needs", "When shall we ask again?", 2027, "“2027” is not a date we can read"),
        ("Needs", "Record id", "two words", "A record id is made of letters, digits, dots and dashes."),
        ("Actions", "Cost", "free", "“free” is not a number we can read."),
        ("Actions", "Cost", -5, "Please give an amount of money in pounds, nought or more"),
        ("Points", "Not this year", "maybe", "“maybe” is neither Yes nor No."),
        ("CPD activities", "Form of CPD", "Osmosis", "“Osmosis” is not one of the choices. Please choose from"),
        ("Priorities", "Who leads it?", "x" * 501, "501 characters long and this box keeps 500 at most"),
        ("School", "Unique reference number (URN)", "100493", "This file is of school 100492; its number"),
)  # fmt: skip


def test_every_cell_that_cannot_be_read_is_named_in_one_go() -> None:
    found = refusal(all_at_once([(*case[:3], "General") for case in NOT_UNDERSTOOD]))
    said = [fault.sentence for fault in found.faults]
    for (sheet, heading, _, sentence), row in zip(NOT_UNDERSTOOD, rows_of(NOT_UNDERSTOOD), strict=True):
        mine = [each for each in said if each.startswith(f"Sheet “{sheet}”, row {row}, column “{heading}”: ")]
        assert len(mine) == 1, (sheet, heading, row)
        assert sentence in mine[0]
    assert len(said) == len(NOT_UNDERSTOOD)
    assert f"There are {len(said) - 1} more like it." in found.sentence


def test_an_unknown_name_beside_an_id_is_an_old_one_and_the_id_counts() -> None:
    back = read(with_cell(taken(WHOLE), "Needs", "Which priority is it for?", "Priority X"))
    assert back.needs[0].priority_id == "priority-1"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("=1+1", "In sheet “Needs” one formula has no result yet."), ("#REF!", "In sheet “Needs” Excel shows an error")],
)
def test_a_formula_without_a_result_is_never_taken_for_an_empty_cell(value: str, sentence: str) -> None:
    assert refusal(with_cell(taken(WHOLE), "Needs", "Who was asked?", value)).sentence.startswith(sentence)


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


def test_an_old_name_that_is_now_anothers_is_still_an_old_one() -> None:
    """Two of one name; one gets another, and what linked to it still shows the old one."""
    plan = many(2)
    back = read(with_cell(taken(plan), "Priorities", "What must improve?", "Fluent reading"))
    assert {need.priority_id for need in back.needs} == {"priority-1"}
    assert len(back.as_taken["needs"]) == 2


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
