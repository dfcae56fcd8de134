"""What goes on into the next year's plan: everything still open, and whatever it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import first_day, last_day, next_year
from sef2si.domain.offers import Offer
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.priorities import CriterionStatus, PriorityState
from sef2si.domain.record import Record
from sef2si.services.acts import Records, plan_with


def carried(plan: Plan) -> Plan:
    """The next year's plan, under the same ids, so that each record's history goes on.

    - The school, last year's money and numbers with it: a starting value that is there to be changed.
    - Judgements and evidence: self-evaluation is continuous, and a new year begins from what is known. Points too,
      but for those whose priority is done. "Not this year" (003-20) was said of last year: the mark is taken off.
    - Priorities that are live or parked, with their criteria and milestones that are not met, and their needs.
      Needs of no priority (appraisal, career, induction, statutory) go on too: nobody said they were met.
    - Actions that are open, activities that have not ended by the end of the year, and both where a check is due;
      with all their checks, or one that was made would seem to be missing. What they serve comes along, even a
      priority that is done: a check without its chain could not be read.

    - Sessions of those activities that lie in the new year or have no day yet. The calendar stays: it was of that year.
    - Who could help others and what people prefer; offers with a date in the new year, or without any.
    - Notes from documents: nobody said they were dealt with.

    Dates before the new year may stay. Links to what was left behind are taken off.
    """
    kept = _kept(plan)
    fresh = {key: _fresh(record, kept) for key, record in kept.items()}
    year = next_year(plan.year)
    shell = Plan.model_construct(id=f"{plan.urn}-{first_day(year).year}", urn=plan.urn, year=year, school=plan.school)
    return plan_with(shell, fresh, seq=0)


def check_is_due(plan: Plan, record: Activity | Action) -> bool:
    """Whether somebody still means to look: a date without a finding, a check begun, or a next check not yet made."""
    begun = any(not check.is_done for check in plan.checks_of(record))
    return begun or plan.check_due(record) is not None


def _kept(plan: Plan) -> Records:
    open_ids = {p.id for p in plan.priorities if p.state is not PriorityState.DONE}
    actions = [a for a in plan.actions if _is_open(a) or check_is_due(plan, a)]
    activities = [a for a in plan.activities if _goes_on(plan, a) or check_is_due(plan, a)]
    serving = {need_id for activity in activities for need_id in activity.need_ids}
    needs = [n for n in plan.needs if n.priority_id is None or n.priority_id in open_ids or n.id in serving]
    priority_ids = open_ids | {need.priority_id for need in needs} | {action.priority_id for action in actions}
    made_from = {activity.offer_id for activity in activities}
    subjects = {None, *(action.id for action in actions), *(activity.id for activity in activities)}
    kept: dict[str, Sequence[Record]] = {
        "school": [plan.school],
        "dates": (),
        "judgements": plan.judgements,
        "priorities": [p for p in plan.priorities if p.id in priority_ids],
        "points": [p for p in plan.points if p.priority_id is None or p.priority_id in open_ids],
        "evidence": plan.evidence,
        "criteria": [c for c in plan.criteria if c.priority_id in open_ids and c.status is not CriterionStatus.MET],
        "milestones": [m for m in plan.milestones if m.priority_id in open_ids and m.status is not CriterionStatus.MET],
        "needs": needs,
        "expertise": plan.expertise,
        "preferences": plan.preferences,
        "offers": [o for o in plan.offers if o.id in made_from or _is_still_offered(plan, o)],
        "actions": actions,
        "activities": activities,
        "cpd_sessions": [s for s in plan.cpd_sessions if s.activity_id in subjects and _is_to_come(plan, s)],
        "checks": [c for c in plan.checks if {c.activity_id, c.action_id} <= subjects],
        "notes": plan.notes,
    }
    return {(kind, record.id): record for kind in KINDS for record in kept[kind]}


def _is_open(action: Action) -> bool:
    return action.status in (ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS)


def _goes_on(plan: Plan, activity: Activity) -> bool:
    """Not ended by 31 August. Without an end it ends when it starts; without any date it is still to come."""
    end = activity.ends or activity.starts
    return end is None or end > last_day(plan.year)


def _is_to_come(plan: Plan, session: CpdSession) -> bool:
    return session.held_on is None or session.held_on > last_day(plan.year)


def _is_still_offered(plan: Plan, offer: Offer) -> bool:
    """Its last date lies in the new year, or it has none: then nobody said that it is over."""
    return not offer.days or offer.days[-1] > last_day(plan.year)


def _fresh(record: Record, kept: Records) -> Record:
    changes: dict[str, object] = {"version": 0}
    if "not_this_year" in type(record).model_fields:
        changes["not_this_year"] = False
    for name, link in record.links().items():
        value = getattr(record, name)
        if isinstance(value, tuple):
            changes[name] = tuple(each for each in value if (link.kind, each) in kept)
        elif value is not None and (link.kind, value) not in kept:
            changes[name] = None
    return record.model_copy(update=changes)
