"""A paper as a page: what it holds, what it never holds, how it prints, and what axe-core finds."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from sef2si.documents.html import css_text, drawing
from sef2si.documents.printing.as_html import html
from sef2si.documents.printing.paper import Column, Heading, Paper, Picture, Table
from tests.documents.printing.examples import ABOUT, TYPED, everywhere, picture, said, squeezed, whole


class Page(HTMLParser):
    """Its text but for marks that are only seen, its elements, and every name of an attribute."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip: list[bool] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br", "col"}:
            quiet = tag in {"head", "style", "svg"} or dict(attrs).get("aria-hidden") == "true"
            self._skip.append(quiet or (bool(self._skip) and self._skip[-1]))

    def handle_endtag(self, tag: str) -> None:
        self._skip.pop()

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skip and self._skip[-1] else data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_every_word_of_the_paper_is_on_the_page_in_its_order() -> None:
    page = Page(html(whole(TYPED)))
    body = squeezed("".join(said(whole(TYPED))))
    assert squeezed(page.text).endswith(body)
    head = f"Elm Primary Improvement plan SEF and plan {ABOUT.line} Edition: governors. Names of staff are left out."
    assert squeezed(page.text) == squeezed(head) + body


def test_000_46_typed_text_is_never_link_script_style_or_markup() -> None:
    page = Page(html(everywhere('</style><script>alert(1)</script><a href="javascript:x" onclick=x>y</a>' + TYPED)))
    assert {tag for tag, _ in page.tags} & {"script", "a", "img", "iframe", "object", "link", "base", "b"} == set()
    names = {name for _, attributes in page.tags for name in attributes}
    assert {name for name in names if name.startswith("on")} | (names & {"src", "href"}) == set()
    planted = Page(b'<p><a href="x" onclick="y">z</a></p>')
    assert {tag for tag, _ in planted.tags} == {"p", "a"}


def test_what_is_missing_is_marked_in_more_than_colour() -> None:
    page = html(whole()).decode()
    assert page.count('<span class="mark" aria-hidden="true">▸ </span>') == 4
    assert "No date agreed yet" in page


def test_tables_and_headings_tell_what_they_are() -> None:
    page = Page(html(whole()))
    levels = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == ["h1", "h2", "h3", "h4", "h2", "h2", "h2"]
    assert [head.get("scope") for head in page.named("th")] == ["col"] * 3 + ["row"] * 3
    assert len(page.named("caption")) == 1
    assert [svg.get("aria-label") for svg in page.named("svg")] == ["One box says Reading", "One box says Again"]


def test_headings_never_skip_a_level() -> None:
    paper = Paper("T", ABOUT, (Heading("a", 3), Heading("b", 3), Heading("c", 1), Heading(" "), Heading("d", 2)))
    assert re.findall(r"<(h\d)>", html(paper).decode()) == ["h1", "h2", "h3", "h2", "h3"]


def test_two_pictures_on_a_page_keep_their_own_ids() -> None:
    page = html(whole()).decode()
    assert re.findall(r'<marker id="([^"]+)"', page) == ["picture-3-tip", "picture-4-tip"]
    assert re.findall(r'marker-end="url\(#([^)]+)\)"', page) == ["picture-3-tip", "picture-4-tip"]


def test_a_picture_brings_nothing_that_runs_or_leads_elsewhere() -> None:
    bad = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()">'
        '<script>x()</script><foreignObject><p>y</p></foreignObject><image href="https://example.org/a.png"/>'
        '<a href="https://example.org"><text>kept</text></a><use href="#a"/><use xlink:href="https://example.org#b"/></svg>'
    )
    made = str(drawing(bad, "p-", "A picture"))
    assert (
        made == '<svg role="img" aria-label="A picture"><g><text>kept</text></g><use href="#a"></use><use></use></svg>'
    )
    for wrong in ("<p>x</p>", "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'):
        with pytest.raises(ValueError, match="not an SVG"):
            drawing(wrong, "p-", "x")


def test_text_in_a_style_sheet_is_only_ever_a_string() -> None:
    assert css_text('a"}</style>\\\n') == '"a\\22 \\7d \\3c /style\\3e \\5c \\a "'


def test_a_row_that_would_lose_its_words_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        Table("t", (Column("a"),), (("b", "c"),))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: `make test` installs it."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for name, paper in (("whole", whole()), ("typed", everywhere(TYPED))):
        (tmp_path / f"{name}.html").write_bytes(html(paper))
        page.goto((tmp_path / f"{name}.html").as_uri())
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_content("<html><body><img src=x></body></html>")
    assert {each["id"] for each in Axe().run(page).response["violations"]} >= {"image-alt", "html-has-lang"}
    context.close()


@pytest.mark.browser
def test_it_prints_upright_and_across_with_running_lines_on_each_page(chromium: Browser, tmp_path: Path) -> None:
    school = 'St "Mary\'s" </style> \\ {Elm}'
    paper = whole()
    paper = replace(paper, about=replace(paper.about, school=school))
    (tmp_path / "paper.html").write_bytes(html(paper))
    page = chromium.new_page()
    page.goto((tmp_path / "paper.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    with pikepdf.open(io.BytesIO(printed)) as read:
        sizes = [[round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] for sheet in read.pages]
    assert sizes == [[210, 297], [297, 210], [210, 297], [210, 297], [297, 210]]
    sheets = pypdfium2.PdfDocument(printed)
    texts = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in sheets]
    sheets.close()
    assert [f"{school} (URN 100492)" in text for text in texts] == [True] * 5
    assert [f"Page {number} of 5" in text for number, text in enumerate(texts, 1)] == [True] * 5


def test_a3_is_asked_for_where_the_paper_is_a3() -> None:
    page = html(Paper("Map", ABOUT, (Picture(picture(), "x"),), landscape=True, size="A3")).decode()
    assert "@page{size:A3 landscape;" in page
