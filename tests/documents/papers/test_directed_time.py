"""The directed-time ledger to print, and the programme as a spreadsheet: both from hand-made calendars."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.papers.directed_time import directed_time_paper
from sef2si.documents.printing.paper import Table
from sef2si.documents.source import Source
from sef2si.domain.dates import DateSort, Repeats
from sef2si.domain.needs import NeedSource, StaffGroup
from tests import factories as make
from tests.advice.years import inset, terms

TODAY = date(2026, 11, 23)


def test_each_entry_adds_up_to_what_is_used_and_what_is_left_of_1265() -> None:
    day = make.calendar_date(id="d", sort=DateSort.DAY, minutes=360)
    meeting = make.calendar_date(
        id="m", sort=DateSort.MEETING, starts=date(2026, 9, 8), repeats=Repeats.WEEKLY, minutes=60,
        who=(StaffGroup.TEACHERS,),
    )  # fmt: skip
    paper = directed_time_paper(Source(make.plan(dates=(*terms(), *inset(), day, meeting)), TODAY))
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    # 191 days of six hours, five INSET days of six, and 39 Tuesdays of an hour.
    assert tables[0].rows == (
        ("Teachers", "1,265 hours", "1,215 hours", "50 hours"),
        ("Early-career teachers", "1,265 hours", "1,176 hours", "89 hours"),
        ("Subject and middle leaders", "1,265 hours", "1,176 hours", "89 hours"),
    )
    uses = tables[1]
    assert [(row[0], row[2], row[4]) for row in uses.rows] == [
        ("An ordinary day: directed time", "191", "1146.00"),
        ("Staff meeting", "39", "39.00"),
        *[("INSET day", "1", "6.00")] * 5,
    ]
    assert uses.total == ("All", "", "", "", "1215.00")


def test_an_empty_calendar_has_nothing_to_count() -> None:
    paper = directed_time_paper(Source(make.plan(), TODAY))
    assert [block for block in paper.blocks if isinstance(block, Table)] == []


def test_the_programme_has_a_row_for_each_session_and_nothing_private() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p"),),
        needs=(make.need(id="n", priority_id="p", who="Year 3 teachers"), make.need(id="x", source=NeedSource.CAREER)),
        activities=(
            make.activity(id="a", what="=Workshops", need_ids=("n",)),
            make.activity(id="b", what="Begins later", starts=date(2027, 1, 5)),
            make.activity(id="c", what="CANARY", need_ids=("x",), starts=date(2026, 9, 9)),
        ),
        cpd_sessions=(
            make.cpd_session(activity_id="a", held_on=date(2027, 1, 12), minutes=90, team="Group A"),
            make.cpd_session(activity_id="a", held_on=date(2026, 12, 1), announced_on=TODAY),
            make.cpd_session(activity_id="c", held_on=date(2026, 12, 1)),
        ),
    )
    form = DOCUMENTS["programme"].form("xlsx")
    assert form is not None
    book = openpyxl.load_workbook(BytesIO(form.make(Source(plan, TODAY))))
    rows = [[row[0].value.date(), *(cell.value for cell in row[1:7])] for row in book["Programme"].iter_rows(min_row=2)]
    assert rows == [
        [date(2026, 12, 1), "Tuesday", "15:30", None, "=Workshops", "Year 3 teachers", "Reading fluency"],
        [date(2027, 1, 5), "Tuesday", None, None, "Begins later", None, "No priority yet"],
        [date(2027, 1, 12), "Tuesday", "15:30", 90, "=Workshops", "Group A", "Reading fluency"],
    ]
    assert {cell.data_type for row in book["Programme"].iter_rows() for cell in row} <= {"s", "n", "d"}
    assert "CANARY" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
