"""A paper as a Word document: real styles, real tables, sections that turn, and typed text only ever text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sef2si.documents.printing.as_docx import docx
from sef2si.documents.printing.paper import Column, Missing, NewPage, Paper, Picture, Table, Words
from sef2si.documents.printing.word_filling import own_template
from tests import soffice
from tests.documents.printing.examples import ABOUT, TYPED, everywhere, picture, said, squeezed, whole


def opened(paper: Paper, template: bytes | None = None) -> WordDocument:
    return Document(io.BytesIO(docx(paper, template)))


def text(document: WordDocument) -> str:
    """All text of the body in its order, tables among it."""
    return "".join(each.text or "" for each in document.element.body.iter(qn("w:t")))


def parts(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        return {name: read.read(name).decode("latin-1") for name in read.namelist()}


def template(*paragraphs: str, header: str = "", table: str = "", landscape: bool = False) -> bytes:
    """A school's template as Word would save it."""
    document = Document()
    if landscape:
        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
    for words in paragraphs:
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if table:
        document.add_table(1, 1).cell(0, 0).text = table
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_every_word_is_in_the_body_in_its_order() -> None:
    found = squeezed(text(opened(whole(TYPED)))).replace("▸", "").replace("☐", "")
    head = squeezed(
        f"Elm Primary Improvement plan SEF and plan {ABOUT.line} Edition: governors. Names of staff are left out."
    )
    assert found == head + squeezed("".join(said(whole(TYPED))))


def test_it_is_written_in_real_styles() -> None:
    styles = [paragraph.style.name for paragraph in opened(whole()).paragraphs if paragraph.style and paragraph.text]
    assert styles[:5] == ["About", "Title", "Subtitle", "About", "About"]
    assert [name for name in styles if name and name.startswith("Heading")] == [
        *("Heading 1", "Heading 2", "Heading 3", "Heading 1", "Heading 1", "Heading 1")
    ]
    assert {"Lede", "Quiet", "Fact", "Caption", "List Bullet", "List Number", "Not Yet Agreed"} <= set(styles)


def test_each_numbered_list_starts_at_one() -> None:
    document = opened(whole())
    lists = [
        paragraph._p.pPr.numPr.numId.val  # type: ignore[union-attr]
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "List Number"
    ]
    assert (lists[0] == lists[1], lists[1] == lists[2]) == (True, False)


def test_tables_repeat_their_headings_and_keep_their_rows_whole() -> None:
    (table,) = opened(whole()).tables
    assert table.style is not None and table.style.name == "Plan Table"
    rows = [{child.tag.rpartition("}")[2] for child in row._tr.get_or_add_trPr()} for row in table.rows]
    assert rows == [{"cantSplit", "tblHeader"}, set(), {"cantSplit"}, {"cantSplit"}]
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert [look.get(qn(f"w:{name}")) for name in ("firstRow", "lastRow", "firstColumn")] == ["1", "1", "1"]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "What is planned"
    assert [cell.text for cell in table.rows[2].cells] == ["Maths", "▸ No activity yet", "£0.50"]
    assert sum(int(each.get(qn("w:w"))) for each in table._tbl.tblGrid) == pytest.approx(9866, abs=9)


def test_sections_turn_the_paper_and_keep_header_and_footer() -> None:
    document = opened(whole())
    assert [section.orientation for section in document.sections] == [
        *(WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    ]
    assert [section.header.paragraphs[0].text for section in document.sections] == [ABOUT.line] * 4
    footers = {section.footer.paragraphs[0].text for section in document.sections}
    assert footers == {"Improvement plan · Page  of "}
    big = opened(Paper("Map", ABOUT, (Picture(picture(), "x"),), landscape=True, size="A3")).sections[0]
    assert (round((big.page_width or 0) / Mm(1)), round((big.page_height or 0) / Mm(1))) == (420, 297)


def test_pictures_say_in_words_what_they_show() -> None:
    document = opened(whole())
    named = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    assert named == ["One box says Reading", "One box says Again"]
    assert len({each.get("id") for each in document.element.body.iter(qn("wp:docPr"))}) == 2


def test_it_says_its_title_and_language() -> None:
    document = opened(whole())
    assert (document.core_properties.title, document.core_properties.language) == ("Improvement plan", "en-GB")
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_the_same_paper_makes_the_same_bytes() -> None:
    assert docx(whole()) == docx(whole())
    assert docx(whole()) != docx(whole("other"))


def test_000_46_typed_text_is_never_link_field_or_template() -> None:
    made = parts(docx(everywhere(TYPED + " {_{ 7*7 }_} { PAGE } HYPERLINK \a\f")))
    fields = [line for name in made for line in made[name].split("w:instr=")[1:]]
    assert sorted(line.split('"')[1].strip() for line in fields) == ["NUMPAGES", "PAGE"]
    assert [name for name in made if "instrText" in made[name] or "<w:hyperlink" in made[name]] == []
    assert [name for name in made if 'TargetMode="External"' in made[name]] == []
    document = made["word/document.xml"]
    assert document.count("{{ 7*7 }}") == document.count("{_{ 7*7 }_}") > 10
    assert made["word/footer1.xml"].count("{{ 7*7 }}") == made["word/footer1.xml"].count("{_{ 7*7 }_}") == 1


def test_a_template_is_filled_and_what_it_says_is_not_said_twice() -> None:
    own = template("Our logo", "{{ title }} of {{ school }}", "{{p body }}", "Signed by", header="{{ year }} {{ urn }}")
    document = opened(replace(whole(), title="{{ 7*7 }} & <b>"), own)
    found = [paragraph.text for paragraph in document.paragraphs]
    assert found[:3] == ["Our logo", "{{ 7*7 }} & <b> of Elm Primary", "SEF and plan"]
    assert found[-1] == "Signed by"
    assert "The last words." in found
    assert text(document).count("{{ 7*7 }} & <b>") == 1
    assert document.sections[0].header.paragraphs[0].text == "2026/27 100492"


def test_a_template_without_a_place_for_the_body_has_it_at_its_end() -> None:
    found = [paragraph.text for paragraph in opened(whole(), template("For {{ school }}")).paragraphs]
    assert found[0] == "For Elm Primary"
    assert found[-1] == "The last words."


def test_what_a_template_says_around_the_body_keeps_its_own_sheets() -> None:
    paper = Paper("T", ABOUT, (Words("first"), NewPage(landscape=True), Words("across")))
    turned = [section.orientation for section in opened(paper, template("Before", "{{p body }}", "After")).sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    across = template("Before", "{{p body }}", "After", landscape=True)
    widths = [(section.page_width or 0) > (section.page_height or 0) for section in opened(paper, across).sections]
    assert widths == [True, False, True]


def test_a_schools_styles_are_kept_and_only_those_it_lacks_are_added() -> None:
    document = Document()
    document.styles["Title"].font.size = Pt(31)
    for name in ("List Bullet", "Caption"):
        document.styles.element.remove(document.styles[name].element)
    document.add_paragraph("{{p body }}")
    saved = io.BytesIO()
    document.save(saved)
    made = opened(whole(), saved.getvalue())
    assert made.styles["Title"].font.size == Pt(31)
    assert {"List Bullet", "Caption", "Plan Table", "Not Yet Agreed"} <= {style.name for style in made.styles}


def test_a_cell_longer_than_a_page_may_go_on_over_the_page() -> None:
    rows = (("a", "b"), ("x", "words " * 2000), ("c", Missing("d")))
    (table,) = opened(Paper("T", ABOUT, (Table("t", (Column("A"), Column("B")), rows),))).tables
    assert [row._tr.get_or_add_trPr().find(qn("w:cantSplit")) is not None for row in table.rows] == [
        *(True, False, False, True)
    ]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[bool, str]]]:
    """How LibreOffice sets each document: whether a sheet lies across, and what it says."""
    rows = tuple((f"Row {number}.", "Leaders know the school. " * (number % 9)) for number in range(60))
    long = Paper("T", ABOUT, (Table("Long", (Column("First"), Column("Second")), rows), NewPage(True), Words("end")))
    given = {
        "whole.docx": docx(whole("Łódź Ŵŷ 中文 مرحبا 😀")),
        "typed.docx": docx(everywhere(TYPED)),
        "long.docx": docx(long),
        "own.docx": docx(whole(), template("Our logo", "{{p body }}", "Signed by", header="{{ school }}")),
        "template.docx": own_template(),
    }
    made = soffice.converted(given, tmp_path_factory.mktemp("office"))
    read = {}
    for name, content in made.items():
        document = pypdfium2.PdfDocument(content)
        read[name] = [(page.get_width() > page.get_height(), page.get_textpage().get_text_range()) for page in document]
        document.close()
    return read


def test_libreoffice_opens_each_and_turns_its_sheets(sheets: dict[str, list[tuple[bool, str]]]) -> None:
    assert [across for across, _ in sheets["whole.docx"]] == [False, True, False, False, True]
    assert [across for across, _ in sheets["own.docx"]] == [False, True, False, False, True, False]
    for number, (_, words) in enumerate(sheets["whole.docx"], 1):
        assert f"Page {number} of 5" in words
        assert squeezed(ABOUT.line) in squeezed(words)


def test_libreoffice_loses_no_word(sheets: dict[str, list[tuple[bool, str]]]) -> None:
    found = "".join(words for _, words in sheets["long.docx"])
    assert [found.count(f"Row {number}.") for number in range(60)] == [1] * 60
    assert found.count("Second") == len(sheets["long.docx"]) - 1
    assert "{{ 7*7 }} {% for x in y %} =1+1 #let" in " ".join("".join(w for _, w in sheets["typed.docx"]).split())


def test_what_libreoffice_reads_is_all_of_it(tmp_path: Path) -> None:
    made = soffice.converted({"a.docx": docx(whole(TYPED))}, tmp_path, "txt:Text (encoded):UTF8")["a.docx"].decode()
    found = squeezed(made)
    assert [words for words in said(whole(TYPED)) if squeezed(words) not in found] == []
