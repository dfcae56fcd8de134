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
    score += 2 if {"title", "when"} <= fields[Sort.CALENDAR] else 0
    score -= 2 if {"priority", "action"} <= fields[Sort.PLAN] else 0
    words = _title(reading)
    calendar = _CALENDAR_WORDS.search(words) is not None
    score += 3 if calendar else 0
    score -= 6 if _PLAN_WORDS.search(words) and not calendar else 0
    return Sort.CALENDAR if score > 0 else Sort.PLAN


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
