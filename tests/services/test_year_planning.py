"""A plan of the year accepted, taken back and announced: each in one transaction, so all of it is kept or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.year.proposal import State
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import Plan
from sef2si.errors import Unavailable
from sef2si.services.planner import Planner
from sef2si.services.year import YearPlanning
from tests import factories as make
from tests.advice.years import terms
from tests.databases import everything
from tests.people import OURS

PLAN = "100492-2026"
TODAY = date(2026, 11, 23)
LEADER = make.person(id="lead", name="Carla Lead", role=Role.CPD_LEADER)
TEAM = tuple(f"m{n}" for n in range(6))
TABLES = ("changes", "cpd_sessions", "activities", "invitations", "year_settings", "proposals")


def at_noon() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    """Six teachers, a need with an offer of two sessions at £300 a time, and eight twilights."""
    made = Planner(engine, clock=at_noon)
    twilights = (
        make.calendar_date(
            id=f"w{n}", position=n + 20, sort=DateSort.TWILIGHT, starts=date(2027, 1, 7 + 7 * n) if n < 4 else
            date(2027, 2, 4 + 7 * (n - 4) + (21 if n > 5 else 0)), at="15:30", minutes=60, directed=False,
        )
        for n in range(6)
    )  # fmt: skip
    offer = make.offer(
        id="o", title="Reading aloud", hours=Decimal(2), sessions=2, need_ids=("n",), takes_place="twilight",
        price=Decimal(300), follow_up="Yes",
    )  # fmt: skip
    need = make.need(id="n", what="Fluency", group=StaffGroup.TEACHERS, priority_id="p")
    plan = make.plan(
        dates=tuple(each.having(position=n) for n, each in enumerate((*terms(), *twilights), 1)),
        priorities=(make.priority(id="p"),), needs=(need,), offers=(offer,),
    )  # fmt: skip
    made.import_plans([plan])
    made.staff.write(LEADER, OURS, [make.member(id=each, name=f"Name of {each}") for each in TEAM])
    return made


def plan_of(planner: Planner) -> Plan:
    return planner.load(LEADER, OURS, "2026/27")


def proposed(planner: Planner) -> str:
    """The id of a proposal that is laid by hand, without the solver."""
    plan = plan_of(planner)
    framed = planner.year.framed(LEADER, plan, TODAY)
    made = planner.year.begin(LEADER, plan, framed)
    planner.year.end(LEADER, PLAN, made.id, by_hand(framed.problem))
    return made.id


def all_rows(engine: Engine) -> dict[str, list[Any]]:
    with everything(engine) as connection:
        return {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES}


@contextmanager
def dying_at(engine: Engine, statement: str) -> Iterator[None]:
    """The database goes away at the first statement that begins so."""

    def die(_connection: Any, _cursor: Any, said: str, *_more: Any) -> None:
        if said.startswith(statement):
            raise OperationalError(said, {}, Exception("gone"))

    event.listen(engine, "before_cursor_execute", die)
    yield
    event.remove(engine, "before_cursor_execute", die)


def cut_off(engine: Engine, statement: str, act: Callable[[], object]) -> None:
    """The act is refused at its last step, and nothing of it is kept."""
    before = all_rows(engine)
    with dying_at(engine, statement), pytest.raises(Unavailable):
        act()
    assert all_rows(engine) == before


def test_what_is_accepted_taken_back_or_announced_is_kept_as_a_whole_or_not_at_all(
    planner: Planner, engine: Engine
) -> None:
    made = proposed(planner)
    cut_off(engine, "UPDATE proposals", lambda: planner.year.accept(LEADER, PLAN, made, TODAY))
    planner.year.accept(LEADER, PLAN, made, TODAY)
    cut_off(engine, "UPDATE proposals", lambda: planner.year.take_back(LEADER, PLAN, made))
    sessions = [each.id for each in plan_of(planner).cpd_sessions]
    announce = lambda: planner.year.announce(LEADER, plan_of(planner), sessions, TODAY)  # noqa: E731
    cut_off(engine, "INSERT INTO invitation_answers", announce)
    assert announce()[1] == len(TEAM) * 2


def test_accepted_twice_it_is_there_once(planner: Planner, engine: Engine) -> None:
    made = proposed(planner)
    one = planner.year.accept(LEADER, PLAN, made, TODAY)
    before = all_rows(engine)
    assert planner.year.accept(LEADER, PLAN, made, TODAY) == one
    assert all_rows(engine) == before
    assert planner.year.proposal(LEADER, PLAN, made).proposal.state is State.ACCEPTED


def test_what_somebody_saves_while_it_is_looked_at_is_not_written_over(planner: Planner, engine: Engine) -> None:
    class Slow(YearPlanning):
        def framed(self, person: Person, plan: Plan, today: date) -> Any:
            found = super().framed(person, plan, today)
            planner.write(LEADER, PLAN, remove=[plan.find("needs", "n")])
            return found

    made = proposed(planner)
    with pytest.raises(Unavailable, match="at the very same moment"):
        Slow(planner, engine, clock=at_noon).accept(LEADER, PLAN, made, TODAY)
    assert (plan_of(planner).needs, plan_of(planner).activities) == ((), ())
