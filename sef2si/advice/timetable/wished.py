"""The soft wishes: how far a timetable is from each, in points. None is ever worth a need; a school sees and sets the
weights.

What a point is: ``spacing``: a tenth of a session too close after another of its run. ``edges`` (003-F8l, O6): a tenth
of a session near the first or last day of a term. ``early``: a week later for the first session of a run that serves a
need one step more pressing. ``even`` (003-O10): a tenth of an hour of CPD a head more for the best served role than for
the worst. ``close``: a tenth of a session of the previous timetable that is no longer there. ``thrift``: £10 of true
cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sef2si.advice.timetable.free import Free, bits_of, positions
from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.timetable import Run, Wish
from sef2si.advice.timetable.worth import Worth

TENTHS = 10
TEN_POUNDS = 1_000  # pence
_TENTH_OF_AN_HOUR = 6  # minutes


def wishes(worth: Worth, runs: Iterable[Run]) -> tuple[Wish, ...]:
    """Every wish with its weight, in the order of the page."""
    free, problem = worth.free, worth.free.problem
    options = {option.id: option for option in problem.options}
    pressing = most_pressing(problem)
    near = near_edges(free)
    weeks = weeks_in(free)
    points: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    kept: set[tuple[str, str]] = set()
    pence = 0
    roles = {person.id: person.role for person in problem.people}
    for run in runs:
        option = options[run.option]
        slots = [free.slot_at[each] for each in run.slots]
        points["spacing"] += TENTHS * too_close([free.days[at] for at in slots], option.spacing_days)
        points["edges"] += TENTHS * sum(near[at] for at in slots)
        points["early"] += pressing.get(run.option, 0) * weeks[min(slots)]
        pence += worth.taken(run).cost
        kept |= {(run.option, slot) for slot in run.slots}
        for person in run.people:
            minutes[roles[person]] += option.minutes * len(slots)
    heads = heads_in(free)
    most = max((-(-minutes[role] // count) for role, count in heads.items()), default=0)
    least = min((minutes[role] // count for role, count in heads.items()), default=0)
    points["even"] = (most - least) // _TENTH_OF_AN_HOUR
    before = {(each.option, slot) for each in problem.previous for slot in each.slots}
    points["close"] = TENTHS * len(before - kept)
    points["thrift"] = -(-pence // TEN_POUNDS)
    weights = problem.wishes
    return tuple(
        Wish(wish=wish, weight=getattr(weights, wish), points=points[wish])
        for wish in ("spacing", "edges", "early", "even", "close", "thrift")
    )


def too_close(days: Sequence[int], spacing: int) -> int:
    """The most sessions that follow another within fewer days than wished."""
    return max((sum(first <= day < first + spacing for day in days) - 1 for first in days), default=0) if spacing else 0


def heads_in(free: Free) -> Counter[str]:
    """How many of each role anything is planned for; others stand by, and no hours of CPD are missing there."""
    asked = bits_of(person for team in free.team_bits.values() for person in positions(team))
    return Counter(free.people[person].role for person in positions(asked))


def near_edges(free: Free) -> tuple[bool, ...]:
    """For each slot, whether it lies within so many days of the first or last day of a term."""
    days = free.problem.wishes.edge_days
    edges = [edge.toordinal() for term in free.problem.terms for edge in (term.first, term.last)]
    return tuple(any(abs(day - edge) < days for edge in edges) for day in free.days)


def weeks_in(free: Free) -> tuple[int, ...]:
    """For each slot, whole weeks since the first."""
    return tuple((day - free.days[0]) // 7 for day in free.days)


def most_pressing(problem: Problem) -> dict[str, int]:
    """For each option, how pressing the most pressing need is that it meets."""
    needs = {need.id: need.pressing for need in problem.needs}
    return {option.id: max((needs[each.need] for each in option.meets), default=0) for option in problem.options}
