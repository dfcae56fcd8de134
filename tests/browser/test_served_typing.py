"""What people may type, at the real server: it comes back exactly or is refused with a sentence, and nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visiting import HEADS, Standing, Visit, visit

pytestmark = pytest.mark.browser

URN = "900002"
NASTY = (
    "=1+1 Zoë 👩🏽‍🏫 مرحبا \u202eabc <img src=x onerror=window.ran=1><script>window.ran=2</script>"
    "\"><svg onload=window.ran=3> javascript:window.ran=4 &lt;b&gt; {{7*7}} ' \\ 100%"
)
LONG = "Ten thousand. " * 715
assert len(LONG) > 10_000
_SEEN = "Please shorten it; nothing you typed has been taken away."


def ran(page: Page) -> object:
    """What the typed scripts would have left behind."""
    return page.evaluate("window.ran ?? 0")


def places(house: Standing) -> dict[str, str]:
    """One place to type for each sort of record, as its address in the workbook."""
    plan = house.plan(URN)
    priority, need, activity, check = plan.priorities[0], plan.needs[0], plan.activities[0], plan.checks[0]
    point = next(each for each in plan.points_to_improve if each.judgement_id)
    evidence = next(each for each in plan.evidence if each.judgement_id)
    action = plan.actions[0]
    return {
        "name of the school": f"school/school/{plan.school.id}/name",
        "trust": f"school/school/{plan.school.id}/trust",
        "private note": f"judgements/notes/{next(each.id for each in plan.notes if each.judgement_id)}/text",
        "point": f"judgements/points/{point.id}/text",
        "evidence": f"judgements/evidence/{evidence.id}/source",
        "title": f"priorities/priorities/{priority.id}/title",
        "target": f"priorities/priorities/{priority.id}/target",
        "why": f"priorities/priorities/{priority.id}/why",
        "need": f"needs/needs/{need.id}/what",
        "who": f"needs/needs/{need.id}/who",
        "activity": f"activities/activities/{activity.id}/what",
        "provider": f"activities/activities/{activity.id}/provider",
        "action": f"activities/actions/{action.id}/what",
        "found": f"checks/checks/{check.id}/found",
    }


@pytest.fixture(scope="module")
def typed(browser: Browser, house: Standing) -> Iterator[tuple[Visit, dict[str, str]]]:
    """A head who has typed the nastiest text in every sort of record, and stays."""
    where = places(house)
    with visit(browser, house, HEADS[URN]) as at:
        at.open(f"/schools/{URN}/workbook#school")
        for place in where.values():
            at.box(place).fill(NASTY)
            at.leave()
        yield at, where


def test_every_sort_of_text_comes_back_exactly(typed: tuple[Visit, dict[str, str]], house: Standing) -> None:
    at, where = typed
    assert ran(at.page) == 0
    at.open(f"/schools/{URN}/workbook#school")
    at.page.reload()
    at.page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
    shown, kept = {}, {}
    for name, place in where.items():
        shown[name] = at.box(place).input_value()
        _, kind, record_id, field = place.split("/")
        kept[name] = getattr(house.plan(URN).find(kind, record_id), field)
    assert shown == dict.fromkeys(where, NASTY)
    assert kept == dict.fromkeys(where, NASTY)
    assert ran(at.page) == 0


def test_nothing_typed_runs_on_the_pages_that_show_it(
    typed: tuple[Visit, dict[str, str]], tmp_path: Path, house: Standing
) -> None:
    """The dashboard, the list of schools, the downloads, and the exports as opened from one's own disk."""
    at, _ = typed
    at.open(f"/schools/{URN}/dashboard")
    expect(at.page.locator("main")).to_contain_text("=1+1 Zoë 👩🏽‍🏫 مرحبا")
    at.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    at.page.locator(".plot").last.scroll_into_view_if_needed()
    expect(at.page.locator("[data-drawn]").first).to_be_visible(timeout=20_000)
    assert (ran(at.page), at.page.locator("main img, main script").count()) == (0, 0)
    for path in ("/", f"/schools/{URN}/documents", f"/schools/{URN}/years"):
        at.plain(path)
        assert (ran(at.page), at.page.locator("img, svg").count()) == (0, 0)
        expect(at.page.locator("body")).to_contain_text("<img src=x onerror=window.ran=1>")
    for form in ("html", "svg"):
        file = tmp_path / f"map.{form}"
        file.write_bytes(at.context.request.get(f"{house.address}/schools/{URN}/documents/map.{form}").body())
        at.page.goto(file.as_uri())
        expect(at.page.get_by_text("=1+1").first).to_be_attached()
        assert (ran(at.page), at.page.locator("img").count()) == (0, 0)


def test_such_text_would_run_where_it_is_not_escaped(browser: Browser, house: Standing) -> None:
    """The control of what did not run."""
    with visit(browser, house) as at:
        at.page.set_content(NASTY)
        at.page.wait_for_function("window.ran > 0")


REFUSED = [
    ("activities/activities/{activity}/starts", "9/7/2019", "9 July 2019 is before this plan's year"),
    ("priorities/priorities/{priority}/by", "next summer", "“next summer” is not a date we can read"),
    ("school/school/{school}/urn", "12", "“12” is not a school's unique reference number"),
    ("school/school/{school}/urn", "900001", "A plan belongs to one school; its reference number stays as it is."),
    ("school/school/{school}/trust", LONG, _SEEN),
    ("school/school/{school}/pupils", "lots", "“lots” is not a number we can read"),
    ("school/school/{school}/cpd_budget", "<b>5</b>", "“<b>5</b>” is not an amount we can read"),
]

NAMES = [f"{place.split('/')[-1]}-{text[:9]}" for place, text, _ in REFUSED]


@pytest.fixture(scope="module")
def visitor(browser: Browser, house: Standing) -> Iterator[Visit]:
    with visit(browser, house, HEADS["900003"]) as at:
        at.open("/schools/900003/workbook#school")
        yield at


@pytest.mark.parametrize(("place", "text", "sentence"), REFUSED, ids=NAMES)
def test_what_cannot_be_kept_is_refused_beside_the_box_and_the_text_stays(
    visitor: Visit, house: Standing, place: str, text: str, sentence: str
) -> None:
    plan = house.plan("900003")
    place = place.format(activity=plan.activities[0].id, priority=plan.priorities[0].id, school=plan.school.id)
    box = visitor.box(place)
    box.fill(text)
    visitor.page.keyboard.press("Tab")
    expect(box).to_have_attribute("aria-invalid", "true")
    beside = visitor.page.locator(f"#{(box.get_attribute('aria-describedby') or '').split()[-1]}")
    expect(beside).to_contain_text(sentence)
    expect(beside).to_be_visible()
    assert box.input_value() == text
    assert house.plan("900003") == plan
    assert ran(visitor.page) == 0


def test_a_reload_offers_what_was_refused_and_shows_what_is_kept(visitor: Visit, house: Standing) -> None:
    """Whatever the tests above left refused in this tab."""
    school = house.plan("900003").school
    visitor.box(f"school/school/{school.id}/trust").fill(LONG)
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator("p.state[data-state=refused]")).to_have_count(1)
    visitor.page.reload()
    visitor.page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
    assert LONG in visitor.page.locator(".kept blockquote").all_text_contents()
    assert visitor.box(f"school/school/{school.id}/trust").input_value() == school.trust
    while visitor.page.locator(".kept").is_visible():
        visitor.page.get_by_role("button", name="Throw away").first.click()


def test_10_000_characters_fit_where_there_is_room(visitor: Visit, house: Standing) -> None:
    plan = house.plan("900003")
    place = f"priorities/priorities/{plan.priorities[0].id}/why"
    visitor.box(place).fill(LONG)
    visitor.leave()
    visitor.page.reload()
    visitor.page.wait_for_selector("[data-sef2si-ready]", timeout=40_000)
    assert visitor.box(place).input_value() == LONG
    assert house.plan("900003").priorities[0].why == LONG
