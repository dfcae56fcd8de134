"""A plan beside an earlier day of it, as each may see the two: the past is what it was, and gives nothing away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.domain.dates import DateSort
from sef2si.domain.needs import NeedSource, StaffGroup
from sef2si.domain.people import SCHOOL_ROLES, Role
from sef2si.domain.personal import SOMEBODY
from sef2si.domain.plan import Plan
from sef2si.domain.sharing import Level, Sharing
from sef2si.domain.threads import Asked, ThreadSort
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.journey.comparing import Mark, compared
from sef2si.services.comparing import Landmark
from sef2si.services.planner import Planner
from sef2si.services.sharing import Sharings
from sef2si.store import personal, retention
from sef2si.store.engine import writing
from tests import factories as make
from tests.people import Clock, refused
from tests.services.test_planner import HEAD, LEAD, PLAN, seen

URN, YEAR = "100492", "2026/27"
GOVERNOR = make.person(id="gov", role=Role.GOVERNOR)
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def planner(engine: Engine, clock: Clock) -> Planner:
    planner = Planner(engine, clock=clock)
    planner.import_plans([make.whole_plan()])
    Sharings(engine, clock=clock).begin([Sharing(urn=URN, level=Level.FULL)])
    return planner


def today(clock: Clock) -> date:
    return clock.now.astimezone().date()


def days_later(clock: Clock, days: int = 1) -> None:
    clock.now += timedelta(days=days)


def test_each_evening_is_as_it_was_whatever_was_done_since(planner: Planner, clock: Clock) -> None:
    """Made, changed, removed, brought back, undone: each day's plan is kept beside, and found again from the last."""
    kept: list[tuple[date, Plan]] = []

    def evening() -> None:
        kept.append((today(clock), seen(planner)))
        days_later(clock)

    evening()
    planner.write(LEAD, PLAN, [seen(planner).priorities[0].having(target="80%"), make.need(id="n", what="1")])
    evening()
    planner.write(HEAD, PLAN, remove=[seen(planner).priorities[0]])
    evening()
    planner.restoring.bring_back(HEAD, PLAN, planner.restoring.removed(HEAD, PLAN)[0].batch, whole=False)
    planner.write(HEAD, PLAN, [seen(planner).find("needs", "n").having(what="2")])
    evening()
    planner.undo(HEAD, PLAN)
    evening()
    for day, plan in kept:
        assert planner.comparing.with_day(HEAD, URN, YEAR, day).before == plan
    assert planner.comparing.with_day(HEAD, URN, YEAR, kept[0][0]).now == seen(planner)


def test_a_leader_is_told_who_wrote_last_and_nobody_else_is(planner: Planner, clock: Clock, engine: Engine) -> None:
    day = today(clock)
    days_later(clock)
    planner.write(HEAD, PLAN, [seen(planner).priorities[0].having(target="80%")])
    planner.write(LEAD, PLAN, [seen(planner).priorities[0].having(now="50%")])
    who = planner.comparing.with_day(HEAD, URN, YEAR, day).who
    assert who == {("priorities", "priority-1"): ("Sam Patel", clock.now)}
    with writing(engine, URN) as connection:
        personal.restrict(connection, URN, [LEAD.id], at=clock.now, by="head", by_name="Hana Head")
    assert planner.comparing.with_day(HEAD, URN, YEAR, day).who["priorities", "priority-1"][0] == SOMEBODY
    for person in (GOVERNOR, ADVISER, make.person(id="l", role=Role.PRIORITY_LEAD)):
        assert planner.comparing.with_day(person, URN, YEAR, day).who == {}


def told(planner: Planner, person: Any, day: date) -> list[tuple[Mark, str, str]]:
    sides = planner.comparing.with_day(person, URN, YEAR, day)
    parts = compared(sides.before, sides.now)
    return [(each.mark, each.kind, each.record_id) for part in parts for each in part.differences]


def test_a_governor_sees_neither_what_is_private_nor_what_was_or_has_become_so(planner: Planner, clock: Clock) -> None:
    own = {"source": NeedSource.APPRAISAL, "priority_id": "priority-1"}
    planner.write(HEAD, PLAN, [make.need(id=n, what=n, priority_id="priority-1") for n in ("turned", "gone", "there")])
    planner.write(HEAD, PLAN, [make.need(id="was", what="was", **own)])
    day = today(clock)
    days_later(clock)
    now = {need.id: need for need in seen(planner).needs}
    planner.write(HEAD, PLAN, [now[each].having(source=NeedSource.APPRAISAL) for each in ("turned", "gone")])
    planner.write(HEAD, PLAN, remove=[seen(planner).find("needs", "gone"), now["there"]])
    planner.write(HEAD, PLAN, [make.note(id="own", text="Nobody's business", judgement_id="judgement-1")])
    planner.write(HEAD, PLAN, [seen(planner).find("needs", "was").having(what="was, and is")])
    assert told(planner, GOVERNOR, day) == [(Mark.GONE, "needs", "there")]
    assert told(planner, HEAD, day) == [
        (Mark.CHANGED, "needs", "turned"), (Mark.CHANGED, "needs", "was"),
        (Mark.GONE, "needs", "gone"), (Mark.GONE, "needs", "there"),
        (Mark.NEW, "notes", "own"),
    ]  # fmt: skip


def test_how_many_came_or_went_can_t_be_worked_out_from_any_days(planner: Planner, clock: Clock) -> None:
    """12, then 14, then 9: whoever chose two of the days could take one from the other."""
    days = []
    for people in (12, 14, 9):
        need = seen(planner).needs[0].having(people=people, group=StaffGroup.TEACHERS)
        activity = seen(planner).activities[0].having(people=people)
        planner.write(HEAD, PLAN, [need, activity])
        days.append(today(clock))
        days_later(clock)
    for person in (GOVERNOR, ADVISER):
        for day in days:
            sides = planner.comparing.with_day(person, URN, YEAR, day)
            for plan in (sides.before, sides.now):
                assert (plan.needs[0].people, plan.activities[0].people) == (None, None)
            assert told(planner, person, day) == []
    assert [planner.comparing.with_day(HEAD, URN, YEAR, day).before.needs[0].people for day in days] == [12, 14, 9]


def test_an_adviser_sees_no_name_that_either_day_knows(planner: Planner, clock: Clock) -> None:
    planner.write(HEAD, PLAN, [make.point(id="x", judgement_id="judgement-1", text="Quill reads to them")])
    day = today(clock)
    days_later(clock)
    planner.write(HEAD, PLAN, [seen(planner).priorities[0].having(lead="Maura Quill")])
    sides = planner.comparing.with_day(ADVISER, URN, YEAR, day)
    assert "Quill" not in sides.before.model_dump_json() + sides.now.model_dump_json()


def test_a_day_before_the_plan_or_not_over_yet_is_refused_with_a_sentence(planner: Planner, clock: Clock) -> None:
    begun = today(clock)
    with pytest.raises(Invalid, match="begun today"):
        planner.comparing.with_day(HEAD, URN, YEAR, begun)
    days_later(clock)
    planner.comparing.with_day(HEAD, URN, YEAR, begun)
    for day in (begun - timedelta(days=1), today(clock), today(clock) + timedelta(days=400)):
        with pytest.raises(Invalid, match=r"any day from .*, when it was begun, to yesterday"):
            planner.comparing.with_day(HEAD, URN, YEAR, day)


def test_what_is_not_kept_any_more_is_said_and_a_cleared_note_is_left_out(
    planner: Planner, clock: Clock, engine: Engine
) -> None:
    begun = today(clock)
    days_later(clock)
    note = seen(planner).notes[0]
    planner.write(HEAD, PLAN, remove=[note])
    with writing(engine, URN) as connection:
        retention.empty_note(connection, URN, PLAN, note.id, "c" * 32)
    assert planner.comparing.with_day(HEAD, URN, YEAR, begun).before.notes == ()
    planner.write(HEAD, PLAN, [seen(planner).priorities[0].having(target="80%")])
    days_later(clock)
    with writing(engine, URN) as connection:
        retention.empty_changes(connection, URN, clock.now, "c" * 32)
    with pytest.raises(Invalid, match="is not kept any more"):
        planner.comparing.with_day(HEAD, URN, YEAR, begun)


def test_another_years_plan_is_compared_by_what_was_carried(planner: Planner) -> None:
    coming = planner.carry(HEAD, PLAN)
    planner.write(HEAD, coming.id, [coming.priorities[0].having(target="90%")])
    sides = planner.comparing.with_year(HEAD, URN, coming.year, YEAR)
    assert (sides.before, sides.now.year, sides.who) == (seen(planner), coming.year, {})
    changed = [d for part in compared(sides.before, sides.now) for d in part.differences if d.mark is Mark.CHANGED]
    assert [(each.kind, [a.now for a in each.answers]) for each in changed if each.kind == "priorities"] == [
        ("priorities", ["90%"])
    ]
    for year in (coming.year, "2020/21", "nonsense"):
        with pytest.raises(NotFound):
            planner.comparing.with_year(HEAD, URN, coming.year, year)


def test_days_to_look_back_to(planner: Planner, clock: Clock) -> None:
    assert planner.comparing.landmarks(HEAD, URN) == ()
    begun = today(clock)
    said = Asked(id="t1", sort=ThreadSort.PRAISE, text="Well done")
    days_later(clock, 20)
    planner.threads.ask(ADVISER, URN, said)
    wrote = today(clock)
    days_later(clock, 20)
    first, last = today(clock), today(clock) + timedelta(days=4)
    half_term = make.calendar_date(sort=DateSort.HOLIDAY, title="Half-term", starts=first, ends=last)
    bank = make.calendar_date(sort=DateSort.HOLIDAY, title="Bank holiday", starts=last + timedelta(days=3))
    planner.write(HEAD, PLAN, [half_term, bank])
    days_later(clock, 20)
    before = first - timedelta(days=1)
    assert planner.comparing.landmarks(HEAD, URN, YEAR) == (
        Landmark(before, "Before “Half-term”"),
        Landmark(wrote, "An adviser last wrote to us"),
        Landmark(begun, "The plan was begun"),
    )
    assert [each.day for each in planner.comparing.landmarks(GOVERNOR, URN, YEAR)] == [before, begun]
    planner.advising.look(ADVISER, [URN])
    looked = today(clock)
    days_later(clock)
    assert Landmark(looked, "You last looked at this school") in planner.comparing.landmarks(ADVISER, URN, YEAR)


def test_an_adviser_looks_back_no_further_than_the_school_has_shared_its_plan(planner: Planner, clock: Clock) -> None:
    """What was written and taken out again before was a draft of the school's alone."""

    def share(level: Level) -> date:
        now = planner.sharings.sharing(HEAD, URN)
        planner.sharings.share(HEAD, now.model_copy(update={"level": level}))
        return today(clock)

    begun = share(Level.SUMMARY)
    planner.write(HEAD, PLAN, [make.point(id="x", judgement_id="judgement-1", text="CANARY draft")])
    days_later(clock)
    planner.write(HEAD, PLAN, remove=[seen(planner).find("points", "x")])
    since = share(Level.FULL)
    with pytest.raises(Invalid, match="began to share this plan today"):
        planner.comparing.with_day(ADVISER, URN, YEAR, begun)
    assert planner.comparing.landmarks(ADVISER, URN) == ()
    days_later(clock)
    now = planner.sharings.sharing(HEAD, URN)
    until = today(clock) + timedelta(days=30)
    planner.sharings.share(HEAD, now.model_copy(update={"names_until": until}))  # another decision, the same share
    with pytest.raises(Invalid, match=r"any day from .*, when the school began to share it, to yesterday"):
        planner.comparing.with_day(ADVISER, URN, YEAR, begun)
    assert planner.comparing.with_day(ADVISER, URN, YEAR, since).before.find("points", "x") is None
    assert planner.comparing.landmarks(ADVISER, URN) == (Landmark(since, "The school began to share its plan"),)
    for person in (HEAD, GOVERNOR):
        assert planner.comparing.with_day(person, URN, YEAR, begun).before.find("points", "x").text == "CANARY draft"


@pytest.mark.parametrize("role", [*SCHOOL_ROLES])
def test_who_may_compare(planner: Planner, clock: Clock, role: Role) -> None:
    day = today(clock)
    days_later(clock)
    coming = planner.carry(HEAD, PLAN)
    person = make.person(id="somebody", role=role)
    acts = (
        lambda: planner.comparing.landmarks(person, URN),
        lambda: planner.comparing.with_day(person, URN, YEAR, day),
        lambda: planner.comparing.with_year(person, URN, coming.year, YEAR),
    )
    for act in acts:
        if role in (Role.STAFF, Role.SCHOOL_ADMIN):
            assert refused(act).endswith("let you compare a plan with an earlier one.")
        else:
            assert act()
    with pytest.raises(NotFound):
        planner.comparing.with_day(make.person(urns=("900001",)), URN, YEAR, day)


def test_an_adviser_compares_only_what_is_shared_in_full(planner: Planner, clock: Clock) -> None:
    day = today(clock)
    days_later(clock)
    for level, allowed in ((Level.FULL, True), (Level.SUMMARY, False), (Level.OFF, False)):
        now = planner.sharings.sharing(HEAD, URN)
        planner.sharings.share(HEAD, now.model_copy(update={"level": level}))
        if allowed:
            assert planner.comparing.with_day(ADVISER, URN, YEAR, day).before
        else:
            with pytest.raises(NotAllowed):
                planner.comparing.with_day(ADVISER, URN, YEAR, day)
