from datetime import date

from sef2si.domain.evaluation import PointSort
from sef2si.domain.needs import NeedSource, StaffGroup
from sef2si.domain.plan import kind_of
from sef2si.domain.priorities import PriorityState
from sef2si.journey import JOURNEY
from sef2si.journey.needs import NEEDS
from sef2si.journey.points import PRESSES
from sef2si.journey.priorities import capacity
from sef2si.journey.progress import next_step, progress
from tests import factories as make

TODAY = date(2026, 11, 22)


def missing(key: str, plan) -> list[str]:
    return [str(blocker) for step in JOURNEY if step.key == key for blocker in step.blockers(plan, TODAY)]


def press(key: str, plan, record, choice: str = ""):
    found = next(each for each in PRESSES if each.key == key)
    return found.label(plan, record), {kind_of(r): r for r in found.act(plan, record, choice, TODAY)}


def test_the_journey_asks_its_six_questions_in_order() -> None:
    assert [step.question for step in JOURNEY] == [
        "Our school",
        "Where are we?",
        "What matters most?",
        "Who needs to learn what?",
        "What will we do?",
        "Did it work?",
    ]


def test_003_20_one_click_makes_a_priority_of_a_point_and_ties_the_two() -> None:
    point = make.point(id="pt", version=1, text="Reading fluency in Year 3", judgement_id="j")
    plan = make.plan(judgements=(make.judgement(id="j", framework="ofsted_2025", area="achievement"),), points=(point,))
    label, made = press("make_priority", plan, point)
    assert label == "Make it a priority"
    assert made["priorities"].title == "Reading fluency in Year 3"
    assert made["priorities"].areas == ("ofsted_2025.achievement",)
    assert made["points"] == point.having(priority_id=made["priorities"].id)


def test_003_20_a_point_can_join_a_priority_or_be_set_aside_and_asked_again() -> None:
    point = make.point(id="pt", version=1)
    plan = make.plan(points=(point,), priorities=(make.priority(id="p"),))
    assert press("join_priority", plan, point, "p")[1]["points"].priority_id == "p"
    aside = press("set_aside", plan, point)[1]["points"]
    assert aside.not_this_year
    assert press("set_aside", plan, aside)[0] is None
    assert press("ask_again", plan, aside)[1]["points"] == point


def test_a_number_of_people_in_words_is_put_into_its_box_with_one_click() -> None:
    need = make.need(id="n", version=1, people=None, who="Three of our TAs")
    plan = make.plan(needs=(need,))
    (count,) = (each for each in NEEDS.presses if each.key == "count")
    assert count.label(plan, need) == "Put 3 into “How many?”"
    assert count.act(plan, need, "", TODAY) == (need.having(people=3, who="Our TAs"),)
    one = need.having(who="one teacher of French")
    assert count.act(plan, one, "", TODAY) == (one.having(people=1),)
    said = [need.having(people=3), need.having(version=0), need.having(who="Year 3 teachers")]
    assert [count.label(plan, each) for each in said] == [None, None, None]


def test_003_O5_improve_by_how_much_is_asked_one_thing_at_a_time() -> None:
    plan = make.plan(priorities=(make.priority(title="Reading", measure="Survey", now="45%", lead="A. Shah"),))
    assert missing("priorities", plan) == ["Reading has no target yet: improve by how much?"]


def test_a_target_below_the_baseline_asks_for_a_word_why() -> None:
    goal = {
        "title": "Fewer exclusions",
        "measure": "Days",
        "now": "40",
        "target": "10",
        "by": date(2027, 7, 9),
        "lead": "B",
    }
    sentence = "Fewer exclusions aims for less than now (40 → 10). If lower is better, say so in a word."
    assert missing("priorities", make.plan(priorities=(make.priority(**goal),))) == [sentence]
    assert missing("priorities", make.plan(priorities=(make.priority(**goal, why="Lower is better."),))) == []


def test_003_10_the_capacity_note_appears_past_the_schools_own_limit() -> None:
    many = make.plan(priorities=tuple(make.priority() for _ in range(76)))
    assert capacity(many).startswith("76 live: 71 more than your limit of 5.")
    few = make.plan(priorities=(make.priority(), make.priority(state=PriorityState.PARKED)))
    assert capacity(few) == "1 live, 1 parked. Your limit is 5; you can change it in “Our school”."


def test_parked_priorities_ask_for_nothing() -> None:
    parked = make.priority(state=PriorityState.PARKED)
    live = make.priority(title="R", measure="m", now="1", target="2", by=date(2027, 7, 9), lead="B")
    assert missing("priorities", make.plan(priorities=(parked, live))) == []
    assert missing("needs", make.plan(priorities=(parked,))) == []


def test_every_missing_link_has_a_record_waiting_that_is_already_tied() -> None:
    priority = make.priority(id="p", version=1)
    need = make.need(id="n", version=1, priority_id="p", group=StaffGroup.TEACHERS, people=3)
    activity = make.activity(id="a", version=1, need_ids=("n",), check_due=date(2027, 1, 5))
    steps = {section.kind: section for step in JOURNEY for section in step.sections}
    assert steps["needs"].starters(make.plan(priorities=(priority,)))[0].priority_id == "p"
    waiting = steps["activities"].starters(make.plan(priorities=(priority,), needs=(need,)))[0]
    assert (waiting.need_ids, waiting.people) == (("n",), 3)
    full = make.plan(priorities=(priority,), needs=(need,), activities=(activity,))
    assert [each.starters(full) for each in (steps["needs"], steps["activities"])] == [(), ()]
    assert steps["checks"].starters(full)[0].activity_id == "a"


def test_a_school_sees_the_areas_of_its_phase_and_keeps_earlier_judgements_under_their_own_framework() -> None:
    section = next(section for step in JOURNEY for section in step.sections if section.kind == "judgements")
    plan = make.plan(judgements=(make.judgement(framework="ofsted_2019", area="quality_of_education"),))
    areas = [starter.area for starter in section.starters(plan)]
    assert "early_years" in areas and "sixth_form" not in areas
    assert section.group(plan, plan.judgements[0]).startswith("Earlier judgements: ")


def test_progress_is_computed_and_the_next_step_is_the_first_not_done() -> None:
    empty = make.plan(school=make.school(version=1))
    states = {each.step.key: (each.state, each.note) for each in progress(empty, TODAY)}
    assert states["school"] == ("done", "Complete")
    assert states["judgements"] == ("none", "0 of 8 areas evaluated")
    assert next_step(empty, TODAY).key == "judgements"


def test_needs_that_may_be_about_one_person_are_grouped_apart() -> None:
    section = next(section for step in JOURNEY for section in step.sections if section.kind == "needs")
    need = make.need(source=NeedSource.APPRAISAL)
    assert section.group(make.plan(needs=(need,)), need).endswith("(kept off shared views)")


def test_strengths_are_never_asked_to_become_priorities() -> None:
    plan = make.plan(points=(make.point(sort=PointSort.STRENGTH),), priorities=(make.priority(),))
    assert not any("not answered" in sentence for sentence in missing("priorities", plan))


def test_003_10_too_many_priorities_come_first_and_can_be_parked_in_one_act() -> None:
    many = tuple(make.priority(id=f"p{n}", position=n, version=1) for n in range(1, 77))
    plan = make.plan(priorities=many)
    first = missing("priorities", plan)[0]
    assert first == "76 live priorities are 71 more than your limit of 5: which can wait?"
    section = next(section for step in JOURNEY for section in step.sections if section.kind == "priorities")
    press = next(press for press in section.presses if press.key == "park_from_here")
    assert press.label(plan, many[5]) == "Park it and the 70 below"
    parked = press.act(plan, many[5], "", TODAY)
    assert [each.id for each in parked] == [f"p{n}" for n in range(6, 77)]
    assert {each.state for each in parked} == {PriorityState.PARKED}
    assert press.label(make.plan(priorities=many[:5]), many[0]) is None


STEPS = {step.key: step for step in JOURNEY}


def test_an_empty_plan_says_what_comes_first() -> None:
    assert [missing(key, make.plan()) for key in ("needs", "activities", "checks")] == [
        ["A priority comes first: then say who must learn something for it."],
        ["A need comes first: then choose how it is met."],
        ["CPD, or an action, comes first: once it is planned, its check waits here."],
    ]


def test_a_strength_does_not_begin_the_second_step() -> None:
    plan = make.plan(points=(make.point(version=1, sort=PointSort.STRENGTH), make.point(version=1)))
    assert {each.step.key: each.state for each in progress(plan, TODAY)}["priorities"] == "none"


def test_a_button_that_adds_opens_the_record_that_waits_and_only_then_another() -> None:
    priority = make.priority(id="p", version=1)
    press = next(press for press in STEPS["priorities"].sections[1].presses if press.key == "add_need")
    waiting = STEPS["needs"].sections[0].starters(make.plan(priorities=(priority,)))[0]
    first = press.act(make.plan(priorities=(priority,)), priority, "", TODAY)[0]
    assert first.id == waiting.id
    second = press.act(make.plan(priorities=(priority,), needs=(first,)), priority, "", TODAY)[0]
    assert second.id != first.id


def test_a_second_look_waits_as_a_check_of_its_own() -> None:
    activity = make.activity(id="a", version=1)
    done = make.check(activity_id="a", checked_on=date(2026, 10, 1), found="62%", next_check=date(2026, 11, 1))
    plan = make.plan(activities=(activity,), checks=(done,))
    section = STEPS["checks"].sections[0]
    assert [(each.id, each.activity_id) for each in section.starters(plan)] == [("check2.a", "a")]
    assert "Fluency workshop was to be checked again by 1 November 2026: what was found?" in missing("checks", plan)


def test_cpd_for_a_need_without_a_priority_is_not_said_to_be_about_a_person() -> None:
    section = STEPS["activities"].sections[0]
    plan = make.plan(needs=(make.need(id="n"),), activities=(make.activity(need_ids=("n",)),))
    assert section.group(plan, plan.activities[0]) == "Serves no priority yet"


def test_a_check_of_a_day_still_to_come_or_of_two_things_asks_which_is_meant() -> None:
    activity, action = make.activity(id="a", version=1), make.action(id="b", version=1)
    coming = make.check(activity_id="a", checked_on=date(2027, 8, 1), found="62%")
    both = make.check(activity_id="a", action_id="b", checked_on=date(2026, 10, 1), found="62%")
    plan = make.plan(activities=(activity,), actions=(action,), checks=(coming, both))
    assert missing("checks", plan)[-2:] == [
        "Fluency workshop was looked at on 1 August 2027, which is still to come: please check the date.",
        "Fluency workshop names CPD and an action too: which of the two did it look at?",
    ]
