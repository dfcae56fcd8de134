"""Two states of a plan side by side: nothing may be worked out from the two that neither gives away alone.

Whoever sees no sizes of small groups could take the size on one day from that on another, and would know how many came
or went; and as they choose the days, hiding only small differences would not do, for two of those make a third. So
sizes are no part of such a comparison at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import Plan
from sef2si.domain.suppression import is_small, size_of, small_groups, without_figures, without_products, without_size


@dataclass(frozen=True)
class Beside:
    """The other state that stands next to a plan; ``private`` are needs that were private at any time since."""

    plan: Plan
    private: frozenset[str] = frozenset()


def closed(plan: Plan, beside: Beside) -> Plan:
    """The plan, in which what has become private since is private too: it may be about one person."""
    needs = tuple(
        need.model_copy(update={"source": NeedSource.APPRAISAL})
        if need.id in beside.private and not need.is_private
        else need
        for need in plan.needs
    )
    return plan.model_copy(update={"needs": needs})


def without_sizes(plan: Plan, other: Plan) -> Plan:
    """The plan without how many people are in any group, nor what follows from it by multiplying.

    Nor is anything in it that is hidden of a group in either of the two states.
    """
    groups = small_groups(plan) | small_groups(other)
    small = {need.id for each in (plan, other) for need in each.needs if is_small(size_of(need))}
    return plan.model_copy(
        update={
            "needs": tuple(
                without_figures(need, size=True, levels=need.id in small, group=need.group in groups)
                for need in plan.needs
            ),
            "activities": tuple(
                without_products(each.model_copy(update={"people": None}), plan.find("offers", each.offer_id))
                for each in plan.activities
            ),
            "cpd_sessions": tuple(map(without_size, plan.cpd_sessions)),
        }
    )
