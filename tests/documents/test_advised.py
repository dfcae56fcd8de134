"""The list of schools as files: what the page shows, as far as shared, and no formula from any name."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from sef2si.documents.advised import COLUMNS, FORMATS, chosen
from sef2si.domain.advising import Overview, SchoolLine
from sef2si.domain.school import Phase
from sef2si.domain.sharing import Level, Summary, Theme

EVIL = ("=1+1", "@SUM(A1)", "<r>x</r>", "<script>alert(1)</script>", "https://evil.example", "  =cmd|' /C calc'!A0")
THEMES = (
    Theme(area="ofsted_2025.inclusion", label="Inclusion", priorities=2),
    Theme(area="ofsted_2025.achievement", label="Achievement", priorities=1),
)
ELM = Summary(
    urn="100492",
    name="Elm Primary",
    level=Level.FULL,
    phase=Phase.PRIMARY,
    pupils=312,
    fsm_percent=Decimal("24.5"),
    step_title="2 What matters most?",
    links_in_place=7,
    links=9,
    worst_break="Training that serves no priority yet",
    breaks=2,
    live_priorities=3,
    themes=THEMES,
    sef_on=date(2026, 11, 2),
    checks_overdue=1,
    money_per_head=Decimal("52.46"),
    hours_per_head=Decimal("5.9"),
)
FOUND = Overview(
    today=date(2026, 11, 23),
    schools=(
        SchoolLine(summary=ELM, waiting=1, looked_on=date(2026, 11, 16), changes=("words were worked on",)),
        *(SchoolLine(summary=Summary(urn=f"10000{at}", name=name, level=Level.OFF)) for at, name in enumerate(EVIL)),
    ),
)
HEADINGS = [column.heading for column in COLUMNS]


def records(content: bytes, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def test_exact_csv_says_it_all_and_nothing_of_who_shares_nothing() -> None:
    content = FORMATS["csv"].make(FOUND)
    first, *rest = records(content, "utf-8")
    assert first == {
        "School": "Elm Primary",
        "URN": "100492",
        "Shares": "Its plan",
        "Phase": "Primary",
        "Pupils": "312",
        "FSM %": "24.5",
        "Where on the journey": "2 What matters most?",
        "Links in place": "7",
        "of": "9",
        "Where the chain breaks first": "Training that serves no priority yet",
        "How often": "2",
        "Live priorities": "3",
        "Themes": "Inclusion (2), Achievement",
        "SEF last worked on": "2026-11-02",
        "Checks overdue": "1",
        "CPD: pounds a head": "52.46",
        "CPD: hours a head": "5.9",
        "Waiting for you": "1",
        "Your open questions": "0",
        "You last looked": "2026-11-16",
        "Changed since": "words were worked on",
    }
    assert [each["School"] for each in rest] == list(EVIL)
    said = {name for each in rest for name, value in each.items() if value not in ("", "0")}
    assert said == {"School", "URN", "Shares"}
    assert b"\r" not in content


def test_csv_for_excel_is_harmless() -> None:
    content = FORMATS["csv-excel"].make(FOUND)
    assert content.startswith(b"\xef\xbb\xbf")
    names = [each["School"] for each in records(content, "utf-8-sig")]
    assert names[1:7] == ["'=1+1", "'@SUM(A1)", "<r>x</r>", EVIL[3], EVIL[4], "'  =cmd|' /C calc'!A0"]
    assert "as on 23 November 2026." in content.decode("utf-8-sig")


def test_a_spreadsheet_holds_numbers_days_and_no_formula() -> None:
    made = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(FOUND)))
    assert made.sheetnames == ["Schools", "About"]
    head, first, *rest = made["Schools"].iter_rows()
    assert [cell.value for cell in head] == HEADINGS
    said = dict(zip(HEADINGS, first, strict=True))
    assert (said["Pupils"].value, said["CPD: pounds a head"].value) == (312, 52.46)
    assert said["SEF last worked on"].value.date() == date(2026, 11, 2)
    cells = [cell for sheet in made for line in sheet.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert [line[0].value.strip() for line in rest] == [name.strip() for name in EVIL]


def test_a_page_escapes_and_runs_nothing() -> None:
    page = FORMATS["html"].make(FOUND).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert page.count("<tr>") == len(FOUND.schools) + 1
    assert "2 November 2026" in page


@pytest.mark.parametrize(
    ("urns", "names"),
    [
        ([], [ELM.name, *EVIL]),
        (["100001", "100492"], [EVIL[1], ELM.name]),
        (["100492", "100492", "999999"], [ELM.name]),
        (["999999"], []),
    ],
)
def test_what_is_seen_in_its_order(urns: list[str], names: list[str]) -> None:
    assert [line.summary.name for line in chosen(FOUND, urns).schools] == names
