"""Which people could sit a run of an option together: the candidates a timetable is made of.

Plans are made for teams. So the candidates of an option are each of its teams, all of them together, those of a team
who are free on the same days (and the others, for a second run), and, where not all may be out or in one room at once,
turns of as many as may. Small options, up to ``EVERY`` people, get every group there is, so that nothing better is
overlooked. "The best possible" of a timetable means: among all timetables made of these groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.problem import Kind, Option, Placed

EVERY = 4
MOST = 24  # groups of one option
_PATTERNS = 3
_ENOUGH = 2  # a pattern of days must suit at least one in so many of the team


@dataclass(frozen=True)
class Group:
    """``slots`` are those in which all of its people could sit a session; ``pin`` is the position of the pin it
    serves.
    """

    option: int
    people: Bits
    slots: Bits
    pin: int | None = None
    set_slots: bool = False  # the pin says when: all of its slots and no other


def groups(free: Free) -> tuple[Group, ...]:
    """The candidates of every option, in the options' order by id; those of pins besides."""
    found: list[Group] = []
    order = sorted(range(len(free.problem.options)), key=lambda at: free.problem.options[at].id)
    for at in order:
        option = free.problem.options[at]
        shut = free.open_for(option)
        who = free.who_may(option)
        found += [
            Group(at, people, slots)
            for people in _candidates(free, option, who, shut)
            if (slots := usable(free, option, people, shut)).bit_count() >= option.sessions
        ][:MOST]
        for number, pin in enumerate(free.problem.pins):
            if pin.option == option.id:
                found += _pinned(free, at, number, pin, [g for g in found if g.option == at and g.pin is None])
    return tuple(found)


def _pinned(free: Free, at: int, number: int, pin: Placed, others: list[Group]) -> Iterator[Group]:
    """The ways to serve a pin: its own people and slots, as far as it names them."""
    option = free.problem.options[at]
    people = bits_of(free.person_at[each] for each in pin.people)
    whom = [people] if people else [group.people for group in others]
    if not people and pin.slots:
        whom = list(dict.fromkeys([*whom, *_candidates(free, option, free.who_may(option), free.pinned_slots(pin))]))
    for each in whom:
        slots = free.pinned_slots(pin) if pin.slots else usable(free, option, each, free.open_for(option))
        yield Group(at, each, slots, number, bool(pin.slots))


def usable(free: Free, option: Option, people: Bits, shut: Bits) -> Bits:
    """Slots in which these could sit it together without being too many to be out."""
    return free.bearable(people, free.common(people, option.minutes) & shut)


def size_allowed(option: Option, count: int) -> bool:
    most = min(x for x in (option.largest, option.places, count) if x is not None)
    return count + option.others >= option.smallest and count <= most


def _candidates(free: Free, option: Option, who: Bits, shut: Bits) -> Iterator[Bits]:
    """Groups in the order in which they are worth having; each once, none of a size the option refuses."""
    able = bits_of(
        person for person in positions(who) if (free.can(person, option.minutes) & shut).bit_count() >= option.sessions
    )
    ways = _every(able) if able.bit_count() <= EVERY else _worth_having(free, option, able, shut)
    seen = set()
    for people in ways:
        if people and people not in seen and size_allowed(option, people.bit_count()):
            seen.add(people)
            yield people


def _every(able: Bits) -> Iterator[Bits]:
    each = list(positions(able))
    for size in range(len(each), 0, -1):
        yield from (bits_of(some) for some in combinations(each, size))


def _worth_having(free: Free, option: Option, able: Bits, shut: Bits) -> Iterator[Bits]:
    teams = [free.team_bits[team] & able for team in option.teams]
    bases = [able, *(team for team in teams if team)] if len(teams) > 1 else [able]
    calm = shut & ~bits_of(at for at in positions(shut) if free.slots[at].kind is Kind.RELEASE)
    for base in bases:
        yield base
    for base in bases:
        yield from _same_days(free, option, base, shut)
    for base in reversed(bases):
        most = min(x for x in (option.largest, option.places, base.bit_count()) if x is not None)
        if calm and most < base.bit_count():
            yield from _turns(free, option, base, most, by_department=False)
        if calm != shut and free.problem.limits.out_a_day is not None:
            yield from _turns(free, option, base, min(most, free.problem.limits.out_a_day), by_department=True)
        elif calm != shut:
            yield from _turns(free, option, base, most, by_department=True)


def _same_days(free: Free, option: Option, base: Bits, shut: Bits) -> Iterator[Bits]:
    """Those of a team who are free at the same times, the largest first, each followed by the others."""
    minutes = option.minutes
    seen = Counter(bits_of(p for p in positions(base) if free.can(p, minutes) >> at & 1) for at in positions(shut))
    found: list[Bits] = []
    for people in sorted(seen, key=lambda each: (-each.bit_count(), each)):
        if people.bit_count() * _ENOUGH < base.bit_count() or len(found) == _PATTERNS:
            break
        if people != base and usable(free, option, people, shut).bit_count() >= option.sessions:
            found.append(people)
    for people in found:
        yield people
        yield base & ~people


def _turns(free: Free, option: Option, base: Bits, most: int, *, by_department: bool) -> Iterator[Bits]:
    """A team in turns of at most ``most``, people of like availability together, no department over its limit."""
    if most < 1:
        return
    limits = {each.id: each.out_a_day for each in free.problem.departments} if by_department else {}
    waiting = sorted(positions(base), key=lambda person: (free.can(person, option.minutes), person))
    while waiting:
        turn: list[int] = []
        counts: Counter[str] = Counter()
        for person in waiting:
            department = free.people[person].department
            limit = limits.get(department)
            if len(turn) < most and (limit is None or counts[department] < max(1, limit)):
                turn.append(person)
                counts[department] += 1
        yield bits_of(turn)
        waiting = [person for person in waiting if person not in turn]
