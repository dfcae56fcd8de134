"""003-F8a, F8l, F3h, 002-19, 002-20: the timetable keeps every rule, and a small one is the best there is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.timetable_schools import SIZES, school
from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.problem import Ban, Kind, Meets, Placed, Problem, Slot, Term, Wishes
from sef2si.advice.timetable.timetable import Ended, Timetable
from sef2si.solving import search
from sef2si.solving.bounding import Bounding, Find
from sef2si.solving.choosing import Choosing
from sef2si.solving.search import Search
from sef2si.solving.settings import Settings
from sef2si.solving.units import Units
from tests.advice.timetable.little import best_by_brute_force, problems
from tests.advice.timetable.test_checker import MONDAY, PROBLEM, having, talk

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


@settings(_QUIET, max_examples=8)  # most of the time goes into trying everything out
@given(problems())
def test_up_to_eight_needs_six_options_and_ten_slots_too(problem: Problem) -> None:
    best = best_by_brute_force(problem, most=1_000)
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
@given(problems(), st.integers(0, 50_000))
def test_a_large_one_with_more_budget_starts_from_what_there_was(problem: Problem, more: int) -> None:
    budget = problem.limits.budget
    assume(budget is not None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "WHOLE_UP_TO", -1)
        before = solved(problem)
        previous = tuple(Placed(option=run.option, people=run.people, slots=run.slots) for run in before.runs)
        limits = problem.limits.model_copy(update={"budget": (budget or 0) + more})
        for name in ("_lay_large", "_see_to_wishes"):  # nothing but the start
            patch.setattr(Search, name, lambda self: None)
        after = solved(problem.model_copy(update={"limits": limits, "previous": previous}))
    assert after.totals.met >= before.totals.met
    assert broken(problem.model_copy(update={"limits": limits}), after) == ()


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


@_QUIET
@given(problems())
def test_the_bound_from_afar_is_never_below_the_best(problem: Problem) -> None:
    rows = Choosing(Units(problem)).rows
    found = solved(problem)
    relaxed, whole = rows.relaxed(10.0), Bounding(rows, near=0.0, nodes=10_000, seed=1)
    whole.run()
    assert relaxed is not None
    assert whole.bound is not None
    assert relaxed.bound >= whole.bound >= found.totals.met


def test_the_search_from_afar_tells_what_it_finds_and_ends_near_the_bound_or_when_asked() -> None:
    rows = Choosing(Units(school(SIZES[0], 1))).rows
    finds: list[Find] = []
    near = Bounding(rows, near=0.5, nodes=100_000, seed=1, tell=finds.append)
    near.run()
    assert (finds[-1], finds[-1].is_near, [each.is_near for each in finds[:1]]) == (near.found, True, [False])
    assert near.bound is not None
    assert near.bound / 2 <= finds[-1].worth <= near.bound
    assert round(finds[-1].worth) == round(rows.value(finds[-1].values))
    stopped = Bounding(rows, near=0.0, nodes=100_000, seed=1)
    stopped.stop()
    stopped.run()
    whole = Bounding(rows, near=0.0, nodes=100_000, seed=1)
    whole.run()
    assert whole.found is not None
    assert stopped.found is None or stopped.found.worth < whole.found.worth


@_QUIET
@given(problems())
def test_laid_as_a_large_one_it_keeps_every_rule_too(problem: Problem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "WHOLE_UP_TO", -1)
        large = solved(problem)
    small = solved(problem)
    assert broken(problem, large) == ()
    assert large.totals.met <= small.totals.met <= (large.bound or 0)


@_QUIET
@given(problems(), st.data())
def test_pins_hold_and_what_is_banned_does_not_come_back(problem: Problem, data: st.DataObject) -> None:
    first = solved(problem)
    assume(first.runs)
    kept = data.draw(st.sampled_from(first.runs))
    pin = Placed(option=kept.option, people=kept.people, slots=kept.slots, announced=True)
    others = sorted({run.option for run in first.runs} - {kept.option} - set(_before(problem, kept.option)))
    bans = tuple(Ban(option=option) for option in others[:1])
    again = problem.model_copy(update={"pins": (pin,), "bans": (*problem.bans, *bans), "previous": (pin,)})
    found = solved(again)
    assert broken(again, found) == ()
    assert [run for run in found.runs if run.pinned] == [kept.model_copy(update={"pinned": True})]
    assert not {run.option for run in found.runs} & {ban.option for ban in bans}


def _before(problem: Problem, option: str) -> tuple[str, ...]:
    return next(each.after for each in problem.options if each.id == option)


def meeting(at: int, day: date) -> Slot:
    return Slot(id=f"m{at}", day=day, start=930, minutes=60, kind=Kind.MEETING, counted=True)


def test_the_soft_wishes_never_cost_a_need_and_are_seen_to() -> None:
    problem = having(
        slots=tuple(
            Slot(
                id=f"m{at}", day=MONDAY + timedelta(days=7 * at), start=930, minutes=60, kind=Kind.MEETING, counted=True
            )
            for at in range(8)
        ),
        options=talk(sessions=2, spacing_days=21).options[:1],
        terms=(Term(first=MONDAY, last=MONDAY + timedelta(days=7 * 7)),),
    )
    (run,) = solved(problem).runs
    # Three weeks apart as wished, not at the edges of the term (003-F8l), and nothing else matters.
    first, second = (int(slot[1:]) for slot in run.slots)
    assert second - first >= 3
    assert first > 0
    assert second < 7
    points = {each.wish: each.points for each in solved(problem).wishes}
    assert points == {"spacing": 0, "edges": 0, "early": 0, "even": 0, "close": 0, "thrift": 0}


def test_what_meets_the_same_need_for_less_is_taken_and_nothing_that_adds_nothing() -> None:
    slots = tuple(meeting(at, MONDAY + timedelta(days=7 * at)) for at in range(3))
    dear, cheap = (
        PROBLEM.options[0].model_copy(
            update={"id": name, "title": name, "price": price, "meets": (Meets(need="n", percent=100),)}
        )
        for name, price in (("a dear one", 90_000), ("cheap", 4_500))
    )
    problem = having(slots=slots, options=(dear, cheap))
    found = solved(problem)
    assert [run.option for run in found.runs] == ["cheap"]
    assert {each.wish: each.points for each in found.wishes}["thrift"] == 5  # £45


def test_what_is_pressing_begins_early_and_its_later_sessions_take_their_time() -> None:
    slots = tuple(meeting(at, MONDAY + timedelta(days=7 * at)) for at in range(9))
    option = talk(sessions=3, spacing_days=21).options[0]
    needs = tuple(each.model_copy(update={"pressing": 3}) for each in PROBLEM.needs)
    wishes = Wishes(spacing=1, early=10, edges=0)
    (run,) = solved(having(slots=slots, options=(option,), needs=needs, wishes=wishes)).runs
    first, second, third = (int(slot[1:]) for slot in run.slots)
    assert (first, second >= 3, third - second >= 3) == (0, True, True)


def test_roles_of_whom_nothing_is_asked_make_no_plan_uneven() -> None:
    standing_by = PROBLEM.people[0].model_copy(update={"id": "z", "role": "stands by"})
    alone = talk().model_copy(update={"options": PROBLEM.options[:1]})
    both = (alone, alone.model_copy(update={"people": (*PROBLEM.people, standing_by)}))
    uneven = [{each.wish: each.points for each in solved(problem).wishes}["even"] for problem in both]
    assert uneven == [0, 0]


def test_solved_again_it_stays_close_to_what_was() -> None:
    slots = tuple(meeting(at, MONDAY + timedelta(days=at)) for at in range(5))
    for at in range(5):
        previous = (Placed(option="o", people=("a", "b", "c"), slots=(f"m{at}",)),)
        problem = having(slots=slots, options=PROBLEM.options[:1], previous=previous)
        assert [run.slots for run in solved(problem).runs] == [(f"m{at}",)]


def test_the_same_question_has_the_same_answer() -> None:
    problem = school(SIZES[0], 3)
    few = Settings(seconds=60, workers=1, work=0.3)
    one, other = Search(problem, few).run(), Search(problem, few).run()
    assert one.model_copy(update={"seconds": 0}) == other.model_copy(update={"seconds": 0})
    assert broken(problem, one) == ()
