"""The CPD menu: forms of CPD with what each is good for and takes, ours or a school's own copy.

Kernels import this module, so it imports little. Whoever shows a form, asks for it with the school: its words and
figures are what the school says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from sef2si.domain.school import School
from sef2si.errors import Invalid
from sef2si.settings import Settings
from sef2si.templates import rows_of, templates

MENU_FILE = "menu-{}.csv"  # in the school's own folder; {}: its URN
MENU_GROUPS: Mapping[str, str] = {
    "individual": "On one's own",
    "within_school": "Within school",
    "cross_school": "Across schools",
    "external": "From outside",
}


@dataclass(frozen=True)
class MenuEntry:
    """One form of CPD (003-F6, A3.5; placement from 004). The first of ``groups`` is the source's own.

    ``needs_cover`` is yes, no or maybe; ``in_house`` is yes, no or either. ``hours`` are for one person and the whole
    of it, in ``sessions``; ``weeks`` pass from its start until practice could change. ``good_for`` are keys of
    ``NeedSort``, ``takes_place`` one of ``TakesPlace``, ``features`` of ``Feature``, ``impact_levels`` of
    ``ImpactLevel``. ``mechanisms`` are keys of EEF's fourteen that the form allows: that proves nothing of an offer.
    ``source`` and ``figures_source`` say where it was read and what is our estimate.
    """

    id: str
    groups: tuple[str, ...]
    label: str
    source: str
    needs_cover: str
    in_house: str
    good_for: tuple[str, ...]
    hours: Decimal
    sessions: int
    takes_place: str
    weeks: int
    mechanisms: tuple[str, ...]
    features: tuple[str, ...]
    impact_levels: tuple[str, ...]
    figures_source: str


@cache
def menu() -> tuple[MenuEntry, ...]:
    """All forms of CPD, in the order of the menu."""
    return menu_from(rows_of(templates() / "menu.csv"))


def menu_for(school: School, own: Path | None = None) -> tuple[MenuEntry, ...]:
    """The menu as this school sees it: its own copy where it has one, else ours. Read again where its file changes."""
    folder = own or Settings.from_environment().frameworks_to_read
    file = folder / MENU_FILE.format(school.urn) if folder else None
    try:
        about = file.stat() if file else None
    except OSError:
        about = None
    return _own_menu(file, about.st_mtime_ns, about.st_size) if file and about else menu()


@lru_cache(maxsize=64)
def _own_menu(file: Path, changed: int, size: int) -> tuple[MenuEntry, ...]:
    try:
        return menu_from(rows_of(file))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, OSError) as error:
        raise Invalid(
            f"Your own copy of the CPD menu, {file.name}, can't be read. Please bring it in again, or take it back."
        ) from error


def menu_from(rows: Iterable[Mapping[str, str]]) -> tuple[MenuEntry, ...]:
    """Entries of the rows of a menu's file. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a wrong one."""
    return tuple(
        MenuEntry(
            id=row["id"],
            groups=several(row["groups"]),
            label=row["label"],
            source=row["source"],
            needs_cover=row["needs_cover"],
            in_house=row["in_house"],
            good_for=several(row["good_for"]),
            hours=Decimal(row["hours"]),
            sessions=int(row["sessions"]),
            takes_place=row["takes_place"],
            weeks=int(row["weeks"]),
            mechanisms=several(row["mechanisms"]),
            features=several(row["features"]),
            impact_levels=several(row["impact_levels"]),
            figures_source=row["figures_source"],
        )
        for row in rows
    )


def menu_entry(school: School, key: str) -> MenuEntry | None:
    """The form of CPD stored as ``Activity.form``, as this school's menu has it; None where there is none."""
    return next((entry for entry in menu_for(school) if entry.id == key), None) if key else None


def several(written: str) -> tuple[str, ...]:
    """``"a; b"`` -> ``("a", "b")``."""
    return tuple(part.strip() for part in written.split(";") if part.strip())
