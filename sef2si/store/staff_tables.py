"""The tables of the staff register, which is a school's own over all its years, and what was done to it."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from sef2si.domain.holding import STAFF, TRAIL, Holds, holds, kept
from sef2si.domain.staff import StaffMember
from sef2si.store.tables import Moment, NoValues, column_type, metadata
from sef2si.store.trails import number_column, sealed_columns, trail

_PLAIN = holds(Holds.NOTHING)
_SAID = {
    "version": _PLAIN,
    "name": holds(Holds.NAMES, "name or initials"),
    "reference": holds(Holds.NAMES, "number or code in the school's own systems"),
    "role": holds(Holds.ABOUT, "role at the school"),
    "group": holds(Holds.ABOUT, "staff group"),
    "team": holds(Holds.ABOUT, "team or department"),
    "days": holds(Holds.ABOUT, "days worked"),
    "days_b": holds(Holds.ABOUT, "days worked in every second week"),
    "fte_agreed": holds(Holds.ABOUT, "part of a full-time post"),
    "directed_hours_agreed": holds(Holds.ABOUT, "directed hours a year"),
    "contracted_hours": holds(Holds.ABOUT, "contracted hours a week"),
    "paid_times": holds(Holds.ABOUT, "paid times of a week"),
    "ppa": holds(Holds.ABOUT, "PPA times"),
    "not_teaching": holds(Holds.ABOUT, "times without lessons"),
    "early_career_time": holds(Holds.ABOUT, "early-career times"),
    "career_stage": holds(Holds.ABOUT, "career stage"),
    "started_on": holds(Holds.ABOUT, "first day"),
    "leaves_on": holds(Holds.ABOUT, "last day"),
    "account_id": holds(Holds.ABOUT, "whose account"),
}
# Columns that came when there were rows already: what those rows get.
_ADDED_LATER = {"not_teaching": NoValues()}

# ``account_id`` names who they are here where they have an account; it outlives the account's role at the school.
staff = Table(
    "staff",
    metadata,
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("id", String(120), primary_key=True, info=_PLAIN),
    *(
        Column(
            name,
            column_type(field.annotation),
            nullable=type(None) in get_args(field.annotation),
            server_default=_ADDED_LATER.get(name),
            info=_SAID[name],
        )
        for name, field in StaffMember.model_fields.items()
        if name != "id"
    ),
    info=kept(
        group=STAFF,
        what="The staff register: who works at the school, as what, on which days and for how many hours.",
        why="So that training is planned for those it is for, on days they work and in hours they are paid for.",
        seen_by="The school's leaders and whoever sees to its staff register; never advisers.",
        how_long="Until they are made “a former colleague” or taken out of the register.",
    ),
)

# Sealed school by school (store.trails).
staff_changes = Table(
    "staff_changes",
    metadata,
    number_column(),
    Column("batch", String(32), nullable=False, info=_PLAIN),
    Column("urn", String(10), nullable=False, info=_PLAIN),
    Column("record_id", String(120), nullable=False, info=holds(Holds.ABOUT, "about whom")),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who wrote it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who wrote it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("before", JSON(none_as_null=True), nullable=True, info=holds(Holds.NAMES, "what stood there before")),
    Column("after", JSON(none_as_null=True), nullable=True, info=holds(Holds.NAMES, "what stood there afterwards")),
    Column("undoes", String(32), nullable=True, info=_PLAIN),
    *sealed_columns(),
    Index(None, "urn", "record_id"),
    Index(None, "urn", "seq"),
    Index(None, "batch"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Every change to the staff register: who made it, when, and what stood there before and afterwards.",
        why="So that a change, or a whole import, can be taken back.",
        seen_by="Whoever sees to the school's staff register.",
        how_long="As long as they are in the register; names go when somebody is made “a former colleague”.",
    ),
)

# Whoever writes the register has it locked (store.staff.lock_register).
STAFF_CHANGES = trail(
    staff_changes,
    chain="urn",
    facts=("batch", "record_id", "version", "by", "at", "undoes"),
    content=("by_name", "before", "after"),
    lock=False,
)
