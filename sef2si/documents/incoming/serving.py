"""Which priority or need of the plan a calendar's activity serves: its column says so, or its words are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from sef2si.documents.incoming.labels import titled
from sef2si.documents.incoming.wording import simple
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.journey.names import priority_name

_CLEAR = 90
_NAMED = 80


@dataclass(frozen=True)
class Served:
    """Ids of the plan's own records, "" where none is meant; ``why`` is shown, for a person to agree or change."""

    priority_id: str = ""
    need_id: str = ""
    why: str = ""


def served(plan: Plan, named: str, title: str) -> Served:
    """What an activity serves. ``named`` is the text of a column for priorities, "" where there is none."""
    priority = _named(plan, named) if named.strip() else None
    if priority is not None:
        need = next((n for n in plan.needs_of(priority) if _clear(n.what, title)), None)
        return Served(priority.id, need.id if need else "", f"Its row names “{priority_name(priority)}”.")
    for need in plan.needs:
        if not need.is_private and need.priority_id and _clear(need.what, title):
            return Served(
                need.priority_id, need.id, "Its words are those of a need of the plan. Please look at this link."
            )
    for each in plan.priorities:
        if _clear(each.title, title):
            return Served(each.id, "", f"Its words are those of “{priority_name(each)}”. Please look at this link.")
    return Served()


def _named(plan: Plan, named: str) -> Priority | None:
    """A priority named by its title, or by its number where the plan has that many."""
    label = titled(named)
    number = label.number or (re.fullmatch(r"\D{0,12}(\d{1,2})\D?", named.strip()) or [None, ""])[1]
    if label.title and not label.title.isdigit():
        best = max(plan.priorities, key=lambda each: _like(each.title, label.title), default=None)
        if best is not None and _like(best.title, label.title) >= _NAMED:
            return best
    if number and number.isdigit() and 1 <= int(number) <= len(plan.priorities):
        return plan.priorities[int(number) - 1]
    return None


def _like(one: str, other: str) -> float:
    a, b = simple(one), simple(other)
    return max(fuzz.token_sort_ratio(a, b), fuzz.token_set_ratio(a, b) if min(len(a), len(b)) >= 5 else 0.0)


def _clear(ours: str, title: str) -> bool:
    """A clear likeness: nearly the same words, or all of the plan's words within the title."""
    a, b = simple(ours), simple(title)
    return bool(a and b) and (fuzz.token_sort_ratio(a, b) >= _CLEAR or (len(a.split()) >= 2 and f" {a} " in f" {b} "))
