"""Who is free when: what the calendar and each person's week allow, before anything is planned.

Sets of slots and of people are bits of an int, by position: slots in order of time, people as the problem lists them.
With 250 people and 500 slots, "when are all of these free?" is then a handful of ANDs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property, reduce

from sef2si.advice.timetable.problem import Fixed, Kind, Option, Person, Placed, Problem, Slot, Span

Bits = int


def positions(bits: Bits) -> Iterator[int]:
    """The positions of the bits that are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def bits_of(places: Iterable[int]) -> Bits:
    return reduce(lambda found, place: found | 1 << place, places, 0)


class Free:
    """A problem looked at once, so that questions about time are quick. Immutable after it is made."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots: tuple[Slot, ...] = tuple(sorted(problem.slots, key=lambda s: (s.day, s.start, s.minutes, s.id)))
        self.people: tuple[Person, ...] = problem.people
        self.slot_at: Mapping[str, int] = {slot.id: at for at, slot in enumerate(self.slots)}
        self.person_at: Mapping[str, int] = {person.id: at for at, person in enumerate(self.people)}
        self.team_bits: Mapping[str, Bits] = {
            team.id: bits_of(self.person_at[each] for each in team.people) for team in problem.teams
        }
        self.inset_days = frozenset(slot.day for slot in self.slots if slot.kind is Kind.INSET)
        self.days: tuple[int, ...] = tuple(slot.day.toordinal() for slot in self.slots)
        self._by_minutes: dict[tuple[int, int], Bits] = {}
        self._common: dict[tuple[int, Bits], Bits] = {}

    # People and time

    @cached_property
    def _shapes(self) -> Mapping[tuple[int, int, int, int, bool, bool, bool], Bits]:
        """Slots alike to anybody's week, apart from the date: weekday, week, start, end, INSET day, release, spared."""
        found: dict[tuple[int, int, int, int, bool, bool, bool], Bits] = defaultdict(int)
        for at, slot in enumerate(self.slots):
            inset, release = slot.day in self.inset_days, slot.kind is Kind.RELEASE
            found[slot.day.weekday(), slot.week, slot.start, slot.end, inset, release, slot.spared] |= 1 << at
        return found

    @cached_property
    def _static(self) -> tuple[tuple[Bits, Bits], ...]:
        """For each person: slots their week and dates allow, working hours aside; and those that take them from
        pupils.
        """
        return tuple(self._week_allows(person) for person in self.people)

    def _week_allows(self, person: Person) -> tuple[Bits, Bits]:
        allowed = out = 0
        for (weekday, week, start, end, inset, release, spared), bits in self._shapes.items():
            if not any(span.weekday == weekday and _same_week(span, week) for span in person.hours):
                continue
            if not inset:
                if any(_meets(span, weekday, week, start, end) for span in (*person.ppa, *person.protected)):
                    continue
                if not spared and any(_meets(span, weekday, week, start, end) for span in person.with_pupils):
                    if not release:
                        continue
                    out |= bits
            allowed |= bits
        return allowed & ~self._taken_by_dates(person), out

    def _taken_by_dates(self, person: Person) -> Bits:
        taken = 0
        teams = {team.id for team in self.problem.teams if person.id in team.people}
        away = set(person.away)
        fixed = [each for each in self.problem.fixed if not each.people or person.id in each.people]
        out_days = {each.day for each in fixed if self._fixed_takes_out(each, person)}
        by_day = defaultdict(list)
        for each in fixed:
            by_day[each.day].append((each.start, each.start + each.minutes))
        for at, slot in enumerate(self.slots):
            if (
                slot.day in away
                or any(start < slot.end and slot.start < end for start, end in by_day.get(slot.day, ()))
                or (slot.kind is Kind.RELEASE and slot.day in out_days)
                or (slot.open_to and not teams.intersection(slot.open_to))
            ):
                taken |= 1 << at
        return taken

    def _fixed_takes_out(self, each: Fixed, person: Person) -> bool:
        return (
            not each.spared
            and each.day not in self.inset_days
            and any(
                _meets(span, each.day.weekday(), each.week, each.start, each.start + each.minutes)
                for span in person.with_pupils
            )
        )

    def can(self, person: int, minutes: int) -> Bits:
        """Slots in which this person could sit a session of so many minutes, paid time outside their hours included."""
        key = (person, minutes)
        if key not in self._by_minutes:
            allowed = self._static[person][0]
            if not self.people[person].paid_minutes:
                allowed = bits_of(at for at in positions(allowed) if not self.outside(person, at, minutes))
            self._by_minutes[key] = allowed
        return self._by_minutes[key]

    def outside(self, person: int, slot: int, minutes: int) -> int:
        """Minutes of a session that lie outside this person's hours, and would have to be paid."""
        at = self.slots[slot]
        return minutes - _covered(self.people[person].hours, at.day.weekday(), at.week, at.start, at.start + minutes)

    def common(self, people: Bits, minutes: int) -> Bits:
        """Slots in which all of these could sit a session of so many minutes."""
        key = (minutes, people)
        if key not in self._common:
            everything = (1 << len(self.slots)) - 1
            self._common[key] = reduce(
                lambda found, person: found & self.can(person, minutes), positions(people), everything
            )
        return self._common[key]

    @cached_property
    def _out_of_class(self) -> tuple[Bits, ...]:
        """For each slot, everybody it would take from pupils."""
        found = [0] * len(self.slots)
        for person, (_, out) in enumerate(self._static):
            for at in positions(out):
                found[at] |= 1 << person
        return tuple(found)

    def out_at(self, people: Bits, slot: int) -> Bits:
        """Those of these people whom this slot would take from pupils."""
        return people & self._out_of_class[slot]

    @cached_property
    def caps(self) -> tuple[tuple[str, Bits, int], ...]:
        """How many of whom may be out on one day: a department's id (empty: the school), its people, how many."""
        limit = self.problem.limits.out_a_day
        found = [] if limit is None else [("", (1 << len(self.people)) - 1, limit)]
        for each in self.problem.departments:
            if each.out_a_day is not None:
                own = bits_of(at for at, person in enumerate(self.people) if person.department == each.id)
                found.append((each.id, own, each.out_a_day))
        return tuple(found)

    def bearable(self, people: Bits, slots: Bits) -> Bits:
        """Those of these slots in which this group alone would not be too many to be out."""
        return bits_of(at for at in positions(slots) if not self._too_many(people, at))

    def _too_many(self, people: Bits, slot: int) -> bool:
        if not (new := self.out_at(people, slot)):
            return False
        out = new | self.out_by_fixed.get(self.slots[slot].day, 0)
        return any(new & some and (out & some).bit_count() > most for _, some, most in self.caps)

    # Slots

    @cached_property
    def clashes(self) -> tuple[Bits, ...]:
        """For each slot, those nobody can have beside it, itself included: at the same time, or both release on one
        day.
        """
        found = []
        by_day: dict[date, list[int]] = defaultdict(list)
        for at, slot in enumerate(self.slots):
            by_day[slot.day].append(at)
        for slot in self.slots:
            found.append(
                bits_of(
                    at
                    for at in by_day[slot.day]
                    if (self.slots[at].start < slot.end and slot.start < self.slots[at].end)
                    or self.slots[at] is slot
                    or (slot.kind is Kind.RELEASE and self.slots[at].kind is Kind.RELEASE)
                )
            )
        return tuple(found)

    @cached_property
    def _with_own_dates(self) -> frozenset[str]:
        return frozenset(option for slot in self.slots for option in slot.only_for)

    def suits(self, option: Option, slot: Slot) -> bool:
        """Whether a session of this option fits this slot at all: its length, sort and whose dates they are."""
        return (
            slot.minutes >= option.minutes
            and (not option.kinds or slot.kind in option.kinds)
            and (option.id in slot.only_for if option.id in self._with_own_dates else not slot.only_for)
        )

    def open_for(self, option: Option) -> Bits:
        """Slots in which something new of this option could be placed: nothing shut, past or banned."""
        banned = {ban.slot for ban in self.problem.bans if ban.option == option.id and ban.slot}
        shut = any(ban.option == option.id and not ban.slot and not ban.team for ban in self.problem.bans)
        earliest = self.problem.not_before
        if earliest is not None:
            earliest += timedelta(days=option.notice_days)
        return bits_of(
            at
            for at, slot in enumerate(self.slots)
            if not shut
            and self.suits(option, slot)
            and slot.id not in banned
            and (earliest is None or slot.day >= earliest)
            and (option.not_before is None or slot.day >= option.not_before)
            and not self._blacked_out(slot)
        )

    def _blacked_out(self, slot: Slot) -> bool:
        return any(
            each.first <= slot.day <= each.last and (not each.kinds or slot.kind in each.kinds)
            for each in self.problem.black_outs
        )

    def who_may(self, option: Option) -> Bits:
        """People of the option's teams, those of banned teams left out unless another team brings them."""
        banned = {ban.team for ban in self.problem.bans if ban.option == option.id and ban.team}
        return reduce(lambda found, team: found | self.team_bits[team], (t for t in option.teams if t not in banned), 0)

    def pinned_slots(self, pin: Placed) -> Bits:
        return bits_of(self.slot_at[each] for each in pin.slots)

    # What something fixed takes from a day

    @cached_property
    def out_by_fixed(self) -> Mapping[date, Bits]:
        """People whom fixed dates take from pupils, by day."""
        found: dict[date, Bits] = defaultdict(int)
        for each in self.problem.fixed:
            whom = each.people or tuple(self.person_at)
            for person in whom:
                at = self.person_at[person]
                if self._fixed_takes_out(each, self.people[at]):
                    found[each.day] |= 1 << at
        return found

    # Money and time of one session

    def session_cover(self, people: Bits, slot: int) -> int:
        """Hundredths of a day of cover."""
        return self.out_at(people, slot).bit_count() * self.slots[slot].cover

    def session_cost(self, people: Bits, slot: int, minutes: int) -> tuple[int, int, int]:
        """Pence of cover, pence of paid time, and its minutes."""
        cover = (self.session_cover(people, slot) * self.problem.limits.cover_day + 50) // 100
        paid = rate = 0
        for person in positions(people):
            if self.people[person].paid_minutes:
                outside = self.outside(person, slot, minutes)
                paid += outside
                rate += outside * self.people[person].pence_an_hour
        return cover, (rate + 30) // 60, paid


def _same_week(span: Span, week: int) -> bool:
    return span.week == 0 or week in (0, span.week)


def _meets(span: Span, weekday: int, week: int, start: int, end: int) -> bool:
    return span.weekday == weekday and _same_week(span, week) and span.start < end and start < span.end


def _covered(spans: Iterable[Span], weekday: int, week: int, start: int, end: int) -> int:
    """Minutes between start and end that lie in one of the spans, each counted once."""
    parts = sorted(
        (max(span.start, start), min(span.end, end))
        for span in spans
        if span.weekday == weekday and _same_week(span, week)
    )
    covered, until = 0, start
    for first, last in parts:
        if last > max(first, until):
            covered += last - max(first, until)
            until = last
    return covered
