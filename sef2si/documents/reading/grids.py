"""From filled places to a ``Grid``: merged cells spread, empty edges and long blank runs cut, all within limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise

from sef2si.documents.reading.blocks import Cell, Grid, Place
from sef2si.documents.reading.refusals import too_large

FILLED = 100_000  # cells with text in one table or sheet
PLACES = 400_000  # cells with and without text
_BLANK = 2  # blank rows or columns kept between what is filled

Written = tuple[str, date | Decimal | None, bool]  # text, value, repeated
Filled = Mapping[tuple[int, int], Written]  # by row and column, counted from 1
Area = tuple[int, int, int, int]  # first row, first column, last row, last column


def letter(column: int) -> str:
    """1 -> A, 27 -> AA."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for each in letters.upper():
        number = number * 26 + ord(each) - 64
    return number


def spread(filled: dict[tuple[int, int], Written], areas: Iterable[Area]) -> None:
    """Repeat each merged cell's text in its other places, no further than the last filled row and column.

    At most ``FILLED`` copies are made: an area as large as a sheet is not a table's.
    """
    if not filled:
        return
    last_row = max(row for row, _ in filled)
    last_column = max(column for _, column in filled)
    left = FILLED
    for top, first, bottom, last in areas:
        written = filled.get((top, first))
        rows = range(top, min(bottom, last_row) + 1)
        columns = range(first, min(last, last_column) + 1)
        left -= len(rows) * len(columns)
        if written is None or written[2] or left < 0:
            continue
        for row in rows:
            for column in columns:
                filled.setdefault((row, column), (written[0], written[1], True))


def grid(file: str, name: str, part: str, filled: Filled, *, hidden: bool = False) -> Grid | None:
    """The grid of the filled places, or None where there is no text. ``file`` is named if it is far too large."""
    texts = {place: written for place, written in filled.items() if written[0].strip()}
    if not texts:
        return None
    own = [place for place, written in texts.items() if not written[2]]
    numbers = tuple(_kept({row for row, _ in own}, {row for row, _ in texts}))
    columns = tuple(_kept({column for _, column in own}, {column for _, column in texts}))
    if len(texts) > 2 * FILLED or len(numbers) * len(columns) > PLACES:
        raise too_large(file)
    return built(
        name,
        part,
        numbers,
        tuple(letter(column) for column in columns),
        {
            (numbers_at, columns_at): texts[row, column]
            for numbers_at, row in enumerate(numbers)
            for columns_at, column in enumerate(columns)
            if (row, column) in texts
        },
        hidden=hidden,
    )


def built(
    name: str, part: str, numbers: tuple[int, ...], letters: tuple[str, ...], filled: Filled, *, hidden: bool = False
) -> Grid:
    """A grid with the rows ``numbers`` and the columns ``letters``; here ``filled`` counts both from 0."""
    nothing: Written = ("", None, False)
    rows = tuple(
        tuple(
            Cell(text, Place(part, number, column), value, repeated)
            for at, column in enumerate(letters)
            for text, value, repeated in (filled.get((index, at), nothing),)
        )
        for index, number in enumerate(numbers)
    )
    return Grid(name, rows, Place(part), hidden)


def _kept(own: set[int], used: set[int]) -> Iterator[int]:
    """Each number that has text of its own, in order, and what lies blank between, as far as that is no long run.

    A row or column that only repeats its neighbours' merged cells says nothing, and is left out.
    """
    ordered = sorted(own)
    yield ordered[0]
    for before, after in pairwise(ordered):
        blank = (each for each in range(before + 1, after) if each not in used)
        yield from islice(blank, _BLANK)
        yield after
