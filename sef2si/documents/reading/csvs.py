"""A CSV file as one grid: its encoding and its delimiter found out, every text kept as it is."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.encodings import decoded
from sef2si.documents.reading.grids import FILLED, Written, grid
from sef2si.documents.reading.refusals import refused, too_large

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright lines"}
_LOOKED_AT = 200  # rows that decide on the delimiter
_END = "\x1fend of file\x1f"  # a row of our own: whoever doesn't meet it at the end is still inside quotation marks


def read(name: str, content: bytes) -> Reading:
    """The rows as one ``Grid``. A quotation mark that never closes raises ``Invalid`` with its row."""
    text, said = decoded(name, content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, text = first[4], rest  # Excel's own way to name it
    else:
        delimiter = _delimiter(text)
        if delimiter != ",":
            said.append(f"Its columns are parted by {_DELIMITERS[delimiter]}.")
    filled: dict[tuple[int, int], Written] = {}
    for number, row in enumerate(_rows(name, text, delimiter), start=1):
        for column, each in enumerate(row, start=1):
            if each.strip():
                filled[number, column] = (each, None, False)
        if len(filled) > FILLED:
            raise too_large(name)
    table = grid(name, "", "table", filled)
    if table is None:
        raise refused(name, "has no text in it. Please check that it is the file you meant.")
    return Reading(name, "csv", (table,), tuple(said))


def _rows(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(f"{text}\n{_END}\n", newline=""), delimiter=delimiter)
    number = 0
    row: list[str] = []
    try:
        for row in rows:
            if row == [_END]:
                return
            if row and row[-1].endswith(f"{_END}\n"):
                break
            number += 1
            yield row
    except csv.Error as error:  # a cell longer than any: nobody closed it, or it is no table
        if '"' not in text:
            raise too_large(name) from error
    raise refused(
        name,
        f"can’t be read from row {number + 1} on: a quotation mark opens there and never closes. Please open the file "
        "in Excel, save it as an Excel workbook and bring that.",
    )


def _delimiter(text: str) -> str:
    """The delimiter by which the most of the first rows have as many cells as one another, and more than one."""
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(each.strip() for each in row))
        del widths[1]
        if not widths:
            continue
        width, alike = widths.most_common(1)[0]
        if (alike, width) > most:
            best, most = delimiter, (alike, width)
    return best
