"""Another time of the same CPD: at once where it has a place, else with a colleague who says yes to changing places.

A place that is free is nobody's, so nobody is asked for it. A full one is: whoever wants it asks all who come to it, by
name, and the first who says yes changes with them. Until then everybody is expected where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.invitations import Answer, CameBy, Invitation
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid

Others = Callable[[CpdSession], frozenset[str]]


@dataclass(frozen=True)
class OtherTime:
    """A session that somebody could come to instead; ``is_full``: only with a colleague's yes."""

    session_id: str
    is_full: bool


@dataclass(frozen=True)
class Said:
    """An answer as it comes; ``swap_to``: the other time they would come to."""

    answer: Answer
    swap_to: str | None
    at: datetime
    came_by: CameBy


@dataclass(frozen=True)
class Swapping:
    """All invitations of a plan on a day. ``out``: who is out of class on the day of a session, where it takes people
    from pupils at all, and ``most`` how many may be (003-F8a)."""

    plan: Plan
    invitations: Sequence[Invitation]
    today: date
    out: Others = lambda session: frozenset()
    most: int | None = None

    def other_times(self, own: Invitation) -> tuple[OtherTime, ...]:
        """Announced sessions of the same activity for other teams, still to come: of as many as one's own team has, the
        one in the same place of the row, for each says what the one before leads up to."""
        session: CpdSession | None = self.plan.find("cpd_sessions", own.session_id)
        if session is None:
            return ()
        rows: dict[str, list[CpdSession]] = {}
        for each in self.plan.linked("cpd_sessions", "activity_id", own.activity_id):
            rows.setdefault(each.team, []).append(each)
        for row in rows.values():
            row.sort(key=lambda each: (each.held_on or date.max, each.clock or 0, each.id))
        mine = rows[session.team]
        there = {each.session_id for each in self.invitations if each.member_id == own.member_id}
        found = [
            each
            for team, row in rows.items()
            for number, each in enumerate(row)
            if team != session.team and (len(row) != len(mine) or number == mine.index(session))
        ]
        if own.comes_to != session.id:
            found = [session, *found]
        return tuple(
            OtherTime(each.id, is_full=not self.has_place(each, own.member_id))
            for each in found
            if each.announced_on is not None
            and each.held_on is not None
            and each.held_on > self.today
            and each.id != own.comes_to
            and (each.id == session.id or each.id not in there)
        )

    def has_place(self, session: CpdSession, member_id: str) -> bool:
        """Whether one more may come: by the places of its offer, and by how many may be out of class that day."""
        activity = self.plan.find("activities", session.activity_id)
        offer = self.plan.find("offers", activity.offer_id) if activity and activity.offer_id else None
        coming = sum(each.comes_to == session.id and each.may_come for each in self.invitations)
        if offer is not None and offer.places is not None and coming >= offer.places:
            return False
        out = self.out(session) - {member_id}
        return self.most is None or not out or len(out) < self.most

    def asked_of(self, member_id: str) -> tuple[tuple[Invitation, Invitation], ...]:
        """What colleagues ask of somebody: (what they ask, the place of one's own it is about)."""
        mine = {each.comes_to: each for each in self.invitations if each.member_id == member_id and each.may_come}
        return tuple(
            (each, mine[each.asks_for])
            for each in self.invitations
            if each.asks_for in mine and each.member_id != member_id and self._is_to_come(each)
        )

    def _is_to_come(self, asking: Invitation) -> bool:
        """Both times lie ahead, and both sessions are still there."""
        both = [self.plan.find("cpd_sessions", each) for each in (asking.asks_for, asking.comes_to)]
        return all(each is not None and each.held_on is not None and each.held_on > self.today for each in both)


def exchanged(
    asking: Invitation, mine: Invitation, now: datetime, came_by: CameBy
) -> tuple[tuple[Invitation, Invitation], ...]:
    """Both before and after: each comes where the other did."""
    theirs = _coming(asking, mine.comes_to).model_copy(update={"answered_at": now, "swapped_at": now})
    own = _coming(mine, asking.comes_to).model_copy(update={"answered_at": now, "came_by": came_by})
    return (asking, theirs), (mine, own)


def answered(before: Invitation, said: Said, times: Sequence[OtherTime]) -> Invitation:
    """What somebody answers, as it is kept; the same as before where they said the same again. Raises ``Invalid``."""
    if said.answer is Answer.INVITED:
        raise Invalid("Please choose an answer. Nothing was changed.")
    wanted = said.swap_to if said.answer is Answer.SWAP else None
    if said.answer is before.answer and wanted == before.swap_to:
        return before
    if said.answer is Answer.ACCEPTED and before.answer is Answer.SWAP:
        wanted = before.session_id  # back to where they were invited at first: it may be full by now
    elif said.answer is not Answer.SWAP:
        nothing = {"swap_to": None, "asks_for": None, "asked_at": None}
        return before.model_copy(
            update={"answer": said.answer, "answered_at": said.at, "came_by": said.came_by, **nothing}
        )
    found = next((each for each in times if each.session_id == wanted), None)
    if found is None:
        raise Invalid("There is no such other time for it. Please choose one of those that are offered.")
    if not found.is_full:
        return _coming(before, found.session_id).model_copy(update={"answered_at": said.at, "came_by": said.came_by})
    if before.asks_for == wanted:
        return before
    return before.model_copy(update={"asks_for": wanted, "asked_at": said.at, "came_by": said.came_by})


def _coming(each: Invitation, session_id: str) -> Invitation:
    back = session_id == each.session_id
    return each.model_copy(
        update={
            "answer": Answer.ACCEPTED if back else Answer.SWAP,
            "swap_to": None if back else session_id,
            "asks_for": None,
            "asked_at": None,
        }
    )
