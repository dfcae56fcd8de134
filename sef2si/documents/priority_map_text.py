"""How wide text will be, so that it can be wrapped and cut where nothing can measure it: in a picture."""

from __future__ import annotations

import unicodedata

# Advance widths of the Helvetica family in thousandths of the font size, from the space to the tilde.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
# Other sans-serif fonts run wider than Helvetica, and bold wider still: room for the widest in common use.
_ROOM = 1.1
_BOLD = 1.07
_ELLIPSIS = "…"


def width(text: str, size: float, bold: bool = False) -> float:
    """About how wide a line of text is, in the unit of ``size``."""
    return sum(map(_letter, text)) / 1000 * size * _ROOM * (_BOLD if bold else 1)


def wrapped(text: str, room: float, size: float, lines: int, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines that fit, the last ending in an ellipsis where there is more."""
    words = text.split()
    found: list[str] = []
    while words and len(found) < lines:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, bold) <= room:
            line = f"{line} {words.pop(0)}"
        if width(line, size, bold) > room:
            kept = _cut(line, room, size, bold)
            words.insert(0, line[len(kept) :])
            line = kept
        found.append(line)
    if words and found:
        found[-1] = (
            _cut(f"{found[-1]} {words[0]}", room - width(_ELLIPSIS, size, bold), size, bold).rstrip(" ,;:.") + _ELLIPSIS
        )
    return tuple(found)


def _cut(text: str, room: float, size: float, bold: bool) -> str:
    """As much of the start as fits, one letter at least."""
    used = 0.0
    for place, letter in enumerate(text):
        used += width(letter, size, bold)
        if used > room and place:
            return text[:place]
    return text


def _letter(letter: str) -> int:
    code = ord(letter)
    if 32 <= code <= 126:
        return _WIDTHS[code - 32]
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
        return 0
    return 1250 if unicodedata.east_asian_width(letter) in {"W", "F"} or code > 0xFFFF else 750
