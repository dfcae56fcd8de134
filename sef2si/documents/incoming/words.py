"""An entry's fields in the words of people, for a note: the file's own headings, written days and pounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sef2si.advice.costs import plain, pounds
from sef2si.domain.actions import ActionStatus
from sef2si.domain.cycle import written
from sef2si.domain.priorities import CriterionStatus
from sef2si.domain.record import Choice
from sef2si.menu import menu

_NO_HEADINGS: Mapping[str, str] = MappingProxyType({})
_UNLABELLED = {"title", "what", "text", "source", "shows", "found"}
_LABELS = {
    "by": "By", "starts": "Starts", "ends": "Ends", "who": "Who", "led_by": "Led by", "cost": "Cost", "price": "Price",
    "pupils_will": "What will be better for pupils", "why": "Why it matters", "now": "Where we are now",
    "form": "Form of CPD", "cover_days": "Days of cover", "people": "How many people",
}  # fmt: skip


# Under which headings of a file a field may have stood, the likeliest first; any other under its own.
_STOOD_AS: Mapping[str, tuple[str, ...]] = {
    "by": ("when", "end"), "starts": ("start", "when"), "ends": ("end", "when"), "who": ("who", "lead"),
    "led_by": ("who", "lead"), "lead": ("lead", "who"), "price": ("cost",), "link_governor": ("governor",),
    "which_pupils": ("pupils",), "cover_days": ("cover",), "support_staff_pay": ("cost",),
}  # fmt: skip


def as_words(fields: Mapping[str, object], headings: Mapping[str, str] = _NO_HEADINGS) -> str:
    """``{"what": "Buy books", "by": date(2027, 7, 9)}`` -> “Buy books”, “By when: 9 July 2027”, a line each.

    ``headings`` are the file's own, by the field they were taken for; a field that has none there has our label.
    """
    lines: dict[str, str] = {}
    for name, value in fields.items():
        if value in (None, "", ()) or not (said := _said(name, value)):
            continue
        if name in _UNLABELLED:
            lines[f" {name}"] = said
            continue
        own = next((headings[each] for each in _STOOD_AS.get(name, (name,)) if each in headings), "")
        label = own or _LABELS.get(name) or name.replace("_", " ").capitalize()
        # A first and a last day that stood in one cell stand in one line.
        lines[label] = f"{lines[label]} to {said}" if label in lines else f"{label}: {said}"
    return "\n".join(lines.values())


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
