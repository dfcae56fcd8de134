"""Word templates: our own to start from, a school's checked before use, and values put into either, sandboxed.

``{{p body }}`` stands for the whole document; the names of ``VALUES`` can stand anywhere, also in headers and footers.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from sef2si.documents.word_styles import plain_document

VALUES: Mapping[str, str] = {
    "school": "the school's name",
    "urn": "its URN",
    "year": "the academic year",
    "title": "the document's title",
    "subtitle": "the line below the title",
    "made_on": "the day it was made",
    "version": "the version of the plan",
    "edition": "for whom it is, such as governors",
    "left_out": "what this edition leaves out",
}
BODY = "body"
_PLACE = "sef2si_body"
_BODY_XML = Markup(f'<w:p><w:bookmarkStart w:id="90071" w:name="{_PLACE}"/><w:bookmarkEnd w:id="90071"/></w:p>')


class _Sandbox(ImmutableSandboxedEnvironment):
    """Values can be named, and nothing else: no attribute, no call."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def environment() -> _Sandbox:
    made = _Sandbox(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def filled(template: bytes, values: Mapping[str, str]) -> WordDocument:
    """The template with the values in it, and an empty marked paragraph where the body is to stand."""
    word = DocxTemplate(BytesIO(template))
    word.render({**values, BODY: _BODY_XML}, environment(), autoescape=True)
    document: WordDocument = word.docx
    return document


def place(document: WordDocument) -> Any:
    """The paragraph where the body is to stand; a new one at the end where the template names none."""
    for mark in document.element.body.iter(qn("w:bookmarkStart")):
        if mark.get(qn("w:name")) == _PLACE:
            return mark.getparent()
    return document.add_paragraph()._p


def starter() -> bytes:
    """A template to download and adapt: it works as it is, and says how it works."""
    return default()


def default() -> bytes:
    """Our own template."""
    document = plain_document()
    section = document.sections[0]
    section.header.paragraphs[
        0
    ].text = "{{ school }} (URN {{ urn }}) · {{ year }} · {{ made_on }} · version {{ version }}"
    footer = section.footer.paragraphs[0]
    footer.add_run("{{ title }} · Page ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")
    document.add_paragraph("{{p body }}")
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _field(paragraph: Any, code: str) -> None:
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


__all__ = ["BODY", "VALUES", "OxmlElement", "default", "filled", "place", "starter"]
