"""What has changed of late, day by day in words. Never by whom, and nothing of what is private."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from sef2si.dashboards.panels import listed
from sef2si.documents.papers.wording import starting
from sef2si.documents.printing.paper import Block, Bullets, Heading, Tone, Words
from sef2si.documents.source import CHANGES_OF
from sef2si.domain.changes import Change
from sef2si.domain.cycle import written
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Private, Record
from sef2si.journey import JOURNEY, sections
from sef2si.journey.judgements import title as area_title
from sef2si.journey.names import NOUNS, date_name, need_name, offer_name, session_name, shortened

NOT_READ = (
    "Whoever made this document may not read the history of the plan, so what has changed is not told here. The page "
    "“What has changed” compares the plan with an earlier day."
)
_NAMED = 3  # more new records of a kind on one day, or more answers in one record, are counted, not named
_LISTED = 12
_STANDING = ("status", "state")
_SILENT = frozenset({"version", "position", "hints_ignored", "source", "option"})

# What the leadership keeps to itself is not even counted.
_KINDS = {kind: nouns for kind, nouns in NOUNS.items() if kind not in ("expertise", "preferences", "notes")}


def _checked_name(plan: Plan, check: Any) -> str:
    record = plan.find("activities", check.activity_id) or plan.find("actions", check.action_id)
    return shortened(record.what) if record else ""


_Naming = Callable[[Plan, Any], str]
_NAMES: Mapping[str, _Naming] = {
    "school": lambda plan, school: "",
    "judgements": area_title,
    "priorities": lambda plan, record: shortened(record.title),
    "evidence": lambda plan, record: shortened(record.source),
    "needs": lambda plan, record: need_name(record),
    "offers": lambda plan, record: offer_name(record),
    "actions": lambda plan, record: shortened(record.what),
    "activities": lambda plan, record: shortened(record.what),
    "dates": lambda plan, record: date_name(record),
    "cpd_sessions": session_name,
    "checks": _checked_name,
}


@dataclass(frozen=True)
class _Net:
    """What one day did to one record: its first state of the day and its last."""

    kind: str
    record_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def what_changed(
    plan: Plan, changes: Sequence[Change] | None, today: date, level: int = 2, since: date | None = None
) -> tuple[Block, ...]:
    """Since this day, or in the last ninety, newest first; None: whoever it is for may not read the changes.

    ``plan`` is as it may be shared: what is no longer in it goes unnamed.
    """
    since = since or today - CHANGES_OF
    if changes is None:
        return (Words(NOT_READ, Tone.QUIET),)
    by_day: dict[date, list[Change]] = {}
    for change in sorted(changes, key=lambda each: each.seq):
        day = change.at.astimezone().date()
        if since <= day <= today:
            by_day.setdefault(day, []).append(change)
    blocks: list[Block] = []
    for day in sorted(by_day, reverse=True):
        said = tuple(_day(plan, by_day[day]))
        if said:
            blocks += [Heading(written(day), level), Bullets(said)]
    if not blocks:
        return (Words(f"Nothing that may be shared has changed since {written(since)}."),)
    rule = f"Since {written(since)}, newest first. After a colon stands what was filled in or changed."
    return (Words(rule, Tone.QUIET), *blocks)


def _day(plan: Plan, changes: Sequence[Change]) -> Iterator[str]:
    nets: dict[tuple[str, str], _Net] = {}
    for change in changes:
        key = (change.kind, change.record_id)
        first = nets[key].before if key in nets else change.before
        nets[key] = _Net(*key, first, change.after)
    for kind in _KINDS:
        own = [net for net in nets.values() if net.kind == kind and _may_be_said(plan, net)]
        yield from _of_kind(plan, kind, own)


def _of_kind(plan: Plan, kind: str, own: Sequence[_Net]) -> Iterator[str]:
    one, many = _KINDS[kind]
    new = [net for net in own if net.before is None and net.after is not None]
    gone = [net for net in own if net.before is not None and net.after is None]
    altered = [(net, answers) for net in own if (answers := _answers(net))]
    names = [name for net in new if (name := _name(plan, net))]
    if new and len(new) <= _NAMED and len(names) == len(new):
        yield from (f"New {one}: “{name}”" for name in names)
    elif new:
        yield f"{len(new)} new {one if len(new) == 1 else many}"
    for net, answers in altered[:_LISTED]:
        name = _name(plan, net)
        yield f"{starting(one)}{f' “{name}”' if name else ''}: {answers}"
    if len(altered) > _LISTED:
        yield f"{len(altered) - _LISTED} more {many} changed"
    if gone:
        yield f"{len(gone)} {one if len(gone) == 1 else many} removed"


def _may_be_said(plan: Plan, net: _Net) -> bool:
    """It is in the plan as shared, or gone from the plan and never about one person."""
    if plan.find(net.kind, net.record_id) is not None:
        return True
    if net.after is not None:  # still in the plan, and left out of what is shared; or removed on a later day
        return False
    if net.kind in ("activities", "checks"):
        return False  # whom it was for can no longer be told
    # Only needs have such a source: evidence names where it comes from in the same word.
    return net.kind != "needs" or (net.before or {}).get("source") == NeedSource.PRIORITY


def _name(plan: Plan, net: _Net) -> str:
    record = plan.find(net.kind, net.record_id)
    if record is None:
        return ""
    naming: _Naming = _NAMES.get(net.kind, lambda plan, each: shortened(each.text))
    return naming(plan, record)


def _answers(net: _Net) -> str:
    """The questions whose answers differ, or how many there are; where it now stands, if that is one of them."""
    if net.before is None or net.after is None:
        return ""
    cls = KINDS[net.kind]
    silent = {*cls.fields_marked(Private), *_SILENT}
    asked = _asked(net.kind)
    altered = [name for name in asked if name not in silent and net.after.get(name) != net.before.get(name)]
    labels = [f"“{asked[name]}”" for name in altered if name not in _STANDING]
    told = [f"now {_told(cls, name, net.after).lower()}" for name in altered if name in _STANDING]
    said = labels if len(labels) <= _NAMED else [f"{len(labels)} answers filled in or changed"]
    return ", ".join(part for part in (listed(said), *told) if part)


def _asked(kind: str) -> dict[str, str]:
    return {
        field.name: field.label
        for step in JOURNEY
        for section in sections(step)
        if section.kind == kind
        for field in section.fields
    } | ({"state": "Now"} if kind == "priorities" else {})


def _told(cls: type[Record], name: str, state: Mapping[str, Any]) -> str:
    try:
        record = cls.model_validate({key: value for key, value in state.items() if key in cls.model_fields})
    except ValidationError:  # written by an older version, under rules of its own
        return ""
    return str(getattr(record, name).label)
