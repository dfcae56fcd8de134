"""The dashboard in Chromium: when charts are drawn, and what is on paper. Only our own files are there to be had."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from sef2si.dashboards.school import school_dashboard
from sef2si.documents.samples import read_samples
from sef2si.widgets import chart

SITE = "http://dashboard.test"
FILES = Path(chart.__file__).parent
TODAY = date(2026, 11, 22)
# A sheet of A4 across within margins of 12 mm, at 96 to the inch.
SHEET_PX = 700
VIEW_BOXES = "() => [...document.querySelectorAll('.sheet svg.sef2si-map')].map((part) => part.getAttribute('viewBox'))"
FACES = """() => [...document.querySelectorAll('svg.cut rect.face')].map(
  (face) => [face.getAttribute('y'), face.getAttribute('height')])"""
# A model as anywidget hands it over, without a kernel behind it.
PAGE = """<!doctype html><html lang="en-GB" data-sef2si><meta charset="utf-8"><title>Dashboard</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/look.css"><link rel="stylesheet" href="/dashboard.css"><div id="here"></div>
<script type="module">
import widget from "/dashboard.js";
const kept = { view: VIEW, plotly_url: "/plotly.min.js" };
const model = { get: (name) => kept[name], on() {}, off() {}, send() {} };
widget.render({ model, el: document.querySelector("#here") });
</script></html>"""


@pytest.fixture(scope="module")
def view() -> str:
    plan = next(plan for plan in read_samples() if plan.urn == "900002")
    shown = school_dashboard(plan, TODAY).to_json()
    for step in shown["steps"]:
        step["href"] = ""
    return json.dumps({**shown, "downloads": []}).replace("<", "\\u003c")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=[True])
def page(browser: Browser, view: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of 1280 by 700, on which no chart is near the top. With the parameter False plotly never comes."""

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/")
        found = importlib.util.find_spec("plotly")
        if name == "":
            route.fulfill(body=PAGE.replace("VIEW", view), content_type="text/html")
        elif name == "plotly.min.js" and found is not None and found.origin:
            if request.param:
                route.fulfill(path=Path(found.origin).parent / "package_data" / name)
        elif (FILES / name).is_file():
            route.fulfill(path=FILES / name)
        else:
            route.fulfill(status=404)

    opened = browser.new_page(viewport={"width": 1280, "height": 700}, locale="en-GB")
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.route("**/*", answer)
    opened.goto(SITE)
    opened.wait_for_selector("[data-sef2si-ready]")
    yield opened
    opened.close()
    assert wrong == []


def drawn(page: Page) -> None:
    page.wait_for_function("() => [...document.querySelectorAll('.plot')].every((plot) => plot.dataset.drawn === '')")


def heights_on_paper(page: Page) -> list[float]:
    found: list[float] = page.evaluate(
        "() => [...document.querySelectorAll('.plot')].map((plot) => plot.getBoundingClientRect().height)"
    )
    return found


def test_all_charts_are_drawn_shortly_after_the_page_is_up_though_nobody_scrolls(page: Page) -> None:
    near = "() => document.querySelector('.plot').getBoundingClientRect().top > innerHeight + 500"
    assert page.evaluate(near)
    drawn(page)
    assert page.evaluate("scrollY") == 0
    page.emulate_media(media="print")
    heights = heights_on_paper(page)
    assert (len(heights), min(heights) > 100) == (7, True)


@pytest.mark.parametrize("page", [False], indirect=True)
def test_where_plotly_never_comes_no_empty_box_is_on_paper(page: Page) -> None:
    assert min(heights_on_paper(page)) > 100
    page.emulate_media(media="print")
    assert heights_on_paper(page) == [0] * 7


def test_on_paper_the_map_is_cut_between_its_rows_and_whole_again_on_the_screen(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheets = [[float(n) for n in box.split()] for box in page.evaluate(VIEW_BOXES)]
    faces = [(float(y), float(y) + float(height)) for y, height in page.evaluate(FACES)]
    ends = [from_ + height for _, from_, _, height in sheets]
    assert [from_ for _, from_, _, _ in sheets] == [0, *ends[:-1]]
    assert (len(sheets) > 3, max(height for _, _, _, height in sheets) <= 730) == (True, True)
    assert [(top, end) for top, bottom in faces for end in ends if top < end < bottom] == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(VIEW_BOXES) == []


def test_on_paper_a_heading_and_its_chart_fit_on_one_sheet(page: Page) -> None:
    drawn(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.whole:has(.plot)')].map((each) => each.offsetHeight)"
    )
    assert (len(heights), max(heights) < SHEET_PX) == (7, True)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    width = page.evaluate("() => document.querySelector('.plot .main-svg').clientWidth")
    assert width == page.evaluate("() => document.querySelector('.plot').clientWidth")


def test_words_on_an_axis_follow_a_screen_that_is_turned(page: Page) -> None:
    drawn(page)
    words = "() => document.querySelector('#timeline .plot').layout.yaxis.ticktext.join('|')"
    wide = page.evaluate(words)
    page.set_viewport_size({"width": 375, "height": 700})
    page.wait_for_function(f"(wide) => ({words})() !== wide", arg=wide)
    longest = max(len(line) for each in page.evaluate(words).split("|") for line in each.split("<br>"))
    assert longest <= 18
    page.set_viewport_size({"width": 1280, "height": 700})
    page.wait_for_function(f"(wide) => ({words})() === wide", arg=wide)


def test_on_a_small_screen_the_journey_is_folded(page: Page) -> None:
    journey = page.locator("nav.journey details")
    assert journey.get_attribute("open") == ""
    page.set_viewport_size({"width": 375, "height": 700})
    page.wait_for_selector("nav.journey details:not([open])")
    assert journey.locator("summary").inner_text() == "Journey: Dashboard and map"
