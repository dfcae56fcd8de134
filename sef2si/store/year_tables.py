"""The tables of planning CPD into the year: what it is planned by, proposals, invitations, one's own half-days."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from sef2si.domain.holding import PLANS, STAFF, TRAIL, Holds, holds, kept
from sef2si.store.apart import across_schools
from sef2si.store.people import PASSING
from sef2si.store.tables import Exact, Moment, metadata
from sef2si.store.trails import number_column, sealed_columns, trail

_PLAIN = holds(Holds.NOTHING)
_MEMBER = holds(Holds.ABOUT, "which member of staff")


def _plan_id(*, primary_key: bool = False) -> Column[str]:
    return Column(
        "plan_id", String(40), ForeignKey("plans.id"), primary_key=primary_key, nullable=False, info=_PLAIN
    )  # fmt: skip


def _urn() -> Column[str]:
    return Column("urn", String(10), nullable=False, info=holds(Holds.ABOUT, "school"))


year_settings = Table(
    "year_settings",
    metadata,
    _plan_id(primary_key=True),
    _urn(),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("content", JSON, nullable=False, info=holds(Holds.ABOUT, "limits, wishes, and who learns together")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who decided it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who decided it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    info=kept(
        group=PLANS,
        what="What the year is planned by: limits, wishes, which ways to learn, who learns together, what stays put.",
        why="So that CPD can be planned into the year, again and again, as the school wants it.",
        seen_by="Those who plan CPD at the school.",
        how_long="As long as the school keeps the plan of that year.",
    ),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(32), primary_key=True, info=_PLAIN),
    _plan_id(),
    _urn(),
    Column("number", Integer, nullable=False, info=_PLAIN),
    Column("content", JSON, nullable=False, info=holds(Holds.ABOUT, "who could learn what, when, and on which days")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who had it made")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who had it made")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    UniqueConstraint("plan_id", "number"),
    info=kept(
        group=PLANS,
        what="Proposals of a year: which training could be when, and for whom, before one of them is accepted.",
        why="So that two can be compared, and none is lost.",
        seen_by="Those who plan CPD at the school.",
        how_long="Two years after the plan's own year, unless the school says otherwise.",
    ),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(32), primary_key=True, info=_PLAIN),
    _plan_id(),
    _urn(),
    Column("session_id", String(120), nullable=False, info=_PLAIN),
    Column("activity_id", String(120), nullable=False, info=_PLAIN),
    Column("member_id", String(120), nullable=False, info=_MEMBER),
    Column("answer", String(12), nullable=False, info=holds(Holds.ABOUT, "what they answered")),
    Column("swap_to", String(120), nullable=True, info=_PLAIN),
    Column("invited_at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when they were invited")),
    Column("answered_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when they answered")),
    Column("came_by", String(12), nullable=True, info=holds(Holds.ABOUT, "how their answer came")),
    Column("asks_for", String(120), nullable=True, info=_PLAIN),
    Column("asked_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when they asked to change places")),
    Column("swapped_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when a colleague changed places with them")),
    UniqueConstraint("plan_id", "session_id", "member_id"),
    Index(None, "plan_id", "member_id"),
    info=kept(
        group=STAFF,
        what="Who was invited to which session of training, and what they answered.",
        why="So that people are asked and not sent.",
        seen_by="The person. Those who plan CPD see the names of those who come and of those who ask to be left out, "
        "and how many others there are where they are five or more. They know who was meant to come, and can tell who "
        "is missing; they are not told whether somebody said no or has not answered. Whoever asks to change places is "
        "named to those who come at that time.",
        how_long="Two years after the plan's own year, unless the school says otherwise.",
    ),
)

# Sealed school by school (store.trails).
# What ``invitation_answers`` say of an invitation that is no more says so of somebody.
taken_back = Table(
    "taken_back",
    metadata,
    Column("id", String(32), primary_key=True, info=_PLAIN),
    _plan_id(),
    _urn(),
    Column("session_id", String(120), nullable=False, info=_PLAIN),
    Column("activity_id", String(120), nullable=False, info=_PLAIN),
    Column("member_id", String(120), nullable=False, info=_MEMBER),
    Column("invited_at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when they were invited")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when it was taken back")),
    Index(None, "plan_id", "member_id"),
    info=kept(
        group=STAFF,
        what="Invitations to training that were taken back, for the session is no more.",
        why="So that a person can be told all that was asked of them and what they answered.",
        seen_by="Nobody but the person, who may ask for it.",
        how_long="As long as the invitations of that plan's year.",
    ),
)
invitation_answers = Table(
    "invitation_answers",
    metadata,
    number_column(),
    _urn(),
    Column("plan_id", String(40), nullable=False, info=_PLAIN),
    Column("invitation_id", String(32), nullable=False, info=_PLAIN),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who wrote it")),
    Column("before", String(12), nullable=True, info=holds(Holds.ABOUT, "what was answered before")),
    Column("after", String(12), nullable=True, info=holds(Holds.ABOUT, "what was answered then")),
    *sealed_columns(),
    Index(None, "urn", "seq"),
    Index(None, "invitation_id"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Every invitation and every answer to one: when, and what was answered before.",
        why="So that nobody can answer for somebody else unseen.",
        seen_by="Nobody but the person, who may ask for it.",
        how_long="That there was one, as long as the school is here; what it said, as long as the invitation.",
    ),
)

ANSWERS = trail(
    invitation_answers, chain="urn", facts=("plan_id", "invitation_id", "at", "by"), content=("before", "after")
)  # fmt: skip

free_choices = Table(
    "free_choices",
    metadata,
    Column("id", String(32), primary_key=True, info=_PLAIN),
    _plan_id(),
    _urn(),
    Column("member_id", String(120), nullable=False, info=_MEMBER),
    Column("what", Text, nullable=False, info=holds(Holds.WORDS, "what they chose")),
    Column("on", Date, nullable=True, info=holds(Holds.ABOUT, "on which day")),
    Column("half_days", Exact(), nullable=False, info=holds(Holds.ABOUT, "how many half-days")),
    Column("made_at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when they wrote it")),
    Index(None, "plan_id", "member_id"),
    info=kept(
        group=STAFF,
        what="What people chose to learn in the half-days that are their own.",
        why="So that each has their allowance, and can say how they used it.",
        seen_by="The person. Those who plan CPD see how many half-days were used in all, where five or more used any.",
        how_long="Two years after the plan's own year, unless the school says otherwise.",
    ),
)

personal_links = Table(
    "personal_links",
    metadata,
    Column("id", String(32), primary_key=True, info=_PLAIN),
    Column("token", String(64), nullable=False, info=holds(Holds.SECRET, "the link, as a hash")),
    Column("urn", String(10), nullable=False, info=holds(Holds.ABOUT, "school")),
    Column("member_id", String(120), nullable=False, info=_MEMBER),
    Column("use", String(12), nullable=False, info=_PLAIN),
    Column("made_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "when it was made")),
    Column("expires_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "until when it holds")),
    UniqueConstraint("token"),
    Index(None, "urn", "member_id"),
    info=kept(
        group=STAFF,
        what="Personal links to one's own CPD, and to its calendar.",
        why="So that those without an account can see and answer what they are invited to.",
        seen_by="Nobody: only whether a link holds can be asked. Whoever was given it, opens with it what is theirs.",
        how_long="Until it is taken back, or its person goes; after a year it opens nothing, and goes a year later.",
    )
    | across_schools("Opened before anybody is known: the link itself says for which school it is.")
    | PASSING,
)
