"""The map on sheets of paper: drawn at the sheet's own size, whole priorities to a page, type that can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sef2si.documents.html import Markup, el
from sef2si.documents.priority_map_boxes import COLOURS, EMPTY, Box, boxes
from sef2si.documents.priority_map_layout import (
    Chain,
    Cut,
    Key,
    Layout,
    Sizes,
    headings,
    length,
    lines_of_text,
    parted,
    runs,
)
from sef2si.documents.priority_map_rows import left_out, paths
from sef2si.documents.priority_map_text import PAPER, width, wrapped
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan, shared

POINTS_A_MM = 72 / 25.4
DASHED = "Dashed box or line: a link that is not yet agreed."
_INK, _QUIET = "#14202b", "#51606d"


@dataclass(frozen=True)
class Sheet:
    """A sheet across, in millimetres; ``types`` are the sizes of type to try, in points, the largest first.

    The second lines of boxes, legend and notes are a point smaller. ``heading`` is the size of the sheet's title.
    """

    across: float
    down: float
    types: tuple[float, ...]
    heading: float
    margin: float = 28

    @property
    def width(self) -> float:
        """In points."""
        return self.across * POINTS_A_MM

    @property
    def height(self) -> float:
        return self.down * POINTS_A_MM

    @property
    def room(self) -> float:
        return self.width - 2 * self.margin

    @property
    def small(self) -> float:
        """The smallest type on it, in points."""
        return self.types[-1] - 1

    def sizes(self, title: float) -> Sizes:
        """Sizes for boxes whose titles are set in so many points."""
        gutter = 2.4 * title
        return Sizes(
            box=(self.room - 3 * gutter) / 4,
            gutter=gutter,
            margin=self.margin,
            top=self.margin + 2.6 * self.heading + 2.4 * title,
            title=title,
            small=title - 1,
            line=1.22 * title,
            line_small=1.2 * (title - 1),
            pad=0.5 * title,
            gap=0.55 * title,
            head=title + 1,
            between=0.7 * title,
            inset=title,
            stroke=1.25,
            mark=0.4 * title,
            dashes="5 3.5",
            title_lines=4,
            sub_lines=4,
            face=PAPER,
        )


SHEETS: Mapping[str, Sheet] = {
    "A3": Sheet(420, 297, (15, 14, 13, 12, 11), heading=20),
    "A4": Sheet(297, 210, (11, 10, 9), heading=15, margin=24),
}


@dataclass(frozen=True)
class Page:
    """``svg`` is as large as its sheet, in millimetres; ``alternative`` says in words what is on it."""

    svg: str
    alternative: str


def map_pages(plan: Plan, today: date, size: str = "A3") -> tuple[str, ...]:
    """The map as SVG pictures of whole sheets, ``A3`` or ``A4`` across, one at least."""
    return tuple(page.svg for page in pages(plan, today, SHEETS[size]))


def pages(plan: Plan, today: date, sheet: Sheet, total: int | None = None) -> tuple[Page, ...]:
    """The sheets of the map, in the largest type that takes no more of them than the smallest does. ``plan`` is whole.

    ``total`` is how many pages the whole document has, where more come after the sheets.

    A priority that is too high for a sheet goes on upon the next, its box drawn again; an activity that serves
    priorities on two sheets is drawn on each.
    """
    open_plan, gone = shared(plan), left_out(plan)
    found = [tuple(boxes(open_plan, path, today) for path in run) for run in runs(paths(open_plan, today))]
    notes = _notes(sheet, gone)
    tried = [_laid(found, sheet, title, notes) for title in sheet.types]
    layouts = next(each for each in tried if len(each) == len(tried[-1]))
    about, last = said_of(plan, today), total or len(layouts)
    return tuple(
        Page(
            _drawn(sheet, layout, about, notes, f"Page {place} of {last}"),
            _alternative(layout, f"page {place} of {last}"),
        )
        for place, layout in enumerate(layouts, start=1)
    )


def said_of(plan: Plan, today: date) -> tuple[str, str]:
    """The school, and what else a sheet says of itself: year, day and version."""
    return (
        plan.school.name or f"School {plan.urn}",
        f"URN {plan.urn} · {plan.year} · as it stood on {written(today)} · version {plan.seq}",
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


def nothing_yet(sheet: Sheet, sizes: Sizes) -> list[Markup]:
    """What stands where there is no box."""
    words = wrapped(EMPTY, sheet.room, sizes.title, 3, face=PAPER)
    top = sizes.top + 2 * sizes.title
    return lines_of_text(words, sheet.margin, top, step=sizes.line, name="small", size=sizes.title)


def picture(sheet: Sheet, *inside: Markup | Sequence[Markup] | None) -> str:
    """The whole sheet as SVG: its unit is the point, so that every size in it is the size in print."""
    return str(
        el(
            "svg",
            el("rect", width=length(sheet.width), height=length(sheet.height), fill="#fff"),
            *inside,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {length(sheet.width)} {length(sheet.height)}",
            width=f"{sheet.across:g}mm",
            height=f"{sheet.down:g}mm",
            font_family="'Source Sans 3', 'Liberation Sans', Arial, Helvetica, sans-serif",
        )
    )


def header(sheet: Sheet, about: tuple[str, str], page: str) -> list[Markup]:
    """The title of the sheet, what it says of itself, and which page it is."""
    size, small, margin = sheet.heading, 0.6 * sheet.heading, sheet.margin
    school, rest = about
    top = margin + 0.8 * size
    shown = wrapped(
        f"Priority-to-CPD map: {school}",
        sheet.room - width(page, small, True, PAPER) - 20,
        size,
        1,
        bold=True,
        face=PAPER,
    )
    return [
        *lines_of_text(shown, margin, top, step=0, name="title", size=size),
        el(
            "text",
            page,
            x=length(sheet.width - margin),
            y=length(top),
            text_anchor="end",
            font_size=length(small),
            font_weight=600,
            fill=_INK,
        ),
        *lines_of_text((rest,), margin, top + 1.15 * small + 4, step=0, name="small", size=small),
        _rule(sheet, margin + 2.15 * size),
    ]


def footer(sheet: Sheet, notes: Sequence[str]) -> list[Markup]:
    """The legend, and below it what is left out."""
    size = sheet.small
    top = sheet.height - sheet.margin - footer_height(sheet, notes) + 0.6 * size
    base, left = top + 1.7 * size, sheet.margin
    drawn: list[Markup] = [_rule(sheet, top)]
    for words, todo in (("Solid: agreed in the plan.", False), (DASHED, True)):
        drawn += [
            el(
                "rect",
                x=length(left + 0.6),
                y=length(base - 0.95 * size),
                width=length(2.4 * size),
                height=length(1.2 * size),
                rx=2,
                fill="#fdf0dc" if todo else "#fff",
                stroke=COLOURS["todo" if todo else "priority"],
                stroke_width=1.25,
                stroke_dasharray="5 3.5" if todo else None,
            ),
            *lines_of_text((words,), left + 3 * size, base, step=0, name="small", size=size),
        ]
        left += 3 * size + width(words, size, face=PAPER) + 2 * size
    return drawn + lines_of_text(notes, sheet.margin, base + 1.5 * size, step=1.25 * size, name="small", size=size)


def footer_height(sheet: Sheet, notes: Sequence[str]) -> float:
    return sheet.small * (2.6 + 1.25 * len(notes))


def _notes(sheet: Sheet, gone: Sequence[str]) -> tuple[str, ...]:
    words = (
        "Where a text ends in “…”, the table has the whole of it. Actions that are not CPD are in the table. "
        f"{' '.join(gone) or 'Nothing else of the plan is left out.'}"
    )
    return wrapped(words, sheet.room, sheet.small, 12, face=PAPER)


def _rule(sheet: Sheet, y: float) -> Markup:
    return el(
        "rect",
        x=length(sheet.margin),
        y=length(y),
        width=length(sheet.room),
        height=1,
        fill="#b1bac3",
    )


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
