"""A file's blocks into a proposal; whatever no rule took is kept as notes, so that all of the text is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sef2si.documents.incoming.calendars import CalendarReader
from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.keeping import kept
from sef2si.documents.incoming.plans import PlanReader
from sef2si.documents.incoming.proposal import Decisions, Entry, Proposal, Sort
from sef2si.documents.reading.blocks import Place, Reading
from sef2si.domain.plan import Plan
from sef2si.domain.record import TEXT_LENGTH

_NOTHING: Mapping[str, str] = {}
_NO_DECISIONS = Decisions()
_SAID_APART = "Headings, labels and other words of the document that no field takes."


def propose(
    reading: Reading,
    plan: Plan,
    sort: Sort,
    remembered: Mapping[str, str] = _NOTHING,
    decisions: Decisions = _NO_DECISIONS,
) -> Proposal:
    """What a file seems to hold, for a plan of this school and year. ``remembered``: heading -> field."""
    columns = Columns(sort, remembered, decisions)
    drafts = Drafts(decisions)
    if sort is Sort.CALENDAR:
        CalendarReader(reading, plan, columns, drafts).read()
    else:
        PlanReader(reading, plan, columns, drafts).read()
    proposal = Proposal(sort, reading.name, drafts.entries(), columns.matched, reading.said)
    missing = kept(proposal, reading, plan.year).missing
    parts: dict[str, list[str]] = {}
    for place, text in missing:
        parts.setdefault(place.part, []).append(text.strip())
    for part, texts in parts.items():
        for chunk in _chunks(list(dict.fromkeys(texts))):
            drafts.note(Place(part), chunk, why=_SAID_APART)
    entries = drafts.entries()
    return Proposal(sort, reading.name, entries, columns.matched, (*reading.said, *_of_another_year(entries, plan)))


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
