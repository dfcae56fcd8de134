"""A paper's words as tests read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sef2si.documents.papers.blank_forms import blank_forms_paper
from sef2si.documents.papers.budget import budget_paper
from sef2si.documents.papers.governors import governors_paper
from sef2si.documents.papers.impact_report import impact_paper
from sef2si.documents.papers.one_page import one_page_paper
from sef2si.documents.papers.pack import pack_paper
from sef2si.documents.papers.plan import plan_paper
from sef2si.documents.papers.programme import programme_paper
from sef2si.documents.papers.sheets import sheets_paper
from sef2si.documents.printing.paper import (
    Block,
    Bullets,
    Facts,
    Heading,
    Lines,
    NewPage,
    Paper,
    Picture,
    Table,
    Words,
)
from sef2si.documents.source import Source

PAPERS: dict[str, Callable[[Source], Paper]] = {
    "plan": plan_paper,
    "one-page": one_page_paper,
    "governors": governors_paper,
    "pack": pack_paper,
    "programme": programme_paper,
    "budget": budget_paper,
    "impact": impact_paper,
    "priority-sheets": sheets_paper,
    "blank-forms": blank_forms_paper,
}


def words(paper: Paper) -> str:
    """Everything a reader could read, pictures included."""
    return "\n".join((paper.title, paper.subtitle, *paper.about.left_out, *(t for b in paper.blocks for t in _said(b))))


def _said(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Words():
            yield block.text
        case Bullets():
            yield from block.items
        case Facts():
            yield from (text for row in block.rows for text in row)
        case Table():
            yield block.caption
            yield from (column.heading for column in block.columns)
            yield from (cell for row in (*block.rows, *((block.total,) if block.total else ())) for cell in row)
            yield "" if block.rows else block.empty
        case Picture():
            yield from (block.svg, block.alternative, block.caption)
        case Lines():
            yield block.label
        case NewPage():
            pass


def headings(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Heading)]


def table(paper: Paper, caption: str) -> Table:
    """The one table with this caption."""
    (found,) = [block for block in paper.blocks if isinstance(block, Table) and block.caption == caption]
    return found


def facts(paper: Paper) -> dict[str, str]:
    return {label: said for block in paper.blocks if isinstance(block, Facts) for label, said in block.rows}


def after(paper: Paper, heading: str) -> list[Block]:
    """The blocks under a heading, until the next of its level or above."""
    found: list[Block] = []
    level = 0
    for block in paper.blocks:
        if level and isinstance(block, Heading) and block.level <= level:
            break
        if level:
            found.append(block)
        elif isinstance(block, Heading) and block.text == heading:
            level = block.level
    return found


def under(paper: Paper, heading: str) -> str:
    """The words under a heading."""
    return "\n".join(text for block in after(paper, heading) for text in _said(block))


def bare_headings(paper: Paper) -> list[str]:
    """Headings with nothing below them but the next heading of their level or above."""
    found = []
    for here, below in zip(paper.blocks, (*paper.blocks[1:], None), strict=True):
        if isinstance(here, Heading) and (
            below is None
            or isinstance(below, NewPage)
            or (isinstance(below, Heading) and below.level <= here.level)
            or (isinstance(below, Table) and not below.rows and not below.empty)
            or (isinstance(below, Bullets) and not below.items)
        ):
            found.append(here.text)
    return found
