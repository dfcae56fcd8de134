"""Any words a person can type go into all three formats and come out as they were: Hypothesis and naughty strings."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sef2si.documents.printing.as_docx import docx
from sef2si.documents.printing.as_html import html
from sef2si.documents.printing.as_pdf import pdf
from sef2si.documents.printing.paper import Bullets, Column, Facts, Heading, Paper, Table, Words
from sef2si.documents.printing.text import lines, one_line, writable
from tests import soffice
from tests.corpora import NAUGHTY as CORPUS
from tests.documents.printing.examples import ABOUT, everywhere
from tests.documents.printing.test_html import Page

NAUGHTY = tuple(text for text in CORPUS if text.strip())
ANY = st.text(max_size=60) | st.sampled_from(NAUGHTY)
some = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def shown(text: str) -> str:
    """What is left of a text where spaces, line ends and letters without a picture are set aside."""
    return "".join(letter for letter in writable(text) if unicodedata.category(letter)[0] not in "CZ")


def in_word(made: bytes) -> list[str]:
    """Each paragraph, line breaks as they are, in the body and its tables."""
    body = Document(io.BytesIO(made)).element.body
    return [
        "".join("\n" if each.tag == qn("w:br") else each.text or "" for each in paragraph.iter(qn("w:t"), qn("w:br")))
        for paragraph in body.iter(qn("w:p"))
    ]


@some
@given(ANY)
@example("\x00\x01\x0b\x0c\x1b\x7f\x85\u2028\ufffe\U0001ffff")
@example("{{ 7*7 }}{_{ x }_}{%_x%_}")
@example("\u202eevil \u2066x")
@example("a" * 400)
def test_word_gives_every_letter_back(words: str) -> None:
    found = in_word(docx(everywhere(words)))
    said = "\n".join(lines(words))
    assert found.count(said) + found.count(f"▸ {said}") >= 4 * bool(said)
    assert one_line(words) in found


@some
@given(ANY)
def test_the_page_gives_every_letter_back(words: str) -> None:
    page = Page(html(everywhere(words)))
    assert Counter(shown(page.text))[shown(words)[:1]] >= shown(words).count(shown(words)[:1] or " ") * 15
    assert {tag for tag, _ in page.tags} & {"script", "a", "img", "iframe", "object", "link"} == set()
    assert shown(words) in shown(page.text)


@some
@given(ANY)
def test_the_pdf_gives_every_letter_back(words: str) -> None:
    made = pdf(Paper("T", ABOUT, (Words(words), Words("The end."))))
    document = pypdfium2.PdfDocument(made)
    found = shown("".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    assert "Theend." in found
    # This reader turns brackets round in a line that runs from the right, and drops a second letter beyond the basic
    # plane that is drawn as a box.
    basic = {
        letter
        for letter in unicodedata.normalize("NFKC", shown(words))
        if letter < "\U00010000" and not unicodedata.mirrored(letter)
    }
    assert basic - set(unicodedata.normalize("NFKC", found)) == set()


@some
@given(ANY)
@example("\ufeff \\ufeff")
@example("a" * 400)
def test_any_words_anywhere_make_a_pdf(words: str) -> None:
    assert pdf(everywhere(words)).startswith(b"%PDF-1.7")


def test_all_naughty_strings_in_one_paper(tmp_path: Path) -> None:
    assert len(NAUGHTY) > 120
    rows = tuple((text, str(number)) for number, text in enumerate(NAUGHTY))
    paper = Paper(
        "Naughty",
        ABOUT,
        (
            Heading("Words"),
            *(Words(text) for text in NAUGHTY),
            Bullets(NAUGHTY),
            Facts(rows),
            Table("All", (Column("Text", 3), Column("Number")), rows),
        ),
    )
    word = docx(paper)
    found = set(in_word(word))
    assert [text for text in NAUGHTY if "\n".join(lines(text)) not in found] == []
    page = shown(Page(html(paper)).text)
    assert [text for text in NAUGHTY if shown(text) not in page] == []
    assert pdf(paper).startswith(b"%PDF")
    read = soffice.converted({"naughty.docx": word}, tmp_path)["naughty.docx"]
    document = pypdfium2.PdfDocument(read)
    numbers = "".join(page.get_textpage().get_text_range() for page in document).split()
    document.close()
    assert [number for number in range(len(NAUGHTY)) if str(number) not in numbers] == []


@pytest.mark.parametrize("words", ["", " ", "\n\n", "\x00"])
def test_blank_words_leave_a_paper_that_can_be_opened(words: str) -> None:
    assert "Untitled" in html(everywhere("")).decode()
    assert in_word(docx(everywhere(words))) != []
    assert pdf(everywhere(words)).startswith(b"%PDF")
