"""Papers for the tests of the three writers: one with everything, one with any words everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.documents.html import el
from sef2si.documents.printing.paper import (
    About,
    Align,
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Lines,
    Missing,
    NewPage,
    Paper,
    Picture,
    Table,
    Tone,
    Words,
)

ABOUT = About(
    "Elm Primary", "100492", "2026/27", "22 November 2026", 147, "governors", ("Names of staff are left out.",)
)
TYPED = "{{ 7*7 }} {% for x in y %} =1+1 #let *bold* _it_ $x$ <b>&amp;</b> https://example.org [link](x) \\include"


def picture(words: str = "Reading") -> str:
    """A small picture of the kind that ours are: a style sheet, an id that is used, a colour with its fallback."""
    return str(
        el(
            "svg",
            el("style", ".box{fill:var(--wash,#f4f6f8)}"),
            el("title", words),
            el("defs", el("marker", el("path", d="M0 0L4 2L0 4z"), id="tip", markerWidth=4, markerHeight=4)),
            el("rect", class_="box", x=2, y=2, width=196, height=56, stroke="#12436d"),
            el("line", x1=10, y1=40, x2=90, y2=40, stroke="#12436d", marker_end="url(#tip)"),
            el("text", words, x=10, y=24, font_size=12),
            xmlns="http://www.w3.org/2000/svg",
            viewBox="0 0 200 60",
        )
    )


def whole(words: str = "Reading fluency", **more: object) -> Paper:
    """A paper with every kind of block, these words among them."""
    blocks: tuple[Block, ...] = (
        Words(f"First words.\n\nA second paragraph, {words}\nand its second line.", Tone.LEDE),
        Heading("How we see ourselves"),
        Words(words),
        Words("Three needs have no activity yet.", Tone.MISSING),
        Heading("A priority", 2),
        Facts((("Target", "45% to 75%"), ("Impact check", Missing("No date agreed yet")), ("Words", words))),
        Heading("Steps", 3),
        Bullets(("Agree the test", Missing("No monitoring agreed yet"), words)),
        Bullets(("First", "Second"), numbered=True),
        Bullets(("Another first",), numbered=True),
        Table(
            "What is planned",
            (Column("Priority", 2), Column("CPD", 2), Column("Cost", 1, Align.RIGHT)),
            (("Phonics", words, "£1,250.00"), ("Maths", Missing("No activity yet"), "£0.50")),
            total=("Total", "", "£1,250.50"),
        ),
        Table("Cover", (Column("Day"), Column("Cost")), (), empty="No cover is booked yet."),
        Heading("The map"),
        Picture(picture(), "One box says Reading", "The map on 22 November 2026", wide=True),
        Picture(picture("Again"), "One box says Again"),
        Words("Source: the plan.", Tone.QUIET),
        NewPage(),
        Heading("To fill in"),
        Lines("What went well?", 3),
        Lines("Seen by the governor", 0),
        NewPage(landscape=True),
        Heading("Across"),
        Words("The last words."),
    )
    return Paper("Improvement plan", ABOUT, blocks, "SEF and plan", **more)  # type: ignore[arg-type]


def everywhere(words: str) -> Paper:
    """These words wherever a paper can hold words, but for pictures, which we draw ourselves."""
    return Paper(
        words,
        About(words, words, words, words, 1, words, (words,)),
        (
            Heading(words),
            *(Words(words, tone) for tone in Tone),
            Bullets((words, Missing(words))),
            Bullets((words,), numbered=True),
            Facts(((words, words),)),
            Table(words, (Column(words), Column(words)), ((words, words),), total=(words, words)),
            Table(words, (Column(words),), (), empty=words),
            Lines(words, 1),
            Lines(words, 0),
            Picture(picture(), words, words),
        ),
        words,
    )


def said(paper: Paper) -> Iterator[str]:
    """Every text of the body of a paper, in order. Pictures say theirs elsewhere."""
    for block in paper.blocks:
        match block:
            case Heading() | Words():
                yield block.text
            case Bullets():
                yield from block.items
            case Facts():
                for label, words in block.rows:
                    yield from (label, words)
            case Table():
                yield block.caption
                if block.rows:
                    yield from (column.heading for column in block.columns)
                    for row in block.rows:
                        yield from row
                    yield from block.total or ()
                else:
                    yield block.empty
            case Picture():
                yield block.caption
            case Lines():
                yield block.label
            case NewPage():
                pass


def squeezed(text: str) -> str:
    """The text without spaces and line ends, which each format sets as it likes."""
    return "".join(text.split())
