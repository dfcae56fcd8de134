"""What holds for every printed document: what it says of itself, what it leaves out, and that it helps when empty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from sef2si.documents import editions
from sef2si.documents.catalogue import DOCUMENTS, Document
from sef2si.documents.printing import as_pdf as paper_pdf
from sef2si.documents.printing.paper import Facts, Heading, Table
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Edition, Source
from sef2si.domain.nameless import names_of_staff
from sef2si.domain.needs import NeedSource
from sef2si.domain.offers import Offer
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.preferences import Preference
from sef2si.domain.priorities import PriorityState
from sef2si.domain.record import NamesSomebody, Private
from tests import factories as make
from tests import soffice
from tests.documents.map.plans import NAUGHTY, many_priorities, naughty_plan
from tests.documents.papers.paper_words import PAPERS, bare_headings, words

TODAY = date(2026, 11, 23)
SAMPLES = {plan.urn: plan for plan in read_samples()}
CANARY = "CANARY-5c1d"
every = pytest.mark.parametrize("key", list(PAPERS))


def secret_plan() -> Plan:
    """A secret wherever a shared document must not show one."""
    plan = make.whole_plan()
    for kind, cls in KINDS.items():
        for name in cls.fields_marked(Private):
            if name in cls.fields_marked(NamesSomebody):
                continue  # a name is left out wherever it stands
            first, *rest = plan.records(kind)
            plan = plan.with_records(kind, (first.model_copy(update={name: CANARY}), *rest))
    day = date(2026, 11, 2)
    own = {"source": NeedSource.CAREER, "priority_id": "priority-1"}
    return plan.model_copy(
        update={
            "needs": (*plan.needs, make.need(id="own", what=CANARY, **own)),
            "activities": (
                *plan.activities,
                make.activity(id="a", what=CANARY, need_ids=("own",), starts=day, intended=CANARY, check_due=day),
            ),
            "checks": (*plan.checks, make.check(id="c", activity_id="a", found=CANARY, checked_on=day)),
        }
    )


# What every paper says of itself.


@every
@pytest.mark.parametrize("urn", [*SAMPLES, "empty", "whole"])
def test_it_says_school_year_day_version_and_edition_and_has_no_bare_heading(key: str, urn: str) -> None:
    plan = {"empty": make.plan(), "whole": make.whole_plan()}.get(urn) or SAMPLES[urn]
    plan = plan.model_copy(update={"seq": 17})
    paper = PAPERS[key](Source(plan, TODAY))
    assert paper.about.line == f"{plan.school.name} (URN {plan.urn}) · 2026/27 · 23 November 2026 · version 17"
    assert paper.about.edition == (Edition.PUBLIC if key == "governors" else Edition.SHARED).label
    assert bare_headings(paper) == []
    assert [block for block in paper.blocks if isinstance(block, Facts) and not block.rows] == []
    levels = [0, *(block.level for block in paper.blocks if isinstance(block, Heading))]
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    ragged = [
        block.caption
        for block in paper.blocks
        if isinstance(block, Table)
        for row in (*block.rows, *((block.total,) if block.total else ()))
        if len(row) != len(block.columns)
    ]
    assert ragged == []


@every
def test_a_school_without_a_name_is_called_by_its_number(key: str) -> None:
    assert PAPERS[key](Source(make.plan(school=make.school(name=" ")), TODAY)).about.school == "School 100492"


@pytest.mark.parametrize("key", [key for key in PAPERS if key != "blank-forms"])
def test_an_empty_plan_says_what_to_do_next(key: str) -> None:
    said = words(PAPERS[key](Source(make.plan(), TODAY)))
    assert "What to do next" in said
    assert "Open the workbook at “1 Where are we?”." in said
    assert "A priority is missing: what would change most for your pupils?" in said


# What is left out.


@every
def test_what_is_private_is_in_no_paper(key: str) -> None:
    paper = PAPERS[key](Source(secret_plan(), TODAY))
    assert CANARY not in words(paper)
    assert ("Private notes are left out." in paper.about.left_out) == (key != "blank-forms")


def test_without_shared_every_paper_about_cpd_would_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "shared", lambda plan: plan)
    shown = {key for key, paper in PAPERS.items() if CANARY in words(paper(Source(secret_plan(), TODAY)))}
    assert shown == {"plan", "governors", "pack", "programme", "budget", "impact", "priority-sheets"}


@pytest.mark.parametrize("urn", SAMPLES)
def test_002_04_no_name_of_staff_is_in_the_report_to_governors(urn: str) -> None:
    plan = SAMPLES[urn]
    names = {name for name in names_of_staff(plan) if len(name) > 3}
    said = words(PAPERS["governors"](Source(plan, TODAY)))
    assert len(names) > 10
    assert {name for name in names if name in said} == set()
    assert any(name in words(PAPERS["plan"](Source(plan, TODAY))) for name in names)


# All that is typed is whole and stays text.


@pytest.mark.parametrize("text", NAUGHTY)
def test_what_people_typed_is_kept_whole(text: str) -> None:
    said = words(PAPERS["plan"](Source(naughty_plan(text), TODAY)))
    assert text.strip() in said


def test_003_16_everything_shared_in_a_record_of_a_whole_plan_is_in_the_one_document() -> None:
    plan = make.whole_plan()
    said = words(PAPERS["plan"](Source(plan, TODAY)))
    typed = {
        value
        for record in plan.all_records()
        for name, value in _typed(record)
        if not isinstance(record, Offer | Preference)  # what could be had is no plan yet, and the other is not shared
        if name not in type(record).fields_marked(Private)
    }
    assert len(typed) > 15
    assert {text for text in typed if text not in said} == set()


def _typed(record: Any) -> list[tuple[str, str]]:
    skipped = {"id", "urn", "framework", "area", "grade", "name"}
    found = ((name, value) for name, value in record.model_dump().items() if type(value) is str and value)
    return [(name, value) for name, value in found if name not in skipped and not name.endswith("_id")]


def test_parked_priorities_stand_apart_and_ask_for_nothing() -> None:
    plan = make.plan(priorities=(make.priority(title="Parked garden", state=PriorityState.PARKED),))
    for key in ("plan", "pack"):
        paper = PAPERS[key](Source(plan, TODAY))
        tables = [block for block in paper.blocks if isinstance(block, Table) and block.caption == "Parked priorities"]
        assert [row[0] for block in tables for row in block.rows] == ["Parked garden"]
        assert "Parked garden has" not in words(paper)
    assert "Parked garden" not in words(PAPERS["one-page"](Source(plan, TODAY)))


def test_003_10_76_priorities_are_all_there() -> None:
    plan = many_priorities()
    for key in ("plan", "pack", "budget"):
        said = words(PAPERS[key](Source(plan, TODAY)))
        assert [p.title for p in plan.priorities if p.title not in said] == []
    sheets = PAPERS["priority-sheets"](Source(plan, TODAY))
    assert sum(isinstance(block, Heading) and block.level == 1 for block in sheets.blocks) == 76


# Bytes.


@pytest.mark.parametrize("urn", SAMPLES)
@pytest.mark.parametrize("key", list(PAPERS))
def test_every_document_is_made_as_pdf_and_as_a_page(key: str, urn: str) -> None:
    source = Source(SAMPLES[urn], TODAY)
    pdf, page = (DOCUMENTS[key].form(form) for form in ("pdf", "html"))
    assert pdf is not None
    assert page is not None
    with pikepdf.open(BytesIO(pdf.make(source))) as opened:
        pages = len(opened.pages)
    assert (pages == 1) if key == "one-page" else (pages >= 1)
    assert page.make(source).startswith(b"<!doctype html>")


@pytest.mark.parametrize("key", list(PAPERS))
def test_every_document_is_made_for_word(key: str) -> None:
    word = DOCUMENTS[key].form("docx")
    assert word is not None
    assert word.make(Source(SAMPLES["900003"], TODAY)).startswith(b"PK")


def test_003_17_a_plan_and_a_priority_have_one_page_each_in_word_and_pdf(tmp_path: Path) -> None:
    # The sheets have a list in front, so that each stands alone and can be handed to its lead.
    expected: dict[str, tuple[int, int]] = {}
    pdfs, written = {}, {}
    for urn, plan in SAMPLES.items():
        live = sum(each.state is PriorityState.LIVE for each in plan.priorities)
        for key, sides in {"one-page": 1, "priority-sheets": 1 + live}.items():
            name = f"{urn}-{key}"
            expected[name] = (sides, sides)
            pdfs[name] = _pages(_made(DOCUMENTS[key], "pdf", plan))
            written[f"{name}.docx"] = _made(DOCUMENTS[key], "docx", plan)
    in_word = {Path(name).stem: _pages(content) for name, content in soffice.converted(written, tmp_path).items()}
    assert {name: (pdfs[name], in_word[name]) for name in expected} == expected


def _made(document: Document, form: str, plan: Plan) -> bytes:
    made_as = document.form(form)
    assert made_as is not None
    return made_as.make(Source(plan, TODAY))


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as opened:
        return len(opened.pages)


def test_003_17_long_words_still_fit_on_one_page() -> None:
    long = "A long way to say it, " * 20
    record = make.priority(title=long, measure=long, now="1", target="2", lead=long[:90], by=date(2027, 7, 9))
    priorities = tuple(record.having(id=f"p{n}") for n in range(12))
    actions = tuple(make.action(id=f"a{n}", what=long, priority_id=f"p{n}", cost=Decimal(1)) for n in range(12))
    paper = PAPERS["one-page"](Source(make.plan(priorities=priorities, actions=actions), TODAY))
    with pikepdf.open(BytesIO(paper_pdf.pdf(paper))) as opened:
        assert len(opened.pages) == 1
    assert "2 more priorities are live and do not fit on a page." in words(paper)


# The catalogue.


def test_the_catalogue_offers_each_paper_in_three_forms_and_knows_what_each_needs() -> None:
    offered = {key: tuple(form.key for form in DOCUMENTS[key].forms) for key in PAPERS}
    assert offered == {**dict.fromkeys(PAPERS, ("docx", "pdf", "html")), "programme": ("docx", "pdf", "html", "xlsx")}
    assert [key for key in PAPERS if DOCUMENTS[key].edition is Edition.PUBLIC] == ["governors"]
    assert [key for key in PAPERS if DOCUMENTS[key].asks_changes] == ["pack"]
    assert [key for key in PAPERS if DOCUMENTS[key].takes_template] == ["plan"]


def test_the_edition_of_the_catalogue_is_the_one_the_paper_says() -> None:
    for key, paper in PAPERS.items():
        assert paper(Source(make.whole_plan(), TODAY)).about.edition == DOCUMENTS[key].edition.label
