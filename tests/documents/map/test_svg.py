from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from sef2si.documents.map.as_svg import WIDTH, map_parts, map_svg
from sef2si.documents.map.contents import Contents
from sef2si.documents.map.text import width, wrapped
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.documents.map.plans import CANARY, NAUGHTY, TODAY, broken_plan, many_priorities, naughty_plan

SVG = "{http://www.w3.org/2000/svg}"


def drawn(plan: Plan, **more: object) -> Element:
    return ElementTree.fromstring(map_svg(plan, TODAY, **more))  # type: ignore[arg-type]


def boxes(picture: Element, tag: str = "g") -> list[tuple[str, str]]:
    """Class and title of every box."""
    return [(box.get("class", ""), box.findtext(f"{SVG}title", "")) for box in picture if box.tag == f"{SVG}{tag}"]


def test_missing_links_are_dashed_amber_boxes_and_a_shared_activity_is_drawn_once() -> None:
    found = boxes(drawn(broken_plan()))
    assert [title for name, title in found if name == "box todo"] == [
        "Who needs to learn what: No need named yet. who must learn something for this?",
        "Priority: No priority yet. which one is this need for?",
        "CPD: No activity yet. how will they learn it?",
        "Who needs to learn what: Serves no priority yet. which need does it meet?",
        "Impact check: No impact check yet. what should change, and when?",
    ]
    assert [title for _, title in found if "Coaching" in title] == ["CPD: Coaching. 5 Oct · 12 h · £586"]
    dashed = [each for each in drawn(broken_plan()).iter(f"{SVG}path") if each.get("stroke-dasharray")]
    assert len(dashed) == 5


def test_a_whole_chain_has_no_dashed_box() -> None:
    found = boxes(drawn(make.whole_plan()))
    assert [name for name, _ in found] == ["box priority", "box need", "box cpd", "box impact"]


def test_every_box_is_a_link_where_the_caller_says_so() -> None:
    picture = drawn(broken_plan(), href=lambda kind, record_id: f"/workbook#{kind}/{record_id}")
    links = [each.get("href") for each in picture.iter(f"{SVG}a")]
    assert boxes(picture) == []
    assert links[:4] == [
        "/workbook#priorities/calm",
        "/workbook#needs/n-lunch",
        "/workbook#activities/a-coach",
        "/workbook#activities/a-coach",
    ]
    assert "/workbook#needs/need.fluent" in links
    assert picture.get("role") == "group"
    assert drawn(broken_plan()).get("role") == "img"


def test_the_picture_says_in_words_what_it_shows() -> None:
    assert drawn(broken_plan()).get("aria-label") == (
        "Priority-to-CPD map: 4 priorities, 4 needs, 3 activities, 1 impact check; 13 of 22 links are in place in the "
        "whole plan. The same is in the table."
    )


def test_one_priority_can_be_drawn_alone() -> None:
    titles = " ".join(title for _, title in boxes(drawn(broken_plan(), priority="french")))
    assert "French" in titles
    assert "Calm" not in titles


def test_003_10_76_priorities_are_all_drawn_and_no_box_lies_on_another() -> None:
    picture = drawn(many_priorities())
    assert sum(name == "box priority" for name, _ in boxes(picture)) == 76
    faces = [each for each in picture.iter(f"{SVG}rect") if each.get("class") == "face"]
    places: dict[str, list[tuple[float, float]]] = {}
    for face in faces:
        places.setdefault(face.get("x", ""), []).append((float(face.get("y", 0)), float(face.get("height", 0))))
    for column in places.values():
        ordered = sorted(column)
        pairs = pairwise(ordered)
        assert [(a, b) for a, b in pairs if a[0] + a[1] > b[0]] == []
    bottom = float(picture.get("viewBox", "").split()[3])
    assert max(y + height for column in places.values() for y, height in column) < bottom


def parts_of(plan: Plan, first: int = 560, most: int = 740) -> list[Element]:
    found = Contents.of(plan, TODAY)
    return [ElementTree.fromstring(part) for part in map_parts(found.plan, TODAY, found.paths, first, most)]


def test_parts_for_paper_hold_every_priority_once_and_none_is_higher_than_a_sheet() -> None:
    parts = parts_of(many_priorities())
    titles = [title for part in parts for name, title in boxes(part) if name == "box priority"]
    assert (len(titles), len(set(titles))) == (76, 76)
    heights = [float(part.get("viewBox", "").split()[3]) for part in parts]
    assert (heights[0] <= 560, max(heights) <= 740, len(parts)) == (True, True, 9)


def test_a_priority_too_high_for_a_sheet_is_cut_between_its_paths_and_drawn_again() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", title="Long"),),
        needs=tuple(make.need(id=f"n{place}", priority_id="p", what=f"Need {place}") for place in range(30)),
    )
    parts = parts_of(plan)
    assert [sum(name == "box priority" for name, _ in boxes(part)) for part in parts] == [1] * len(parts)
    needs = [title for part in parts for name, title in boxes(part) if name == "box need"]
    assert (len(needs), len(set(needs)), len(parts) > 2) == (30, 30, True)
    assert max(float(part.get("viewBox", "").split()[3]) for part in parts) <= 740


def test_an_empty_map_has_no_parts() -> None:
    assert parts_of(make.plan()) == []


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_runs_out_of_its_box_or_becomes_markup(text: str) -> None:
    picture = drawn(naughty_plan(text))
    lines = [each for each in picture.iter(f"{SVG}text") if each.get("class") in ("title", "small", "small todo")]
    assert lines
    sizes = {"title": 13.0, "small": 11.5, "small todo": 11.5}
    room = 220
    too_wide = [
        line.text
        for line in lines
        if width(line.text or "", sizes[line.get("class", "")], line.get("class") == "title") > room
    ]
    assert too_wide == []
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} <= {
        "svg",
        "style",
        "text",
        "path",
        "g",
        "title",
        "rect",
    }


def test_an_empty_plan_says_what_comes_here() -> None:
    words = " ".join(each.text or "" for each in drawn(make.plan()).iter(f"{SVG}text"))
    assert "There is no priority yet." in words


def test_a_picture_that_stands_alone_has_a_size_and_paper() -> None:
    alone = drawn(broken_plan(), alone=True)
    assert alone.get("width") == str(WIDTH)
    assert [each.get("class") for each in alone if each.get("class") == "paper"] == ["paper"]
    assert "prefers-color-scheme:dark" in (alone.findtext(f"{SVG}style") or "")


def test_nothing_private_is_drawn() -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()
    assert CANARY not in map_svg(plan, TODAY)


def test_text_is_wrapped_by_width_and_ends_in_an_ellipsis_where_there_is_more() -> None:
    assert wrapped("one two", 500, 13, 2) == ("one two",)
    assert wrapped("", 100, 13, 2) == ()
    lines = wrapped("calm ways to end a quarrel before it grows into more", 100, 13, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 13) <= 100 for line in lines)
    assert wrapped("W" * 50, 60, 13, 1)[0].endswith("W…")
    assert width("e\u0301", 13) == width("e", 13)
