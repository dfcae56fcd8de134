"""The impact report: what was meant, what was found, for pupils and for staff apart, and when we look next."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.documents.papers.about import Opened, opened, what_to_do_next
from sef2si.documents.papers.checks import (
    APART_RULE,
    STRENGTH_RULE,
    Due,
    Look,
    dues,
    found,
    found_in_short,
    judged,
    looked_at,
    looks,
    meant,
    priorities_of,
    waits,
    what_of,
)
from sef2si.documents.papers.wording import counted, lines
from sef2si.documents.printing.paper import Block, Column, Heading, Missing, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.impact import AgainstIntent
from sef2si.domain.plan import Plan
from sef2si.journey.names import priority_name

_EMPTY = "Nothing is planned yet, so there is no impact to look for."


def impact_paper(source: Source) -> Paper:
    """Every look taken and every look due, in the shared edition."""
    of = opened(source)
    blocks = tuple(_blocks(of)) if looked_at(of.plan) else what_to_do_next(of, _EMPTY)
    return Paper("Impact report", of.about, blocks, of.subtitle, landscape=True)


def outcomes(of: Opened, level: int = 1, brief: bool = False) -> Iterator[Block]:
    """What was found for pupils, then for staff and the school, then where neither is said (000-47).

    ``brief`` leaves out evidence and side effects, which the impact report has.
    """
    done = looks(of.plan)
    pupils, staff = _apart(done)
    parts = (
        ("For pupils", pupils),
        ("For staff and the school", staff),
        ("For whom is not said yet", tuple(look for look in done if look.check.level is None)),
    )
    for heading, own in parts:
        if own:
            yield Heading(heading, level)
            yield _table(of.plan, own, f"{heading}: what was found, newest first", brief)
        elif heading == "For pupils":
            yield Heading(heading, level)
            yield Words("No change for pupils has been looked at yet.", Tone.MISSING)


def next_looks(of: Opened, level: int = 1) -> Iterator[Block]:
    """Looks whose day has passed, looks to come, and what has no look agreed."""
    waiting = dues(of.plan, of.today)
    late = tuple(due for due in waiting if due.overdue)
    if late:
        yield Heading("Waiting to be written down", level)
        yield _due_table(of.plan, late, "The day agreed has passed: what was found?")
    yield Heading("Next looks", level)
    coming = tuple(due for due in waiting if not due.overdue)
    yield _due_table(of.plan, coming, "When we look next", "No look is agreed for a day to come.")
    unplanned = _without_look(of.plan)
    if unplanned:
        rows = tuple((what_of(each), _for_what(of.plan, each), Missing(_lacks(each))) for each in unplanned)
        columns = (Column("CPD", 4), Column("Priority", 3), Column("Not yet agreed", 4))
        yield Table("No look agreed yet", columns, rows)


def summary(plan: Plan) -> str:
    """How many looks were taken, and how many found what was meant, pupils and staff apart."""
    done = looks(plan)
    if not done:
        return "No impact check is made yet."
    met = {AgainstIntent.MET, AgainstIntent.EXCEEDED}
    pupils, staff = _apart(done)
    parts = [f"{counted(len(done), 'impact check')} made."]
    for name, own in (("pupils", pupils), ("staff and the school", staff)):
        if own:
            said = sum(look.check.against_intent in met for look in own)
            parts.append(f"For {name}: {len(own)}, of which {said} found what was meant or more.")
    if not pupils:
        parts.append("No change for pupils has been looked at yet.")
    return " ".join(parts)


def _apart(done: tuple[Look, ...]) -> tuple[tuple[Look, ...], tuple[Look, ...]]:
    """Looks at what changed for pupils, and looks at what changed for staff and the school."""
    known = [(look, look.check.level) for look in done if look.check.level]
    return (
        tuple(look for look, level in known if level.is_about_pupils),
        tuple(look for look, level in known if not level.is_about_pupils),
    )


def _blocks(of: Opened) -> Iterator[Block]:
    yield Words(summary(of.plan), Tone.LEDE)
    yield Words(f"{APART_RULE} {STRENGTH_RULE}", Tone.QUIET)
    if looks(of.plan):
        yield from outcomes(of)
    yield from next_looks(of)


def _table(plan: Plan, own: tuple[Look, ...], caption: str, brief: bool) -> Table:
    rows = tuple(
        (
            what_of(look.record),
            lines(meant(look.record, level=not brief) or _nothing_meant(look.record), _for_what(plan, look.record)),
            found_in_short(look.check) if brief else found(look.check),
            judged(look.check),
        )
        for look in own
    )
    columns = (
        Column("CPD or action", 3), Column("What should change", 3.4), Column("What was found", 4.4),
        Column("Against what was meant", 2.6),
    )  # fmt: skip
    return Table(caption, columns, rows)


def _nothing_meant(record: object) -> str:
    return Missing("Not written down before it started") if isinstance(record, Activity) else ""


def _for_what(plan: Plan, record: object) -> str:
    served = priorities_of(plan, record)  # type: ignore[arg-type]
    return f"For: {'; '.join(map(priority_name, served))}" if served else "Serves no priority yet"


def _due_table(plan: Plan, own: tuple[Due, ...], caption: str, empty: str = "") -> Table:
    rows = tuple(
        (
            Missing(written(due.on)) if due.overdue else written(due.on),
            lines(what_of(due.record), "Looked at before; this is the next look" if due.again else ""),
            meant(due.record) or _nothing_meant(due.record),
            _for_what(plan, due.record),
        )
        for due in own
    )
    columns = (Column("Day", 1.6), Column("CPD or action", 3.4), Column("What should change", 4), Column("Priority", 3))
    return Table(caption, columns, rows, row_headers=False, empty=empty)


def _without_look(plan: Plan) -> tuple[Activity, ...]:
    """CPD for which no look is agreed and none was taken; what serves parked priorities alone is not asked."""
    return tuple(
        activity
        for activity in plan.activities
        if not waits(plan, activity)
        and plan.check_due(activity) is None
        and not any(check.is_done for check in plan.checks_of(activity))
    )


def _lacks(activity: Activity) -> str:
    return "A day to look" if activity.intended.strip() else "What should change, and a day to look"
