"""Two states of a plan side by side, by priority: what is new, what says something else, what went.

It knows nothing of who may see what: both states are given as somebody may see them next to one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.journey import step_of
from sef2si.journey.names import priority_name
from sef2si.journey.places import priority_of
from sef2si.journey.saying import called, fields_of, in_words, section_of

WHERE_WE_ARE, OUR_SCHOOL, OUTSIDE = "Where are we?", "Our school and its calendar", "Outside the priorities"
_PARTS: Mapping[str, str] = {
    **dict.fromkeys(("judgements", "points", "evidence"), WHERE_WE_ARE),
    **dict.fromkeys(("school", "dates"), OUR_SCHOOL),
}


class Mark(StrEnum):
    """What became of a record, in one word."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Answer:
    """One question of the form and what stood there on both sides, in words; "" for nothing."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Difference:
    """One record. Of one that is new or gone, ``answers`` are those to the essential questions."""

    mark: Mark
    kind: str
    record_id: str
    step: str
    noun: str
    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Part:
    """What differs under one heading. ``is_gone``: it is about a priority that is no longer in the plan."""

    title: str
    differences: tuple[Difference, ...]
    is_gone: bool = False


def compared(before: Plan, now: Plan) -> tuple[Part, ...]:
    """Priorities in their order, those that went after them, then what is under none. Only parts that differ."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for kind in KINDS:
        were = {record.id: record for record in before.records(kind)}
        are = {record.id: record for record in now.records(kind)}
        for record_id in (*are, *(each for each in were if each not in are)):
            if difference := _difference(before, now, kind, were.get(record_id), are.get(record_id)):
                plan, record = (now, are[record_id]) if record_id in are else (before, were[record_id])
                found[_part(plan, kind, record)].append(difference)
    return tuple(_parts(before, now, found))


def count(parts: tuple[Part, ...], mark: Mark) -> int:
    return sum(each.mark is mark for part in parts for each in part.differences)


def _parts(before: Plan, now: Plan, found: Mapping[str, list[Difference]]) -> Iterator[Part]:
    there = {priority.id for priority in now.priorities}
    for priority in (*now.priorities, *(each for each in before.priorities if each.id not in there)):
        if own := found.get(priority.id):
            yield Part(priority_name(priority), tuple(own), is_gone=priority.id not in there)
    for title in (WHERE_WE_ARE, OUTSIDE, OUR_SCHOOL):
        if own := found.get(title):
            yield Part(title, tuple(own))


def _part(plan: Plan, kind: str, record: Record) -> str:
    """The id of the priority a record is under, or the title of another part."""
    if kind in _PARTS:
        return _PARTS[kind]
    priority = priority_of(plan, record)
    return priority.id if priority else OUTSIDE


def _difference(before: Plan, now: Plan, kind: str, was: Record | None, is_: Record | None) -> Difference | None:
    record, plan = (is_, now) if is_ is not None else (was, before)
    assert record is not None
    answers = tuple(_answers(before, now, kind, was, is_))
    if was is not None and is_ is not None and not answers:
        return None
    return Difference(
        mark=Mark.NEW if was is None else Mark.GONE if is_ is None else Mark.CHANGED,
        kind=kind,
        record_id=record.id,
        step=step_of(kind).key,
        noun=section_of(record).singular,
        name=called(plan, record),
        answers=answers,
    )


def _answers(before: Plan, now: Plan, kind: str, was: Record | None, is_: Record | None) -> Iterator[Answer]:
    whole = was is not None and is_ is not None
    links = KINDS[kind].links()
    for field in fields_of(kind):
        if whole and getattr(was, field.name) == getattr(is_, field.name):
            continue
        if not whole and (not field.essential or field.name in links):
            continue
        said = tuple(
            in_words(plan, field, record) if record is not None else "" for plan, record in ((before, was), (now, is_))
        )
        if said[0] != said[1]:
            yield Answer(field.label, *said)
