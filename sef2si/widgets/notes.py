"""Kind notes on needs and CPD, each said once: what is said of several cards, or of the plan as a whole, stands above
them with the cards it is about; what is said of one card alone stands on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sef2si.advice.honesty import Advice

KINDS_WITH_NOTES = ("needs", "activities")
OF_THE_PLAN = frozenset({"uneven", "one_person", "leaders"})  # 003-O10 to O12: about how all of it is shared out
Hints = Mapping[tuple[str, str], tuple[Advice, ...]]


@dataclass(frozen=True)
class Note:
    """One sentence, and what it is about, in the plan's order."""

    sentence: str
    about: tuple[Advice, ...]


def said_once(hints: Hints, kind: str) -> tuple[Note, ...]:
    """Those of a kind that stand above its cards."""
    found: dict[str, list[Advice]] = {}
    if kind in KINDS_WITH_NOTES:
        for (of, _), own in hints.items():
            for advice in own if of == kind else ():
                if not advice.field:
                    found.setdefault(advice.sentence, []).append(advice)
    return tuple(
        Note(sentence, tuple(about))
        for sentence, about in found.items()
        if len(about) > 1 or about[0].key.partition(":")[0] in OF_THE_PLAN
    )
