"""The groups of a problem, made ready for the solver: what each takes in each slot, and whose time is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.groups import Group, groups
from sef2si.advice.timetable.problem import Kind, Option, Problem
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.worth import Worth

_NEVER = 10_000_000  # a day (ordinal) after all days


@dataclass(frozen=True)
class Session:
    """What one session of a group in one slot takes: pence, hundredths of a day of cover, who is out of class."""

    pence: int
    cover: int
    out: Bits


@dataclass(frozen=True)
class Adds:
    """What a unit does for a need: per cent, for whom, by which day; ``counts`` is the asker's own variable for it."""

    unit: int
    percent: int
    people: Bits
    until: int | None
    counts: Any


class Units:
    """A problem with its groups. A unit is a group by its position."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.free = Free(problem)
        self.worth = Worth(self.free)
        self._sessions: dict[tuple[int, int], Session] = {}
        self.groups: tuple[Group, ...] = groups(self.free)
        self.ends = self._in_order()

    def _in_order(self) -> Sequence[int]:
        """For each unit the first day by which it could be over; times before what must come first could be are taken
        out of its slots (003-F3h).
        """
        at = {option.id: number for number, option in enumerate(self.problem.options)}
        found: dict[int, int] = {}
        pruned = list(self.groups)

        def end_of(unit: int, above: frozenset[int]) -> int:
            group = pruned[unit]
            if unit not in found and group.option not in above:
                ready = 0
                for before in self.option(unit).after:
                    for some in self.had_before(unit, before, self.by_option.get(at[before], ())):
                        ends = [end_of(other, above | {group.option}) for other in some]
                        ready = max(ready, min(ends, default=_NEVER))
                if ready and not group.set_slots:
                    later = bits_of(slot for slot in positions(group.slots) if self.free.days[slot] > ready)
                    pruned[unit] = replace(group, slots=later)
                found[unit] = self._first_end(pruned[unit], self.option(unit))
            return found.get(unit, 0)

        for unit in range(len(pruned)):
            end_of(unit, frozenset())
        self.groups = tuple(pruned)
        return [found[unit] for unit in range(len(pruned))]

    def had_before(self, unit: int, before: str, earlier: Sequence[int]) -> Sequence[tuple[int, ...]]:
        """For each of its people who has not had what comes before: the units in which they could; each set once."""
        lacking = [p for p in positions(self.groups[unit].people) if before not in self.free.people[p].has]
        return sorted({tuple(o for o in earlier if self.groups[o].people >> p & 1) for p in lacking})

    def _first_end(self, group: Group, option: Option) -> int:
        if group.set_slots:
            return self.free.days[group.slots.bit_length() - 1]
        count, last = 0, -10_000
        for at in positions(group.slots):
            if self.free.days[at] - last >= option.gap_days:
                count, last = count + 1, self.free.days[at]
                if count == option.sessions:
                    return last
        return _NEVER

    def begins_by(self, unit: int, until: int | None) -> int:
        """The last day on which it could begin and still be over by a day; before all days where it can't."""
        option, slots = self.option(unit), self.groups[unit].slots
        if self.groups[unit].set_slots:
            return self.free.days[min(positions(slots), default=0)]
        count, last = 0, _NEVER
        for at in reversed(list(positions(slots))):
            day = self.free.days[at]
            if (until is None or day <= until) and last - day >= option.gap_days:
                count, last = count + 1, day
                if count == option.sessions:
                    return day
        return 0

    def option(self, unit: int) -> Option:
        return self.problem.options[self.groups[unit].option]

    def price(self, unit: int) -> int:
        option = self.option(unit)
        return option.price + option.price_each * self.groups[unit].people.bit_count()

    def session(self, unit: int, slot: int) -> Session:
        key = (unit, slot)
        if key not in self._sessions:
            people = self.groups[unit].people
            cover, paid, _ = self.free.session_cost(people, slot, self.option(unit).minutes)
            self._sessions[key] = Session(
                cover + paid, self.free.session_cover(people, slot), self.free.out_at(people, slot)
            )
        return self._sessions[key]

    @cached_property
    def of_person(self) -> Sequence[Bits]:
        """For each person the units they are in."""
        found = [0] * len(self.free.people)
        for unit, group in enumerate(self.groups):
            for person in positions(group.people):
                found[person] |= 1 << unit
        return found

    @cached_property
    def alike(self) -> Sequence[tuple[int, ...]]:
        """People who are in the same units, together: whatever is planned, their time is taken alike."""
        found: dict[Bits, list[int]] = defaultdict(list)
        for person, units in enumerate(self.of_person):
            if units:
                found[units].append(person)
        return [tuple(people) for _, people in sorted(found.items(), key=lambda each: each[1])]

    @cached_property
    def busiest(self) -> Sequence[int]:
        """One of each lot of people whose units are not all another's too: where they can't clash, nobody can."""
        own = {people[0]: self.of_person[people[0]] for people in self.alike}
        return [
            person
            for person, units in own.items()
            if not any(units & ~others == 0 for other, others in own.items() if other != person)
        ]

    @cached_property
    def by_option(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = defaultdict(list)
        for unit, group in enumerate(self.groups):
            found[group.option].append(unit)
        return {option: tuple(units) for option, units in found.items()}

    def at_once(self, slots: Bits) -> Iterator[Bits]:
        """Sets of these slots of which nobody can have two; each clash is in one of them, and none within another."""
        by_day: dict[int, list[int]] = defaultdict(list)
        for at in positions(slots):
            by_day[self.free.days[at]].append(at)
        for day in by_day.values():
            found = {bits_of(at for at in day if self.free.slots[at].kind is Kind.RELEASE)}
            for first in day:
                start = self.free.slots[first].start
                found.add(
                    bits_of(
                        at for at in day if at == first or self.free.slots[at].start <= start < self.free.slots[at].end
                    )
                )
            yield from (each for each in sorted(found) if each and not any(each & ~o == 0 for o in found if o != each))

    def too_near(self, slots: Bits, days: int) -> Iterator[Bits]:
        """Sets of these slots that lie fewer than ``days`` apart or clash, of which one run can have one only."""
        order = list(positions(slots))
        last: Bits = 0
        for number, first in enumerate(order):
            near = bits_of(at for at in order[number:] if self.free.days[at] - self.free.days[first] < days)
            if near & ~last:
                if near.bit_count() > 1:
                    yield near
                last = near
        yield from (each for each in self.at_once(slots) if each.bit_count() > 1)

    def meeting(self, some: Bits) -> list[Bits]:
        """Sets of these units of which each two have somebody in common, the largest groups first."""
        found = []
        for unit in positions(some):
            members, left = 1 << unit, self._met_by[unit] & some
            for other in self._by_size:
                if left >> other & 1:
                    members |= 1 << other
                    left &= self._met_by[other]
                    if not left:
                        break
            found.append(members)
        return found

    @cached_property
    def _by_size(self) -> Sequence[int]:
        return sorted(range(len(self.groups)), key=lambda unit: (-self.groups[unit].people.bit_count(), unit))

    @cached_property
    def _met_by(self) -> Sequence[Bits]:
        """For each unit the others that have one of its people."""
        found = []
        for unit, group in enumerate(self.groups):
            others = 0
            for person in positions(group.people):
                others |= self.of_person[person]
            found.append(others & ~(1 << unit))
        return found

    def alike_in(self, adding: Sequence[Adds]) -> list[tuple[int, list[Adds]]]:
        """Who would learn a need alike, whatever runs: how many they are, and what there is for them."""
        found: dict[int, int] = defaultdict(int)
        for person in positions(self._anybody(adding)):
            found[bits_of(at for at, each in enumerate(adding) if each.people >> person & 1)] += 1
        return [(count, [adding[at] for at in positions(some)]) for some, count in sorted(found.items())]

    @staticmethod
    def _anybody(adding: Sequence[Adds]) -> Bits:
        found = 0
        for each in adding:
            found |= each.people
        return found

    def union(self, some: Iterable[int]) -> Bits:
        """Everybody in these units."""
        found = 0
        for unit in some:
            found |= self.groups[unit].people
        return found

    def met(self, plan: Mapping[int, tuple[int, ...]]) -> list[int]:
        """Ten-thousandths of each need."""
        reached = Reached(self.worth)
        for unit, slots in plan.items():
            group = self.groups[unit]
            reached.add_run(group.option, group.people, self.free.days[max(slots)])
        return reached.all_met()

    def worth_of(self, plan: Mapping[int, tuple[int, ...]]) -> int:
        """Weighted need met."""
        return sum(need.weight * met for need, met in zip(self.worth.needs, self.met(plan), strict=True))

    def most(self, slots: Bits, gap: int) -> int:
        """The most of these slots that one run, or with no gap one person, could have; never too few."""
        free = self.free
        once_a_day = all(free.slots[at].kind is Kind.RELEASE for at in positions(slots))
        count, last_day, last_end = 0, -10_000, 0
        for at in sorted(positions(slots), key=lambda each: (free.days[each], free.slots[each].end)):
            day, slot = free.days[at], free.slots[at]
            if day - last_day < max(gap, once_a_day) or (day == last_day and slot.start < last_end):
                continue
            count, last_day, last_end = count + 1, day, slot.end
        return count
