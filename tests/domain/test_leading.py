"""What hangs on the priorities that somebody leads."""

from __future__ import annotations

import pytest

from sef2si.domain.leading import is_theirs, theirs, trespasses
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from tests import factories as make

LED = frozenset({"mine"})


def plan() -> Plan:
    """A priority led, one that is not, and of every kind a record of each, and activities that serve both."""
    both = ("mine", "others")
    return make.plan(
        judgements=(make.judgement(id="judgement"),),
        points=tuple(make.point(id=f"point-{p}", judgement_id="judgement", priority_id=p) for p in both),
        evidence=(make.evidence(id="evidence", judgement_id="judgement"),),
        priorities=tuple(make.priority(id=p) for p in both),
        criteria=tuple(make.criterion(id=f"criterion-{p}", priority_id=p) for p in both),
        milestones=tuple(make.milestone(id=f"milestone-{p}", priority_id=p) for p in both),
        needs=(
            *(make.need(id=f"need-{p}", priority_id=p) for p in both),
            make.need(id="need-private", priority_id="mine", source=NeedSource.APPRAISAL),
            make.need(id="need-none"),
        ),
        actions=(*(make.action(id=f"action-{p}", priority_id=p) for p in both), make.action(id="action-none")),
        activities=(
            *(make.activity(id=f"activity-{p}", need_ids=(f"need-{p}",)) for p in both),
            make.activity(id="activity-both", need_ids=("need-mine", "need-others")),
            make.activity(id="activity-private", need_ids=("need-mine", "need-private")),
            make.activity(id="activity-none"),
            make.activity(id="activity-offer", need_ids=("need-mine",), offer_id="offer-private"),
        ),
        offers=(make.record(kind="offers", id="offer-private", need_ids=("need-private",)),),
        cpd_sessions=tuple(
            make.record(kind="cpd_sessions", id=f"session-{p}", activity_id=f"activity-{p}") for p in both
        ),
        checks=(
            *(make.check(id=f"check-{p}", activity_id=f"activity-{p}") for p in both),
            *(make.check(id=f"check-action-{p}", action_id=f"action-{p}") for p in both),
            make.check(id="check-both", activity_id="activity-mine", action_id="action-others"),
            make.check(id="check-none"),
        ),
        notes=(make.note(id="note", priority_id="mine"),),
    )  # fmt: skip


def test_what_is_theirs_is_all_that_hangs_on_it_and_nothing_else() -> None:
    assert theirs(plan(), LED) == {
        ("priorities", "mine"),
        ("criteria", "criterion-mine"),
        ("milestones", "milestone-mine"),
        ("needs", "need-mine"),
        ("actions", "action-mine"),
        ("activities", "activity-mine"),
        ("cpd_sessions", "session-mine"),
        ("checks", "check-mine"),
        ("checks", "check-action-mine"),
    }
    assert theirs(plan(), frozenset()) == set()
    assert {kind for kind, _ in theirs(plan(), frozenset({"mine", "others"}))} == {
        "priorities", "criteria", "milestones", "needs", "actions", "activities", "cpd_sessions", "checks",
    }  # fmt: skip


def test_every_kind_is_decided() -> None:
    """A kind that is added is nobody's until somebody says how it hangs on a priority."""
    assert {kind for kind in KINDS if any(is_theirs(plan(), r, LED) for r in plan().records(kind))} == {
        "priorities", "criteria", "milestones", "needs", "actions", "activities", "cpd_sessions", "checks",
    }  # fmt: skip


def _with(kind: str, record: Record) -> Plan:
    before = plan()
    kept = tuple(each for each in before.records(kind) if each.id != record.id)
    return before.with_records(kind, (*kept, record))


TRESPASSES = {
    "another's priority": ("priorities", make.priority(id="others", title="Changed")),
    "a new priority": ("priorities", make.priority(id="new")),
    "its place among others": ("priorities", make.priority(id="mine", position=9)),
    "a need given away": ("needs", make.need(id="need-mine", priority_id="others")),
    "a need taken over": ("needs", make.need(id="need-others", priority_id="mine")),
    "a need made private": ("needs", make.need(id="need-mine", priority_id="mine", source=NeedSource.CAREER)),
    "an activity that serves others": ("activities", make.activity(id="activity-others", what="Changed")),
    "an activity for all": ("activities", make.activity(id="activity-both", what="Changed", need_ids=("need-mine",))),
    "an activity of a private need": ("activities", make.activity(id="activity-private", need_ids=("need-mine",))),
    "an activity spread": ("activities", make.activity(id="activity-mine", need_ids=("need-mine", "need-others"))),
    "an activity for nothing": ("activities", make.activity(id="new")),
    "a judgement": ("judgements", make.judgement(id="judgement", grade="expected")),
    "a point": ("points", make.point(id="point-mine", judgement_id="judgement", text="Changed")),
    "a note": ("notes", make.note(id="note", text="Changed")),
    "the school": ("school", make.school(name="Changed")),
    "a check of another's": ("checks", make.check(id="new", activity_id="activity-others")),
    "a check of nothing": ("checks", make.check(id="new")),
}


@pytest.mark.parametrize("what", TRESPASSES)
def test_what_is_not_theirs_is_found(what: str) -> None:
    kind, record = TRESPASSES[what]
    named = frozenset({(kind, record.id)})
    assert [each.id for each in trespasses(plan(), _with(kind, record), named, LED)] == [record.id]


def test_removing_theirs_may_take_links_to_it_off_others() -> None:
    before = plan()
    after = before.model_copy(
        update={
            "needs": tuple(n for n in before.needs if n.id != "need-mine"),
            "activities": tuple(
                a.model_copy(update={"need_ids": tuple(i for i in a.need_ids if i != "need-mine")})
                for a in before.activities
            ),
        }
    )
    named = frozenset({("needs", "need-mine")})
    assert list(trespasses(before, after, named, LED)) == []
    # Named, such a change is one of another's record; and a link to another's need is not theirs to take off.
    assert [each.id for each in trespasses(before, after, named | {("activities", "activity-both")}, LED)] == [
        "activity-both"
    ]
    further = after.with_records("activities", tuple(a.model_copy(update={"need_ids": ()}) for a in after.activities))
    assert [each.id for each in trespasses(before, further, named, LED)] == [
        "activity-others", "activity-both", "activity-private",
    ]  # fmt: skip


def test_their_own_work_is_no_trespass() -> None:
    for kind, record in (
        ("priorities", make.priority(id="mine", title="Changed")),
        ("criteria", make.criterion(id="new", priority_id="mine")),
        ("needs", make.need(id="new", priority_id="mine")),
        ("activities", make.activity(id="new", need_ids=("need-mine",))),
        ("checks", make.check(id="new", action_id="action-mine")),
    ):
        assert list(trespasses(plan(), _with(kind, record), frozenset({(kind, record.id)}), LED)) == []
