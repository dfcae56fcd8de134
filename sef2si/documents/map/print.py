"""The map to print and to show: tagged PDF on A3 or A4, a Word document, a picture for a slide."""

from __future__ import annotations

from datetime import date

from sef2si.documents.map.drawn_words import apart
from sef2si.documents.map.pages import Page, pages
from sef2si.documents.map.paper import map_paper
from sef2si.documents.map.sheets import SHEETS
from sef2si.documents.map.slide import IN_WORD, SLIDE, map_in_short, map_slide
from sef2si.documents.printing import as_docx as paper_docx
from sef2si.documents.printing.as_pdf import pages as count_pages
from sef2si.documents.printing.as_pdf import typeset, values_of
from sef2si.documents.printing.paper import Picture
from sef2si.domain.plan import Plan

_TEMPLATE = "map.typ"
_SLIDE_PPI = 144  # 13 1/3 inches across make 1,920 pixels
_IN_SHORT = "The priority-to-CPD map in short: a line for each priority. The tables below say the same, and more."


def pdf(plan: Plan, today: date, size: str) -> bytes:
    """Tagged PDF (PDF/UA-1) on ``A3`` or ``A4``: the map's sheets with a text alternative each, then its tables."""
    sheet = SHEETS[size]
    tables = values_of(map_paper(plan, today, size))

    def set_with(drawn: tuple[Page, ...]) -> dict[str, object]:
        size = {"across-mm": sheet.across, "down-mm": sheet.down}
        return {**tables, "sheets": [{**apart(page.svg), **size, "alternative": page.alternative} for page in drawn]}

    # Set once to learn how many pages there are, for each sheet says which of them all it is.
    total = count_pages(_TEMPLATE, set_with(pages(plan, today, sheet)))
    return typeset(_TEMPLATE, set_with(pages(plan, today, sheet, total)))


def docx(plan: Plan, today: date, template: bytes | None = None) -> bytes:
    """The map in short as a picture, then a table for each priority. ``template`` is the school's own, checked."""
    picture = Picture(map_in_short(plan, today, IN_WORD, "see the tables below"), _IN_SHORT)
    return paper_docx.docx(map_paper(plan, today, picture=picture), template)


def png(plan: Plan, today: date) -> bytes:
    """A picture of 1,920 by 1,080 pixels, for a slide."""
    values, pictures = {"width": SLIDE.across}, {"picture": map_slide(plan, today)}
    return typeset("picture.typ", values, pictures=pictures, form="png", ppi=_SLIDE_PPI)[0]
