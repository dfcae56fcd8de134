"""Two people in one record: what each changed is kept; only the same field, changed twice, is in dispute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sef2si.domain.record import Versioned

One = TypeVar("One", bound=Versioned)


def blank(cls: type[Versioned]) -> dict[str, Any]:
    """What every record of a class was before anybody typed: its defaults. Fields without one are left out."""
    return {name: field.get_default() for name, field in cls.model_fields.items() if not field.is_required()}


def contents(record: Versioned) -> dict[str, Any]:
    """All that people put there: everything but the id and the version."""
    return {name: getattr(record, name) for name in type(record).model_fields if name not in ("id", "version")}


def same(one: Versioned | None, other: Versioned | None) -> bool:
    """Whether two records say the same, whatever their versions."""
    if one is other or one is None or other is None:
        return one is other
    return type(one) is type(other) and one.id == other.id and contents(one) == contents(other)


def merged(base: Mapping[str, Any], mine: One, now: One) -> tuple[One, tuple[str, ...]]:
    """``now`` with what ``mine`` changed since ``base``, and the names of the fields in dispute (left as they are).

    Fields that hold several values are merged value by value. A place in the order is nobody's words: the later
    move wins, and position 0 (not placed) never moves anything. A field ``base`` lacks counts as changed by both.
    """
    taken: dict[str, Any] = {}
    disputed: list[str] = []
    there = contents(now)
    for name, want in contents(mine).items():
        have = there[name]
        before = base.get(name, _UNKNOWN)
        if want in (have, before) or (name == "position" and want == 0):
            continue
        if have == before or name == "position":
            taken[name] = want
        elif isinstance(want, tuple):
            taken[name] = _both(before if isinstance(before, tuple) else (), want, have)
        else:
            disputed.append(name)
    return (now.model_copy(update=taken) if taken else now), tuple(disputed)


_UNKNOWN = object()


def _both(before: tuple[Any, ...], mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    kept = tuple(value for value in theirs if value in mine or value not in before)
    return kept + tuple(value for value in mine if value not in before and value not in theirs)
