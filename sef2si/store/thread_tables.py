"""The tables of threads between a school and its advisers, of promises, and of when an adviser last looked."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from sef2si.domain.holding import ADVICE, TRAIL, Holds, holds, kept
from sef2si.store.tables import Moment, metadata
from sef2si.store.trails import number_column, sealed_columns, trail

_PLAIN = holds(Holds.NOTHING)
_BOTH_SIDES = "The school's leaders, whoever leads the priority it is about, and the adviser; a lead adviser too."

# The first remark is the question itself. Without a plan it is about the school as a whole.
threads = Table(
    "threads",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("id", String(32), primary_key=True, info=_PLAIN),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("sort", String(10), nullable=False, info=_PLAIN),
    Column("plan_id", String(40), nullable=False, info=_PLAIN),
    Column("kind", String(40), nullable=False, info=_PLAIN),
    Column("record_id", String(120), nullable=False, info=_PLAIN),
    Column("about", Text, nullable=False, info=holds(Holds.WORDS, "what it is about")),
    Column("closed_at", Moment(), nullable=True, info=holds(Holds.ABOUT, "when it was closed")),
    Column("closed_by", String(200), nullable=False, info=holds(Holds.ABOUT, "who closed it")),
    Column("closed_by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who closed it")),
    info=kept(
        group=ADVICE,
        what="Questions and words of praise between a school and its advisers, and what each is about.",
        why="So that both can see what was asked and what is still open.",
        seen_by=_BOTH_SIDES,
        how_long="Four years after the last word in a thread that is settled, unless the school says otherwise.",
    ),
)

remarks = Table(
    "remarks",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("id", String(32), primary_key=True, info=_PLAIN),
    Column("thread_id", String(32), nullable=False, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who said it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who said it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("text", Text, nullable=False, info=holds(Holds.WORDS, "what was said")),
    Column("of_school", Boolean, nullable=False, info=holds(Holds.ABOUT, "for which side")),
    ForeignKeyConstraint(["urn", "thread_id"], ["threads.urn", "threads.id"]),
    Index(None, "urn", "thread_id"),
    info=kept(
        group=ADVICE,
        what="What was said in each: the question, the answers.",
        why="So that both see the whole thread.",
        seen_by=_BOTH_SIDES,
        how_long="As long as the thread.",
    ),
)

promises = Table(
    "promises",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("id", String(32), primary_key=True, info=_PLAIN),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("text", Text, nullable=False, info=holds(Holds.WORDS, "what was promised")),
    Column("due_on", Date, nullable=False, info=holds(Holds.ABOUT, "by when")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who promised it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who promised it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("kept_on", Date, nullable=True, info=holds(Holds.ABOUT, "when it was kept")),
    info=kept(
        group=ADVICE,
        what="What an adviser promised a school, by when, and whether it was kept.",
        why="So that a promise is not forgotten.",
        seen_by="The school's leaders, the adviser, and a lead adviser.",
        how_long="Four years after the day it was promised for, unless the school says otherwise.",
    ),
)

# ``seen`` is the summary as it was then: what has changed is the difference.
looks = Table(
    "looks",
    metadata,
    Column("person_id", String(200), primary_key=True, info=holds(Holds.ABOUT, "who looked")),
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when they last looked")),
    Column("seen", JSON, nullable=False, info=holds(Holds.NOTHING, "the figures they saw")),
    info=kept(
        group=ADVICE,
        what="When an adviser last looked at a school, and the figures of its summary on that day.",
        why="So that an adviser is told what has changed since, and nothing twice.",
        seen_by="The adviser.",
        how_long="Until they look again.",
    ),
)

# Sealed school by school (store.trails).
thread_changes = Table(
    "thread_changes",
    metadata,
    number_column(),
    Column("batch", String(32), nullable=False, info=_PLAIN),
    Column("urn", String(10), nullable=False, info=_PLAIN),
    Column("kind", String(40), nullable=False, info=_PLAIN),
    Column("record_id", String(120), nullable=False, info=_PLAIN),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who wrote it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who wrote it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("before", JSON(none_as_null=True), nullable=True, info=holds(Holds.WORDS, "what stood there before")),
    Column("after", JSON(none_as_null=True), nullable=True, info=holds(Holds.WORDS, "what stood there afterwards")),
    Column("undoes", String(32), nullable=True, info=_PLAIN),
    *sealed_columns(),
    Index(None, "urn", "seq"),
    Index(None, "batch"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Everything written in threads and promises: by whom, when, and what stood there before and afterwards.",
        why="So that both sides can rely on what was said.",
        seen_by="Nobody on a page; it is in backups and in what is given out about a person.",
        how_long="That there was something, as long as the school is here; what it said, as long as the thread.",
    ),
)

# Whoever writes in a school's threads has them locked (store.threads.lock_talks).
THREAD_CHANGES = trail(
    thread_changes,
    chain="urn",
    facts=("batch", "kind", "record_id", "version", "by", "at", "undoes"),
    content=("by_name", "before", "after"),
    lock=False,
)
