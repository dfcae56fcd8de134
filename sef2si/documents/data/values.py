"""What a cell of a sheet means for its field, whatever a spreadsheet program has made of it since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.documents.data import cells
from sef2si.documents.data.choices import Choices, list_of, told
from sef2si.documents.data.columns import Column, Holds
from sef2si.documents.reading import shown
from sef2si.documents.reading.blocks import Cell
from sef2si.domain.cycle import date_from

_YES = ("yes", "y", "true", "1", "✓", "x")
_NO = ("no", "n", "false", "0")
_FORMAT = "d mmm yyyy"
# A smaller number in a column of days is a year or a count, not the day a spreadsheet counts from 1900.
_FIRST_SERIAL = 20_000


def value_of(column: Column, cell: Cell, choices: Choices, row: Mapping[str, Any]) -> Any:
    """The field's value as JSON would have it, or a day. ``row`` holds what was read of the row so far, for grades.

    Raises ``ValueError`` with a sentence. The cell is not empty.
    """
    text = cell.text
    match column.holds:
        case Holds.DATE:
            return _day(cell)
        case Holds.MONEY | Holds.NUMBER | Holds.COUNT:
            return _number(column, cell)
        case Holds.YES_NO:
            return _yes_no(text)
        case Holds.CHOICE:
            return _chosen(list_of(column, row), text, choices)
        case Holds.CHOICES:
            return [_chosen(list_of(column, row), line, choices) for line in _lines(text)]
        case Holds.LINES if column.listed:
            return [_listed(list_of(column, row), line, choices) for line in _lines(text)]
        case Holds.LINES | Holds.LINKS:
            return list(cells.typed_lines(text))
        case Holds.LINK:
            return cells.typed_text(text.strip())
        case _ if column.listed:
            return _listed(list_of(column, row), text, choices)
        case _:
            return cells.typed_text(text)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _day(cell: Cell) -> date:
    if isinstance(cell.value, date):
        return cell.value
    if isinstance(cell.value, Decimal) and cell.value >= _FIRST_SERIAL:
        found = shown.day(cell.value, _FORMAT)
        if found and found[1]:
            return found[1]
    return date_from(cell.text)


def _number(column: Column, cell: Cell) -> Decimal | int:
    if isinstance(cell.value, date):
        raise ValueError(
            f"a spreadsheet program made the day {cell.text} of the number. Please format the cell as a number and "
            "type it again."
        )
    found = cell.value
    if found is None:
        figures = cell.text.strip().removeprefix("£").removesuffix("%").replace(",", "").replace(" ", "")
        try:
            found = Decimal(figures)
        except ArithmeticError as error:
            raise ValueError(
                f"“{cell.text[:40]}” is not a number we can read. Please write it in figures, such as 12 or 1.50."
            ) from error
    elif cell.text.endswith("%"):
        found *= 100
    if column.holds is Holds.COUNT:
        if not found.is_finite() or found != found.to_integral_value() or abs(found) > 10**9:
            raise ValueError(f"“{str(found)[:40]}” is not a whole number. Please write one, such as 12.")
        return int(found)
    return found


def _yes_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"“{text[:40]}” is neither Yes nor No. Please write one of the two, or leave the cell empty.")


def _chosen(name: str, text: str, choices: Choices) -> str:
    key = choices.key(name, cells.typed_text(text))
    if key is not None:
        return key
    offered = choices.labels(name)
    what = f"Please choose {told(offered)}." if 0 < len(offered) <= 12 else "Please choose from the sheet “Choices”."
    raise ValueError(f"“{text[:60]}” is not one of the choices. {what}")


def _listed(name: str, text: str, choices: Choices) -> str:
    if cells.is_verbatim(text):
        return cells.typed_text(cells.without_mark(text))
    return _chosen(name, text, choices)
