"""An entry's fields in the words of people, for a note: labels, written days and pounds; no keys of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sef2si.advice.costs import plain, pounds
from sef2si.domain.actions import ActionStatus
from sef2si.domain.cycle import written
from sef2si.domain.priorities import CriterionStatus
from sef2si.domain.record import Choice
from sef2si.menu import menu

_UNLABELLED = {"title", "what", "text", "source", "shows", "found"}
_LABELS = {
    "by": "By", "starts": "Starts", "ends": "Ends", "who": "Who", "led_by": "Led by", "cost": "Cost", "price": "Price",
    "pupils_will": "What will be better for pupils", "why": "Why it matters", "now": "Where we are now",
    "form": "Form of CPD", "cover_days": "Days of cover", "people": "How many people",
}  # fmt: skip


def as_words(fields: Mapping[str, object]) -> str:
    """``{"what": "Buy books", "by": date(2027, 7, 9)}`` -> “Buy books”, “By: 9 July 2027”, a line each."""
    return "\n".join(
        said if name in _UNLABELLED else f"{_LABELS.get(name) or name.replace('_', ' ').capitalize()}: {said}"
        for name, value in fields.items()
        if value not in (None, "", ()) and (said := _said(name, value))
    )


def _said(name: str, value: object) -> str:
    match value:
        case Choice():
            return value.label
        case date():
            return written(value)
        case Decimal():
            return pounds(value) if name in ("cost", "price") else plain(value)
        case tuple():
            return "; ".join(str(each).rpartition(".")[2].replace("_", " ") for each in value)
        case str() if name == "form":
            return next((entry.label for entry in menu() if entry.id == value), value)
        case str() if name in ("status", "term", "framework", "area"):
            states = (*ActionStatus, *CriterionStatus)
            return next((each.label for each in states if each.value == value), value.replace("_", " ").capitalize())
        case _:
            return str(value)
