"""A file's blocks into a proposal; whatever no rule took is kept as notes, so that all of the text is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sef2si.documents.incoming.calendars import CalendarReader
from sef2si.documents.incoming.columns import Columns, fields_for
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.keeping import kept
from sef2si.documents.incoming.plans import PlanReader
from sef2si.documents.incoming.proposal import ColumnMatch, Decisions, Entry, Proposal, Sort
from sef2si.documents.incoming.sorting import sort_of_grid
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Block, Grid, Heading, Place, Reading
from sef2si.domain.plan import Plan
from sef2si.domain.record import TEXT_LENGTH

_NOTHING: Mapping[str, str] = {}
_NO_DECISIONS = Decisions()
_APART = "headings and labels of the document"
_SAID_APART = "Headings, labels and other words of the document that no field takes."


def propose(
    reading: Reading,
    plan: Plan,
    sort: Sort,
    remembered: Mapping[str, str] = _NOTHING,
    decisions: Decisions = _NO_DECISIONS,
    *,
    whole: bool = False,
) -> Proposal:
    """What a file seems to hold, for a plan of this school and year. ``remembered``: heading -> field.

    A table that is plainly of the other sort is read as such, unless a person chose the sort for the ``whole`` file.
    """
    columns = {each: Columns(each, remembered, decisions) for each in (Sort.PLAN, Sort.CALENDAR)}
    drafts = Drafts(decisions)
    for its, blocks in [(sort, reading)] if whole else _parted(reading, sort):
        if its is Sort.CALENDAR:
            CalendarReader(blocks, plan, columns[its], drafts, whole).read()
        else:
            PlanReader(blocks, plan, columns[its], drafts).read()
    matched = columns[sort].matched + tuple(_of_other(columns, sort))
    proposal = Proposal(sort, reading.name, drafts.as_read(), matched, reading.said)
    missing = kept(proposal, reading, plan.year).missing
    for chunk in _chunks(list(dict.fromkeys(text.strip() for _, text in missing))):
        drafts.note(Place(_APART), chunk, why=_SAID_APART)
    entries = drafts.entries(matched)
    return Proposal(sort, reading.name, entries, matched, (*reading.said, *_of_another_year(entries, plan)))


def _parted(reading: Reading, sort: Sort) -> list[tuple[Sort, Reading]]:
    """The file's blocks as its own sort reads them, then the tables of the other sort, each with its heading."""
    own: list[Block] = []
    other: list[Block] = []
    heading: list[Heading] = []
    for block in reading.blocks:
        if isinstance(block, Grid) and sort_of_grid(block, " ".join(each.text for each in heading), sort) is not sort:
            other += [*heading, block]
            own = [each for each in own if each not in heading]
            heading = []
            continue
        heading = [block] if isinstance(block, Heading) else []
        own.append(block)
    if not own or not other or reading.sort == "ics":
        return [(sort, reading)]
    others = Sort.CALENDAR if sort is Sort.PLAN else Sort.PLAN
    parts = [(sort, replace(reading, blocks=tuple(own))), (others, replace(reading, blocks=tuple(other)))]
    return parts if sort is Sort.PLAN else parts[::-1]


def _of_other(columns: Mapping[Sort, Columns], sort: Sort) -> Iterator[ColumnMatch]:
    """Columns of tables of the other sort that the preview can show: headings not there, for fields of this sort."""
    there = {simple(each.heading) for each in columns[sort].matched}
    fields = {field for field, _ in fields_for(sort)}
    for other, each in columns.items():
        if other is not sort:
            yield from (m for m in each.matched if m.field in fields and simple(m.heading) not in there)


def _of_another_year(entries: Sequence[Entry], plan: Plan) -> Iterator[str]:
    """A sentence where a document's dates show that it was written for an earlier year."""
    early = sum(any("is before this plan's year" in said for said in entry.problems) for entry in entries)
    if early:
        dates = "1 date is" if early == 1 else f"{early} dates are"
        yield (
            f"{dates} before {plan.year}, so this may be an earlier year's document. What will be done comes in "
            "without these dates; their words are kept as notes."
        )


def _chunks(texts: list[str]) -> list[str]:
    """Texts a line each, in as few notes as hold them; one that is too long for a note is cut by ``Drafts.note``."""
    chunks: list[str] = [""]
    for text in texts:
        if chunks[-1] and len(chunks[-1]) + len(text) + 1 > TEXT_LENGTH:
            chunks.append("")
        chunks[-1] = f"{chunks[-1]}\n{text}" if chunks[-1] else text
    return [chunk for chunk in chunks if chunk]
