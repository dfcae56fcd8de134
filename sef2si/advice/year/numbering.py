"""Sessions of an activity as runs: to which run each belongs, and which of its sessions it is, counted from 1.

What a proposal made says so by its id, so a second time of the third session alone is known as that. Of any others
those of one team are a run, in order of time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import count
from typing import NamedTuple

from sef2si.domain.cpd_sessions import CpdSession

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Numbered(NamedTuple):
    session: CpdSession
    run: str
    number: int


def session_id(activity_id: str, run: str, number: int) -> str:
    return f"{activity_id}.{run}.{number}"


def numbered(activity_id: str, sessions: Iterable[CpdSession]) -> tuple[Numbered, ...]:
    """Those that have a day, by time."""
    pattern = re.compile(rf"{re.escape(activity_id)}\.([A-Z]+)\.(\d+)")
    so_far: dict[str, int] = {}
    found = []
    for each in sorted((s for s in sessions if s.held_on), key=lambda s: (s.held_on or date.max, s.clock or 0, s.id)):
        told = pattern.fullmatch(each.id)
        if told is None:
            so_far[each.team] = so_far.get(each.team, 0) + 1
        run, number = (told[1], int(told[2])) if told else (f"team {each.team}", so_far[each.team])
        found.append(Numbered(each, run, number))
    return tuple(found)


def new_runs(activity_id: str, taken: Collection[str]) -> Iterator[str]:
    """Letters of runs that no session has yet, by the ids that are taken: A, B, …, Z, AA, …"""
    used = {each.removeprefix(f"{activity_id}.").partition(".")[0] for each in taken if each.startswith(activity_id)}
    return (each for each in map(_letters, count()) if each not in used)


def _letters(number: int) -> str:
    more, last = divmod(number, len(_LETTERS))
    return (_letters(more - 1) if more else "") + _LETTERS[last]
