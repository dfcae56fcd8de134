"""Rows of a grid as a reader takes them: bands, headings of one row or two, labels beside values, and rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.contents import settled
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.labels import labelled, priority_label
from sef2si.documents.incoming.proposal import ColumnMatch
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Grid

Row = tuple[Cell, ...]
_UMBRELLAS = {"monitoring", "evaluation", "status"}
_TERMS = {"autumn", "spring", "summer"}
_KNOWN = ("same", "decided", "remembered")


@dataclass(frozen=True)
class Line:
    """One row understood: a ``band`` of one text, ``headings``, ``values`` with labels, ``cells``, ``loose`` texts."""

    sort: str
    cells: tuple[Filled, ...]
    row: Row
    wide: bool = False
    after_blank: bool = False


@dataclass(frozen=True)
class _Run:
    """One cell with the copies to its right."""

    start: int
    end: int
    cell: Cell

    @property
    def wide(self) -> bool:
        return self.end > self.start


def understood(grid: Grid, columns: Columns) -> list[Line]:
    """All rows of a grid with something new in them, in their order."""
    rows = grid.rows
    if _is_turned(rows, columns):
        rows = tuple(zip(*rows, strict=True))
    lines = list(_lines(rows, columns, heads=None))
    if any(line.sort in ("headings", "values") for line in lines) and not _heads_two(rows, columns):
        return lines
    likely = next((index for index, row in enumerate(rows) if _could_head(row, rows[index + 1 :])), None)
    if _heads_two(rows, columns):
        likely = 0
    if likely is None:
        return lines
    heads = settled(_headings(rows[likely], None, columns), rows[likely + 1 :], columns)
    before = list(_lines(rows[:likely], columns, heads=None))
    head = Line("headings", _as_headings(rows[likely], heads), rows[likely])
    return [*before, head, *_lines(rows[likely + 1 :], columns, heads)]


def _lines(rows: Sequence[Row], columns: Columns, heads: list[ColumnMatch] | None) -> Iterator[Line]:
    index = 0
    blank = carding = False
    while index < len(rows):
        row, runs = rows[index], _runs(rows[index])
        index += 1
        fresh = [run for run in runs if not run.cell.repeated]
        if not fresh:
            blank = blank or not runs
            continue
        after, blank = blank, False
        labels = _labelled(runs, columns, heads, len(row), carding)
        carding = bool(labels) or (len(runs) == 1 and labelled(runs[0].cell.text) is not None)
        if labels:
            yield Line("values", labels, row)
        elif _is_headings(runs, columns, heads):
            second = rows[index] if index < len(rows) and _goes_on(row, rows[index], columns) else None
            heads = settled(_headings(row, second, columns), rows[index + (second is not None) :], columns)
            index += second is not None
            cells = _as_headings(row, heads) + (_as_headings(second, heads) if second else ())
            yield Line("headings", cells, row)
        elif len(runs) == 1 and (runs[0].wide or heads is None or runs[0].start == 0):
            field = heads[runs[0].start] if heads else None
            filled = Filled(field.field if field else "", field.heading if field else "", runs[0].cell)
            yield Line("band", (filled,), row, wide=runs[0].wide or len(row) == 1, after_blank=after)
        elif heads is not None:
            yield Line("cells", _cells(row, heads), row)
        else:
            yield Line("loose", tuple(Filled("", "", run.cell) for run in fresh), row)


def _runs(row: Row) -> list[_Run]:
    runs: list[_Run] = []
    for index, cell in enumerate(row):
        last = runs[-1] if runs else None
        if last and last.end == index - 1 and cell.repeated and cell.text == last.cell.text:
            runs[-1] = replace(last, end=index)
        elif cell.text.strip():
            runs.append(_Run(index, index, cell))
    return runs


def _cells(row: Row, heads: list[ColumnMatch]) -> tuple[Filled, ...]:
    starts = {run.start for run in _runs(row)}
    return tuple(
        Filled(head.field, head.heading, cell, copy=cell.repeated)
        for index, (cell, head) in enumerate(zip(row, heads, strict=True))
        if index in starts
    )


# Headings.


def _is_headings(runs: list[_Run], columns: Columns, heads: list[ColumnMatch] | None) -> bool:
    texts = [run.cell.text for run in runs]
    if len(texts) < 2 or any(len(text) > 120 for text in texts):
        return False
    if heads is not None:
        again = {simple(part) for head in heads for part in (head.heading, *head.heading.split(": "))}
        if sum(simple(text) in again for text in texts) >= max(2, 0.7 * len(texts)):
            return True
    hows = [how if field else "none" for field, how in map(columns.field, texts)]
    same = sum(how in _KNOWN for how in hows)
    score = same + 0.6 * hows.count("similar")
    if heads is not None:
        return same >= 3 and score >= 0.7 * len(texts)
    return score >= 1.6 and same >= 1 and score >= 0.5 * len(texts)


def _could_head(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row may head the columns though hardly a word of it is known: three short texts, and more below."""
    runs = _runs(row)
    return (
        len(runs) >= 3
        and len(runs) >= 0.6 * len(row)
        and all(len(run.cell.text) <= 60 and run.cell.value is None for run in runs)
        and any(len(_runs(other)) >= 2 for other in below)
    )


def _heads_two(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether the first row of a table of two columns heads them: a label over cells that are no labels."""
    if len(rows) < 2 or len(rows[0]) != 2 or len(_runs(rows[0])) != 2:
        return False
    first = [_is_label(row[0].text, columns) for row in rows if row[0].text.strip()]
    short = all(len(cell.text) <= 40 and not cell.repeated for cell in rows[0])
    known = columns.field(rows[0][1].text)
    return first[0] and not any(first[1:]) and short and bool(known[0])


def _goes_on(first: Row, second: Row, columns: Columns) -> bool:
    """Whether the second row heads columns too: it stands under wide or blank headings only, and names a field."""
    spans = {index for run in _runs(first) if run.wide for index in range(run.start, run.end + 1)}
    tops = [cell.text.strip() for cell in first]
    for index, top in enumerate(tops):
        if not top:
            spans |= {index} | ({index - 1} if index else set())
    fresh = [(index, cell) for index, cell in enumerate(second) if cell.text.strip() and not cell.repeated]
    if not fresh or any(index not in spans or len(cell.text) > 60 or cell.value is not None for index, cell in fresh):
        return False
    named = sum(bool(columns.field(cell.text)[0]) for _, cell in fresh)
    return len(fresh) >= 2 and named >= 0.5 * len(fresh)


def _headings(first: Row, second: Row | None, columns: Columns) -> list[ColumnMatch]:
    heads: list[ColumnMatch] = []
    above = ""
    for index, cell in enumerate(first):
        top, below = cell.text.strip(), second[index].text.strip() if second else ""
        above = top or above
        if not below or below == top:
            head = columns.match(top, cell.place)
        elif not (top or above):
            head = columns.match(below, second[index].place if second else cell.place)
        else:
            head = _both(top or above, below, cell, columns)
        heads.append(head)
    return heads


def _both(top: str, below: str, cell: Cell, columns: Columns) -> ColumnMatch:
    """A heading of two rows: “Milestones” over “Autumn”, “Monitoring” over “Who?”."""
    together = columns.match(f"{top}: {below}", cell.place)
    field, how = columns.field(f"{top} {below}")
    if how in ("decided", "remembered", "same"):
        return replace(together, field=field, how=how)
    over, over_how = columns.field(top)
    under, under_how = columns.field(below)
    if over in _UMBRELLAS and under not in ("status",):
        field, how = over, over_how
    elif over == "milestones":
        field, how = (under if under in _TERMS else over), over_how
    else:
        field, how = (under, under_how) if under else (over, over_how)
    labels = dict(together.suggestions)
    known = tuple(each for each in columns.suggest(field) if each[0] not in labels)
    return replace(together, field=field, how=how, suggestions=(*known, *together.suggestions))


def _as_headings(row: Row, heads: list[ColumnMatch]) -> tuple[Filled, ...]:
    return tuple(Filled(heads[run.start].field, "", run.cell) for run in _runs(row) if not run.cell.repeated)


# Labels beside values.


def _labelled(
    runs: list[_Run], columns: Columns, heads: list[ColumnMatch] | None, width: int, carding: bool
) -> tuple[Filled, ...]:
    """The values of a row of labels and values, each under its label; nothing where it is no such row."""
    if len(runs) < 2:
        return ()
    is_label = [_is_label(run.cell.text, columns) for run in runs]
    if carding and len(runs) == 2 and runs[0].start == 0 and not is_label[0]:
        is_label = [_could_label(runs[0].cell.text, columns, bool(heads), runs[1].wide), False]
    if not is_label[0] or all(is_label):
        return ()
    alternate = all(label == (index % 2 == 0) for index, label in enumerate(is_label)) and len(runs) % 2 == 0
    if heads is not None and not (alternate and (width >= 4 or any(run.wide for run in runs))):
        return ()
    if not alternate and (sum(is_label) > 1 or len(runs) > 2):
        return ()
    found: list[Filled] = []
    heading: tuple[str, str] = ("", "")
    for run, label in zip(runs, is_label, strict=True):
        if label:
            text = run.cell.text.strip()
            field, _ = columns.field(text)
            heading = ("priority" if priority_label(text) else field), text
            columns.note(replace(columns.match(text, run.cell.place), field=heading[0]))
            found.append(Filled("label", text, run.cell))
        else:
            found.append(Filled(*heading, run.cell))
    return tuple(found)


def _is_label(text: str, columns: Columns) -> bool:
    words = text.strip()
    if len(words) > 60:
        return False
    if priority_label(words):
        return True
    field, how = columns.field(words)
    return bool(field) and (how in _KNOWN or words.endswith((":", "?")))


def _could_label(text: str, columns: Columns, below_headings: bool, wide: bool) -> bool:
    """Whether a short text beside another, under a priority's label or among labels, may be a label nobody knows."""
    words = text.strip()
    short = len(words) <= 40 and len(re.findall(r"\w+", words)) <= 5 and not words.endswith((".", "!"))
    return short and (not below_headings or wide or bool(columns.field(words)[0]))


def _is_turned(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether the labels stand in the first column, with several columns of values to their right."""
    if len(rows) < 3 or len(rows[0]) < 3:
        return False
    labels = [columns.field(row[0].text) for row in rows if row[0].text.strip() and not row[0].repeated]
    known = [field for field, how in labels if field and how in _KNOWN]
    if len(known) < 3 or len(known) < 0.6 * len(labels) or not {"priority", "action", "title"} & set(known):
        return False
    across = [columns.field(cell.text) for cell in rows[0][1:] if cell.text.strip()]
    beside = [columns.field(row[2].text)[1] for row in rows if row[2].text.strip() and not row[2].repeated]
    several = any(len(_runs(row)) >= 3 for row in rows)
    return several and not any(how in _KNOWN for _, how in across) and beside.count("same") < 2
