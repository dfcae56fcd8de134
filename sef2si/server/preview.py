"""What an import would do, as rows for a page: words alone, in the order of the file, under the priority they serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sef2si.advice.costs import plain
from sef2si.documents.incoming.proposal import Entry, Meeting, Outcome, State
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.record import Choice
from sef2si.journey import JOURNEY, sections
from sef2si.journey.names import need_name, priority_name
from sef2si.journey.step import Section

_TITLES = ("title", "what", "text", "found", "source", "area")
_KINDS = {
    "activities": "CPD",
    "actions": "Another action",
    "notes": "Keep it as a note",
    "": "Leave it out",
}


@dataclass(frozen=True)
class Row:
    """One entry. ``facts`` are (label, words); ``kinds`` and ``parents`` (value, words, chosen) are there to choose."""

    key: str
    state: str
    tone: str
    kind: str
    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    kinds: tuple[tuple[str, str, bool], ...] = ()
    parents: tuple[tuple[str, str, bool], ...] = ()


@dataclass
class Group:
    """The rows that hang on one priority of the file, or on none."""

    title: str
    rows: list[Row] = field(default_factory=list)


def groups(meeting: Meeting, plan: Plan, today: date) -> tuple[Group, ...]:
    """Every entry of the meeting once, in the file's order: first what stands alone, then priority by priority."""
    entries = {outcome.entry.key: outcome.entry for outcome in meeting.outcomes}
    found: dict[str, Group] = {"": Group("")}
    for outcome in meeting.outcomes:
        top = _top(outcome.entry, entries)
        own = top.key if top.kind == "priorities" else ""
        group = found.setdefault(own, Group(_title(top, plan, today) if own else ""))
        group.rows.append(_row(outcome, plan, today))
    return tuple(group for group in found.values() if group.rows)


def summary(meeting: Meeting) -> str:
    """``"12 new, 1 changed, 3 as they were."``"""
    words = {State.NEW: "new", State.CHANGED: "changed", State.UNCHANGED: "as they were", State.REFUSED: "refused"}
    counts = [f"{meeting.count(state)} {word}" for state, word in words.items() if meeting.count(state)]
    return f"{', '.join(counts)}." if counts else "There is nothing in this file that we can place."


def _top(entry: Entry, entries: dict[str, Entry]) -> Entry:
    while entry.parent in entries:
        entry = entries[entry.parent]
    return entry


def _row(outcome: Outcome, plan: Plan, today: date) -> Row:
    entry = outcome.entry
    section = _section(entry.kind)
    labels = {each.name: each.label for each in section.fields} if section else {}
    title_field = next((name for name in _TITLES if entry.fields.get(name)), "")
    facts = tuple(
        (labels[name], _words(value))
        for name, value in entry.fields.items()
        if name != title_field and name in labels and value not in (None, "", ())
    )
    kept = (f"{labels.get(name, name)}: the plan’s stays, and the file says “{text}”" for name, text in outcome.kept)
    return Row(
        key=entry.key,
        state=outcome.state.label,
        tone={State.NEW: "done", State.REFUSED: "todo", State.CHANGED: "done"}.get(outcome.state, ""),
        kind=(section.singular if section else entry.kind).capitalize(),
        title=_title(entry, plan, today),
        place=str(entry.place),
        facts=facts,
        said=tuple(each for each in (entry.why, *entry.problems, outcome.sentence, *kept) if each),
        kinds=tuple(_kinds(entry)),
        parents=tuple(_parents(outcome, plan)),
    )


def _kinds(entry: Entry) -> Iterator[tuple[str, str, bool]]:
    if len(entry.may_be) < 2:
        return
    for kind in dict.fromkeys((entry.kind, *entry.may_be, "notes", "")):
        section = _section(kind) if kind else None
        yield kind, _KINDS.get(kind) or (section.singular.capitalize() if section else kind), kind == entry.kind


def _parents(outcome: Outcome, plan: Plan) -> Iterator[tuple[str, str, bool]]:
    """For CPD that belongs to no priority of the file: the plan's own, to choose from."""
    entry, record = outcome.entry, outcome.record
    if entry.kind != "activities" or entry.parent or not plan.priorities:
        return
    linked = set(getattr(record, "need_ids", ()))
    chosen = [need for need in plan.needs if need.id in linked]
    yield "", "No priority yet", not linked
    for priority in plan.priorities:
        yield priority.id, priority_name(priority), any(need.priority_id == priority.id for need in chosen)
        for need in plan.needs_of(priority):
            yield need.id, f"{priority_name(priority)}: {need_name(need)}", False


def _title(entry: Entry, plan: Plan, today: date) -> str:
    named = next((_words(entry.fields[name]) for name in _TITLES if entry.fields.get(name)), "")
    return named or "Without a title"


def _section(kind: str) -> Section | None:
    return next((each for step in JOURNEY for each in sections(step) if each.kind == kind), None)


def _words(value: object) -> str:
    match value:
        case Choice():
            return value.label
        case date():
            return written(value)
        case Decimal():
            return plain(value)
        case bool():
            return "Yes" if value else "No"
        case tuple() | list():
            return "; ".join(_words(each) for each in value)
        case _:
            return str(value)
