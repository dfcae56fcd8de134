"""What enters the plan when a proposal is accepted: a second time of what was missed, once; and costs as counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sef2si.advice.costs import sum_of
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.year.accepting import Accepted, accepted
from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.numbering import new_runs, numbered
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.standing import NOBODY_APART, Apart
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.advice.years import terms

TODAY = date(2026, 11, 23)
STAFF = (
    *(make.member(id=f"t{n}", team="PE" if n < 3 else "Science") for n in range(6)),
    *(make.member(id=f"a{n}", group=StaffGroup.TEACHING_ASSISTANTS, team="Support") for n in range(3)),
)


def the_plan(sessions: int = 2, **offered: Any) -> Plan:
    """Departments learn the same, three of them at most at a time; assistants are paid for twilights at £12.50."""
    weeks = (date(2027, 1, 7) + timedelta(days=7 * n) for n in range(24))
    twilights = tuple(
        make.calendar_date(
            id=f"w{n}", position=n + 50, sort=DateSort.TWILIGHT, starts=day, at="15:45", minutes=60, directed=False
        )
        for n, day in enumerate(weeks)
    )  # fmt: skip
    offer = {"price": Decimal(300), "places": 3, "need_ids": ("n0", "n1"), **offered}
    return make.plan(
        school=make.plan().school.having(support_hour_cost=Decimal("12.50"), cover_day_cost=Decimal(200)),
        dates=(*terms(), *twilights),
        priorities=(make.priority(id="p"),),
        needs=tuple(
            make.need(id=f"n{n}", position=n + 1, what=f"Fluency {n}", group=group, who=who, priority_id="p")
            for n, (group, who) in enumerate((
                (StaffGroup.TEACHERS, "PE"), (StaffGroup.TEACHERS, "Science"),
                (StaffGroup.TEACHING_ASSISTANTS, "Support"),
            ))
        ),
        offers=(make.offer(id="o", title="Reading aloud", hours=Decimal(sessions), sessions=sessions,
                           takes_place="twilight", follow_up="Yes", **offer),),
    )  # fmt: skip


def proposed(framed: Framed, settings: YearSettings, proposal_id: str) -> Proposal:
    return Proposal(
        id=proposal_id, number=1, state=State.DONE, seq=1, settings=settings, framed=framed,
        timetable=by_hand(framed.problem),
    )  # fmt: skip


class Year:
    """A plan that is solved and accepted, again and again, by people who answer."""

    def __init__(self, plan: Plan, needs: tuple[str, ...], members: Any = STAFF) -> None:
        self.plan, self.members = plan, members
        left_out = tuple(each.id for each in plan.needs if each.id not in needs)
        self.settings = YearSettings(left_out=left_out)
        self.solved = 0

    def asked(self, apart: Apart = NOBODY_APART) -> Framed:
        return frame(self.plan, self.members, self.settings, TODAY, apart)

    def accept(self, apart: Apart = NOBODY_APART) -> Proposal:
        self.solved += 1
        made = proposed(self.asked(apart), self.settings, f"{self.solved}")
        then = accepted(self.plan, made)
        assert len({each.id for each in then.save}) == len(then.save)
        self.plan = after(self.plan, then)
        self.settings = self.settings.model_copy(update={"assigned": {**self.settings.assigned, **then.assigned}})
        return made

    def announce(self) -> None:
        told = tuple(each.having(announced_on=TODAY, pinned=True) for each in self.plan.cpd_sessions)
        self.plan = self.plan.model_copy(update={"cpd_sessions": told})

    def answers(self, declined: Mapping[str, set[str]]) -> Apart:
        """All of those who are meant were invited, and these (by the end of a session's id) said no."""
        no = {each.id: frozenset(declined.get(_short(each.id), ())) for each in self.plan.cpd_sessions}
        told = {each.id for each in self.plan.cpd_sessions if each.announced_on}
        coming = {key: frozenset(who) - no[key] for key, who in self.settings.assigned.items() if key in told}
        return Apart({key: who for key, who in no.items() if who}, coming, {})

    @property
    def cost(self) -> Decimal:
        return sum_of(self.plan.activities, self.plan.school).total

    @property
    def times(self) -> dict[str, tuple[str, ...]]:
        return {_short(key): who for key, who in self.settings.assigned.items()}


def _short(session_id: str) -> str:
    return session_id.partition(".")[2]


def after(plan: Plan, then: Accepted) -> Plan:
    """The plan with what is saved and without what is removed."""
    gone = {each.id for each in (*then.save, *then.remove)}

    def those(kind: str, sort: type) -> Any:
        kept = [each for each in getattr(plan, kind) if each.id not in gone]
        return tuple(kept + [each for each in then.save if type(each).__name__ == sort])

    return plan.model_copy(
        update={"activities": those("activities", "Activity"), "cpd_sessions": those("cpd_sessions", "CpdSession")}
    )


def test_who_has_another_time_already_is_not_planned_for_a_third_time() -> None:
    year = Year(the_plan(), ("n0", "n1"))
    year.accept()
    year.announce()
    declined = {"A.1": {"t0", "t1"}, "A.2": {"t0", "t1"}}
    answers = year.answers(declined)
    assert [set(run.people) for run in year.accept(answers).runs] == [{"t0", "t1"}]
    assert {key: set(who) for key, who in year.times.items() if key[0] == "C"} == {
        "C.1": {"t0", "t1"},
        "C.2": {"t0", "t1"},
    }
    # Accepted and not announced, or announced and not declined: they have their other time.
    assert year.asked(answers).problem.needs == ()
    year.announce()
    assert year.asked(year.answers(declined)).problem.needs == ()
    # Who can't come to that one either is asked again, alone.
    declined |= {"C.1": {"t1"}, "C.2": {"t1"}}
    assert [run.people for run in year.accept(year.answers(declined)).runs] == [("t1",)]
    # Where it is taken out of the plan, they wait for another again.
    year.plan = year.plan.model_copy(
        update={"cpd_sessions": tuple(s for s in year.plan.cpd_sessions if ".D." not in s.id)}
    )
    assert [set(team.people) for team in year.asked(year.answers(declined)).problem.teams] == [{"t1"}]


def test_who_declines_one_session_of_six_gets_that_one_a_second_time_and_pays_for_one() -> None:
    year = Year(the_plan(6), ("n0",))
    year.accept()
    year.announce()
    assert year.cost == 300
    made = year.accept(year.answers({"A.3": {"t0"}, "A.2": {"t1"}, "A.5": {"t1"}}))
    assert sorted((len(run.slots), run.people, made.team_words(run)) for run in made.runs) == [
        (1, ("t0",), "PE, a second time for session 3"),
        (2, ("t1",), "PE, a second time for sessions 2 and 5"),
    ]
    assert {key: who for key, who in year.times.items() if key[0] != "A"} == {
        "B.2": ("t1",),
        "B.5": ("t1",),
        "C.3": ("t0",),
    }
    assert {each.team for each in year.plan.cpd_sessions if ".B." in each.id} == {
        "Group B: PE, a second time for sessions 2 and 5"
    }
    # A session is a sixth of £300: three more are £150, in the plan as in what was solved.
    assert (made.cost, year.cost, len(year.plan.activities)) == (150, 450, 1)
    assert year.asked(year.answers({"A.3": {"t0"}, "A.2": {"t1"}, "A.5": {"t1"}})).problem.needs == ()


def test_solved_again_before_it_is_announced_two_runs_cost_what_they_cost() -> None:
    year = Year(the_plan(), ("n0", "n1"))
    first = year.accept()
    assert (len(first.runs), first.cost, year.cost) == (2, 600, 600)
    way = year.asked().ways[0]
    assert (way.activity_id, way.sessions, way.price) == (year.plan.activities[0].id, 2, Decimal("300.00"))
    again = year.accept()
    assert (len(again.runs), again.cost, year.cost) == (2, 600, 600)
    # £100.01 can't be halved: a penny too many rather than a penny over the budget, and no more the next time.
    year.plan = year.plan.model_copy(update={"activities": (year.plan.activities[0].having(price=Decimal("100.01")),)})
    assert [(year.accept().cost, year.cost) for _ in range(2)] == [(Decimal("100.02"),) * 2] * 2


@pytest.mark.parametrize("known", [Decimal(300), None])
def test_what_an_activity_costs_in_the_plan_is_what_was_counted_for_it(known: Decimal | None) -> None:
    year = Year(the_plan(need_ids=("n2",), price=known), ("n2",), STAFF[:-1])
    price = known or 0
    assert (year.accept().cost, year.cost) == (price + 50, price + 50)  # two assistants, two hours at £12.50
    year.members = STAFF  # a third has come since
    assert (year.accept().cost, year.cost) == (price + 75, price + 75)
    year.announce()
    second = year.accept(year.answers({"A.2": {"a0", "a1"}}))
    assert (second.cost, year.cost) == (price / 2 + 25, price + 75 + price / 2 + 25)


def test_a_price_and_an_hour_that_nobody_gave_are_not_known_to_be_nought() -> None:
    plan = the_plan(need_ids=())
    waiting = make.activity(id="a", what="Talk", need_ids=("n2",), hours=Decimal(1))
    plan = plan.model_copy(
        update={"school": plan.school.having(support_hour_cost=None), "activities": (waiting,), "offers": ()}
    )
    year = Year(plan, ("n2",))
    assert len(year.accept().runs) == 1
    (made,) = year.plan.activities
    assert (made.price, made.support_staff_pay, made.people) == (None, None, 3)


def test_sessions_are_numbered_by_their_ids_or_by_time_within_their_team() -> None:
    def at(session_id: str, day: int, team: str = "") -> Any:
        return make.cpd_session(id=session_id, activity_id="a", held_on=date(2027, 1, day), team=team)

    found = numbered("a", (at("a.B.3", 9), at("x", 8, "PE"), at("y", 7, "PE"), at("z", 6), at("b.A.9", 5)))
    assert [(each.session.id, each.run, each.number) for each in found] == [
        ("b.A.9", "team ", 1), ("z", "team ", 2), ("y", "team PE", 1), ("x", "team PE", 2), ("a.B.3", "B", 3),
    ]  # fmt: skip
    runs = new_runs("a", {"a.B.3", "a.A.2", "x"})
    assert [next(runs) for _ in range(26)][::8] == ["C", "K", "S", "AA"]
