"""One page for the lead of each priority: what it is for, what is done, the next dates, and what is not yet agreed."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.dashboards.school import narrowed
from sef2si.dashboards.timeline import Event, events
from sef2si.documents.papers import chains, cpd, missing
from sef2si.documents.papers.about import Opened, opened, what_to_do_next
from sef2si.documents.papers.chains import name_of, of_state
from sef2si.documents.papers.missing import Matter, of_priority, open_matters
from sef2si.documents.papers.plan import at_a_glance
from sef2si.documents.printing.paper import Block, Column, Heading, NewPage, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.cycle import written
from sef2si.domain.priorities import Priority, PriorityState

_NEXT = 3
_OVER = frozenset({"Done", "Took place", "Dropped"})
_EMPTY = "No priority is live yet, so there is no sheet to print."


def sheets_paper(source: Source) -> Paper:
    """A sheet for each live priority, in order, in the shared edition."""
    of = opened(source)
    matters = open_matters(of.plan, of.today)
    live = of_state(of.plan, PriorityState.LIVE)
    # A list in front, so that every sheet stands alone and can be handed to its lead.
    blocks: list[Block] = [*at_a_glance(of.plan)] if live else []
    for place, priority in enumerate(live, 1):
        blocks += [NewPage(), Heading(f"{place} {name_of(priority)}"), *_sheet(of, priority, matters)]
    return Paper(
        "One page for each priority",
        of.about,
        tuple(blocks) or what_to_do_next(of, _EMPTY),
        of.subtitle,
        one_page=True,
    )


def next_dates(of: Opened, priority: Priority) -> tuple[Event, ...]:
    """What is overdue, then what is nearest: three dates of what hangs on this priority."""
    found = events(narrowed(of.plan, priority.id), of.today)
    ahead = [event for event in found if event.state not in _OVER]
    return tuple(sorted(ahead, key=lambda event: (not event.is_overdue, max(event.starts, of.today), event.starts)))[
        :_NEXT
    ]


def _sheet(of: Opened, priority: Priority, matters: tuple[Matter, ...]) -> Iterator[Block]:
    plan = of.plan
    yield from chains.goal(priority, in_short=True)
    rows = tuple((_when(event), event.said, event.state) for event in next_dates(of, priority))
    columns = (Column("When", 2), Column("What", 5), Column("Where it is", 1.5))
    yield Table("The next three dates", columns, rows, row_headers=False, empty="No date lies ahead yet.")
    yield from chains.points_answered(plan, priority)
    yield from chains.success(plan, priority)
    yield from chains.needs(plan, priority, in_short=True)
    calendar = cpd.Calendar.of(chains.activities_of(plan, priority), of.today)
    yield from cpd.in_short((*calendar.going_on, *calendar.coming, *calendar.undated))
    if calendar.been:
        yield Words(f"CPD that is over: {'; '.join(activity.what.strip() for activity in calendar.been)}.", Tone.QUIET)
    yield from chains.actions(plan.actions_of(priority))
    asked = of_priority(matters, priority.id)
    if asked:
        yield Heading("Not yet agreed", 2)
        yield from missing.bullets(asked)
    else:
        yield Words("Nothing is missing: every link from what we saw to what changed is in place.", Tone.QUIET)


def _when(event: Event) -> str:
    if event.ends != event.starts:
        return f"{written(event.starts)} to {written(event.ends)}"
    return written(event.starts)
