"""Where the map's boxes and lines go, at any size: on a screen, on a sheet of paper, on a slide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sef2si.documents.html import Markup, el
from sef2si.documents.map.boxes import COLOURS, HEADINGS, TONES, Box
from sef2si.documents.map.rows import Path
from sef2si.documents.map.text import SCREEN, Face, wrapped

# Kind and id of a record -> where its box leads; None: nowhere.
Href = Callable[[str, str], str | None]
# The boxes of one path, and the paths that belong together: those of one priority.
Chain = tuple[Box, ...]
Key = tuple[int, str]


@dataclass(frozen=True)
class Sizes:
    """How large everything is drawn, all in one unit: pixels on a screen, points on paper.

    ``title`` and ``small`` are sizes of type, ``line`` and ``line_small`` from one line to the next; ``between`` is the
    room a new priority gets above it, beyond the ``gap`` from row to row.
    """

    box: float
    gutter: float
    margin: float
    top: float
    title: float
    small: float
    line: float
    line_small: float
    pad: float
    gap: float
    head: float
    between: float = 0
    title_lines: int = 2
    sub_lines: int = 3
    inset: float = 16
    stroke: float = 2
    mark: float = 6
    dashes: str = "5 4"
    face: Face = SCREEN

    @property
    def width(self) -> float:
        return 2 * self.margin + 4 * self.box + 3 * self.gutter

    def left(self, column: int) -> float:
        return self.margin + column * (self.box + self.gutter)


@dataclass(frozen=True)
class Cut:
    """A box with its words in lines that fit it."""

    box: Box
    titles: tuple[str, ...]
    subs: tuple[str, ...]
    height: float

    @classmethod
    def of(cls, box: Box, sizes: Sizes) -> Cut:
        room = sizes.box - sizes.inset - 10
        titles = wrapped(box.title, room, sizes.title, sizes.title_lines, bold=True, face=sizes.face)
        subs = wrapped(box.sub, room, sizes.small, sizes.sub_lines, face=sizes.face)
        return cls(box, titles, subs, 2 * sizes.pad + sizes.line * len(titles) + sizes.line_small * len(subs))


@dataclass
class Layout:
    """Boxes in their rows and the lines between them. A need or activity that several paths share is drawn once.

    ``known`` may be shared by layouts of the same sizes: measuring text is what takes time.
    """

    sizes: Sizes
    known: dict[Box, Cut] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)
    edges: dict[tuple[Key, Key], bool] = field(default_factory=dict)
    beginnings: set[int] = field(default_factory=set)
    height: int = 0

    def add(self, chain: Iterable[Box]) -> None:
        """One path: what is new in it takes the next row."""
        before: Box | None = None
        grew = False
        for place, box in enumerate(chain):
            key = (box.column, box.key)
            if key not in self.rows:
                self.rows[key] = self.height
                self.cuts.append(self._cut(box))
                grew = True
                if not place:
                    self.beginnings.add(self.height)
            if before is not None:
                self.edges[(before.column, before.key), key] = box.todo or before.todo
            before = box
        self.height += grew

    def tops(self) -> tuple[list[float], float]:
        """The top of each row and the bottom of the picture: a row is as high as its highest box."""
        sizes = self.sizes
        heights = [0.0] * self.height
        for cut in self.cuts:
            row = self.rows[cut.box.column, cut.box.key]
            heights[row] = max(heights[row], cut.height)
        tops, top = [], sizes.top
        for row, height in enumerate(heights):
            top += sizes.between if row and row in self.beginnings else 0
            tops.append(top)
            top += height + sizes.gap
        return tops, top

    def markup(self, href: Href | None = None) -> list[Markup]:
        """Lines first, so that boxes lie upon them."""
        tops, _ = self.tops()
        places = {(cut.box.column, cut.box.key): cut for cut in self.cuts}
        middles = {key: tops[row] + places[key].height / 2 for key, row in self.rows.items()}
        return [
            *(_edge(self.sizes, middles, edge, todo) for edge, todo in self.edges.items()),
            *(_box(self.sizes, cut, tops[self.rows[cut.box.column, cut.box.key]], href) for cut in self.cuts),
        ]

    def _cut(self, box: Box) -> Cut:
        if box not in self.known:
            self.known[box] = Cut.of(box, self.sizes)
        return self.known[box]


def headings(sizes: Sizes, y: float) -> list[Markup]:
    """The names of the four columns."""
    return [
        el(
            "text",
            heading,
            class_=f"head {tone}",
            x=length(sizes.left(place)),
            y=length(y),
            fill=COLOURS[tone],
            font_size=length(sizes.head),
            font_weight=700,
        )
        for place, (heading, tone) in enumerate(zip(HEADINGS, TONES, strict=True))
    ]


def lines_of_text(lines: Sequence[str], x: float, y: float, *, step: float, name: str, size: float) -> list[Markup]:
    """Lines under one another. ``name`` is ``title``, ``small`` or ``small todo``."""
    look: dict[str, object] = {"fill": "#14202b", "font_weight": 600} if name == "title" else {"fill": "#51606d"}
    if "todo" in name:
        look["fill"] = COLOURS["todo"]
    return [
        el("text", line, class_=name, x=length(x), y=length(y + step * place), font_size=length(size), **look)
        for place, line in enumerate(lines)
    ]


def runs(found: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Paths of one priority together; those of none one by one."""
    run: tuple[Path, ...] = ()
    for path in found:
        if run and (path.priority is None or path.priority is not run[-1].priority):
            yield run
            run = ()
        run = (*run, path)
    if run:
        yield run


def parted(
    found: Iterable[tuple[Chain, ...]], fits: Callable[[tuple[Chain, ...], Sequence[tuple[Chain, ...]]], bool]
) -> tuple[tuple[Chain, ...], ...]:
    """Runs put together to parts that fit. A cut is made between runs; within one only where it is too high alone.

    ``fits`` is asked of a part and of the parts before it.
    """
    parts: list[tuple[Chain, ...]] = []
    now: tuple[Chain, ...] = ()
    for run in found:
        if now and not fits(now + run, parts):
            parts.append(now)
            now = ()
        if fits(now + run, parts):
            now += run
            continue
        for chain in run:
            if now and not fits((*now, chain), parts):
                parts.append(now)
                now = ()
            now = (*now, chain)
    return tuple(part for part in (*parts, now) if part)


def _edge(sizes: Sizes, middles: dict[Key, float], edge: tuple[Key, Key], todo: bool) -> Markup:
    (start, end) = edge
    x1, x2 = sizes.left(start[0]) + sizes.box, sizes.left(end[0])
    y1, y2 = middles[start], middles[end]
    middle = (x1 + x2) / 2
    begin, bend, back, stop = (f"{length(x)} {length(y)}" for x, y in ((x1, y1), (middle, y1), (middle, y2), (x2, y2)))
    return el(
        "path",
        d=f"M{begin}C{bend} {back} {stop}",
        class_="edge todo" if todo else "edge",
        fill="none",
        stroke=COLOURS["todo"] if todo else "#51606d",
        stroke_width=length(sizes.stroke),
        stroke_dasharray=sizes.dashes if todo else None,
    )


def _box(sizes: Sizes, cut: Cut, top: float, href: Href | None) -> Markup:
    box, left = cut.box, sizes.left(cut.box.column)
    first = sizes.pad + sizes.title
    inside = [
        el("title", f"{HEADINGS[box.column]}: {box.title}{'. ' if box.sub else ''}{box.sub}"),
        el(
            "rect",
            class_="face",
            x=length(left),
            y=length(top),
            width=length(sizes.box),
            height=length(cut.height),
            rx=length(sizes.mark),
            fill="#fdf0dc" if box.todo else "#fff",
            stroke=box.colour,
            stroke_width=length(sizes.stroke),
            stroke_dasharray=sizes.dashes if box.todo else None,
        ),
        el(
            "rect",
            class_="mark",
            x=length(left),
            y=length(top),
            width=length(sizes.mark),
            height=length(cut.height),
            fill=box.colour,
        ),
        # A picture within the picture cuts off whatever a strange font or a pile of accents makes too big.
        el(
            "svg",
            lines_of_text(cut.titles, sizes.inset, first, step=sizes.line, name="title", size=sizes.title),
            lines_of_text(
                cut.subs,
                sizes.inset,
                first + sizes.line * len(cut.titles),
                step=sizes.line_small,
                name="small todo" if box.amber else "small",
                size=sizes.small,
            ),
            x=length(left),
            y=length(top),
            width=length(sizes.box - 2),
            height=length(cut.height),
            overflow="hidden",
        ),
    ]
    leads = href(*box.leads) if href else None
    name = f"box {box.tone}"
    return el("a", inside, href=leads, class_=name) if leads else el("g", inside, class_=name)


def length(number: float) -> str:
    """A length as SVG writes it, to a hundredth of its unit."""
    return f"{round(number, 2):g}" if abs(number) < 1_000_000 else f"{number:.0f}"
