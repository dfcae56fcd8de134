"""The sheets and columns of a school's data: one sheet a kind of record, one column a field, headed as people know it.

All of it follows from the records themselves: a field added to a record is a column without anybody adding one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from sef2si import templates
from sef2si.documents.source import Edition
from sef2si.domain.fields import held
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Choice, Money, Private, WhoWrote
from sef2si.journey import JOURNEY, sections

SCHEMA = "sef2si.plan/1"

TITLES = {
    "school": "School",
    "dates": "Calendar dates",
    "judgements": "Judgements",
    "priorities": "Priorities",
    "points": "Points",
    "evidence": "Evidence",
    "criteria": "Success criteria",
    "milestones": "Milestones",
    "needs": "Needs",
    "expertise": "Expertise",
    "preferences": "Preferences",
    "offers": "Offers",
    "actions": "Actions",
    "activities": "CPD activities",
    "cpd_sessions": "CPD sessions",
    "checks": "Impact checks",
    "notes": "Notes",
}

# What the journey asks without a box of its own; and two boxes that are told apart there by what stands above them.
_HEADINGS = {
    ("judgements", "framework"): "Evaluation framework",
    ("judgements", "area"): "Area",
    ("judgements", "hints_ignored"): "Hints waved away",
    ("judgements", "carried_from"): "Carried from",
    ("judgements", "carried_on"): "Carried on",
    ("judgements", "reviewed_on"): "Reviewed on",
    ("priorities", "state"): "Live, parked or done",
    ("points", "judgement_id"): "Judgement",
    ("notes", "judgement_id"): "Judgement",
    ("points", "sort"): "Strength, or to improve",
    ("points", "text"): "Point",
    ("points", "priority_id"): "Answered by priority",
    ("points", "not_this_year"): "Not this year",
    ("evidence", "judgement_id"): "Judgement",
    ("notes", "text"): "What it says",
    ("criteria", "priority_id"): "Priority",
    ("cpd_sessions", "activity_id"): "CPD activity",
    ("milestones", "priority_id"): "Priority",
    ("needs", "hints_ignored"): "Hints waved away",
    ("expertise", "agreed"): "Said yes themselves",
    ("expertise", "agreed_on"): "Said so on",
    ("expertise", "member_id"): "Member of staff (number)",
    ("activities", "hints_ignored"): "Hints waved away",
    ("activities", "option"): "Key of the way that was chosen",
    ("activities", "intended_measure"): "Intended impact: measure",
    ("activities", "intended_now"): "Intended impact: now",
    ("activities", "intended_target"): "Intended impact: target",
}
_KEEPING = {
    "id": ("Record id", "Names this record for good. Leave it empty for a new row."),
    "version": ("Version", "Which version of the record this row was taken from. Leave it as it is."),
    "position": ("Place", "Its place in the order, from 1. Empty puts a new row last."),
}
_WRITTEN = {
    "by": ("Account of who wrote it", "Whose note it is. A file can't change that: leave it as it is."),
    "by_name": ("Who wrote it", "The name of whoever wrote it. Leave it as it is."),
}
MARK = "As taken out"
MARK_ABOUT = "Tells whether the row has been changed since. Leave it as it is."
# Text fields whose words come from a list of ours; what the list holds may depend on the row.
LISTED = {("school", "framework"), ("judgements", "framework"), ("judgements", "area"), ("judgements", "grade"),
          ("priorities", "areas"), ("activities", "form"), ("offers", "form"), ("offers", "mechanisms"),
          ("preferences", "form")}  # fmt: skip
PRIVATE_KINDS = ("expertise", "preferences", "notes")


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    MONEY = "pounds and pence"
    NUMBER = "a number, to two decimal places"
    COUNT = "a whole number"
    DATE = "a date"
    YES_NO = "Yes or No"
    CHOICE = "one of the choices"
    CHOICES = "any of the choices, one a line"
    LINES = "any number of short texts, one a line"
    LINK = "the id of one record"
    LINKS = "ids of records, one a line"


@dataclass(frozen=True)
class Column:
    """One field of one kind. ``choice`` is set for CHOICE and CHOICES, ``link`` (a kind) for LINK and LINKS.

    ``blank`` is what an empty cell means; ``...`` where it means nothing: a new row gets the usual value, one
    that was there before may not be emptied. ``keeping``: the product's own, greyed. ``listed``: from a list of ours.
    """

    kind: str
    name: str
    heading: str
    holds: Holds
    about: str = ""
    blank: Any = None
    usual: Any = None
    choice: type[Choice] | None = None
    link: str = ""
    private: bool = False
    keeping: bool = False
    listed: bool = False

    @property
    def by_name(self) -> str:
        """The heading of the column beside a link, which shows what it links to by name."""
        return self.heading.removesuffix(" (id)")


@dataclass(frozen=True)
class Sheet:
    """All columns of one kind: those people fill in, then the product's own."""

    kind: str
    title: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def sheets(edition: Edition) -> tuple[Sheet, ...]:
    """The sheets of an edition, in the order of KINDS; what the edition may not hold has no column and no sheet."""
    complete = edition is Edition.COMPLETE
    return tuple(
        Sheet(kind, TITLES[kind], tuple(column for column in columns(kind) if complete or not column.private))
        for kind in KINDS
        if complete or kind not in PRIVATE_KINDS
    )


@cache
def columns(kind: str) -> tuple[Column, ...]:
    """Every field of a kind as a column, the product's own last."""
    found = [_column(kind, name) for name in KINDS[kind].model_fields]
    return tuple(sorted(found, key=lambda column: column.keeping))


def _column(kind: str, name: str) -> Column:
    cls = KINDS[kind]
    field = cls.model_fields[name]
    link = cls.links().get(name)
    base, several, optional = held(field.annotation)
    if link:
        holds = Holds.LINKS if several else Holds.LINK
    elif isinstance(base, type) and issubclass(base, Choice):
        holds = Holds.CHOICES if several else Holds.CHOICE
    elif several:
        holds = Holds.LINES
    else:
        holds = _holds(base, money=Money in (field.annotation, *get_args(field.annotation)))
    default = field.get_default(call_default_factory=False)
    blank = () if several else None if optional else "" if base is str and not field.is_required() else ...
    stamped = name in cls.fields_marked(WhoWrote)
    heading, about = _WRITTEN[name] if stamped else _KEEPING.get(name, ("", ""))
    if not heading:
        heading = _heading(kind, name) + (" (id)" if link else "")
        about = _hint(kind, name)
    if name in ("version", "position") or (base is bool and not optional):
        blank = default
    return Column(
        kind=kind,
        name=name,
        heading=heading,
        holds=holds,
        about=about,
        blank=blank,
        usual=default,
        choice=base if holds in (Holds.CHOICE, Holds.CHOICES) else None,
        link=link.kind if link else "",
        private=name in cls.fields_marked(Private),
        keeping=stamped or name in _KEEPING,
        listed=(kind, name) in LISTED,
    )


def _holds(base: Any, *, money: bool) -> Holds:
    plain = {bool: Holds.YES_NO, int: Holds.COUNT, date: Holds.DATE, str: Holds.TEXT}
    if base is Decimal:
        return Holds.MONEY if money else Holds.NUMBER
    return plain[base]


@cache
def _labels() -> dict[tuple[str, str], str]:
    """What the journey calls each field, its unit included."""
    found: dict[tuple[str, str], str] = {}
    for step in JOURNEY:
        for section in sections(step):
            for field in section.fields:
                unit = f" ({field.unit})" if field.unit else ""
                found.setdefault((section.kind, field.name), f"{field.label}{unit}")
    return found


def _heading(kind: str, name: str) -> str:
    fallback = name.removesuffix("_id").replace("_", " ").capitalize()
    return _HEADINGS.get((kind, name)) or _labels().get((kind, name)) or fallback


@cache
def _hint(kind: str, name: str) -> str:
    try:
        return templates.guidance(kind).hints.get(name, "")
    except KeyError:
        return ""
