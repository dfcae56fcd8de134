"""Pictures taken apart: no word is lost or moved, and what is drawn in other ways stays in the picture."""

from __future__ import annotations

from xml.etree import ElementTree

from sef2si.documents.map.drawn_words import apart
from sef2si.documents.map.pages import map_pages
from sef2si.documents.printing.as_pdf import pdf
from sef2si.documents.printing.paper import About, Paper, Picture
from tests.documents.map.plans import TODAY, crowded_plan

_SVG = "{http://www.w3.org/2000/svg}"
PLAIN = '<text x="5" y="9" font-size="8" fill="#14202b" font-weight="600">Two words</text>'
OTHERWISE = (
    '<text x="5" y="9" font-size="8" fill="red">named colour</text>'
    '<text x="5" y="9" fill="#000">sized elsewhere</text>'
    '<text x="5" y="9" font-size="8" fill="#000" transform="rotate(90)">turned</text>'
    '<text x="5" y="9" font-size="8" fill="#000" text-anchor="middle">in the middle</text>'
    '<text x="5" y="9" font-size="8" fill="#000">in <tspan>parts</tspan></text>'
)


def picture(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">{inside}</svg>'


def test_words_are_taken_out_with_their_place_and_look() -> None:
    window = f'<g><rect width="9" height="9"/><svg x="20" y="30" width="50" height="40">{PLAIN}</svg></g>'
    found = apart(picture(PLAIN.replace("Two", "&lt;Two") + window))
    line = {"x": 5, "y": 9, "words": "Two words", "size": 8, "weight": 600, "fill": "#14202b", "from-end": False}
    assert found["lines"] == [{**line, "words": "<Two words"}]
    assert found["windows"] == [{"x": 20, "y": 30, "width": 50, "height": 40, "lines": [line]}]
    assert found["across"] == 200
    assert [each.tag.removeprefix(_SVG) for each in ElementTree.fromstring(found["svg"]).iter()] == ["svg", "g", "rect"]


def test_what_is_drawn_in_other_ways_stays_in_the_picture() -> None:
    whole = picture(f'{OTHERWISE}<svg x="1" y="1" width="9" height="9">{PLAIN}<rect/></svg>')
    found = apart(whole)
    assert (found["lines"], found["windows"]) == ([], [])
    assert "".join(ElementTree.fromstring(found["svg"]).itertext()) == "".join(ElementTree.fromstring(whole).itertext())


def test_every_word_of_the_map_is_taken_and_none_is_left() -> None:
    for page in map_pages(crowded_plan(), TODAY, "A3"):
        before = sorted(each.text or "" for each in ElementTree.fromstring(page).iter(f"{_SVG}text"))
        found = apart(page)
        lines = [*found["lines"], *(line for window in found["windows"] for line in window["lines"])]
        assert sorted(line["words"] for line in lines) == before
        assert list(ElementTree.fromstring(found["svg"]).iter(f"{_SVG}text")) == []


def test_a_paper_with_a_picture_of_rare_letters_can_be_printed() -> None:
    about = About("Elm Primary", "100492", "2026/27", "22 November 2026", 1, "")
    rare = PLAIN.replace("Two words", "ǟ a\u0310 0\ufe0f\u20e3 🫠 ߊ߲ 한")
    made = pdf(Paper("Letters", about, (Picture(picture(rare), "Rare letters"),)))
    assert made.startswith(b"%PDF")
