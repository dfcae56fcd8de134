"""The map as a page that stands alone: picture, table and actions, for a screen, a phone or A3 paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sef2si.advice.costs import COST_RULE, ONCE_RULE, cover_day_cost, plain, pounds
from sef2si.documents.html import Child, Markup, document, el
from sef2si.documents.map.as_svg import EMPTY, map_parts
from sef2si.documents.map.contents import Contents
from sef2si.documents.map.rows import (
    ABOUT,
    ACTION_COLUMNS,
    COLUMNS,
    NOTHING_OUT,
    ActionRow,
    Cell,
    Column,
    ColumnKind,
    MapRow,
    cells,
)
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.chain import RULE, chain

# The first three columns say the same in every row: the heading says it once.
_ALIKE = 3
_TODO = "missing_link"
# How high a part of the picture may be, in its own unit: a sheet of A3 across is 400 mm by 275 within its margins, the
# picture 1,108 units wide; the first stands under the page's heading.
_SHEET_PX, _FIRST_PX = 740, 590
_MANY = 6
# Numbers and dates are never broken over two lines: their columns take more than their share of letters.
_WIDER = {ColumnKind.NUMBER: 1.5, ColumnKind.DATE: 1.4, ColumnKind.MONEY: 1.45}

CSS = """
:root{--ink:#14202b;--muted:#51606d;--line:#d5dce2;--paper:#fff;--wash:#f4f6f8;--brand:#12436d;--todo:#8a4b00;
--todo-wash:#fdf0dc;--need:#5a3d8a;--cpd:#12436d;--impact:#1d6b4f;--focus:#ffdd00;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--ink:#eef2f5;--muted:#a9b6c1;--line:#37444f;--paper:#121a21;
--wash:#1a242d;--brand:#8ec1f0;--todo:#f2c078;--todo-wash:#3a2a12;--need:#c3abec;--cpd:#8ec1f0;--impact:#7fd1ae}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:110rem;padding:1.25rem;color:var(--ink);background:var(--paper);
font:100%/1.5 "Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
.bare{columns:20rem;column-gap:2rem;padding-left:1.2rem}.bare li{break-inside:avoid}
h3{font-size:1.05rem;margin:1rem 0 .3rem}
h1{font-size:1.8rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem}
p,li{max-width:50rem}p{margin:.4rem 0}.lede,.muted,figcaption{color:var(--muted)}
header{border-bottom:4px solid var(--brand);padding-bottom:.6rem;margin-bottom:1rem}
figure{margin:0}.part{margin-bottom:.25rem}.scroll{overflow-x:auto}
.scroll:focus-visible{outline:3px solid var(--focus);box-shadow:0 0 0 5px #0b0c0c}
svg.sef2si-map{display:block;width:100%;min-width:56rem;max-width:72rem;height:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem;line-height:1.35}
th,td{text-align:left;vertical-align:top;padding:.35rem .45rem;border-bottom:1px solid var(--line);min-width:4rem;
overflow-wrap:break-word;unicode-bidi:plaintext}
th{background:var(--wash);font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.d{white-space:nowrap}td.t{min-width:9rem;overflow-wrap:anywhere;white-space:pre-line}td.todo{color:var(--todo);background:var(--todo-wash)}
@page{size:A3 landscape;margin:10mm 10mm 12mm}
@media print{body{max-width:none;padding:0;font-size:9.5pt}h1{font-size:18pt}
h2,h3{font-size:12pt;break-after:avoid;margin-top:6mm}.bare{columns:4;column-gap:6mm}.scroll{overflow:visible}.part{break-inside:avoid}svg.sef2si-map{min-width:0;max-width:none}.part+.part{margin-top:4mm}
table{font-size:6.6pt;line-height:1.25}thead{display:table-header-group}tr{break-inside:avoid}
th,td{min-width:0;padding:.7mm .8mm;overflow-wrap:anywhere}td.t{min-width:0}
th{overflow-wrap:normal;white-space:normal}tr.listed{display:none}th,td.todo{print-color-adjust:exact;-webkit-print-color-adjust:exact}
table.map{table-layout:fixed}}
"""


def html(plan: Plan, today: date) -> bytes:
    """The page as UTF-8. It loads nothing and runs nothing."""
    found = Contents.of(plan, today)
    open_plan, rows, actions, whole = found.plan, found.rows, found.actions, found.whole
    bare = _bare(found)
    name = open_plan.school.name or f"School {plan.urn}"
    links = chain(open_plan, today).sentence
    money = f" Planned cost {pounds(whole.total)}, each activity counted once. {whole.note}" if whole.activities else ""
    body = el(
        "main",
        el(
            "header",
            el("h1", f"From priorities to impact: {name}"),
            el(
                "p",
                f"URN {plan.urn} · Academic year {plan.year} · As it stood on {written(today)} · Version {plan.seq}",
                class_="muted",
            ),
        ),
        el("p", f"{links}.{money}", class_="lede"),
        el("ul", [el("li", sentence) for sentence in found.left_out or (NOTHING_OUT,)]),
        el("h2", "Priority-to-CPD map"),
        None if rows else el("p", EMPTY),
        _picture(found, bare),
        _listed(found, bare),
        el("h2", "The same, as a table"),
        _table("map", "Table of the map", COLUMNS, rows, bare) if rows else el("p", "There is no path to list yet."),
        el("h2", "Actions that are not CPD"),
        _table("actions", "Table of actions", ACTION_COLUMNS, actions)
        if actions
        else el("p", "No action is planned yet. Not everything takes CPD: a timetable, a room or a post may do it."),
        el("h2", "How this is counted"),
        [
            el("p", words)
            for words in (
                ABOUT,
                COST_RULE,
                f"A day's cover: {cover_day_cost(open_plan.school).said}",
                ONCE_RULE,
                RULE,
            )
        ],
    )
    return document(f"Priority-to-CPD map, {name}, {plan.year}", CSS, body).encode()


def _bare(found: Contents) -> tuple[int, ...]:
    """Which paths are priorities with nothing behind them, where so many that boxes would fill sheet after sheet."""
    bare = tuple(
        place
        for place, path in enumerate(found.paths)
        if path.priority and path.missing and not (path.need or path.activity or path.priority.no_cpd_needed.strip())
    )
    return bare if len(bare) > _MANY else ()


def _picture(found: Contents, bare: Sequence[int]) -> Markup | None:
    drawn = tuple(path for place, path in enumerate(found.paths) if place not in bare)
    if not drawn:
        return None
    return el(
        "figure",
        el(
            "div",
            [
                el("div", Markup(part), class_="part")
                for part in map_parts(found.plan, found.today, drawn, _FIRST_PX, _SHEET_PX)
            ],
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label="Map, scrolls sideways on a small screen",
        ),
        el("figcaption", "Dashed amber: a link is missing. A part begins with the priority it belongs to."),
    )


def _listed(found: Contents, bare: Sequence[int]) -> Markup | None:
    """Many priorities with nothing behind them, as many to a sheet as it holds."""
    if not bare:
        return None
    return el(
        "section",
        el("h3", f"{len(bare)} priorities with nothing behind them yet"),
        el("p", "Who must learn what, or what leaders will do, is not yet agreed for these.", class_="muted"),
        el("ul", [_line(found.rows[place]) for place in bare], class_="bare"),
    )


def _line(row: MapRow) -> Markup:
    known = (row.target, f"by {written(row.due)}" if row.due else "", row.areas)
    said = "; ".join(part for part in known if part)
    return el(
        "li", row.priority or "A priority without a title", el("span", f" ({said})", class_="muted") if said else None
    )


def _table(
    name: str, label: str, columns: Sequence[Column], rows: Sequence[MapRow | ActionRow], listed: Sequence[int] = ()
) -> Markup:
    """On paper the rows that are ``listed`` already are left out."""
    shown = columns[_ALIKE:]
    share = sum(map(_width, shown)) / 100
    return el(
        "div",
        el(
            "table",
            el("colgroup", [el("col", style=f"width:{_width(column) / share:.2f}%") for column in shown]),
            el(
                "thead",
                el("tr", [el("th", column.heading, scope="col", class_=_look(column)) for column in shown]),
            ),
            el(
                "tbody",
                [
                    el("tr", _cells(shown, cells(row)[_ALIKE:]), class_="listed" if place in listed else None)
                    for place, row in enumerate(rows)
                ],
            ),
            class_=name,
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=label,
    )


def _cells(columns: Sequence[Column], values: Sequence[Cell]) -> list[Child]:
    return [
        el("td", shown(column, value), class_="t todo" if column.key == _TODO and value else _look(column) or "t")
        for column, value in zip(columns, values, strict=True)
    ]


def _width(column: Column) -> float:
    return column.width * _WIDER.get(column.kind, 1)


def _look(column: Column) -> str | None:
    return {ColumnKind.MONEY: "n", ColumnKind.NUMBER: "n", ColumnKind.DATE: "d"}.get(column.kind)


def shown(column: Column, value: Cell) -> str:
    """A cell as people read it: ``£1,200``, ``9 Jul 2027``, ``1.5``."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, Decimal | int):
        return pounds(Decimal(value)) if column.kind is ColumnKind.MONEY else plain(Decimal(value))
    return value
