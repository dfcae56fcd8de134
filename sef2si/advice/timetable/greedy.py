"""The timetable a careful CPD leader lays by hand: best value first, the earliest time that suits, every rule kept.

It is done in the orders people use, and the best is kept: by what meets most need for its true cost (with everybody's
time at nothing, a little or a teacher's pay); and need by need from the weightiest, taking for each what meets most of
it. It is the peer the solver is measured against, and where the solver starts.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.groups import Group, groups
from sef2si.advice.timetable.ledger import Ledger
from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.timetable import WHOLE, Timetable
from sef2si.advice.timetable.worth import Worth

HOURS = (0, 500, 2_500)  # pence: what an hour of anybody's time is taken to be worth when things are compared


def by_hand(problem: Problem) -> Timetable:
    """Nothing about it is proven, and no soft wish but spacing is looked at."""
    free = Free(problem)
    worth = Worth(free)
    laid = lay(free, worth, groups(free))
    return Timetable(runs=laid.runs(), totals=worth.totals(laid.runs()))


def lay(free: Free, worth: Worth, candidates: Sequence[Group], *, quick: bool = False) -> Ledger:
    """Pins first; then the best of all orders, or the ``quick`` one alone."""
    if quick:
        return by_value(Laying(free, worth, candidates)).ledger
    valued = [by_value(Laying(free, worth, candidates, hour)) for hour in HOURS]
    return max((*valued, _by_need(Laying(free, worth, candidates))), key=lambda each: each.worth_now()).ledger


@dataclass
class Laying:
    """A timetable being laid by hand: ``laid`` is kept, pins come first, ``hour`` is what an hour is taken to be
    worth.
    """

    free: Free
    worth: Worth
    candidates: Sequence[Group]
    hour: int = HOURS[-1]
    laid: Sequence[tuple[Group, tuple[int, ...]]] = ()

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.free)
        self._least: dict[Group, int] = {}
        self.reached = Reached(self.worth)
        for group, slots in self.laid:
            self._place(group, slots)
        kept = {group.pin for group, _ in self.laid}
        for number in range(len(self.free.problem.pins)):
            for group in (each for each in self.candidates if each.pin == number and number not in kept):
                if self.try_to_place(group):
                    break

    def worth_now(self) -> int:
        return sum(need.weight * met for need, met in zip(self.worth.needs, self.reached.all_met(), strict=True))

    def gain(self, group: Group, last_day: int = 0) -> int:
        """Weighted need met by one more run, were it to end on this day."""
        return self.reached.gain(group.option, group.people, last_day)

    def value(self, group: Group) -> float:
        """Gain for its true cost: price, the least cover and paid time it could need, and everybody's hours."""
        option = self.free.problem.options[group.option]
        heads = group.people.bit_count()
        hours = heads * option.minutes * option.sessions / 60
        cost = option.price + option.price_each * heads + self._least_time(group) * option.sessions
        return self.gain(group) / (cost + self.hour * hours + 100)

    def _least_time(self, group: Group) -> int:
        """Pence of cover and paid time in the cheapest of its slots."""
        if group not in self._least:
            minutes = self.free.problem.options[group.option].minutes
            self._least[group] = min(
                (sum(self.free.session_cost(group.people, at, minutes)[:2]) for at in positions(group.slots)), default=0
            )
        return self._least[group]

    def try_to_place(self, group: Group, rather: Bits = 0) -> bool:
        """Place it at the first suitable time, ``rather`` in some slots; say whether it went and was any use."""
        if self.ledger.refuses(group):
            return False
        for slots in self._ways(group, rather):
            useful = group.pin is not None or self.gain(group, self.free.days[slots[-1]]) > 0
            if useful and not self.ledger.stops(group, slots):
                self._place(group, slots)
                return True
        return False

    def keep(self, group: Group, slots: Sequence[int]) -> bool:
        """Place it at just these times, in their order, if it may still be there; say whether it went."""
        option = self.free.problem.options[group.option]
        days = [self.free.days[at] for at in slots]
        if (
            len(slots) != option.sessions
            or bits_of(slots) & ~group.slots
            or any(after - day < option.gap_days for day, after in pairwise(days))
            or any(self.free.clashes[at] >> other & 1 for at, other in combinations(slots, 2))
            or self.ledger.stops(group, slots)
        ):
            return False
        self._place(group, slots)
        return True

    def _place(self, group: Group, slots: Sequence[int]) -> None:
        self.ledger.place(group, slots)
        self.reached.add_run(group.option, group.people, self.free.days[max(slots)])

    def _ways(self, group: Group, rather: Bits) -> Iterable[Sequence[int]]:
        """Slots at which it could be, the best first: nobody's extra time and well spaced; then what there is."""
        option = self.free.problem.options[group.option]
        if group.set_slots:
            yield tuple(positions(group.slots))
            return
        ready = self.ledger.ready_after(group)
        if ready is None:
            return
        left = self.ledger.open_slots(group)
        left &= bits_of(at for at in positions(left) if self.free.days[at] > ready)
        calm = bits_of(at for at in positions(left) if self.free.slots[at].counted)
        unpaid = bits_of(at for at in positions(left) if not self.free.session_cover(group.people, at))
        for slots in dict.fromkeys((left & rather, calm, unpaid, left)):
            for gap in dict.fromkeys((max(option.spacing_days, option.gap_days), option.gap_days)):
                if found := self._first(slots, option.sessions, gap):
                    yield found

    def _first(self, slots: Bits, sessions: int, gap: int) -> tuple[int, ...]:
        """The earliest that are at least so many days apart; empty where there are too few."""
        found: list[int] = []
        for at in positions(slots):
            far = not found or self.free.days[at] >= self.free.days[found[-1]] + gap
            if far and not any(self.free.clashes[at] >> each & 1 for each in found):
                found.append(at)
                if len(found) == sessions:
                    return tuple(found)
        return ()


def by_value(laying: Laying) -> Laying:
    """What meets most need for its money and time first. What a run adds only falls, so a heap need not be rebuilt."""
    heap = [(-laying.value(group), at) for at, group in enumerate(laying.candidates) if group.pin is None]
    heapq.heapify(heap)
    waiting: list[Group] = []  # for what must come before them
    while heap:
        before, at = heapq.heappop(heap)
        group = laying.candidates[at]
        now = -laying.value(group)
        if now >= 0:
            continue
        if now > before:
            heapq.heappush(heap, (now, at))
            continue
        if not laying.try_to_place(group) and laying.free.problem.options[group.option].after:
            waiting.append(group)
    _once_more(laying, waiting)
    return laying


def _once_more(laying: Laying, waiting: list[Group]) -> None:
    """What had to wait for something else: as long as any of it goes."""
    while any(laying.gain(group) > 0 and laying.try_to_place(group) for group in waiting):
        continue


def _by_need(laying: Laying) -> Laying:
    """The weightiest need first, and for each what meets most of it, the better value where two meet as much."""
    order = sorted(range(len(laying.worth.needs)), key=lambda at: (-laying.worth.needs[at].weight, at))
    serving: dict[int, list[Group]] = {}
    for group in laying.candidates:
        for each in laying.worth.serves[group.option]:
            if group.pin is None:
                serving.setdefault(each.need, []).append(group)
    waiting: list[Group] = []
    for need in order:
        key = _meeting(laying, need)
        for group in sorted(serving.get(need, ()), key=key):
            if laying.reached.met(need) >= WHOLE:
                break
            if laying.gain(group) > 0 and not laying.try_to_place(group):
                waiting += [group] if laying.free.problem.options[group.option].after else []
    _once_more(laying, waiting)
    return laying


def _meeting(laying: Laying, need: int) -> Callable[[Group], tuple[int, float]]:
    def key(group: Group) -> tuple[int, float]:
        adds = laying.worth.adds(group.option, group.people, 0)
        part = sum(percent * whom.bit_count() for at, percent, whom in adds if at == need)
        return -part, -laying.value(group)

    return key
