"""The CPD programme as a spreadsheet: a row for each session, and for activities without any their own days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from sef2si.documents.editions import for_edition
from sef2si.documents.map.rows import mapped_activities
from sef2si.documents.papers.cpd import for_whom, form_said
from sef2si.documents.source import Edition, Source
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.names import priority_name

_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#12436d", "font_color": "#ffffff", "border": 1}
_CELL = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#d5dce2"}
HEADINGS = (
    ("Date", 13), ("Day", 11), ("Time", 9), ("Minutes", 9), ("CPD", 40), ("Team", 30), ("Serves", 40), ("Form", 26),
    ("Led by", 26), ("Provider", 24), ("Until", 13), ("Announced", 13),
)  # fmt: skip
_MOST = 32_000  # letters that a cell holds
_A3 = 8
Value = str | date | Decimal | int | None


def programme_xlsx(source: Source) -> bytes:
    """The shared edition, by date. Text is written as text: no cell is a formula, whatever somebody typed."""
    plan, left_out = for_edition(source.plan, Edition.SHARED)
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {"title": f"CPD programme {plan.year}", "author": "", "created": datetime.combine(source.today, time())}
    )
    head, cell = book.add_format(_HEAD), book.add_format({**_CELL, "num_format": "@"})
    day = book.add_format({**_CELL, "num_format": "d mmm yyyy"})
    number = book.add_format({**_CELL, "num_format": "0"})
    page = book.add_worksheet("Programme")
    for across, (title, width) in enumerate(HEADINGS):
        page.set_column(across, across, width)
        page.write_string(0, across, title, head)
    rows = list(programme_rows(plan))
    for at, row in enumerate(rows, start=1):
        for across, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(at, across, datetime.combine(value, time()), day)
            elif isinstance(value, int):
                page.write_number(at, across, value, number)
            elif value:
                page.write_string(at, across, str(value)[:_MOST], cell)
            else:
                page.write_blank(at, across, None, cell)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(1, len(rows)), len(HEADINGS) - 1)
    page.set_landscape()
    page.set_paper(_A3)
    page.fit_to_pages(1, 0)
    about = book.add_worksheet("About")
    about.set_column(0, 0, 110)
    which = f"{plan.year}, version {plan.seq}, on {written(source.today)}"
    said = f"CPD programme of {plan.school.name or plan.urn} (URN {plan.urn}), {which}."
    for at, sentence in enumerate((said, *left_out)):
        about.write_string(at, 0, sentence)
    book.close()
    return out.getvalue()


def programme_rows(plan: Plan) -> Iterator[tuple[Value, ...]]:
    """``HEADINGS`` of each session, then of activities without a date, in the order of their days."""
    found: list[tuple[date, str, tuple[Value, ...]]] = []
    for activity in mapped_activities(plan):
        sessions = plan.sessions_of(activity)
        for each in sessions or (None,):
            when = (each.held_on if each else activity.starts) or date.max
            found.append((when, each.at if each else "", _row(plan, activity, each)))
    for _, _, row in sorted(found, key=lambda each: each[:2]):
        yield row


def _row(plan: Plan, activity: Activity, session: CpdSession | None) -> tuple[Value, ...]:
    starts = session.held_on if session else activity.starts
    serves = "\n".join(priority_name(each) for each in plan.priorities_of(activity))
    return (
        starts,
        f"{starts:%A}" if starts else "",
        session.at if session else "",
        session.minutes if session else None,
        activity.what,
        session.team if session and session.team else for_whom(plan, activity),
        serves or "No priority yet",
        form_said(plan, activity),
        activity.led_by,
        activity.provider,
        None if session else activity.ends,
        session.announced_on if session else None,
    )
