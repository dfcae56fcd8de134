"""What is not yet agreed, in the journey's own sentences, each with the priorities it belongs to. Never who failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sef2si.documents.printing.paper import Block, Bullets, Missing
from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from sef2si.journey.chain import chain, check_starter_id, starter_id
from sef2si.journey.progress import progress
from sef2si.journey.step import Where


@dataclass(frozen=True)
class Matter:
    """One sentence; ``priority_ids`` is empty for what belongs to no priority, ``step`` is the key of its step."""

    sentence: str
    step: str
    kind: str
    priority_ids: tuple[str, ...] = ()


def open_matters(plan: Plan, today: date) -> tuple[Matter, ...]:
    """Everything the journey still asks of this plan, in its order; what hangs on parked priorities alone is silent."""
    owners = _Owners(plan)
    live = {priority.id for priority in plan.priorities if priority.state is PriorityState.LIVE}
    found = [
        Matter(str(blocker), state.step.key, blocker.where.kind, owners.of(blocker.where))
        for state in progress(plan, today)
        for blocker in state.blockers
    ]
    # The journey leaves this one question to the chain.
    found += [
        Matter(f"{link.subject}{link.sentence}", "priorities", "priorities", link.priority_ids)
        for link in chain(plan, today).broken
        if link.name == "priority_point"
    ]
    return tuple(each for each in found if not each.priority_ids or live.intersection(each.priority_ids))


def of_priority(matters: Iterable[Matter], priority_id: str) -> tuple[str, ...]:
    return tuple(each.sentence for each in matters if priority_id in each.priority_ids)


def of_none(matters: Iterable[Matter]) -> tuple[str, ...]:
    return tuple(each.sentence for each in matters if not each.priority_ids)


def bullets(sentences: Iterable[str]) -> tuple[Block, ...]:
    """Each marked as not yet agreed; nothing where there is none."""
    marked = tuple(Missing(sentence) for sentence in sentences)
    return (Bullets(marked),) if marked else ()


class _Owners:
    """Which priorities a place in the workbook belongs to, those offered and not saved yet included."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.offered: dict[tuple[str, str], tuple[str, ...]] = {}
        for priority in plan.priorities:
            for singular, kind in (("need", "needs"), ("action", "actions")):
                self.offered[kind, starter_id(singular, priority.id)] = (priority.id,)
        for need in plan.needs:
            self.offered["activities", starter_id("activity", need.id)] = self._of_id(need.priority_id)
        records: tuple[Activity | Action, ...] = (*plan.activities, *plan.actions)
        for record in records:
            served = self._of_activity(record) if isinstance(record, Activity) else self._of_id(record.priority_id)
            self.offered["checks", check_starter_id(plan, record)] = served

    def of(self, where: Where) -> tuple[str, ...]:
        return self.offered.get((where.kind, where.record_id)) or tuple(self._found(where))

    def _found(self, where: Where) -> Iterator[str]:
        record = self.plan.find(where.kind, where.record_id)
        if record is None:
            return
        if where.kind == "priorities":
            yield record.id
        elif where.kind in ("needs", "actions", "points"):
            yield from self._of_id(record.priority_id)
        elif where.kind == "activities":
            yield from self._of_activity(record)
        elif where.kind == "checks":
            activity = self.plan.find("activities", record.activity_id)
            action = self.plan.find("actions", record.action_id)
            yield from self._of_activity(activity) if activity else self._of_id(action.priority_id if action else None)

    def _of_activity(self, activity: Activity) -> tuple[str, ...]:
        return tuple(priority.id for priority in self.plan.priorities_of(activity))

    def _of_id(self, priority_id: str | None) -> tuple[str, ...]:
        return (priority_id,) if priority_id and self.plan.find("priorities", priority_id) else ()
