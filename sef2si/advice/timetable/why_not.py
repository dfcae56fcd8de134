"""What did not fit: for each need not met in full, the constraint that stopped it and what would free it, in sentences.

For every option that meets the need, each group that could come is tried beside the timetable as it stands, at the
times when fewest things stop it. What stops the best of them is said, with the least that would place it: one more
cover day in March, £120, an hour of directed time. A sentence speaks of one thing at a time; where several things stop
it, it names them all. People are not named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from sef2si.advice.costs import plain, pounds
from sef2si.advice.timetable.free import Bits, Free, bits_of, positions
from sef2si.advice.timetable.groups import Group, groups, size_allowed
from sef2si.advice.timetable.ledger import Ledger, Short, Stop
from sef2si.advice.timetable.problem import Need, Option, Problem
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.timetable import WHOLE, NotFitted, Timetable
from sef2si.advice.timetable.worth import Worth

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TRIES = 12  # choices of times for a group
_GROUPS = 6  # groups of an option, those that would meet most


@dataclass(frozen=True)
class _Try:
    """A run that would meet more of the need, and all that stops it. Fewest stops and then most need first."""

    gain: int
    option: Option
    people: int
    shorts: tuple[Short, ...]


def not_fitted(problem: Problem, timetable: Timetable) -> tuple[NotFitted, ...]:
    """Needs not met in full, the weightiest shortfall first."""
    return _WhyNot(problem, timetable).all()


class _WhyNot:
    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.free = Free(problem)
        self.worth = Worth(self.free)
        self.groups = groups(self.free)
        self.met = {each.need: each.met for each in timetable.totals.needs}
        self.reached = Reached(self.worth)
        self.ledger = self._as_it_stands(timetable)

    def all(self) -> tuple[NotFitted, ...]:
        short = [(at, need) for at, need in enumerate(self.problem.needs) if self.met.get(need.id, 0) < WHOLE]
        short.sort(key=lambda each: (-each[1].weight * (WHOLE - self.met.get(each[1].id, 0)), each[1].id))
        return tuple(self._about(at, need) for at, need in short)

    def _as_it_stands(self, timetable: Timetable) -> Ledger:
        ledger = Ledger(self.free)
        at = {option.id: number for number, option in enumerate(self.problem.options)}
        for run in timetable.runs:
            people = bits_of(self.free.person_at[each] for each in run.people)
            slots = tuple(sorted(self.free.slot_at[each] for each in run.slots))
            ledger.place(Group(at[run.option], people, bits_of(slots)), slots)
            self.reached.add_run(at[run.option], people, self.free.days[slots[-1]])
        return ledger

    def _about(self, at: int, need: Need) -> NotFitted:
        met = self.met.get(need.id, 0)
        serving = [number for number in range(len(self.problem.options)) if self._serves(number, at)]
        if not serving:
            return self._said(need, met, "no option", "no option meets it.", "An option that meets it would help.")
        every = [each for number in serving for each in self._tries(number, at)]
        if not every:
            return self._said(need, met, *self._never(need, serving))
        tries = [each for each in every if all(short.stop is not Stop.ALREADY for short in each.shorts)]
        if not tries:
            title = every[0].option.title
            said = f"those who could come to “{title}” have it already, and it meets no more of it."
            return self._said(need, met, "already", said, "Another option for it would help.")
        best = min(tries, key=lambda each: (len({s.stop for s in each.shorts}), _size(each.shorts), -each.gain))
        if not best.shorts:
            found = f"“{best.option.title}” would still fit for {_people(best.people)}."
            return self._said(need, met, "fits", found, "Search for longer, or pin it.")
        stops = _merged(best.shorts)
        reason = _listed([self._stopped(short) for short in stops])
        frees = f"{_listed([self._freed(short) for short in stops])} would place “{best.option.title}”"
        return self._said(
            need,
            met,
            stops[0].stop.value,
            f"“{best.option.title}” does not fit: {reason}.",
            f"{_capital(frees)} for {_people(best.people)}.",
        )

    def _serves(self, option: int, need: int) -> bool:
        return any(each.need == need and each.percent for each in self.worth.serves[option])

    def _tries(self, option: int, need: int) -> Iterable[_Try]:
        """Groups of an option that would meet more, at the times when least stops them."""
        offer = self.problem.options[option]
        own = [group for group in self.groups if group.option == option and group.pin is None]
        gains = {
            group: sum(
                self.reached.more(at, percent, whom)
                for at, percent, whom in self.worth.adds(option, group.people, 0)
                if at == need
            )
            for group in own
        }
        for group in sorted((g for g in own if gains[g]), key=lambda g: (-gains[g], g.people))[:_GROUPS]:
            until = next(each.until for each in self.worth.serves[option] if each.need == need)
            slots = [at for at in positions(group.slots) if until is None or self.free.days[at] <= until]
            found = [
                _Try(gains[group], offer, group.people.bit_count(), tuple(self.ledger.stops(group, times)))
                for times in islice(self._times(group, slots), _TRIES)
            ]
            if found:
                yield min(found, key=lambda each: (len({s.stop for s in each.shorts}), _size(each.shorts)))

    def _times(self, group: Group, slots: Sequence[int]) -> Iterable[tuple[int, ...]]:
        """Times for a run: from among those still open where there are enough, then from all, begun here and there."""
        option = self.problem.options[group.option]
        still_open = self.ledger.open_slots(group)
        counted = [at for at in slots if still_open >> at & 1 and self.free.slots[at].counted]
        for some in (counted, [at for at in slots if still_open >> at & 1], list(slots)):
            step = max(1, len(some) // 4)
            for begin in range(0, len(some), step):
                if times := self._first(some[begin:], option):
                    yield times

    def _first(self, slots: Sequence[int], option: Option) -> tuple[int, ...]:
        found: list[int] = []
        for at in slots:
            far = not found or self.free.days[at] >= self.free.days[found[-1]] + option.gap_days
            if far and not any(self.free.clashes[at] >> each & 1 for each in found):
                found.append(at)
                if len(found) == option.sessions:
                    return tuple(found)
        return ()

    # Nobody could ever come

    def _never(self, need: Need, serving: Sequence[int]) -> tuple[str, str, str]:
        """Why no group of any option can come in time, by the first of its options."""
        team = self.free.team_bits[need.team]
        for number in serving:
            if any(g.option == number and g.people & team and g.pin is None for g in self.groups):
                said = f"“{self.problem.options[number].title}” can't end in time for it to count."
                return "too late", said, "A later date for the need or its check, or earlier slots, would free it."
        for number in serving:
            option = self.problem.options[number]
            may = self.free.who_may(option) & team
            shut = self.free.open_for(option)
            if not may:
                said = f"nobody of its team may come to “{option.title}”."
                return "nobody", said, f"Opening “{option.title}” to the team would help."
            if not shut.bit_count():
                said = f"there is no slot at which “{option.title}” could be."
                return "no slots", said, f"Another date, or slots of {option.minutes} minutes, would free it."
            if not size_allowed(option, min(may.bit_count(), option.largest or may.bit_count())):
                said = f"“{option.title}” needs {option.smallest} people, and fewer can come (002-19)."
                return "smallest", said, "Going together with another school would free it."
            able = [
                person
                for person in positions(may)
                if (self.free.can(person, option.minutes) & shut).bit_count() >= option.sessions
            ]
            if len(able) > 1:
                return (
                    "no common day",
                    self._no_common_day(option, bits_of(able)),
                    ("A slot on a day when they all work, or going in smaller groups, would free it."),
                )
            if not able:
                said = f"nobody of its team is free at {option.sessions} times at which “{option.title}” could be."
                return "no time", said, "Slots on days when they work, away from PPA and lessons, would free it."
        title = self.problem.options[serving[0]].title
        return "no group", f"no group for “{title}” could be made up.", "A larger or smaller group might free it."

    def _no_common_day(self, option: Option, people: Bits) -> str:
        shut = self.free.open_for(option)
        days = [
            {self.free.slots[at].day.weekday() for at in positions(self.free.can(person, option.minutes) & shut)}
            for person in positions(people)
        ]
        fewest = min(days, key=lambda each: (len(each), sorted(each)))
        works = " and ".join(_WEEKDAYS[day] for day in sorted(fewest)) or "no day"
        return f"those who need it are never free together for “{option.title}”: somebody is free on {works} alone."

    # Sentences

    def _said(self, need: Need, met: int, reason: str, sentence: str, frees: str) -> NotFitted:
        so_far = "is not met" if not met else f"is met to {met // 100}%"
        return NotFitted(
            need=need.id, met=met, reason=reason, sentence=f"“{need.title}” {so_far}: {sentence}", frees=frees
        )

    def _stopped(self, short: Short) -> str:
        day = f" on {short.day:%A} {short.day.day} {short.day:%B}" if short.day else ""
        return {
            Stop.RUNS: "it runs as often as it can",
            Stop.PLACES: "its places are taken",
            Stop.ALREADY: "some of them have it already",
            Stop.ORDER: "what must come before it is not in the timetable (003-F3h)",
            Stop.CLASH: f"somebody is at something else{day}",
            Stop.DIRECTED: "somebody's directed time is used up",
            Stop.PAID: "it lies outside somebody's contracted hours, and their paid hours are used up",
            Stop.OUT: f"too many people are out of class{day} (003-F8a)",
            Stop.DEPARTMENT: f"too many of one department are out of class{day} (003-F8a)",
            Stop.COVER: f"the cover for {short.of} is used up",
            Stop.BUDGET: "the budget is used up",
        }[short.stop]

    def _freed(self, short: Short) -> str:
        return {
            Stop.RUNS: "one more run",
            Stop.PLACES: "one more place" if short.by == 1 else f"{short.by} more places",
            Stop.ALREADY: "another group",
            Stop.ORDER: "what must come before it",
            Stop.CLASH: "moving what they are at",
            Stop.DIRECTED: f"{short.by} more minutes of directed time",
            Stop.PAID: f"{short.by} more paid minutes",
            Stop.OUT: "one more person out of class" if short.by == 1 else f"{short.by} more people out of class",
            Stop.DEPARTMENT: f"{short.by} more of the department out of class",
            Stop.COVER: f"{_days(short.by)} more of cover in {short.of}",
            Stop.BUDGET: f"{pounds(Decimal(short.by) / 100)} more",
        }[short.stop]


def _size(shorts: Iterable[Short]) -> int:
    return sum(short.by for short in shorts)


def _merged(shorts: Iterable[Short]) -> list[Short]:
    """Each stop once, with the most it falls short by."""
    found: dict[tuple[Stop, str], Short] = {}
    for short in shorts:
        key = (short.stop, short.of if short.stop is Stop.COVER else "")
        if key not in found or found[key].by < short.by:
            found[key] = short
    return list(found.values())


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _days(hundredths: int) -> str:
    number = plain(Decimal(hundredths) / 100)
    return "1 day" if number == "1" else f"{number} days"
