"""The map on one slide: whole where it can be read from the back of a room, else a line for each priority."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sef2si.advice.costs import pounds, sum_of
from sef2si.documents.map.boxes import Box, boxes, counted
from sef2si.documents.map.layout import Chain, Layout, Sizes, headings, lines_of_text, runs
from sef2si.documents.map.rows import NOTHING_OUT, Path, left_out, paths
from sef2si.documents.map.sheets import (
    POINTS_A_MM,
    Sheet,
    footer,
    footer_height,
    header,
    nothing_yet,
    picture,
    said_of,
)
from sef2si.documents.map.text import PAPER, wrapped
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan, shared
from sef2si.domain.record import Record

R = TypeVar("R", bound=Record)
# A slide of 13 1/3 by 7 1/2 inches, as presentation programs make it: twice its points are 1920 by 1080.
SLIDE = Sheet(960 / POINTS_A_MM, 540 / POINTS_A_MM, (17, 16, 15, 14, 13, 12), heading=20, margin=24)
# What fits on the first page of a Word document across, under its title, which says all that a heading would.
IN_WORD = Sheet(261, 96, (11, 10, 9.5, 9), heading=0, margin=2)


def map_slide(plan: Plan, today: date) -> str:
    """One SVG picture of a slide, no type in it below 11 points: what doesn't fit is counted, never made smaller."""
    return map_in_short(plan, today, SLIDE, "see the full map")


def map_in_short(plan: Plan, today: date, sheet: Sheet, where: str) -> str:
    """The map on one sheet: whole where it fits, else a line for each priority, and how many more there are.

    ``plan`` is whole. ``where`` says where the rest is. A sheet without ``heading`` has neither title nor notes.
    """
    open_plan = shared(plan)
    found = paths(open_plan, today)
    notes = _notes(sheet, " ".join(left_out(plan)) or NOTHING_OUT)
    bottom = sheet.height - sheet.margin - footer_height(sheet, notes)
    layout = _largest(tuple(boxes(open_plan, path, today) for path in found), _whole(sheet), bottom)
    more = ""
    if layout is None:
        lines = tuple(_line(open_plan, these, today) for these in _together(found))
        # A sentence that all is here would not be true of boxes that count.
        notes = _notes(sheet, " ".join((f"Boxes sum up: {where} for each need and activity.", *left_out(plan))))
        bottom = sheet.height - sheet.margin - footer_height(sheet, notes)
        layout = _largest(lines, _brief(sheet), bottom)
        if layout is None:
            layout, more = _first(lines, _brief(sheet)[-1], bottom)
            more = f"And {more}: {where}."
    sizes = layout.sizes
    return picture(
        sheet,
        header(sheet, said_of(plan, today), "") if sheet.heading else None,
        headings(sizes, sizes.top - 0.9 * sizes.title),
        layout.markup(),
        None if layout.cuts else nothing_yet(sheet, sizes),
        lines_of_text((more,) if more else (), sheet.margin, bottom, step=0, name="title", size=sheet.types[-1]),
        footer(sheet, notes),
    )


def _notes(sheet: Sheet, words: str) -> tuple[str, ...]:
    return tuple(wrapped(words, sheet.room, sheet.small, 6, face=PAPER)) if sheet.heading else ()


def _whole(sheet: Sheet) -> tuple[Sizes, ...]:
    return tuple(map(sheet.sizes, sheet.types[:-1]))


def _brief(sheet: Sheet) -> tuple[Sizes, ...]:
    """Lines for priorities are tried with ever fewer words in a box before the type goes down to its smallest."""
    small, smallest = sheet.types[-2:]
    ways = [(title, 3, 3) for title in sheet.types[1:-1]] + [(small, 2, 2), (smallest, 2, 2), (smallest, 2, 1)]
    return tuple(
        replace(sheet.sizes(title), title_lines=titles, sub_lines=subs, between=0.2 * title, pad=0.4 * title)
        for title, titles, subs in ways
    )


def _line(plan: Plan, these: Sequence[Path], today: date) -> Chain:
    """What hangs on a priority as one line of boxes, counted; where it is but one path, that path itself.

    ``plan`` is already as it may be shared. ``these`` are the paths of one priority, or of none.
    """
    single = boxes(plan, these[0], today)
    if len(these) == 1:
        return single
    key, leads = single[0].key, single[0].leads
    needs, activities = _each(path.need for path in these), _each(path.activity for path in these)
    chain = [box for box in single if box.column == 0 or (box.column == 1 and len(needs) < 2)]
    if len(needs) > 1:
        whom = "; ".join(dict.fromkeys(need.whom or need.what for need in needs))
        chain.append(Box(1, key, counted(len(needs), "need", "needs"), whom, leads))
    unmet = sum(_lacks(path, "activity") for path in these)
    if not activities:
        return (*chain, Box(2, key, "No activity yet", "how will they learn it?", leads, todo=True))
    costs = sum_of(activities, plan.school)
    known = costs.activities > costs.unpriced
    said = (
        f"{pounds(costs.total)}{' so far' if costs.note else ''}" if known else "",
        "; ".join(activity.what or "An activity without a name" for activity in activities),
    )
    title = counted(len(activities), "activity", "activities")
    title += f"; {counted(unmet, 'need', 'needs')} without one yet" if unmet else ""
    chain.append(Box(2, key, title, " · ".join(part for part in said if part), leads, todo=bool(unmet)))
    checked = sum(any(check.is_done for check in plan.checks_of(activity)) for activity in activities)
    lacking = len(_each(path.activity for path in these if _lacks(path, "check")))
    ahead = sorted(due for activity in activities if (due := plan.check_due(activity)) and due >= today)
    found = f"{checked} of {len(activities)} checked{f', {lacking} not yet agreed' if lacking else ''}"
    told = f"next on {written(ahead[0])}" if ahead else ""
    return (*chain, Box(3, key, found, told, leads, todo=bool(lacking)))


def _together(found: Sequence[Path]) -> tuple[tuple[Path, ...], ...]:
    """The paths of each priority; then needs without one, together; then activities that serve none, together."""
    of_some = tuple(run for run in runs(found) if run[0].priority)
    needs = tuple(path for path in found if path.priority is None and path.need)
    activities = tuple(path for path in found if path.priority is None and path.need is None)
    return (*of_some, *(each for each in (needs, activities) if each))


def _largest(chains: Sequence[Chain], ways: Sequence[Sizes], bottom: float) -> Layout | None:
    """All of them in the first of these ways in which they fit; None where they don't in any."""
    laid = (_layout(chains, sizes) for sizes in ways)
    return next((layout for layout in laid if layout.tops()[1] <= bottom), None)


def _first(lines: Sequence[Chain], sizes: Sizes, bottom: float) -> tuple[Layout, str]:
    """As many lines as there is room for, and how many more there are."""
    kept = 1
    while kept < len(lines) - 1 and _layout(lines[: kept + 1], sizes).tops()[1] <= bottom - 1.2 * sizes.title:
        kept += 1
    rest = [line[0] for line in lines[kept:]]
    priorities = sum(box.column == 0 and not box.todo for box in rest)
    said = [counted(priorities, "more priority", "more priorities")] if priorities else []
    said += ["what serves no priority yet"] if priorities < len(rest) else []
    return _layout(lines[:kept], sizes), " and ".join(said)


def _layout(chains: Sequence[Chain], sizes: Sizes) -> Layout:
    layout = Layout(sizes)
    for chain in chains:
        layout.add(chain)
    return layout


def _each(records: Iterable[R | None]) -> tuple[R, ...]:
    """Each record once, in order."""
    return tuple({record.id: record for record in records if record is not None}.values())


def _lacks(path: Path, name: str) -> bool:
    return any(link.name == name for link in path.missing)
