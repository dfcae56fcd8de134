"""The priority-to-CPD map as a picture: one pure function from a plan to SVG, used wherever the map is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sef2si.advice.costs import cost_of, plain, pounds
from sef2si.documents.html import Markup, el, style
from sef2si.documents.priority_map_rows import Path, paths
from sef2si.documents.priority_map_text import wrapped
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written, written_short
from sef2si.domain.impact import ImpactCheck, outcome
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan, shared
from sef2si.domain.priorities import Priority
from sef2si.journey.chain import chain, starter_id

# Kind and id of a record -> where its box leads; None: nowhere.
Href = Callable[[str, str], str | None]

HEADINGS = ("Priority", "Who needs to learn what", "CPD", "Impact check")
_TONES = ("priority", "need", "cpd", "impact")
_COLOURS = {"priority": "#12436d", "need": "#5a3d8a", "cpd": "#12436d", "impact": "#1d6b4f", "todo": "#8a4b00"}
_TOKENS = {"priority": "brand", "need": "need", "cpd": "cpd", "impact": "impact", "todo": "todo"}
_BOX, _GUTTER, _MARGIN, _TOP = 244, 36, 12, 44
_ROOM = _BOX - 16 - 10
_TITLE, _SMALL, _LINE, _LINE_SMALL, _PAD, _GAP = 13.0, 11.5, 17, 15, 11, 16
WIDTH = 2 * _MARGIN + 4 * _BOX + 3 * _GUTTER

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
        f".sef2si-map .{tone} .face{{stroke:var(--{token},{_COLOURS[tone]})}}"
        f".sef2si-map .{tone} .mark,.sef2si-map text.{tone},.sef2si-map .small.{tone}"
        f"{{fill:var(--{token},{_COLOURS[tone]})}}"
        f".sef2si-map .edge.{tone}{{stroke:var(--{token},{_COLOURS[tone]})}}"
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
EMPTY = (
    "There is no priority yet. Once there is one, the map shows who must learn what for it, how, and whether it worked."
)


@dataclass(frozen=True)
class _Box:
    """One box: ``leads`` is the kind and id of its record, ``todo`` marks a missing link, ``amber`` its second line."""

    column: int
    key: str
    title: str
    sub: str
    leads: tuple[str, str]
    todo: bool = False
    amber: bool = False

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return wrapped(self.title, _ROOM, _TITLE, 2, bold=True)

    @cached_property
    def subs(self) -> tuple[str, ...]:
        return wrapped(self.sub, _ROOM, _SMALL, 3)

    @cached_property
    def height(self) -> int:
        return 2 * _PAD + _LINE * len(self.titles) + _LINE_SMALL * len(self.subs)


@dataclass
class _Picture:
    """Boxes in their rows and the lines between them. A need or activity that several paths share is drawn once."""

    rows: dict[tuple[int, str], int] = field(default_factory=dict)
    boxes: list[_Box] = field(default_factory=list)
    edges: dict[tuple[tuple[int, str], tuple[int, str]], bool] = field(default_factory=dict)
    height: int = 0

    def add(self, chain_of_boxes: Iterable[_Box]) -> None:
        """One path: what is new in it takes the next row."""
        before: _Box | None = None
        grew = False
        for box in chain_of_boxes:
            key = (box.column, box.key)
            if key not in self.rows:
                self.rows[key] = self.height
                self.boxes.append(box)
                grew = True
            if before is not None:
                self.edges[(before.column, before.key), key] = box.todo or before.todo
            before = box
        self.height += grew


def map_svg(
    plan: Plan, today: date, *, href: Href | None = None, priority: str | None = None, alone: bool = False
) -> str:
    """The map as SVG. ``priority`` shows one priority only; ``alone`` is for a picture that stands by itself.

    Amber dashed boxes are missing links. Every box has a title with the whole text, and is a link where ``href`` says.
    """
    plan = shared(plan)
    found = paths(plan, today)
    if priority is not None:
        found = tuple(path for path in found if path.priority is not None and path.priority.id == priority)
    return str(_drawn(plan, today, found, href, alone))


def map_parts(plan: Plan, today: date, found: tuple[Path, ...], first: int, most: int) -> tuple[str, ...]:
    """These paths in pictures at most so high, in the unit of ``WIDTH``: a picture can't break across sheets of paper.

    ``first`` is the height there is for the first, under a heading. A cut is made between priorities; within one only
    where it is too high alone, and then its box is drawn again. ``plan`` is already as it may be shared. An activity
    that serves priorities in two parts is drawn in each.
    """
    parts: list[tuple[Path, ...]] = []
    now: tuple[Path, ...] = ()

    def fits(these: tuple[Path, ...]) -> bool:
        return _tops(_pictured(plan, these, today))[1] <= (most if parts else first)

    for run in _runs(found):
        if now and not fits(now + run):
            parts.append(now)
            now = ()
        for path in run if not fits(now + run) else ():
            if now and not fits((*now, path)):
                parts.append(now)
                now = ()
            now = (*now, path)
        now = now if now and now[-1] is run[-1] else now + run
    return tuple(str(_drawn(plan, today, part, None, alone=False)) for part in (*parts, now) if part)


def _runs(found: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Paths of one priority together; those of none one by one."""
    run: tuple[Path, ...] = ()
    for path in found:
        if run and (path.priority is None or path.priority is not run[-1].priority):
            yield run
            run = ()
        run = (*run, path)
    if run:
        yield run


def described(plan: Plan, today: date, found: tuple[Path, ...]) -> str:
    """What the picture shows, in a sentence."""
    links = chain(plan, today)
    counts = [
        _counted({path.priority.id for path in found if path.priority}, "priority", "priorities"),
        _counted({path.need.id for path in found if path.need}, "need", "needs"),
        _counted({path.activity.id for path in found if path.activity}, "activity", "activities"),
        _counted({path.check.id for path in found if path.check}, "impact check", "impact checks"),
    ]
    return f"Priority-to-CPD map: {', '.join(counts)}; {links.sentence} in the whole plan. The same is in the table."


def _drawn(plan: Plan, today: date, found: tuple[Path, ...], href: Href | None, alone: bool) -> Markup:
    picture = _pictured(plan, found, today)
    tops, bottom = _tops(picture)
    if not found:
        bottom = 110
    heights = {(box.column, box.key): box.height for box in picture.boxes}
    middles = {key: tops[row] + heights[key] / 2 for key, row in picture.rows.items()}
    lines = [_edge(middles, edge, todo) for edge, todo in picture.edges.items()]
    boxes = [_box(box, tops[picture.rows[box.column, box.key]], href) for box in picture.boxes]
    return el(
        "svg",
        style(_RULES + (_ALONE if alone else "")),
        el("rect", class_="paper", width=WIDTH, height=bottom, fill="#fff") if alone else None,
        [
            el(
                "text",
                heading,
                class_=f"head {tone}",
                x=_left(place),
                y=26,
                fill=_COLOURS[tone],
                font_size=14,
                font_weight=700,
            )
            for place, (heading, tone) in enumerate(zip(HEADINGS, _TONES, strict=True))
        ],
        None if found else _lines(wrapped(EMPTY, WIDTH - 60, _TITLE, 2), _left(0), 66, _LINE, "small"),
        lines,
        boxes,
        xmlns="http://www.w3.org/2000/svg",
        class_="sef2si-map",
        viewBox=f"0 0 {WIDTH} {bottom}",
        width=WIDTH if alone else None,
        height=bottom if alone else None,
        role="group" if href else "img",
        aria_label=described(plan, today, found),
        font_family="Arial, Helvetica, sans-serif",
        font_size=_TITLE,
    )


def _pictured(plan: Plan, found: Iterable[Path], today: date) -> _Picture:
    picture = _Picture()
    for path in found:
        picture.add(_boxes(plan, path, today))
    return picture


def _tops(picture: _Picture) -> tuple[list[int], int]:
    """The top of each row and the bottom of the picture: a row is as high as its highest box."""
    heights = [0] * picture.height
    for box in picture.boxes:
        row = picture.rows[box.column, box.key]
        heights[row] = max(heights[row], box.height)
    tops, top = [], _TOP
    for height in heights:
        tops.append(top)
        top += height + _GAP
    return tops, top


def _edge(middles: dict[tuple[int, str], float], edge: tuple[tuple[int, str], tuple[int, str]], todo: bool) -> Markup:
    (start, end) = edge
    x1, x2 = _left(start[0]) + _BOX, _left(end[0])
    y1, y2 = middles[start], middles[end]
    middle = (x1 + x2) / 2
    return el(
        "path",
        d=f"M{x1} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2} {y2:g}",
        class_="edge todo" if todo else "edge",
        fill="none",
        stroke=_COLOURS["todo"] if todo else "#51606d",
        stroke_width=2,
        stroke_dasharray="5 4" if todo else None,
    )


def _box(box: _Box, top: int, href: Href | None) -> Markup:
    left, height = _left(box.column), box.height
    tone = "todo" if box.todo else _TONES[box.column]
    colour = _COLOURS[tone]
    after = _PAD + 13 + _LINE * len(box.titles)
    inside = [
        el("title", f"{HEADINGS[box.column]}: {box.title}{'. ' if box.sub else ''}{box.sub}"),
        el(
            "rect",
            class_="face",
            x=left,
            y=top,
            width=_BOX,
            height=height,
            rx=6,
            fill="#fdf0dc" if box.todo else "#fff",
            stroke=colour,
            stroke_width=2,
            stroke_dasharray="5 4" if box.todo else None,
        ),
        el("rect", class_="mark", x=left, y=top, width=6, height=height, fill=colour),
        # A picture within the picture cuts off whatever a strange font or a pile of accents makes too big.
        el(
            "svg",
            _lines(box.titles, 16, _PAD + 13, _LINE, "title"),
            _lines(box.subs, 16, after, _LINE_SMALL, "small todo" if box.amber else "small"),
            x=left,
            y=top,
            width=_BOX - 2,
            height=height,
            overflow="hidden",
        ),
    ]
    leads = href(*box.leads) if href else None
    name = f"box {tone}"
    return el("a", inside, href=leads, class_=name) if leads else el("g", inside, class_=name)


def _lines(lines: tuple[str, ...], x: int, y: int, step: int, name: str) -> list[Markup]:
    look: dict[str, object] = (
        {"fill": "#14202b", "font_weight": 600} if name == "title" else {"fill": "#51606d", "font_size": _SMALL}
    )
    if "todo" in name:
        look["fill"] = _COLOURS["todo"]
    return [el("text", line, class_=name, x=x, y=y + step * place, **look) for place, line in enumerate(lines)]


def _left(column: int) -> int:
    return _MARGIN + column * (_BOX + _GUTTER)


def _boxes(plan: Plan, path: Path, today: date) -> list[_Box]:
    """The boxes of one path, a dashed one where a link is missing."""
    missing = {(link.name, link.where.kind) for link in path.missing}
    found = [_priority_box(path.priority)] if path.priority else []
    if path.need is not None:
        if path.priority is None:
            leads = ("needs", path.need.id)
            found.append(
                _Box(0, f"of {path.need.id}", "No priority yet", "which one is this need for?", leads, todo=True)
            )
        found.append(_need_box(path.need))
    elif path.priority is not None:
        found.append(_no_need_box(path.priority, todo=bool(missing)))
    if path.activity is not None:
        if path.need is None:
            leads = ("activities", path.activity.id)
            found.append(
                _Box(
                    1, f"of {path.activity.id}", "Serves no priority yet", "which need does it meet?", leads, todo=True
                )
            )
        found.append(_activity_box(plan, path.activity))
        found.append(_check_box(path.activity, path.check, path.check_due, todo=_lacks(missing, "check"), today=today))
    elif path.need is not None and _lacks(missing, "activity"):
        leads = ("activities", starter_id("activity", path.need.id))
        found.append(_Box(2, f"for {path.need.id}", "No activity yet", "how will they learn it?", leads, todo=True))
    return found


def _lacks(missing: set[tuple[str, str]], name: str) -> bool:
    return any(each == name for each, _ in missing)


def _priority_box(priority: Priority) -> _Box:
    goal = priority.goal and f"{priority.goal}{f' by {priority.by:%B %Y}' if priority.by else ''}"
    return _Box(
        0,
        priority.id,
        priority.title or "A priority without a title",
        goal or "no target yet: by how much?",
        ("priorities", priority.id),
        amber=not goal,
    )


def _no_need_box(priority: Priority, todo: bool) -> _Box:
    reason = priority.no_cpd_needed.strip()
    if reason:
        words = f"{reason} What will leaders do?" if todo else reason
        return _Box(1, f"for {priority.id}", "No CPD needed", words, ("priorities", priority.id), todo=todo)
    leads = ("needs", starter_id("need", priority.id))
    return _Box(1, f"for {priority.id}", "No need named yet", "who must learn something for this?", leads, todo=True)


def _need_box(need: Need) -> _Box:
    levels = f"{need.level_now.label} → {need.level_needed.label}" if need.level_now and need.level_needed else ""
    whom = need.whom
    sub = ": ".join(part for part in ((need.what if whom else ""), levels) if part)
    return _Box(1, need.id, whom or need.what or "A need without words", sub, ("needs", need.id))


def _activity_box(plan: Plan, activity: Activity) -> _Box:
    costs = cost_of(activity, plan.school)
    said = [
        written_short(activity.starts) if activity.starts else "",
        f"{plain(activity.hours)} h" if activity.hours is not None else "",
        "" if costs.total is None else f"{pounds(costs.total)}{'' if costs.is_whole else ' so far'}",
    ]
    words = " · ".join(part for part in said if part)
    name = activity.what or "An activity without a name"
    return _Box(2, activity.id, name, words or "no date yet", ("activities", activity.id), amber=not words)


def _check_box(activity: Activity, check: ImpactCheck | None, due: date | None, todo: bool, today: date) -> _Box:
    if check is not None and check.is_done:
        said = outcome(check)
        title = said[:1].upper() + said[1:] if said else "Checked; not yet held against what was meant"
        return _Box(3, check.id, title, check.found, ("checks", check.id))
    leads = ("checks", check.id) if check else ("activities", activity.id)
    key = check.id if check else f"for {activity.id}"
    if due and due < today:
        leads = leads if check else ("checks", starter_id("check", activity.id))
        return _Box(3, key, "What was found?", f"to be checked by {written(due)}", leads, todo=todo)
    if todo or not due:
        words = "when would it show?" if activity.intended else "what should change, and when?"
        return _Box(3, key, "No impact check yet", words, leads, todo=todo)
    days = (due - today).days
    soon = "due today" if not days else f"due in {days} {'day' if days == 1 else 'days'}"
    return _Box(3, key, f"Check on {written(due)}", f"{soon}: {activity.intended}", leads)


def _counted(ids: set[str], one: str, many: str) -> str:
    return f"{len(ids)} {one if len(ids) == 1 else many}"
