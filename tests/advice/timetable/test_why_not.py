"""What did not fit says the constraint that stopped it and what would free it; bad input gets sentences too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sef2si.advice.timetable.comparing import Figure, compared
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.problem import (
    Ban,
    CoverLimit,
    Kind,
    Limits,
    Meets,
    Need,
    Option,
    Placed,
    Problem,
    Span,
    Team,
)
from sef2si.advice.timetable.sound import unsound
from sef2si.advice.timetable.timetable import NotFitted, Run
from sef2si.advice.timetable.why_not import not_fitted
from tests.advice.timetable.little import timetable
from tests.advice.timetable.test_checker import GOOD, MONDAY, NEXT, PROBLEM, TALK, first_person, having, person, talk


def one(problem: Problem) -> NotFitted:
    (found,) = not_fitted(problem, timetable(problem, ()))
    return found


VISIT_ALONE = (PROBLEM.options[1].model_copy(update={"kinds": (Kind.RELEASE,), "largest": 1, "runs": 3}),)


def test_a_budget_of_nothing_says_how_much_would_place_it() -> None:
    problem = having(options=VISIT_ALONE, limits=Limits(budget=0, cover_day=20_000))
    assert by_hand(problem).runs == ()
    assert one(problem) == NotFitted(
        need="n",
        met=0,
        reason="budget",
        sentence="“Need” is not met: “Visit” does not fit: the budget is used up.",
        frees="£200 more would place “Visit” for 1 person.",
    )


def test_one_more_cover_day_in_march_places_it() -> None:
    march = CoverLimit(title="March", first=MONDAY, last=NEXT, most=0)
    problem = having(options=VISIT_ALONE, limits=Limits(cover=(march,)))
    assert one(problem).sentence == "“Need” is not met: “Visit” does not fit: the cover for March is used up."
    assert one(problem).frees == "0.5 days more of cover in March would place “Visit” for 1 person."


def test_no_slots_at_all() -> None:
    problem = having(slots=())
    assert by_hand(problem).runs == ()
    assert one(problem).sentence == "“Need” is not met: there is no slot at which “Talk” could be."
    assert one(problem).frees == "Another date, or slots of 60 minutes, would free it."


def test_a_need_nobody_can_meet() -> None:
    problem = having(options=())
    assert by_hand(problem).runs == ()
    assert one(problem).sentence == "“Need” is not met: no option meets it."


def test_a_part_timer_with_no_common_day_with_her_team() -> None:
    pair = (person("a", hours=(Span(weekday=0),)), person("b", hours=(Span(weekday=1),)))
    problem = having(
        people=pair,
        teams=(Team(id="t", title="Team", people=("a", "b")),),
        slots=(
            PROBLEM.slots[0],
            PROBLEM.slots[0].model_copy(update={"id": "tuesday", "day": MONDAY + timedelta(days=1)}),
        ),
        options=(talk(smallest=2).options[0],),
    )
    assert by_hand(problem).runs == ()
    assert one(problem).sentence == (
        "“Need” is not met: those who need it are never free together for “Talk”: somebody is free on Monday alone."
    )
    assert one(problem).frees == "A slot on a day when they all work, or going in smaller groups, would free it."


def test_too_few_for_the_smallest_group_002_19() -> None:
    problem = having(options=(talk(smallest=9).options[0],))
    assert one(problem).sentence == "“Need” is not met: “Talk” needs 9 people, and fewer can come (002-19)."


def test_a_date_that_comes_too_soon() -> None:
    problem = having(needs=(Need(id="n", title="Need", team="t", by=MONDAY - timedelta(days=1)),))
    assert one(problem).reason == "too late"


def test_what_would_still_fit_is_said_and_what_is_met_is_not() -> None:
    assert one(PROBLEM).reason == "fits"
    assert not_fitted(PROBLEM, by_hand(having(options=talk(meets=(Meets(need="n", percent=100),)).options))) == ()


PINNED = Placed(option="o", people=("a",), slots=("meeting",))


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (
            having(teams=(Team(id="t", title="Team", people=("a", "zed")), PROBLEM.teams[1])),
            "The team “Team” names people that are not there (zed). Please mend or remove it.",
        ),
        (having(people=(*PROBLEM.people, person("a"))), "The person “a” is given twice. Please give each one once."),
        (talk(after=("o",)), "“Talk” must come after itself. Please mend what must come before what."),
        (
            talk(largest=2, smallest=3),
            "“Talk” needs more people than it has room for. Please mend its smallest or largest group.",
        ),
        (
            first_person(away=(MONDAY,)).model_copy(update={"pins": (PINNED,)}),
            "“Talk” is pinned but has somebody in it who is away on that day. "
            "Please unpin it, or move it to another time.",
        ),
        (
            having(limits=Limits(budget=1), pins=(Placed(option="p", people=("c",), slots=("out",)),)),
            "What is pinned costs more than the budget. Please raise the budget or unpin something.",
        ),
        (
            having(bans=(Ban(option="gone"),)),
            "What is banned names options that are not there (gone). Please mend or remove it.",
        ),
    ],
)  # fmt: skip
def test_a_problem_that_makes_no_sense_is_told_so(problem: Problem, fault: str) -> None:
    assert unsound(problem) == (fault,)


def test_pins_that_are_each_right_and_together_wrong() -> None:
    both = (PINNED, Placed(option="p", people=("a",), slots=("late",)))
    assert unsound(having(pins=both)) == (
        "What is pinned, all together, has somebody in it who is elsewhere at that time. "
        "Please unpin some of it, or move it.",
    )
    assert unsound(having(pins=both[:1])) == unsound(PROBLEM) == ()


def test_two_plans_side_by_side() -> None:
    later = Run(option="o", people=("a", "b"), slots=("next",))
    found = compared(timetable(PROBLEM, GOOD), timetable(PROBLEM, (later,)))
    assert found.figures == (
        Figure("met", 5_333, 4_000),
        Figure("cost", 20_000, 0),
        Figure("cover", 50, 0),
        Figure("sessions", 2, 1),
        Figure("hours teacher", 60, 40),
        Figure("pence teacher", 6_666, 0),
    )
    assert (found.only_one, found.only_other, found.moved) == ((GOOD[1],), (), ((TALK, later),))
    assert found.needs == (Figure("n", 5_333, 4_000),)


def test_what_must_come_before_is_laid_first_003_f3h() -> None:
    problem = having(
        options=(
            Option(id="o", title="Talk", teams=("t",), meets=(Meets(need="n", percent=60),), after=("p",)),
            PROBLEM.options[1],
        )
    )
    assert [run.option for run in by_hand(problem).runs] == ["p", "o"]
