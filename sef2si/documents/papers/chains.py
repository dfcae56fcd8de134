"""One priority and everything that hangs on it, as blocks; each is left out where there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sef2si.advice.costs import pounds
from sef2si.dashboards.panels import listed
from sef2si.documents.papers import cpd
from sef2si.documents.papers.checks import meant_and_found
from sef2si.documents.papers.wording import counted, day, lines, starting
from sef2si.documents.printing.paper import Align, Block, Bullets, Column, Facts, Missing, Table, Words
from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import Term, written
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState, Urgency
from sef2si.journey.options import area_label

_TERMS = list(Term)
_HANGING = ("needs", "actions", "criteria", "milestones")


def name_of(priority: Priority) -> str:
    """The whole title."""
    return priority.title.strip() or "A priority without a title"


def of_state(plan: Plan, state: PriorityState) -> tuple[Priority, ...]:
    return tuple(priority for priority in plan.priorities if priority.state is state)


def capacity_said(plan: Plan) -> str:
    """How many priorities are live, done and parked, and how many the school set out to carry (003-10, 003-O7)."""
    counts = {state: len(of_state(plan, state)) for state in PriorityState}
    said = listed(f"{count} {state.label.lower()}" for state, count in counts.items() if count)
    if not said:
        return ""
    limit = plan.school.live_limit
    over = counts[PriorityState.LIVE] - limit
    if over > 0:
        rest = f"{over} more live than the {limit} the school set out to carry"
        return f"{said}: {rest}. Fewer things, done well, help more."
    return f"{said}. The school set out to carry {limit} at once."


def activities_of(plan: Plan, priority: Priority) -> tuple[Activity, ...]:
    """The CPD that serves it, by date; what has no date comes last."""
    return cpd.by_date(a for a in plan.activities if priority in plan.priorities_of(a))


def is_begun(plan: Plan, priority: Priority) -> bool:
    """Something hangs on it: more than a title, a goal and a lead."""
    hanging = any(plan.linked(kind, "priority_id", priority.id) for kind in _HANGING)
    return hanging or any(text.strip() for text in (priority.why, priority.pupils_will, priority.no_cpd_needed))


def target_said(priority: Priority) -> str:
    """``"Pupils who read fluently: 45% → 75%, by 9 July 2027"`` (003-O5), or that part of it is not agreed."""
    goal = ": ".join(part for part in (priority.measure, priority.goal) if part) if priority.goal else ""
    if not goal:
        return Missing(f"No target yet{f' (measure: {priority.measure})' if priority.measure else ''}")
    said = starting(goal)
    return f"{said}, by {written(priority.by)}" if priority.by else f"{said}, no date yet"


def goal(priority: Priority, in_short: bool = False) -> tuple[Block, ...]:
    """What should be different, by how much, by when, and who keeps an eye on it."""
    rows = [
        ("Target", target_said(priority)),
        ("For pupils", priority.pupils_will.strip()),
        ("Which pupils", priority.which_pupils),
        ("Led by", priority.lead or Missing("No lead yet")),
        ("Link governor", priority.link_governor),
        ("Evaluation areas", listed(area_label(key) for key in priority.areas)),
        ("Urgency", "Pressing" if priority.urgency is Urgency.PRESSING else ""),
        ("Funding", priority.funding),
    ]
    shown = rows[:5] if in_short else rows
    return (Facts(tuple((label, said) for label, said in shown if said)),)


def why(priority: Priority) -> tuple[Block, ...]:
    return (Words(f"Why: {priority.why.strip()}"),) if priority.why.strip() else ()


def points_answered(plan: Plan, priority: Priority) -> tuple[Block, ...]:
    """What it answers from "Where are we?"."""
    found = tuple(p.text.strip() for p in plan.points_to_improve if p.priority_id == priority.id and p.text.strip())
    return (Words("It answers:"), Bullets(found)) if found else ()


def success(plan: Plan, priority: Priority) -> tuple[Block, ...]:
    """Success criteria, and milestones by term, each with where it is."""
    blocks: list[Block] = []
    criteria = tuple(
        (each.text.strip(), each.status.label)
        for each in plan.linked("criteria", "priority_id", priority.id)
        if each.text.strip()
    )
    if criteria:
        blocks.append(Table("How we will know", (Column("Success criterion", 5), Column("Where it is", 1.4)), criteria))
    milestones = sorted(
        (each for each in plan.linked("milestones", "priority_id", priority.id) if each.text.strip()),
        key=lambda each: _TERMS.index(each.term) if each.term else len(_TERMS),
    )
    rows = tuple(
        (each.term.label if each.term else Missing("No term yet"), each.text.strip(), each.status.label)
        for each in milestones
    )
    if rows:
        columns = (Column("By the end of", 1.3), Column("What should be seen", 4), Column("Where it is", 1.4))
        blocks.append(Table("Milestones", columns, rows))
    return tuple(blocks)


def needs(plan: Plan, priority: Priority, in_short: bool = False) -> tuple[Block, ...]:
    """Who needs to learn what, from which level to which; or why nobody has to."""
    if priority.no_cpd_needed.strip():
        return (Words(f"No CPD is needed: {priority.no_cpd_needed.strip()}"),)
    rows = tuple(
        (
            need.whom or Missing("Not agreed yet"),
            lines(need.what.strip() or Missing("Not agreed yet"), "" if in_short else _known(need)),
            " → ".join(level.label for level in (need.level_now, need.level_needed) if level),
        )
        for need in plan.needs_of(priority)
    )
    columns = (Column("Who", 2), Column("Needs to know or do", 5), Column("From → to", 1.6))
    return (Table("Who needs to learn what", columns, rows),) if rows else ()


def _known(need: Need) -> str:
    return lines(
        f"How we know: {need.known_by.strip()}" if need.known_by.strip() else "",
        f"Strengths to build on: {need.brings.strip()}" if need.brings.strip() else "",
        f"We ask again on {written(need.ask_again)}" if need.ask_again else "",
    )


def actions(found: tuple[Action, ...], caption: str = "What leaders will do that is not CPD") -> tuple[Block, ...]:
    """Actions with who, by when and at what cost."""
    rows = tuple(
        (
            action.what.strip() or "An action without a name",
            action.who or Missing("Not agreed yet"),
            day(action.by),
            action.status.label,
            pounds(action.cost) if action.cost is not None else "",
        )
        for action in found
    )
    columns = (
        Column("Action", 4), Column("Who", 2), Column("By", 1.8), Column("Where it is", 1.4),
        Column("Cost", 1.1, Align.RIGHT),
    )  # fmt: skip
    return (Table(caption, columns, rows),) if rows else ()


def impact(plan: Plan, priority: Priority, today: date) -> tuple[Block, ...]:
    """What was meant and what was found, of its CPD and its actions."""
    records: tuple[Activity | Action, ...] = (*activities_of(plan, priority), *plan.actions_of(priority))
    return meant_and_found(plan, records, "What should change, and what was found", today)


def in_short(found: tuple[Priority, ...], places: tuple[int, ...], asked: Mapping[str, int], caption: str) -> Table:
    """Priorities of which little is written, a row each: 76 of them stay readable (003-10).

    ``places`` are their numbers in the plan; ``asked`` how many things each is still asked, by id.
    """
    rows = tuple(
        (
            str(place),
            name_of(priority),
            target_said(priority),
            priority.lead or "No lead yet",
            counted(asked[priority.id], "thing") if asked.get(priority.id) else "Nothing",
        )
        for place, priority in zip(places, found, strict=True)
    )
    columns = (
        Column("No.", 0.6, Align.RIGHT), Column("Priority", 4), Column("Target", 4), Column("Led by", 2),
        Column("Not yet agreed", 1.4),
    )  # fmt: skip
    return Table(caption, columns, rows, row_headers=False)


def parked(plan: Plan) -> tuple[Block, ...]:
    """Parked priorities apart: kept, and asking for nothing now."""
    found = of_state(plan, PriorityState.PARKED)
    if not found:
        return ()
    rows = tuple((name_of(p), p.why.strip(), target_said(p) if p.goal else "") for p in found)
    columns = (Column("Priority", 4), Column("Why", 4), Column("Target", 3))
    return (
        Words("These wait for another time. Nothing in them is lost, and nothing is asked of them now."),
        Table("Parked priorities", columns, rows),
    )
