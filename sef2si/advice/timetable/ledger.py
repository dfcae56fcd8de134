"""What is placed so far and what it leaves: for laying a timetable one run at a time, and for asking what stops one
more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.groups import Group
from sef2si.advice.timetable.problem import Kind
from sef2si.advice.timetable.timetable import Run


class Stop(StrEnum):
    """What stops one more run."""

    RUNS = "runs"
    PLACES = "places"
    ALREADY = "already"
    ORDER = "order"
    CLASH = "clash"
    DIRECTED = "directed"
    PAID = "paid"
    OUT = "out"
    DEPARTMENT = "department"
    COVER = "cover"
    BUDGET = "budget"


@dataclass(frozen=True)
class Short:
    """One stop: of what (a person, a department, a cover limit, a day), and by how much it falls short."""

    stop: Stop
    of: str = ""
    by: int = 0
    day: date | None = None


class Ledger:
    """Mutable: ``place`` adds a run. It checks nothing itself; ask ``stops`` first."""

    def __init__(self, free: Free) -> None:
        self.free = free
        limits = free.problem.limits
        self.placed: list[tuple[Group, tuple[int, ...]]] = []
        self._taken: list[Bits] = [0] * len(free.people)
        self._directed = [person.directed_minutes for person in free.people]
        self._paid = [person.paid_minutes for person in free.people]
        self._out: dict[date, Bits] = defaultdict(int, free.out_by_fixed)
        self._cover = [each.most for each in limits.cover]
        self.budget = limits.budget
        self._had: dict[int, Bits] = defaultdict(int)
        self._runs: dict[int, int] = defaultdict(int)
        self._option_at = {option.id: at for at, option in enumerate(free.problem.options)}

    # Asking

    def open_slots(self, group: Group) -> Bits:
        """Slots of the group in which all of its people are still free and may still be out."""
        found = group.slots
        for person in positions(group.people):
            found &= ~self._taken[person]
        return bits_of(at for at in positions(found) if not self._too_many_out(group.people, at))

    def refuses(self, group: Group) -> list[Short]:
        """What stops this group whenever it is placed."""
        option = self.free.problem.options[group.option]
        found = []
        if self._runs[group.option] >= option.runs:
            found.append(Short(Stop.RUNS, by=1))
        if option.places is not None:
            over = self._had[group.option].bit_count() + group.people.bit_count() - option.places
            if over > 0:
                found.append(Short(Stop.PLACES, by=over))
        if self._had[group.option] & group.people:
            found.append(Short(Stop.ALREADY))
        return found

    def stops(self, group: Group, slots: Sequence[int]) -> list[Short]:
        """Everything that stops this group at these slots; nothing where it can be placed."""
        free = self.free
        minutes = free.problem.options[group.option].minutes
        found = self.refuses(group)
        found += [Short(Stop.CLASH, day=free.slots[at].day) for at in slots if self._clash(group.people, at)]
        for at in slots:
            found += self._too_many_out(group.people, at)
        uncounted = minutes * sum(not free.slots[at].counted for at in slots)
        for person in positions(group.people):
            left = self._directed[person]
            if left is not None and left < uncounted:
                found.append(Short(Stop.DIRECTED, free.people[person].id, uncounted - left))
            if free.people[person].paid_minutes:
                paid = sum(free.outside(person, at, minutes) for at in slots)
                if paid > self._paid[person]:
                    found.append(Short(Stop.PAID, free.people[person].id, paid - self._paid[person]))
        for limit, left in zip(free.problem.limits.cover, self._cover, strict=True):
            over = sum(
                free.session_cover(group.people, at) for at in slots if limit.first <= free.slots[at].day <= limit.last
            )
            if over > left:
                found.append(Short(Stop.COVER, limit.title, over - left))
        if self.budget is not None and (over := self.cost(group, slots) - self.budget) > 0:
            found.append(Short(Stop.BUDGET, by=over))
        return found + self._out_of_order(group, slots)

    def cost(self, group: Group, slots: Sequence[int]) -> int:
        """Pence."""
        option = self.free.problem.options[group.option]
        time = (self.free.session_cost(group.people, at, option.minutes)[:2] for at in slots)
        return option.price + option.price_each * group.people.bit_count() + sum(map(sum, time))

    def ready_after(self, group: Group) -> int | None:
        """The day (ordinal) by which all have had what must come before; None where somebody has not."""
        ready = 0
        for before in self.free.problem.options[group.option].after:
            at = self._option_at[before]
            lacking = bits_of(p for p in positions(group.people) if before not in self.free.people[p].has)
            for placed, slots in self.placed:
                if placed.option == at and placed.people & lacking:
                    ready = max(ready, self.free.days[slots[-1]])
                    lacking &= ~placed.people
            if lacking:
                return None
        return ready

    # Placing

    def place(self, group: Group, slots: Sequence[int]) -> None:
        free = self.free
        slots = tuple(sorted(slots))
        option = free.problem.options[group.option]
        if self.budget is not None:
            self.budget -= self.cost(group, slots)
        self.placed.append((group, slots))
        self._had[group.option] |= group.people
        self._runs[group.option] += 1
        for at in slots:
            slot = free.slots[at]
            self._out[slot.day] |= free.out_at(group.people, at)
            for number, limit in enumerate(free.problem.limits.cover):
                if limit.first <= slot.day <= limit.last:
                    self._cover[number] -= free.session_cover(group.people, at)
            for person in positions(group.people):
                self._taken[person] |= free.clashes[at]
                left = self._directed[person]
                if left is not None and not slot.counted:
                    self._directed[person] = left - option.minutes
                if free.people[person].paid_minutes:
                    self._paid[person] -= free.outside(person, at, option.minutes)

    def runs(self) -> tuple[Run, ...]:
        """In order of time, then by option."""
        free = self.free
        order = sorted(
            self.placed, key=lambda each: (each[1][0], free.problem.options[each[0].option].id, each[0].people)
        )
        return tuple(
            Run(
                option=free.problem.options[group.option].id,
                people=tuple(free.people[person].id for person in positions(group.people)),
                slots=tuple(free.slots[at].id for at in slots),
                pinned=group.pin is not None,
            )
            for group, slots in order
        )

    # Its parts

    def _clash(self, people: Bits, slot: int) -> bool:
        return any(self._taken[person] >> slot & 1 for person in positions(people))

    def _too_many_out(self, people: Bits, slot: int) -> list[Short]:
        free = self.free
        if free.slots[slot].kind is not Kind.RELEASE:
            return []
        new = free.out_at(people, slot)
        if not new:
            return []
        day = free.slots[slot].day
        out = self._out[day] | new
        return [
            Short(Stop.DEPARTMENT if department else Stop.OUT, department, (out & some).bit_count() - most, day)
            for department, some, most in free.caps
            if new & some and (out & some).bit_count() > most
        ]

    def _out_of_order(self, group: Group, slots: Sequence[int]) -> list[Short]:
        ready = self.ready_after(group)
        if ready is None or (ready and self.free.days[min(slots)] <= ready):
            return [Short(Stop.ORDER)]
        return []
