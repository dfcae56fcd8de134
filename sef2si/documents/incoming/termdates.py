"""An authority's or a school's own dates, from its CSV, XLSX or ICS file, as entries of the school's calendar.

What a row is, is read from its words: a half-term, an INSET day, examinations, a term. “Autumn term starts” and “Autumn
term ends” in two rows are one term. What can't be read is said, row by row; the school decides before anything is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sef2si.documents.reading.blocks import Cell, Grid, Place, Reading
from sef2si.domain.cycle import date_from, first_day, last_day, written
from sef2si.domain.dates import CalendarDate, DateSort

_FROM = re.compile(r"^(from|start\w*|begin\w*|opens?|first day|date|day)\b", re.IGNORECASE)
_TO = re.compile(r"^(to|until|till|end\w*|close\w*|last day)\b", re.IGNORECASE)
_WHAT = re.compile(r"^(what|name|title|summary|event|description|term|holiday)\b", re.IGNORECASE)
_SORTS = (
    (DateSort.INSET, re.compile(r"\b(inset|training day|non[- ]pupil|staff (training )?day|pd day)", re.IGNORECASE)),
    (
        DateSort.HOLIDAY,
        re.compile(
            r"half[- ]?term|holiday|\bbreak\b|\bclosed\b|closure|bank|good friday|easter monday|may day|christmas",
            re.IGNORECASE,
        ),
    ),
    (DateSort.PARENTS, re.compile(r"\b(parents?|carers?|families)\b.*\b(evening|consultation|day)", re.IGNORECASE)),
    (DateSort.REPORTS, re.compile(r"\breports?\b", re.IGNORECASE)),
    (DateSort.EXAMINATIONS, re.compile(r"\b(exams?|examinations?|mocks?|sats|gcses?|a[- ]levels?)\b", re.IGNORECASE)),
    (DateSort.TERM, re.compile(r"\bterm\b|autumn|spring|summer", re.IGNORECASE)),
)
_STARTS = re.compile(r"\b(starts?|begins?|opens?|first day|start of)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(ends?|finish\w*|closes?|last day|end of)\b", re.IGNORECASE)
_SPARE = re.compile(r"\b(of|the|for|all|pupils|students|school)\b", re.IGNORECASE)
_HEAD_ROWS = 10
LARGEST = 200  # entries: an authority names twenty


@dataclass(frozen=True)
class TermDates:
    """What was read. ``left`` are rows that could not be: what they say, where they stand and why, in sentences."""

    entries: tuple[CalendarDate, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    what: str
    first: date | None
    last: date | None
    place: Place


def term_dates(reading: Reading, year: str) -> TermDates:
    """The entries of this academic year. Rows of other years are left out silently: files often hold several."""
    rows = [row for block in reading.blocks if isinstance(block, Grid) for row in _rows(block)]
    left: list[str] = []
    entries: dict[str, CalendarDate] = {}
    halves: dict[str, dict[str, _Row]] = {}
    for row in rows[:LARGEST]:
        if row.first is None or not row.what:
            if row.what or row.first:
                left.append(_why(row))
            continue
        if not first_day(year) <= row.first <= last_day(year):
            continue
        sort = next((sort for sort, words in _SORTS if words.search(row.what)), None)
        edge = _edge(row) if sort is DateSort.TERM or sort is None else ""
        if edge:
            halves.setdefault(_key(row.what), {})[edge] = row
        elif sort is None:
            left.append(f"“{row.what}” ({row.place}) is neither a term nor a holiday nor an INSET day that we know.")
        elif row.last and row.last < row.first:
            left.append(f"“{row.what}” ({row.place}) ends before it starts. Please check both days.")
        else:
            _add(entries, _entry(sort, row.what, row.first, row.last or row.first))
    for pair in halves.values():
        left += _joined(entries, pair)
    if len(rows) > LARGEST:
        left.append(f"Only the first {LARGEST} rows were read.")
    return TermDates(tuple(sorted(entries.values(), key=lambda e: (e.starts or date.min, e.id))), tuple(left))


def _joined(entries: dict[str, CalendarDate], pair: dict[str, _Row]) -> Iterator[str]:
    first, last = pair.get("starts"), pair.get("ends")
    if first and last and first.first and last.first and first.first <= last.first:
        title = _ENDS.sub("", _STARTS.sub("", first.what)).strip(" :-–,")
        _add(entries, _entry(DateSort.TERM, title or first.what, first.first, last.first))
        return
    for row in pair.values():
        other = "last" if row is first else "first"
        yield f"“{row.what}” ({row.place}) has no {other} day beside it, so it is no term yet."


def _add(entries: dict[str, CalendarDate], entry: CalendarDate) -> None:
    entries.setdefault(entry.id, entry)


def _entry(sort: DateSort, title: str, first: date, last: date) -> CalendarDate:
    """Under an id made of what it says: the same file twice changes nothing."""
    told = hashlib.sha256(f"{sort.value}|{first}|{last}".encode()).hexdigest()[:16]
    return CalendarDate(id=f"term-dates.{told}", sort=sort, title=title[:200], starts=first, ends=last)


def _edge(row: _Row) -> str:
    """Whether a row names the start or the end of something and not the whole."""
    if row.last and row.first and row.last - row.first > timedelta(days=1):
        return ""
    return "starts" if _STARTS.search(row.what) else "ends" if _ENDS.search(row.what) else ""


def _key(what: str) -> str:
    words = _SPARE.sub(" ", _ENDS.sub(" ", _STARTS.sub(" ", what)))
    return " ".join(re.findall(r"\w+", words.casefold()))


def _why(row: _Row) -> str:
    if row.first is None:
        return f"“{row.what}” ({row.place}) has no day that we can read. Please write it like 2 September 2026."
    return f"{written(row.first)} ({row.place}) does not say what it is."


def _rows(grid: Grid) -> Iterator[_Row]:
    at, head = _head(grid.rows)
    if head is None:
        yield from (_guessed(row) for row in grid.rows if any(cell.text.strip() for cell in row))
        return
    what, first, last = head
    for row in grid.rows[at + 1 :]:
        if any(cell.text.strip() for cell in row):
            until = _day(row[last]) if last is not None else None
            yield _Row(" ".join(row[what].text.split()), _day(row[first]), until, row[0].place)


def _head(rows: Sequence[Sequence[Cell]]) -> tuple[int, tuple[int, int, int | None] | None]:
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        texts = [" ".join(cell.text.split()) for cell in row]
        first = _find(texts, _FROM)
        last = _find(texts, _TO)
        what = next((n for n, text in enumerate(texts) if _WHAT.search(text) and n not in (first, last)), None)
        if first is not None and what is not None:
            return at, (what, first, last)
    return 0, None


def _find(texts: Sequence[str], words: re.Pattern[str]) -> int | None:
    return next((n for n, text in enumerate(texts) if words.search(text)), None)


def _guessed(row: Sequence[Cell]) -> _Row:
    """Of a table without headings: the days in their order, and the first text that is none."""
    days = [day for cell in row if (day := _day(cell))]
    text = next((cell.text for cell in row if cell.text.strip() and _day(cell) is None), "")
    return _Row(" ".join(text.split()), next(iter(days), None), next(iter(days[1:]), None), row[0].place)


def _day(cell: Cell) -> date | None:
    if isinstance(cell.value, date):
        return cell.value
    try:
        return date_from(cell.text.strip())
    except ValueError:
        return None
