"""The plan on one page (003-17): what matters most, what we do, who leads, by when, and how we will know."""

from __future__ import annotations

from sef2si.documents.papers import sums
from sef2si.documents.papers.about import Opened, is_empty, opened, what_to_do_next
from sef2si.documents.papers.chains import activities_of, name_of, of_state
from sef2si.documents.papers.wording import counted, lines, starting
from sef2si.documents.printing.paper import Block, Column, Missing, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.journey.names import shortened

# What a sheet across holds in type that can still be read: lines of all rows together, and letters in a line.
_LINES = 27
_MOST_ROWS = 10
_LETTERS = {"priority": 32, "do": 50, "lead": 17, "know": 40}
_EMPTY = "Nothing is written in this plan yet, so there is nothing to put on a page."


def one_page_paper(source: Source) -> Paper:
    """The shared edition on one side of A4, across. What does not fit is cut with "…" and said to be in the plan."""
    of = opened(source)
    blocks = what_to_do_next(of, _EMPTY) if is_empty(of.plan) else _blocks(of)
    return Paper("Our plan on one page", of.about, blocks, landscape=True, one_page=True)


def _blocks(of: Opened) -> tuple[Block, ...]:
    plan = of.plan
    live = of_state(plan, PriorityState.LIVE)
    if not live:
        return (Words("No priority is live yet. Choose what would change most for your pupils.", Tone.MISSING),)
    shown = live[:_MOST_ROWS]
    each = max(_LINES // len(shown), 3)
    rows = tuple(_row(of, place, priority, each) for place, priority in enumerate(shown, 1))
    columns = (
        Column("What matters most", 3), Column("What we do", 4.4), Column("Who leads", 1.6), Column("By when", 1.3),
        Column("How we will know", 3.6),
    )  # fmt: skip
    return (Table("Live priorities, what matters most first", columns, rows), *_below(of, len(live) - len(shown)))


def _row(of: Opened, place: int, priority: Priority, room: int) -> tuple[str, ...]:
    plan = of.plan
    activities, actions = activities_of(plan, priority), plan.actions_of(priority)
    records: tuple[Activity | Action, ...] = (*activities, *actions)
    doing = [record.what.strip() for record in records if record.what.strip()]
    if not doing and priority.no_cpd_needed.strip():
        doing = [f"No CPD is needed: {priority.no_cpd_needed.strip()}"]
    criteria = [c.text.strip() for c in plan.linked("criteria", "priority_id", priority.id) if c.text.strip()]
    goal = ": ".join(part for part in (priority.measure, priority.goal) if part) if priority.goal else ""
    return (
        lines(_cut(f"{place} {name_of(priority)}", "priority", room)),
        _fitted(doing, "do", room) or Missing("Not agreed yet"),
        _cut(priority.lead, "lead", room) or Missing("No lead yet"),
        written(priority.by) if priority.by else Missing("No date yet"),
        _fitted([part for part in (starting(goal), *criteria) if part], "know", room) or Missing("No target yet"),
    )


def _cut(text: str, column: str, room: int) -> str:
    return shortened(text, room * _LETTERS[column])


def _fitted(found: list[str], column: str, room: int) -> str:
    """As many entries as fit into so many lines, each on a line of its own, and how many more there are."""
    wide, shown, left = _LETTERS[column], list[str](), room
    for place, text in enumerate(found):
        rest = len(found) - place
        most = left - (1 if rest > 1 else 0)
        if most < 1:
            break
        cut = shortened(f"• {text}" if len(found) > 1 else text, min(most, max(2, room // 2)) * wide)
        shown.append(cut)
        left -= -(-len(cut) // wide)
    more = len(found) - len(shown)
    return lines(*shown, f"and {more} more" if more else "")


def _below(of: Opened, more: int) -> tuple[Block, ...]:
    plan = of.plan
    said = []
    if more:
        said.append(
            f"{counted(more, 'more priority is', 'more priorities are')} live and do not fit on a page. Doing fewer "
            "things well helps pupils more."
        )
    parked, done = (len(of_state(plan, state)) for state in (PriorityState.PARKED, PriorityState.DONE))
    if done:
        said.append(f"{counted(done, 'priority is', 'priorities are')} done.")
    if parked:
        said.append(f"{counted(parked, 'priority is', 'priorities are')} parked.")
    said.append(sums.budget_said(plan))
    said.append("What is cut short here stands whole in the plan.")
    return (Words(" ".join(said), Tone.QUIET),)
