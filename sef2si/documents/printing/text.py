"""What the three writers of a paper share: text made writable, paragraphs, sheets, and what a paper says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sef2si.documents.printing.paper import About, Block, Heading, Missing, NewPage, Paper, Picture, Table

_WORD, _PADDING = 14, 3  # letters
_TALL = 18  # lines
NOTHING = "Nothing to show here yet."

# Letters that XML can't hold, and those that no sheet of paper can show.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_BEYOND = re.compile(
    "[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U000dffff\U000efffe\U000effff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def writable(text: str) -> str:
    """The text with one kind of line break, a space for a tab, and U+FFFD for letters that no document can hold."""
    lines = _BREAK.sub("\n", text).replace("\t", " ")
    return _BEYOND.sub("\ufffd", _UNWRITABLE.sub("\ufffd", lines))


def one_line(text: str) -> str:
    """For titles and running lines."""
    return " ".join(writable(text).split())


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs, each as its lines: a blank line starts a new paragraph, a single line break stays one."""
    said = writable(text).strip()
    return tuple(tuple(lines.split("\n")) for lines in _BLANK.split(said)) if said else ()


def lines(text: str) -> tuple[str, ...]:
    """The lines of a cell, fact or bullet; a blank line is kept as one."""
    return tuple(writable(text).strip().split("\n"))


def is_missing(text: str) -> bool:
    """Whether these words say what is not yet agreed."""
    return isinstance(text, Missing)


def shares(table: Table, letters: float) -> tuple[float, ...]:
    """The columns' parts of the whole width, which holds so many ``letters``: as asked for, but wide enough for words.

    A word or sum of up to 14 letters is not to be broken; what is longer may be.
    """
    asked = [max(column.width, 0.1) for column in table.columns]
    columns = list(zip(*_rows(table), strict=True))
    needed = [
        (
            _PADDING
            + max((len(word) for text in column for word in writable(text).split() if len(word) <= _WORD), default=1)
        )
        / letters
        for column in columns
    ]
    if sum(needed) >= 1:
        return tuple(need / sum(needed) for need in needed)
    held: set[int] = set()
    while True:
        left = 1 - sum(needed[place] for place in held)
        whole = sum(share for place, share in enumerate(asked) if place not in held)
        made = [needed[place] if place in held else share / whole * left for place, share in enumerate(asked)]
        narrow = {place for place, share in enumerate(made) if place not in held and share < needed[place]}
        if not narrow:
            return tuple(made)
        held |= narrow


def is_long(row: Sequence[str], letters: Sequence[float]) -> bool:
    """Whether a row is too tall to be kept whole on a page, its columns being so many letters wide."""
    return any(
        sum(1 + width_of(line) // max(int(room), 1) for line in lines(text)) > _TALL
        for text, room in zip(row, letters, strict=True)
    )


def width_of(line: str) -> int:
    """A line's length in Latin letters: those of China and Japan, and emoji, are about twice as wide."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in line)


def _rows(table: Table) -> list[tuple[str, ...]]:
    total = [table.total] if table.total else []
    return [tuple(column.heading for column in table.columns), *table.rows, *total]


@dataclass(frozen=True)
class Sheets:
    """Blocks that lie on sheets turned one way. Each run of sheets begins on a new page."""

    landscape: bool
    blocks: tuple[Block, ...]


def sheets(paper: Paper) -> tuple[Sheets, ...]:
    """The paper's blocks in runs, cut at ``NewPage`` and around wide pictures; the first run may hold no block."""
    made: list[Sheets] = []
    turned, now = paper.landscape, list[Block]()

    def cut() -> None:
        nonlocal now
        if now or not made:
            made.append(Sheets(turned, tuple(now)))
        now = []

    for block in levelled(paper.blocks):
        if isinstance(block, NewPage):
            cut()
            turned = block.landscape
        elif isinstance(block, Picture) and block.wide and not turned:
            with_it: list[Block] = [block]
            while now and isinstance(now[-1], Heading):  # a heading goes with what it is the heading of
                with_it.insert(0, now.pop())
            cut()
            made.append(Sheets(True, tuple(with_it)))
        else:
            now.append(block)
    cut()
    return tuple(made)


def levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings that never skip a level downwards: who listens to a document counts on it. Blank ones are left out."""
    before = 0
    for block in blocks:
        if isinstance(block, Heading):
            if not one_line(block.text):
                continue
            before = min(max(block.level, 1), before + 1, 3)
            yield replace(block, level=before)
        else:
            yield block


def title(paper: Paper) -> str:
    """The title; one that is blank is named after what the paper is of."""
    return one_line(paper.title) or one_line(f"{paper.about.school} {paper.about.year}") or "Untitled"


def running(about: About) -> str:
    """The running line of every page."""
    return one_line(about.line)


def edition_line(about: About) -> str:
    """Which edition this is and what it leaves out, in one sentence or two."""
    edition = one_line(about.edition)
    left_out = left_out_line(about)
    return " ".join(part for part in (f"Edition: {edition}." if edition else "", left_out) if part)


def left_out_line(about: About) -> str:
    """What is left out, each in a sentence of its own; blank where nothing is."""
    return " ".join(one_line(each).rstrip(".") + "." for each in about.left_out if one_line(each))
