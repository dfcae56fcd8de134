"""Whose yes counts no more: who left before the day; and what is over stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sef2si.domain.invitations import Answer, Invitation, lapsed
from sef2si.domain.personal import FORMER
from tests import factories as make

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY, None])
def test_a_former_colleague_came_to_what_is_over(day: date | None) -> None:
    invited = [
        Invitation(
            id=member, urn="100492", plan_id="100492-2026", session_id="s", activity_id="a", member_id=member,
            answer=Answer.ACCEPTED, invited_at=datetime(2026, 9, 1, tzinfo=UTC),
        )
        for member in ("here", "former", "unknown")
    ]  # fmt: skip
    register = [make.member(id="here"), make.member(id="former", name=FORMER)]
    is_over = day is not None and day < TODAY
    assert lapsed(invited, {"s": day}, register, TODAY) == (frozenset() if is_over else {"former", "unknown"})
