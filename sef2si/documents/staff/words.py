"""What headings, roles and contracts of a staff list stand for: files in data/templates/incoming."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from sef2si.documents.incoming.wording import rows, simple
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import NOT_OF_STAFF

NEVER = "never"  # a column the register has no place for, and whose cells are not even looked at
_SAME_BUT_FOR_A_SLIP = 88
_GROUPS = {each.value: each for each in StaffGroup if each not in NOT_OF_STAFF}


@cache
def labels() -> dict[str, str]:
    """Field -> label, in the order in which a person is offered them."""
    return {row["field"]: row["label"] for row in rows("staff_fields")}


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for row in rows("staff_columns"):
        known.setdefault(simple(row["heading"]), row["field"])
    for field, label in labels().items():
        known.setdefault(simple(label), field)
    return known


@lru_cache(maxsize=2048)
def field_of(heading: str) -> str:
    """The field a heading stands for by its words, ``NEVER`` for one that is none of ours, "" where nobody knows."""
    known, whole = _known(), simple(heading)
    if not whole or len(heading) > 80:
        return ""
    if whole in known:
        return known[whole]
    near = process.extractOne(whole, known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME_BUT_FOR_A_SLIP)
    return known[near[0]] if near and len(whole) > 4 else ""


@lru_cache(maxsize=4096)
def group_of(words: str) -> StaffGroup | None:
    """The group a role, a group's name or a contract speaks of; None where its words do not tell."""
    plain = f" {simple(words)} "
    for key, group in _GROUPS.items():
        if plain.strip() in (simple(group.label), simple(key)):
            return group
    for row in rows("staff_roles"):
        found = simple(row["words"])
        if f" {found} " in plain or f" {found}s " in plain:
            return _GROUPS[row["group"]]
    return None
