"""The map on sheets of a paper of ours, drawn and in tables, to be printed among others."""

from __future__ import annotations

from dataclasses import replace

from sef2si.documents.map.pages import pages
from sef2si.documents.map.paper import map_paper
from sef2si.documents.map.sheets import Sheet
from sef2si.documents.printing.paper import Paper, Picture
from sef2si.documents.source import Source
from sef2si.domain.suppression import suppressed

# What a page of ours leaves for a picture, so that its type is printed in its own size.
SHEET = Sheet(261, 140, (11, 10, 9), heading=13, margin=2)


def drawn(source: Source) -> Paper:
    """The whole map: its sheets as pictures, then the same in tables."""
    plan = suppressed(source.plan)
    paper = map_paper(plan, source.today)
    sheets = tuple(
        Picture(page.svg, page.alternative, wide=True) for page in pages(plan, source.today, SHEET, word="Map sheet")
    )
    return replace(paper, blocks=(*sheets, *paper.blocks))
