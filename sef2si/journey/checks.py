"""5 Did it work? What was found, held against what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity, ImpactLevel
from sef2si.domain.cycle import written, written_short
from sef2si.domain.impact import AgainstIntent, Decision, ImpactCheck, LinkStrength, is_overdue, outcome
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.journey import options
from sef2si.journey.chain import check_starter_id
from sef2si.journey.names import action_name, activity_name, shortened
from sef2si.journey.step import Blocker, Field, FieldKind, Section, Step, Tag, Where


def _looked_at(plan: Plan) -> tuple[Activity | Action, ...]:
    return (*plan.activities, *plan.actions)


def _awaits(plan: Plan, record: Activity | Action) -> bool:
    """Whether a look is agreed and nobody has begun to write it down."""
    return all(check.is_done for check in plan.checks_of(record)) and plan.check_due(record) is not None


def starters(plan: Plan) -> tuple[Record, ...]:
    """One empty check for each activity or action with a day for one, and each finished action, where none is begun."""
    due = sorted(
        (record for record in _looked_at(plan) if _awaits(plan, record)),
        key=lambda record: plan.check_due(record) or date.max,
    )
    done = (a for a in plan.actions if a.status is ActionStatus.DONE and not plan.checks_of(a))
    return tuple(waiting_check(plan, record) for record in (*due, *done))


def waiting_check(plan: Plan, record: Activity | Action) -> ImpactCheck:
    """The next check of an activity or action, not written yet; its level comes from what was intended."""
    check_id = check_starter_id(plan, record)
    if isinstance(record, Activity):
        return ImpactCheck(id=check_id, activity_id=record.id, level=record.intended_level)
    return ImpactCheck(id=check_id, action_id=record.id)


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    if not (plan.activities or plan.actions or plan.checks):
        yield Blocker(
            "CPD, or an action,", " comes first: once it is planned, its check waits here.", Where("activities")
        )
    for record in _looked_at(plan):
        due = plan.check_due(record)
        if _awaits(plan, record) and due is not None and is_overdue(due, today):
            again = " again" if plan.checks_of(record) else ""
            where = Where("checks", check_starter_id(plan, record))
            yield Blocker(_name(record), f" was to be checked{again} by {written(due)}: what was found?", where)
    for action in plan.actions:
        if action.status is ActionStatus.DONE and not plan.checks_of(action):
            where = Where("checks", check_starter_id(plan, action))
            yield Blocker(action_name(action), " is done: what changed because of it?", where)
    for check in plan.checks:
        name = _title(plan, check)
        if not check.activity_id and not check.action_id:
            yield Blocker(name, " does not say yet what it checks.", Where("checks", check.id, "activity_id"))
        elif not check.checked_on:
            yield Blocker(name, " has no date yet: when did you look?", Where("checks", check.id, "checked_on"))
        elif check.checked_on > today:
            still = f" was looked at on {written(check.checked_on)}, which is still to come: please check the date."
            yield Blocker(name, still, Where("checks", check.id, "checked_on"))
        elif check.activity_id and check.action_id:
            yield Blocker(
                name,
                " names CPD and an action too: which of the two did it look at?",
                Where("checks", check.id, "action_id"),
            )
        elif not check.found.strip():
            yield Blocker(name, " does not say yet what was found.", Where("checks", check.id, "found"))
        elif not check.against_intent:
            where = Where("checks", check.id, "against_intent")
            yield Blocker(name, " is not held against what was meant yet.", where)


def _note(plan: Plan, today: date) -> str:
    waiting = (plan.check_due(record) for record in _looked_at(plan) if _awaits(plan, record))
    due = sorted(day for day in waiting if day)
    if due:
        return f"{'Check was' if due[0] < today else 'Next check'} due {written_short(due[0])}"
    done = sum(check.is_done for check in plan.checks)
    return f"{done} {'check' if done == 1 else 'checks'} done" if done else "No check yet"


def _name(record: Activity | Action) -> str:
    return activity_name(record) if isinstance(record, Activity) else action_name(record)


def _title(plan: Plan, check: ImpactCheck) -> str:
    activity = plan.find("activities", check.activity_id)
    if activity:
        return activity_name(activity)
    action = plan.find("actions", check.action_id)
    return action_name(action) if action else shortened(check.found) or "A new check"


def _sub(plan: Plan, check: ImpactCheck, today: date) -> str:
    if check.is_done:
        said = outcome(check)
        on = f"Checked on {written(check.checked_on)}" if check.checked_on else ""
        return " · ".join(part for part in (on, said) if part)
    record = _of(plan, check)
    day = plan.check_due(record) if record else None
    due = f"{'Was due' if is_overdue(day, today) else 'Due'} {written(day)}" if day else ""
    meant = record.intended if isinstance(record, Activity) else ""
    return " · ".join(part for part in (due, f"Meant: {shortened(meant)}" if meant else "") if part)


def _of(plan: Plan, check: ImpactCheck) -> Activity | Action | None:
    found: Activity | Action | None = plan.find("activities", check.activity_id) or plan.find(
        "actions", check.action_id
    )
    return found


def _tags(plan: Plan, check: ImpactCheck, today: date) -> tuple[Tag, ...]:
    if check.against_intent:
        tone = "done" if check.against_intent in (AgainstIntent.MET, AgainstIntent.EXCEEDED) else "plain"
        return (Tag(check.against_intent.label, tone),)
    record = _of(plan, check)
    overdue = record is not None and is_overdue(plan.check_due(record), today)
    return (Tag("overdue", "todo"),) if overdue and not check.is_done else ()


CHECKS = Section(
    kind="checks",
    singular="check",
    empty="Nothing to check yet. Each activity with a day for its check will wait for you here.",
    starters=starters,
    title=_title,
    sub=_sub,
    tags=_tags,
    group=lambda plan, check: "Done" if check.is_done else "Still to check",
    fields=(
        Field("checked_on", FieldKind.DATE, "When did you look?", essential=True),
        Field("found", FieldKind.TEXT, "What did you find?", essential=True),
        Field(
            "against_intent",
            FieldKind.CHOICE,
            "Held against what was meant",
            essential=True,
            options=options.of(AgainstIntent),
        ),
        Field("level", FieldKind.CHOICE, "At which level did you look?", options=options.of(ImpactLevel)),
        Field("activity_id", FieldKind.LINK, "Which CPD does it check?", options=options.activities),
        Field("action_id", FieldKind.LINK, "Or which action?", options=options.actions),
        Field("evidence", FieldKind.TEXT, "What is the evidence?"),
        Field("unplanned", FieldKind.TEXT, "What else was gained, unplanned?"),
        Field("side_effects", FieldKind.TEXT, "Any side effects?"),
        Field("strength", FieldKind.CHOICE, "How strong is the link?", options=options.of(LinkStrength)),
        Field("decision", FieldKind.CHOICE, "What now?", options=options.of(Decision)),
        Field("next_check", FieldKind.DATE, "When will you look again?"),
    ),
)

STEP = Step(
    key="checks",
    title="5 Did it work?",
    question="Did it work?",
    sections=(CHECKS,),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
