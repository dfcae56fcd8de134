"""Issue 3: what was said under an earlier framework is carried to the nearest new area and never re-graded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sef2si.domain.evaluation import Evidence, Judgement, Point, PointSort, Voice
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Record
from sef2si.journey import JOURNEY, points
from sef2si.journey.chain import chain
from sef2si.journey.crossing import PRESSES, carry, nearest
from tests import factories as make

DAY = date(2026, 11, 3)
STEP = next(step for step in JOURNEY if step.key == "judgements")
JUDGEMENTS = STEP.sections[0]


def earlier(**records: Any) -> Plan:
    """A school of 2019's framework, with one area of 2005's: a point answered, one set aside, others waiting."""
    old = [
        make.judgement(
            id="q", framework="ofsted_2019", area="quality_of_education", grade="2", voices=(Voice.PUPILS,), version=3,
            position=1,
        ),
        make.judgement(id="b", framework="ofsted_2019", area="behaviour_attitudes", grade="1", version=1, position=2),
        make.judgement(id="v", framework="sef_2005", area="views", grade="3", version=1, position=3),
    ]  # fmt: skip
    return make.plan(
        **{
            "judgements": tuple(old),
            "priorities": (make.priority(id="p", version=1),),
            "points": (
                make.point(id="answered", version=2, position=1, judgement_id="q", priority_id="p"),
                make.point(id="strong", version=1, position=2, judgement_id="q", sort=PointSort.STRENGTH, text="Maths"),
                make.point(id="waiting", version=1, position=3, judgement_id="b", text="Calm at lunch"),
                make.point(id="aside", version=1, position=4, judgement_id="b", text="Bells", not_this_year=True),
                make.point(id="blank", version=1, position=5, judgement_id="b", text=" "),
                make.point(id="said", version=1, position=6, judgement_id="v", text="Parents ask for more"),
            ),
            "evidence": (make.evidence(id="e", version=1, judgement_id="q", dated=date(2025, 7, 1), shows="9 of 10"),),
            **records,
        }
    )


def presses(plan: Plan, judgement_id: str) -> dict[str, str]:
    record = plan.find("judgements", judgement_id)
    return {press.key: label for press in PRESSES if (label := press.label(plan, record))}


def pressed(plan: Plan, key: str, judgement_id: str, choice: str = "", today: date = DAY) -> tuple[Record, ...]:
    press = next(each for each in PRESSES if each.key == key)
    return press.act(plan, plan.find("judgements", judgement_id), choice, today)


def kept(plan: Plan, made: tuple[Record, ...]) -> Plan:
    """The plan once these are saved."""
    for record in made:
        kind = kind_of(record)
        others = tuple(each for each in plan.records(kind) if each.id != record.id)
        plan = plan.with_records(kind, (*others, record.having(version=record.version + 1)))
    return plan


def of_kind(made: tuple[Record, ...], cls: type[Record]) -> list[Any]:
    return [record for record in made if isinstance(record, cls)]


def test_an_earlier_judgement_offers_its_nearest_areas_and_one_without_a_match_stays_behind() -> None:
    plan = earlier()
    assert presses(plan, "q") == {
        "carry_to": "Carry to a new area",
        "carry_all": "Carry all 2 earlier areas to the nearest new ones",
    }
    assert presses(plan, "b") == {"carry": "Carry to Attendance and behaviour"}
    assert presses(plan, "v") == {}
    choose = next(press for press in PRESSES if press.key == "carry_to").choose
    assert choose
    options = choose(plan, plan.find("judgements", "q"))
    assert [(option.value, option.label) for option in options] == [
        ("curriculum_teaching", "Curriculum and teaching"),
        ("achievement", "Achievement"),
    ]
    assert all(option.context for option in options)


def test_points_and_evidence_are_copied_and_dated_and_the_earlier_judgement_stays_as_it_was() -> None:
    plan = earlier()
    made = pressed(plan, "carry_to", "q", "achievement")
    (judgement,) = of_kind(made, Judgement)
    assert (judgement.id, judgement.framework, judgement.area) == (
        "ofsted_2025.achievement",
        "ofsted_2025",
        "achievement",
    )
    assert (judgement.carried_from, judgement.carried_on, judgement.reviewed_on, judgement.to_review) == (
        "ofsted_2019.quality_of_education",
        DAY,
        None,
        True,
    )
    points = of_kind(made, Point)
    assert [(p.text, p.sort, p.priority_id, p.judgement_id, p.version) for p in points] == [
        ("Reading fluency in Year 3", PointSort.TO_IMPROVE, "p", judgement.id, 0),
        ("Maths", PointSort.STRENGTH, None, judgement.id, 0),
    ]
    (evidence,) = of_kind(made, Evidence)
    assert (evidence.shows, evidence.dated, evidence.judgement_id) == ("9 of 10", date(2025, 7, 1), judgement.id)
    here = {record.id for record in plan.all_records()}
    assert here.isdisjoint(record.id for record in made)
    assert of_kind(pressed(plan, "carry", "b"), Point)[1].not_this_year is True


@pytest.mark.parametrize("key", ["carry_to", "carry_all"])
def test_no_grade_is_ever_carried_or_mapped(key: str) -> None:
    """Issue 2 and 3: old grades are never turned into new ones, and one that is there is left alone."""
    plan = earlier()
    judgements = of_kind(pressed(plan, key, "q", "achievement"), Judgement)
    assert {(each.grade, each.voices) for each in judgements} == {("", ())}
    own = make.judgement(id="mine", framework="ofsted_2025", area="achievement", grade="strong", version=4)
    graded = plan.with_records("judgements", (*plan.judgements, own))
    (judgement,) = of_kind(pressed(graded, "carry_to", "q", "achievement"), Judgement)
    assert (judgement.id, judgement.grade, judgement.version) == ("mine", "strong", 4)


def test_carried_once_it_is_not_offered_again_and_the_same_again_makes_the_same_ids() -> None:
    plan = earlier()
    made = pressed(plan, "carry_to", "q", "achievement")
    assert [record.id for record in pressed(plan, "carry_to", "q", "achievement")] == [record.id for record in made]
    then = kept(plan, made)
    assert presses(then, "q") == {"carry": "Carry to Curriculum and teaching"}
    again = carry(then, [(then.find("judgements", "q"), "achievement")], DAY)
    assert [kind_of(record) for record in again] == ["judgements"]


def test_all_at_once_two_areas_meet_in_one_and_both_are_named() -> None:
    plan = earlier(
        judgements=(
            make.judgement(id="h", framework="sef_2005", area="be_healthy", version=1, position=1),
            make.judgement(id="c", framework="sef_2005", area="positive_contribution", version=1, position=2),
            make.judgement(id="empty", framework="sef_2005", area="stay_safe", version=1, grade="2", position=3),
        ),
        points=(
            make.point(id="1", version=1, judgement_id="h", text="Lunches"),
            make.point(id="2", version=1, judgement_id="c", text="Council"),
        ),
        evidence=(),
    )
    made = pressed(plan, "carry_all", "h")
    (judgement,) = of_kind(made, Judgement)
    assert judgement.carried_from == "sef_2005.be_healthy; sef_2005.positive_contribution"
    assert [point.text for point in of_kind(made, Point)] == ["Lunches", "Council"]
    assert presses(plan, "empty") == {}


def test_it_is_flagged_until_somebody_says_reviewed_and_again_when_more_is_carried() -> None:
    plan = kept(earlier(), pressed(earlier(), "carry_to", "q", "achievement"))
    waiting = [str(each) for each in STEP.blockers(plan, DAY) if "please review" in str(each)]
    assert waiting == ["Achievement, carried from Quality of education on 3 November 2026: please review."]
    judgement = plan.find("judgements", "ofsted_2025.achievement")
    assert [tag.text for tag in JUDGEMENTS.tags(plan, judgement, DAY)] == ["Please review"]
    assert JUDGEMENTS.sub(plan, judgement, DAY) == (
        "1 strength, 1 point to improve, carried from Quality of education on 3 November 2026"
    )
    assert presses(plan, judgement.id) == {"reviewed": "Reviewed"}
    done = kept(plan, pressed(plan, "reviewed", judgement.id, today=date(2026, 11, 9)))
    reviewed = done.find("judgements", judgement.id)
    assert (reviewed.reviewed_on, reviewed.carried_on) == (date(2026, 11, 9), DAY)
    assert not any("please review" in str(each) for each in STEP.blockers(done, DAY))
    assert (JUDGEMENTS.tags(done, reviewed, DAY), presses(done, judgement.id)) == ((), {})
    more = make.judgement(id="s", framework="sef_2005", area="achievement", version=1)
    point = make.point(id="s1", version=1, judgement_id="s", text="Results")
    done = done.with_records("judgements", (*done.judgements, more)).with_records("points", (*done.points, point))
    (flagged,) = of_kind(pressed(done, "carry_to" if "carry_to" in presses(done, "s") else "carry", "s"), Judgement)
    assert (flagged.to_review, flagged.earlier_areas) == (
        True,
        ("ofsted_2019.quality_of_education", "sef_2005.achievement"),
    )


def test_a_point_that_was_carried_asks_for_its_answer_once() -> None:
    plan = earlier()
    then = kept(plan, pressed(plan, "carry", "b"))
    asks = [point.text for point in then.points_to_improve if not point.priority_id and not point.not_this_year]
    assert sorted(asks) == ["Calm at lunch", "Parents ask for more"]
    assert len([link for link in chain(then, DAY).links if "Calm at lunch" in str(link)]) == 1


def test_a_carried_point_says_where_it_is_answered_and_no_longer_asks() -> None:
    plan = earlier()
    old = plan.find("points", "waiting")
    said = {key: press.label(plan, old) for key in ("make_priority",) for press in points.PRESSES if press.key == key}
    assert (said, points.answer(plan, old, DAY)) == ({"make_priority": "Make it a priority"}, "Not answered yet")
    then = kept(plan, pressed(plan, "carry", "b"))
    assert points.answer(then, old, DAY) == "Carried on: it is answered there"
    assert [press.label(then, old) for press in points.PRESSES] == [None] * len(points.PRESSES)
    assert points.answer(then, then.find("points", "answered"), DAY) == "Answered by: Reading fluency"


def test_the_page_says_that_there_is_something_to_carry() -> None:
    plan = earlier()
    assert JUDGEMENTS.note(plan) == (
        "2 areas were judged under an earlier framework: open one to carry it to today’s nearest."
    )
    assert JUDGEMENTS.note(kept(plan, pressed(plan, "carry_all", "q"))) == ""
    assert JUDGEMENTS.note(make.whole_plan()) == ""


def test_what_the_school_has_not_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make.judgement(id="y", framework="ofsted_2019", area="early_years", version=1)
    said = make.point(id="ey", version=1, judgement_id="y", text="Play")
    plan = make.plan(judgements=(stage,), points=(said,))
    assert [near.area for near in nearest(plan, stage)] == ["early_years"]
    juniors = make.plan(school=make.school(early_years=False), judgements=(stage,), points=(said,))
    assert nearest(juniors, stage) == ()
    welsh = make.plan(school=make.school(framework="estyn_2024"), judgements=(stage,), points=(said,))
    assert nearest(welsh, stage) == ()
