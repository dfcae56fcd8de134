"""A paper as PDF: tagged, PDF/UA-1, all its text to be read again, and typed text only ever text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2

from sef2si.documents.printing import as_pdf as paper_pdf
from sef2si.documents.printing.as_pdf import drawable, pdf, typeset
from sef2si.documents.printing.paper import Column, Heading, Paper, Picture, Table, Words
from sef2si.templates import templates
from tests.documents.printing.examples import ABOUT, TYPED, everywhere, picture, said, squeezed, whole

_ASKS = re.compile(r".*\b(import|include)\b.*@")
SCRIPTS = "Cymraeg Ŵŷ · Łódź żółć · العربية · עברית · 中文 学校 · ਪੰਜਾਬੀ · 😀👨‍👩‍👧 · ⿴"


def texts(made: bytes) -> list[str]:
    """The text of each page as a second reader finds it."""
    document = pypdfium2.PdfDocument(made)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def tags(made: bytes) -> Iterator[Any]:
    """Every element of the structure, from the top."""

    def under(element: Any) -> Iterator[Any]:
        if isinstance(element, pikepdf.Array):
            for each in element:
                yield from under(each)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            if "/K" in element:
                yield from under(element.K)

    with pikepdf.open(io.BytesIO(made)) as read:
        yield from under(read.Root.StructTreeRoot.K)


def counted(made: bytes, *names: str) -> list[int]:
    found = [str(each.S) for each in tags(made)]
    return [found.count(f"/{name}") for name in names]


def test_it_is_tagged_and_says_that_it_is_pdf_ua_with_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(pdf(whole()))) as read:
        assert bool(read.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in read.Root
        assert str(read.Root.Lang) == "en-GB"
        assert bool(read.Root.ViewerPreferences.DisplayDocTitle)
        with read.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Improvement plan · Elm Primary · 2026/27"
        assert "/OpenAction" not in read.Root
        assert "/JavaScript" not in read.Root.get("/Names", {})


def test_headings_tables_lists_and_pictures_are_marked() -> None:
    made = pdf(whole())
    assert counted(made, "H1", "H2", "H3", "Table", "TR", "TH", "Caption") == [4, 1, 1, 1, 4, 3, 2]
    assert [str(each.Alt) for each in tags(made) if "/Alt" in each and str(each.S) == "/Figure"] == [
        "One box says Reading",
        "One box says Again",
    ]


def test_every_word_is_read_again_in_its_order() -> None:
    paper = whole(TYPED)
    found = squeezed("".join(texts(pdf(paper))))
    for words in (*said(paper), paper.title, paper.subtitle, "Names of staff are left out."):
        assert squeezed(words) in found
    one = replace(paper, blocks=tuple(each for each in paper.blocks if isinstance(each, Words | Heading | Table)))
    page = squeezed(texts(pdf(one))[0])
    assert squeezed("".join(said(one))).replace("CoverNocoverisbookedyet.", "") in page.replace(
        "CoverNocoverisbookedyet.", ""
    ).replace("▶", "")


def test_text_of_every_script_can_be_copied_even_where_no_font_has_its_letters() -> None:
    found = squeezed("".join(texts(pdf(Paper("T", ABOUT, (Words(SCRIPTS),))))))
    missing = {letter for letter in SCRIPTS if letter.isalpha() and letter not in found}
    assert missing == set()
    assert "ਪੰਜਾਬੀ" in found


def test_000_46_typed_text_is_never_link_script_or_typst() -> None:
    made = pdf(everywhere(TYPED + ' #link("https://example.org")[x] #read("/etc/passwd") @ref <label>'))
    with pikepdf.open(io.BytesIO(made)) as read:
        assert ["/Annots" in page for page in read.pages] == [False] * len(read.pages)
        assert "/AcroForm" not in read.Root
    assert "{{7*7}}" in squeezed("".join(texts(made)))


def test_the_same_paper_makes_the_same_bytes() -> None:
    assert pdf(whole()) == pdf(whole())
    assert pdf(whole()) != pdf(whole("other"))


def test_sheets_are_a4_or_a3_upright_or_across() -> None:
    def sizes(made: bytes) -> list[list[int]]:
        with pikepdf.open(io.BytesIO(made)) as read:
            return [[round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] for page in read.pages]

    assert sizes(pdf(whole())) == [[210, 297], [297, 210], [210, 297], [210, 297], [297, 210]]
    assert sizes(pdf(Paper("Map", ABOUT, (Picture(picture(), "x"),), landscape=True, size="A3"))) == [[420, 297]]


def test_every_page_has_the_running_line_and_its_number() -> None:
    found = texts(pdf(whole()))
    assert [squeezed(ABOUT.line) in squeezed(text) for text in found] == [True] * 5
    assert [f"Page {number} of 5" in text for number, text in enumerate(found, 1)] == [True] * 5


def test_a_table_over_pages_repeats_its_headings_and_loses_no_row() -> None:
    rows = tuple((f"Row {number}.", "Leaders know the school. " * (number % 9)) for number in range(120))
    found = texts(pdf(Paper("T", ABOUT, (Table("Long", (Column("First"), Column("Second")), rows),))))
    assert len(found) > 3
    assert [text.count("Second") for text in found] == [1] * len(found)
    assert [sum(text.count(f"Row {number}.") for text in found) for number in range(120)] == [1] * 120


def test_a_cell_longer_than_a_page_goes_on_over_the_page() -> None:
    long = " ".join(f"w{number}" for number in range(6000))
    found = texts(pdf(Paper("T", ABOUT, (Table("Long", (Column("A"), Column("B", 9)), (("x", long),)),))))
    assert len(found) > 5
    assert [number for number in range(0, 6000, 100) if f"w{number} " not in " ".join(" ".join(found).split())] == []


def test_no_letter_lies_outside_its_sheet() -> None:
    columns = tuple(Column(f"Responsibilities {number}") for number in range(12))
    rows = tuple(tuple("Uninterrupted" * 3 + " words" * each for _ in columns) for each in range(12))
    document = pypdfium2.PdfDocument(
        pdf(Paper("T" * 300, ABOUT, (*whole("x" * 300).blocks, Table("t", columns, rows))))
    )
    for page in document:
        letters = page.get_textpage()
        boxes = [letters.get_charbox(number) for number in range(letters.count_chars())]
        outer = [min(box[0] for box in boxes), min(box[1] for box in boxes)]
        assert min(*outer, page.get_width() - max(box[2] for box in boxes)) > 25
        assert page.get_height() - max(box[3] for box in boxes) > 25
    document.close()


def test_003_17_one_page_makes_its_type_smaller_and_never_below_eight_points() -> None:
    def paper(paragraphs: int) -> Paper:
        blocks = tuple(Words("Leaders know the school well and say what comes next. " * 4) for _ in range(paragraphs))
        return Paper("One side", ABOUT, blocks, one_page=True)

    few, some, many = (texts(pdf(paper(number))) for number in (5, 30, 60))
    assert (len(few), len(some)) == (1, 1)
    assert len(many) > 1
    assert f"so it runs to {len(many)} sides" in " ".join(many[0].split())
    assert "so it runs" not in some[0]
    assert len(texts(pdf(replace(paper(30), one_page=False)))) == 2


def test_colours_of_our_pictures_are_made_plain_for_typst_and_words_are_not() -> None:
    made = drawable(
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:var(--ink,#14202b)}</style>'
        '<rect stroke="var(--brand, #12436d)"/><text>var(--x,red)</text></svg>'
    )
    assert made == (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:#14202b}</style>'
        '<rect stroke="#12436d" /><text>var(--x,red)</text></svg>'
    )


def test_a_picture_is_set_as_png_at_the_resolution_asked_for() -> None:
    (made,) = typeset("picture.typ", {"width": 100}, pictures={"picture": picture()}, form="png", ppi=254)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(made[16:20], "big"), int.from_bytes(made[20:24], "big")) == (1000, 300)


def test_our_fonts_come_first_and_no_template_asks_for_a_package() -> None:
    families = paper_pdf._families()
    assert families[: len(paper_pdf.OWN_FONTS)] == paper_pdf.OWN_FONTS
    assert families[-1] == "Last Box"
    assert set(families) <= set(paper_pdf._fonts().families())
    sources = {file.name: file.read_text() for file in (templates() / "documents").glob("*.typ")}
    assert "paper.typ" in sources
    asked = {name for name, source in sources.items() for line in source.splitlines() if _ASKS.match(line)}
    assert asked == set()
    assert _ASKS.match('#import "@preview/x:1.0.0"')
