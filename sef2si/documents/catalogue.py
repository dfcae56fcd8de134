"""Every document a school can take away. One more, or one more format, is added here: pages, command, tests follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sef2si.documents.calendar.ics import ics
from sef2si.documents.data import as_csv as data_csv
from sef2si.documents.data import as_json as data_json
from sef2si.documents.data import as_xlsx as data_xlsx
from sef2si.documents.map import forms as priority_map
from sef2si.documents.map import on_paper as priority_map_sheets
from sef2si.documents.map import print as priority_map_print
from sef2si.documents.papers.blank_forms import blank_forms_paper
from sef2si.documents.papers.budget import budget_paper
from sef2si.documents.papers.directed_time import directed_time_paper
from sef2si.documents.papers.governors import governors_paper
from sef2si.documents.papers.impact_report import impact_paper
from sef2si.documents.papers.one_page import one_page_paper
from sef2si.documents.papers.pack import pack_paper
from sef2si.documents.papers.plan import plan_paper
from sef2si.documents.papers.programme import programme_paper
from sef2si.documents.papers.programme_xlsx import programme_xlsx
from sef2si.documents.papers.sheets import sheets_paper
from sef2si.documents.printing import as_docx as paper_docx
from sef2si.documents.printing import as_html as paper_html
from sef2si.documents.printing import as_pdf as paper_pdf
from sef2si.documents.printing.paper import Paper
from sef2si.documents.source import Edition, Source
from sef2si.domain.plan import Plan
from sef2si.domain.suppression import suppressed


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
    used for its DOCX. ``asks_changes``: it wants the plan's changes in its source. ``paper`` is what it is
    printed from, None for what is no reading matter."""

    key: str
    title: str
    about: str
    forms: tuple[Form, ...]
    edition: Edition = Edition.SHARED
    takes_template: bool = False
    asks_changes: bool = False
    paper: Callable[[Source], Paper] | None = None

    def form(self, key: str) -> Form | None:
        return next((form for form in self.forms if form.key == key), None)


def _map(key: str, label: str, about: str) -> Form:
    made = priority_map.FORMATS[key]
    return Form(
        key,
        label,
        about,
        made.media_type,
        made.extension,
        lambda source: made.make(suppressed(source.plan), source.today),
    )


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF = "application/pdf"
_PRINTED_MAP = (
    Form(
        "pdf-a3",
        "To print on A3 (PDF)",
        "Sheets for a wall, then the same in tables.",
        _PDF,
        "pdf",
        lambda source: priority_map_print.pdf(suppressed(source.plan), source.today, "A3"),
    ),
    Form(
        "pdf-a4",
        "To print on A4 (PDF)",
        "Sheets to hold, then the same in tables.",
        _PDF,
        "pdf",
        lambda source: priority_map_print.pdf(suppressed(source.plan), source.today, "A4"),
    ),
    Form(
        "docx",
        "Word document (DOCX)",
        "The map in short as a picture, and a table for each priority.",
        _DOCX,
        "docx",
        lambda source: priority_map_print.docx(suppressed(source.plan), source.today, source.template),
    ),
    Form(
        "png",
        "Picture for a slide (PNG)",
        "Wide, in type that a room can read.",
        "image/png",
        "png",
        lambda source: priority_map_print.png(suppressed(source.plan), source.today),
    ),
)
_CALENDAR = Form(
    "ics", "For the school’s calendar (ICS)", "All-day entries.", "text/calendar; charset=utf-8", "ics", ics
)


def _data(edition: Edition) -> tuple[Form, ...]:
    def made(make: Callable[[Plan, date, Edition], bytes]) -> Callable[[Source], bytes]:
        return lambda source: make(source.plan, source.today, edition)

    zipped, back = "application/zip", "Change it and bring it back in."
    safe, as_typed = "Tables, safe to open in Excel (CSV in a ZIP)", "Tables, exactly as typed (CSV in a ZIP)"
    return (
        Form("xlsx", "Workbook for Excel or LibreOffice (XLSX)", back, _XLSX, "xlsx", made(data_xlsx.xlsx)),
        Form("csv", safe, "One file a kind of record.", zipped, "zip", made(data_csv.for_excel)),
        Form("csv-exact", as_typed, "For other programs to read.", zipped, "zip", made(data_csv.exact)),
        Form("json", "All records for programs (JSON)", back, "application/json", "json", made(data_json.to_json)),
    )


_PROGRAMME = Form(
    "xlsx", "Spreadsheet for Excel or LibreOffice (XLSX)", "A row for each session.", _XLSX, "xlsx", programme_xlsx
)


def _paper(
    key: str,
    title: str,
    about: str,
    paper: Callable[[Source], Paper],
    *,
    more: tuple[Form, ...] = (),
    **how: Any,
) -> Document:
    """A printed document: written once as a paper, taken away as Word, PDF or a page."""
    forms = (
        Form(
            "docx",
            "Word document (DOCX)",
            "To change and to send.",
            _DOCX,
            "docx",
            lambda source: paper_docx.docx(paper(source), source.template),
        ),
        Form(
            "pdf",
            "To print or send (PDF)",
            "The same on every machine, and for screen readers.",
            "application/pdf",
            "pdf",
            lambda source: paper_pdf.pdf(paper(source)),
        ),
        Form(
            "html",
            "Page for a browser (HTML)",
            "Stands alone, reads well on a phone and prints.",
            "text/html; charset=utf-8",
            "html",
            lambda source: paper_html.html(paper(source)),
        ),
    )
    return Document(key, title, about, (*forms, *more), paper=paper, **how)


_ALL: tuple[Document, ...] = (
    _paper(
        "plan",
        "Self-evaluation and improvement plan",
        "Where we are, what matters most, what we do and what we found, in one document.",
        plan_paper,
        takes_template=True,
    ),
    _paper(
        "one-page",
        "Our plan on one page",
        "For everyone: priorities, what we do, who leads, by when, and how we will know.",
        one_page_paper,
    ),
    _paper(
        "governors",
        "Report to governors",
        "Progress, money and impact without names of staff, and questions governors might ask.",
        governors_paper,
        edition=Edition.PUBLIC,
    ),
    _paper(
        "pack",
        "Inspection pack",
        "Everything current in one document: self-evaluation, plan, map, CPD log, evidence of impact, what changed.",
        pack_paper,
        asks_changes=True,
    ),
    Document(
        "map",
        "Priority-to-CPD map",
        "Which CPD serves which priority, what it costs, and whether it worked.",
        (
            _map("xlsx", "Spreadsheet for Excel or LibreOffice (XLSX)", "Filters, totals and ready to print."),
            *_PRINTED_MAP,
            _map("html", "Page to print or send (HTML)", "Stands alone and prints on A3."),
            _map("svg", "Picture of the map (SVG)", "For a report."),
            _map("csv-excel", "Rows, safe to open in Excel (CSV)", "Text that looks like a formula is kept as text."),
            _map("csv", "Rows, exactly as typed (CSV)", "For another program to read."),
            _map("json", "Rows for programs (JSON)", "With a versioned schema."),
        ),
        takes_template=True,
        paper=priority_map_sheets.drawn,
    ),
    _paper(
        "programme",
        "CPD programme and log",
        "What is coming, by date, for staff to read; what has been, with hours, people and cost.",
        programme_paper,
        more=(_PROGRAMME,),
    ),
    _paper(
        "directed-time",
        "Directed time",
        "What the calendar asks of teachers, and what is left of 1,265 hours; to look at before it is published.",
        directed_time_paper,
    ),
    _paper(
        "budget",
        "Budget and cover",
        "What CPD truly costs, by priority and by staff group, and what has no cost yet.",
        budget_paper,
    ),
    _paper(
        "impact",
        "Impact report",
        "What was meant and what was found, for pupils and for staff apart, and when we look next.",
        impact_paper,
    ),
    _paper(
        "priority-sheets",
        "One page for each priority",
        "For its lead: the goal, the next dates, what is done, and what is not yet agreed.",
        sheets_paper,
    ),
    _paper(
        "blank-forms",
        "Blank forms",
        "To fill in on paper, in the order of the journey.",
        blank_forms_paper,
    ),
    Document(
        "calendar",
        "Calendar",
        "Every day in the plan: CPD, actions, milestones, impact checks and target days.",
        (_CALENDAR,),
    ),
    Document("data", "Your data", "All records to work on in a spreadsheet, or to keep.", _data(Edition.SHARED)),
    Document(
        "data-complete",
        "Your data, complete",
        "With private notes and needs that may be about one person. For the school’s leadership only.",
        _data(Edition.COMPLETE),
        Edition.COMPLETE,
    ),
)

DOCUMENTS: Mapping[str, Document] = {document.key: document for document in _ALL}


def file_name(document: Document, form: Form, plan: Plan) -> str:
    """``priority-to-cpd-map-100492-2026-27-version-118.xlsx``: letters that every file system takes.

    Two forms of one extension are told apart: ``…-version-118-csv-excel.csv``.
    """
    words = "".join(letter if letter.isalnum() else "-" for letter in document.title.lower())
    name = "-".join(part for part in words.split("-") if part)
    alike = sum(each.extension == form.extension for each in document.forms) > 1
    told = f"-{form.key}" if alike and form.key != form.extension else ""
    return f"{name}-{plan.urn}-{plan.year.replace('/', '-')}-version-{plan.seq}{told}.{form.extension}"
