"""People and their CPD: invited to sessions, they accept, decline or swap, and need give no reason (003, factor 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sef2si.domain.record import Choice, Frozen, Line, Quantity

SMALLEST_COUNT = 5  # a count of fewer people could be read as somebody's answer
FREE_HALF_DAYS = 3  # a year, of one's own choice, for each member of staff (003-F5f)
FREE_RULE = (
    "Three half-days a year for learning of your own choice, in any form (003-F5f). Tell us here what you chose; your "
    "cover or time is agreed with you as for any other CPD."
)


class Answer(Choice):
    INVITED = "invited", "Not answered yet"
    ACCEPTED = "accepted", "I will come"
    DECLINED = "declined", "I can’t come"
    SWAP = "swap", "Another time, please"


class Invitation(Frozen):
    """One member of staff invited to one session. ``swap_to``: the session of the same activity they asked for."""

    id: str
    urn: str
    plan_id: str
    session_id: str
    activity_id: str
    member_id: str
    answer: Answer = Answer.INVITED
    swap_to: str | None = None
    invited_at: datetime
    answered_at: datetime | None = None


class Answered(Frozen):
    """What a leader sees of one session: the names of those who come, and of all others no more than how many.

    ``others`` is None where they are too few to be counted (``SMALLEST_COUNT``).
    """

    session_id: str
    invited: int
    coming: tuple[str, ...]
    others: int | None

    @property
    def words(self) -> str:
        """``"12 come; 6 others have not said yes"``."""
        come = f"{len(self.coming)} {'comes' if len(self.coming) == 1 else 'come'}"
        if self.others is None:
            return f"{come}; fewer than {SMALLEST_COUNT} others have not said yes"
        if not self.others:
            return f"{come}: everybody who was invited"
        return f"{come}; {self.others} others have not said yes"


class FreeChoice(Frozen):
    """One use of somebody's own half-days: what they chose and when, in their own words."""

    id: str
    urn: str
    plan_id: str
    member_id: str
    what: Line
    on: date | None = None
    half_days: Quantity = Decimal(1)
    made_at: datetime


class LinkUse(Choice):
    """What a personal link opens: the page of one's own CPD, or its calendar for a calendar program."""

    PAGE = "page", "My CPD"
    CALENDAR = "calendar", "My calendar"

    @property
    def way(self) -> str:
        """How the access log says that somebody came by it."""
        return "By their personal link" if self is LinkUse.PAGE else "By the link of their calendar"


class PersonalLink(Frozen):
    """A link by which one member of staff comes to what is theirs, without an account. The token is kept as a hash."""

    id: str
    urn: str
    member_id: str
    use: LinkUse
    made_at: datetime
    expires_at: datetime


def answered(session_id: str, invitations: Iterable[Invitation], names: dict[str, str]) -> Answered:
    """What a leader may see of the answers to one session. ``names`` by member id."""
    here = [each for each in invitations if session_id in (each.session_id, each.swap_to)]
    # Whoever swapped is counted where they come, and no more where they were invited at first.
    those = [each for each in here if each.answer is not Answer.SWAP or each.swap_to == session_id]
    yes = [each for each in those if each.answer in (Answer.ACCEPTED, Answer.SWAP)]
    coming = sorted(names.get(each.member_id, "A colleague") for each in yes)
    others = len(those) - len(coming)
    return Answered(
        session_id=session_id,
        invited=len(those),
        coming=tuple(coming),
        others=others if others == 0 or others >= SMALLEST_COUNT else None,
    )


def used_half_days(choices: Sequence[FreeChoice]) -> Decimal:
    return sum((each.half_days for each in choices), Decimal(0))
