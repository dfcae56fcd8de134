"""The CPD programme, for staff to read, and the log of what has been."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.advice.costs import COST_RULE, HEADS_RULE, plain, pounds, sum_of
from sef2si.documents.papers import cpd
from sef2si.documents.papers.about import Opened, opened, what_to_do_next
from sef2si.documents.papers.checks import waits
from sef2si.documents.papers.sums import left_out_said
from sef2si.documents.papers.wording import counted
from sef2si.documents.printing.paper import Block, Heading, Paper, Tone, Words
from sef2si.documents.source import Source

_EMPTY = "No CPD is planned yet."


def programme_paper(source: Source) -> Paper:
    """What is coming by date, and what has been with hours, people and cost, in the shared edition."""
    of = opened(source)
    blocks = tuple(_blocks(of)) if of.plan.activities else what_to_do_next(of, _EMPTY)
    return Paper("CPD programme and log", of.about, blocks, of.subtitle, landscape=True)


def cpd_log(of: Opened) -> tuple[Block, ...]:
    """What has been, with what its sums leave out."""
    been = cpd.Calendar.of(of.plan.activities, of.today).been
    whole = sum_of(been, of.plan.school)
    found: list[Block] = [cpd.log(of.plan, been, "What has been, by date", "No CPD has ended yet.")]
    notes = []
    if rest := left_out_said(whole):
        notes.append(f"The cost so far leaves out {rest}.")
    if whole.unhoured:
        notes.append(
            f"Staff hours leave out {counted(whole.unhoured, 'activity', 'activities')} without hours or people."
        )
    if notes:
        found.append(Words(" ".join(notes), Tone.QUIET))
    return tuple(found)


def _blocks(of: Opened) -> Iterator[Block]:
    plan = of.plan
    asked = tuple(activity for activity in plan.activities if not waits(plan, activity))
    calendar = cpd.Calendar.of(asked, of.today)
    whole = sum_of(plan.activities, plan.school)
    yield Words(
        f"{counted(len(plan.activities), 'CPD activity', 'CPD activities')} this year: "
        f"{len(calendar.going_on)} going on now, {len(calendar.coming)} still to come. "
        f"{plain(whole.head_hours) or '0'} staff hours and {pounds(whole.total)} in all, as far as they are known.",
        Tone.LEDE,
    )
    yield Heading("Programme")
    if calendar.going_on:
        yield cpd.programme(plan, calendar.going_on, "Going on now", "")
    yield cpd.programme(plan, calendar.coming, "What is coming, by date", "Nothing with a date is to come.")
    if calendar.undated:
        yield cpd.programme(plan, calendar.undated, "Planned, with no date yet", "")
    parked = tuple(activity for activity in plan.activities if activity not in asked)
    if parked:
        yield cpd.programme(plan, parked, "For parked priorities only: not asked for now", "")
    yield Heading("Log")
    yield from cpd_log(of)
    yield Words(COST_RULE, Tone.QUIET)
    yield Words(HEADS_RULE, Tone.QUIET)
