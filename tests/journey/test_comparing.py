"""Two states of a plan by priority: new, changed and gone, field by field in the form's words."""

from __future__ import annotations

from datetime import date

from sef2si.domain.priorities import CriterionStatus, PriorityState
from sef2si.journey.comparing import OUR_SCHOOL, OUTSIDE, WHERE_WE_ARE, Answer, Difference, Mark, Part, compared, count
from tests import factories as make

PLAN = make.whole_plan()


def test_nothing_differs_from_itself_whatever_the_versions_and_places() -> None:
    moved = PLAN.model_copy(update={"needs": (PLAN.needs[0].having(version=7, position=9),)})
    assert compared(PLAN, PLAN) == compared(PLAN, moved) == ()


def test_what_changed_is_told_by_question_before_and_now_in_words() -> None:
    (priority,), (criterion,) = PLAN.priorities, PLAN.criteria
    now = PLAN.model_copy(
        update={
            "priorities": (priority.having(by=date(2027, 3, 1), state=PriorityState.PARKED, target=""),),
            "criteria": (criterion.having(status=CriterionStatus.MET),),
        }
    )
    assert compared(PLAN, now) == (
        Part(
            "Reading fluency",
            (
                Difference(
                    Mark.CHANGED, "priorities", "priority-1", "priorities", "priority", "Reading fluency",
                    (
                        Answer("Target", "75%", ""),
                        Answer("By", "9 July 2027", "1 March 2027"),
                        Answer("Live, parked or done?", "Live", "Parked"),
                    ),
                ),
                Difference(
                    Mark.CHANGED, "criteria", "criterion-1", "priorities", "success criterion",
                    "Pupils read 90 words a minute", (Answer("Where is it?", "Not started", "Met"),),
                ),
            ),
        ),
    )  # fmt: skip


def test_new_and_gone_ones_stand_under_their_priority_with_what_is_essential() -> None:
    fresh = make.priority(id="new", title="Attendance", position=2)
    now = PLAN.model_copy(
        update={
            "priorities": (*PLAN.priorities, fresh),
            "actions": (PLAN.actions[0], make.action(id="ring", what="Ring on the first day", priority_id="new")),
            "checks": PLAN.checks[:1],
            "points": (PLAN.points[0].having(text="Fluency in Years 3 and 4"),),
            "dates": (),
            "offers": (*PLAN.offers, make.offer(id="loose", title="A talk")),
        }
    )
    parts = compared(PLAN, now)
    assert [(part.title, [(d.mark, d.kind, d.record_id) for d in part.differences]) for part in parts] == [
        ("Reading fluency", [(Mark.GONE, "checks", "check-2")]),
        ("Attendance", [(Mark.NEW, "priorities", "new"), (Mark.NEW, "actions", "ring")]),
        (WHERE_WE_ARE, [(Mark.CHANGED, "points", "point-1")]),
        (OUTSIDE, [(Mark.NEW, "offers", "loose")]),
        (OUR_SCHOOL, [(Mark.GONE, "dates", "date-1")]),
    ]
    assert [count(parts, mark) for mark in Mark] == [3, 1, 2]
    action = parts[1].differences[1]
    assert action.answers[0].now == "Ring on the first day"
    assert {answer.before for answer in action.answers} == {""}


def test_what_hung_on_a_priority_that_went_stands_under_it() -> None:
    now = PLAN.model_copy(
        update={
            "priorities": (), "criteria": (), "milestones": (), "needs": (), "activities": (), "cpd_sessions": (),
            "checks": PLAN.checks[1:],
        }
    )  # fmt: skip
    first, *rest = compared(PLAN, now)
    assert (first.title, first.is_gone, {d.mark for d in first.differences}) == ("Reading fluency", True, {Mark.GONE})
    assert [d.kind for d in first.differences] == [
        "priorities", "criteria", "milestones", "needs", "activities", "cpd_sessions", "checks",
    ]  # fmt: skip
    assert rest == []


def test_a_link_is_told_by_what_it_leads_to_on_each_side() -> None:
    other = make.priority(id="other", title="Attendance", position=2)
    before = PLAN.model_copy(update={"priorities": (*PLAN.priorities, other)})
    now = before.model_copy(update={"needs": (PLAN.needs[0].having(priority_id="other"),)})
    (part,) = compared(before, now)
    (answer,) = part.differences[0].answers
    assert (part.title, answer.before, answer.now) == ("Attendance", "Reading fluency", "Attendance")
