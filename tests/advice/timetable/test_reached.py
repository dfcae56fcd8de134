"""A need is met person by person: nobody learns more than all of it, and nobody is counted for somebody else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.problem import Meets
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.timetable import Run
from sef2si.advice.timetable.worth import Worth
from tests.advice.timetable.little import timetable
from tests.advice.timetable.test_checker import PROBLEM, having

WORTH = Worth(Free(PROBLEM))  # the need is about three people
ADDED = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 7)), max_size=8)


@given(ADDED)
def test_each_person_is_reached_as_far_as_what_they_came_to_goes(added: list[tuple[int, int]]) -> None:
    reached = Reached(WORTH)
    learnt = [0, 0, 0]
    for percent, people in added:
        more = [min(percent, 100 - learnt[at]) if people >> at & 1 else 0 for at in range(3)]
        assert reached.more(0, percent, people) == sum(more)
        reached.add(0, percent, people)
        learnt = [before + each for before, each in zip(learnt, more, strict=True)]
        assert reached.met(0) == sum(learnt) * 100 // 3


def test_a_second_way_for_the_same_people_is_nothing_for_whoever_had_none() -> None:
    both = having(
        options=tuple(each.model_copy(update={"meets": (Meets(need="n", percent=100),)}) for each in PROBLEM.options)
    )
    two = (
        Run(option="o", people=("a", "b"), slots=("meeting",)),
        Run(option="p", people=("a",), slots=("out",)),
    )
    found = timetable(both, two)
    assert (found.totals.needs[0].met, broken(both, found)) == (6_666, ())


def test_thirds_make_a_whole() -> None:
    third = (
        Run(option="p", people=("a", "b"), slots=("out",)),
        Run(option="p", people=("c",), slots=("out too",)),
    )
    whole = having(
        options=(PROBLEM.options[1].model_copy(update={"meets": (Meets(need="n", percent=100),), "runs": 2}),)
    )
    assert timetable(whole, third).totals.needs[0].met == 10_000
