"""People and their CPD: invited to sessions, they accept, decline or swap, and need give no reason (003, factor 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sef2si.domain.personal import FORMER
from sef2si.domain.record import Choice, Frozen, Line, Quantity
from sef2si.domain.staff import StaffMember

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


class CameBy(Choice):
    """How an answer came, as its person and those who plan CPD are told."""

    ACCOUNT = "account", "by their own account"
    LINK = "link", "by their personal link"
    OTHER = "other", "by their personal link, while somebody else was signed in"


class Invitation(Frozen):
    """One member of staff invited to one session. ``swap_to``: the session of the same activity they come to instead.

    ``asks_for``: a session with no place left that they would rather come to; it waits since ``asked_at`` for the yes
    of a colleague there, and changes nothing until then. ``swapped_at``: when a colleague said that yes.
    """

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
    came_by: CameBy | None = None
    asks_for: str | None = None
    asked_at: datetime | None = None
    swapped_at: datetime | None = None

    @property
    def comes_to(self) -> str:
        """The session at which they are expected, if they are."""
        return self.swap_to or self.session_id

    @property
    def may_come(self) -> bool:
        """Whether they said nothing against it."""
        return self.answer not in (Answer.DECLINED, Answer.LEFT_OUT)


class Answered(Frozen):
    """What a leader sees of one session: the names of those who come, and of those who asked to be left out.

    All the others are one count, whether they said no or have not answered: None where they are too few to be counted
    (``SMALLEST_COUNT``). Whoever chose the team can tell who is missing, and is told so; never why. Of those who come:
    ``by_link`` and ``by_other`` answered by their link, the latter while somebody else was signed in; ``changed`` come
    here in place of another time. ``asking`` would rather come at another time that is full, by their own word.
    ``left`` had said yes and are not on the staff any more on that day: they are counted nowhere else.
    """

    session_id: str
    invited: int
    coming: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    others: int | None
    by_link: tuple[str, ...] = ()
    by_other: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

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


def lapsed(
    invitations: Iterable[Invitation], days: Mapping[str, date | None], members: Iterable[StaffMember], today: date
) -> frozenset[str]:
    """Invitations, by id, of those who are not on the staff any more on the day they were to come: whose last day is
    before it; and, where that is still ahead, who became a former colleague or is not in the register. ``days`` by
    session. What is over stays as it was.
    """
    by_id = {each.id: each for each in members}

    def has_left(each: Invitation) -> bool:
        member, day = by_id.get(each.member_id), days.get(each.comes_to)
        if member is None or member.name == FORMER:
            return day is None or day >= today
        return day is not None and member.leaves_on is not None and member.leaves_on < day

    return frozenset(each.id for each in invitations if has_left(each))


def answered(
    session_id: str, invitations: Iterable[Invitation], names: dict[str, str], gone: frozenset[str] = frozenset()
) -> Answered:
    """What a leader may see of the answers to one session. ``names`` by member id, ``gone`` as ``lapsed`` says."""
    # Whoever swapped is counted where they come, and no more where they were invited at first.
    every = [each for each in invitations if session_id == each.comes_to]
    those = [each for each in every if each.id not in gone]
    yes = [each for each in those if each.answer in (Answer.ACCEPTED, Answer.SWAP)]

    def named(some: Iterable[Invitation]) -> tuple[str, ...]:
        return tuple(sorted(names.get(each.member_id, "A colleague") for each in some))

    coming, left_out = named(yes), named(each for each in those if each.answer is Answer.LEFT_OUT)
    others = len(those) - len(coming) - len(left_out)
    return Answered(
        session_id=session_id,
        invited=len(those),
        coming=coming,
        left_out=left_out,
        others=others if others == 0 or others >= SMALLEST_COUNT else None,
        by_link=named(each for each in yes if each.came_by is CameBy.LINK),
        by_other=named(each for each in yes if each.came_by is CameBy.OTHER),
        changed=named(each for each in yes if each.answer is Answer.SWAP),
        asking=named(each for each in those if each.asks_for),
        left=named(e for e in every if e.id in gone and e.answer in (Answer.ACCEPTED, Answer.SWAP)),
    )


def used_half_days(choices: Sequence[FreeChoice]) -> Decimal:
    return sum((each.half_days for each in choices), Decimal(0))
