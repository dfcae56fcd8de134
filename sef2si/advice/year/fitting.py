"""Whether a proposal still fits the plan, the calendar and the people, asked once more when it is accepted."""

from __future__ import annotations

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.timetable import Timetable
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.framing import Framed
from sef2si.advice.year.moving import said
from sef2si.advice.year.proposal import Proposal
from sef2si.advice.year.ways import Way
from sef2si.domain.chosen import COLLEAGUES
from sef2si.domain.plan import Plan

SOMEBODY_GONE = "Somebody in it is not asked about any more."
# What somebody wants otherwise for the next plan is no reason against this one.
_FOR_NEXT_TIME = ("pin", "ban", "totals")


def still_fits(plan: Plan, proposal: Proposal, now: Framed) -> bool:
    """Whether all it rests on is still there: its needs, ways and colleagues who help, and its times as they were."""
    times = {slot.id: (slot.day, slot.start, slot.minutes) for slot in now.problem.slots}
    ways = {way.id for way in now.ways}
    return all(
        run.option in ways
        and _is_led_alike(proposal.way(run), now.way(run.option))
        and all(
            times.get(each) == (proposal.slot(each).day, proposal.slot(each).start, proposal.slot(each).minutes)
            for each in run.slots
        )
        and all(plan.find("needs", each) is not None for each in proposal.way(run).need_ids)
        for run in proposal.runs
    )


def broken_now(proposal: Proposal, now: Framed) -> str:
    """What of the school's limits and its people stands against it as they are now, in sentences; by the checker that
    shares no code with whatever planned it. Empty where nothing does.
    """
    # What was pinned when it was made may lie in the past, or in time that is kept free since.
    problem = now.problem.model_copy(update={"pins": proposal.framed.problem.pins})
    options, people = {each.id for each in problem.options}, {each.id for each in problem.people}
    if any(run.option not in options or not people.issuperset(run.people) for run in proposal.runs):
        return SOMEBODY_GONE
    made = Timetable(runs=proposal.runs, totals=Worth(Free(problem)).totals(proposal.runs))
    return said(rule for rule in broken(problem, made) if rule.partition(":")[0] not in _FOR_NEXT_TIME)


def _is_led_alike(then: Way, now: Way) -> bool:
    """Colleagues who were to help still would, every one of them."""
    return then.led_by == now.led_by or not then.option.startswith(COLLEAGUES)
