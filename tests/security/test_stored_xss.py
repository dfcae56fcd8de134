"""Scripts typed into every text of a plan and shown in every place: none runs, with our policy and without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pydantic import ValidationError

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.source import Source
from sef2si.domain.cycle import next_year
from sef2si.domain.fields import held
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice, Record
from sef2si.journey import JOURNEY
from tests.browser.conftest import browser  # noqa: F401
from tests.browser.visiting import HEADS, Standing, Visit, standing, visit

pytestmark = pytest.mark.browser

URN = "900001"
# In the manner of the public collections: elements, attributes, addresses, templates, and ends of what they stand in.
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<style onload=alert(1)></style>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onpageshow=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<a href=javascript:alert(1) id=x>x</a>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<%= alert(1) %>",
    "$$\\href{javascript:alert(1)}{x}$$",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
)
LISTEN = "window.__ran = 0; window.alert = () => { window.__ran += 1; };"
# What names something of ours, not what a person typed.
KEYS = {"id", "urn", "framework", "area", "areas", "hints_ignored", "carried_from", "earlier_areas", "lead_id"}


def texts_of(cls: type[Record]) -> list[str]:
    """The fields that hold a person's own words."""
    found = {name: held(field.annotation) for name, field in cls.model_fields.items()}
    return [
        name
        for name, each in found.items()
        if each.type is str and not issubclass(each.type, Choice) and name not in KEYS and name not in cls.links()
    ]


def poisoned(record: Record, number: int) -> Record:
    """The same record with a payload in every text of its own: another one in each field."""
    for at, name in enumerate(texts_of(type(record))):
        payload: Any = f"{PAYLOADS[(number + at) % len(PAYLOADS)]} {number}"
        if isinstance(getattr(record, name), tuple):
            payload = (payload,)
        with suppress(ValidationError):
            record = record.having(**{name: payload})
    return record


def poisoned_plan(plan: Plan) -> list[Record]:
    return [poisoned(record, number * 7) for number, record in enumerate(plan.all_records())]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with standing(tmp_path_factory.mktemp("xss")) as one:
        head = one.gateway(HEADS[URN])
        head.write(one.plan(URN).id, save=poisoned_plan(one.plan(URN)))
        # A year later, with other payloads in each place: what is compared with this one differs everywhere.
        coming = head.carry(one.plan(URN).id)
        head.write(coming.id, save=[poisoned(record, n * 11) for n, record in enumerate(coming.all_records())])
        head.write(one.plan(URN).id, remove=[one.plan(URN).points[-1], one.plan(URN).priorities[-1]])
        yield one


def ran(page: Page) -> int:
    page.wait_for_timeout(60)
    return sum(int(frame.evaluate("window.__ran || 0")) for frame in page.frames)


def visited(at: Visit) -> dict[str, int]:
    """How many scripts ran, by page, over all that can be opened of this school."""
    found: dict[str, int] = {}
    year = at.house.plan(URN).year
    at.page.add_init_script(LISTEN)
    at.open(f"/schools/{URN}/workbook#school")
    for step in JOURNEY:
        at.go(step.key)
        at.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found[f"workbook {step.key}"] = ran(at.page)
    at.open(f"/schools/{URN}/dashboard")
    at.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    at.page.mouse.wheel(0, 20_000)
    found["dashboard"] = ran(at.page)
    for path in (
        "",
        "/documents",
        "/documents/templates",
        f"/compare?year={next_year(year)}&with={year}",
        "/removed",
        "/print",
        "/print?paper=plan&paper=map",
        "/years",
        "/bring",
        "/catalogue",
        "/menu",
        "/frameworks",
        "/staff",
        "/sharing",
        "/cpd-year",
        "/cpd-year/calendar",
    ):
        at.plain(f"/schools/{URN}{path}" if path else "/")
        found[path or "/"] = ran(at.page)
    at.plain(f"/schools/{URN}/search")
    at.page.get_by_label("Words to look for").fill("alert")
    at.page.keyboard.press("Enter")
    at.page.locator("mark").first.wait_for()
    found["/search"] = ran(at.page)
    return found


def files_of(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every document that a browser would open as a page: HTML and SVG."""
    for name, document in DOCUMENTS.items():
        for form in document.forms:
            if form.extension in ("html", "svg"):
                yield f"{name}.{form.extension}", form.make(Source(plan, date(2026, 11, 25))).decode()


@pytest.mark.parametrize("policy", ["without", pytest.param("with", marks=pytest.mark.heavy)])
def test_no_script_that_was_typed_runs_on_any_page(browser: Browser, house: Standing, policy: str) -> None:  # noqa: F811
    with visit(browser, house, HEADS[URN], bypass_csp=policy == "without") as at:  # type: ignore[arg-type]
        found = visited(at)
        # What is typed is shown, so it was there to run.
        at.open(f"/schools/{URN}/workbook#priorities")
        assert "alert(1)" in at.page.locator("main").inner_text()
    assert len(found) == len(JOURNEY) + 18
    assert {page: count for page, count in found.items() if count} == {}


def test_no_script_that_was_typed_runs_from_a_file(browser: Browser, house: Standing, tmp_path: Any) -> None:  # noqa: F811
    found = {}
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    for name, content in files_of(house.plan(URN)):
        assert "alert(1)" in content
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        page.goto(file.as_uri())
        found[name] = ran(page)
    context.close()
    assert len(found) > 5
    assert {name: count for name, count in found.items() if count} == {}


def test_these_scripts_do_run_where_nobody_escapes_them(browser: Browser) -> None:  # noqa: F811
    """The control: put into a page as they are, most of them run."""
    context = browser.new_context()
    page = context.new_page()
    run = 0
    for payload in PAYLOADS:
        page.goto("about:blank")
        page.evaluate(LISTEN)
        page.set_content(f"<script>{LISTEN}</script><title>x</title><body><p>{payload}</p>")
        run += bool(ran(page))
    context.close()
    assert run >= 14, run


SET_BY_US = {"notes.by", "notes.by_name"}  # who wrote it: nobody types that, and names are poisoned by themselves


def test_every_text_of_every_kind_was_poisoned(house: Standing) -> None:
    """So that a field that comes later is among them."""
    plan = house.plan(URN)
    clean = {
        f"{kind}.{name}"
        for kind, cls in KINDS.items()
        for name in texts_of(cls)
        if f"{kind}.{name}" not in SET_BY_US
        and plan.records(kind)
        and not any("alert(1)" in str(getattr(record, name)) for record in plan.records(kind))
    }
    assert clean == set()
