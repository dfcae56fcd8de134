"""What an import means to do, before anybody agreed: entries made from a file, and what each would change in a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sef2si.documents.reading.blocks import Place
from sef2si.domain.record import Choice, Record


class Sort(Choice):
    """What a file is, as far as the way in is concerned."""

    PLAN = "plan", "A self-evaluation or improvement plan"
    CALENDAR = "calendar", "A CPD calendar or log"
    DATA = "data", "A workbook or file taken from sef2si"


class State(Choice):
    """What becomes of one entry."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "As it was"
    REFUSED = "refused", "Can’t be kept as it is"


@dataclass(frozen=True)
class ColumnMatch:
    """One heading of a file and the field it is taken for; ``field`` is "" where nobody knows. ``how``: remembered,
    same, similar, decided or none. ``suggestions`` are (field, label), the likeliest first."""

    place: Place
    heading: str
    field: str
    how: str
    suggestions: tuple[tuple[str, str], ...] = ()


def headings_of(columns: Sequence[ColumnMatch], place: Place) -> dict[str, str]:
    """Field -> the heading that was taken for it; of several that of the table which the place is in."""
    near_last = sorted(columns, key=lambda each: each.place.part == place.part)
    return {each.field: each.heading.strip().rstrip(":") for each in near_last if each.field and each.heading.strip()}


@dataclass(frozen=True)
class Entry:
    """One record that a file seems to hold. ``key`` is stable for the same file: ``"table-2.row-3.1"``.

    ``kind`` is a key of ``domain.plan.KINDS``; ``fields`` are values as the record takes them, links left out: the
    parent is the entry named by ``parent``, or the plan's own record named by ``parent_id`` (a priority; an activity's
    need). ``may_be`` are the kinds a person may choose instead; ``why`` is the rule that chose, in words. ``problems``
    say what of the row could not be read as meant, and where its text is kept.
    """

    key: str
    kind: str
    fields: Mapping[str, object]
    place: Place
    parent: str = ""
    why: str = ""
    may_be: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    parent_id: str = ""


@dataclass(frozen=True)
class Decisions:
    """What a person decided on the preview. ``columns``: heading -> field; ``kinds``: entry key -> kind, or ``notes``
    to keep the text as a note, or "" to leave it out; ``parents``: entry key -> id of a priority of the plan, or for
    an activity of one of its needs, or "" to serve none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """All entries of a file, in its order, parents before children; what fits nowhere is an entry of kind ``notes``."""

    sort: Sort
    name: str
    entries: tuple[Entry, ...]
    columns: tuple[ColumnMatch, ...] = ()
    said: tuple[str, ...] = ()

    def headings(self, place: Place) -> dict[str, str]:
        """Field -> the file's own heading for it, of the same table first."""
        return headings_of(self.columns, place)


@dataclass(frozen=True)
class Outcome:
    """One entry held against the plan. ``record`` is what would be kept; ``before`` the plan's own, where there is one.

    ``sentence`` says what happens, or what is wrong and what to do. ``kept`` names fields where the plan already says
    something else: the plan's stays, and the file's text is shown beside it.
    """

    entry: Entry
    state: State
    record: Record | None
    before: Record | None = None
    sentence: str = ""
    kept: tuple[tuple[str, str], ...] = ()  # (field, the file's text)


@dataclass(frozen=True)
class Meeting:
    """A proposal held against a plan: what ``Planner.write`` is to save, in one act, and a line for each entry."""

    proposal: Proposal
    outcomes: tuple[Outcome, ...]
    save: tuple[Record, ...]

    def count(self, state: State) -> int:
        return sum(outcome.state is state for outcome in self.outcomes)
