"""Crosswalks: which area of a newer framework comes nearest to one of an older, ours and those a school brought.

Ours lie in data/templates/crosswalks, a school's own beside its frameworks (``SEF2SI_FRAMEWORKS``), as CSV. They are
data, and say nothing of grades: a grade of one framework is never turned into a grade of another.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from sef2si.domain.framework import Crosswalk, Near
from sef2si.errors import Invalid
from sef2si.settings import Settings
from sef2si.templates import templates

COLUMNS = ("from framework", "from area", "to framework", "to area", "note")
_LARGEST = 1_000_000

Stamped = tuple[Path, int, int]


def crosswalk(old: str, new: str, own: Path | None = None) -> Crosswalk | None:
    """From one framework to another, by their keys; None where nobody has made one. A school's own comes before ours.

    Raises ``Invalid`` with a sentence that names a file and what to mend.
    """
    return crosswalks(own).get((old, new))


def crosswalks(own: Path | None = None) -> Mapping[tuple[str, str], Crosswalk]:
    """All of them, by the keys of both frameworks. Read again where a file of the own folder changes."""
    folder = own or Settings.from_environment().frameworks_to_read
    return _read((*_ours(), *(_stamped(folder) if folder else ())))


def grouped(rows: Iterable[tuple[str, str, str, str, str]]) -> tuple[Crosswalk, ...]:
    """One crosswalk for each two frameworks of these rows, which are as ``COLUMNS``; the first match is the nearest."""
    found: dict[tuple[str, str], dict[str, list[Near]]] = {}
    for old, old_area, new, new_area, note in rows:
        near = found.setdefault((old, new), {}).setdefault(old_area, [])
        if all(each.area != new_area for each in near):
            near.append(Near(area=new_area, note=note))
    return tuple(
        Crosswalk(old=old, new=new, near={area: tuple(each) for area, each in near.items()})
        for (old, new), near in found.items()
    )


def written(walk: Crosswalk) -> bytes:
    """A crosswalk as the CSV it is kept in."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for area, near in walk.near.items():
        rows.writerows((walk.old, area, walk.new, each.area, each.note) for each in near)
    return text.getvalue().encode()


@cache
def _ours() -> tuple[Stamped, ...]:
    return _stamped(templates() / "crosswalks")


def _stamped(folder: Path) -> tuple[Stamped, ...]:
    """The files of a folder, each with its time and size: what tells that one came, went or changed."""
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() == ".csv" and not f.name.startswith("."))
        return tuple((file, (about := file.stat()).st_mtime_ns, about.st_size) for file in files)
    except OSError as error:
        raise Invalid(
            "The folder of your own frameworks can't be opened. Please check the setting SEF2SI_FRAMEWORKS, "
            "or leave it out to use what comes with sef2si."
        ) from error


@lru_cache(maxsize=8)
def _read(files: tuple[Stamped, ...]) -> Mapping[tuple[str, str], Crosswalk]:
    found = {}
    for file, _, _ in files:
        for walk in _crosswalks(file):
            found[walk.old, walk.new] = walk
    return found


def _crosswalks(file: Path) -> tuple[Crosswalk, ...]:
    try:
        if file.stat().st_size > _LARGEST:
            raise _unreadable(file, "it is larger than a crosswalk can be.")
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(file, "it can't be read as CSV in UTF-8.") from error
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    missing = next((column for column in COLUMNS[:4] if column not in heads), None)
    if missing:
        raise _unreadable(file, f"it has no column “{missing}”.")
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        blank = next((column for column in COLUMNS[:4] if not cells.get(column)), None)
        if blank:
            raise _unreadable(file, f"row {number}, column “{blank}”, is blank.")
        old, old_area, new, new_area, note = (cells.get(column, "") for column in COLUMNS)
        found.append((old, old_area, new, new_area, note))
    return grouped(found)


def _unreadable(file: Path, what: str) -> Invalid:
    return Invalid(f"The crosswalk file {file.name} can't be used: {what} Please mend it or take it away.")
