"""Which record of the plan an entry is, and the id of one that is new: made from what it says and where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from sef2si.documents.incoming.proposal import Entry
from sef2si.documents.incoming.wording import simple
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record

TITLES: Mapping[str, tuple[str, ...]] = {
    "priorities": ("title",),
    "points": ("text", "sort"),
    "evidence": ("source", "shows"),
    "criteria": ("text",),
    "milestones": ("text", "term"),
    "needs": ("what", "group", "who"),
    "actions": ("what",),
    "activities": ("what",),
    "checks": ("found", "checked_on"),
    "notes": ("text",),
}
_TOLD_APART_BY: Mapping[str, tuple[str, ...]] = {"activities": ("starts", "ends"), "actions": ("by", "who")}
_EACH = ("actions", "activities", "checks", "notes")  # said twice, they are two
_PARENTS = ("judgement_id", "priority_id", "need_ids", "activity_id", "action_id")


def made_id(plan: Plan, entry: Entry, parent: str, time: int = 1) -> str:
    """32 hexadecimal digits, the same whenever this entry comes to this school's plan of this year.

    ``time`` counts entries of one file that say the very same in the same place.
    """
    names = (*TITLES[entry.kind], *_TOLD_APART_BY.get(entry.kind, ()))
    said = [
        simple(_key(entry.fields.get(name))) if name in ("title", "what") else _key(entry.fields.get(name))
        for name in names
    ]
    return uuid5(
        NAMESPACE_URL,
        "|".join(["sef2si", plan.urn, plan.year, entry.kind, parent, *said, *([str(time)] if time > 1 else [])]),
    ).hex


class Matcher:
    """Finds an entry's record in the plan: by its id, else by the same words under the same parent. Each once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._taken: set[tuple[str, str]] = set()
        self._made: set[str] = set()
        self._by_words: dict[tuple[str, ...], list[Record]] = {}
        for kind in TITLES:
            for record in plan.records(kind):
                parents = _parents(record)
                for parent in parents:
                    self._by_words.setdefault((kind, parent, *_said(kind, record.model_dump())), []).append(record)

    def record(self, entry: Entry, parent: str) -> tuple[str, Record | None]:
        """(id, the plan's record): the plan's own where it says the same, else the id that is made for it."""
        made = made_id(self._plan, entry, parent)
        time = 1
        while entry.kind in _EACH and made in self._made:
            time += 1
            made = made_id(self._plan, entry, parent, time)
        self._made.add(made)
        there = self._plan.find(entry.kind, made)
        if there is not None:
            self._taken.add((entry.kind, made))
            return made, there
        if entry.kind == "activities" and not parent:
            parent = "*"
        same = [
            record
            for record in self._by_words.get((entry.kind, parent, *_said(entry.kind, entry.fields)), ())
            if (entry.kind, record.id) not in self._taken and _agrees(entry, record)
        ]
        if not same:
            return made, None
        self._taken.add((entry.kind, same[0].id))
        return same[0].id, same[0]


def _agrees(entry: Entry, record: Record) -> bool:
    """Whether nothing differs that tells two of the same words apart: an activity's days, an action's who and when."""
    return all(
        entry.fields.get(name) in (None, "", getattr(record, name)) or getattr(record, name) in (None, "")
        for name in _TOLD_APART_BY.get(entry.kind, ())
    )


def _parents(record: Record) -> tuple[str, ...]:
    for name in _PARENTS:
        value = getattr(record, name, None)
        if isinstance(value, tuple):
            return (*value, "*") if value else ("", "*")
        if value:
            return (str(value),)
    return ("",)


def _said(kind: str, fields: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(simple(_key(fields.get(name))) for name in TITLES[kind])


def _key(value: object) -> str:
    return "" if value is None else str(value)
