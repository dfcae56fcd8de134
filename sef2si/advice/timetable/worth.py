"""How much need a run meets, and what it takes: in one place for all that plans (the checker counts anew)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_

from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.problem import Need, Option
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.timetable import WHOLE, Counted, Hours, Run, Taken, Totals


@dataclass(frozen=True)
class Serves:
    """One option for one need: who of a run counts, how much, and until which day (an ordinal; None: any)."""

    need: int
    percent: int
    team: Bits
    until: int | None

    def whom(self, people: Bits) -> Bits:
        """Those of these people for whom it counts."""
        return people & self.team if self.percent else 0


class Worth:
    """What the options of a problem are worth. Immutable after it is made."""

    def __init__(self, free: Free) -> None:
        self.free = free
        self.needs: tuple[Need, ...] = free.problem.needs
        self._need_at = {need.id: at for at, need in enumerate(self.needs)}
        self.serves: tuple[tuple[Serves, ...], ...] = tuple(self._served_by(option) for option in free.problem.options)

    def _served_by(self, option: Option) -> tuple[Serves, ...]:
        found = []
        for meets in option.meets:
            at = self._need_at[meets.need]
            need = self.needs[at]
            days = [need.by] if need.by else []
            if need.check_on:
                days.append(need.check_on - timedelta(days=meets.effect_days))
            until = min(days).toordinal() if days else None
            found.append(Serves(at, meets.percent, self.free.team_bits[need.team], until))
        return tuple(sorted(found, key=lambda each: each.need))

    @cached_property
    def most(self) -> int:
        return WHOLE * sum(need.weight for need in self.needs)

    def size(self, need: int) -> int:
        """How many people a need is about."""
        return self.free.team_bits[self.needs[need].team].bit_count()

    def share(self, need: int, amount: int) -> int:
        """Ten-thousandths of a need that so many per cent, each for one person, are; rounded down."""
        return amount * 100 // self.size(need)

    def adds(self, option: int, people: Bits, last_day: int) -> list[tuple[int, int, Bits]]:
        """What a run does whose last session is on this day: needs, per cent, and for whom."""
        return [
            (each.need, each.percent, whom)
            for each in self.serves[option]
            if (each.until is None or last_day <= each.until) and (whom := each.whom(people))
        ]

    def taken(self, run: Run) -> Taken:
        """What one run takes, to the penny."""
        free = self.free
        option = next(each for each in free.problem.options if each.id == run.option)
        people = bits_of(free.person_at[each] for each in run.people)
        slots = [free.slot_at[each] for each in run.slots]
        costs = [free.session_cost(people, slot, option.minutes) for slot in slots]
        first, last = free.slots[min(slots)].day, free.slots[max(slots)].day
        return Taken(
            price=option.price + option.price_each * people.bit_count(),
            cover_cost=sum(cover for cover, _, _ in costs),
            paid_time=sum(paid for _, paid, _ in costs),
            cover=sum(free.session_cover(people, slot) for slot in slots),
            paid_minutes=sum(minutes for _, _, minutes in costs),
            decide_on=first - timedelta(days=option.notice_days) if option.notice_days else None,
            looks_from=_looks_from(option, last),
        )

    def totals(self, runs: Iterable[Run]) -> Totals:
        """All of these runs together."""
        free = self.free
        reached = Reached(self)
        cost = cover = 0
        minutes: dict[str, int] = defaultdict(int)
        pence: dict[str, int] = defaultdict(int)
        options = {option.id: at for at, option in enumerate(free.problem.options)}
        for run in runs:
            at = options[run.option]
            option = free.problem.options[at]
            people = bits_of(free.person_at[each] for each in run.people)
            last = free.days[max(free.slot_at[each] for each in run.slots)]
            reached.add_run(at, people, last)
            taken = self.taken(run)
            cost += taken.cost
            cover += taken.cover
            for number, person in enumerate(positions(people)):
                role = free.people[person].role
                minutes[role] += option.minutes * len(run.slots)
                pence[role] += _share(taken.cost, people.bit_count(), number)
        counted = reached.all_met()
        heads: dict[str, int] = defaultdict(int)
        # Those of no team are there because something that stands takes them from pupils; nothing is asked of them.
        for person in positions(reduce(or_, free.team_bits.values(), 0)):
            heads[free.people[person].role] += 1
        return Totals(
            met=sum(need.weight * part for need, part in zip(self.needs, counted, strict=True)),
            most=self.most,
            needs=tuple(Counted(need=need.id, met=part) for need, part in zip(self.needs, counted, strict=True)),
            cost=cost,
            cover=cover,
            hours=tuple(
                Hours(role=role, heads=heads[role], minutes=minutes[role], pence=pence[role]) for role in sorted(heads)
            ),
        )


def _looks_from(option: Option, last: date) -> date | None:
    """The first day on which all its effects could show."""
    return last + timedelta(days=max(each.effect_days for each in option.meets)) if option.meets else None


def _share(pence: int, heads: int, number: int) -> int:
    """The same for each, to the penny; what is left over goes to the first, a penny each."""
    each, over = divmod(pence, heads)
    return each + (number < over)
