"""The chain: which links are in place, and where it breaks.

Ofsted's finding of 2006, as reported by Sef2Si, was that gains are best where every stage of the cycle is walked
(003-21). So every record asks for the neighbour without which it leads nowhere, and the answer is yes or no. Filled
boxes are never counted, and nothing here is stored: the chain is a function of the plan and the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.impact import is_overdue
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan, shared
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.journey.names import action_name, activity_name, need_name, point_name, priority_name
from sef2si.journey.step import Where

RULE = (
    "Each point to improve asks: is it answered by a priority, or set aside for this year? "
    "Each priority, live or done, asks: which point from “Where are we?” does it answer, and who needs to learn "
    "something for it? Where nobody does, it asks instead what leaders will do. "
    "Each need asks: which priority does it serve, and which activity meets it? "
    "Each activity asks: which need does it meet, and is its impact checked, or a check agreed for a day to come? "
    "Each action that is done asks: was its effect checked? "
    "Every question answered is a link in place. Parked priorities, what hangs on them alone, and needs from "
    "appraisal, career, induction or statutory training are not counted. "
    "How much is written in the boxes never counts."
)


NOTHING_BEHIND = "Priorities with nothing behind them yet"
SERVING_NOTHING = "Training that serves no priority yet"


@dataclass(frozen=True)
class ChainLink:
    """One question of the chain. ``subject`` + ``sentence`` say it blamelessly; ``where`` is where it is mended.

    ``name`` is one of point, priority_point, need, action, serves, activity, check. ``priority_ids`` are the priorities
    it belongs to: none for what serves no priority.
    """

    name: str
    present: bool
    subject: str
    sentence: str
    where: Where
    priority_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chain:
    """All links of a plan, in the order of the journey."""

    links: tuple[ChainLink, ...]

    @property
    def total(self) -> int:
        return len(self.links)

    @property
    def in_place(self) -> int:
        return sum(link.present for link in self.links)

    @property
    def broken(self) -> tuple[ChainLink, ...]:
        """Missing links; a priority with nothing behind it and an activity that serves nothing come first."""
        first = {"need": 0, "serves": 1}
        return tuple(
            sorted((link for link in self.links if not link.present), key=lambda link: first.get(link.name, 2))
        )

    @property
    def sentence(self) -> str:
        """``"8 of 10 links are in place"``."""
        if not self.total:
            return "There is no chain yet"
        verb = "is" if self.total == 1 else "are"
        return f"{self.in_place} of {self.total} {'link' if self.total == 1 else 'links'} {verb} in place"

    def of(self, priority_id: str) -> Chain:
        """The links of one priority."""
        return Chain(tuple(link for link in self.links if priority_id in link.priority_ids))

    @property
    def is_whole(self) -> bool:
        return bool(self.links) and all(link.present for link in self.links)


@dataclass(frozen=True)
class Gaps:
    """Where a plan breaks, the two worst breaks apart (003-21): each a missing link with where it is mended.

    ``nothing_behind``: priorities for which neither CPD nor an action is planned. ``serving_nothing``: activities that
    meet no need. ``rest`` are the other missing links.
    """

    nothing_behind: tuple[ChainLink, ...]
    serving_nothing: tuple[ChainLink, ...]
    rest: tuple[ChainLink, ...]


def gaps(plan: Plan, today: date, links: Chain | None = None) -> Gaps:
    """The missing links of a plan as it may be shared. ``links`` is its chain, where that is known already."""
    open_plan, links = shared(plan), links or chain(plan, today)
    bare = {each.id: each for each in open_plan.priorities if counts(each) and not is_anything_behind(open_plan, each)}
    behind, serving, rest = [], [], []
    for link in links.broken:
        if link.name in ("need", "action") and bare.keys() & set(link.priority_ids):
            behind.append(link)
        elif link.name == "serves" and link.where.kind == "activities":
            serving.append(link)
        else:
            rest.append(link)
    said = {priority_id for link in behind for priority_id in link.priority_ids}
    for priority in bare.values():
        if priority.id not in said:  # its needs are named, and nothing meets any of them
            where = Where("activities", starter_id("activity", open_plan.needs_of(priority)[0].id))
            sentence = " has needs, and neither CPD nor an action for any of them yet."
            behind.append(ChainLink("activity", False, priority_name(priority), sentence, where, (priority.id,)))
    return Gaps(tuple(behind), tuple(serving), tuple(rest))


def is_anything_behind(plan: Plan, priority: Priority) -> bool:
    """Whether anybody means to do anything for this priority: an action, or CPD for one of its needs."""
    return bool(plan.actions_of(priority)) or any(plan.activities_of(need) for need in plan.needs_of(priority))


def counts(priority: Priority) -> bool:
    """Whether a priority is part of the chain: live or done, not parked."""
    return priority.state is not PriorityState.PARKED


def chain(plan: Plan, today: date) -> Chain:
    """Every link of the plan, present or missing (003-21, 003-20, 000-24).

    It is counted on the shared plan, so that a headteacher and a governor see the same number: needs that may be about
    one person are never in it.
    """
    plan = shared(plan)
    links = [*_points(plan), *(link for p in plan.priorities if counts(p) for link in _priority(plan, p))]
    parked = {priority.id for priority in plan.priorities if not counts(priority)}
    links += [link for need in plan.needs if need.priority_id not in parked for link in _need(plan, need)]
    links += [link for activity in plan.activities for link in _activity(plan, activity, parked, today)]
    links += [link for action in plan.actions if action.priority_id not in parked for link in _action(plan, action)]
    return Chain(tuple(links))


def is_answered(plan: Plan, priority_id: str | None, not_this_year: bool) -> bool:
    return not_this_year or (priority_id is not None and plan.find("priorities", priority_id) is not None)


def _points(plan: Plan) -> Iterator[ChainLink]:
    for point in plan.points_to_improve:
        yield ChainLink(
            "point",
            is_answered(plan, point.priority_id, point.not_this_year),
            point_name(point),
            " is not answered yet: make it a priority, add it to one, or choose “not this year”.",
            Where("points", point.id),
            (point.priority_id,) if point.priority_id else (),
        )


def _priority(plan: Plan, priority: Priority) -> Iterator[ChainLink]:
    own = (priority.id,)
    yield ChainLink(
        "priority_point",
        any(point.priority_id == priority.id for point in plan.points_to_improve),
        priority_name(priority),
        " is not tied to “Where are we?” yet: which point does it answer?",
        Where("priorities", priority.id),
        own,
    )
    if priority.no_cpd_needed.strip():
        yield ChainLink(
            "action",
            bool(plan.actions_of(priority)),
            priority_name(priority),
            " needs no CPD, you said: what will leaders do for it?",
            Where("priorities", priority.id),
            own,
        )
    else:
        yield ChainLink(
            "need",
            bool(plan.needs_of(priority)),
            priority_name(priority),
            " has no need yet: who must learn what is not yet agreed.",
            Where("needs", starter_id("need", priority.id)),
            own,
        )


def _need(plan: Plan, need: Need) -> Iterator[ChainLink]:
    own = (need.priority_id,) if need.priority_id else ()
    yield ChainLink(
        "serves",
        bool(need.priority_id),
        need_name(need),
        " serves no priority yet: which one is it for?",
        Where("needs", need.id, "priority_id"),
        own,
    )
    yield ChainLink(
        "activity",
        bool(plan.activities_of(need)),
        need_name(need),
        " is not met yet: how will they learn it?",
        Where("activities", starter_id("activity", need.id)),
        own,
    )


def _activity(plan: Plan, activity: Activity, parked: set[str], today: date) -> Iterator[ChainLink]:
    served = tuple(priority.id for priority in plan.priorities_of(activity))
    if served and parked.issuperset(served):
        return
    own = tuple(priority_id for priority_id in served if priority_id not in parked)
    yield ChainLink(
        "serves",
        bool(plan.needs_met_by(activity)),
        activity_name(activity),
        " serves no priority yet: which need does it meet?",
        Where("activities", activity.id, "need_ids"),
        own,
    )
    yield ChainLink("check", *_check(plan, activity, today), own)


def _check(plan: Plan, activity: Activity, today: date) -> tuple[bool, str, str, Where]:
    name = activity_name(activity)
    mend = Where("activities", activity.id, "intended" if not activity.intended else "check_due")
    due = plan.check_due(activity)
    done = any(check.is_done for check in plan.checks_of(activity))
    if is_overdue(due, today) and due is not None:
        sentence = f" was to be checked{' again' if done else ''} by {written(due)}: what was found?"
        return False, name, sentence, Where("checks", check_starter_id(plan, activity))
    if done or (activity.intended.strip() and activity.check_due):
        return True, name, "", mend
    missing = {
        (False, False): " has no impact check: what should change, and when would it show?",
        (True, False): " has no day for its impact check: when would a change show?",
        (False, True): " does not say yet what should change because of it.",
    }
    return False, name, missing[bool(activity.intended.strip()), bool(activity.check_due)], mend


def _action(plan: Plan, action: Action) -> Iterator[ChainLink]:
    if action.status is ActionStatus.DONE:
        yield ChainLink(
            "check",
            any(check.is_done for check in plan.checks_of(action)),
            action_name(action),
            " is done: what changed because of it is not written down yet.",
            Where("checks", check_starter_id(plan, action)),
            (action.priority_id,) if action.priority_id else (),
        )


def starter_id(singular: str, parent_id: str) -> str:
    """The id of the record offered for a missing link: the same for all, so that two people meet in one record."""
    return f"{singular}.{parent_id}"[:120]


def check_starter_id(plan: Plan, record: Activity | Action) -> str:
    """The id of the next check offered for an activity or action: another one each time it is looked at again."""
    count = len(plan.checks_of(record))
    return starter_id("check" if not count else f"check{count + 1}", record.id)
