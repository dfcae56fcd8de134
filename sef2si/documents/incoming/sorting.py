"""Is this file a plan or a calendar? By its headings, its title and how much of it is days."""

from __future__ import annotations

import re

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.proposal import Decisions, Sort
from sef2si.documents.incoming.tables import understood
from sef2si.documents.reading.blocks import Grid, Reading

_CALENDAR_WORDS = re.compile(
    r"\b(?:cpd|cpl|training|inset|twilight|professional (?:development|learning)|staff (?:meeting|development)s?)\b"
    r".{0,40}\b(?:calendar|log|record|programme|program|schedule|diary|timetable|overview)\b|\bcpd (?:log|calendar)\b",
    re.I | re.S,
)
_PLAN_WORDS = re.compile(
    r"\b(?:improvement|development|action|strategic|raising achievement)\s+plan|\bself[- ]?evaluation\b"
    r"|\bSEF\b|\bS[ID]P\b",
    re.I,
)
_CPD_NAME = re.compile(
    r"\b(?:cpd|cpl|inset|training|twilights?|professional (?:development|learning)|staff (?:meetings?|development))\b",
    re.I,
)
_ONLY_CALENDAR = {"venue", "audience", "provider", "time", "hours", "cover", "form", "people"}
_ONLY_PLAN = {
    "criteria",
    "action",
    "monitoring",
    "strengths",
    "to_improve",
    "autumn",
    "spring",
    "summer",
    "grade",
    "milestones",
}


def sort_of(reading: Reading) -> Sort:
    """A calendar of events is a calendar; of the rest, what its columns and its title speak for. In doubt, a plan."""
    if reading.sort == "ics":
        return Sort.CALENDAR
    fields = {sort: _fields(reading, sort) for sort in (Sort.PLAN, Sort.CALENDAR)}
    score = 2 * len(fields[Sort.CALENDAR] & _ONLY_CALENDAR) - 2 * len(fields[Sort.PLAN] & _ONLY_PLAN)
    named = {"title", "when"} <= fields[Sort.CALENDAR] and "action" not in fields[Sort.PLAN]
    score += 2 if named or {"title", "when", "venue"} <= fields[Sort.CALENDAR] else 0
    score -= 2 if {"priority", "action"} <= fields[Sort.PLAN] else 0
    words = _title(reading)
    calendar = _CALENDAR_WORDS.search(words) is not None
    score += 3 if calendar else 0
    score -= 6 if _PLAN_WORDS.search(words) and not calendar else 0
    return Sort.CALENDAR if score > 0 else Sort.PLAN


def sort_of_grid(grid: Grid, heading: str, sort: Sort) -> Sort:
    """What one table of a file is: another sort than the file only where its columns and its name say so plainly.

    ``heading`` is the heading it stands under, "" without one.
    """
    alone = Reading(grid.name, "", (grid,))
    plan, calendar = _fields(alone, Sort.PLAN), _fields(alone, Sort.CALENDAR)
    dated = "title" in calendar and bool(calendar & {"when", "start"})
    name = " ".join((re.sub(r"[_\W]+", " ", grid.name), heading, *_above(grid)))
    if sort is Sort.PLAN:
        is_cpd = _CPD_NAME.search(name) is not None and not _PLAN_WORDS.search(name)
        other = not plan & (_ONLY_PLAN - {"action"}) and not {"priority", "action"} <= plan
        marks = len(calendar & _ONLY_CALENDAR) - ("action" in plan)
        return Sort.CALENDAR if dated and ((is_cpd and other) or (other and marks >= 3)) else sort
    acting = {"priority", "action"} <= plan or {"strengths", "to_improve"} <= plan or {"area", "grade"} <= plan
    other = acting and 2 * len(plan & _ONLY_PLAN) > 2 * len(calendar & _ONLY_CALENDAR)
    return Sort.PLAN if other and not _CPD_NAME.search(name) else sort


def _above(grid: Grid) -> list[str]:
    """The texts that stand alone in the first rows of a table."""
    words: list[str] = []
    for row in grid.rows[:6]:
        texts = {cell.text.strip() for cell in row if cell.text.strip()}
        if len(texts) > 1:
            break
        words += texts
    return words


def _fields(reading: Reading, sort: Sort) -> set[str]:
    """The fields that headings and labels name by their own words."""
    columns = Columns(sort, {}, Decisions())
    return {
        columns.field(cell.text)[0]
        for block in reading.blocks
        if isinstance(block, Grid)
        for line in understood(block, columns)
        if line.sort in ("headings", "values")
        for cell in line.cells
        if line.sort == "headings" or cell.field == "label"
    } - {""}


def _title(reading: Reading) -> str:
    """The file's name and what stands before its first row of several cells."""
    words = [re.sub(r"[_\W]+", " ", reading.name)]
    for block in reading.blocks[:12]:
        if not isinstance(block, Grid):
            words.append(block.text)
            continue
        for row in block.rows[:6]:
            texts = {cell.text for cell in row if cell.text.strip()}
            if len(texts) > 1:
                return " ".join(words)
            words += texts
    return " ".join(words)
