"""Which few ways come first, and how a colleague would say them: what is about the need, liked, and can be paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sef2si.advice.ways import Setting, Weighed, suggested, weighed_for
from sef2si.advice.ways.facts import facts
from sef2si.advice.ways.line import line
from sef2si.domain.needs import StaffGroup
from sef2si.domain.offers import PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.advice.ways_plans import TODAY


def plan_for(what: str = "Change course when the check says so", **more: Any) -> Plan:
    fields = {"group": StaffGroup.TEACHERS, "people": 15}
    fields |= {name: more.pop(name) for name in ("group", "people", "sort") if name in more}
    return make.plan(needs=(make.need(id="need", what=what, **fields),), **more)


def ways_of(plan: Plan) -> list[Weighed]:
    return weighed_for(Setting.of(plan, TODAY), plan.needs[0])


def first(plan: Plan) -> list[str]:
    return [each.option.key for each in suggested(ways_of(plan), None, plan.school.cpd_budget)]


def found(what: str, **offer: Any) -> bool:
    plan = plan_for(what, offers=(make.offer(id="o", **offer),))
    return any(each.option.offer_id == "o" for each in ways_of(plan))


@pytest.mark.parametrize(
    ("what", "title", "akin"),
    [
        ("Speak French with a class", "French for primary teachers", True),
        ("Calm a quarrel early", "Calming quarrels at lunch", True),
        ("Set a task so that the first step can be seen by everyone", "Lessons you have never seen", False),
        ("Make the first call a kind one, and note what was said", "Essays from one’s own notes", False),
        ("Use phonics in guided reading of Years 1 and 2", "Phonics refresher", True),
        ("Teach how clouds, rivers and soils shape a place", "Rivers, canals and reservoirs of industry", False),
    ],
)
def test_an_offer_is_about_a_need_by_words_that_tell_and_not_by_everyday_ones(
    what: str, title: str, akin: bool
) -> None:
    assert found(what, title=title) is akin


def test_where_somebody_said_which_needs_an_offer_is_for_one_word_makes_it_about_no_other() -> None:
    other = make.need(id="other")
    offer = make.offer(id="o", title="French for primary teachers", need_ids=("other",))
    plan = plan_for("Speak French with a class", offers=(offer,))
    plan = plan.model_copy(update={"needs": (*plan.needs, other)})
    assert [each.option.offer_id for each in ways_of(plan) if each.option.offer_id] == []


def test_a_colleague_is_thought_of_for_what_they_said_and_not_for_a_word_in_passing() -> None:
    helper = make.expertise(can_help_with="Finding and using the pupil’s page, with its routines", agreed=True)

    def helpers(what: str) -> int:
        return max(each.option.helpers for each in ways_of(plan_for(what, expertise=(helper,))))

    assert helpers("Find the pupil’s page, and use it in a lesson one has never seen") == 1
    assert helpers("Read a hard page aloud with a class, and teach the words that carry it") == 0


def answers(form: str, useful: int) -> Any:
    return make.preference(form=form, asked=20, useful=useful)


def test_003_f6a_what_these_people_found_useful_is_among_the_first_and_says_so() -> None:
    usual = first(plan_for())
    assert ("form:coaching" in usual, "form:training_day" in usual) == (False, True)
    plan = plan_for(preferences=(answers("coaching", 16), answers("training_day", 6)))
    liked = first(plan)
    assert ("form:coaching" in liked, "form:training_day" in liked) == (True, False)
    coaching = next(each for each in ways_of(plan) if each.option.key == "form:coaching")
    assert line(coaching) == (
        "Six one-hour sessions in lesson time, cover depends on the timetable, found useful by 80% of those asked; "
        "nobody named for it yet"
    )
    said = {fact.label: fact for fact in facts(coaching, plan.needs[0], Setting.of(plan, TODAY))}["What people prefer"]
    assert (said.said, said.how) == (
        "80% of the teachers asked found this form useful", "16 of 20 asked, counted as a group.",
    )  # fmt: skip
    # One at a time for a hundred people is no first thought, however much it is liked.
    assert "form:coaching" not in first(plan_for(people=100, preferences=(answers("coaching", 16),)))


def test_what_costs_more_than_the_school_has_for_cpd_is_in_the_full_list_and_not_among_the_first() -> None:
    offer = make.offer(
        id="o", title="Change course", provider="Hub", price=300, price_for=PriceFor.PERSON, travel=0, hours=2,
        takes_place=TakesPlace.TWILIGHT, assured_by="Two heads",
    )  # fmt: skip
    for budget, is_first in ((Decimal(4500), True), (Decimal(4499), False), (None, True)):
        plan = plan_for("Change course", offers=(offer,), school=make.school(cpd_budget=budget))
        assert ("offer:o" in first(plan), any(each.option.offer_id for each in ways_of(plan))) == (is_first, True)


@pytest.mark.parametrize("group", [StaffGroup.OFFICE_SITE, StaffGroup.LUNCHTIME, StaffGroup.GOVERNORS])
def test_nobody_without_lessons_is_told_to_talk_one_over(group: StaffGroup) -> None:
    forms = {each.option.form for each in ways_of(plan_for(group=group, people=5))}
    assert forms & {"discussing_lesson", "team_teaching", "observing_pupils"} == set()
    assert {"meetings", "training_day", "coaching", "planning_together", "observing"} <= forms


def test_000_29_a_small_team_may_work_it_out_with_one_another() -> None:
    few, many = first(plan_for(people=4)), first(plan_for(people=15))
    assert "form:discussing_lesson" in few
    assert "form:discussing_lesson" not in many


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"hours": 6, "sessions": 1, "takes_place": TakesPlace.INSET}, "One INSET day, no cover, £0"),
        ({"hours": 12, "sessions": 2, "takes_place": TakesPlace.LESSONS}, "Two days in lesson time, 30 days of cover"),
        ({"hours": 1, "sessions": 1, "takes_place": TakesPlace.MEETING}, "A one-hour meeting, no cover, £0"),
        ({"hours": 3, "sessions": 2, "takes_place": TakesPlace.TWILIGHT}, "Two twilights of 1.5 hours, no cover, £0"),
        (
            {"hours": 2, "takes_place": TakesPlace.TWILIGHT, "provider": "Hub", "price": 600, "price_for": "group"},
            "2 hours in all, no cover, £600 plus travel (not known), from Hub",
        ),
        ({"provider": "Hub"}, "How long is not said, price and cover and travel not known, from Hub"),
    ],
)
def test_a_line_is_one_that_a_colleague_would_say(offer: dict[str, Any], said: str) -> None:
    plan = plan_for("Fluency", offers=(make.offer(id="o", title="Fluency", **offer),))
    own = next(each for each in ways_of(plan) if each.option.offer_id == "o")
    assert line(own).startswith(said)


def test_paid_hours_of_support_staff_are_said_to_be_just_that() -> None:
    school = make.school(support_hour_cost=Decimal("16.40"))
    plan = plan_for(group=StaffGroup.TEACHING_ASSISTANTS, people=16, school=school)
    meetings = next(each for each in ways_of(plan) if each.option.key == "form:meetings")
    assert meetings.cost.total == Decimal("1574.40")
    assert line(meetings) == "Six one-hour meetings, no cover, £1,574 in paid time; nobody named for it yet"
