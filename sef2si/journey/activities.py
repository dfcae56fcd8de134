"""4 What will we do? CPD that meets the needs, and what leaders will do that is not CPD."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity, ChosenFor, ImpactLevel, Provision
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.domain.record import Record
from sef2si.journey import options
from sef2si.journey.chain import starter_id
from sef2si.journey.checks import waiting_check
from sef2si.journey.names import action_name, activity_name, need_name, offer_name, priority_name, shortened
from sef2si.journey.offers import OFFERS
from sef2si.journey.step import Blocker, Dot, Field, FieldKind, Press, Section, Step, Tag, Where


def _is_live(plan: Plan, need: Need) -> bool:
    priority = plan.find("priorities", need.priority_id)
    return need.is_private or priority is None or priority.state is PriorityState.LIVE


def _unmet(plan: Plan) -> tuple[Need, ...]:
    return tuple(need for need in plan.needs if _is_live(plan, need) and not plan.activities_of(need))


def _without_action(plan: Plan) -> tuple[Priority, ...]:
    return tuple(p for p in plan.live if p.no_cpd_needed.strip() and not plan.actions_of(p))


def starters(plan: Plan) -> tuple[Record, ...]:
    """One empty activity for each need that nothing meets, already tied to it."""
    return tuple(
        Activity(id=starter_id("activity", need.id), need_ids=(need.id,), people=need.people) for need in _unmet(plan)
    )


def _action_starters(plan: Plan) -> tuple[Record, ...]:
    return tuple(Action(id=starter_id("action", p.id), priority_id=p.id) for p in _without_action(plan))


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    if not (plan.needs or plan.activities or plan.actions):
        yield Blocker("A need", " comes first: then choose how it is met.", Where("needs"))
    for need in _unmet(plan):
        where = Where("activities", starter_id("activity", need.id))
        yield Blocker(need_name(need), " is not met yet: how will they learn it?", where)
    for priority in _without_action(plan):
        where = Where("actions", starter_id("action", priority.id))
        yield Blocker(priority_name(priority), " needs no CPD, you said: what will leaders do for it?", where)
    for activity in plan.activities:
        name = activity_name(activity)
        if not activity.need_ids:
            where = Where("activities", activity.id, "need_ids")
            yield Blocker(name, " serves no priority yet: which need does it meet?", where)
        if activity.starts is None:
            yield Blocker(name, " has no date yet: when will it be?", Where("activities", activity.id, "starts"))
        elif activity.ends and activity.ends < activity.starts:
            yield Blocker(
                name, " ends before it starts: please check the dates.", Where("activities", activity.id, "ends")
            )
        if not activity.intended.strip() and not plan.checks_of(activity):
            where = Where("activities", activity.id, "intended")
            yield Blocker(name, " does not say yet what should change because of it.", where)
        elif activity.check_due is None and not plan.checks_of(activity):
            where = Where("activities", activity.id, "check_due")
            yield Blocker(name, " has no day for its impact check: when would a change show?", where)
    for offer in plan.offers:
        for line in offer.unread_dates[:1]:
            where = Where("offers", offer.id, "dates")
            said = f" has a date we can’t read, “{shortened(line, 40)}”: please write it like 4 February 2027."
            yield Blocker(offer_name(offer), said, where)


def _note(plan: Plan, today: date) -> str:
    parts = [
        f"{len(found)} {one if len(found) == 1 else many}"
        for found, one, many in ((plan.activities, "activity", "activities"), (plan.actions, "action", "actions"))
        if found
    ]
    return ", ".join(parts) or "Nothing planned yet"


def _title(plan: Plan, activity: Activity) -> str:
    if activity.what.strip():
        return activity_name(activity)
    needs = plan.needs_met_by(activity)
    return f"How will they learn it? {need_name(needs[0])}" if needs else activity_name(activity)


def _sub(plan: Plan, activity: Activity, today: date) -> str:
    form = next((option.label for option in options.forms(plan, activity) if option.value == activity.form), "")
    dates = written(activity.starts) if activity.starts else ""
    if activity.starts and activity.ends and activity.ends != activity.starts:
        dates = f"{written(activity.starts)} to {written(activity.ends)}"
    led = f"Led by {activity.led_by}" if activity.led_by else ""
    price = f"£{activity.price:,.0f}" if activity.price is not None else ""
    return " · ".join(part for part in (dates, form, led, price) if part)


def _group(plan: Plan, activity: Activity) -> str:
    served = plan.priorities_of(activity)
    if served:
        return priority_name(served[0]) if len(served) == 1 else "For more than one priority"
    private = any(need.is_private for need in plan.needs_met_by(activity))
    return "For appraisal, career, induction or statutory needs" if private else "Serves no priority yet"


def _tags(plan: Plan, activity: Activity, today: date) -> tuple[Tag, ...]:
    if not activity.version:
        return (Tag("not yet agreed", "todo"),)
    return () if activity.need_ids else (Tag("serves no priority yet", "todo"),)


def _dots(plan: Plan, activity: Activity, today: date) -> tuple[Dot, ...]:
    done = any(check.is_done for check in plan.checks_of(activity))
    planned = bool(activity.intended and activity.check_due)
    return Dot("need", "need", bool(activity.need_ids)), Dot("check", "impact", done or planned)


def _check(plan: Plan, record: Activity | Action, choice: str, today: date) -> tuple[Record, ...]:
    begun = [check for check in plan.checks_of(record) if not check.is_done]
    return (begun[0] if begun else waiting_check(plan, record),)


CHECK = Press("add_check", lambda plan, record: "Write down what changed" if record.version else None, _check)


def _session_sub(plan: Plan, session: CpdSession, today: date) -> str:
    kept = "announced" if session.announced_on else "pinned" if session.pinned else ""
    length = f"{session.minutes} minutes" if session.minutes else ""
    return " · ".join(part for part in (session.at, length, session.team, kept) if part)


SESSIONS = Section(
    kind="cpd_sessions",
    singular="CPD session",
    heading="Sessions",
    parent="activity_id",
    essential=False,
    empty="",
    title=lambda plan, session: written(session.held_on) if session.held_on else "A session without a day",
    sub=_session_sub,
    fields=(
        Field("held_on", FieldKind.DATE, "On which day?", essential=True),
        Field("at", FieldKind.LINE, "At what time?", essential=True),
        Field("minutes", FieldKind.NUMBER, "How many minutes?", essential=True),
        Field("team", FieldKind.LINE, "For which team?", essential=True),
        Field("people", FieldKind.NUMBER, "How many come?"),
        Field("date_id", FieldKind.LINK, "Which date of the calendar does it use?", options=options.dates),
        Field("pinned", FieldKind.YES_NO, "Does it stay where it is?"),
        Field("announced_on", FieldKind.DATE, "When was it announced?"),
    ),
)

_INTENT = "What should change? Write it before it starts."

ACTIVITIES = Section(
    kind="activities",
    singular="CPD activity",
    heading="CPD",
    empty="No CPD planned yet. Each need from the step before is waiting here for a way to meet it.",
    starters=starters,
    title=_title,
    sub=_sub,
    tags=_tags,
    dots=_dots,
    group=_group,
    presses=(CHECK,),
    children=(SESSIONS,),
    fields=(
        Field("what", FieldKind.LINE, "What will they do?", essential=True),
        Field("starts", FieldKind.DATE, "When does it start?", essential=True),
        Field(
            "need_ids",
            FieldKind.LINKS,
            "Which needs does it meet?",
            essential=True,
            options=options.needs,
            makes="needs",
        ),
        Field("intended", FieldKind.TEXT, "What should change because of it?", essential=True, group=_INTENT),
        Field("check_due", FieldKind.DATE, "When will you check?", essential=True, group=_INTENT),
        Field("intended_level", FieldKind.CHOICE, "At which level?", options=options.of(ImpactLevel)),
        Field("intended_measure", FieldKind.LINE, "Measure", group="By how much?"),
        Field("intended_now", FieldKind.LINE, "Now", group="By how much?"),
        Field("intended_target", FieldKind.LINE, "Target", group="By how much?"),
        Field("form", FieldKind.CHOICE, "Form of CPD", options=options.forms),
        Field("provision", FieldKind.CHOICE, "In-house, or a provider?", options=options.of(Provision)),
        Field("provider", FieldKind.LINE, "Provider"),
        Field("led_by", FieldKind.LINE, "Who leads it?"),
        Field("people", FieldKind.NUMBER, "How many take part?"),
        Field("ends", FieldKind.DATE, "When does it end?"),
        Field("hours", FieldKind.NUMBER, "Hours for each person", group="Time and money"),
        Field("price", FieldKind.MONEY, "Price", group="Time and money"),
        Field("cover_days", FieldKind.NUMBER, "Days of cover, for all together", group="Time and money"),
        Field("support_staff_pay", FieldKind.MONEY, "Paid time of support staff", group="Time and money"),
        Field("follow_up", FieldKind.TEXT, "How will it be followed up?"),
        Field("pass_on", FieldKind.TEXT, "How will it be passed on to colleagues?"),
        Field("leaders_join", FieldKind.YES_NO, "Will leaders take part from beginning to end?"),
        Field("offer_id", FieldKind.LINK, "Which offer is it?", options=options.offers),
        Field("chosen_for", FieldKind.CHOICE, "Why this way?", group="Why", options=options.of(ChosenFor)),
        Field("chosen_why", FieldKind.TEXT, "In your own words", group="Why"),
    ),
)

ACTIONS = Section(
    kind="actions",
    singular="action",
    heading="What leaders will do that is not CPD",
    empty="Staffing, timetable, resources: what leaders themselves will change.",
    starters=_action_starters,
    title=lambda plan, action: action_name(action) if action.what.strip() else "What will leaders do for this?",
    sub=lambda plan, action, today: " · ".join(
        part
        for part in (
            options.purposes(p for p in plan.priorities if p.id == action.priority_id),
            action.who,
            f"by {written(action.by)}" if action.by else "",
        )
        if part
    ),
    tags=lambda plan, action, today: (
        Tag(action.status.label, "done" if action.status is ActionStatus.DONE else "plain"),
    ),
    presses=(
        Press(
            "add_check",
            lambda plan, action: "Write down what changed" if action.status is ActionStatus.DONE else None,
            _check,
        ),
    ),
    fields=(
        Field("what", FieldKind.TEXT, "What will be done?", essential=True),
        Field("who", FieldKind.LINE, "Who?", essential=True),
        Field("by", FieldKind.DATE, "By when?", essential=True),
        Field(
            "priority_id", FieldKind.LINK, "Which priority is it for?", essential=True, options=options.priorities,
            makes="priorities",
        ),
        Field("cost", FieldKind.MONEY, "Cost"),
        Field("status", FieldKind.CHOICE, "Where is it?", options=options.of(ActionStatus)),
    ),
)  # fmt: skip

STEP = Step(
    key="activities",
    title="4 What will we do?",
    question="What will we do?",
    sections=(ACTIVITIES, OFFERS, ACTIONS),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
