"""What hangs on the priorities that somebody leads: theirs to change, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.impact import ImpactCheck
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.priorities import Criterion, Milestone, Priority
from sef2si.domain.record import Record

MADE_BY_LEADS = frozenset({"criteria", "milestones", "needs", "actions", "activities", "cpd_sessions", "checks"})
"""Kinds of which a priority lead may make and remove records. A priority itself is the leaders' to make and remove."""


def is_theirs(plan: Plan, record: Record, led: frozenset[str]) -> bool:
    """Whether this record, in this plan, hangs on priorities among those led, and on no other.

    ``plan`` is whole: an activity that meets a need which may be about one person, or was made from an offer for such
    needs alone, is not theirs, for they don't see those, and saving what they see would take them off.
    """
    match record:
        case Priority():
            return record.id in led
        case Criterion() | Milestone() | Action():
            return record.priority_id in led
        case Need():
            return record.priority_id in led and not record.is_private
        case Activity():
            needs = [plan.find("needs", need_id) for need_id in record.need_ids]
            own = bool(needs) and all(need is not None and is_theirs(plan, need, led) for need in needs)
            return own and _shows_offer(plan, record.offer_id)
        case CpdSession():
            activity = plan.find("activities", record.activity_id)
            return activity is not None and is_theirs(plan, activity, led)
        case ImpactCheck():
            of = [
                plan.find(kind, linked) if linked else None
                for kind, linked in (("activities", record.activity_id), ("actions", record.action_id))
            ]
            linked = [each for each in of if each is not None]
            return bool(linked) and all(is_theirs(plan, each, led) for each in linked)
        case _:
            return False


def _shows_offer(plan: Plan, offer_id: str | None) -> bool:
    """Whether the offer an activity was made from is seen outside the leadership, where there is one."""
    offer = plan.find("offers", offer_id) if offer_id else None
    needs = [plan.find("needs", need_id) for need_id in offer.need_ids] if offer else []
    return not needs or not all(need is not None and need.is_private for need in needs)


def theirs(plan: Plan, led: frozenset[str]) -> frozenset[tuple[str, str]]:
    """(kind, id) of every record of the plan that is theirs to change."""
    return frozenset((kind_of(record), record.id) for record in plan.all_records() if is_theirs(plan, record, led))


def trespasses(before: Plan, after: Plan, named: frozenset[tuple[str, str]], led: frozenset[str]) -> Iterator[Record]:
    """Records that an act changes and that are not theirs. ``named`` are those that the act itself names.

    A record that the act does not name may lose, or get back, a link to one of theirs: that follows from what was done.
    """
    were, are = ({(kind_of(record), record.id): record for record in plan.all_records()} for plan in (before, after))
    for key in {**were, **are}:
        was, now = were.get(key), are.get(key)
        if was == now:
            continue
        record = now or was
        assert record is not None
        own = (was is None or is_theirs(before, was, led)) and (now is None or is_theirs(after, now, led))
        kept_in_place = was is not None and now is not None and was.position == now.position
        if own and (key[0] in MADE_BY_LEADS or (key[0] == "priorities" and kept_in_place)):
            continue
        if key not in named and was and now and _only_links_to_theirs(was, now, before, after, led):
            continue
        yield record


def _only_links_to_theirs(was: Record, now: Record, before: Plan, after: Plan, led: frozenset[str]) -> bool:
    links = was.links()
    apart = {"version", *links}
    if was.model_dump(exclude=apart) != now.model_dump(exclude=apart):
        return False
    linked = [
        [plan.find(link.kind, each) for plan in (before, after)]
        for name, link in links.items()
        for each in _ids(getattr(was, name)) ^ _ids(getattr(now, name))
    ]
    return all(
        any(
            found is not None and is_theirs(plan, found, led) for plan, found in zip((before, after), each, strict=True)
        )
        for each in linked
    )


def _ids(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset({value} if isinstance(value, str) else ())
