"""The first ten minutes (issue 3): from an empty school, through Word plan and Excel calendar, to what breaks."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from sef2si.documents.catalogue import DOCUMENTS
from tests import gias
from tests.browser.inspecting import Axe, Inspection, inspect
from tests.browser.keyboard import Keyboard
from tests.browser.served import demo, sef2si
from tests.browser.visiting import HEADS, Standing, visit

pytestmark = pytest.mark.browser
__all__ = ["inspect"]

URN, NAME = "900101", gias.PRIMARY["EstablishmentName"]


def word_plan(folder: Path) -> Path:
    """A plan as many schools write it: a heading for each priority, and a table under it."""
    document = docx.Document()
    document.add_heading(f"{NAME}: School Improvement Plan 2026/27", 0)
    tables = {
        "Priority 1: Reading fluency in Years 3 and 4": (
            ("Train all TAs in fluency practice", "A. Okafor", "12/02/27", "£450"),
            ("Buy decodable books", "Bursar", "1 December 2026", "£1,200"),
        ),
        "Priority 2: Calmer lunchtimes": (("Rewrite the lunchtime rota", "Deputy head", "20/12/26", "nil"),),
        "Priority 3: Governors know the SEND offer": (),
    }
    for heading, rows in tables.items():
        document.add_heading(heading, 1)
        if rows:
            table = document.add_table(rows=1, cols=4)
            for row in (("Action", "Who", "By when", "Cost"), *rows):
                cells = table.rows[0].cells if row[0] == "Action" else table.add_row().cells
                for cell, text in zip(cells, row, strict=True):
                    cell.text = text
    document.save(str(folder / "Improvement plan.docx"))
    return folder / "Improvement plan.docx"


def calendar(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("CPD calendar",),
        ("Date", "Session", "Led by", "Hours"),
        (date(2026, 11, 4), "Safeguarding update", "DSL", 2),
        (date(2027, 1, 4), "First aid refresher", "Red Cross", 3),
    ):
        sheet.append(row)
    book.save(folder / "CPD 2026-27.xlsx")
    return folder / "CPD 2026-27.xlsx"


def arrived(page: Page, heading: str) -> None:
    """Wait for the page: a key pressed before would be lost with the last one."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


def bring(page: Page, keys: Keyboard, file: Path) -> None:
    """Choose a file and bring it in, without a mouse."""
    arrived(page, "Bring the plan you have")
    keys.tab_to("Your file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    keys.enter("Read the file")
    arrived(page, f"What we found in {file.name}")
    expect(page.get_by_text("Nothing is in your plan yet.")).to_be_visible()
    keys.enter("Bring it into the plan", most=400)
    arrived(page, "It is in your plan")


def test_a_word_plan_and_an_excel_calendar_show_where_the_chain_breaks_by_keyboard_alone(
    page: Page, tmp_path: Path
) -> None:
    """003-13: and the evening before an inspection there is one current pack."""
    (tmp_path / "register.csv").write_bytes(gias.extract())
    database = f"sqlite:///{tmp_path / 'plans.db'}"
    sef2si("import", "schools", str(tmp_path / "register.csv"), "--database", database, "--year", "2026/27")
    with demo(tmp_path, database=database) as address:
        keys = Keyboard(page)
        page.goto(f"{address}/demo")
        keys.enter(f"Act as Head of {NAME}")
        arrived(page, "My schools")
        keys.enter("Bring the plan you have")
        bring(page, keys, word_plan(tmp_path))
        behind = page.locator("section.missing").nth(0)
        expect(behind.get_by_role("heading")).to_have_text("Priorities with nothing behind them yet")
        expect(behind.get_by_role("link")).to_have_text(["Governors know the SEND offer"])
        keys.enter("Bring another file in")
        bring(page, keys, calendar(tmp_path))
        serves = page.locator("section.missing").nth(1)
        expect(serves.get_by_role("heading")).to_have_text("Training that serves no priority yet")
        expect(serves.get_by_role("link")).to_have_text(["Safeguarding update", "First aid refresher"])

        # The dashboard says the same.
        keys.enter("See the whole chain")
        page.wait_for_selector("[data-sef2si-ready]", timeout=60_000)
        lists = page.locator("section.missing")
        expect(lists.nth(0).get_by_role("listitem")).to_have_count(1)
        expect(lists.nth(0)).to_contain_text("Governors know the SEND offer")
        expect(lists.nth(1).get_by_role("listitem")).to_have_count(2)
        expect(lists.nth(1)).to_contain_text("First aid refresher serves no priority yet")

        # The pack, current as of now.
        keys.enter("all documents")
        arrived(page, "Take documents away")
        pack = next(form for form in DOCUMENTS["pack"].forms if form.key == "docx")
        with page.expect_download() as download:
            keys.enter(f"{pack.label} : {DOCUMENTS['pack'].title}", most=400)
        written = docx.Document(str(download.value.path()))
        text = "\n".join(
            [paragraph.text for paragraph in written.paragraphs]
            + [cell.text for table in written.tables for row in table.rows for cell in row.cells]
        )
        for said in ("Reading fluency in Years 3 and 4", "Train all TAs in fluency practice", "Safeguarding update"):
            assert said in text
        assert NAME in text


def test_the_pages_of_files_and_documents_can_be_used_by_everyone(
    browser: Browser, house: Standing, inspect: Inspection, tmp_path: Path
) -> None:
    """In light and dark, on a phone: choosing, refused, looking, done, documents, templates."""
    with visit(browser, house, HEADS["900003"]) as at:
        at.plain("/schools/900003/bring")
        inspect.look(at.page, "bring", dark=True)
        (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7\n")
        at.page.set_input_files("#file", tmp_path / "plan.pdf")
        at.page.get_by_role("button", name="Read the file").click()
        expect(at.page.get_by_role("alert")).to_contain_text("Nothing was imported.")
        inspect.look(at.page, "refused", dark=True)
        at.page.set_input_files("#file", calendar(tmp_path))
        at.page.get_by_role("button", name="Read the file").click()
        expect(at.page.get_by_role("heading", level=1)).to_contain_text("What we found")
        at.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        inspect.look(at.page, "preview", dark=True)
        at.page.get_by_role("button", name="Bring it into the plan").click()
        expect(at.page.get_by_role("heading", level=1)).to_have_text("It is in your plan")
        inspect.look(at.page, "done", dark=True)
        at.page.get_by_role("button", name="Take all of it back").click()
        expect(at.page.get_by_role("heading", level=1)).to_have_text("Bring the plan you have")
        for path in ("documents", "documents/templates"):
            at.plain(f"/schools/900003/{path}")
            inspect.look(at.page, path, dark=True)


def test_documents_as_pages_can_be_read_by_everyone(
    browser: Browser, house: Standing, axe: Axe, tmp_path: Path
) -> None:
    urn = "900001"
    wrong = {}
    with visit(browser, house, HEADS[urn]) as at:
        for document in DOCUMENTS.values():
            if document.form("html") is None:
                continue
            answer = at.context.request.get(f"{house.address}/schools/{urn}/documents/{document.key}.html")
            assert (document.key, answer.status) == (document.key, 200)
            file = tmp_path / f"{document.key}.html"
            file.write_bytes(answer.body())
            at.page.goto(file.as_uri())
            if found := axe(at.page):
                wrong[document.key] = found
            assert at.page.locator("main a, script, img").count() == 0
    assert wrong == {}


def test_a_template_of_ones_own_is_checked_and_used(browser: Browser, house: Standing, tmp_path: Path) -> None:
    with visit(browser, house, HEADS["900001"]) as at:
        at.plain("/schools/900001/documents/templates")
        form = at.page.locator("form.bring").first
        (tmp_path / "bad.docx").write_bytes(b"PK not a Word file")
        form.locator("input[type=file]").set_input_files(tmp_path / "bad.docx")
        form.get_by_role("button", name="Check and use it").click()
        expect(at.page.get_by_role("alert")).to_be_focused()
        starter = at.context.request.get(f"{house.address}/schools/900001/documents/templates/starter.docx").body()
        own = docx.Document(io.BytesIO(starter))
        own.add_paragraph("Harbour View, our own letterhead")
        own.save(str(tmp_path / "own.docx"))
        at.page.locator("form.bring").first.locator("input[type=file]").set_input_files(tmp_path / "own.docx")
        at.page.locator("form.bring").first.get_by_role("button", name="Check and use it").click()
        expect(at.page.get_by_text("own.docx")).to_be_visible()
        made = at.context.request.get(f"{house.address}/schools/900001/documents/plan.docx").body()
        assert "Harbour View, our own letterhead" in [p.text for p in docx.Document(io.BytesIO(made)).paragraphs]
        at.page.get_by_role("button", name="Use ours again").click()
        expect(at.page.get_by_text("Ours is in use.").first).to_be_visible()
