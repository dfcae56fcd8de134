"""The map on sheets of paper: drawn at the sheet's own size, whole priorities to a page, type that can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sef2si.documents.map.boxes import EMPTY, Box, boxes
from sef2si.documents.map.layout import Chain, Cut, Key, Layout, headings, parted, runs
from sef2si.documents.map.rows import left_out, paths
from sef2si.documents.map.sheets import (
    SHEETS,
    Sheet,
    footer,
    footer_height,
    header,
    nothing_yet,
    picture,
    said_of,
)
from sef2si.documents.map.text import PAPER, wrapped
from sef2si.domain.plan import Plan, shared


@dataclass(frozen=True)
class Page:
    """``svg`` is as large as its sheet, in millimetres; ``alternative`` says in words what is on it."""

    svg: str
    alternative: str


def map_pages(plan: Plan, today: date, size: str = "A3") -> tuple[str, ...]:
    """The map as SVG pictures of whole sheets, ``A3`` or ``A4`` across, one at least."""
    return tuple(page.svg for page in pages(plan, today, SHEETS[size]))


def pages(plan: Plan, today: date, sheet: Sheet, total: int | None = None, word: str = "Page") -> tuple[Page, ...]:
    """The sheets of the map, in the largest type that takes no more of them than the smallest does. ``plan`` is whole.

    ``total`` is how many pages the whole document has, where more come after the sheets; ``word`` is what a sheet is
    called where it is no page of a document of its own.

    A priority that is too high for a sheet goes on upon the next, its box drawn again; an activity that serves
    priorities on two sheets is drawn on each.
    """
    open_plan, gone = shared(plan), left_out(plan)
    found = [tuple(boxes(open_plan, path, today) for path in run) for run in runs(paths(open_plan, today))]
    notes = _notes(sheet, gone)
    tried = [_laid(found, sheet, title, notes) for title in sheet.types]
    layouts = next(each for each in tried if len(each) <= len(tried[-1]))
    about, last = said_of(plan, today), total or len(layouts)
    return tuple(
        Page(
            _drawn(sheet, layout, about, notes, f"{word} {place} of {last}"),
            _alternative(layout, f"{word.lower()} {place} of {last}"),
        )
        for place, layout in enumerate(layouts, start=1)
    )


def _laid(found: Sequence[tuple[Chain, ...]], sheet: Sheet, title: float, notes: Sequence[str]) -> tuple[Layout, ...]:
    sizes, known = sheet.sizes(title), dict[Box, Cut]()
    bottom = sheet.height - sheet.margin - footer_height(sheet, notes)

    def layout(these: Sequence[Chain], before: Sequence[tuple[Chain, ...]]) -> Layout:
        seen = {(box.column, box.key): place for place, part in enumerate(before, 1) for each in part for box in each}
        made = Layout(sizes, known)
        for chain in these:
            made.add(_again(box, seen) for box in chain)
        return made

    parts = parted(found, lambda these, before: layout(these, before).tops()[1] <= bottom)
    return tuple(layout(part, parts[:place]) for place, part in enumerate(parts)) or (Layout(sizes),)


def _again(box: Box, seen: Mapping[Key, int]) -> Box:
    """The box as it is drawn where an earlier page has it already."""
    page = seen.get((box.column, box.key))
    if page is None:
        return box
    if box.column < 2:
        return replace(box, sub=f"continued from page {page}", amber=False)
    return replace(box, sub=f"also on page {page}{': ' if box.sub else ''}{box.sub}")


def _drawn(sheet: Sheet, layout: Layout, about: tuple[str, str], notes: Sequence[str], page: str) -> str:
    sizes = layout.sizes
    return picture(
        sheet,
        header(sheet, about, page),
        headings(sizes, sizes.top - 0.9 * sizes.title),
        layout.markup(),
        None if layout.cuts else nothing_yet(sheet, sizes),
        footer(sheet, notes),
    )


def _notes(sheet: Sheet, gone: Sequence[str]) -> tuple[str, ...]:
    words = (
        "Where a text ends in “…”, the table has the whole of it. Actions that are not CPD are in the table. "
        f"{' '.join(gone) or 'Nothing else that belongs on the map is left out.'}"
    )
    return wrapped(words, sheet.room, sheet.small, 12, face=PAPER)


def _alternative(layout: Layout, page: str) -> str:
    """What is on a page, in words; the table has the rest."""
    shown = [cut.box for cut in layout.cuts]
    if not shown:
        return f"Priority-to-CPD map, {page}. {EMPTY}"
    titles = "; ".join(box.title for box in shown if box.column == 0 and not box.todo)
    open_links = sum(box.todo for box in shown)
    return (
        f"Priority-to-CPD map, {page}. Priorities: {titles or 'none'}. "
        f"{open_links or 'No'} {'link is' if open_links == 1 else 'links are'} not yet agreed here. "
        "The table after the map says the same in words."
    )
