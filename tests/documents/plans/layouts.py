"""Ways in which schools set a plan out: the content of a plan -> blocks, whatever the file's format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from tests.documents.plans.content import ABOVE, Label, Row, School, Value, Wanted


@dataclass(frozen=True)
class Cell:
    """One cell of a table and how many places it fills. ``bold``, ``fill`` and ``money`` are looks."""

    value: Value = ""
    across: int = 1
    down: int = 1
    bold: bool = False
    fill: str = ""
    money: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; level 9 is a bold paragraph, level 0 the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Para:
    text: str
    mark: str = ""


@dataclass
class Table:
    """Rows of cells; places that a merged cell of the row above fills are left out."""

    width: int
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """From here on a sheet of its own, where the format has sheets."""

    name: str


Block = Heading | Para | Table | Sheet
_COLOURS = {"red": "FF6666", "amber": "FFC000", "green": "92D050", "purple": "B084CC", "r": "FF0000", "a": "FFC000"}


def in_blocks(school: School, layout: str, *, sef_as_table: bool = False) -> list[Block]:
    """The plan set out: title, what stands above, SEF, plan, what stands beneath."""
    blocks: list[Block] = [Heading(school.title, 0), *(Para(text) for text in school.before)]
    if school.sef:
        blocks += _sef_table(school) if sef_as_table else _sef(school)
    if school.plan_heading:
        blocks.append(Heading(school.plan_heading, 1))
    if school.overview:
        blocks += [Para(each.says, "1.") for each in school.priorities]
    blocks += LAYOUTS[layout](school)
    if school.key_to_colours:
        blocks += [Table(len(school.key_to_colours), [[_rag(text) for text in school.key_to_colours]])]
    return [*blocks, *(Para(text) for text in school.after)]


def _sef(school: School) -> Iterator[Block]:
    heads = school.sef_head
    for area in school.sef:
        yield Heading(area.says, 1)
        if area.grade[0]:
            yield Para(f"{heads[1]}: {area.grade[0]}")
        yield from (Para(text) for text in area.prose)
        for name, points in ((heads[2], area.strengths), (heads[3], area.improve)):
            if points:
                yield Heading(name, 2)
                yield from (Para(point, "•") for point in points)


def _sef_table(school: School) -> Iterator[Block]:
    table = Table(4, [[Cell(text, bold=True) for text in school.sef_head]])
    for area in school.sef:
        cells = (area.says, area.grade[0], *("\n".join(f"• {point}" for point in points) for points in
                                             (area.strengths, area.improve)))  # fmt: skip
        table.rows.append([Cell(text) for text in cells])
    yield table
    yield from (Para(text) for area in school.sef for text in area.prose)
    yield Sheet("Plan")


def _head(school: School, before: tuple[str, ...] = ()) -> list[list[Cell]]:
    """The heading row, or two, where headings are grouped."""
    texts = [*before, *(text for text, _ in school.head)]
    if not school.over:
        return [[Cell(text, bold=True, fill="D9E2F3") for text in texts]]
    top, under, at = [Cell(text, down=2, bold=True) for text in before], [], 0
    for text, across in school.over:
        if text:
            top.append(Cell(text, across=across, bold=True))
            under += [Cell(name, bold=True) for name, _ in school.head[at : at + across]]
        else:
            top += [Cell(name, down=2, bold=True) for name, _ in school.head[at : at + across]]
        at += across
    return [top, under]


def _cells(school: School, rows: Sequence[Row]) -> list[list[Cell]]:
    """The rows of a priority; a cell that is one with those beneath reaches down."""
    found: list[list[Cell]] = []
    for at, row in enumerate(rows):
        line = []
        for column, cell in enumerate(_line(school, row)):
            if cell.value != ABOVE:
                beneath = takewhile(lambda below, c=column: below.cells[c] == ABOVE, rows[at + 1 :])
                line.append(replace(cell, down=1 + sum(1 for _ in beneath)))
        found.append(line)
    return found


def _line(school: School, row: Row) -> list[Cell]:
    return [
        _rag(cell) if role.startswith("rag") else Cell(cell, money=role == "cost")
        for cell, (_, role) in zip(row.cells, school.head, strict=True)
    ]


def _rag(value: Value) -> Cell:
    text = str(value)
    return Cell(text, fill=_COLOURS.get(text.split(maxsplit=1)[0].strip(":–").lower() if text else "", ""))


def _text(label: Label, between: str = "\n") -> Value:
    if isinstance(label.value, tuple):
        return between.join(f"• {line}" for line in label.value)
    return label.value


def _total(school: School, width: int) -> list[list[Cell]]:
    """A last row with the sum in the column of costs."""
    at = school.column("cost")
    if not school.total or at is None:
        return []
    at += width - len(school.head)
    return [[Cell("Total", bold=True), *(Cell(school.total if place == at else "") for place in range(1, width))]]


def _sections(school: School, level: int = 2) -> Iterator[Block]:
    for priority in school.priorities:
        if priority.says:
            yield Heading(priority.says, level)
        for label in priority.labels:
            if isinstance(label.value, tuple):
                yield Para(f"{label.name}:")
                yield from (Para(line, "•") for line in label.value)
            else:
                yield Para(f"{label.name}: {label.value}")
        if priority.rows:
            rows = _cells(school, priority.rows)
            last = _total(school, len(school.head)) if priority is school.priorities[-1] else []
            yield Table(len(school.head), [*_head(school), *rows, *last])
        yield from (Para(text) for text in priority.notes)


def _bold(school: School) -> Iterator[Block]:
    yield from _sections(school, level=9)


def _card(school: School, priority: Wanted) -> Table:
    width = len(school.head)
    table = Table(width, [[Cell(priority.says, across=width, bold=True, fill="BDD7EE")]])
    table.rows += _label_rows(priority, width)
    table.rows += [*_head(school), *_cells(school, priority.rows)]
    return table


def _label_rows(priority: Wanted, width: int) -> list[list[Cell]]:
    return [[Cell(label.name, bold=True), Cell(_text(label), across=width - 1)] for label in priority.labels]


def _cards(school: School) -> Iterator[Block]:
    for priority in school.priorities:
        table = _card(school, priority)
        if priority is school.priorities[-1]:
            table.rows += _total(school, table.width)
        yield table
        yield from (Para(text) for text in priority.notes)


def _sheets(school: School) -> Iterator[Block]:
    for number, priority in enumerate(school.priorities, start=1):
        yield Sheet(f"Priority {number}")
        yield _card(school, priority)
        yield from (Para(text) for text in priority.notes)


def _banded(school: School) -> Iterator[Block]:
    width = len(school.head)
    table = Table(width, _head(school))
    for priority in school.priorities:
        table.rows.append([Cell(priority.says, across=width, bold=True, fill="DDDDDD")])
        table.rows += _label_rows(priority, width)
        table.rows += _cells(school, priority.rows)
    table.rows += _total(school, width)
    yield table
    yield from (Para(text) for priority in school.priorities for text in priority.notes)


def _columned(school: School, how: str) -> Iterator[Block]:
    """One table with the priority, and its labels, in columns of their own: merged, filled down, or once."""
    names = tuple(dict.fromkeys(label.name for priority in school.priorities for label in priority.labels))
    before = (school.priority_head, *names)
    width = len(before) + len(school.head)
    table = Table(width, _head(school, before))
    for priority in school.priorities:
        by_name = {label.name: _text(label) for label in priority.labels}
        left = [priority.says, *(by_name.get(name, "") for name in names)]
        rows = [replace(row, cells=row.meant) for row in priority.rows] if how == "filled" else priority.rows
        for at, cells in enumerate(_cells(school, rows)):
            if how == "merged":
                own = [Cell(value, down=len(priority.rows)) for value in left] if at == 0 else []
            else:
                own = [Cell(value if how == "filled" or at == 0 else "") for value in left]
            table.rows.append([*own, *cells])
    table.rows += _total(school, width)
    yield table
    yield from (Para(text) for priority in school.priorities for text in priority.notes)


def _plain(school: School) -> Iterator[Block]:
    """A table with its headings and nothing else: a log or a calendar."""
    table = Table(len(school.head), _head(school))
    for priority in school.priorities:
        if priority.says:
            table.rows.append([Cell(priority.says, across=table.width, bold=True)])
        table.rows += _cells(school, priority.rows)
    table.rows += _total(school, table.width)
    yield table


def _numbered(cells: list[Value]) -> str:
    return "\n".join(f"{number}. {shown(value)}" for number, value in enumerate(cells, start=1))


def _label_value(school: School) -> Iterator[Block]:
    """A table of two columns a priority: every heading a row, every cell a numbered list."""
    for priority in school.priorities:
        table = Table(2, [[Cell(school.priority_head, bold=True), Cell(priority.says)]])
        table.rows += [[Cell(label.name, bold=True), Cell(_text(label))] for label in priority.labels]
        for at, (name, _) in enumerate(school.head):
            table.rows.append([Cell(name, bold=True), Cell(_numbered([row.cells[at] for row in priority.rows]))])
        yield table
        yield from (Para(text) for text in priority.notes)


def _row_each(school: School) -> Iterator[Block]:
    """One row a priority; its cells hold numbered lists that go together."""
    names = tuple(dict.fromkeys(label.name for priority in school.priorities for label in priority.labels))
    table = Table(1 + len(names) + len(school.head), _head(school, (school.priority_head, *names)))
    for priority in school.priorities:
        by_name = {label.name: _text(label) for label in priority.labels}
        lists = [Cell(_numbered([row.cells[at] for row in priority.rows])) for at in range(len(school.head))]
        table.rows.append([Cell(priority.says), *(Cell(by_name.get(name, "")) for name in names), *lists])
    yield table


def _bullets(school: School) -> Iterator[Block]:
    """No table at all: each row a bullet, with what belongs to it in brackets behind."""
    for priority in school.priorities:
        yield Heading(priority.says, 2)
        for row in priority.rows:
            first, *rest = (shown(cell) for cell in row.cells)
            yield Para(f"{first} ({', '.join(text for text in rest if text)})", "•")


LAYOUTS: dict[str, Callable[[School], Iterator[Block]]] = {
    "sections": _sections,
    "bold": _bold,
    "cards": _cards,
    "sheets": _sheets,
    "banded": _banded,
    "merged": lambda school: _columned(school, "merged"),
    "filled": lambda school: _columned(school, "filled"),
    "once": lambda school: _columned(school, "once"),
    "plain": _plain,
    "label_value": _label_value,
    "row_each": _row_each,
    "bullets": _bullets,
}


def shown(value: Value, *, money: bool = True) -> str:
    """A value as a school would type it: ``14/10/2026``, ``£240``, or ``240`` where it is no money."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"£{value:,}" if money else str(value)
