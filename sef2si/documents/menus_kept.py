"""A school's own copy of the CPD menu: a CSV file with our columns, looked at first, kept, and taken back.

Beside it lies ``.menu-<urn>.csv`` with the copy there was before, empty where there was none; it goes back once.
"""

from __future__ import annotations

import csv
import hashlib
import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sef2si import templates
from sef2si.documents.frameworks_csv import keep_file, made, not_written, own_folder
from sef2si.documents.reading import csvs
from sef2si.documents.reading.blocks import Cell, Grid
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.needs import NeedSort
from sef2si.domain.offers import Feature, TakesPlace
from sef2si.domain.people import Deed, Person
from sef2si.domain.school import School
from sef2si.errors import Invalid
from sef2si.menu import MENU_FILE, MENU_GROUPS, MenuEntry, menu, menu_for, menu_from, several
from sef2si.services.access import permit

COLUMNS = (
    "id", "groups", "label", "source", "needs_cover", "in_house", "good_for", "hours", "sessions", "takes_place",
    "weeks", "mechanisms", "features", "impact_levels", "figures_source",
)  # fmt: skip
_LARGEST = 500_000
_LONG = 500
_SHOWN = 12
_NOTHING = "Nothing was changed."
_ONE_AT_A_TIME = threading.Lock()
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "needs_cover": ("yes", "no", "maybe"),
    "in_house": ("yes", "no", "either"),
    "takes_place": tuple(each.value for each in TakesPlace),
}


@dataclass(frozen=True)
class ComingMenu:
    """A file as it would become the school's menu. ``lines``: (form, what changes) where one does.

    ``mark`` says which menu it was held against, so that nobody's later change is written over.
    """

    content: bytes
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    mark: str


def own_copy(urn: str) -> bool:
    """Whether the school has one."""
    return (own_folder() / MENU_FILE.format(urn)).is_file()


def as_csv(school: School) -> bytes:
    """The menu as the school sees it, to edit. The mark tells Excel that it is UTF-8."""
    return b"\xef\xbb\xbf" + _written(menu_for(school))


def coming(school: School, name: str, content: bytes) -> ComingMenu:
    """What a file would change. Raises ``Invalid`` with row, column and what to do."""
    rows = _rows(name, content)
    faults = [fault for row in rows for fault in _faults(row)]
    ours = [entry.id for entry in menu()]
    there = [row["id"].text.strip() for row in rows]
    faults += [f"“{key}” is missing. Please keep all {len(ours)} forms." for key in ours if key not in there]
    faults += [
        f"there is no form “{key[:40]}”. Please keep the column “id” as it is." for key in there if key not in ours
    ]
    faults += [f"“{key}” is there twice." for key in dict.fromkeys(there) if there.count(key) > 1]
    if faults:
        more = f" And {len(faults) - _SHOWN} more like these." if len(faults) > _SHOWN else ""
        raise Invalid(f"{name} can't be used as it is: {' '.join(faults[:_SHOWN])}{more} {_NOTHING}")
    wanted = menu_from({column: cell.text.strip() for column, cell in row.items()} for row in rows)
    now = menu_for(school)
    before = {entry.id: entry for entry in now}
    lines = tuple((entry.label, said) for entry in wanted if (said := tuple(_changes(before[entry.id], entry))))
    return ComingMenu(_written(wanted), lines, _mark(now))


def bring(person: Person, school: School, wanted: ComingMenu) -> None:
    """Keep it in place of the one there was. Raises ``Invalid`` where that is another one by now."""
    permit(person, Deed.EDIT, school.urn)
    with _ONE_AT_A_TIME:
        if _mark(menu_for(school)) != wanted.mark:
            raise Invalid(f"Somebody brought another menu in meanwhile. Please look at the file again. {_NOTHING}")
        folder = made(own_folder())
        file = folder / MENU_FILE.format(school.urn)
        keep_file(_before(school.urn), file.read_bytes() if file.is_file() else b"")
        keep_file(file, wanted.content)


def can_take_back(urn: str) -> bool:
    return _before(urn).is_file()


def take_back(person: Person, urn: str) -> None:
    """Put back the copy there was before, or ours where there was none. Raises ``Invalid`` where nothing is left."""
    permit(person, Deed.EDIT, urn)
    with _ONE_AT_A_TIME:
        if not can_take_back(urn):
            raise Invalid(f"There is nothing to take back any more. {_NOTHING}")
        earlier = _before(urn).read_bytes()
        file = own_folder() / MENU_FILE.format(urn)
        try:
            if earlier:
                keep_file(file, earlier)
            else:
                file.unlink(missing_ok=True)
            _before(urn).unlink()
        except OSError as error:
            raise not_written() from error


def _before(urn: str) -> Path:
    return own_folder() / f".{MENU_FILE.format(urn)}"


def _mark(entries: Sequence[MenuEntry]) -> str:
    return hashlib.sha256(_written(entries)).hexdigest()


def _written(entries: Sequence[MenuEntry]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([_plain(getattr(entry, column)) for column in COLUMNS] for entry in entries)
    return text.getvalue().encode()


def _plain(value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _changes(before: MenuEntry, after: MenuEntry) -> Iterator[str]:
    for column in COLUMNS:
        was, now = _plain(getattr(before, column)), _plain(getattr(after, column))
        if was != now:
            yield f"{column.replace('_', ' ')}: {was or 'blank'} → {now or 'blank'}"


def _rows(name: str, content: bytes) -> list[dict[str, Cell]]:
    if len(content) > _LARGEST or content.startswith(b"PK\x03\x04"):
        raise Invalid(f"{name} is not a menu as CSV. Please save the sheet as CSV and choose it again. {_NOTHING}")
    grid = next((block for block in csvs.read(name, content).blocks if isinstance(block, Grid)), None)
    heads = [cell.text.strip().casefold() for cell in grid.rows[0]] if grid else []
    missing = [column for column in COLUMNS if column not in heads]
    if grid is None or missing:
        lack = ", ".join(f"“{column}”" for column in missing[:3])
        raise Invalid(f"{name} lacks the columns {lack}. Please start from the menu you can download here. {_NOTHING}")
    places = {column: heads.index(column) for column in COLUMNS}
    filled = (row for row in grid.rows[1:] if any(cell.text.strip() for cell in row))
    return [{column: row[place] for column, place in places.items()} for row in filled]


def _faults(row: Mapping[str, Cell]) -> Iterator[str]:
    def where(column: str) -> str:
        place = row[column].place
        return f"row {place.row}, column {place.column}:"

    text = {column: cell.text.strip() for column, cell in row.items()}
    for column in ("label", "source", "figures_source"):
        if not text[column] or len(text[column]) > _LONG or not text[column].isprintable():
            yield f"{where(column)} please write something on one line, {_LONG} characters at most."
    for column, allowed in _ONE_OF.items():
        if text[column] not in allowed:
            yield f"{where(column)} “{text[column][:40]}” is not one of {', '.join(allowed)}."
    for column, allowed in _several().items():
        wrong = next((part for part in several(text[column]) if part not in allowed), None)
        if wrong is not None:
            yield f"{where(column)} “{wrong[:40]}” is not one of {', '.join(allowed)}. Part them with semicolons."
    for column, most in (("hours", 500), ("sessions", 100), ("weeks", 200)):
        if not _is_number(text[column], most, whole=column != "hours"):
            yield f"{where(column)} “{text[column][:40]}” is not a number from 1 to {most}. Please write it in figures."
    if not text["groups"]:
        yield f"{where('groups')} a form belongs to one group at least."


def _several() -> Mapping[str, tuple[str, ...]]:
    return {
        "groups": tuple(MENU_GROUPS),
        "good_for": tuple(each.value for each in NeedSort),
        "mechanisms": tuple(each.id for each in templates.mechanisms()),
        "features": tuple(each.value for each in Feature),
        "impact_levels": tuple(each.value for each in ImpactLevel),
    }


def _is_number(typed: str, most: int, *, whole: bool) -> bool:
    try:
        number = float(typed)
    except ValueError:
        return False
    return 0 < number <= most and typed.isascii() and (not whole or typed.isdecimal())
