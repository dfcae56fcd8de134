"""The answer: which option, for whom, when; how much need that meets, what it takes, and how near the best it is.

Need met is counted for each need in ten-thousandths: a run meets ``percent`` of a need for each of its people who are
in the need's team; what several runs meet for the same person adds up, to the whole and no more; the need is met as far
as its people have it on average, rounded down. ``Totals.met`` is the sum of weight x ten-thousandths over all needs.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sef2si.advice.timetable.problem import Minutes, Pence, Value

WHOLE = 10_000


class Run(Value):
    """One option for some people, at these slots in order of time."""

    option: str
    people: tuple[str, ...]
    slots: tuple[str, ...]
    pinned: bool = False


class Taken(Value):
    """What one run takes: money in pence, by part; cover in hundredths of a day; go or no go on ``decide_on``."""

    price: Pence = 0
    cover_cost: Pence = 0
    paid_time: Pence = 0
    cover: int = 0
    paid_minutes: Minutes = 0
    decide_on: date | None = None
    looks_from: date | None = None

    @property
    def cost(self) -> int:
        return self.price + self.cover_cost + self.paid_time


class Counted(Value):
    """How much of a need is met, in ten-thousandths."""

    need: str
    met: int


class Hours(Value):
    """Minutes of CPD of everybody in a role, how many people that role has, and pence spent on them."""

    role: str
    heads: int
    minutes: Minutes
    pence: Pence


class Totals(Value):
    """What all runs together do and take. ``most`` is ``met`` if every need were met in full."""

    met: int
    most: int
    needs: tuple[Counted, ...]
    cost: Pence
    cover: int
    hours: tuple[Hours, ...]


class Wish(Value):
    """How far a timetable is from a soft wish, in points; ``wished`` says what a point is."""

    wish: str
    weight: int
    points: int


class Ended(StrEnum):
    """Why the search ended."""

    PROVEN = "proven"  # nothing better exists
    TIME = "time"  # the time was up
    STOPPED = "stopped"  # somebody asked
    CUT_SHORT = "cut_short"  # it ran out of memory, or died; what it had found is kept
    BY_HAND = "by_hand"  # no solver: laid by hand, nothing proven


class Timetable(Value):
    """``bound``: no timetable meets more than this, in the units of ``Totals.met``; None where nothing is proven."""

    runs: tuple[Run, ...]
    totals: Totals
    wishes: tuple[Wish, ...] = ()
    bound: int | None = None
    ended: Ended = Ended.BY_HAND
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """How far from the best possible it may be, as a share of the best possible; 0.0 is proven to be the best."""
        if self.bound is None:
            return None
        return max(0.0, (self.bound - self.totals.met) / self.bound) if self.bound else 0.0


class Progress(Value):
    """A line while the search runs. ``best`` and ``bound`` are None before there are any."""

    seconds: float
    step: str
    best: int | None = None
    bound: int | None = None
    gap: float | None = None


class NotFitted(Value):
    """A need that is not met in full: what stopped it, and what would free it, each a sentence; ``frees`` may be
    empty.
    """

    need: str
    met: int
    reason: str
    sentence: str
    frees: str = ""
