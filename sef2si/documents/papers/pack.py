"""The inspection pack (003-13, 000-46): everything current, in one document, the evening before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sef2si.documents.map.on_paper import SHEET
from sef2si.documents.map.pages import pages
from sef2si.documents.map.rows import map_rows
from sef2si.documents.papers import chains, cpd, missing
from sef2si.documents.papers.about import Opened, is_empty, opened, what_to_do_next
from sef2si.documents.papers.areas import newest_of_all, self_evaluation
from sef2si.documents.papers.changes import what_changed
from sef2si.documents.papers.checks import APART_RULE, STRENGTH_RULE, looked_at
from sef2si.documents.papers.impact_report import next_looks, outcomes, summary
from sef2si.documents.papers.missing import of_none, open_matters
from sef2si.documents.papers.plan import at_a_glance, outside_priorities, priorities_in_full
from sef2si.documents.papers.programme import cpd_log
from sef2si.documents.papers.wording import lines
from sef2si.documents.printing.paper import (
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Missing,
    NewPage,
    Paper,
    Picture,
    Table,
    Tone,
    Words,
)
from sef2si.documents.source import CHANGES_OF, Source
from sef2si.domain.changes import Change
from sef2si.domain.cycle import written
from sef2si.journey.chain import chain

_EMPTY = "There is nothing to put in a pack yet."
_PARTS = (
    "Where are we? The self-evaluation as it stands",
    "What matters most, and what we do: the improvement plan",
    "The priority-to-CPD map",
    "CPD: what has been, and what is coming",
    "Evidence of impact",
    "What has changed",
    "What is not yet agreed",
)


def pack_paper(source: Source) -> Paper:
    """The shared edition, with what changed since."""
    of = opened(source)
    blocks = what_to_do_next(of, _EMPTY) if is_empty(of.plan) else tuple(_blocks(of, source))
    return Paper("Inspection pack", of.about, blocks, of.subtitle)


def _blocks(of: Opened, source: Source) -> Iterator[Block]:
    plan, matters = of.plan, open_matters(of.plan, of.today)
    yield Words(
        "The school’s own account of where it stands, what it is doing about it, and what has changed.", Tone.LEDE
    )
    yield Heading("What is in this pack")
    yield Bullets(_parts(source.since), numbered=True)
    yield Heading("How current it is")
    yield Facts(tuple(_current(of, source.changes or ())))
    yield from at_a_glance(plan)
    yield from _part(1)
    yield from self_evaluation(of)
    yield from _part(2)
    if said := chains.capacity_said(plan):
        yield Words(said, Tone.QUIET)
    if not plan.priorities:
        yield Words("No priority is chosen yet.", Tone.MISSING)
    yield from priorities_in_full(of, matters)
    if outside := outside_priorities(plan):
        yield Heading("Outside the priorities", 2)
        yield from outside
    yield from _part(3, landscape=True)
    yield from _map(of)
    yield from _part(4, landscape=True)
    yield from cpd_log(of)
    calendar = cpd.Calendar.of(plan.activities, of.today)
    ahead = (*calendar.going_on, *calendar.coming, *calendar.undated)
    yield cpd.programme(plan, ahead, "Going on, coming, and not dated yet", "Nothing is planned for a day to come.")
    yield from _part(5, landscape=True)
    yield Words(summary(plan))
    yield Words(f"{APART_RULE} {STRENGTH_RULE}", Tone.QUIET)
    if looked_at(plan):
        yield from outcomes(of, 2)
        yield from next_looks(of, 2)
    yield NewPage()
    yield Heading(f"6 {_parts(source.since)[5]}")
    yield from what_changed(plan, source.changes, of.today, since=source.since)
    yield Heading(f"7 {_PARTS[6]}")
    rest = of_none(matters)
    yield Words("What belongs to one priority stands with it, in part 2." if rest or matters else "Nothing is missing.")
    yield from missing.bullets(rest)


def _parts(since: date | None) -> tuple[str, ...]:
    """What is in the pack, with how far back it looks for what has changed."""
    told = f"since {written(since)}" if since else f"in the last {CHANGES_OF.days} days"
    return (*_PARTS[:5], f"{_PARTS[5]} {told}", *_PARTS[6:])


def _part(number: int, landscape: bool = False) -> Iterator[Block]:
    yield NewPage(landscape)
    yield Heading(f"{number} {_PARTS[number - 1]}")


def _current(of: Opened, changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    plan = of.plan
    newest = max((change.at.date() for change in changes), default=None)
    yield "Made on", f"{written(of.today)}, from version {plan.seq} of the plan"
    if newest:
        yield "Last change to the plan", written(newest)
    if evidence := newest_of_all(plan):
        yield "Newest evidence", evidence
    yield "The chain", f"{chain(plan, of.today).sentence}, from what we saw to what changed for pupils"


def _map(of: Opened) -> Iterator[Block]:
    rows = tuple(
        (
            row.priority or "No priority yet",
            lines(row.who, row.need),
            row.activity,
            lines(row.found, row.against_intent),
            Missing(row.missing_link) if row.missing_link else "",
        )
        for row in map_rows(of.plan, of.today)
    )
    columns = (
        Column("Priority", 3), Column("Who needs to learn what", 3.4), Column("CPD", 3), Column("What was found", 3),
        Column("Not yet agreed", 2.6),
    )  # fmt: skip
    empty = "There is no priority to map yet."
    yield Table("Each path from a priority to what was found", columns, rows, row_headers=False, empty=empty)
    if not rows:
        return
    for page in pages(of.plan, of.today, SHEET, word="Map sheet"):
        yield Picture(page.svg, page.alternative, wide=True)
