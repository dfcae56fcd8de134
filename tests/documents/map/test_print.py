"""The map as PDF, Word document and PNG, reopened with other readers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import docx
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.enum.section import WD_ORIENT
from PIL import Image

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.map import print as priority_map_print
from sef2si.documents.map.pages import map_pages
from sef2si.documents.map.rows import action_rows, left_out, map_rows
from sef2si.documents.map.sheets import SHEETS
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Source
from sef2si.domain.plan import Plan
from sef2si.domain.suppression import suppressed
from tests import factories as make
from tests.corpora import NAUGHTY as CORPUS
from tests.documents.map.plans import CANARY, NAUGHTY, TODAY, broken_plan, crowded_plan, naughty_plan

SAMPLES = {plan.urn: plan for plan in read_samples()}
PLANS = {**SAMPLES, "crowded": crowded_plan(), "broken": broken_plan()}
by_size = pytest.mark.parametrize("size", SHEETS)
by_plan = pytest.mark.parametrize("name", PLANS)
KEYS = {"A3": "pdf-a3", "A4": "pdf-a4"}


@cache
def kept(name: str, key: str) -> bytes:
    return made(PLANS[name], key)


def pdf(name: str, size: str) -> bytes:
    return kept(name, KEYS[size])


def made(plan: Plan, key: str) -> bytes:
    form = DOCUMENTS["map"].form(key)
    assert form is not None
    return form.make(Source(plan, TODAY))


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without spaces, hyphens, colons and capitals: lines are broken anywhere, and a reader joins them as it likes."""
    return "".join(letter for letter in text.casefold() if not letter.isspace() and letter not in ":-\u00ad\ufffe\x02")


def shown_texts(plan: Plan) -> list[str]:
    """Every text that rows of the map and of its actions hold."""
    plan = suppressed(plan)
    rows = [*map_rows(plan, TODAY), *action_rows(plan, TODAY)]
    names = ("priority", "areas", "target", "need", "who", "activity", "form", "led_by", "intended_impact", "found")
    more = ("against_intent", "action", "status")
    said = [text for row in rows for name in (*names, *more) if (text := getattr(row, name, ""))]
    bare = "The priority has no need yet: who must learn what is not yet agreed."
    return said + ["No need named yet" if row.missing_link == bare else row.missing_link for row in rows]


def tagged(content: bytes) -> Iterator[tuple[str, str]]:
    """The kind and the alternative text of every element of the structure."""
    with pikepdf.open(BytesIO(content)) as document:
        yield from list(_elements(document.Root.StructTreeRoot))


def _elements(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _elements(each)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _elements(node.K)


@by_size
@by_plan
def test_a_pdf_holds_every_text_of_the_map(name: str, size: str) -> None:
    plan = PLANS[name]
    found = squeezed(text_of(pdf(name, size)))
    assert [text for text in shown_texts(plan) if squeezed(text) not in found] == []
    for sentence in left_out(plan):
        assert squeezed(sentence.rstrip(".")) in found


@by_size
def test_long_text_is_whole_in_the_table_however_it_is_cut_in_the_picture(size: str) -> None:
    long = " ".join(f"word{number}" for number in range(400))
    content = made(naughty_plan(long), KEYS[size])
    # A row taller than a page goes on over it, with the running lines in between.
    found = text_of(content).split()
    assert [word for word in long.split() if word not in found] == []
    assert "…" in "".join(map_pages(naughty_plan(long), TODAY, size))


@by_size
@by_plan
def test_a_pdf_is_tagged_and_each_sheet_of_the_map_has_its_alternative(name: str, size: str) -> None:
    with pikepdf.open(BytesIO(pdf(name, size))) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.open_metadata().get("pdfuaid:part")) == "1"
        total = len(document.pages)
    found = list(tagged(pdf(name, size)))
    alternatives = [alt for kind, alt in found if kind == "/Figure"]
    sheets = len(map_pages(PLANS[name], TODAY, size))
    assert [alt.split(".")[0] for alt in alternatives] == [
        f"Priority-to-CPD map, page {number} of {total}" for number in range(1, sheets + 1)
    ]
    kinds = {kind for kind, _ in found}
    assert {"/Table", "/TH", "/TD", "/H1"} <= kinds


@by_size
@by_plan
def test_type_is_legible_at_the_size_it_is_printed(name: str, size: str) -> None:
    document = pypdfium2.PdfDocument(pdf(name, size))
    try:
        smallest = {round(point, 1) for page in document for point in printed_points(page) if point < 8}
        assert smallest == set()
        sheets = len(map_pages(PLANS[name], TODAY, size))
        on_map = min(point for number in range(sheets) for point in printed_points(document[number]))
        assert round(on_map, 1) >= {"A3": 10, "A4": 8}[size]
    finally:
        document.close()


def printed_points(page: pypdfium2.PdfPage) -> Iterator[float]:
    """The size of every letter as it is on paper: its font's size times what it is scaled by."""
    text = page.get_textpage()
    for place in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, place):
            continue
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, place, matrix)
        # An upright line is scaled by its matrix; letters that are drawn in other ways have none.
        yield round(pdfium.FPDFText_GetFontSize(text, place) * abs(matrix.d), 3)


@by_size
@by_plan
def test_pages_are_of_their_size_and_each_says_what_it_is(name: str, size: str) -> None:
    plan, sheet = PLANS[name], SHEETS[size]
    document = pypdfium2.PdfDocument(pdf(name, size))
    try:
        sizes = {tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document}
        assert sizes == {(sheet.across, sheet.down)}
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            said = squeezed(text)
            for words in (plan.school.name, f"URN {plan.urn}", plan.year, "22 November 2026", f"version {plan.seq}"):
                assert squeezed(words) in said
            assert f"Page {number} of {len(document)}" in text, "on one line"
    finally:
        document.close()


def test_the_same_plan_gives_the_same_bytes() -> None:
    for key in ("pdf-a4", "docx", "png"):
        assert made(broken_plan(), key) == made(broken_plan(), key)


@pytest.mark.parametrize("key", ["pdf-a3", "pdf-a4", "docx"])
def test_nothing_private_is_in_any_of_them(key: str) -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()

    def text(of: Plan) -> str:
        content = made(of, key)
        if key != "docx":
            return text_of(content) + " ".join(alt for _, alt in tagged(content))
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())

    assert "Coaching" in text(plan)
    assert CANARY not in text(plan)
    leaky = plan.model_copy(update={"needs": tuple(need.having(source="priority") for need in plan.needs)})
    assert CANARY in text(leaky)


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_makes_a_pdf_and_no_link_in_it(text: str) -> None:
    content = made(naughty_plan(text), "pdf-a4")
    with pikepdf.open(BytesIO(content)) as document:
        links = [note for page in document.pages for note in page.get("/Annots", []) if "/A" in note]
        assert links == []
        assert "/AcroForm" not in document.Root


def test_any_letter_can_be_printed() -> None:
    """PDF/UA takes no letter that a font lacks, and in a picture marks upon letters find no other font."""
    marks = ("ǟ", "a\u0310", "0\ufe0f\u20e3", "Ш̑", "ߊ߲", "\U0001fae0", "\ue000", "ก็", "한", "\u1920")
    typed = tuple(text for text in (*CORPUS, *marks) if text.strip() and "\x00" not in text)
    plan = make.plan(
        priorities=(make.priority(id="p", title="Any letter"),),
        needs=tuple(make.need(id=f"n{place}", priority_id="p", what=text) for place, text in enumerate(typed)),
    )
    text = text_of(made(plan, "pdf-a3"))
    assert text.count("how will they learn it?") == len(typed)


@by_plan
def test_a_word_document_holds_every_text_of_the_map(name: str) -> None:
    document = docx.Document(BytesIO(kept(name, "docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found = squeezed(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    assert [text for text in shown_texts(PLANS[name]) if squeezed(text) not in found] == []
    assert {section.orientation for section in document.sections} == {WD_ORIENT.LANDSCAPE}
    said = squeezed(f"{PLANS[name].school.name} (URN {PLANS[name].urn}) · {PLANS[name].year} · 22 November 2026")
    assert said in found
    assert squeezed(f"version {PLANS[name].seq}") in found
    for sentence in left_out(PLANS[name]):
        assert squeezed(sentence.rstrip(".")) in found


def test_a_word_document_has_a_heading_and_a_table_for_each_priority_and_a_picture() -> None:
    plan = PLANS["crowded"]
    document = docx.Document(BytesIO(kept("crowded", "docx")))
    headings = [each.text for each in document.paragraphs if (each.style and each.style.name) == "Heading 1"]
    assert headings == [*(p.title for p in plan.priorities), "Actions that are not CPD", "How this is counted"]
    assert len(document.tables) == 5 + sum("Target" in table.cell(0, 0).text for table in document.tables)
    (picture,) = document.inline_shapes
    assert "a line for each priority" in picture._inline.docPr.get("descr")


def test_priorities_with_nothing_behind_them_are_rows_of_one_table() -> None:
    document = docx.Document(BytesIO(kept("900004", "docx")))
    (bare,) = [table for table in document.tables if table.cell(0, 0).text == "Priority"]
    rows = [[cell.text for cell in row.cells] for row in bare.rows][1:]
    plan = SAMPLES["900004"]
    with_nothing = [p.title for p in plan.priorities if not plan.needs_of(p) and not p.no_cpd_needed]
    assert [row[0] for row in rows] == with_nothing
    assert len(with_nothing) == 70
    assert {row[3].removeprefix("▸ ") for row in rows} == {"No need named yet"}


@by_plan
def test_the_png_is_a_slide(name: str) -> None:
    with Image.open(BytesIO(kept(name, "png"))) as picture:
        assert (picture.format, picture.size) == ("PNG", (1920, 1080))
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    assert (253, 240, 220) in colours, "a missing link is amber"


def test_a_png_of_a_whole_chain_has_nothing_amber_but_the_legend() -> None:
    def amber(plan: Plan) -> int:
        with Image.open(BytesIO(made(plan, "png"))) as picture:
            found = picture.convert("RGB").getcolors(1 << 24) or []
        return sum(number for number, colour in found if colour == (253, 240, 220))

    whole = make.whole_plan()
    broken = whole.model_copy(update={"checks": (), "activities": (whole.activities[0].having(check_due=None),)})
    assert amber(whole) < 5_000 < amber(broken)


def test_an_empty_plan_makes_each_of_them() -> None:
    assert "There is no priority yet." in text_of(made(make.plan(), "pdf-a4"))
    document = docx.Document(BytesIO(made(make.plan(), "docx")))
    assert any("There is no priority yet." in each.text for each in document.paragraphs)
    assert made(make.plan(), "png").startswith(b"\x89PNG")


def test_the_document_takes_a_schools_own_template(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(
        priority_map_print.paper_docx, "docx", lambda paper, template: given.append(template) or b"made"
    )
    document = DOCUMENTS["map"]
    form = document.form("docx")
    assert form is not None
    assert document.takes_template
    assert form.make(replace(Source(make.plan(), TODAY), template=b"own")) == b"made"
    assert given == [b"own"]
