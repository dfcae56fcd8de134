"""The map on sheets of paper and on a slide: legible, whole priorities to a page, nothing out of its box."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from PIL import ImageFont

from sef2si.documents.map.pages import map_pages, pages
from sef2si.documents.map.rows import left_out
from sef2si.documents.map.sheets import SHEETS
from sef2si.documents.map.slide import IN_WORD, SLIDE, map_in_short, map_slide
from sef2si.documents.map.text import PAPER
from sef2si.documents.samples import read_samples
from sef2si.domain.plan import Plan, shared
from sef2si.templates import templates
from tests import factories as make
from tests.documents.map.plans import (
    CANARY,
    NAUGHTY,
    TODAY,
    broken_plan,
    crowded_plan,
    many_priorities,
    naughty_plan,
)

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = {plan.urn: plan for plan in read_samples()}
PLANS = {**SAMPLES, "crowded": crowded_plan(), "broken": broken_plan(), "many": many_priorities()}
FONTS = {
    bold: ImageFont.truetype(
        str(templates() / "documents" / "fonts" / f"SourceSans3-{'SemiBold' if bold else 'Regular'}.ttf"),
        1000,
        layout_engine=ImageFont.Layout.BASIC,
    )
    for bold in (False, True)
}
by_size = pytest.mark.parametrize("size", SHEETS)
by_plan = pytest.mark.parametrize("name", PLANS)


def drawn(plan: Plan, size: str) -> list[Element]:
    return [ElementTree.fromstring(page) for page in map_pages(plan, TODAY, size)]


def boxes(page: Element) -> list[tuple[str, str]]:
    """Class and title of every box."""
    return [(each.get("class", ""), each.findtext(f"{SVG}title", "")) for each in page.iter(f"{SVG}g")]


def words(page: Element) -> str:
    return " ".join(each.text or "" for each in page.iter(f"{SVG}text"))


def type_sizes(page: Element) -> set[float]:
    return {float(each.get("font-size", 0)) for each in page.iter(f"{SVG}text")}


@by_size
def test_a_page_is_a_sheet_whose_unit_is_the_point(size: str) -> None:
    sheet = SHEETS[size]
    page = drawn(crowded_plan(), size)[0]
    assert (page.get("width"), page.get("height")) == (f"{sheet.across:g}mm", f"{sheet.down:g}mm")
    across, down = (float(number) for number in page.get("viewBox", "").split()[2:])
    assert (round(across * 25.4 / 72), round(down * 25.4 / 72)) == (sheet.across, sheet.down)


@by_size
@by_plan
def test_no_type_is_too_small_to_read_in_print(name: str, size: str) -> None:
    least = {"A3": 10, "A4": 8}[size]
    assert [size for page in drawn(PLANS[name], size) for size in type_sizes(page) if size < least] == []


@by_plan
def test_type_on_a_slide_can_be_read_from_the_back_of_a_room(name: str) -> None:
    slide = ElementTree.fromstring(map_slide(PLANS[name], TODAY))
    assert min(type_sizes(slide)) >= 11
    in_word = ElementTree.fromstring(map_in_short(PLANS[name], TODAY, IN_WORD, "see below"))
    assert min(type_sizes(in_word)) >= 8


def test_a_small_map_is_set_in_larger_type_than_a_full_one() -> None:
    sheets = [drawn(plan, "A3")[0] for plan in (make.whole_plan(), SAMPLES["900002"])]
    titles = [sheet.find(f".//{SVG}svg/{SVG}text") for sheet in sheets]
    assert [each is not None and each.get("font-size") for each in titles] == ["15", "12"]


def test_the_widths_reckoned_with_are_those_of_the_font() -> None:
    for bold, widths in ((False, PAPER.regular), (True, PAPER.bold)):
        assert list(widths) == [round(FONTS[bold].getlength(chr(code))) for code in range(32, 127)]


def too_wide(page: Element) -> list[str]:
    """Lines that the real font makes wider than their box, and boxes that reach over the sheet."""
    found = []
    for box in page.iter(f"{SVG}svg"):
        if box.get("overflow") != "hidden":
            continue
        room = float(box.get("width", 0)) - 8
        for line in box.iter(f"{SVG}text"):
            font = FONTS[line.get("font-weight") == "600"]
            wide = font.getlength(line.text or "") / 1000 * float(line.get("font-size", 0))
            if float(line.get("x", 0)) + wide > room:
                found.append(line.text or "")
    right, bottom = (float(number) for number in page.get("viewBox", "").split()[2:])
    for line in page.findall(f"{SVG}text"):
        wide = FONTS[line.get("font-weight") in ("600", "700")].getlength(line.text or "") / 1000
        start = float(line.get("x", 0))
        end = start if line.get("text-anchor") == "end" else start + wide * float(line.get("font-size", 0))
        if end > right or float(line.get("y", 0)) > bottom:
            found.append(line.text or "")
    return found


@by_plan
def test_no_line_runs_out_of_its_box(name: str) -> None:
    plan = PLANS[name]
    sheets = [page for size in SHEETS for page in drawn(plan, size)]
    assert [line for page in sheets for line in too_wide(page)] == []
    assert too_wide(ElementTree.fromstring(map_slide(plan, TODAY))) == []


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_stays_text(text: str) -> None:
    plan = naughty_plan(text)
    for svg in (*map_pages(plan, TODAY, "A4"), map_slide(plan, TODAY)):
        page = ElementTree.fromstring(svg)
        assert {each.tag.removeprefix(SVG) for each in page.iter()} == {"svg", "rect", "text", "path", "g", "title"}


@by_size
@by_plan
def test_nothing_lies_on_another_or_on_the_legend(name: str, size: str) -> None:
    for page in drawn(PLANS[name], size):
        faces = [each for each in page.iter(f"{SVG}rect") if each.get("class") == "face"]
        legend = min(float(each.get("y", 0)) for each in page.findall(f"{SVG}rect")[2:])
        columns: dict[str, list[tuple[float, float]]] = {}
        for face in faces:
            top = float(face.get("y", 0))
            columns.setdefault(face.get("x", ""), []).append((top, top + float(face.get("height", 0))))
        for column in columns.values():
            ordered = [*sorted(column), (legend, legend)]
            assert [pair for pair in pairwise(ordered) if pair[0][1] > pair[1][0]] == []


@by_size
def test_003_10_76_priorities_take_pages_and_each_is_drawn_once(size: str) -> None:
    found = drawn(SAMPLES["900004"], size)
    titles = [title for page in found for name, title in boxes(page) if name == "box priority"]
    assert (len(titles), len(set(titles))) == (76, 76)
    assert len(found) > 3


@by_size
def test_every_box_of_the_map_is_on_a_page_and_a_priority_is_whole_where_it_fits(size: str) -> None:
    found = drawn(crowded_plan(), size)
    names = Counter(name for page in found for name, _ in boxes(page))
    assert names["box priority"] == 5
    assert names["box need"] == 20
    drawn_twice = sum("also on page" in title for page in found for _, title in boxes(page) if title[:3] == "CPD")
    assert names["box cpd"] - drawn_twice == 40


@by_size
def test_a_priority_too_tall_for_a_page_goes_on_with_its_heading(size: str) -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", title="Long"), make.priority(id="q", title="Short")),
        needs=tuple(make.need(id=f"n{place}", priority_id="p", what=f"Need {place}") for place in range(60)),
    )
    found = [boxes(page) for page in drawn(plan, size)]
    headings = [title for page in found for name, title in page if name == "box priority" and "Long" in title]
    expected = [f"Priority: Long. continued from page {number}" for number in range(1, len(headings))]
    assert headings == ["Priority: Long. no target yet: by how much?", *expected]
    assert len(headings) > 1
    assert sum(name == "box need" for page in found for name, _ in page) == 60


def test_an_activity_of_priorities_on_two_pages_says_so() -> None:
    needs = [make.need(id=f"{p}{n}", priority_id=p) for p in ("p", "q") for n in range(10)]
    plan = make.plan(
        priorities=(make.priority(id="p", title="One"), make.priority(id="q", title="Two")),
        needs=tuple(needs),
        activities=(make.activity(id="a", what="Coaching", need_ids=("p0", "q0"), starts=TODAY),),
    )
    told = [title for page in drawn(plan, "A4") for _, title in boxes(page) if "Coaching" in title]
    assert told == ["CPD: Coaching. 22 Nov", "CPD: Coaching. also on page 1: 22 Nov"]


def test_a_missing_link_is_seen_without_colour() -> None:
    for page in drawn(broken_plan(), "A3"):
        for box in page.iter(f"{SVG}g"):
            face = box.find(f"{SVG}rect")
            assert face is not None
            assert (face.get("stroke-dasharray") is not None) == (box.get("class") == "box todo")
            if box.get("class") == "box todo":
                assert any(word in box.findtext(f"{SVG}title", "") for word in ("yet", "What was found?", "?"))
    assert "not yet agreed" in words(drawn(broken_plan(), "A3")[0])


@by_size
@pytest.mark.parametrize("name", [*SAMPLES, "crowded"])
def test_every_page_says_what_it_is(name: str, size: str) -> None:
    plan = PLANS[name]
    found = drawn(plan, size)
    for number, page in enumerate(found, start=1):
        said = words(page)
        assert f"Priority-to-CPD map: {plan.school.name} Page {number} of {len(found)}" in said
        assert f"URN {plan.urn} · {plan.year} · as it stood on 22 November 2026 · version {plan.seq}" in said
        assert "Solid: agreed in the plan. Dashed box or line: a link that is not yet agreed." in said
        for sentence in left_out(plan) or ("Nothing else that belongs on the map is left out.",):
            assert sentence in said
    assert "Priority Who needs to learn what CPD Impact check" in words(found[0])


def test_the_alternative_names_the_priorities_of_its_page() -> None:
    page = pages(broken_plan(), TODAY, SHEETS["A3"], total=7)[0]
    assert page.alternative == (
        "Priority-to-CPD map, page 1 of 7. Priorities: Calm lunch; Reading fluency; French; Hall timetable. "
        "5 links are not yet agreed here. The table after the map says the same in words."
    )


def test_nothing_private_is_drawn() -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()
    made = (*map_pages(plan, TODAY, "A3"), *map_pages(plan, TODAY, "A4"), map_slide(plan, TODAY))
    assert [page for page in made if CANARY in page] == []
    leaky = plan.model_copy(update={"needs": tuple(need.having(source="priority") for need in plan.needs)})
    assert CANARY in "".join(map_pages(leaky, TODAY, "A3"))


def test_an_empty_plan_is_one_page_that_says_what_comes_here() -> None:
    (page,) = drawn(make.plan(), "A4")
    assert "There is no priority yet." in words(page)
    assert "There is no priority yet." in words(ElementTree.fromstring(map_slide(make.plan(), TODAY)))


# The slide.


def test_a_small_map_is_whole_on_a_slide() -> None:
    slide = ElementTree.fromstring(map_slide(make.whole_plan(), TODAY))
    assert [name for name, _ in boxes(slide)] == ["box priority", "box need", "box cpd", "box impact"]


def test_a_larger_map_has_a_line_for_each_priority_that_counts_what_hangs_on_it() -> None:
    slide = ElementTree.fromstring(map_slide(crowded_plan(), TODAY))
    plan = shared(crowded_plan())
    found = boxes(slide)
    assert [title.split(".")[0] for name, title in found if "need" in name] == ["Who needs to learn what: 4 needs"] * 5
    shown = [title.split(";")[0].split(".")[0] for _, title in found if title.startswith("CPD")]
    served = [sum(p in plan.priorities_of(activity) for activity in plan.activities) for p in plan.priorities]
    assert shown == [f"CPD: {number} activities" for number in served]


def test_003_10_what_a_slide_has_no_room_for_is_counted() -> None:
    slide = ElementTree.fromstring(map_slide(SAMPLES["900004"], TODAY))
    shown = sum(name == "box priority" for name, _ in boxes(slide))
    assert shown > 4
    assert f"And {76 - shown} more priorities and what serves no priority yet: see the full map." in words(slide)


def test_a_slide_says_what_it_is() -> None:
    plan = SAMPLES["900002"]
    said = words(ElementTree.fromstring(map_slide(plan, TODAY)))
    assert f"Priority-to-CPD map: {plan.school.name}" in said
    assert f"URN {plan.urn} · {plan.year} · as it stood on 22 November 2026 · version {plan.seq}" in said
    assert " ".join(left_out(plan)) in said
    assert (round(SLIDE.width), round(SLIDE.height)) == (960, 540)


def test_a_slide_whose_boxes_sum_up_says_so_and_where_the_rest_is() -> None:
    slide = words(ElementTree.fromstring(map_slide(crowded_plan(), TODAY)))
    whole = words(ElementTree.fromstring(map_slide(make.whole_plan(), TODAY)))
    assert "Boxes sum up: see the full map for each need and activity." in slide
    assert "Nothing that belongs on the map is left out" not in slide
    assert "Boxes sum up" not in whole
