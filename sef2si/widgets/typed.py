"""Between what a person types and what a record keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from sef2si.domain.cycle import date_from
from sef2si.journey.step import Field, FieldKind

_SEVERAL = (FieldKind.CHOICES, FieldKind.LINKS)
_CANNOT = {
    FieldKind.NUMBER: "“{}” is not a number we can read. Please write it in figures, such as 12 or 1.5.",
    FieldKind.MONEY: "“{}” is not an amount we can read. Please write pounds in figures, such as 250 or 1,200.50.",
}


def value_from(field: Field, typed: Any) -> Any:
    """What a record keeps for what was typed; blanks become None, or "" for text. Raises ``ValueError``.

    ``typed`` comes from a browser, so its type is not believed.
    """
    if field.kind in _SEVERAL:
        if not isinstance(typed, list) or not all(isinstance(each, str) for each in typed):
            raise ValueError("This could not be read. Please choose again.")
        return tuple(dict.fromkeys(typed))
    if not isinstance(typed, str):
        raise ValueError("This could not be read. Please type it again.")
    if field.kind in (FieldKind.LINE, FieldKind.TEXT):
        return typed
    text = typed.strip()
    if not text:
        return None
    match field.kind:
        case FieldKind.DATE:
            return date_from(text)
        case FieldKind.YES_NO:
            return text == "yes"
        case FieldKind.NUMBER | FieldKind.MONEY:
            return _number(field, text)
        case _:
            return text


def _number(field: Field, text: str) -> str:
    figures = text.replace(",", "").replace("£", "").replace("%", "").replace(" ", "")
    try:
        Decimal(figures)
    except ArithmeticError as error:
        raise ValueError(_CANNOT[field.kind].format(text[:40])) from error
    return figures


def sentence_of(error: ValueError, field: Field) -> str:
    """The sentence to show for a refused value; the validators' own where they have one."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False)[0]
    if first["type"] == "value_error":
        return first["msg"].removeprefix("Value error, ")
    if first["type"] in ("int_parsing", "int_from_float"):
        return "Please give a whole number, such as 12."
    return _CANNOT.get(field.kind, "“{}” can't be kept here. Please choose or type it again.").format(
        str(first.get("input", ""))[:40]
    )
