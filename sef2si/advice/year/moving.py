"""Moving one session of a plan by hand: to a time at which it could be, and never against a hard rule."""

from __future__ import annotations

from collections.abc import Iterable

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free, bits_of, positions
from sef2si.advice.timetable.groups import usable
from sef2si.advice.timetable.problem import Kind, Problem, Slot
from sef2si.advice.timetable.timetable import Ended, Run, Timetable
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.proposal import Proposal, State
from sef2si.errors import Invalid

MOST_OFFERED = 60
# What each rule of the checker is called in a sentence to whoever moves something. Nobody is named.
_SAID = {
    "sessions": "It would not have all of its sessions, in order.",
    "gap": "Its sessions would be too close together for practice in between.",
    "slot": "That time is too short for it, or not of the right sort.",
    "dates": "It can’t be had at that time.",
    "black-out": "The calendar keeps that time free.",
    "notice": "That is too soon.",
    "begins": "That is before the day from which its need is to be met.",
    "order": "Something has to come before it.",
    "directed": "Somebody would be asked for more directed time than is left.",
    "hours": "Somebody would be outside contracted or paid hours.",
    "day": "Somebody does not work then.",
    "away": "Somebody is not here then.",
    "open": "That time is not for all of them.",
    "fixed": "Somebody has something else then that stays where it is.",
    "release": "Somebody would be out of class twice on that day.",
    "ppa": "It would take somebody’s PPA time.",
    "protected": "It would take time that an early-career teacher is owed.",
    "lessons": "Somebody is teaching then.",
    "clash": "Somebody would be in two places at once.",
    "out": "More people would be out of class on that day than the school’s limit.",
    "department": "More people of one department would be out of class on that day than may be.",
    "budget": "It would cost more than the budget.",
    "cover": "It would need more cover than there is.",
    "ban": "That was ruled out before.",
}


def open_times(free: Free, run: Run) -> tuple[Slot, ...]:
    """Times at which all who come to this run could, the nearest to those it has; by time. What else is in the plan is
    asked when it is moved.
    """
    option = next(each for each in free.problem.options if each.id == run.option)
    people = bits_of(free.person_at[each] for each in run.people)
    own = bits_of(free.slot_at[each] for each in run.slots)
    days = [free.days[at] for at in positions(own)]
    found = sorted(
        positions(usable(free, option, people, free.open_for(option)) & ~own),
        key=lambda at: (min(abs(free.days[at] - day) for day in days), at),
    )
    # Of a morning and the whole day it begins, the morning is enough.
    shortest: dict[tuple[int, int, Kind], int] = {}
    for at in found:
        slot = free.slots[at]
        key = (free.days[at], slot.start, slot.kind)
        if key not in shortest or slot.minutes < free.slots[shortest[key]].minutes:
            shortest[key] = at
    return tuple(free.slots[at] for at in sorted(list(shortest.values())[:MOST_OFFERED]))


def moved(proposal: Proposal, run: Run, from_slot: str, to_slot: str) -> Proposal:
    """The plan with this session at another time, checked by what shares no code with the solver.

    Raises ``Invalid`` with what stands against it, in sentences; the plan is then as it was.
    """
    if proposal.timetable is None or from_slot not in run.slots:
        raise Invalid("That session is not in this plan any more. Please look again.")
    if all(slot.id != to_slot for slot in proposal.framed.problem.slots):
        raise Invalid("Please choose a time to move it to.")
    order = {slot.id: (slot.day, slot.start) for slot in proposal.framed.problem.slots}
    slots = tuple(sorted((to_slot if each == from_slot else each for each in run.slots), key=lambda each: order[each]))
    there = run.model_copy(update={"slots": slots, "pinned": True})
    runs = tuple(there if each == run else each for each in proposal.runs)
    problem = without_pins(proposal.framed.problem)
    made = Timetable(runs=runs, totals=Worth(Free(problem)).totals(runs), ended=Ended.BY_HAND)
    against = broken(problem, made)
    if against:
        raise Invalid(f"It can’t be moved there. {said(against)} Nothing was changed.")
    return proposal.model_copy(update={"timetable": made, "state": State.DONE, "said": ""})


def without_pins(problem: Problem) -> Problem:
    """For looking at what somebody moves by hand: what was pinned for the solver is theirs to move."""
    return problem.model_copy(update={"pins": ()})


def said(rules: Iterable[str]) -> str:
    """What the checker found, once for each rule, as whoever moves something would say it."""
    names = dict.fromkeys(rule.partition(":")[0] for rule in rules)
    return " ".join(_SAID.get(name, f"It would break a rule of the timetable ({name}).") for name in names)
