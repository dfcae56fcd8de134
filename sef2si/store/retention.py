"""The rules of each school on how long what is kept, and what is past its time. Each function counts what it did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, Text, delete, func, not_, or_, select

from sef2si.domain.holding import TRAIL, Holds, holds, kept
from sef2si.domain.personal import FORMER
from sef2si.domain.retention import Rule
from sef2si.domain.threads import ThreadSort
from sef2si.store.access_log import access_log
from sef2si.store.people import links
from sef2si.store.people_data import reworded
from sef2si.store.registers import OF_REGISTER
from sef2si.store.staff_tables import staff
from sef2si.store.tables import CHANGES, Moment, changes, metadata, plans, tables
from sef2si.store.thread_tables import THREAD_CHANGES, promises, remarks, thread_changes, threads
from sef2si.store.year_tables import (
    ANSWERS,
    free_choices,
    invitation_answers,
    invitations,
    personal_links,
    proposals,
    taken_back,
)

_PLAIN = holds(Holds.NOTHING)

# A school that has not said otherwise has no row here: the default holds.
retention_rules = Table(
    "retention_rules",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("rule", String(20), primary_key=True, info=_PLAIN),
    Column("years", Integer, nullable=False, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who decided it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who decided it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    info=kept(
        group=TRAIL,
        what="How long the school keeps what, and who decided it.",
        why="So that nothing about people is kept longer than the school needs it.",
        seen_by="Whoever sees to people's data at the school.",
        how_long="As long as the school is on this server.",
    ),
)


def rules_of(connection: Connection, urn: str) -> dict[Rule, int]:
    """Each rule with its years, the school's own or the default."""
    here = retention_rules.c
    found = connection.execute(select(here.rule, here.years).where(here.urn == urn))
    own = {row.rule: row.years for row in found}
    return {rule: own.get(rule.value, rule.default) for rule in Rule}


def put_rule(connection: Connection, urn: str, rule: Rule, years: int, *, by: str, by_name: str, at: datetime) -> None:
    here = (retention_rules.c.urn == urn) & (retention_rules.c.rule == rule.value)
    connection.execute(delete(retention_rules).where(here))
    row = {"urn": urn, "rule": rule.value, "years": years, "by": by, "by_name": by_name, "at": at}
    connection.execute(retention_rules.insert().values(row))


def leavers(connection: Connection, urn: str, before: date) -> list[str]:
    """Entries of the register of those who left before this day, and are not a former colleague yet."""
    here = (staff.c.urn == urn) & (staff.c.leaves_on < before) & (staff.c.name != FORMER)
    return list(connection.execute(select(staff.c.id).where(here).order_by(staff.c.id)).scalars())


def forget_access(connection: Connection, urn: str, before: datetime) -> int:
    here = (access_log.c.urn == urn) & (access_log.c.quarter < before)
    done: int = connection.execute(delete(access_log).where(here)).rowcount
    return done


def forget_links(connection: Connection, urn: str, before: datetime) -> int:
    done: int = connection.execute(delete(links).where((links.c.urn == urn) & (links.c.expires_at < before))).rowcount
    return done


def forget_personal_links(connection: Connection, urn: str, before: datetime) -> int:
    here = (personal_links.c.urn == urn) & (personal_links.c.expires_at < before)
    done: int = connection.execute(delete(personal_links).where(here)).rowcount
    return done


def forget_talks(connection: Connection, urn: str, before: datetime, certificate: str) -> int:
    """Threads in which nothing is open and nothing was said since, and promises that were due before; with all that was
    ever written in them."""
    said_since = select(remarks.c.thread_id).where(remarks.c.urn == urn, remarks.c.at >= before)
    settled = or_(threads.c.sort == ThreadSort.PRAISE.value, threads.c.closed_at < before)
    old = select(threads.c.id).where(threads.c.urn == urn, settled, threads.c.id.not_in(said_since))
    gone = list(connection.execute(old).scalars())
    due = (promises.c.urn == urn) & (promises.c.due_on < before.date())
    kept_not = list(connection.execute(select(promises.c.id).where(due)).scalars())
    theirs = (remarks.c.urn == urn) & remarks.c.thread_id.in_(gone)
    said = list(connection.execute(select(remarks.c.id).where(theirs)).scalars())
    connection.execute(delete(remarks).where(theirs))
    connection.execute(delete(threads).where(threads.c.urn == urn, threads.c.id.in_(gone)))
    connection.execute(delete(promises).where(promises.c.urn == urn, promises.c.id.in_(kept_not)))
    where = thread_changes.c.record_id.in_([*gone, *said, *kept_not])
    reworded(connection, THREAD_CHANGES, urn, certificate, words=_emptied, where=where)
    return len(gone) + len(kept_not)


def forget_cpd(connection: Connection, urn: str, plan_ids: Collection[str], certificate: str) -> int:
    """Who was invited and what they answered, what they chose for themselves, and proposals, of these plans."""
    count = 0
    for table in (invitations, taken_back, free_choices, proposals):
        count += connection.execute(delete(table).where(table.c.plan_id.in_(plan_ids))).rowcount
    where = invitation_answers.c.plan_id.in_(plan_ids)
    return count + reworded(connection, ANSWERS, urn, certificate, words=_emptied, where=where)


def old_notes(connection: Connection, urn: str, before: date) -> list[tuple[str, str]]:
    """(plan, id) of notes that were kept before this day."""
    notes = tables["notes"].c
    years = select(plans.c.id).where(plans.c.urn == urn)
    found = connection.execute(
        select(notes.plan_id, notes.id).where(notes.plan_id.in_(years), notes.kept_on < before).order_by(*notes[:2])
    )
    return [tuple(row) for row in found]


def empty_changes(connection: Connection, urn: str, before: datetime, certificate: str) -> int:
    """What records said before this moment goes from the trail, but for what each still says, and facts of schools.

    Of the change that made a record what it is, ``before`` becomes empty: that there was something stays.
    """
    newest = select(func.max(changes.c.seq)).group_by(changes.c.plan_id, changes.c.kind, changes.c.record_id)
    still = {
        *connection.execute(select(changes.c.seq).where(changes.c.seq.in_(newest), changes.c.at < before)).scalars()
    }

    def words(row: dict[str, Any]) -> dict[str, Any]:
        if row["seq"] in still and row["after"] is not None:
            return row | {"before": None if row["before"] is None else {}}
        return _emptied(row)

    where = (changes.c.at < before) & (changes.c.kind != "school") & not_(changes.c.batch.like(f"{OF_REGISTER}%"))
    return reworded(connection, CHANGES, urn, certificate, words=words, where=where)


def empty_note(connection: Connection, urn: str, plan_id: str, note_id: str, certificate: str) -> int:
    """All that was ever said in one note that is gone."""
    where = (changes.c.plan_id == plan_id) & (changes.c.kind == "notes") & (changes.c.record_id == note_id)
    return reworded(connection, CHANGES, urn, certificate, words=_emptied, where=where)


def _emptied(row: dict[str, Any]) -> dict[str, Any]:
    """Neither before nor after: no change is ever written so."""
    return row | {"before": None, "after": None}
