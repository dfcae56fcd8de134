"""How far each need is met, person by person: whoever learns it in two ways learns no more than all of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sef2si.advice.timetable.free import Bits

if TYPE_CHECKING:
    from sef2si.advice.timetable.worth import Worth

ALL = 100  # per cent


class Reached:
    """Mutable: ``add`` what one run after the other does. Amounts are per cent times people."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._levels: list[dict[int, Bits]] = [{} for _ in worth.needs]  # of each need: per cent, and who is there

    def more(self, need: int, percent: int, people: Bits) -> int:
        """What so much for these people would add."""
        found = 0
        for level, there in self._levels[need].items():
            if both := there & people:
                found += min(percent, ALL - level) * both.bit_count()
                people &= ~both
        return found + percent * people.bit_count()

    def add(self, need: int, percent: int, people: Bits) -> None:
        levels: dict[int, Bits] = defaultdict(int)
        for level, there in self._levels[need].items():
            levels[level] |= there & ~people
            levels[min(ALL, level + percent)] |= there & people
            people &= ~there
        levels[percent] |= people
        self._levels[need] = {level: there for level, there in levels.items() if there}

    def met(self, need: int) -> int:
        """Ten-thousandths of a need, rounded down."""
        there = sum(level * people.bit_count() for level, people in self._levels[need].items())
        return self._worth.share(need, there)

    def all_met(self) -> list[int]:
        return [self.met(need) for need in range(len(self._levels))]

    def add_run(self, option: int, people: Bits, last_day: int) -> None:
        """A run whose last session is on this day."""
        for need, percent, whom in self._worth.adds(option, people, last_day):
            self.add(need, percent, whom)

    def gain(self, option: int, people: Bits, last_day: int) -> int:
        """Weighted need that a run would meet."""
        worth = self._worth
        return sum(
            worth.needs[need].weight * worth.share(need, self.more(need, percent, whom))
            for need, percent, whom in worth.adds(option, people, last_day)
        )
