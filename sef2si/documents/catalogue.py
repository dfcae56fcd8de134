"""Every document a school can take away. One more, or one more format, is added here: pages, command, tests follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sef2si.documents import priority_map
from sef2si.documents.source import Edition, Source
from sef2si.domain.plan import Plan


@dataclass(frozen=True)
class Form:
    """One format of a document. ``label`` and ``about`` are for people; ``key`` is what one types."""

    key: str
    label: str
    about: str
    media_type: str
    extension: str
    make: Callable[[Source], bytes]


@dataclass(frozen=True)
class Document:
    """``key`` is what one types and what its address ends with. ``takes_template``: a school's own Word template is
    used for its DOCX. ``asks_changes``: it wants the plan's changes in its source."""

    key: str
    title: str
    about: str
    forms: tuple[Form, ...]
    edition: Edition = Edition.SHARED
    takes_template: bool = False
    asks_changes: bool = False

    def form(self, key: str) -> Form | None:
        return next((form for form in self.forms if form.key == key), None)


def _map(key: str, label: str, about: str) -> Form:
    made = priority_map.FORMATS[key]
    return Form(key, label, about, made.media_type, made.extension, lambda source: made.make(source.plan, source.today))


_ALL: tuple[Document, ...] = (
    Document(
        "map",
        "Priority-to-CPD map",
        "Which CPD serves which priority, what it costs, and whether it worked.",
        (
            _map("xlsx", "Spreadsheet for Excel or LibreOffice (XLSX)", "Filters, totals and ready to print."),
            _map("html", "Page to print or send (HTML)", "Stands alone and prints on A3."),
            _map("svg", "Picture of the map (SVG)", "For a report."),
            _map("csv-excel", "Rows, safe to open in Excel (CSV)", "Text that looks like a formula is kept as text."),
            _map("csv", "Rows, exactly as typed (CSV)", "For another program to read."),
            _map("json", "Rows for programs (JSON)", "With a versioned schema."),
        ),
    ),
)

DOCUMENTS: Mapping[str, Document] = {document.key: document for document in _ALL}


def file_name(document: Document, form: Form, plan: Plan) -> str:
    """``priority-to-cpd-map-100492-2026-27.xlsx``: letters that every file system takes."""
    words = "".join(letter if letter.isalnum() else "-" for letter in document.title.lower())
    name = "-".join(part for part in words.split("-") if part)
    return f"{name}-{plan.urn}-{plan.year.replace('/', '-')}.{form.extension}"
