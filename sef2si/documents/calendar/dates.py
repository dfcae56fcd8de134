"""Every day a plan names that is still to come or was agreed: which record, which field, and what is on that day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sef2si.advice.costs import plain
from sef2si.advice.year.days import school_year
from sef2si.documents.map.rows import mapped_activities, target
from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import Term, first_day, written
from sef2si.domain.dates import CalendarDate, DateSort
from sef2si.domain.impact import ImpactCheck, outcome
from sef2si.domain.needs import Need
from sef2si.domain.offers import Offer
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import CriterionStatus, Milestone, Priority, PriorityState
from sef2si.domain.record import Record
from sef2si.journey.chain import counts
from sef2si.journey.names import action_name, activity_name, need_name, offer_name, priority_name

# An activity of more days than this is two marks, where it starts and where it ends: a bar over a month hides the rest.
LONGEST_DAYS = 5
# Month and day that stand for the end of a term: the same as where a term is read from a school's own file.
TERM_ENDS = {Term.AUTUMN: (12, 20), Term.SPRING: (3, 31), Term.SUMMER: (7, 22)}
TERM_RULE = "Terms end on different days from school to school: 20 December, 31 March and 22 July stand for them here."


@dataclass(frozen=True)
class Dated:
    """One entry of the calendar. ``last`` is its last day, included; ``fields`` are those it shows.

    ``sort`` is a word to sort entries by, such as CPD; ``cancelled``: it was dropped. ``begins`` and ``minutes`` are
    set where it has a time of the day. ``again``: the record has more than one such entry, each on its own day.
    """

    kind: str
    record: Record
    fields: tuple[str, ...]
    day: date
    last: date
    sort: str
    title: str
    lines: tuple[str, ...]
    cancelled: bool = False
    begins: int | None = None
    minutes: int | None = None
    again: bool = False

    @property
    def key(self) -> str:
        """What tells it from other entries of the same record."""
        return f"{self.fields[0]}-{self.day:%Y%m%d}" if self.again else self.fields[0]


def dated(plan: Plan, today: date) -> tuple[Dated, ...]:
    """All entries, by day. ``plan`` is already as it may leave the school; what is parked is left out."""
    activities = mapped_activities(plan)
    kept = {activity.id for activity in activities}
    found = [
        *(entry for priority in plan.priorities if counts(priority) for entry in _priority(plan, priority, today)),
        *(entry for milestone in plan.milestones for entry in _milestone(plan, milestone, today)),
        *(entry for need in plan.needs if _is_kept(plan, need.priority_id) for entry in _need(plan, need, today)),
        *(entry for offer in plan.offers for entry in _offer(plan, offer, today)),
        *(entry for activity in activities for entry in _activity(plan, activity, today)),
        *(entry for activity in activities for s in plan.sessions_of(activity) for entry in _session(activity, s)),
        *_school_days(plan),
        *(a for action in plan.actions if _is_kept(plan, action.priority_id) for a in _action(plan, action, today)),
        *(entry for check in plan.checks if _is_shown(plan, check, kept) for entry in _check(plan, check, today)),
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.sort, each.title, each.record.id, each.fields)))


def _is_kept(plan: Plan, priority_id: str | None) -> bool:
    priority = plan.find("priorities", priority_id)
    return priority is None or counts(priority)


def _is_shown(plan: Plan, check: ImpactCheck, activities: Collection[str]) -> bool:
    action: Action | None = plan.find("actions", check.action_id)
    if plan.find("activities", check.activity_id) is not None:
        return check.activity_id in activities
    return action is None or _is_kept(plan, action.priority_id)


def _priority(plan: Plan, priority: Priority, today: date) -> Iterator[Dated]:
    if priority.by is None:
        return
    criteria = plan.linked("criteria", "priority_id", priority.id)
    lines = (
        _whole(priority.title, priority_name(priority)),
        _said("Target", target(priority)),
        _said("Led by", priority.lead),
        *(f"Success criterion: {each.text} ({each.status.label.lower()})" for each in criteria if each.text.strip()),
    )
    done = priority.state is PriorityState.DONE
    title = _titled("Priority to be reached", priority_name(priority), overdue=not done and priority.by < today)
    yield Dated(
        "priorities", priority, ("by",), priority.by, priority.by, "Priority", title, (*lines, "Done." if done else "")
    )


def _milestone(plan: Plan, milestone: Milestone, today: date) -> Iterator[Dated]:
    priority = plan.find("priorities", milestone.priority_id)
    if milestone.term is None or (priority is not None and not counts(priority)):
        return
    month, number = TERM_ENDS[milestone.term]
    start = first_day(plan.year)
    day = date(start.year + (month < start.month), month, number)
    late = day < today and milestone.status not in (CriterionStatus.MET, CriterionStatus.PARTLY_MET)
    what = " ".join(milestone.text.split()) or "a milestone without words"
    title = _titled(f"Milestone, end of the {milestone.term.label.lower()} term", what, overdue=late)
    lines = (_said("Priority", priority_name(priority) if priority else ""), _said("So far", milestone.status.label))
    yield Dated("milestones", milestone, ("term",), day, day, "Milestone", title, (*lines, TERM_RULE))


def _need(plan: Plan, need: Need, today: date) -> Iterator[Dated]:
    if need.ask_again is None:
        return
    title = _titled("Ask again", need_name(need), overdue=need.ask_again < today)
    lines = (
        _whole(need.what, need_name(need)),
        _said("Asked before", need.asked),
        _priorities_said(plan, (need.priority_id,)),
    )
    yield Dated("needs", need, ("ask_again",), need.ask_again, need.ask_again, "Need", title, lines)


def _offer(plan: Plan, offer: Offer, today: date) -> Iterator[Dated]:
    """The day by which it is decided whether it goes ahead."""
    if offer.decide_by is None:
        return
    title = _titled("To be decided", offer_name(offer), overdue=offer.decide_by < today)
    needs = (need_name(need) for need in plan.needs if need.id in offer.need_ids)
    lines = (_said("For", "; ".join(needs)), f"At least {offer.minimum} people." if offer.minimum else "")
    yield Dated("offers", offer, ("decide_by",), offer.decide_by, offer.decide_by, "CPD", title, lines)


def _activity(plan: Plan, activity: Activity, today: date) -> Iterator[Dated]:
    name = activity_name(activity)
    needs = plan.needs_met_by(activity)
    led = " · ".join(part for part in (activity.led_by, activity.provider) if part)
    lines = (
        _whole(activity.what, name),
        _said("For", "; ".join(need_name(need) for need in needs)),
        _priorities_said(plan, tuple(need.priority_id for need in needs)) or "Serves no priority yet.",
        _said("Led by", led),
        f"{plain(activity.hours)} {'hour' if activity.hours == 1 else 'hours'}" if activity.hours is not None else "",
        _said("What should change", activity.intended),
    )
    starts, ends = activity.starts, activity.ends
    if starts and ends and starts <= ends and (ends - starts).days < LONGEST_DAYS:
        yield Dated("activities", activity, ("starts", "ends"), starts, ends, "CPD", f"CPD: {name}", lines)
    else:
        both = starts is not None and ends is not None
        if starts:
            until = (f"Until {written(ends)}.",) if ends else ()
            title = f"CPD starts: {name}" if both else f"CPD: {name}"
            yield Dated("activities", activity, ("starts",), starts, starts, "CPD", title, (*until, *lines))
        if ends:
            since = (f"Since {written(starts)}.",) if starts else ()
            yield Dated("activities", activity, ("ends",), ends, ends, "CPD", f"CPD ends: {name}", (*since, *lines))
    if activity.check_due:
        looked = any(check.is_done for check in plan.checks_of(activity))
        late = activity.check_due < today and not looked
        title = _titled("Impact check was due" if looked else "Impact check due", name, overdue=late)
        yield Dated(
            "activities", activity, ("check_due",), activity.check_due, activity.check_due, "Impact check", title, lines
        )


def _session(activity: Activity, session: CpdSession) -> Iterator[Dated]:
    if session.held_on is None:
        return
    name = activity_name(activity)
    lines = (
        _whole(activity.what, name),
        _said("For", session.team),
        _said("Led by", " · ".join(part for part in (activity.led_by, activity.provider) if part)),
        "Not announced yet." if session.announced_on is None else f"Announced on {written(session.announced_on)}.",
    )
    yield Dated(
        "cpd_sessions", session, ("held_on",), session.held_on, session.held_on, "CPD", f"CPD session: {name}", lines,
        begins=session.clock, minutes=session.minutes,
    )  # fmt: skip


def _school_days(plan: Plan) -> Iterator[Dated]:
    """Terms and holidays by their first and last days, and each time of what comes again."""
    for span in plan.dates:
        if span.sort in (DateSort.TERM, DateSort.HOLIDAY):
            yield from _span(span)
    for each in school_year(plan.dates).occurrences:
        entry = each.entry
        lines = (_said("For", ", ".join((*(who.label for who in entry.who), entry.team))), entry.note)
        yield Dated(
            "dates", entry, ("starts",), each.day, each.day, "School", entry.name, lines,
            begins=each.begins, minutes=each.minutes, again=True,
        )  # fmt: skip


def _span(span: CalendarDate) -> Iterator[Dated]:
    if span.starts is None or span.last is None or span.last < span.starts:
        return
    if span.sort is DateSort.HOLIDAY:
        yield Dated("dates", span, ("starts", "ends"), span.starts, span.last, "School", span.name, (span.note,))
        return
    for field, day, words in (("starts", span.starts, "begins"), ("ends", span.last, "ends")):
        yield Dated("dates", span, (field,), day, day, "School", f"{span.name} {words}", (span.note,))


def _action(plan: Plan, action: Action, today: date) -> Iterator[Dated]:
    if action.by is None:
        return
    dropped = action.status is ActionStatus.DROPPED
    late = action.by < today and action.status not in (ActionStatus.DONE, ActionStatus.DROPPED)
    title = _titled("Dropped action" if dropped else "Action due", action_name(action), overdue=late)
    lines = (
        _whole(action.what, action_name(action)),
        _said("Who", action.who),
        _priorities_said(plan, (action.priority_id,)),
        f"{action.status.label}.",
    )
    yield Dated("actions", action, ("by",), action.by, action.by, "Action", title, lines, cancelled=dropped)


def _check(plan: Plan, check: ImpactCheck, today: date) -> Iterator[Dated]:
    activity: Activity | None = plan.find("activities", check.activity_id)
    action: Action | None = plan.find("actions", check.action_id)
    of = activity or action
    name = activity_name(activity) if activity else action_name(action) if action else "an activity without a name"
    lines = (_said("Found", check.found), _said("Against what was meant", outcome(check)))
    if check.checked_on:
        if check.is_done:
            title = f"Impact checked: {name}"
        else:
            title = _titled("Impact check planned", name, overdue=check.checked_on < today)
        yield Dated("checks", check, ("checked_on",), check.checked_on, check.checked_on, "Impact check", title, lines)
    if check.next_check:
        late = of is not None and check.next_check < today and plan.check_due(of) == check.next_check
        title = _titled("Look again at the impact of", name, overdue=late, joint=" ")
        yield Dated("checks", check, ("next_check",), check.next_check, check.next_check, "Impact check", title, lines)


def _titled(words: str, name: str, *, overdue: bool, joint: str = ": ") -> str:
    """``"Overdue. Impact check due: Coaching"``: marked in words, for a calendar has no colour to count on."""
    return f"Overdue. {words}{joint}{name}" if overdue else f"{words}{joint}{name}"


def _said(label: str, words: str) -> str:
    return f"{label}: {words.strip()}" if words.strip() else ""


def _whole(words: str, name: str) -> str:
    """The words in full where a title has them cut."""
    return words.strip() if name.endswith("…") else ""


def _priorities_said(plan: Plan, ids: tuple[str | None, ...]) -> str:
    names = [priority_name(each) for each in plan.priorities if each.id in ids and counts(each)]
    return _said("Serves", "; ".join(names))
