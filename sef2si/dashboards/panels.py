"""What a dashboard is made of: tiles, sentences and panels, each number with a word on how it was computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sef2si.dashboards.theme import Figure


@dataclass(frozen=True)
class Cell:
    """One cell of a table: perhaps a link, perhaps with a tone (done or todo)."""

    text: str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Heading:
    """One column; the figures of a ``number`` column stand under one another."""

    text: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Tile:
    """One figure at the top: value, what it counts, a note, and how it is computed."""

    value: str
    label: str
    note: str
    how: str
    tone: str = ""


@dataclass(frozen=True)
class Sentence:
    """A link and what is said about it."""

    subject: str
    words: str
    href: str = ""


@dataclass(frozen=True)
class Breaks:
    """Where the chain breaks in one way: a heading and a sentence for each break."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class StepLine:
    """One step of the journey as it stands: ``state`` is done, todo or none."""

    key: str
    title: str
    note: str
    state: str


@dataclass(frozen=True)
class Panel:
    """One part of the page. ``alt`` says in words what the figure or picture shows; ``table`` holds the same numbers.

    Where there is nothing to show, ``empty`` says what to do and the rest is blank.
    """

    key: str
    title: str
    how: str
    lede: str = ""
    empty: str = ""
    figure: Figure | None = None
    svg: str = ""
    alt: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows. ``choices`` are the priorities to filter by, ``priority`` the one chosen."""

    urn: str
    school: str
    year: str
    lede: str
    links: str
    priority: str
    choices: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    tiles: tuple[Tile, ...]
    broken: tuple[Breaks, ...]
    left_out: tuple[str, ...]
    panels: tuple[Panel, ...]

    def to_json(self) -> dict[str, Any]:
        """Dicts, lists and strings alone, for the widget that draws it."""
        return asdict(self)


def headings(*names: str) -> tuple[Heading, ...]:
    """Headings, those of numbers written with a leading ``#``."""
    return tuple(Heading(name.removeprefix("#"), name.startswith("#")) for name in names)


def cells(*values: Cell | str) -> tuple[Cell, ...]:
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def listed(words: Iterable[str]) -> str:
    """``"a, b and c"``."""
    found = list(words)
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)
