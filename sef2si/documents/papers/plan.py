"""The self-evaluation and improvement plan as one document (003-16): where we are, what matters most, did it work."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.documents.papers import chains, cpd, missing, sums
from sef2si.documents.papers.about import Opened, is_empty, opened, what_to_do_next
from sef2si.documents.papers.areas import self_evaluation
from sef2si.documents.papers.chains import name_of, of_state, target_said
from sef2si.documents.papers.missing import Matter, of_none, of_priority, open_matters
from sef2si.documents.papers.wording import counted
from sef2si.documents.printing.paper import Align, Block, Column, Heading, NewPage, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.journey.chain import chain

# More than this is no glance.
_GLANCE = 15
_EMPTY = "Nothing is written in this plan yet."


def plan_paper(source: Source) -> Paper:
    """The whole plan in the shared edition."""
    of = opened(source)
    blocks = what_to_do_next(of, _EMPTY) if is_empty(of.plan) else tuple(_blocks(of))
    return Paper("Self-evaluation and improvement plan", of.about, blocks, of.subtitle)


def priorities_in_full(of: Opened, matters: tuple[Matter, ...], level: int = 2) -> Iterator[Block]:
    """Every priority with all that hangs on it; those with nothing behind them as rows; done and parked ones apart."""
    plan = of.plan
    live = of_state(plan, PriorityState.LIVE)
    begun = tuple(priority for priority in live if chains.is_begun(plan, priority))
    bare = tuple(priority for priority in live if priority not in begun)
    for priority in begun:
        yield Heading(f"{live.index(priority) + 1} {name_of(priority)}", level)
        yield from one_priority(of, priority, matters)
    if bare:
        yield Heading("Live, with nothing behind them yet" if begun else "Live priorities", level)
        asked = {priority.id: len(of_priority(matters, priority.id)) for priority in bare}
        places = tuple(live.index(priority) + 1 for priority in bare)
        yield chains.in_short(bare, places, asked, "Priorities with a title, and perhaps a target, so far")
    for state, heading in ((PriorityState.DONE, "Done"), (PriorityState.PARKED, "Parked")):
        found = of_state(plan, state)
        if not found:
            continue
        if state is PriorityState.PARKED:
            yield Heading(heading, level)
            yield from chains.parked(plan)
        else:
            for priority in found:
                yield Heading(f"{heading}: {name_of(priority)}", level)
                yield from one_priority(of, priority, matters)


def one_priority(of: Opened, priority: Priority, matters: tuple[Matter, ...]) -> Iterator[Block]:
    """A priority from its target to what was found."""
    plan = of.plan
    yield from chains.goal(priority)
    yield from chains.why(priority)
    yield from chains.points_answered(plan, priority)
    yield from chains.success(plan, priority)
    yield from chains.needs(plan, priority)
    yield from cpd.of_priority(plan, chains.activities_of(plan, priority), "CPD")
    yield from chains.actions(plan.actions_of(priority))
    yield from chains.impact(plan, priority, of.today)
    asked = of_priority(matters, priority.id)
    if asked:
        yield Words("Not yet agreed:")
        yield from missing.bullets(asked)


def outside_priorities(plan: Plan) -> tuple[Block, ...]:
    """CPD and actions that serve no priority: kept in sight."""
    loose = tuple(activity for activity in plan.activities if not plan.needs_met_by(activity))
    unlinked = tuple(a for a in plan.activities if plan.needs_met_by(a) and not plan.priorities_of(a))
    actions = tuple(action for action in plan.actions if plan.find("priorities", action.priority_id) is None)
    return (
        *cpd.of_priority(plan, (*loose, *unlinked), "CPD that serves no priority yet"),
        *chains.actions(actions, "Actions that serve no priority yet"),
    )


def at_a_glance(plan: Plan) -> tuple[Block, ...]:
    """The live priorities on one table, in order."""
    live = of_state(plan, PriorityState.LIVE)
    if not live:
        return (Words("No priority is live yet. Choose what would change most for your pupils.", Tone.MISSING),)
    rows = tuple(
        (str(place), name_of(p), target_said(p), p.lead or "No lead yet") for place, p in enumerate(live[:_GLANCE], 1)
    )
    more = len(live) - len(rows)
    columns = (Column("No.", 0.6, Align.RIGHT), Column("Priority", 4), Column("Target", 4), Column("Led by", 2.2))
    return (
        Table("Live priorities, what matters most first", columns, rows, row_headers=False),
        *(
            (Words(f"{more} more {'is' if more == 1 else 'are'} live; all of them stand below.", Tone.QUIET),)
            if more
            else ()
        ),
    )


def _blocks(of: Opened) -> Iterator[Block]:
    plan, matters = of.plan, open_matters(of.plan, of.today)
    live = of_state(plan, PriorityState.LIVE)
    yield Words(
        f"{counted(len(live), 'live priority', 'live priorities')}. {chain(plan, of.today).sentence}, "
        "from what we saw to what changed for pupils.",
        Tone.LEDE,
    )
    yield from at_a_glance(plan)
    yield Heading("Where are we?")
    yield from self_evaluation(of)
    yield NewPage()
    yield Heading("What matters most, and what will we do?")
    if said := chains.capacity_said(plan):
        yield Words(said, Tone.QUIET)
    if not plan.priorities:
        yield Words("No priority is chosen yet: what would change most for your pupils?", Tone.MISSING)
    yield from priorities_in_full(of, matters)
    if outside := outside_priorities(plan):
        yield Heading("Outside the priorities", 2)
        yield from outside
    yield Heading("What does it cost?")
    yield Words(sums.budget_said(plan))
    if plan.activities:
        yield sums.per_priority(plan)
        yield from sums.rules(plan)
    if rest := of_none(matters):
        yield Heading("What is not yet agreed")
        yield Words("What belongs to one priority stands with it, above. This is the rest.", Tone.QUIET)
        yield from missing.bullets(rest)
