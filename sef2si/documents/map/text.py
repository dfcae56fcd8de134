"""How wide text will be, so that it can be wrapped and cut where nothing can measure it: in a picture."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Advance widths of the Helvetica family in thousandths of the font size, from the space to the tilde.
_HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
# The same of the fonts that our documents carry: Source Sans 3, and its semibold.
_SOURCE_SANS = (
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497,
    497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 543, 588, 571, 615, 527, 494, 617,
    652, 263, 479, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303,
    350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 247, 247, 495, 255, 829, 547, 542,
    555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497,
)  # fmt: skip
_SOURCE_SANS_SEMIBOLD = (
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513,
    513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628,
    663, 282, 494, 597, 502, 745, 657, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324,
    344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549,
    564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
)  # fmt: skip
_ELLIPSIS = "…"
# What is not measured, such as another script: as wide as its widest letters usually are.
_OTHER = 850


@dataclass(frozen=True)
class Face:
    """The letters a picture is drawn with: how wide they are from the space to the tilde, in thousandths of the size.

    ``room`` is for fonts that run wider: one where ours is used, more where a screen may take another.
    """

    regular: tuple[float, ...]
    bold: tuple[float, ...]
    room: float


# Other sans-serif fonts run wider than Helvetica, and bold wider still: room for the widest in common use.
SCREEN = Face(_HELVETICA, tuple(1.07 * wide for wide in _HELVETICA), 1.1)
PAPER = Face(_SOURCE_SANS, _SOURCE_SANS_SEMIBOLD, 1.02)


def width(text: str, size: float, bold: bool = False, face: Face = SCREEN) -> float:
    """About how wide a line of text is, in the unit of ``size``."""
    widths = face.bold if bold else face.regular
    return sum(_letter(letter, widths) for letter in text) / 1000 * size * face.room


def wrapped(
    text: str, room: float, size: float, lines: int, *, bold: bool = False, face: Face = SCREEN
) -> tuple[str, ...]:
    """The text in at most so many lines that fit, the last ending in an ellipsis where there is more."""

    def wide(words: str) -> float:
        return width(words, size, bold, face)

    words = text.split()
    found: list[str] = []
    while words and len(found) < lines:
        line = words.pop(0)
        while words and wide(f"{line} {words[0]}") <= room:
            line = f"{line} {words.pop(0)}"
        if wide(line) > room:
            kept = _cut(line, room, wide)
            words.insert(0, line[len(kept) :])
            line = kept
        found.append(line)
    if words and found:
        found[-1] = _cut(f"{found[-1]} {words[0]}", room - wide(_ELLIPSIS), wide).rstrip(" ,;:.") + _ELLIPSIS
    return tuple(found)


def _cut(text: str, room: float, wide: Callable[[str], float]) -> str:
    """As much of the start as fits, one letter at least."""
    used = 0.0
    for place, letter in enumerate(text):
        used += wide(letter)
        if used > room and place:
            return text[:place]
    return text


def _letter(letter: str, widths: tuple[float, ...]) -> float:
    code = ord(letter)
    if code > 126:
        if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
            return 0
        code = ord(unicodedata.normalize("NFD", letter)[0])  # a letter with an accent is as wide as without
    if 32 <= code <= 126:
        return widths[code - 32]
    return 1300 if unicodedata.east_asian_width(letter) in {"W", "F"} or code > 0xFFFF else _OTHER
