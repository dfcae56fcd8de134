"""Whichever of our ways in a file needs, it finds it; what we made ourselves is known again."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from sef2si.documents.bringing import brought, held_against
from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.incoming.proposal import Sort, State
from sef2si.documents.source import Source
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid
from tests import factories as make

TODAY = date(2026, 11, 23)


def made(document: str, form: str, plan: Plan) -> bytes:
    chosen = DOCUMENTS[document].form(form)
    assert chosen is not None
    return chosen.make(Source(plan, TODAY))


def test_our_own_calendar_is_not_taken_for_new_training() -> None:
    with pytest.raises(Invalid, match="its days are in the plan already"):
        brought("calendar.ics", made("calendar", "ics", make.whole_plan()))
    theirs = made("calendar", "ics", make.whole_plan()).replace(b"-//sef2si//", b"-//theirs//")
    assert brought("calendar.ics", theirs).sort is Sort.CALENDAR


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_our_own_data_is_known_and_changes_nothing(form: str) -> None:
    plan = make.whole_plan()
    file = brought(f"data.{form}", made("data-complete", form, plan))
    meeting = held_against(file, plan, TODAY)
    assert (file.sort, meeting.save, meeting.count(State.UNCHANGED)) == (Sort.DATA, (), len(meeting.outcomes))


def test_a_plan_is_a_plan_unless_somebody_says_otherwise() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, texts in zip(table.rows, (("Priority", "Action", "Who"), ("Reading", "Buy books", "Bursar")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    content = io.BytesIO()
    document.save(content)
    file = brought("plan.docx", content.getvalue())
    assert file.sort is Sort.PLAN
    assert held_against(file, make.plan(), TODAY).proposal.sort is Sort.PLAN
    assert held_against(file, make.plan(), TODAY, sort=Sort.CALENDAR).proposal.sort is Sort.CALENDAR


def test_a_word_document_of_ours_says_what_comes_back_exactly() -> None:
    file = brought("plan.docx", made("plan", "docx", make.whole_plan()))
    said = held_against(file, make.whole_plan(), TODAY).proposal.said
    assert said[0].startswith("This is a document made by sef2si.")
