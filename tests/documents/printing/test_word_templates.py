"""A school's own Word template: what is taken, what is refused in which words, and that it runs nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from jinja2 import TemplateSyntaxError

from sef2si.documents.printing.as_docx import docx
from sef2si.documents.printing.word_filling import filled, own_template
from sef2si.documents.printing.word_tags import VALUES, Grammar
from sef2si.documents.printing.word_templates import LARGEST, check, starter
from sef2si.errors import Invalid
from tests.documents.printing.examples import whole

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made(*paragraphs: str, more: Callable[[WordDocument], object] | None = None) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if more:
        more(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def changed(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The file with one part changed, or a new one."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(saved, "w") as out:
        for each in parts.namelist():
            words = parts.read(each)
            out.writestr(each, change(words.decode()).encode() if each == name else words)
        if name not in parts.namelist():
            out.writestr(name, change(""))
    return saved.getvalue()


def related(kind: str, target: str, mode: str = "External") -> bytes:
    relation = f'<Relationship Id="rId900" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return changed(
        made("{{p body }}"), "word/_rels/document.xml.rels", lambda xml: xml.replace("</Relationships>", relation)
    )


def field(code: str) -> Callable[[WordDocument], object]:
    def add(document: WordDocument) -> None:
        half = len(code) // 2
        runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (code[:half], code[half:]))
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))

    return add


def in_header(words: str) -> Callable[[WordDocument], object]:
    def add(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = words

    return add


def in_table(words: str) -> Callable[[WordDocument], object]:
    def add(document: WordDocument) -> None:
        document.add_table(1, 1).cell(0, 0).text = words

    return add


def split_runs(document: WordDocument) -> None:
    paragraph = document.add_paragraph()
    for piece in ("{", "{ sch", "ool ", "}}"):
        paragraph.add_run(piece)


@pytest.mark.parametrize(
    "content",
    [
        starter(),
        own_template(),
        made("{{p body }}"),
        made("{{ school }} {{ urn }} {{ year }} {{ title }} {{ subtitle }} {{ made_on }} {{ version }} {{ edition }}"),
        made("{% if left_out %}", "{{ left_out }}", "{% endif %}", "{{p body }}"),
        made("{%p if subtitle and not left_out %}", "{{ subtitle }}", "{%p endif %}"),
        made("{{p body }}", more=in_header("{{ school }}")),
        made("{{p body }}", more=in_table("{{ school }}")),
        made("{{p body }}", more=split_runs),
        made("{{p body }}", more=field(" PAGE ")),
        made("A price of {5} and 50% {# not printed #}", "{{p body }}"),
    ],
    ids=range(11),
)
def test_good_templates_are_taken(content: bytes) -> None:
    check(content)
    assert "The last words." in {
        paragraph.text for paragraph in Document(io.BytesIO(docx(whole(), content))).paragraphs
    }


REFUSED = {
    "no place": (made("Dear governors"), "no place for the document yet. Please add {{p body }} on a line of its own"),
    "misspelt": (
        made("Of {{ scool }}"),
        "In the paragraph “Of {{ scool }}” the name “scool” is not known. Did you mean {{ school }}?",
    ),
    "unknown": (made("{{ zzzz }}", "{{p body }}"), "The names are: school, urn,"),
    "unknown in header": (made("{{p body }}", more=in_header("{{ yeer }}")), "Did you mean {{ year }}?"),
    "unclosed": (made("The {{ school", "{{p body }}"), "In the paragraph “The {{ school” a bracket has no partner."),
    "over two": (made("{{ school", "}}", "{{p body }}"), "“{{ school” a bracket has no partner"),
    "syntax": (made("{{p body }}", "Of {{ school school }}"), "In the paragraph “Of {{ school school }}”: "),
    "no endif": (made("{% if school %}", "{{p body }}"), "Please correct the tag or delete it."),
    "no p": (made("{{ body }}"), "the letter p is missing"),
    "beside": (made("Here: {{p body }}"), "Please put it on a line of its own"),
    "in a table": (made(more=in_table("{{p body }}")), "Please put it on a line of its own"),
    "in the header": (made("x", more=in_header("{{p body }}")), "Please put it on a line of its own"),
    "twice": (made("{{p body }}", "{{p body }}"), "more than once"),
    "loop": (made("{% for i in range(10**9) %}x{% endfor %}", "{{p body }}"), "Loops can't be used"),
    "loop over words": (made("{% for i in title %}x{% endfor %}", "{{p body }}"), "Loops can't be used"),
    "call": (made("{{ school.upper() }}", "{{p body }}"), "can't be used"),
    "class": (made("{{ school.__class__ }}", "{{p body }}"), "Parts of values can't be used"),
    "index": (made("{{ school['__class__'] }}", "{{p body }}"), "Parts of values can't be used"),
    "sum": (made("{{ 7*7 }}", "{{p body }}"), "can't be used"),
    "power": (made("{{ 'a' * 10**10 }}", "{{p body }}"), "can't be used"),
    "filter": (made("{{ school|center(1000000000) }}", "{{p body }}"), "Filters can't be used"),
    "include": (made("{% include 'x' %}", "{{p body }}"), "Other files can't be used"),
    "set": (made("{% set x = 1 %}", "{{p body }}"), "can't be used"),
    "macro": (made("{% macro x() %}{% endmacro %}", "{{p body }}"), "can't be used"),
    "merge tag": (made("{% vm %}", "{{p body }}"), "In the paragraph “{% vm %}”"),
    "link": (related("hyperlink", "https://example.org"), "holds a link, to https://example.org. Please choose"),
    "attached": (related("attachedTemplate", "file:///C:/x.dotm"), "attached to another template"),
    "remote picture": (related("image", "https://example.org/x.png"), "Part of the template lies in another place"),
    "ole": (related("oleObject", "embeddings/x.bin", "Internal"), "another document or a control"),
    "altchunk": (related("aFChunk", "x.html", "Internal"), "another document or a control"),
    "embedded": (changed(made("{{p body }}"), "word/embeddings/x.xlsx", lambda _: "x"), "another file or a control"),
    "activex": (changed(made("{{p body }}"), "word/activeX/x.bin", lambda _: "x"), "another file or a control"),
    "macros": (changed(made("{{p body }}"), "word/vbaProject.bin", lambda _: "x"), "The template holds macros."),
    "docm": (
        changed(made("{{p body }}"), "[Content_Types].xml", lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml")),
        "The template holds macros.",
    ),
    "fetching": (made("{{p body }}", more=field('INCLUDEPICTURE "https://example.org"')), "a field, INCLUDEPICTURE,"),
    "dde": (made("{{p body }}", more=field("DDEAUTO c:\\\\x")), "a field, DDEAUTO,"),
    "doctype": (
        changed(made("{{p body }}"), "word/document.xml", lambda xml: xml.replace(
            "<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document', 1)),
        "it is damaged",
    ),
    "not a zip": (b"Hello", "The template can't be opened: it is damaged, protected"),
    "not word": (changed(b"PK\x05\x06" + bytes(18), "a.txt", lambda _: "x"), "not a Word document"),
    "many tags": (made(*["{{ school }}"] * 501, "{{p body }}"), "more than 500 tags"),
    "deep": (made("{% if " + "not " * 5000 + "school %}{% endif %}", "{{p body }}"), "Too many tags stand inside"),
    "much text": (
        made(*(" ".join(map(str, range(at, at + 300))) for at in range(900))),
        "far more text than a template needs",
    ),
    "too large": (b"x" * (LARGEST + 1), "larger than 10 MB"),
}  # fmt: skip


@pytest.mark.parametrize("key", REFUSED)
def test_others_are_refused_in_words_that_help(key: str) -> None:
    content, sentence = REFUSED[key]
    with pytest.raises(Invalid) as refusal:
        check(content)
    assert sentence in refusal.value.sentence
    assert refusal.value.sentence.endswith("The template was not kept.")
    assert "imported" not in refusal.value.sentence


def test_an_unchecked_template_runs_nothing_either() -> None:
    given = dict.fromkeys(VALUES, "words")
    assert filled(made("{{ school }}"), given).paragraphs[0].text == "words"
    for tag in ("{{ school.__class__ }}", "{% for i in range(10**9) %}{% endfor %}", "{{ 7*7 }}", "{{ school() }}"):
        with pytest.raises(TemplateSyntaxError, match="can't be used"):
            filled(made(tag), given)
    assert Grammar().globals == {}


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", b" " * (200 << 20))
    assert len(saved.getvalue()) < LARGEST
    with pytest.raises(Invalid, match="The template was not kept"):
        check(saved.getvalue())


def test_the_starter_explains_itself_and_its_explanation_is_never_printed() -> None:
    explained = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(starter())).paragraphs)
    assert [name for name in VALUES if f"{name}: " not in explained] == []
    document = Document(io.BytesIO(docx(whole(), starter())))
    found = [paragraph.text for paragraph in document.paragraphs]
    assert [words for words in found if "{#" in words or "urn:" in words] == []
    assert document.sections[0].header.paragraphs[0].text == whole().about.line
    assert found[0] == "Elm Primary"
