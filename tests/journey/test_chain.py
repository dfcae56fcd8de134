from datetime import date

import pytest

from sef2si.domain.actions import ActionStatus
from sef2si.domain.needs import NeedSource
from sef2si.domain.priorities import PriorityState
from sef2si.journey.chain import chain
from tests import factories as make

TODAY = date(2026, 11, 22)


def broken(plan):
    return [(link.name, str(link.subject) + link.sentence) for link in chain(plan, TODAY).broken]


def test_003_21_a_whole_chain_has_every_link() -> None:
    found = chain(make.whole_plan(), TODAY)
    assert found.sentence == "7 of 7 links are in place"
    assert found.is_whole
    assert found.of("priority-1").is_whole


def test_an_empty_plan_has_no_chain_and_says_so() -> None:
    assert chain(make.plan(), TODAY).sentence == "There is no chain yet"
    assert not chain(make.plan(), TODAY).is_whole


def test_003_20_a_point_ends_in_a_priority_or_is_set_aside() -> None:
    one = make.plan(points=(make.point(text="Boys’ writing"),))
    assert broken(one) == [
        ("point", "Boys’ writing is not answered yet: make it a priority, add it to one, or choose “not this year”.")
    ]
    assert chain(make.plan(points=(make.point(not_this_year=True),)), TODAY).is_whole


def test_a_priority_with_nothing_behind_it_and_an_activity_that_serves_nothing_come_first() -> None:
    plan = make.plan(
        points=(make.point(),),
        priorities=(make.priority(id="p", title="Reading"),),
        activities=(make.activity(what="INSET day, 4 January"),),
    )
    assert [name for name, _ in broken(plan)][:2] == ["need", "serves"]
    assert broken(plan)[0][1] == "Reading has no need yet: who must learn what is not yet agreed."
    assert broken(plan)[1][1] == "INSET day, 4 January serves no priority yet: which need does it meet?"


def test_no_cpd_needed_asks_for_an_action_instead() -> None:
    priority = make.priority(id="p", no_cpd_needed="It is a matter of rooms")
    assert [name for name, _ in broken(make.plan(priorities=(priority,)))] == ["priority_point", "action"]
    plan = make.plan(priorities=(priority,), actions=(make.action(priority_id="p"),))
    assert [name for name, _ in broken(plan)] == ["priority_point"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, " has no impact check: what should change, and when would it show?"),
        ({"intended": "Calmer lunch"}, " has no day for its impact check: when would a change show?"),
        ({"check_due": date(2027, 1, 5)}, " does not say yet what should change because of it."),
        (
            {"intended": "Calm", "check_due": date(2026, 11, 21)},
            " was to be checked by 21 November 2026: what was found?",
        ),
    ],
)
def test_an_activity_asks_for_its_check(fields: dict, sentence: str) -> None:
    plan = make.plan(
        points=(make.point(priority_id="p"),),
        priorities=(make.priority(id="p"),),
        needs=(make.need(id="n", priority_id="p"),),
        activities=(make.activity(need_ids=("n",), **fields),),
    )
    assert broken(plan) == [("check", f"Fluency workshop{sentence}")]


def test_a_check_agreed_for_a_day_to_come_is_in_place_and_so_is_one_that_is_done() -> None:
    due = make.activity(id="a", intended="Calm", check_due=date(2026, 11, 22))
    late = make.activity(id="b", intended="Calm", check_due=date(2026, 10, 1))
    done = make.check(activity_id="b", found="62%", checked_on=date(2026, 10, 2))
    links = [
        link for link in chain(make.plan(activities=(due, late), checks=(done,)), TODAY).links if link.name == "check"
    ]
    assert [link.present for link in links] == [True, True]


def test_a_second_look_that_was_agreed_is_asked_for_again() -> None:
    whole = make.whole_plan()
    again = whole.checks[0].having(checked_on=date(2026, 10, 1), next_check=date(2026, 11, 1))
    plan = whole.with_records("checks", (again, whole.checks[1]))
    sentence = "Fluency workshop was to be checked again by 1 November 2026: what was found?"
    assert broken(plan) == [("check", sentence)]


def test_a_finished_action_asks_what_changed() -> None:
    plan = make.plan(actions=(make.action(what="Second hatch", status=ActionStatus.DONE),))
    assert broken(plan) == [("check", "Second hatch is done: what changed because of it is not written down yet.")]


def test_parked_priorities_and_what_hangs_on_them_alone_are_not_counted() -> None:
    whole = make.whole_plan()
    parked = whole.priorities[0].having(state=PriorityState.PARKED)
    found = chain(whole.with_records("priorities", (parked,)), TODAY)
    assert [link.name for link in found.links] == ["point"]


def test_needs_that_may_be_about_one_person_are_not_counted_so_that_all_see_one_number() -> None:
    whole = make.whole_plan()
    private = make.need(id="own", source=NeedSource.CAREER)
    more = whole.with_records("needs", (*whole.needs, private))
    more = more.with_records("activities", (*whole.activities, make.activity(need_ids=("own",))))
    assert chain(more, TODAY) == chain(whole, TODAY)


def test_filled_boxes_never_count() -> None:
    whole = make.whole_plan()
    wordy = whole.priorities[0].having(
        why="Because. " * 200, pupils_will="Much.", link_governor="A. Shah", funding="Budget"
    )
    assert chain(whole.with_records("priorities", (wordy,)), TODAY) == chain(whole, TODAY)
