"""The tables of how people are told of what is new, of each email that told them, and of sessions called off."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, String, Table, UniqueConstraint

from sef2si.domain.holding import ACCOUNTS, STAFF, Holds, holds, kept
from sef2si.store.apart import across_schools
from sef2si.store.tables import Moment, metadata

# ``told_at``: what was before is told, or was never asked for; ``looked_at``: what was before was looked at.
news_choices = Table(
    "news_choices",
    metadata,
    Column("person_id", String(200), primary_key=True, info=holds(Holds.ABOUT, "whose")),
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("how", String(10), nullable=False, info=holds(Holds.ABOUT, "how they want to be told")),
    Column("told_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when they were last told by email")),
    Column("looked_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when they last looked at what is new")),
    info=kept(
        group=ACCOUNTS,
        what="Whether somebody wants an email about what is new at a school, and when they were last told or looked.",
        why="So that nobody is told who did not ask for it, and nothing twice.",
        seen_by="The person.",
        how_long="As long as the person has their account.",
    )
    | across_schools(
        "The server sends to everybody whose day it is. It holds who asked for it, and nothing of a plan."
    ),
)

# Written before it is sent: one a day, whatever happens in between. ``said`` is counts alone.
news_mails = Table(
    "news_mails",
    metadata,
    Column("person_id", String(200), primary_key=True, info=holds(Holds.ABOUT, "to whom")),
    Column("sent_on", Date, primary_key=True, info=holds(Holds.ABOUT, "on which day")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("said", JSON, nullable=False, info=holds(Holds.ABOUT, "how many of what kind, by school")),
    Column("stop", String(64), nullable=False, info=holds(Holds.SECRET, "the link to end them, as a hash")),
    Column("taken_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when the mail server took it")),
    UniqueConstraint("stop"),
    info=kept(
        group=ACCOUNTS,
        what="Each email about what is new: to whom, on which day, and the counts in it; no text, no names.",
        why="So that nobody gets two on a day, and each email can be answered with “no more of these”.",
        seen_by="The person.",
        how_long="A year.",
    )
    | across_schools("One email is about all schools of a person. It holds counts, and nothing of a plan."),
)

# An invitation goes with its session; so that whoever was invited can be told, this stays for a while.
called_off = Table(
    "called_off",
    metadata,
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("session_id", String(120), primary_key=True, info=holds(Holds.NOTHING)),
    Column("member_id", String(120), primary_key=True, info=holds(Holds.ABOUT, "which member of staff")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Index(None, "urn", "member_id"),
    info=kept(
        group=STAFF,
        what="Whose invitation ended because its session was called off.",
        why="So that they are told.",
        seen_by="The person.",
        how_long="Two months.",
    ),
)
