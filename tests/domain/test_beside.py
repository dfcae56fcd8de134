"""Two days of a plan next to one another: what neither gives away alone is not given away by the two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sef2si.domain.beside import Beside, without_sizes
from sef2si.domain.needs import Level, NeedSource, StaffGroup
from sef2si.domain.people import Role
from sef2si.domain.plan import Plan, shared
from sef2si.domain.sharing import Level as Shared
from sef2si.domain.sharing import Sharing, seen_by
from tests import factories as make

TODAY = date(2026, 11, 23)
FULL = Sharing(urn=make.URN, level=Shared.FULL)
GOVERNOR = make.person(role=Role.GOVERNOR)
ADVISER = make.person(role=Role.ADVISER)


def plan_of(people: int, **more: object) -> Plan:
    """A need of so many within an activity for nine more."""
    return make.plan(
        priorities=(make.priority(id="p"),),
        needs=(
            make.need(id="n", people=people, group=StaffGroup.TEACHERS, level_now=Level.NEW, priority_id="p", **more),
            make.need(id="m", people=9, group=StaffGroup.PASTORAL, priority_id="p"),
        ),
        activities=(make.activity(id="a", need_ids=("n", "m"), people=people + 9),),
        cpd_sessions=(make.cpd_session(id="s", activity_id="a", people=people),),
    )


def both(person: object, before: Plan, now: Plan, private: frozenset[str] = frozenset()) -> tuple[Plan, Plan]:
    one = seen_by(person, before, FULL, TODAY, beside=Beside(now, private))  # type: ignore[arg-type]
    other = seen_by(person, now, FULL, TODAY, beside=Beside(before))  # type: ignore[arg-type]
    assert one is not None
    assert other is not None
    return one, other


def sizes(plan: Plan) -> set[int | None]:
    return {each.people for each in (*plan.needs, *plan.activities, *plan.cpd_sessions)}


def test_the_sizes_of_two_days_would_tell_how_many_came() -> None:
    """The control: each day alone may show its sizes, and 14 - 12 is 2."""
    alone = [seen_by(GOVERNOR, plan_of(size), FULL, TODAY) for size in (12, 14)]
    assert [plan.needs[0].people for plan in alone if plan] == [12, 14]


@pytest.mark.parametrize("person", [GOVERNOR, ADVISER], ids=["governor", "adviser"])
def test_no_size_stands_in_either_of_two_days(person: object) -> None:
    for plan in both(person, plan_of(12, who="12 teachers"), plan_of(14, who="14 teachers")):
        assert (sizes(plan), {need.who for need in plan.needs}) == ({None}, {"", "Teachers"})


def test_whoever_sees_sizes_sees_them_on_both_days() -> None:
    for role in (Role.HEADTEACHER, Role.PRIORITY_LEAD):
        before, now = both(make.person(role=role), plan_of(3), plan_of(14))
        assert (before.needs[0].people, now.needs[0].people) == (3, 14)


def test_what_is_hidden_of_a_group_on_one_day_is_hidden_on_the_other() -> None:
    """It was small, or is: its level then is its level now, for all one can tell."""
    for sides in ((plan_of(14), plan_of(3)), (plan_of(3), plan_of(14))):
        for plan in both(GOVERNOR, *sides):
            assert (plan.needs[0].level_now, plan.needs[0].group, plan.needs[0].who) == (None, None, "Teachers")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=4))
def test_however_many_days_are_chosen_no_two_differ_by_a_size(people: list[int]) -> None:
    now, *days = [plan_of(each, who=f"{each} teachers") for each in people]
    seen = [both(GOVERNOR, day, now)[0] for day in days]
    assert all(sizes(plan) == {None} and "teachers" not in plan.needs[0].who for plan in seen)


def test_what_has_become_private_since_is_private_on_the_day_before() -> None:
    before, now = plan_of(12), plan_of(12, source=NeedSource.APPRAISAL)
    alone = seen_by(GOVERNOR, before, FULL, TODAY)
    assert alone is not None
    assert [need.id for need in alone.needs] == ["n", "m"]  # the control
    seen, _ = both(GOVERNOR, before, now, frozenset({"n"}))
    assert [need.id for need in seen.needs] == ["m"]
    whole, _ = both(make.person(), before, now, frozenset({"n"}))
    assert whole == before


def test_a_name_that_one_day_knows_for_a_name_is_taken_out_of_the_other() -> None:
    before = make.plan(points=(make.point(id="x", text="Quill reads to them"),))
    now = before.model_copy(update={"priorities": (make.priority(lead="Maura Quill"),)})
    alone = seen_by(ADVISER, before, FULL, TODAY)
    assert alone is not None
    assert alone.points[0].text == "Quill reads to them"  # the control
    assert both(ADVISER, before, now)[0].points[0].text == "A member of staff reads to them"


def test_nothing_else_is_left_out_and_twice_is_as_once() -> None:
    plan = shared(make.whole_plan())
    seen = without_sizes(plan, plan)
    assert without_sizes(seen, seen) == seen
    assert seen.model_copy(update=dict.fromkeys(("needs", "activities", "cpd_sessions"), ())) == plan.model_copy(
        update=dict.fromkeys(("needs", "activities", "cpd_sessions"), ())
    )
