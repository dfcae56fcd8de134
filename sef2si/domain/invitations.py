"""People and their CPD: invited to sessions, they accept, decline or swap, and need give no reason (003, factor 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sef2si.domain.record import Choice, Frozen, Line, Quantity

SMALLEST_COUNT = 5  # a count of fewer people could be read as somebody's answer
FREE_HALF_DAYS = 3  # a year, of one's own choice, for each member of staff (003-F5f)
FREE_RULE = (
    "Three half-days a year for learning of your own choice, in any form. Tell us here what you chose; your "
    "cover or time is agreed with you as for any other CPD."
)


class Answer(Choice):
    INVITED = "invited", "Not answered yet"
    ACCEPTED = "accepted", "I will come"
    DECLINED = "declined", "I can’t come"
    SWAP = "swap", "Another time, please"
    LEFT_OUT = "left_out", "Please leave me out (this goes to whoever plans CPD, with my name)"


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
    """What a leader sees of one session: the names of those who come, and of those who asked to be left out.

    All the others are one count, whether they said no or have not answered: None where they are too few to be counted
    (``SMALLEST_COUNT``). Whoever chose the team can tell who is missing, and is told so; never why.
    """

    session_id: str
    invited: int
    coming: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    others: int | None

    @property
    def is_small(self) -> bool:
        """Whether the names of those who come give away the rest to anybody."""
        return is_small(self.invited)

    @property
    def words(self) -> str:
        """``"12 come; 6 are not coming or have not answered"``."""
        come = f"{len(self.coming)} {'comes' if len(self.coming) == 1 else 'come'}"
        if self.others is None:
            return f"{come}; fewer than {SMALLEST_COUNT} are not coming or have not answered"
        if not self.others:
            return f"{come}, and nobody’s answer is open" if self.left_out else f"{come}: everybody who was invited"
        return f"{come}; {self.others} are not coming or have not answered"


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


def is_small(people: int) -> bool:
    """So few that who is missing can be seen from who comes."""
    return 0 < people < SMALLEST_COUNT


def counted(people: int, *, hidden: bool) -> str:
    """``"12 people"``; where it must not be told how many, no more than that they are few."""
    if hidden and is_small(people):
        return f"fewer than {SMALLEST_COUNT} people"
    return "1 person" if people == 1 else f"{people} people"


def answered(session_id: str, invitations: Iterable[Invitation], names: dict[str, str]) -> Answered:
    """What a leader may see of the answers to one session. ``names`` by member id."""
    here = [each for each in invitations if session_id in (each.session_id, each.swap_to)]
    # Whoever swapped is counted where they come, and no more where they were invited at first.
    those = [each for each in here if each.answer is not Answer.SWAP or each.swap_to == session_id]
    yes = [each for each in those if each.answer in (Answer.ACCEPTED, Answer.SWAP)]
    coming = sorted(names.get(each.member_id, "A colleague") for each in yes)
    left_out = sorted(names.get(each.member_id, "A colleague") for each in those if each.answer is Answer.LEFT_OUT)
    others = len(those) - len(coming) - len(left_out)
    return Answered(
        session_id=session_id,
        invited=len(those),
        coming=tuple(coming),
        left_out=tuple(left_out),
        others=others if others == 0 or others >= SMALLEST_COUNT else None,
    )


def used_half_days(choices: Sequence[FreeChoice]) -> Decimal:
    return sum((each.half_days for each in choices), Decimal(0))
