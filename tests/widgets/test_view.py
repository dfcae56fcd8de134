import json
from datetime import date

import pytest

from sef2si.domain.needs import NeedSource
from sef2si.journey import JOURNEY
from sef2si.journey.step import Where
from sef2si.widgets.view import Scene, patch, place, view
from tests import factories as make

TODAY = date(2026, 11, 22)
STEPS = {step.key: step for step in JOURNEY}


def scene(key: str, plan, *, may_edit: bool = True, drafts=None) -> Scene:
    return Scene(plan, STEPS[key], TODAY, may_edit, drafts or {}, "/schools/100492/{}")


@pytest.mark.parametrize("key", STEPS)
def test_a_view_is_plain_json_of_strings_and_lists(key: str) -> None:
    shown = view(scene(key, make.whole_plan()))
    assert json.loads(json.dumps(shown)) == shown
    for cards in shown["cards"].values():
        for card in cards:
            for value in card["values"].values():
                assert isinstance(value, str) or all(isinstance(each, str) for each in value)


def test_the_same_plan_gives_the_same_view_and_an_empty_patch() -> None:
    one = scene("priorities", make.whole_plan())
    assert patch(view(one), view(one)) == {}


def test_a_patch_holds_the_changed_card_alone() -> None:
    plan = make.plan(priorities=(make.priority(id="a", position=1), make.priority(id="b", position=2)))
    changed = plan.with_records("priorities", (plan.priorities[0], plan.priorities[1].having(title="New words")))
    found = patch(view(scene("priorities", plan)), view(scene("priorities", changed)))
    assert found["cards"]["priorities"]["order"] == ["a", "b"]
    assert [card["id"] for card in found["cards"]["priorities"]["changed"]] == ["b"]


def test_what_is_missing_leads_to_where_it_is_mended_in_this_step_where_it_can() -> None:
    plan = make.plan(points=(make.point(id="pt", version=1),))
    here = view(scene("priorities", plan))["missing"][-1]["where"]
    assert here == {"step": "priorities", "kind": "points", "id": "pt", "field": ""}
    assert place(Where("points", "pt"))["step"] == "judgements"


def test_those_who_only_read_are_offered_no_button_and_no_empty_record() -> None:
    plan = make.plan(priorities=(make.priority(id="p", version=1),))
    shown = view(scene("needs", plan, may_edit=False))
    assert shown["cards"]["needs"] == []
    assert [section["add"] for section in shown["sections"]] == ["", "", ""]
    priorities = view(scene("priorities", plan, may_edit=False))
    assert priorities["cards"]["priorities"][0]["presses"] == []
    assert not any(section["movable"] or section["removable"] for section in priorities["sections"])


def test_cards_of_one_group_stand_together() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", title="P", no_cpd_needed="x"), make.priority(id="q", title="Q")),
        needs=(
            make.need(id="1", position=1, priority_id="p"),
            make.need(id="2", position=2, priority_id="q"),
            make.need(id="3", position=3, priority_id="p"),
            make.need(id="4", position=4, source=NeedSource.CAREER),
        ),
    )
    cards = view(scene("needs", plan))["cards"]["needs"]
    assert [(card["id"], card["group"]) for card in cards][:3] == [("1", "P"), ("3", "P"), ("2", "Q")]


def test_003_10_76_priorities_are_shown_all_and_the_limit_is_said() -> None:
    plan = make.plan(priorities=tuple(make.priority(position=n) for n in range(1, 77)))
    shown = view(scene("priorities", plan))
    assert len(shown["cards"]["priorities"]) == 76
    assert "71 more than your limit of 5" in shown["sections"][1]["note"]


def test_a_hint_stands_beside_the_point_it_speaks_of_and_can_be_waved_away() -> None:
    judgement = make.judgement(
        id="j", version=1, framework="ofsted_2025", area="inclusion", voices=("pupils", "teachers")
    )
    point = make.point(
        id="pt", version=1, judgement_id="j", text="We run a breakfast club and a homework club every day."
    )
    plan = make.plan(judgements=(judgement,), points=(point,))

    def hints(of) -> list[dict]:
        shown = view(scene("judgements", of))["cards"]["judgements"]
        card = next(card for card in shown if card["id"] == "j")
        return [hint for child in card["children"]["points.to_improve"] for hint in child["hints"]]

    assert len(hints(plan)) == 1
    ignored = judgement.having(hints_ignored=(hints(plan)[0]["key"],))
    assert hints(plan.with_records("judgements", (ignored,))) == []


def test_notes_come_from_documents_and_are_not_made_here() -> None:
    found = {section["key"]: section for section in view(scene("priorities", make.whole_plan()))["sections"]}
    assert (found["notes"]["add"], found["notes"]["removable"], found["priorities"]["add"]) == (
        "",
        True,
        "Add a priority",
    )
