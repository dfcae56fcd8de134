"""Another time of the same CPD: at once where there is a place, and with a colleague's yes where there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.invitations import Answer, CameBy, Invitation
from sef2si.domain.plan import Plan
from sef2si.domain.swapping import OtherTime, Said, Swapping, answered, exchanged
from sef2si.errors import Invalid
from tests import factories as make

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
TODAY = NOW.date()


def session(id: str, day: int, team: str, **more: Any) -> CpdSession:
    return make.cpd_session(
        **{"id": id, "activity_id": "a", "held_on": date(2026, 11, day), "team": team, "announced_on": TODAY, **more}
    )


def plan(*sessions: CpdSession, places: int | None = None) -> Plan:
    offer = make.offer(id="o", places=places)
    return make.plan(
        activities=(make.activity(id="a", offer_id="o"),), offers=(offer,),
        cpd_sessions=sessions or (session("a1", 2, "A"), session("b1", 3, "B")),
    )  # fmt: skip


def invited(member: str, to: str, answer: Answer = Answer.ACCEPTED, **more: Any) -> Invitation:
    return Invitation(
        id=f"{member}.{to}", urn="100492", plan_id="p", session_id=to, activity_id="a", member_id=member,
        answer=answer, invited_at=NOW, **more,
    )  # fmt: skip


def said(answer: Answer, to: str | None = None) -> Said:
    return Said(answer, to, NOW, CameBy.ACCOUNT)


def test_other_times_are_announced_to_come_and_of_the_same_place_in_the_row() -> None:
    sessions = (
        session("a1", 2, "A"), session("a2", 9, "A"), session("b1", 3, "B"), session("b2", 10, "B"),
        session("c1", 4, "C", announced_on=None), session("d1", 5, "D"), session("d2", 6, "D"), session("d3", 7, "D"),
    )  # fmt: skip
    own = invited("me", "a2")
    there = Swapping(plan(*sessions), (own, invited("me", "d1")), TODAY)
    assert sorted(each.session_id for each in there.other_times(own)) == ["b2", "d2", "d3"]
    late = Swapping(plan(*sessions), (own,), date(2026, 11, 10))
    assert late.other_times(own) == ()
    changed = own.model_copy(update={"answer": Answer.SWAP, "swap_to": "b2"})
    assert sorted(each.session_id for each in there.other_times(changed)) == ["a2", "d2", "d3"]


def test_a_time_is_full_by_the_places_of_its_offer_and_by_who_may_be_out_of_class() -> None:
    own = invited("me", "a1")
    others = (own, invited("x", "b1"), invited("y", "b1", Answer.DECLINED), invited("z", "b1", Answer.LEFT_OUT))
    assert Swapping(plan(places=2), others, TODAY).other_times(own) == (OtherTime("b1", is_full=False),)
    assert Swapping(plan(places=1), others, TODAY).other_times(own) == (OtherTime("b1", is_full=True),)
    out = Swapping(plan(), others, TODAY, lambda session: frozenset({"x"}) if session.id == "b1" else frozenset(), 1)
    assert out.other_times(own) == (OtherTime("b1", is_full=True),)
    mine = Swapping(plan(), others, TODAY, lambda session: frozenset({"me"}), 1)
    assert mine.other_times(own) == (OtherTime("b1", is_full=False),)


def test_a_full_time_changes_nothing_until_a_colleague_says_yes_and_then_each_comes_where_the_other_did() -> None:
    times = (OtherTime("b1", is_full=True),)
    asking = answered(invited("me", "a1", Answer.INVITED), said(Answer.SWAP, "b1"), times)
    assert (asking.answer, asking.comes_to, asking.asks_for, asking.asked_at) == (Answer.INVITED, "a1", "b1", NOW)
    assert answered(asking, said(Answer.SWAP, "b1"), times) is asking
    theirs = invited("x", "b1")
    no = invited("y", "b1", Answer.DECLINED)
    there = Swapping(plan(places=1), (asking, theirs, no), TODAY)
    assert there.asked_of("x") == ((asking, theirs),)
    assert (there.asked_of("y"), there.asked_of("me")) == ((), ())
    assert Swapping(plan(), (asking, theirs), date(2026, 11, 3)).asked_of("x") == ()
    (_, mine), (_, other) = exchanged(asking, theirs, NOW, CameBy.LINK)
    assert [(i.answer, i.comes_to, i.asks_for, i.swapped_at) for i in (mine, other)] == [
        (Answer.SWAP, "b1", None, NOW), (Answer.SWAP, "a1", None, None),
    ]  # fmt: skip
    # And back again: nobody holds a place twice.
    back = mine.model_copy(update={"asks_for": "a1"})
    assert [after.comes_to for _, after in exchanged(back, other, NOW, CameBy.LINK)] == ["a1", "b1"]
    assert {after.answer for _, after in exchanged(back, other, NOW, CameBy.LINK)} == {Answer.ACCEPTED}


def test_another_answer_takes_the_wish_back_and_going_back_needs_a_place_too() -> None:
    asking = invited("me", "a1", asks_for="b1", asked_at=NOW)
    assert answered(asking, said(Answer.ACCEPTED), ()) is asking
    no = answered(asking, said(Answer.DECLINED), ())
    assert (no.answer, no.asks_for, no.came_by) == (Answer.DECLINED, None, CameBy.ACCOUNT)
    changed = answered(invited("me", "a1"), said(Answer.SWAP, "b1"), (OtherTime("b1", is_full=False),))
    assert (changed.answer, changed.comes_to) == (Answer.SWAP, "b1")
    free = answered(changed, said(Answer.ACCEPTED), (OtherTime("a1", is_full=False),))
    assert (free.answer, free.comes_to) == (Answer.ACCEPTED, "a1")
    full = answered(changed, said(Answer.ACCEPTED), (OtherTime("a1", is_full=True),))
    assert (full.answer, full.comes_to, full.asks_for) == (Answer.SWAP, "b1", "a1")
    for wanted in ("nowhere", "a1", None):
        with pytest.raises(Invalid, match="no such other time"):
            answered(invited("me", "a1"), said(Answer.SWAP, wanted), (OtherTime("b1", is_full=False),))
