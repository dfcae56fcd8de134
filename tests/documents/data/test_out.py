"""A school's data as it leaves: every field in schools' words, text as text, money to the penny, all private kept."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import jsonschema
import openpyxl
import pytest

from sef2si import templates
from sef2si.advice.costs import sum_of
from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.data.about import LEADERS_ONLY
from sef2si.documents.data.as_json import schema
from sef2si.documents.data.columns import _HEADINGS, _labels, columns, sheets
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Edition, Source
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, Plan
from tests import factories as make
from tests.documents.data.plans import ODD, TODAY, full_plan

FORMS = ["xlsx", "csv", "csv-exact", "json"]


def taken(plan: Plan, form: str, document: str = "data") -> bytes:
    found = DOCUMENTS[document].form(form)
    assert found is not None
    return found.make(Source(plan, TODAY))


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def midnight(day: date) -> datetime:
    """A day as openpyxl gives it."""
    return datetime.combine(day, time())


def files(content: bytes) -> dict[str, str]:
    """The files of a ZIP, as text."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return {name: archive.read(name).decode() for name in archive.namelist()}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def everything(content: bytes, form: str) -> str:
    """Every word of a file, for looking for words that must not be in it."""
    if form == "json":
        return content.decode()
    return "\n".join(
        zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8", "replace")
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )


# Columns.


def test_every_field_of_every_kind_is_a_column_in_schools_words() -> None:
    found = {sheet.kind: [column.name for column in sheet.columns] for sheet in sheets(Edition.COMPLETE)}
    assert {kind: sorted(names) for kind, names in found.items()} == {
        kind: sorted(cls.model_fields) for kind, cls in KINDS.items()
    }
    assert list(found) == list(KINDS)
    unnamed = [
        (kind, column.name)
        for kind in KINDS
        for column in columns(kind)
        if not column.keeping and (kind, column.name) not in {**_HEADINGS, **_labels()}
    ]
    assert unnamed == []


@pytest.mark.parametrize("sheet", sheets(Edition.COMPLETE), ids=lambda sheet: sheet.kind)
def test_headings_of_a_sheet_are_told_apart(sheet: Any) -> None:
    headings = [column.heading for column in sheet.columns] + [c.by_name for c in sheet.columns if c.link]
    assert len({heading.casefold() for heading in headings}) == len(headings)


# The workbook.


def test_the_workbook_has_a_sheet_a_kind_between_its_legend_and_its_choices() -> None:
    names = opened(taken(full_plan(), "xlsx", "data-complete")).sheetnames
    assert names == ["About", *(sheet.title for sheet in sheets(Edition.COMPLETE)), "Choices"]
    assert opened(taken(full_plan(), "xlsx")).sheetnames == [
        name for name in names if name not in ("Expertise", "Preferences", "Notes")
    ]


def test_the_first_sheet_says_whose_it_is_and_what_is_left_out() -> None:
    plan = full_plan().model_copy(update={"needs": (make.need(source=NeedSource.APPRAISAL),)})
    rows = [[cell.value for cell in row[:2]] for row in opened(taken(plan, "xlsx"))["About"].iter_rows()]
    assert ["School", plan.school.name] in rows
    assert ["URN", "100492"] in rows
    assert ["Academic year", "2026/27"] in rows
    assert ["Made on", "23 November 2026"] in rows
    assert ["Version of the plan", "412"] in rows
    assert ["Edition", "For staff, governors and advisers"] in rows
    said = [row[0] for row in rows]
    assert "Private notes are left out." in said
    assert any("left out: a group of one is a person" in str(each) for each in said)
    assert LEADERS_ONLY not in said
    complete = opened(taken(plan, "xlsx", "data-complete"))["About"]
    assert LEADERS_ONLY in [row[0].value for row in complete.iter_rows()]


def test_the_legend_names_every_column_with_its_field_and_choices() -> None:
    rows = [[cell.value for cell in row] for row in opened(taken(full_plan(), "xlsx"))["About"].iter_rows()]
    legend = {row[2]: row for row in rows if row[2] and "." in str(row[2])}
    assert set(legend) == {
        f"{sheet.kind}.{column.name}" for sheet in sheets(Edition.SHARED) for column in sheet.columns
    }
    assert legend["priorities.state"][5] == "Live; Parked; Done"
    assert legend["needs.people"][:2] == ["Needs", "How many?"]


def test_values_are_true_dates_and_numbers_and_links_show_by_name() -> None:
    plan = make.whole_plan()
    priced = plan.activities[0].having(price=Decimal("1200.50"), hours=Decimal("6.5"))
    sheet = opened(taken(plan.with_records("activities", (priced,)), "xlsx"))["CPD activities"]
    row = {sheet.cell(1, at).value: sheet.cell(2, at) for at in range(1, sheet.max_column + 1)}
    assert row["When does it start?"].value == midnight(date(2026, 10, 5))
    assert row["When does it start?"].is_date
    assert (row["Price"].value, row["Price"].number_format) == (1200.5, "£#,##0.00")
    assert (row["Hours for each person"].value, row["How many take part?"].value) == (6.5, 4)
    assert row["At which level?"].value == "5 Pupils: what is better for pupils?"
    assert row["Which needs does it meet?"].value == "4 teachers: How to teach fluency"
    assert (row["Which needs does it meet? (id)"].value, row["Record id"].value) == ("need-1", "activity-1")


def test_sheets_are_ready_to_work_in() -> None:
    book = opened(taken(full_plan(), "xlsx"))
    needs = book["Needs"]
    assert needs.freeze_panes == "B2"
    assert str(needs.auto_filter.ref).startswith("A1:")
    offered = {str(rule.sqref): rule.formula1 for rule in needs.data_validations.dataValidation}
    group = openpyxl.utils.get_column_letter([cell.value for cell in needs[1]].index("Which staff?") + 1)
    (source,) = [formula for place, formula in offered.items() if place.startswith(f"{group}2:")]
    first, last = (int(number) for number in re.findall(r"\$B\$(\d+)", source))
    labels = [book["Choices"].cell(row, 2).value for row in range(first, last + 1)]
    assert (labels[0], labels[-1], len(labels)) == ("Teachers", "All staff", 10)
    hidden = {needs.cell(1, at).value for at in range(1, 30) if needs.column_dimensions[chr(64 + at)].hidden}
    assert hidden == {"Version", "As taken out"}


def test_no_cell_is_a_formula_or_a_link_whatever_was_typed() -> None:
    plan = full_plan()
    odd = tuple(make.need(id=f"odd-{at}", what=text, who=text, known_by=text) for at, text in enumerate(ODD))
    school = plan.school.having(name='=HYPERLINK("http://x.example","&L&P")')
    content = taken(plan.model_copy(update={"needs": odd, "school": school}), "xlsx")
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: archive.read(name).decode() for name in archive.namelist()}
    cells = [part for name, part in parts.items() if name.startswith("xl/worksheets/")]
    assert len(cells) == 16
    assert [word for part in cells for word in ("<f>", "<f ", "hyperlink", "oleObject") if word in part] == []
    assert [
        name for name in parts if "external" in name.lower() or ("rels" in name and "http://x" in parts[name])
    ] == []
    # Positive control: what openpyxl calls a formula when it is one.
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    assert book.active["A1"].data_type == "f"
    assert {cell.data_type for sheet in opened(content) for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


# Money.


@pytest.mark.parametrize("plan", [full_plan(), *read_samples()], ids=lambda plan: plan.urn)
def test_totals_equal_the_plan_to_the_penny(plan: Plan) -> None:
    fields = ("price", "support_staff_pay")
    wanted = [sum((getattr(a, field) or Decimal(0) for a in plan.activities), Decimal(0)) for field in fields]
    found = sum_of(plan.activities, plan.school)
    assert wanted == [found.price, found.paid_time]
    headings = [next(c.heading for c in columns("activities") if c.name == field) for field in fields]

    sheet = opened(taken(plan, "xlsx", "data-complete"))["CPD activities"]
    head = [cell.value for cell in sheet[1]]
    numbers = [
        [row[head.index(heading)] for row in sheet.iter_rows(min_row=2, values_only=True)] for heading in headings
    ]
    assert [
        sum((Decimal(repr(each)) for each in column if each is not None), Decimal(0)) for column in numbers
    ] == wanted

    rows = table(files(taken(plan, "csv", "data-complete"))["14 CPD activities.csv"])
    assert [sum((Decimal(row[heading] or 0) for row in rows), Decimal(0)) for heading in headings] == wanted
    exact = table(files(taken(plan, "csv-exact", "data-complete"))["activities.csv"])
    assert [sum((Decimal(row[field] or 0) for row in exact), Decimal(0)) for field in fields] == wanted
    records = json.loads(taken(plan, "json", "data-complete"))["plan"]["activities"]
    assert [sum((Decimal(each[field] or 0) for each in records), Decimal(0)) for field in fields] == wanted


# CSV.


def test_exact_csv_is_the_plan_as_typed() -> None:
    plan = make.plan(needs=tuple(make.need(id=f"need-{at}", what=text) for at, text in enumerate(ODD)))
    rows = table(files(taken(plan, "csv-exact"))["needs.csv"])
    assert [row["what"] for row in rows] == list(ODD)
    assert list(rows[0]) == [column.name for column in columns("needs")]


def test_csv_for_excel_runs_nothing_and_keeps_the_rest() -> None:
    plan = make.plan(needs=tuple(make.need(id=f"need-{at}", what=text) for at, text in enumerate(ODD)))
    whole = files(taken(plan, "csv"))
    rows = table(whole["09 Needs.csv"])
    runs = tuple("=+-@\t\r\n")
    assert [row["What do they need to know or do?"] for row in rows] == [
        f"'{text}" if text.lstrip(" ").startswith(runs) else text for text in ODD
    ]
    cells = [cell for text in whole.values() for row in table(text) for cell in row.values() if isinstance(cell, str)]
    assert [cell for cell in cells if cell.startswith(runs)] == []
    assert whole["09 Needs.csv"].startswith('\ufeff"Which staff?","How many?",')
    assert "\r\n" in whole["09 Needs.csv"]


def test_a_readme_says_whose_it_is_and_how_many_rows_there_are() -> None:
    for form in ("csv", "csv-exact"):
        said = files(taken(full_plan(), form, "data-complete"))["README.txt"]
        assert "URN: 100492" in said
        assert "Version of the plan: 412" in said
        assert LEADERS_ONLY in said
        assert re.search(r"[Nn]eeds\.csv: 2", said)
    assert "Private notes are left out." in files(taken(full_plan(), "csv"))["README.txt"]


def test_the_same_plan_on_the_same_day_gives_the_same_bytes() -> None:
    for form in FORMS:
        assert taken(full_plan(), form) == taken(full_plan(), form)


# JSON.


def test_the_published_schema_is_what_the_records_say() -> None:
    published = (templates.templates() / "documents" / "plan.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("document", ["data", "data-complete"])
def test_json_keeps_to_its_schema_and_says_decimals_as_strings(document: str) -> None:
    plan = full_plan()
    written = json.loads(taken(plan, "json", document))
    jsonschema.validate(written, schema(), format_checker=jsonschema.FormatChecker())
    assert written["plan"]["activities"][0]["price"] == "1.10"
    assert written["plan"]["activities"][0]["starts"] == "2026-09-02"
    for spoilt in ({"price": 1.1}, {"price": "1.1"}, {"starts": 5}, {"colour": "red"}, {"intended_level": "6"}):
        wrong = json.loads(json.dumps(written))
        wrong["plan"]["activities"][0] |= spoilt
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema())


# What may not leave.


@pytest.mark.parametrize("form", FORMS)
def test_nothing_private_is_in_the_shared_data(form: str) -> None:
    secret = "Canary sings at dawn"
    plan = make.plan(
        judgements=(make.judgement(id="j"),),
        needs=(
            make.need(id="private-need", what=secret, source=NeedSource.CAREER),
            make.need(id="open-need", what="Open words"),
        ),
        activities=(
            make.activity(id="private-activity", what=secret, need_ids=("private-need",)),
            make.activity(id="both", need_ids=("private-need", "open-need")),
        ),
        checks=(make.check(id="c", activity_id="private-activity", found=secret),),
        notes=(make.note(id="n", text=secret, source=secret), make.note(id="m", text=secret, judgement_id="j")),
    )
    told = everything(taken(plan, form), form)
    assert "Open words" in told
    assert [word for word in (secret, "private-need", "private-activity") if word in told] == []
    complete = everything(taken(plan, form, "data-complete"), form)
    assert (secret in complete, "private-need" in complete) == (True, True)


def test_dates_before_a_spreadsheets_calendar_are_written_out() -> None:
    days = (date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1))
    plan = make.plan(evidence=tuple(make.evidence(id=f"e-{at}", dated=day) for at, day in enumerate(days)))
    sheet = opened(taken(plan, "xlsx"))["Evidence"]
    at = [cell.value for cell in sheet[1]].index("Date") + 1
    assert [sheet.cell(row, at).value for row in (2, 3, 4)] == ["1899-12-31", "1900-02-28", midnight(days[2])]
