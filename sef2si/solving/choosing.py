"""The same year seen from afar: which groups run, and how many of their sessions lie in which part of the year.

A part is a sort of slot within a stretch of the year. Whatever is asked of a part is never more than the slots in it
ask together, so this model allows every timetable there is, and some that there are not: what it can't reach, none
can. It is small and linear, and its bound is far better than what the slot-by-slot model finds by itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

from sef2si.advice.timetable.free import Bits, bits_of, positions
from sef2si.advice.timetable.problem import Kind
from sef2si.advice.timetable.reached import ALL
from sef2si.advice.timetable.timetable import WHOLE
from sef2si.solving.model import largest
from sef2si.solving.rows import Rows, Seen, Values
from sef2si.solving.units import Adds, Units

_NONE = 1e-6
_LAST_DAYS = 6


class Choosing:
    """``rows`` is the model. ``runs[unit]`` is the column that says whether a unit runs, ``parts[unit]`` those that
    say how many of its sessions lie in a part, by the part's number; ``slots_of`` are the slots of each part.
    """

    def __init__(self, units: Units) -> None:
        self.units = units
        self.rows = Rows()
        self.runs: list[int] = []
        self.parts: list[dict[int, int]] = []  # for each unit, part to column
        self.slots_of: list[Bits] = []  # of each part
        self._stretch: list[int] = []
        self._at = {option.id: number for number, option in enumerate(units.problem.options)}
        self._cut_up()
        for unit in range(len(units.groups)):
            self._unit(unit)
        self._options()
        self._people()
        self._money_and_cover()
        self._out_of_class()
        self._needs()

    def promising(self, seen: Seen, more: int) -> list[int]:
        """The units the relaxed model speaks for, and so many more of those it would give up least for."""
        least = {}
        for unit, runs in enumerate(self.runs):
            sessions = self.units.option(unit).sessions
            dearest = max((seen.prices[column] for column in self.parts[unit].values()), default=0.0)
            least[unit] = seen.prices[runs] + sessions * min(0.0, dearest)
        spoken_for = [unit for unit, runs in enumerate(self.runs) if seen.values[runs] > _NONE]
        rest = sorted(set(least) - set(spoken_for), key=lambda unit: (-least[unit], unit))
        return sorted([*spoken_for, *rest[:more]])

    def chosen(self, values: Values) -> list[int]:
        """The units that run."""
        return [unit for unit, runs in enumerate(self.runs) if values[runs] > 0.5]

    def spoken_for(self, values: Values, unit: int) -> Bits:
        """Slots of the parts of the year in which the unit has its sessions."""
        found = 0
        for number, column in self.parts[unit].items():
            if values[column] > _NONE:
                found |= self.slots_of[number]
        return found

    def _cut_up(self) -> None:
        """Slots by sort, whether counted, whose own dates they are, and stretch: from term to term, limit to limit, and
        to the days by which most is to be over.
        """
        problem = self.units.problem
        cuts = {term.first for term in problem.terms}
        for limit in problem.limits.cover:
            cuts |= {limit.first, date.fromordinal(limit.last.toordinal() + 1)}
        cuts |= {date.fromordinal(day + 1) for day in self._last_days()}
        found: dict[tuple[Kind, bool, bool, int, date | None], Bits] = defaultdict(int)
        for at, slot in enumerate(self.units.free.slots):
            stretch = sum(cut <= slot.day for cut in cuts)
            day = slot.day if slot.kind is Kind.INSET else None
            found[slot.kind, slot.counted, bool(slot.only_for), stretch, day] |= 1 << at
        self.slots_of = list(found.values())
        self._stretch = [key[3] for key in found]

    def _last_days(self) -> list[int]:
        """The days by which most of what is offered must be over to count."""
        days = Counter(serves.until for some in self.units.worth.serves for serves in some if serves.until)
        return [day for day, _ in days.most_common(_LAST_DAYS)]

    def _unit(self, unit: int) -> None:
        units = self.units
        group, option = units.groups[unit], units.option(unit)
        runs = self.rows.column(1)
        own: dict[int, int] = {}
        for number, part in enumerate(self.slots_of):
            if some := group.slots & part:
                most = min(option.sessions, units.most(some, option.gap_days))
                own[number] = self.rows.column(most)
                if option.sessions > 1:
                    self.rows.at_most([(1, own[number]), (-most, runs)], 0)
        self.rows.exactly([(1, column) for column in own.values()] + [(-option.sessions, runs)], 0)
        self.runs.append(runs)
        self.parts.append(own)

    def _options(self) -> None:
        units = self.units
        pins: dict[int, list[int]] = defaultdict(list)
        for number, own in units.by_option.items():
            option = units.problem.options[number]
            for unit in own:
                if (pin := units.groups[unit].pin) is not None:
                    pins[pin].append(self.runs[unit])
            self.rows.at_most([(1, self.runs[unit]) for unit in own], option.runs)
            if option.places is not None:
                heads = [(units.groups[unit].people.bit_count(), self.runs[unit]) for unit in own]
                self.rows.at_most(heads, option.places)
            for some in largest(
                bits_of(n for n, unit in enumerate(own) if units.groups[unit].people >> person & 1)
                for person in positions(units.union(own))
            ):
                self.rows.at_most([(1, self.runs[own[n]]) for n in positions(some)], 1)
            for before in option.after:
                earlier = units.by_option.get(self._at[before], ())
                for unit in own:
                    self._comes_after(unit, before, earlier)
        for columns in (pins[number] for number in range(len(units.problem.pins))):
            self.rows.exactly([(1, column) for column in columns], 1)

    def _comes_after(self, unit: int, before: str, earlier: tuple[int, ...]) -> None:
        """Each who comes has finished it first, seen at the end of every stretch; and soon enough (003-F3h)."""
        units = self.units
        latest = units.begins_by(unit, None)
        for some in units.had_before(unit, before, earlier):
            soon = [other for other in some if units.ends[other] < latest]
            self.rows.at_most([(1, self.runs[unit]), *((-1, self.runs[other]) for other in soon)], 0)
            whole = math.lcm(*(units.option(other).sessions for other in soon))
            own = units.option(unit).sessions
            for stretch in sorted(set(self._stretch))[:-1]:
                done = [
                    (-own * (whole // units.option(other).sessions), column)
                    for other in soon
                    for column in self._until(other, stretch)
                ]
                begun = [(whole, column) for column in self._until(unit, stretch)]
                self.rows.at_most([*begun, *done], 0)

    def _until(self, unit: int, stretch: int) -> list[int]:
        """The columns of its parts up to the end of a stretch of the year."""
        return [column for number, column in self.parts[unit].items() if self._stretch[number] <= stretch]

    def _people(self) -> None:
        """Nobody has more sessions in a part than it has times; directed and paid time."""
        units, free = self.units, self.units.free
        for number, part in enumerate(self.slots_of):
            here = bits_of(unit for unit, own in enumerate(self.parts) if number in own)
            for some in largest([*(units.of_person[person] & here for person in units.busiest), *units.meeting(here)]):
                open_slots = 0
                for unit in positions(some):
                    open_slots |= units.groups[unit].slots & part
                terms = [(1, self.parts[unit][number]) for unit in positions(some)]
                self.rows.at_most(terms, units.most(open_slots, 0))
        extra = [n for n, part in enumerate(self.slots_of) if not free.slots[part.bit_length() - 1].counted]
        for people in units.alike:
            own = list(positions(units.of_person[people[0]]))
            limits = [m for person in people if (m := free.people[person].directed_minutes) is not None]
            if limits:
                terms = [
                    (units.option(unit).minutes, self.parts[unit][n])
                    for unit in own
                    for n in extra
                    if n in self.parts[unit]
                ]
                self.rows.at_most(terms, min(limits))
            for person in people:
                if paid := free.people[person].paid_minutes:
                    self.rows.at_most([term for unit in own for term in self._paid(unit, person)], paid)

    def _paid(self, unit: int, person: int) -> list[tuple[int, int]]:
        minutes = self.units.option(unit).minutes
        return [
            (min(self.units.free.outside(person, at, minutes) for at in positions(self._open(unit, number))), column)
            for number, column in self.parts[unit].items()
        ]

    def _open(self, unit: int, number: int) -> Bits:
        return self.units.groups[unit].slots & self.slots_of[number]

    def _money_and_cover(self) -> None:
        units, limits = self.units, self.units.problem.limits
        budget = [(units.price(unit), column) for unit, column in enumerate(self.runs)]
        covers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for unit, own in enumerate(self.parts):
            for number, column in own.items():
                sessions = [units.session(unit, at) for at in positions(self._open(unit, number))]
                budget.append((min(each.pence for each in sessions), column))
                covers[number].append((min(each.cover for each in sessions), column))
        if limits.budget is not None:
            self.rows.at_most(budget, limits.budget)
        for limit in limits.cover:
            terms: list[tuple[int, int]] = []
            for number, some in covers.items():
                days = [units.free.slots[at].day for at in positions(self.slots_of[number])]
                if limit.first <= min(days) and max(days) <= limit.last:
                    terms += some
            self.rows.at_most(terms, limit.most)

    def _out_of_class(self) -> None:
        """All days of a stretch together (003-F8a)."""
        units, free = self.units, self.units.free
        by_stretch: dict[int, list[int]] = defaultdict(list)
        for number, part in enumerate(self.slots_of):
            if free.slots[part.bit_length() - 1].kind is Kind.RELEASE:
                by_stretch[self._stretch[number]].append(number)
        for numbers in by_stretch.values():
            days = {free.slots[at].day for number in numbers for at in positions(self.slots_of[number])}
            outs = [
                ([units.session(unit, at).out for at in positions(self._open(unit, number))], own[number])
                for unit, own in enumerate(self.parts)
                for number in numbers
                if number in own
            ]
            for _, people, most in free.caps:
                room = sum(max(0, most - (free.out_by_fixed.get(day, 0) & people).bit_count()) for day in days)
                self.rows.at_most(
                    [(min((out & people).bit_count() for out in some), column) for some, column in outs], room
                )

    def _needs(self) -> None:
        units = self.units
        adding: dict[int, list[Adds]] = defaultdict(list)
        for unit, group in enumerate(units.groups):
            in_time: dict[int | None, int | None] = {None: self.runs[unit]}
            for serves in units.worth.serves[group.option]:
                if whom := serves.whom(group.people):
                    if serves.until not in in_time:
                        in_time[serves.until] = self._in_time(unit, serves.until or 0)
                    if (column := in_time[serves.until]) is not None:
                        adding[serves.need].append(Adds(unit, serves.percent, whom, serves.until, column))
        for need, some in sorted(adding.items()):
            met = self.rows.column(WHOLE, whole=False)
            terms = [(units.worth.size(need), met)]
            for count, own in units.alike_in(some):
                learns = [(-each.percent, each.counts) for each in own]
                if sum(each.percent for each in own) > ALL:
                    learnt = self.rows.column(ALL, whole=False)
                    self.rows.at_most([(1, learnt), *learns], 0)
                    learns = [(-1, learnt)]
                terms += [(100 * count * amount, column) for amount, column in learns]
            self.rows.at_most(terms, 0)
            self.rows.objective.append((units.worth.needs[need].weight, met))

    def _in_time(self, unit: int, until: int) -> int | None:
        """The column that says whether it ends by a day; None where it can't."""
        units = self.units
        group, option = units.groups[unit], units.option(unit)
        early = bits_of(at for at in positions(group.slots) if units.free.days[at] <= until)
        if units.most(early, option.gap_days) < option.sessions:
            return None
        if early == group.slots:
            return self.runs[unit]
        counts = self.rows.column(1)
        self.rows.at_most([(1, counts), (-1, self.runs[unit])], 0)
        latest = units.begins_by(unit, until)
        for before in option.after:
            for some in units.had_before(unit, before, units.by_option.get(self._at[before], ())):
                soon = [(-1, self.runs[other]) for other in some if units.ends[other] < latest]
                self.rows.at_most([(1, counts), *soon], 0)
        for number, column in self.parts[unit].items():
            most = min(option.sessions, units.most(self.slots_of[number] & early, option.gap_days))
            if most < option.sessions:
                # All of its sessions then lie before the day, so no part holds more of them than it has slots before
                # it.
                late = option.sessions - most
                self.rows.at_most([(1, column), (-option.sessions, self.runs[unit]), (late, counts)], 0)
        return counts
