"""Questions governors might ask, drawn from what the plan says and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.advice.costs import pounds
from sef2si.advice.honesty import evidence_due
from sef2si.documents.papers import sums
from sef2si.documents.papers.chains import is_begun, name_of, of_state
from sef2si.documents.papers.checks import dues, looks, what_of
from sef2si.domain.cycle import written
from sef2si.domain.impact import AgainstIntent, Decision
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from sef2si.journey.names import shortened

_MOST = 8


def questions(plan: Plan, today: date) -> tuple[str, ...]:
    """Eight at most: what is most telling first. There are always some to ask."""
    found = tuple(dict.fromkeys(_questions(plan, today)))
    return (*found, *(each for each in _ALWAYS if each not in found))[:_MOST]


_ALWAYS = (
    "Which of these priorities would pupils notice first, and how do we know?",
    "What did staff themselves say they need to learn?",
    "What could we stop doing, to do the rest well?",
)


def _questions(plan: Plan, today: date) -> Iterator[str]:
    live = of_state(plan, PriorityState.LIVE)
    if len(live) > plan.school.live_limit:
        yield (
            f"{len(live)} priorities are live and the school set out to carry {plan.school.live_limit}. Which can wait?"
        )
    without = [priority for priority in live if not priority.has_goal]
    if without:
        yield f"By how much should “{shortened(name_of(without[0]))}” improve, and by when?"
    for due in [each for each in dues(plan, today) if each.overdue][:2]:
        yield f"“{shortened(what_of(due.record))}” was to be looked at by {written(due.on)}. What was found?"
    done = looks(plan)
    met = {AgainstIntent.MET, AgainstIntent.EXCEEDED}
    for look in done:
        level = look.check.level
        if level and not level.is_about_pupils and look.check.against_intent in met:
            name = shortened(what_of(look.record))
            yield f"Staff gained from “{name}”. What will pupils gain, and when will we see it?"
            break
    for look in done:
        if look.check.decision in (Decision.OTHER_ROUTE, Decision.STOP, Decision.ADAPT):
            yield f"What was learnt from “{shortened(what_of(look.record))}”, and what will be done another way?"
            break
    loose = [activity for activity in plan.activities if not plan.priorities_of(activity)]
    if loose:
        yield f"“{shortened(what_of(loose[0]))}” serves no priority yet. What is it for?"
    bare = [priority for priority in live if not is_begun(plan, priority)]
    if bare:
        yield f"What will be done for “{shortened(name_of(bare[0]))}”?"
    yield from _about_money(plan)
    for each in plan.evidence:
        if each.dated and (fresh := evidence_due(each)) and fresh <= today:
            yield f"“{shortened(each.source)}” is from {written(each.dated)}. What do newer figures say?"
            break


def _about_money(plan: Plan) -> Iterator[str]:
    whole, budget = sums.whole_cost(plan), plan.school.cpd_budget
    if budget is not None and whole.total > budget:
        yield f"The CPD planned costs {pounds(whole.total - budget)} more than its budget. Where will it come from?"
    if whole.unpriced:
        yield "Some CPD has no cost yet. When will we know the whole?"
