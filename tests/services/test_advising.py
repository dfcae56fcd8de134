"""The first view of an adviser through the service: as far as each school shares, and told once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, event

from sef2si.domain.people import Role
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.errors import NotFound
from sef2si.services.access import NO_SCHOOL
from sef2si.services.planner import Planner
from tests import factories as make
from tests.people import Clock

URN, OTHER, THIRD = make.URN, "900002", "900003"
HEAD = make.person(urns=(URN, OTHER, THIRD))
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER, urns=(URN, OTHER, THIRD))


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = Clock()
        self.planner = Planner(engine, clock=self.clock)
        names = {URN: "Elm Primary", OTHER: "Oak Academy", THIRD: "Ash School"}
        plans = [
            make.whole_plan(urn=urn).model_copy(update={"school": make.school(urn=urn, name=name)})
            for urn, name in names.items()
        ]
        self.planner.import_plans(plans)
        self.share(URN, Level.FULL)
        self.share(OTHER, Level.SUMMARY)

    def share(self, urn: str, level: Level) -> None:
        sharings = self.planner.sharings
        sharings.share(HEAD, sharings.sharing(HEAD, urn).model_copy(update={"level": level}))

    def write(self) -> None:
        plan = self.planner.load(HEAD, URN)
        self.planner.write(HEAD, plan.id, [plan.priorities[0].having(why=f"Since {self.clock.now}")])


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def lines(desk: Desk) -> list[str]:
    return [f"{each.school} {each.words}".strip() for each in desk.planner.advising.overview(ADVISER).matters]


def test_every_school_has_a_line_as_far_as_it_shares(desk: Desk) -> None:
    found = desk.planner.advising.overview(ADVISER)
    assert [(each.summary.name, each.summary.level, each.summary.links) for each in found.schools] == [
        ("Ash School", Level.OFF, 0),
        ("Elm Primary", Level.FULL, 7),
        ("Oak Academy", Level.SUMMARY, 7),
    ]
    assert found.today == date(2026, 11, 23)
    assert desk.planner.advising.overview(HEAD).schools == ()


def test_what_changed_is_told_until_it_is_looked_at(desk: Desk) -> None:
    new = "Elm Primary and Oak Academy share with you; you have not looked in yet"
    assert lines(desk) == [new]
    desk.planner.advising.look(ADVISER, [URN, OTHER])
    assert lines(desk) == []
    desk.clock.turn(days=1)
    desk.write()
    told = "Elm Primary has changed since you looked on 23 November 2026: words were worked on"
    assert (lines(desk), lines(desk)) == ([told], [told])
    desk.planner.advising.look(ADVISER, [URN])
    desk.planner.advising.look(ADVISER, [URN])
    assert lines(desk) == []
    desk.share(OTHER, Level.OFF)
    assert lines(desk) == ["Oak Academy has changed since you looked on 23 November 2026: shares nothing any more"]


def test_a_look_is_ones_own_and_at_ones_own_schools(desk: Desk) -> None:
    second = make.person(id="second", role=Role.ADVISER, urns=(URN,))
    desk.planner.advising.look(second, [URN])
    assert desk.planner.advising.overview(second).matters == ()
    assert len(lines(desk)) == 1
    with pytest.raises(NotFound, match=NO_SCHOOL):
        desk.planner.advising.look(second, [URN, OTHER])
    with pytest.raises(NotFound, match=NO_SCHOOL):
        desk.planner.advising.look(HEAD, [URN])


def test_questions_answers_and_promises_are_lines(desk: Desk) -> None:
    desk.planner.advising.look(ADVISER, [URN, OTHER])
    asked = Asked(
        id="q", sort=ThreadSort.QUESTION, text="Who?", plan_id=f"{URN}-2026", kind="needs", record_id="need-1"
    )
    desk.planner.threads.ask(ADVISER, URN, asked)
    desk.planner.threads.promise(ADVISER, URN, Promised(id="p", text="Send it", due_on=date(2026, 11, 27)))
    assert lines(desk) == ["Elm Primary has your promise, due Friday 27 November 2026"]
    desk.planner.threads.remark(HEAD, URN, "q", Said(id="r", text="All of Year 3"))
    assert lines(desk)[0] == "Elm Primary answered about “4 teachers: How to teach fluency”"
    # What the plan calls it is the plan's: it goes with it.
    desk.share(URN, Level.SUMMARY)
    assert lines(desk)[0] == "Elm Primary answered"
    desk.planner.threads.close(ADVISER, URN, "q")
    desk.planner.threads.keep_promise(ADVISER, URN, "p")
    assert lines(desk) == ["Elm Primary has changed since you looked on 23 November 2026: shares a summary now"]


def test_a_summary_is_computed_again_only_when_its_plan_or_the_day_is_other(desk: Desk) -> None:
    read: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM judgements" in statement:
            read.append(statement)

    def plans_read() -> int:
        read.clear()
        desk.planner.advising.overview(ADVISER)
        return len(read)

    event.listen(desk.engine, "before_cursor_execute", hear)
    try:
        counts = [plans_read(), plans_read()]
        desk.write()
        counts += [plans_read(), plans_read()]
        desk.share(THIRD, Level.SUMMARY)
        counts += [plans_read()]
        desk.clock.turn(days=1)
        counts += [plans_read(), plans_read()]
    finally:
        event.remove(desk.engine, "before_cursor_execute", hear)
    # The write reads its own plan while nobody counts.
    assert counts == [2, 0, 1, 0, 1, 3, 0]
