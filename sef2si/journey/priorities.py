"""2 What matters most? A few priorities, by how much and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sef2si.domain.cycle import Term, written
from sef2si.domain.evaluation import PointSort
from sef2si.domain.needs import Need
from sef2si.domain.notes import Audience
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import CriterionStatus, Priority, PriorityState, Urgency, amount
from sef2si.domain.record import Record
from sef2si.journey import options, points
from sef2si.journey.chain import is_answered, starter_id
from sef2si.journey.judgements import POINT_FIELDS
from sef2si.journey.names import point_name, priority_name, shortened
from sef2si.journey.step import Blocker, Dot, Field, FieldKind, Press, Section, Step, Tag, Where


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    if not plan.live:
        yield Blocker("A priority", " is missing: what would change most for your pupils?", Where("priorities"))
    if len(plan.live) > plan.school.live_limit:
        limit = plan.school.live_limit
        sentence = f" are {len(plan.live) - limit} more than your limit of {limit}: which can wait?"
        yield Blocker(f"{len(plan.live)} live priorities", sentence, Where("priorities"))
    for priority in plan.live:
        yield from _gaps(priority)
    for point in plan.points_to_improve:
        if point.text.strip() and not is_answered(plan, point.priority_id, point.not_this_year):
            yield Blocker(
                point_name(point),
                " is not answered yet: make it a priority, add it to one, or choose “not this year”.",
                Where("points", point.id),
            )


def _gaps(priority: Priority) -> Iterator[Blocker]:
    """What a live priority lacks, the first gap of its goal alone: one thing at a time (003-O5)."""
    name = priority_name(priority)
    asks = (
        ("title", " has no title yet: what must improve?"),
        ("measure", " has no measure yet: what will you look at, before and after?"),
        ("target", " has no target yet: improve by how much?"),
        ("now", " does not say where you are now."),
        ("by", " has no date yet: by when?"),
    )
    for field, sentence in asks:
        if not getattr(priority, field):
            yield Blocker(name, sentence, Where("priorities", priority.id, field))
            break
    if not priority.lead.strip():
        yield Blocker(name, " has no lead yet: who keeps an eye on it?", Where("priorities", priority.id, "lead"))
    now, target = amount(priority.now), amount(priority.target)
    if now is not None and target is not None and target < now and not priority.why.strip():
        sentence = (
            f" aims for less than now ({priority.now} → {priority.target}). If lower is better, say so in a word."
        )
        yield Blocker(name, sentence, Where("priorities", priority.id, "why"))


def _note(plan: Plan, today: date) -> str:
    count = len(tuple(_missing(plan, today)))
    if not plan.priorities:
        return "No priority yet"
    return f"{count} {'thing' if count == 1 else 'things'} missing" if count else f"{len(plan.live)} live"


def capacity(plan: Plan) -> str:
    """How many are live, and the capacity note past the school's own limit (003-10, 003-O7)."""
    if not plan.priorities:
        return ""
    live, limit = len(plan.live), plan.school.live_limit
    counts = {state: sum(p.state is state for p in plan.priorities) for state in PriorityState}
    said = ", ".join(f"{count} {state.label.lower()}" for state, count in counts.items() if count)
    if live <= limit:
        return f"{said}. Your limit is {limit}; you can change it in “Our school”."
    return (
        f"{said}: {live - limit} more than your limit of {limit}. Doing fewer things well helps pupils more. Move what "
        "matters most to the top and park what can wait; nothing in it is lost."
    )


def _sub(plan: Plan, priority: Priority, today: date) -> str:
    goal = ": ".join(part for part in (priority.measure, priority.goal) if part) if priority.goal else ""
    by = f"by {written(priority.by)}" if priority.by else ""
    target = ", ".join(part for part in (goal, by) if part)
    return " · ".join(part for part in (target, f"Led by {priority.lead}" if priority.lead else "") if part)


def _tags(plan: Plan, priority: Priority, today: date) -> tuple[Tag, ...]:
    state = priority.state
    if state is not PriorityState.LIVE:
        return (Tag(state.label, "done" if state is PriorityState.DONE else "plain"),)
    found = []
    if priority.urgency is Urgency.PRESSING:
        found.append(Tag("Pressing"))
    if not priority.has_goal:
        found.append(Tag("No target yet" if not priority.target else "Goal not complete", "todo"))
    return tuple(found)


def dots(plan: Plan, priority: Priority, today: date) -> tuple[Dot, ...]:
    """The chain's three links of a priority at a glance."""
    needs = plan.needs_of(priority)
    met = [activity for need in needs for activity in plan.activities_of(need)]
    checked = [check for activity in met for check in plan.checks_of(activity) if check.is_done]
    return (
        Dot("need", "need", bool(needs)),
        Dot("CPD", "cpd", bool(met)),
        Dot("check", "impact", bool(checked) or any(a.intended and a.check_due for a in met)),
    )


def _state(state: PriorityState) -> Any:
    def act(plan: Plan, priority: Priority, choice: str, today: date) -> tuple[Record, ...]:
        return (priority.having(state=state),)

    return act


def _from_here(plan: Plan, priority: Priority) -> tuple[Priority, ...]:
    """This live priority and those that stand below it."""
    in_order = sorted(plan.live, key=lambda each: each.position)
    return tuple(in_order[in_order.index(priority) :]) if priority in in_order else ()


def _park_from_here(plan: Plan, priority: Priority, choice: str, today: date) -> tuple[Record, ...]:
    return tuple(each.having(state=PriorityState.PARKED) for each in _from_here(plan, priority))


def _parking_label(plan: Plan, priority: Priority) -> str | None:
    """Offered only where there are more than the school can carry (003-10): 71 parked in one act, and one undo."""
    below = len(_from_here(plan, priority)) - 1
    return f"Park it and the {below} below" if len(plan.live) > plan.school.live_limit and below > 0 else None


def _add_need(plan: Plan, priority: Priority, choice: str, today: date) -> tuple[Record, ...]:
    waiting = starter_id("need", priority.id)
    own = {} if plan.find("needs", waiting) else {"id": waiting}
    return (Need(priority_id=priority.id, **own),)


def _answer(plan: Plan, priority: Priority, choice: str, today: date) -> tuple[Record, ...]:
    point = plan.find("points", choice)
    return (point.having(priority_id=priority.id, not_this_year=False),) if point else ()


PRESSES = (
    Press("add_need", lambda plan, p: "Add a need" if p.version and p.state is PriorityState.LIVE else None, _add_need),
    Press(
        "answer_point",
        lambda plan, p: "Let it answer another point" if options.waiting_points(plan, p) else None,
        _answer,
        choose=options.waiting_points,
    ),
    Press(
        "park", lambda plan, p: "Park it" if p.state is PriorityState.LIVE else None, _state(PriorityState.PARKED)
    ),
    Press("park_from_here", _parking_label, _park_from_here),
    Press(
        "finish", lambda plan, p: "Mark as done" if p.state is PriorityState.LIVE else None, _state(PriorityState.DONE)
    ),
    Press(
        "make_live",
        lambda plan, p: "Make it live again" if p.state is not PriorityState.LIVE else None,
        _state(PriorityState.LIVE),
    ),
)  # fmt: skip

WAITING = Section(
    kind="points",
    key="points.waiting",
    singular="point",
    heading="Points from “Where are we?” that wait for an answer",
    lede="Each becomes a priority, joins one, or waits for another year. One click decides, and Undo takes it back.",
    fixed=True,
    presses_first=True,
    preset={"sort": PointSort.TO_IMPROVE},
    only=lambda point: (
        point.sort is PointSort.TO_IMPROVE
        and point.priority_id is None
        and not point.not_this_year
        and bool(point.text.strip())
    ),
    title=lambda plan, point: point_name(point),
    sub=points.answer,
    presses=points.PRESSES,
    fields=POINT_FIELDS,
)

ANSWERS = Section(
    kind="points",
    key="points.answered",
    singular="point",
    heading="The points it answers",
    essential=False,
    parent="priority_id",
    fixed=True,
    title=lambda plan, point: point_name(point),
    presses=tuple(press for press in points.PRESSES if press.key == "ask_again"),
    fields=POINT_FIELDS,
)

CRITERIA = Section(
    kind="criteria",
    singular="success criterion",
    heading="Success criteria",
    essential=False,
    parent="priority_id",
    title=lambda plan, criterion: shortened(criterion.text) or "New success criterion",
    tags=lambda plan, criterion, today: (
        Tag(criterion.status.label, "done" if criterion.status == "met" else "plain"),
    ),
    fields=(
        Field("text", FieldKind.TEXT, "What will you see?", essential=True),
        Field("status", FieldKind.CHOICE, "Where is it?", essential=True, options=options.of(CriterionStatus)),
    ),
)

MILESTONES = Section(
    kind="milestones",
    singular="milestone",
    heading="Milestones by term",
    essential=False,
    parent="priority_id",
    title=lambda plan, milestone: shortened(milestone.text) or "New milestone",
    sub=lambda plan, milestone, today: (
        f"By the end of the {milestone.term.label.lower()} term" if milestone.term else ""
    ),
    fields=(
        Field("term", FieldKind.CHOICE, "By the end of which term?", essential=True, options=options.of(Term)),
        Field("text", FieldKind.TEXT, "What should be seen by then?", essential=True),
        Field("status", FieldKind.CHOICE, "Where is it?", options=options.of(CriterionStatus)),
    ),
)

_GOAL = "By how much?"

PRIORITIES = Section(
    kind="priorities",
    singular="priority",
    heading="Priorities",
    movable=True,
    empty="Nothing chosen yet. Begin with a point from “Where are we?”, or add a priority here.",
    title=lambda plan, priority: priority_name(priority),
    sub=_sub,
    tags=_tags,
    dots=dots,
    presses=PRESSES,
    note=capacity,
    fields=(
        Field("title", FieldKind.LINE, "What must improve?", essential=True),
        Field("measure", FieldKind.LINE, "Measure", essential=True, group=_GOAL),
        Field("now", FieldKind.LINE, "Now", essential=True, group=_GOAL),
        Field("target", FieldKind.LINE, "Target", essential=True, group=_GOAL),
        Field("by", FieldKind.DATE, "By", essential=True, group=_GOAL),
        Field("lead", FieldKind.LINE, "Who leads it?", essential=True),
        Field("why", FieldKind.TEXT, "Why this, and why now?"),
        Field("pupils_will", FieldKind.TEXT, "What will be different for pupils?"),
        Field("which_pupils", FieldKind.LINE, "Which pupils?"),
        Field("areas", FieldKind.CHOICES, "Evaluation areas", options=options.areas, own_options=True),
        Field("urgency", FieldKind.CHOICE, "Pressing, or can it wait?", options=options.of(Urgency)),
        Field("link_governor", FieldKind.LINE, "Link governor"),
        Field("funding", FieldKind.LINE, "Funding"),
        Field("no_cpd_needed", FieldKind.TEXT, "No CPD needed, because"),
    ),
    children=(ANSWERS, CRITERIA, MILESTONES),
)

NOTES = Section(
    kind="notes",
    singular="note",
    heading="Notes from your documents",
    adds=False,
    of_author=True,
    only=lambda note: note.judgement_id is None,
    title=lambda plan, note: shortened(note.text) or "New note",
    sub=lambda plan, note, today: note.source,
    fields=(
        Field("text", FieldKind.TEXT, "What it says", essential=True),
        Field("priority_id", FieldKind.LINK, "Which priority is it about?", options=options.priorities),
        Field("source", FieldKind.LINE, "Where it stood"),
        Field("kept_on", FieldKind.DATE, "Kept on"),
        Field("audience", FieldKind.CHOICES, "Who sees this?", options=options.of(Audience), nobody="Only me"),
    ),
)

STEP = Step(
    key="priorities",
    title="2 What matters most?",
    question="What matters most?",
    sections=(WAITING, PRIORITIES, NOTES),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
