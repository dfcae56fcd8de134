"""A printed document before anyone decided on DOCX, PDF or HTML: plain values, which three modules know how to write.

A document is written once, as a ``Paper``; ``as_html``, ``as_docx`` and ``as_pdf`` turn any paper into bytes.
All text is text: what people typed is never read as markup, formula or link by any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Missing(str):
    """Words in a cell, a fact or a list that say what is not yet agreed, such as ``Missing("No need named yet")``.

    They are set apart by a mark and weight, not by colour alone. Anywhere else they are plain text.
    """

    __slots__ = ()


class Tone(StrEnum):
    PLAIN = "plain"
    LEDE = "lede"  # the first words, larger
    QUIET = "quiet"  # sources, rules, what is left out
    MISSING = "missing"  # what is not yet agreed


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"  # money and numbers


@dataclass(frozen=True)
class Heading:
    """``level`` is 1 for a section of the paper, 2 and 3 below it; the paper's title is above all of them."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Words:
    """Text as typed: a blank line starts a new paragraph, a single line break stays one."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels and what stands beside them, such as Target: 45% → 75%. Rows without words should not be given."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """``width`` is a share: 2 is twice as wide as 1."""

    heading: str
    width: float = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """``caption`` says what it shows. The heading row repeats on each page; ``total`` is the last row, set apart.

    ``row_headers``: the first column names its row. ``empty`` is said in place of a table without rows.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    row_headers: bool = True
    empty: str = ""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a row is longer or shorter than the headings: its words would be lost."""
        for row in (*self.rows, *([self.total] if self.total else ())):
            if len(row) != len(self.columns):
                raise ValueError(f"A row of “{self.caption}” has {len(row)} cells for {len(self.columns)} columns.")


@dataclass(frozen=True)
class Picture:
    """An SVG drawn by us. ``alternative`` says the same in words; ``wide`` asks for a landscape page of its own."""

    svg: str
    alternative: str
    caption: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Lines:
    """Room to write by hand: a label and this many ruled lines; 0 is a small box to tick."""

    label: str
    number: int = 2


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page; ``landscape`` turns it and what follows."""

    landscape: bool = False


Block = Heading | Words | Bullets | Facts | Table | Picture | Lines | NewPage


@dataclass(frozen=True)
class About:
    """What every document says of itself. ``made_on`` and dates are in full; ``version`` is the plan's ``seq``."""

    school: str
    urn: str
    year: str
    made_on: str
    version: int
    edition: str
    left_out: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The running line of every page."""
        return f"{self.school} (URN {self.urn}) · {self.year} · {self.made_on} · version {self.version}"


@dataclass(frozen=True)
class Paper:
    """``size`` is A4 or A3. ``one_page``: it is to fit one side, and one more for each ``NewPage`` in it, the type made
    smaller down to a legible 8 points."""

    title: str
    about: About
    blocks: tuple[Block, ...]
    subtitle: str = ""
    landscape: bool = False
    size: str = "A4"
    one_page: bool = False
