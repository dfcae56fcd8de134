"""The sheets the map is drawn on: their sizes, and what stands on each around the map itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sef2si.documents.html import Markup, el
from sef2si.documents.map.boxes import COLOURS, EMPTY
from sef2si.documents.map.layout import Sizes, length, lines_of_text
from sef2si.documents.map.text import PAPER, width, wrapped
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan

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


def said_of(plan: Plan, today: date) -> tuple[str, str]:
    """The school, and what else a sheet says of itself: year, day and version."""
    return (
        plan.school.name or f"School {plan.urn}",
        f"URN {plan.urn} · {plan.year} · as it stood on {written(today)} · version {plan.seq}",
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


def _rule(sheet: Sheet, y: float) -> Markup:
    return el(
        "rect",
        x=length(sheet.margin),
        y=length(y),
        width=length(sheet.room),
        height=1,
        fill="#b1bac3",
    )
