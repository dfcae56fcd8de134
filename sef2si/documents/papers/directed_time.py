"""The directed-time ledger to print: for staff and their representatives, before the calendar is published."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sef2si.advice.year.days import school_year
from sef2si.advice.year.directed import COUNTED, FULL_DAYS, RULE, Ledger, hours_words, notes, of_group
from sef2si.documents.papers.about import Opened, opened, what_to_do_next
from sef2si.documents.printing.paper import Align, Block, Column, Facts, Heading, Paper, Table, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.cycle import written
from sef2si.domain.dates import CalendarDate, Repeats
from sef2si.domain.staff import FULL_DIRECTED_HOURS

_EMPTY = "The calendar of the year is empty, so there is no directed time to count yet."
_SHARES = ("1.0", "0.8", "0.6", "0.5", "0.4", "0.2")
PART_RULE = (
    "Part-time teachers owe their share of the hours, and are asked only on days they work; by agreement, an hour on "
    "another day is given back. Whether a part-timer is asked for more than their share is seen by whoever plans, with "
    "the staff register; it names nobody here."
)


def directed_time_paper(source: Source) -> Paper:
    """What the calendar asks of each group of teachers, entry by entry, and what is left. No names are in it."""
    of = opened(source)
    blocks = tuple(_blocks(of)) if of.plan.dates else what_to_do_next(of, _EMPTY)
    return Paper("Directed time", of.about, blocks, of.subtitle)


def _blocks(of: Opened) -> Iterator[Block]:
    year = school_year(of.plan.dates)
    yield Words(
        "For staff and their representatives, to look at before the calendar is published. It counts what the calendar "
        "asks at the headteacher’s direction; teaching is in the ordinary day.",
        Tone.LEDE,
    )
    yield Facts(
        (
            ("Days on which pupils come", str(len(year.pupils_days))),
            ("INSET days", str(len(year.inset))),
            ("Days on which staff work", f"{len(year.staff_days)} of {FULL_DAYS}"),
        )
    )
    for note in notes(year):
        yield Words(note)
    ledgers = [(group.label, of_group(year, group)) for group in COUNTED]
    yield Heading("What is left")
    yield _left(ledgers)
    for label, ledger in ledgers:
        yield Heading(label)
        yield _uses(label, ledger)
    yield Heading("Part-time teachers")
    yield _shares()
    yield Words(PART_RULE, Tone.QUIET)
    yield Words(RULE, Tone.QUIET)


def _left(ledgers: list[tuple[str, Ledger]]) -> Table:
    columns = (
        Column("Full-time", 4), Column("May be directed", 2, Align.RIGHT), Column("The calendar uses", 2, Align.RIGHT),
        Column("Left", 2, Align.RIGHT),
    )  # fmt: skip
    rows = tuple(
        (label, hours_words(ledger.allowance or 0), hours_words(ledger.used), _rest(ledger.left or 0))
        for label, ledger in ledgers
    )
    return Table("Directed hours of a full-time teacher, by group", columns, rows)


def _rest(minutes: int) -> str:
    return hours_words(minutes) if minutes >= 0 else f"{hours_words(-minutes)} too many"


def _uses(label: str, ledger: Ledger) -> Table:
    columns = (
        Column("What", 4), Column("When", 3.5), Column("Times", 1, Align.RIGHT),
        Column("Minutes each", 1.3, Align.RIGHT), Column("Hours", 1.2, Align.RIGHT),
    )  # fmt: skip
    rows = tuple(
        (
            use.entry.name,
            _when(use.entry),
            str(use.times),
            str(use.entry.length or 0),
            f"{Decimal(use.minutes) / 60:.2f}",
        )
        for use in sorted(ledger.uses, key=lambda use: (-use.minutes, use.entry.name))
    )
    total = ("All", "", "", "", f"{Decimal(ledger.used) / 60:.2f}")
    caption = f"What the calendar asks: {label.lower()}"
    return Table(caption, columns, rows, total if rows else None, empty="Nothing is asked yet.")


def _when(entry: CalendarDate) -> str:
    if entry.starts is None:
        return "each of pupils’ days"
    if entry.repeats is not Repeats.ONCE:
        return f"{entry.repeats.label}, from {written(entry.starts)}"
    if entry.ends and entry.ends != entry.starts:
        return f"{written(entry.starts)} to {written(entry.ends)}"
    return written(entry.starts)


def _shares() -> Table:
    columns = (Column("Part of a full-time post", 3), Column("Directed hours a year", 3, Align.RIGHT))
    rows = tuple((share, f"{FULL_DIRECTED_HOURS * Decimal(share):,.2f}") for share in _SHARES)
    return Table("Directed hours of part-time teachers", columns, rows)
