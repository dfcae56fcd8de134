"""003-F8a, F8l, F3h, 002-19, 002-20: the timetable keeps every rule, and a small one is the best there is."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.timetable import Ended, Timetable
from sef2si.solving.search import Search
from sef2si.solving.settings import Settings
from tests.advice.timetable.little import best_by_brute_force, problems

SMALL = Settings(seconds=20, workers=1, work=5.0)
_QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def solved(problem: Problem) -> Timetable:
    return Search(problem, SMALL).run()


@_QUIET
@given(problems())
def test_no_timetable_breaks_a_hard_rule(problem: Problem) -> None:
    for found in (solved(problem), by_hand(problem)):
        assert broken(problem, found) == ()


@_QUIET
@given(problems(people=3, options=3, needs=4, slots=6))
def test_a_small_timetable_is_as_good_as_the_best_by_brute_force(problem: Problem) -> None:
    best = best_by_brute_force(problem, most=3_000)
    assume(best is not None)
    found = solved(problem)
    assert (found.totals.met, found.bound, found.ended) == (best, best, Ended.PROVEN)


@_QUIET
@given(problems(), st.integers(0, 50_000))
def test_more_budget_never_meets_less_need(problem: Problem, more: int) -> None:
    budget = problem.limits.budget
    assume(budget is not None)
    richer = problem.model_copy(update={"limits": problem.limits.model_copy(update={"budget": (budget or 0) + more})})
    before, after = solved(problem), solved(richer)
    assert (before.gap, after.gap) == (0.0, 0.0)
    assert after.totals.met >= before.totals.met


@_QUIET
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(problem: Problem, chance: object) -> None:
    def shuffled(each: tuple[object, ...]) -> tuple[object, ...]:
        some = list(each)
        chance.shuffle(some)  # type: ignore[attr-defined]
        return tuple(some)

    lists = ("people", "teams", "slots", "needs", "options", "fixed")
    other = problem.model_copy(update={name: shuffled(getattr(problem, name)) for name in lists})
    assert solved(other).totals.met == solved(problem).totals.met
