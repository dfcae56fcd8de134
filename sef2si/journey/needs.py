"""3 Who needs to learn what? From each priority to the staff who must know or do something new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.domain.activities import Activity
from sef2si.domain.needs import Level, Need, NeedSort, NeedSource, StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.domain.record import Record
from sef2si.domain.sizes_said import sizes_said, without_sizes
from sef2si.journey import options
from sef2si.journey.chain import starter_id
from sef2si.journey.helpers import EXPERTISE, PREFERENCES, SPLIT
from sef2si.journey.names import need_name, priority_name, shortened
from sef2si.journey.step import Blocker, Dot, Field, FieldKind, Press, Section, Step, Tag, Where


def _without_need(plan: Plan) -> tuple[Priority, ...]:
    return tuple(p for p in plan.live if not plan.needs_of(p) and not p.no_cpd_needed.strip())


def starters(plan: Plan) -> tuple[Record, ...]:
    """One empty need for each live priority that has none, already tied to it."""
    return tuple(
        Need(id=starter_id("need", priority.id), priority_id=priority.id) for priority in _without_need(plan)
    )  # fmt: skip


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    if not plan.priorities and not plan.needs:
        yield Blocker("A priority", " comes first: then say who must learn something for it.", Where("priorities"))
    for priority in _without_need(plan):
        where = Where("needs", starter_id("need", priority.id))
        yield Blocker(priority_name(priority), " has no need yet: who must learn something for it?", where)
    for need in plan.needs:
        name = need_name(need)
        if not need.is_private and not need.priority_id:
            where = Where("needs", need.id, "priority_id")
            yield Blocker(name, " serves no priority yet: which one is it for?", where)
        if not need.whom:
            yield Blocker(name, " does not say yet who must learn it.", Where("needs", need.id, "group"))
        if not need.what.strip():
            yield Blocker(name, " does not say yet what they need to know or do.", Where("needs", need.id, "what"))


def _note(plan: Plan, today: date) -> str:
    waiting = len(_without_need(plan))
    if waiting:
        return f"{waiting} {'priority has' if waiting == 1 else 'priorities have'} no need yet"
    return f"{len(plan.needs)} {'need' if len(plan.needs) == 1 else 'needs'}" if plan.needs else "No need yet"


def _title(plan: Plan, need: Need) -> str:
    if not need.whom and not need.what.strip():
        return "Who must learn something for this?"
    return need.whom or shortened(need.what)


def _sub(plan: Plan, need: Need, today: date) -> str:
    levels = ""
    if need.level_now and need.level_needed:
        levels = f"{need.level_now.label} → {need.level_needed.label}"
    return " · ".join(part for part in (shortened(need.what) if need.whom else "", levels) if part)


def _group(plan: Plan, need: Need) -> str:
    if need.is_private:
        return "From appraisal, career, induction and statutory training (kept off shared views)"
    priority = plan.find("priorities", need.priority_id)
    return priority_name(priority) if priority else "Serves no priority yet"


def _tags(plan: Plan, need: Need, today: date) -> tuple[Tag, ...]:
    if not need.version:
        return (Tag("not yet agreed", "todo"),)
    return (Tag(need.source.label),) if need.is_private else ()


def dots(plan: Plan, need: Need, today: date) -> tuple[Dot, ...]:
    met = plan.activities_of(need)
    done = any(check.is_done for activity in met for check in plan.checks_of(activity))
    planned = any(activity.intended and activity.check_due for activity in met)
    return Dot("CPD", "cpd", bool(met)), Dot("check", "impact", done or planned)


def _add_activity(plan: Plan, need: Need, choice: str, today: date) -> tuple[Record, ...]:
    waiting = starter_id("activity", need.id)
    own = {} if plan.find("activities", waiting) else {"id": waiting}
    return (Activity(need_ids=(need.id,), people=need.people, **own),)


def _meet(plan: Plan, need: Need, choice: str, today: date) -> tuple[Record, ...]:
    activity = plan.find("activities", choice)
    return (activity.having(need_ids=(*activity.need_ids, need.id)),) if activity else ()


def _counted(need: Need) -> int:
    """How many people its words speak of, where the box for it is empty."""
    return sum(sizes_said(need.who)) if need.version and need.people is None else 0


def _count_label(plan: Plan, need: Need) -> str | None:
    number = _counted(need)
    return f"Put {number} into “How many?”" if number else None


def _count(plan: Plan, need: Need, choice: str, today: date) -> tuple[Record, ...]:
    """The number goes from the words into its box, where costs and hours are worked out from it."""
    number = _counted(need)
    return (need.having(people=number, who=without_sizes(need.who) or need.who),) if number else ()


NEEDS = Section(
    kind="needs",
    singular="need",
    empty="No need yet. Choose a priority first, then say who must learn something for it.",
    starters=starters,
    title=_title,
    sub=_sub,
    tags=_tags,
    dots=dots,
    group=_group,
    presses=(
        Press("add_activity", lambda plan, need: "Add CPD for this" if need.version else None, _add_activity),
        Press(
            "join_activity",
            lambda plan, need: "Planned CPD meets it" if need.version and plan.activities else None,
            _meet,
            choose=options.activities,
        ),
        SPLIT,
        Press("count", _count_label, _count),
    ),
    fields=(
        Field("group", FieldKind.CHOICE, "Which staff?", essential=True, group="Who?", options=options.of(StaffGroup)),
        Field("people", FieldKind.NUMBER, "How many?", essential=True, group="Who?"),
        Field("what", FieldKind.TEXT, "What do they need to know or do?", essential=True),
        Field(
            "priority_id",
            FieldKind.LINK,
            "Which priority is it for?",
            essential=True,
            options=options.priorities,
            makes="priorities",
        ),
        Field("who", FieldKind.LINE, "Which of them, in your own words"),
        Field("level_now", FieldKind.CHOICE, "Where are they now?", options=options.of(Level)),
        Field("level_needed", FieldKind.CHOICE, "Where do they need to be?", options=options.of(Level)),
        Field("sort", FieldKind.CHOICE, "What kind of need is it?", options=options.of(NeedSort)),
        Field("known_by", FieldKind.TEXT, "How do we know?"),
        Field("asked", FieldKind.LINE, "Who was asked?"),
        Field("ask_again", FieldKind.DATE, "When shall we ask again?"),
        Field("brings", FieldKind.TEXT, "What do they already bring?"),
        Field("standard", FieldKind.LINE, "Standard it relates to"),
        Field("source", FieldKind.CHOICE, "Where does this need come from?", options=options.of(NeedSource)),
    ),
)

STEP = Step(
    key="needs",
    title="3 Who needs to learn what?",
    question="Who needs to learn what?",
    sections=(NEEDS, EXPERTISE, PREFERENCES),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
