"""Whether all of a file's text stands somewhere in a proposal: nothing a school wrote is thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from sef2si.advice.costs import pounds
from sef2si.documents.incoming.contents import LABEL_WITHIN
from sef2si.documents.incoming.dates import when
from sef2si.documents.incoming.lists import lines, unmarked
from sef2si.documents.incoming.proposal import Entry, Proposal
from sef2si.documents.incoming.values import money, number, said_whole, status
from sef2si.documents.reading.blocks import Grid, Place, Reading
from sef2si.domain.cycle import written

_YEAR = "2026/27"


@dataclass(frozen=True)
class Kept:
    """How many texts a file has, and those that stand nowhere in the entries, each with its place."""

    total: int
    missing: tuple[tuple[Place, str], ...]

    @property
    def share(self) -> float:
        return 1.0 if not self.total else (self.total - len(self.missing)) / self.total


def kept(proposal: Proposal, reading: Reading, year: str = _YEAR) -> Kept:
    """Each text of a file held against the entries: it stands in a field whole, or line by line without list marks, or
    it is wholly a day, an amount, a number or a state that an entry holds. ``year`` is the plan's academic year.
    """
    return _kept(proposal.entries, reading, year)


def _kept(entries: Iterable[Entry], reading: Reading, year: str) -> Kept:
    words, values = _said(entries)
    texts = list(placed_texts(reading))
    missing = tuple((place, text) for place, text, value in texts if not _stands(text, value, words, values, year))
    return Kept(len(texts), missing)


def placed_texts(reading: Reading) -> Iterable[tuple[Place, str, date | Decimal | None]]:
    """``reading.texts()`` with their places and the values that the file itself knows."""
    for block in reading.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row:
                    if cell.text.strip() and not cell.repeated:
                        yield cell.place, cell.text, cell.value
        elif block.text.strip():
            yield block.place, block.text, None


def _said(entries: Iterable[Entry]) -> tuple[str, set[object]]:
    words: list[str] = []
    values: set[object] = set()
    for entry in entries:
        for value in entry.fields.values():
            if isinstance(value, Enum):
                values.add(str(value.value))
            elif isinstance(value, str):
                words.append(_plain(value))
                values.add(value)
            else:
                values.add(value)
    return "\x00".join(words), values


def _plain(text: str) -> str:
    return " ".join(text.split())


def _stands(text: str, value: date | Decimal | None, words: str, values: set[object], year: str) -> bool:
    if isinstance(value, date) and value in values and when(text, year, value).whole:
        return True
    if _within(_plain(text), words):
        return True
    each = lines(text)
    if each and all(_within(_plain(line), words) or _within(_plain(unmarked(line)), words) for line in each):
        return True
    parts = LABEL_WITHIN.split(text)  # what stands before a label, the label, what stands after it, ...
    if len(parts) > 2 and all(_part_stands(part.strip(" .;,\n"), words, values, year) for part in parts[::2]):
        return True
    return _is_value(text, values, year) or _in_words(text, words, year)


def _in_words(text: str, words: str, year: str) -> bool:
    """Whether a day or an amount stands among the words as a note says it: “By: 9 July 2027”, “Cost: £2,400”."""
    day, cost = when(text, year), money(text)
    return bool(
        (day.whole and day.last and _within(written(day.last), words))
        or (cost.whole and cost.value is not None and "£" in text and _within(pounds(cost.value), words))
    )


def _part_stands(text: str, words: str, values: set[object], year: str) -> bool:
    return not text or _within(_plain(unmarked(text)), words) or _is_value(text, values, year)


def _within(text: str, words: str) -> bool:
    """Whether a text stands among the words as words: “JB” does not stand in “JBL”."""
    start = words.find(text)
    while start >= 0:
        before, after = words[start - 1 : start], words[start + len(text) : start + len(text) + 1]
        if not (before.isalnum() and text[:1].isalnum()) and not (after.isalnum() and text[-1:].isalnum()):
            return True
        start = words.find(text, start + 1)
    return False


def _is_value(text: str, values: set[object], year: str) -> bool:
    day, cost, many = when(text, year), money(text), number(text)
    return (
        (day.whole and day.last in values)
        or (cost.whole and cost.value in values)
        or (many.whole and many.value in values)
        or (said_whole(text) and status(text) in values)
        or (said_whole(text, criterion=True) and status(text, criterion=True) in values)
    )
