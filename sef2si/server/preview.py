"""What an import would do, as rows for a page: words alone, in the order of the file, under the priority they serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.costs import plain, pounds
from sef2si.documents.incoming.proposal import Entry, Meeting, Outcome, Sort, State
from sef2si.domain.cycle import written
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice, Record
from sef2si.journey import JOURNEY, judgements, sections
from sef2si.journey.names import need_name, priority_name
from sef2si.journey.step import Field, FieldKind, Section
from sef2si.menu import menu_entry

_TITLES = ("title", "what", "text", "found", "source", "area")
_KINDS = {
    "activities": "CPD",
    "actions": "Another action",
    "notes": "Keep it as a note",
    "": "Leave it out",
}


@dataclass(frozen=True)
class Row:
    """One entry. ``facts`` are (label, words); ``kinds`` and ``parents`` (value, words, chosen) are there to choose.

    ``asks``: we were not sure what it is, so the choice stands open.
    """

    key: str
    state: str
    tone: str
    kind: str
    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    asks: bool
    kinds: tuple[tuple[str, str, bool], ...] = ()
    parents: tuple[tuple[str, str, bool], ...] = ()


@dataclass
class Group:
    """The rows that hang on one priority of the file, or on none."""

    title: str
    rows: list[Row] = field(default_factory=list)


def groups(meeting: Meeting, plan: Plan) -> tuple[Group, ...]:
    """Every entry of the meeting once but for notes, in the file's order: what stands alone, then by priority."""
    outcomes = {outcome.entry.key: outcome for outcome in meeting.outcomes}
    entries = {key: outcome.entry for key, outcome in outcomes.items()}
    found: dict[str, Group] = {"": Group("")}
    for outcome in meeting.outcomes:
        if outcome.entry.kind == "notes":
            continue
        top = _top(outcome.entry, entries)
        own = top.key if top.kind == "priorities" else ""
        group = found.setdefault(own, Group(_title(outcomes[own], plan) if own else ""))
        group.rows.append(_row(outcome, plan))
    return tuple(group for group in found.values() if group.rows)


def notes(meeting: Meeting, plan: Plan) -> tuple[Row, ...]:
    """What fits no field, in the file's order."""
    return tuple(_row(outcome, plan) for outcome in meeting.outcomes if outcome.entry.kind == "notes")


def summary(meeting: Meeting) -> str:
    """``"12 new, 1 changed, 3 as they were; 4 more are kept as notes."``"""
    words = {State.NEW: "new", State.CHANGED: "changed", State.UNCHANGED: "as they were", State.REFUSED: "refused"}
    # In data of ours a note is a record like any other; in a school's own document it is what fits no field.
    own = meeting.proposal.sort is Sort.DATA
    states = [outcome.state for outcome in meeting.outcomes if own or outcome.entry.kind != "notes"]
    counts = [f"{states.count(state)} {word}" for state, word in words.items() if state in states]
    kept = len(meeting.outcomes) - len(states)
    if not counts and not kept:
        return "There is nothing in this file that we can place."
    noted = (
        "1 text fits no field and is kept as a note"
        if kept == 1
        else f"{kept} texts fit no field and are kept as notes"
    )
    return f"{'; '.join(part for part in (', '.join(counts), noted if kept else '') if part)}."


def _top(entry: Entry, entries: dict[str, Entry]) -> Entry:
    while entry.parent in entries:
        entry = entries[entry.parent]
    return entry


def _row(outcome: Outcome, plan: Plan) -> Row:
    entry = outcome.entry
    record = _record(outcome)
    section = _section(entry.kind, record)
    fields = {each.name: each for each in section.fields} if section else {}
    title_field = next((name for name in _TITLES if entry.fields.get(name)), "")
    facts = tuple(
        (_label(fields[name].label), _named(fields[name], value, plan, record))
        for name, value in entry.fields.items()
        if name != title_field and name in fields and value not in (None, "", ())
    )
    kept = (
        f"{fields[name].label if name in fields else name}: the plan’s stays, and the file says “{text}”"
        for name, text in outcome.kept
    )
    return Row(
        key=entry.key,
        state=outcome.state.label,
        tone={State.NEW: "done", State.REFUSED: "todo", State.CHANGED: "done"}.get(outcome.state, ""),
        kind=_begun(section.singular if section else entry.kind),
        title=_title(outcome, plan),
        asks=entry.kind in ("activities", "actions"),
        place=str(entry.place),
        facts=facts,
        said=tuple(
            each
            for each in (entry.why, *entry.problems, "" if outcome.state is State.NEW else outcome.sentence, *kept)
            if each
        ),
        kinds=tuple(_kinds(entry)),
        parents=tuple(_parents(outcome, plan)),
    )


def _kinds(entry: Entry) -> Iterator[tuple[str, str, bool]]:
    if len(entry.may_be) < 2:
        return
    for kind in dict.fromkeys((entry.kind, *entry.may_be, "notes", "")):
        section = _section(kind) if kind else None
        yield kind, _KINDS.get(kind) or (_begun(section.singular) if section else kind), kind == entry.kind


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


def _title(outcome: Outcome, plan: Plan) -> str:
    entry, record = outcome.entry, _record(outcome)
    if entry.kind == "judgements" and record is not None:
        return judgements.title(plan, record)
    named = next((_words(entry.fields[name]) for name in _TITLES if entry.fields.get(name)), "")
    return named or "Without a title"


def _begun(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _label(words: str) -> str:
    """A question stands as it is; anything else is followed by a colon."""
    return words if words.endswith("?") else f"{words}:"


def _named(field: Field, value: object, plan: Plan, record: Record | None) -> str:
    """A value as the workbook words it: a choice by its label, never by its key."""
    if field.kind is FieldKind.MONEY and isinstance(value, Decimal):
        return pounds(value)
    entry = menu_entry(plan.school, str(value)) if field.name == "form" else None
    if entry:
        return entry.label
    offered = field.options(plan, record) if field.options and record is not None else ()
    labels = {option.value: option.label for option in offered}
    chosen = value if isinstance(value, tuple | list) else (value,)
    return "; ".join(labels.get(str(each)) or _words(each) for each in chosen)


def _record(outcome: Outcome) -> Record | None:
    """The record an entry would be, so that the journey can say what it is called; unchecked where it is refused."""
    if outcome.record is not None or outcome.entry.kind not in KINDS:
        return outcome.record
    fields: dict[str, Any] = dict(outcome.entry.fields)
    return KINDS[outcome.entry.kind].model_construct(None, **fields)


def _section(kind: str, record: Record | None = None) -> Section | None:
    """Where the journey shows such a record: points to improve are another section than strengths."""
    found = [each for step in JOURNEY for each in sections(step) if each.kind == kind]
    return next((each for each in found if record is not None and each.only(record)), found[0] if found else None)


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
