"""The one place of documents: names that tell each file apart, and what every one of them says of itself."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document as Word
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from sef2si.documents.catalogue import DOCUMENTS, Document, Form, file_name
from sef2si.documents.source import Source
from sef2si.domain.cycle import written
from sef2si.domain.needs import NeedSource
from tests import factories as make

TODAY = date(2026, 11, 23)
ALL = [(document, form) for document in DOCUMENTS.values() for form in document.forms]


def plan_with_something_left_out():
    whole = make.whole_plan().model_copy(update={"seq": 118})
    private = make.need(id="mine", source=NeedSource.APPRAISAL, what="Planted private need")
    return whole.model_copy(update={"needs": (*whole.needs, private)})


def said(document: Document, form: Form, content: bytes) -> str:
    """All text of a file, read by another reader than the one that wrote it."""
    match form.extension:
        case "docx":
            word = Word(io.BytesIO(content))
            parts = [word.element.body, *(part._element for s in word.sections for part in (s.header, s.footer))]
            return " ".join(text for part in parts for text in part.itertext())
        case "pdf":
            return " ".join(page.get_textpage().get_text_range() for page in PdfDocument(content))
        case "xlsx":
            book = load_workbook(io.BytesIO(content))
            return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        case "zip":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return " ".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
        case "ics":
            return content.decode().replace("\r\n ", "").replace("\\,", ",")
    return content.decode("utf-8-sig")


@pytest.mark.parametrize(("document", "form"), ALL, ids=lambda each: each.key)
def test_a_document_says_school_year_day_and_version(document: Document, form: Form) -> None:
    plan = plan_with_something_left_out()
    name = file_name(document, form, plan)
    assert "-100492-2026-27-version-118" in name
    if form.extension == "png" or (document.key, form.key) == ("map", "csv"):
        return  # a picture, and rows for programs: the name says it
    text = " ".join(said(document, form, form.make(Source(plan, TODAY))).split())
    days = (written(TODAY), TODAY.isoformat(), TODAY.strftime("%Y%m%d"))
    assert ("Elm Primary" in text, "2026/27" in text, any(day in text for day in days), "118" in text) == (
        True,
        True,
        True,
        True,
    )


WITHOUT_CONTENT = ("blank-forms", "data-complete")


@pytest.mark.parametrize(
    ("document", "form"),
    [
        (d, f)
        for d, f in ALL
        if f.extension != "png" and (d.key, f.key) != ("map", "csv") and d.key not in WITHOUT_CONTENT
    ],
    ids=lambda each: each.key,
)
def test_a_document_says_what_it_leaves_out_and_leaves_it_out(document: Document, form: Form) -> None:
    plan = plan_with_something_left_out()
    text = " ".join(said(document, form, form.make(Source(plan, TODAY))).split())
    assert ("left out" in text, "Planted private need" in text) == (True, False)
    everything = plan.model_copy(
        update={"needs": (*plan.needs[:-1], plan.needs[-1].having(source=NeedSource.PRIORITY))}
    )
    if "needs" in document.about or document.key in ("map", "plan", "pack", "data"):
        shown = " ".join(said(document, form, form.make(Source(everything, TODAY))).split())
        assert "Planted private need" in shown  # what would be seen


def test_no_two_files_of_a_plan_share_a_name() -> None:
    names = [file_name(document, form, make.plan()) for document, form in ALL]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in names)
    document = DOCUMENTS["map"]
    assert [file_name(document, document.form(key), make.plan()) for key in ("xlsx", "csv", "csv-excel")] == [
        "priority-to-cpd-map-100492-2026-27-version-0.xlsx",
        "priority-to-cpd-map-100492-2026-27-version-0.csv",
        "priority-to-cpd-map-100492-2026-27-version-0-csv-excel.csv",
    ]
