"""The whole journey as a headteacher walks it: the real command, server, kernel and browser, by keyboard alone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import gias
from tests.browser.keyboard import Keyboard
from tests.browser.served import act_as, demo, open_page, sef2si
from tests.browser.visiting import Standing

pytestmark = pytest.mark.browser

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "gias_sample.csv"
SAVED = "Saved"


def saved(page: Page) -> None:
    """Wait until the state line says that all is kept."""
    expect(page.get_by_role("status").filter(has_text=SAVED).first).to_be_visible(timeout=15_000)


def walk(page: Page, keys: Keyboard, *, urn: str) -> Path:
    """From an empty workbook to a downloaded map; returns the spreadsheet."""
    keys.enter("Go on: Where are we?")
    page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Where are we?")

    # 1 Where are we? Three points in one area, each made a priority with one press.
    points = ("Others behave well at lunch", "Fluent reading in Year 3", "French in every class")
    for n, point in enumerate(points):
        keys.enter("Inclusion")
        keys.enter("Add a point to improve")
        keys.until_focus("The point")
        page.keyboard.insert_text(point)
        keys.tab_to("Make it a priority")
        page.keyboard.press("Enter")
        keys.until_focus("What must improve?")
        expect(page.get_by_role("heading", level=1)).to_have_text("What matters most?")

        # 2 What matters most? By how much, by when, led by whom.
        keys.type("Measure", "Pupil survey")
        keys.type("Now", "45%")
        keys.type("Target", f"{75 + n}%")
        keys.type("By", "9/7/27")
        keys.type("Who leads it?", "A. Okafor")
        page.keyboard.press("Tab")
        saved(page)
        expect(page.locator("summary", has_text=f"45% → {75 + n}%, by 9 July 2027")).to_be_visible()
        if n < len(points) - 1:
            keys.enter("1 Where are we?")
            expect(page.get_by_role("heading", level=1)).to_have_text("Where are we?")

    # 3 Who needs to learn what? A need waits for each priority.
    keys.enter("Next: Who needs to learn what?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs to learn what?")
    for n, point in enumerate(points):
        keys.enter(point)  # the link in "what is missing"
        keys.until_focus("Which staff?")
        page.keyboard.type("Teachers")
        keys.type("How many?", str(9 + n))
        keys.type("What do they need to know or do?", f"Routines {n + 1}")
        page.keyboard.press("Tab")
        saved(page)
        expect(page.locator("summary", has_text=f"{9 + n} teachers")).to_be_visible()

    # 4 What will we do? An activity waits for each need.
    keys.enter("Next: What will we do?")
    expect(page.get_by_role("heading", level=1)).to_have_text("What will we do?")
    for n in range(len(points)):
        keys.enter(f"{9 + n} teachers: Routines {n + 1}")
        keys.until_focus("What will they do?")
        page.keyboard.insert_text(f"Twilight {n + 1}")
        keys.type("When does it start?", "4 January 2027")
        keys.type("What should change because of it?", "Fewer quarrels at lunch")
        keys.type("When will you check?", "26 March 2027")
        page.keyboard.press("Tab")
        saved(page)
        expect(page.locator("summary", has_text=f"Twilight {n + 1}")).to_be_visible()

    # The dashboard, and the map taken away.
    keys.enter("Dashboard and map")
    page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
    expect(page.locator("main")).to_contain_text("21 of 21 links")
    with page.expect_download() as download:
        keys.enter("spreadsheet")
    file = Path(download.value.path())
    assert urn in download.value.suggested_filename.lower()
    return file


def rows_of(file: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(file.read_bytes())).worksheets[0]
    values = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(values) if row[0] == "URN")
    return [dict(zip(values[head], row, strict=True)) for row in values[head + 1 :] if row[0] is not None]


@pytest.mark.parametrize("source", ["invented", pytest.param("register", marks=pytest.mark.heavy)])
def test_a_school_from_the_register_walks_from_an_empty_workbook_to_its_map_by_keyboard_alone(
    source: str, page: Page, tmp_path: Path
) -> None:
    if source == "register" and not REGISTER.exists():
        pytest.skip("The register's sample is not beside this checkout")
    file = REGISTER if source == "register" else tmp_path / "register.csv"
    urn, name = (
        ("100492", "St Thomas' CofE Primary School")
        if source == "register"
        else ("900101", gias.PRIMARY["EstablishmentName"])
    )
    if source == "invented":
        file.write_bytes(gias.extract())
    database = f"sqlite:///{tmp_path / 'plans.db'}"
    sef2si("import", "schools", str(file), "--database", database, "--year", "2026/27")
    with demo(tmp_path, database=database) as address:
        page.goto(f"{address}/demo")
        keys = Keyboard(page)
        keys.enter(f"Act as Head of {name}")
        expect(page.get_by_role("heading", level=1)).to_have_text("My schools")
        found = rows_of(walk(page, keys, urn=urn))
        assert [
            (row["URN"], row["School"], row["Priority"], row["Need"], row["CPD activity"], row["Missing link"])
            for row in found
        ] == [
            (urn, name, "Others behave well at lunch", "Routines 1", "Twilight 1", None),
            (urn, name, "Fluent reading in Year 3", "Routines 2", "Twilight 2", None),
            (urn, name, "French in every class", "Routines 3", "Twilight 3", None),
        ]
        # A reload loses nothing, and the command line sees the same.
        open_page(page, address, f"/schools/{urn}/workbook#priorities")
        expect(page.locator("summary", has_text="45% → 77%, by 9 July 2027")).to_be_visible()
        assert "21 of 21 links are in place" in sef2si("status", urn, "--database", database)


def test_two_schools_side_by_side_never_mix(browser: Browser, house: Standing) -> None:
    pages = []
    for name, urn in (("Adaeze Okafor", "900001"), ("Idris Whitcombe", "900002")):
        page = browser.new_context().new_page()
        act_as(page, house.address, name)
        open_page(page, house.address, f"/schools/{urn}/workbook#school")
        pages.append(page)
    for page, word in zip(pages, ("first", "second"), strict=True):
        page.locator("summary", has_text="More").first.click()
        page.get_by_label("Trust", exact=True).fill(f"The {word} trust")
        page.get_by_label("Trust", exact=True).press("Tab")
        saved(page)
    for page, word, other in zip(pages, ("first", "second"), ("second", "first"), strict=True):
        page.reload()
        page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
        page.locator("summary", has_text="More").first.click()
        expect(page.get_by_label("Trust", exact=True)).to_have_value(f"The {word} trust")
        assert f"The {other} trust" not in page.content()
        page.goto("about:blank")  # the page says goodbye, so that its kernel ends
        page.context.close()
