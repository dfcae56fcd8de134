"""Does a timetable break a hard rule, and does it say the truth about itself? Sentences; none where all is well.

It trusts nobody: it shares no code with whatever plans, only the values of ``problem`` and ``timetable``, and is
written the plain way round, person by person and day by day, so that one can read it against the rules. What is pinned
was agreed before: it may lie in the past, in a black-out or outside the notice, and must keep every other rule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from sef2si.advice.timetable.problem import Fixed, Kind, Option, Person, Problem, Slot, Span
from sef2si.advice.timetable.timetable import Run, Timetable


def broken(problem: Problem, timetable: Timetable) -> tuple[str, ...]:
    """Every rule that is broken, as sentences that name the rule first."""
    return tuple(_Checker(problem, timetable).all())


class _Checker:
    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.timetable = timetable
        self.people = {person.id: person for person in problem.people}
        self.options = {option.id: option for option in problem.options}
        self.slots = {slot.id: slot for slot in problem.slots}
        self.teams = {team.id: team for team in problem.teams}
        self.inset_days = {slot.day for slot in problem.slots if slot.kind is Kind.INSET}

    def all(self) -> Iterator[str]:
        unknown = list(self._unknown())
        yield from unknown
        if unknown:
            return
        yield from self._runs()
        yield from self._options()
        yield from self._order()
        yield from self._everybody()
        yield from self._out_of_class()
        yield from self._money_and_cover()
        yield from self._pins_and_bans()
        yield from self._says_the_truth()

    def _unknown(self) -> Iterator[str]:
        for run in self.timetable.runs:
            strangers = [p for p in run.people if p not in self.people] + [s for s in run.slots if s not in self.slots]
            if run.option not in self.options or strangers:
                yield f"unknown: a run of {run.option} names what the problem does not have."

    # Run by run

    def _runs(self) -> Iterator[str]:
        for run in self.timetable.runs:
            option = self.options[run.option]
            slots = self._slots(run)
            if len(run.slots) != option.sessions:
                yield f"sessions: {option.id} has {len(run.slots)} sessions and should have {option.sessions}."
            if len(set(run.people)) != len(run.people) or not run.people:
                yield f"people: a run of {option.id} has nobody, or somebody twice."
            if slots != sorted(slots, key=lambda slot: (slot.day, slot.start)):
                yield f"sessions: the slots of {option.id} are not in order of time."
            for earlier, later in pairwise(slots):
                if (later.day - earlier.day).days < option.gap_days:
                    yield f"gap: sessions of {option.id} are fewer than {option.gap_days} days apart."
            count = len(run.people)
            if count + option.others < option.smallest or (option.largest is not None and count > option.largest):
                yield f"size: a run of {option.id} has {count} people (002-19, 002-20)."
            may_come = {person for team in option.teams for person in self.teams[team].people}
            if not set(run.people) <= may_come:
                yield f"teams: somebody in {option.id} is in none of its teams."
            for slot in slots:
                yield from self._slot(option, slot)
                if not self._is_pinned(run):
                    yield from self._new_at(option, slot)

    def _slot(self, option: Option, slot: Slot) -> Iterator[str]:
        if slot.minutes < option.minutes:
            yield f"slot: {slot.id} is too short for {option.id}."
        if option.kinds and slot.kind not in option.kinds:
            yield f"slot: {slot.id} is not the sort of time {option.id} can have."
        has_dates = any(option.id in each.only_for for each in self.problem.slots)
        if (slot.only_for and option.id not in slot.only_for) or (has_dates and option.id not in slot.only_for):
            yield f"dates: {option.id} cannot be had at {slot.id}."

    def _new_at(self, option: Option, slot: Slot) -> Iterator[str]:
        for each in self.problem.black_outs:
            if each.first <= slot.day <= each.last and (not each.kinds or slot.kind in each.kinds):
                yield f"black-out: {option.id} at {slot.id} is in {each.title}."
        soonest = self.problem.not_before
        if soonest is not None and slot.day < soonest + timedelta(days=option.notice_days):
            yield f"notice: {option.id} at {slot.id} is too soon to decide whether it goes."
        if option.not_before is not None and slot.day < option.not_before:
            yield f"begins: {option.id} at {slot.id} is before the day on which it may begin."

    # Option by option

    def _options(self) -> Iterator[str]:
        for option in self.options.values():
            runs = [run for run in self.timetable.runs if run.option == option.id]
            people = [person for run in runs for person in run.people]
            if len(runs) > option.runs:
                yield f"runs: {option.id} runs {len(runs)} times and can run {option.runs}."
            if option.places is not None and len(people) > option.places:
                yield f"places: {len(people)} people have {option.places} places of {option.id}."
            if len(set(people)) != len(people):
                yield f"twice: somebody has {option.id} twice."

    def _order(self) -> Iterator[str]:
        for run in self.timetable.runs:
            begins = min(slot.day for slot in self._slots(run))
            for before in self.options[run.option].after:
                for person in run.people:
                    ends = [
                        max(slot.day for slot in self._slots(each))
                        for each in self.timetable.runs
                        if each.option == before and person in each.people
                    ]
                    if before not in self.people[person].has and not any(end < begins for end in ends):
                        yield f"order: {person} comes to {run.option} without {before} (003-F3h)."

    # Person by person

    def _everybody(self) -> Iterator[str]:
        sessions: dict[str, list[tuple[Slot, Option]]] = defaultdict(list)
        for run in self.timetable.runs:
            for slot in self._slots(run):
                for name in run.people:
                    sessions[name].append((slot, self.options[run.option]))
        for name, own in sessions.items():
            person = self.people[name]
            for slot, option in own:
                yield from self._one_session(person, slot, option)
            yield from self._clashes(person, [slot for slot, _ in own])
            extra = sum(option.minutes for slot, option in own if not slot.counted)
            if person.directed_minutes is not None and extra > person.directed_minutes:
                yield f"directed: {name} has {person.directed_minutes} minutes of directed time left, not {extra}."
            paid = sum(self._outside_hours(person, slot, option.minutes) for slot, option in own)
            if paid > person.paid_minutes:
                yield f"hours: {name} would be outside contracted hours for {paid} minutes, {person.paid_minutes} paid."

    def _one_session(self, person: Person, slot: Slot, option: Option) -> Iterator[str]:
        weekday = slot.day.weekday()
        if not any(_in_week(span, slot) for span in person.hours):
            yield f"day: {person.id} does not work on a day {weekday}, at {slot.id}."
        if slot.day in person.away:
            yield f"away: {person.id} is away at {slot.id}."
        if slot.open_to and not any(person.id in self.teams[team].people for team in slot.open_to):
            yield f"open: {slot.id} is not open to {person.id}."
        for fixed in self._fixed(person):
            if fixed.day == slot.day and _overlap(fixed.start, fixed.start + fixed.minutes, slot.start, slot.end):
                yield f"fixed: {person.id} has {fixed.title} at {slot.id}."
            if fixed.day == slot.day and slot.kind is Kind.RELEASE and self._fixed_takes_out(fixed, person):
                yield f"release: {person.id} is out of class for {fixed.title} on the day of {slot.id}."
        if slot.day in self.inset_days:
            return
        for word, spans in (("ppa", person.ppa), ("protected", person.protected)):
            if any(_in_week(span, slot) and _overlap(span.start, span.end, slot.start, slot.end) for span in spans):
                yield f"{word}: {option.id} takes {word} time of {person.id} at {slot.id}."
        if slot.kind is not Kind.RELEASE and self._with_pupils(person, slot):
            yield f"lessons: {person.id} is with pupils at {slot.id}."

    def _clashes(self, person: Person, slots: list[Slot]) -> Iterator[str]:
        for number, one in enumerate(slots):
            for other in slots[:number]:
                if one.day != other.day:
                    continue
                if one.id == other.id or _overlap(one.start, one.end, other.start, other.end):
                    yield f"clash: {person.id} is in two places at {one.id}."
                elif one.kind is Kind.RELEASE and other.kind is Kind.RELEASE:
                    yield f"release: {person.id} is released twice on {one.day}."

    # Day by day, and money

    def _out_of_class(self) -> Iterator[str]:
        out: dict[date, set[str]] = defaultdict(set)
        placed: set[date] = set()
        for fixed in self.problem.fixed:
            for person in self.problem.people:
                if fixed in self._fixed(person) and self._fixed_takes_out(fixed, person):
                    out[fixed.day].add(person.id)
        before = {day: set(some) for day, some in out.items()}
        for run in self.timetable.runs:
            for slot in self._slots(run):
                new = {name for name in run.people if self._is_out(self.people[name], slot)}
                out[slot.day] |= new
                placed |= {slot.day} if new else set()
        for day in sorted(placed):
            new = out[day] - before.get(day, set())
            limit = self.problem.limits.out_a_day
            if limit is not None and len(out[day]) > limit:
                yield f"out: {len(out[day])} people are out of class on {day}, and {limit} may be (003-F8a)."
            for department in self.problem.departments:
                own = {name for name in out[day] if self.people[name].department == department.id}
                if department.out_a_day is not None and own & new and len(own) > department.out_a_day:
                    yield f"department: {len(own)} of {department.id} are out of class on {day} (003-F8a)."

    def _money_and_cover(self) -> Iterator[str]:
        limits = self.problem.limits
        cost = sum(self._cost(run) for run in self.timetable.runs)
        if limits.budget is not None and cost > limits.budget:
            yield f"budget: it costs {cost} pence, and there are {limits.budget}."
        for limit in limits.cover:
            cover = sum(
                self._cover(run, slot)
                for run in self.timetable.runs
                for slot in self._slots(run)
                if limit.first <= slot.day <= limit.last
            )
            if cover > limit.most:
                yield f"cover: {limit.title} has {limit.most} hundredths of a day of cover, not {cover}."

    def _pins_and_bans(self) -> Iterator[str]:
        held: Counter[int] = Counter()
        for pin in self.problem.pins:
            fitting = [
                number
                for number, run in enumerate(self.timetable.runs)
                if run.option == pin.option
                and (not pin.people or set(run.people) == set(pin.people))
                and (not pin.slots or set(run.slots) == set(pin.slots))
                and not held[number]
            ]
            if not fitting:
                yield f"pin: {pin.option} is pinned and not kept."
            else:
                held[fitting[0]] += 1
        for ban in self.problem.bans:
            for run in (run for run in self.timetable.runs if run.option == ban.option and not self._is_pinned(run)):
                banned = set(self.teams[ban.team].people) if ban.team else set()
                spared = {
                    person
                    for team in self.options[run.option].teams
                    if not any(each.option == run.option and each.team == team for each in self.problem.bans)
                    for person in self.teams[team].people
                }
                if ban.slot in run.slots or (not ban.slot and not ban.team) or (set(run.people) & banned) - spared:
                    yield f"ban: {run.option} is banned there."

    def _says_the_truth(self) -> Iterator[str]:
        totals = self.timetable.totals
        met = {need.id: self._met(need.id) for need in self.problem.needs}
        if {each.need: each.met for each in totals.needs} != met:
            yield "totals: the needs are not met as it says."
        if totals.met != sum(need.weight * met[need.id] for need in self.problem.needs):
            yield "totals: need met is not the sum of its needs."
        if totals.cost != sum(self._cost(run) for run in self.timetable.runs):
            yield "totals: it does not cost what it says."
        if totals.cover != sum(self._cover(run, slot) for run in self.timetable.runs for slot in self._slots(run)):
            yield "totals: it does not need the cover it says."
        if self.timetable.bound is not None and self.timetable.bound < totals.met:
            yield "totals: it meets more need than it says is possible."

    # Small questions

    def _met(self, need_id: str) -> int:
        need = next(each for each in self.problem.needs if each.id == need_id)
        team = set(self.teams[need.team].people)
        met = dict.fromkeys(team, 0)
        for run in self.timetable.runs:
            ends = max(slot.day for slot in self._slots(run))
            for meets in self.options[run.option].meets:
                too_late = need.by is not None and ends > need.by
                unseen = need.check_on is not None and ends + timedelta(days=meets.effect_days) > need.check_on
                if meets.need == need_id and not too_late and not unseen:
                    for name in team & set(run.people):
                        met[name] = min(100, met[name] + meets.percent)
        return sum(met.values()) * 100 // len(team) if team else 0

    def _cost(self, run: Run) -> int:
        option = self.options[run.option]
        cost = option.price + option.price_each * len(run.people)
        for slot in self._slots(run):
            cost += _rounded(self._cover(run, slot) * self.problem.limits.cover_day, 100)
            pay = sum(
                self._outside_hours(person, slot, option.minutes) * person.pence_an_hour
                for person in (self.people[name] for name in run.people)
                if person.paid_minutes
            )
            cost += _rounded(pay, 60)
        return cost

    def _cover(self, run: Run, slot: Slot) -> int:
        return slot.cover * sum(self._is_out(self.people[name], slot) for name in run.people)

    def _is_out(self, person: Person, slot: Slot) -> bool:
        return slot.kind is Kind.RELEASE and slot.day not in self.inset_days and self._with_pupils(person, slot)

    def _with_pupils(self, person: Person, slot: Slot) -> bool:
        return not slot.spared and any(
            _in_week(span, slot) and _overlap(span.start, span.end, slot.start, slot.end) for span in person.with_pupils
        )

    def _outside_hours(self, person: Person, slot: Slot, minutes: int) -> int:
        spans = [span for span in person.hours if _in_week(span, slot)]
        return sum(
            not any(span.start <= minute < span.end for span in spans)
            for minute in range(slot.start, slot.start + minutes)
        )

    def _fixed(self, person: Person) -> list[Fixed]:
        return [each for each in self.problem.fixed if not each.people or person.id in each.people]

    def _fixed_takes_out(self, fixed: Fixed, person: Person) -> bool:
        return (
            not fixed.spared
            and fixed.day not in self.inset_days
            and any(
                span.weekday == fixed.day.weekday()
                and (0 in (span.week, fixed.week) or span.week == fixed.week)
                and _overlap(span.start, span.end, fixed.start, fixed.start + fixed.minutes)
                for span in person.with_pupils
            )
        )

    def _is_pinned(self, run: Run) -> bool:
        return any(
            pin.option == run.option and pin.slots and set(pin.slots) == set(run.slots)
            and (not pin.people or set(pin.people) == set(run.people))
            for pin in self.problem.pins
        )  # fmt: skip

    def _slots(self, run: Run) -> list[Slot]:
        return [self.slots[each] for each in run.slots]


def _in_week(span: Span, slot: Slot) -> bool:
    return span.weekday == slot.day.weekday() and (0 in (span.week, slot.week) or span.week == slot.week)


def _overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and other_start < end


def _rounded(amount: int, by: int) -> int:
    """To the nearest whole, a half upwards."""
    return (2 * amount + by) // (2 * by)
