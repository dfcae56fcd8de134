"""The priority-to-CPD map as a picture: one pure function from a plan to SVG, used wherever the map is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sef2si.documents.html import Markup, el, style
from sef2si.documents.map.boxes import COLOURS, EMPTY, boxes, described
from sef2si.documents.map.layout import Chain, Href, Layout, Sizes, headings, lines_of_text, parted, runs
from sef2si.documents.map.rows import Path, left_out, paths
from sef2si.documents.map.text import wrapped
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan, shared

__all__ = ["EMPTY", "WIDTH", "Href", "described", "map_parts", "map_svg"]

_TOKENS = {"priority": "brand", "need": "need", "cpd": "cpd", "impact": "impact", "todo": "todo"}
_SIZES = Sizes(
    box=244, gutter=36, margin=12, top=44, title=13, small=11.5, line=17, line_small=15, pad=11, gap=16, head=14
)
WIDTH = round(_SIZES.width)

_FONT = '"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif'
_RULES = (
    f".sef2si-map text{{font:13px {_FONT};fill:var(--ink,#14202b)}}"
    ".sef2si-map .title{font-weight:600}.sef2si-map .head{font-weight:700;font-size:14px}"
    ".sef2si-map .small{font-size:11.5px;fill:var(--muted,#51606d)}"
    ".sef2si-map .box rect.face{fill:var(--paper,#fff)}.sef2si-map .todo rect.face{fill:var(--todo-wash,#fdf0dc)}"
    ".sef2si-map .edge{stroke:var(--muted,#51606d)}"
    ".sef2si-map a{text-decoration:none;cursor:pointer}.sef2si-map a:hover .title{text-decoration:underline}"
    ".sef2si-map a:focus-visible{outline:3px solid var(--focus,#ffdd00);outline-offset:2px;box-shadow:none}"
    + "".join(
        f".sef2si-map .{tone} .face{{stroke:var(--{token},{COLOURS[tone]})}}"
        f".sef2si-map .{tone} .mark,.sef2si-map text.{tone},.sef2si-map .small.{tone}"
        f"{{fill:var(--{token},{COLOURS[tone]})}}"
        f".sef2si-map .edge.{tone}{{stroke:var(--{token},{COLOURS[tone]})}}"
        for tone, token in _TOKENS.items()
        if tone != "todo"
    )
    + ".sef2si-map .todo .face,.sef2si-map .edge.todo{stroke:var(--todo,#8a4b00)}"
    ".sef2si-map .todo .mark,.sef2si-map .small.todo{fill:var(--todo,#8a4b00)}"
)
# What a picture on its own needs beside them: paper, and the dark of those who asked for it.
_ALONE = (
    ".sef2si-map .paper{fill:var(--paper,#fff)}"
    "@media (prefers-color-scheme:dark){.sef2si-map{--ink:#eef2f5;--muted:#a9b6c1;--paper:#121a21;--brand:#8ec1f0;"
    "--todo:#f2c078;--todo-wash:#3a2a12;--need:#c3abec;--cpd:#8ec1f0;--impact:#7fd1ae}}"
)


def map_svg(
    plan: Plan, today: date, *, href: Href | None = None, priority: str | None = None, alone: bool = False
) -> str:
    """The map as SVG. ``priority`` shows one priority only; ``alone`` is for a picture that stands by itself.

    Amber dashed boxes are missing links. Every box has a title with the whole text, and is a link where ``href`` says.
    """
    about = _about(plan, today) if alone else ()
    plan = shared(plan)
    found = paths(plan, today)
    if priority is not None:
        found = tuple(path for path in found if path.priority is not None and path.priority.id == priority)
    return str(_drawn(plan, today, found, href, about))


def map_parts(plan: Plan, today: date, found: tuple[Path, ...], first: int, most: int) -> tuple[str, ...]:
    """These paths in pictures at most so high, in the unit of ``WIDTH``: a picture can't break across sheets of paper.

    ``first`` is the height there is for the first, under a heading. A cut is made between priorities; within one only
    where it is too high alone, and then its box is drawn again. ``plan`` is already as it may be shared. An activity
    that serves priorities in two parts is drawn in each.
    """
    known = Layout(_SIZES).known
    of = {boxes(plan, path, today): path for path in found}

    def fits(these: tuple[Chain, ...], before: Sequence[tuple[Chain, ...]]) -> bool:
        layout = Layout(_SIZES, known)
        for chain in these:
            layout.add(chain)
        return layout.tops()[1] <= (most if before else first)

    cut = parted((tuple(boxes(plan, path, today) for path in run) for run in runs(found)), fits)
    return tuple(str(_drawn(plan, today, tuple(of[chain] for chain in part), None)) for part in cut)


def _drawn(plan: Plan, today: date, found: tuple[Path, ...], href: Href | None, about: Sequence[str] = ()) -> Markup:
    """``about`` is what a picture says of itself that stands alone."""
    layout = Layout(_SIZES)
    for path in found:
        layout.add(boxes(plan, path, today))
    _, end = layout.tops()
    end = end if found else 110
    said = [line for words in about for line in wrapped(words, WIDTH - 40, _SIZES.small, 9)]
    bottom = round(end + (15 * len(said) + 12 if said else 0))
    return el(
        "svg",
        style(_RULES + (_ALONE if about else "")),
        el("rect", class_="paper", width=WIDTH, height=bottom, fill="#fff") if about else None,
        headings(_SIZES, 26),
        None
        if found
        else lines_of_text(wrapped(EMPTY, WIDTH - 60, 13, 2), _SIZES.left(0), 66, step=17, name="small", size=11.5),
        layout.markup(href),
        lines_of_text(said, _SIZES.left(0), end + 10, step=15, name="small", size=_SIZES.small),
        xmlns="http://www.w3.org/2000/svg",
        class_="sef2si-map",
        viewBox=f"0 0 {WIDTH} {bottom}",
        width=WIDTH if about else None,
        height=bottom if about else None,
        role="group" if href else "img",
        aria_label=described(plan, today, found),
        font_family="Arial, Helvetica, sans-serif",
        font_size=13,
    )


def _about(plan: Plan, today: date) -> tuple[str, ...]:
    """``plan`` is whole: what is left out of it is said."""
    return (
        f"{plan.school.name or 'School'} (URN {plan.urn}) · {plan.year} · as it stood on {written(today)} · "
        f"version {plan.seq}",
        *left_out(plan),
    )
