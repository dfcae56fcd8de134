"""What people typed, as a spreadsheet can hold it, and back, exactly.

No spreadsheet file holds a carriage return, a bell or “_x000D_” as they were typed, and each program loses others of
them. So such a character is shown by its picture (␍ for a carriage return), and ␦ goes before a picture that was
typed as such. Nothing else is changed, and nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

_GUARD = "␦"
_PICTURES = {**{chr(code): chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}, "\x7f": "␡"}
_PICTURES |= {chr(code): f"{_GUARD}{chr(0x2460 + code - 0x80)}" for code in range(0x80, 0xA0)}  # ①… for the C1 set
_PICTURES |= {"\ufffe": f"{_GUARD}0", "\uffff": f"{_GUARD}1", "\u2028": f"{_GUARD}2", "\u2029": f"{_GUARD}3"}
_TYPED = {picture: letter for letter, picture in _PICTURES.items()} | {f"{_GUARD}-": "", "␉": "\t", "␊": "\n"}
# A picture typed as such, our guard, or what looks like the escape of a spreadsheet file: XlsxWriter mistakes
# “_x005F_x000D_”, and openpyxl drops “x005F_”.
_LITERAL = re.compile(f"[{_GUARD}\u2400-\u241f\u2421]|(?<=_)x(?=[0-9A-Fa-f]{{4}}_)|(?<=x00)5(?=F_)")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u2028\u2029]")
_SHOWN = re.compile(f"{_GUARD}.|[\u2400-\u241f\u2421]", re.DOTALL)
_VERBATIM = f"{_GUARD}="
# A cell holds no more than this, counted as Excel counts: a picture letter is two.
MOST = 32_767
GOES_ON = f"{_GUARD}+"
_GOES_ON = re.compile(f"(?:[^{_GUARD}]|{_GUARD}[^+])*{_GUARD}\\+", re.DOTALL)
# Excel's calendar has a day that never was before this one; earlier days are written as text.
FIRST_DAY = date(1900, 3, 1)

ABOUT_PICTURES = (
    "A character that no spreadsheet can hold is shown by its picture: ␍ at the end of a line stands for the line end "
    "of Windows. ␦ before a character says that it was typed just so. Leave them as they are, or take them out."
)


def cell_text(text: str) -> str:
    """Text as a cell shows it. ``typed_text`` gives it back exactly."""
    shown = _ODD.sub(lambda found: _PICTURES[found[0]], _LITERAL.sub(lambda found: f"{_GUARD}{found[0]}", text))
    if shown and not shown.strip():
        return f"{_GUARD}-{shown}"  # blanks alone would pass for an empty cell
    # Our writer of spreadsheets would take what begins so for markup of its own.
    return f"{_GUARD}{shown}" if shown.startswith("<r>") else shown


def typed_text(shown: str) -> str:
    """What was typed, from what a cell shows."""
    return _SHOWN.sub(lambda found: _TYPED.get(found[0], found[0].removeprefix(_GUARD)), shown)


def cell_lines(texts: Iterable[str]) -> str:
    """Several texts, one a line. Before an empty or blank one stands ␦-; a line break within one is ␊."""
    return "\n".join(cell_text(text).replace("\n", "␊") or f"{_GUARD}-" for text in texts)


def typed_lines(shown: str) -> tuple[str, ...]:
    """The texts of a cell with one a line; empty lines are passed over."""
    return tuple(typed_text(line) for line in shown.split("\n") if line.strip())


def verbatim(shown: str) -> str:
    """A text that is none of the choices of its list, marked so that it isn't taken for one."""
    return f"{_VERBATIM}{shown}"


def is_verbatim(shown: str) -> bool:
    return shown.startswith(_VERBATIM)


def without_mark(shown: str) -> str:
    return shown.removeprefix(_VERBATIM)


def units(text: str) -> int:
    """How long a text is as Excel counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(shown: str) -> tuple[str, ...]:
    """A cell's text in parts that a cell can hold: one, but for texts of very many picture letters."""
    if units(shown) <= MOST:
        return (shown,)
    size = (MOST - 10) // 2
    parts = [shown[start : start + size] for start in range(0, len(shown), size)]
    # No part may look like markup, or end in half of what ␦ began.
    return (f"{parts[0]}{_GUARD}-{GOES_ON}", *(f"{_GUARD}-{part}" for part in parts[1:]))


def goes_on(shown: str) -> bool:
    """Whether the rest of a cell's text stands on the sheet of long texts."""
    return shown.endswith(GOES_ON) and _GOES_ON.fullmatch(shown) is not None


def joined(first: str, rest: Iterable[str]) -> str:
    return first.removesuffix(f"{_GUARD}-{GOES_ON}") + "".join(part.removeprefix(f"{_GUARD}-") for part in rest)


def plain(value: object) -> str:
    """A number or a day as plain text: ``250.00``, ``2027-07-09``."""
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)
