"""Puts values into a Word template, and marks the place where the document's body is to stand.

``{{p body }}`` stands for the whole document; the names of ``word_tags.VALUES`` can stand anywhere, also in headers
and footers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate
from markupsafe import Markup, escape

from sef2si.documents.printing.word_styles import plain_document
from sef2si.documents.printing.word_tags import BODY, VALUES, Grammar

_PLACE = "sef2si_body"
_BODY_XML = Markup('<w:p><w:bookmarkStart w:id="90071" w:name="sef2si_body"/><w:bookmarkEnd w:id="90071"/></w:p>')
# One tag, and a letter before the name for what stands around it: p for its paragraph.
_TAG = re.compile(r"(\{\{|\{%)(p|tr|tc|r)(?=\s)")


class _Template(DocxTemplate):  # type: ignore[misc]
    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Title, author and the like are the document's own: a template's are not filled."""


def filled(template: bytes, values: Mapping[str, str]) -> WordDocument:
    """The template with the values in it, and an empty marked paragraph where the body is to stand."""
    word = _Template(BytesIO(template))
    word.render({**{name: _plain(words) for name, words in values.items()}, BODY: _BODY_XML}, Grammar())
    document: WordDocument = word.docx
    return document


def place(document: WordDocument) -> Any:
    """The paragraph where the body is to stand; a new one at the end where the template names none."""
    for mark in document.element.body.iter(qn("w:bookmarkStart")):
        if mark.get(qn("w:name")) == _PLACE:
            return mark.getparent()
    return document.add_paragraph()._p


def said(paragraph: Any) -> str:
    """What a paragraph of a template says, tags among it."""
    return "".join(words.text or "" for words in paragraph.iter(qn("w:t")))


def plain_tag(words: str) -> str:
    """The words with ``{{p body }}`` written as ``{{ body }}``: what Jinja itself reads."""
    return _TAG.sub(r"\1", words)


def named(template: bytes) -> frozenset[str]:
    """The values that the text of a template names, headers and footers aside."""
    words = " ".join(said(each) for each in DocxTemplate(BytesIO(template)).get_docx().element.body.iter(qn("w:p")))
    return frozenset(name for name in VALUES if re.search(r"\{\{(?:p|r)?\s*" + name + r"\s*\}\}", words))


@cache
def own_template() -> bytes:
    """Our own template."""
    document = plain_document()
    dressed(document)
    document.add_paragraph("{{p body }}")
    return saved(document)


def dressed(document: WordDocument) -> None:
    """Gives a document our header and footer."""
    section = document.sections[0]
    section.header.paragraphs[
        0
    ].text = "{{ school }} (URN {{ urn }}) · {{ year }} · {{ made_on }} · version {{ version }}"
    footer = section.footer.paragraphs[0]
    footer.add_run("{{ title }} · Page ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")


def saved(document: WordDocument) -> bytes:
    """The document as a file."""
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _plain(words: str) -> Markup:
    """Words for a template, escaped so that they are neither markup nor a tag, now or later."""
    return Markup(str(escape(words)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704


def _field(paragraph: Any, code: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
