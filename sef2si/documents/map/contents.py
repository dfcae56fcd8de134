"""Everything the map's documents hold, worked out once: rows, actions, sums, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sef2si.advice.costs import Share, Sum, by_group, by_priority, sum_of
from sef2si.documents.map.rows import (
    ActionRow,
    MapRow,
    Path,
    action_rows,
    left_out,
    mapped_activities,
    paths,
    rows_of,
)
from sef2si.domain.plan import Plan, shared


@dataclass(frozen=True)
class Contents:
    """The map of a plan on a day. ``plan`` is as it may be shared: nothing private is in any of this.

    ``whole`` counts each activity of the map once; ``by_priority`` and ``by_group`` are its shares.
    """

    plan: Plan
    today: date
    paths: tuple[Path, ...]
    rows: tuple[MapRow, ...]
    actions: tuple[ActionRow, ...]
    left_out: tuple[str, ...]
    whole: Sum
    by_priority: tuple[Share, ...]
    by_group: tuple[Share, ...]

    @classmethod
    def of(cls, plan: Plan, today: date) -> Contents:
        """Takes the whole plan and leaves out itself what is private."""
        open_plan = shared(plan)
        found = paths(open_plan, today)
        activities = mapped_activities(open_plan)
        of_map = open_plan.model_copy(update={"activities": activities})
        return cls(
            plan=open_plan,
            today=today,
            paths=found,
            rows=rows_of(open_plan, found),
            actions=action_rows(open_plan, today),
            left_out=left_out(plan),
            whole=sum_of(activities, open_plan.school),
            by_priority=by_priority(of_map),
            by_group=by_group(of_map),
        )
