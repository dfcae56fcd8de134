"""The whole year, slot by slot, as a model of yes and no: every hard rule of the timetable, and need met to be raised.

For each unit (a group of people who could sit one run of an option): does it run; and for each slot it could use: does
it have a session there. Sessions of a run are alike, so they need no numbers: as many slots are chosen as it has
sessions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sef2si.advice.timetable.free import Bits, bits_of, positions
from sef2si.advice.timetable.reached import ALL
from sef2si.advice.timetable.timetable import WHOLE
from sef2si.solving.units import Adds, Units

FINER = 100
Plan = Mapping[int, tuple[int, ...]]  # the slots of each unit that runs


@dataclass
class Model:
    """``runs[unit]`` and ``sits[unit][slot]`` are yes or no; ``need`` is weighted need met, the sum to be raised.
    ``learnt`` is how far those have a need who learn it alike.
    """

    cp: cp_model.CpModel
    runs: dict[int, cp_model.IntVar]
    sits: dict[int, dict[int, cp_model.IntVar]]
    met: dict[int, cp_model.IntVar]
    learnt: list[tuple[cp_model.IntVar, list[Adds]]]
    need: cp_model.LinearExpr

    def hint(self, units: Units, plan: Plan) -> None:
        """Begin from this plan."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for unit, var in self.runs.items():
            self.cp.add_hint(var, unit in plan)
            chosen = plan.get(unit, ())
            for slot, sits in self.sits[unit].items():
                self.cp.add_hint(sits, slot in chosen)
        met = units.met(plan)
        for need, amount in self.met.items():
            self.cp.add_hint(amount, met[need])
        ends = {unit: units.free.days[max(slots)] for unit, slots in plan.items()}
        for learnt, own in self.learnt:
            some = (each for each in own if each.unit in ends and (not each.until or ends[each.unit] <= each.until))
            self.cp.add_hint(learnt, min(ALL, sum(each.percent for each in some)))


def build(units: Units, slots: Mapping[int, Bits], *, exact: bool = True) -> Model:
    """A model in which each unit of ``slots`` may use the slots given there, and no other unit runs.

    Where it need not be ``exact``, what is raised is a sum of parts as they are, larger by ``FINER``, and no need is
    rounded down: that is found far sooner.
    """
    cp = cp_model.CpModel()
    model = Model(cp, {}, {}, {}, [], cp_model.LinearExpr.sum([]))
    for unit, some in slots.items():
        option = units.option(unit)
        runs = cp.new_bool_var(f"runs {unit}")
        sits = {at: cp.new_bool_var(f"sits {unit} {at}") for at in positions(some)}
        cp.add(sum(sits.values()) == option.sessions * runs)
        for near in units.too_near(some, option.gap_days) if option.sessions > 1 else ():
            cp.add(sum(sits[at] for at in positions(near)) <= runs)
        model.runs[unit], model.sits[unit] = runs, sits
    _options(units, model)
    _order(units, model)
    _people(units, model)
    _out_of_class(units, model)
    _money_and_cover(units, model)
    _needs(units, model, exact=exact)
    return model


def _options(units: Units, model: Model) -> None:
    """How often, how many places, nobody twice; and every pin."""
    pins: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for at, all_units in units.by_option.items():
        option = units.problem.options[at]
        own = [unit for unit in all_units if unit in model.runs]
        if not own:
            continue
        for unit in own:
            if (pin := units.groups[unit].pin) is not None:
                pins[pin].append(model.runs[unit])
        model.cp.add(sum(model.runs[unit] for unit in own) <= option.runs)
        if option.places is not None:
            heads = [units.groups[unit].people.bit_count() for unit in own]
            model.cp.add(sum(h * model.runs[u] for h, u in zip(heads, own, strict=True)) <= option.places)
        for some in largest(bits_of(n for n, u in enumerate(own) if units.groups[u].people >> p & 1)
                            for p in positions(units.union(own))):  # fmt: skip
            if some.bit_count() > 1:
                model.cp.add_at_most_one(model.runs[own[number]] for number in positions(some))
    for number in range(len(units.problem.pins)):
        model.cp.add_exactly_one(pins[number])


def _order(units: Units, model: Model) -> None:
    """What comes before (003-F3h): each who comes has finished it on an earlier day."""
    at = {option.id: number for number, option in enumerate(units.problem.options)}
    free = units.free
    first_day, last_day = (free.days[0], free.days[-1]) if free.days else (0, 0)
    begins: dict[int, cp_model.IntVar] = {}
    ends: dict[int, cp_model.IntVar] = {}
    for unit, runs in model.runs.items():
        for before in units.option(unit).after:
            earlier = [other for other in units.by_option.get(at[before], ()) if other in model.runs]
            lacking = bits_of(p for p in positions(units.groups[unit].people) if before not in free.people[p].has)
            if lacking and unit not in begins:
                begins[unit] = model.cp.new_int_var(first_day, last_day, f"begins {unit}")
                for slot, sits in model.sits[unit].items():
                    model.cp.add(begins[unit] <= free.days[slot]).only_enforce_if(sits)
            for some in dict.fromkeys(
                bits_of(n for n, other in enumerate(earlier) if units.groups[other].people >> p & 1)
                for p in positions(lacking)
            ):
                model.cp.add(sum(model.runs[earlier[number]] for number in positions(some)) >= runs)
            for other in earlier:
                if not units.groups[other].people & lacking:
                    continue
                if other not in ends:
                    ends[other] = model.cp.new_int_var(first_day, last_day, f"ends {other}")
                    for slot, sits in model.sits[other].items():
                        model.cp.add(ends[other] >= free.days[slot]).only_enforce_if(sits)
                model.cp.add(ends[other] < begins[unit]).only_enforce_if(runs, model.runs[other])


def _people(units: Units, model: Model) -> None:
    """Nobody in two places; directed time; paid time of support staff."""
    everything = (1 << len(units.free.slots)) - 1
    by_slot: dict[int, list[int]] = defaultdict(list)
    for unit, sits in model.sits.items():
        for at in sits:
            by_slot[at].append(unit)
    used = bits_of(by_slot) & everything
    for clique in units.at_once(used):
        there: dict[int, list[int]] = defaultdict(list)
        for at in positions(clique):
            for unit in by_slot[at]:
                there[unit].append(at)
        present = bits_of(there)
        for some in largest(units.of_person[person] & present for person in units.busiest):
            literals = [model.sits[unit][at] for unit in positions(some) for at in there[unit]]
            if some.bit_count() > 1:
                model.cp.add_at_most_one(literals)
    for people in units.alike:
        own = [unit for unit in positions(units.of_person[people[0]]) if unit in model.runs]
        limits = [m for p in people if (m := units.free.people[p].directed_minutes) is not None]
        if limits:
            terms = [
                (units.option(unit).minutes, sits)
                for unit in own
                for at, sits in model.sits[unit].items()
                if not units.free.slots[at].counted
            ]
            _at_most(model, terms, min(limits))
        for person in people:
            if units.free.people[person].paid_minutes:
                terms = [
                    (units.free.outside(person, at, units.option(unit).minutes), sits)
                    for unit in own
                    for at, sits in model.sits[unit].items()
                ]
                _at_most(model, terms, units.free.people[person].paid_minutes)


def _out_of_class(units: Units, model: Model) -> None:
    """How many are taken from pupils on a day, in the school and in each department (003-F8a)."""
    by_day: dict[int, list[tuple[Bits, cp_model.IntVar]]] = defaultdict(list)
    for unit, sits in model.sits.items():
        for at, var in sits.items():
            if out := units.session(unit, at).out:
                by_day[units.free.days[at]].append((out, var))
    fixed = {day.toordinal(): out for day, out in units.free.out_by_fixed.items()}
    for day, terms in by_day.items():
        for _, people, most in units.free.caps:
            left = max(0, most - (fixed.get(day, 0) & people).bit_count())
            _at_most(model, [((out & people).bit_count(), var) for out, var in terms], left)


def _money_and_cover(units: Units, model: Model) -> None:
    limits = units.problem.limits
    sits = [(unit, at, var) for unit, some in model.sits.items() for at, var in some.items()]
    if limits.budget is not None:
        terms = [(units.price(unit), var) for unit, var in model.runs.items()]
        terms += [(units.session(unit, at).pence, var) for unit, at, var in sits]
        _at_most(model, terms, limits.budget)
    for limit in limits.cover:
        within = [(u, at, var) for u, at, var in sits if limit.first <= units.free.slots[at].day <= limit.last]
        _at_most(model, [(units.session(u, at).cover, var) for u, at, var in within], limit.most)


def _needs(units: Units, model: Model, *, exact: bool) -> None:
    """What each run adds to each need, if it ends in time to count and to be checked."""
    adding: dict[int, list[Adds]] = defaultdict(list)
    for unit, runs in model.runs.items():
        group = units.groups[unit]
        in_time: dict[int, cp_model.IntVar] = {}
        for serves in units.worth.serves[group.option]:
            whom = serves.whom(group.people)
            if not whom:
                continue
            counts = runs
            late = [v for at, v in model.sits[unit].items() if serves.until and units.free.days[at] > serves.until]
            if late:
                if len(model.sits[unit]) - len(late) < units.option(unit).sessions:
                    continue
                if serves.until not in in_time:
                    counts = model.cp.new_bool_var(f"in time {unit} {serves.until}")
                    model.cp.add(sum(late) <= units.option(unit).sessions * (runs - counts))
                    in_time[serves.until or 0] = counts
                counts = in_time[serves.until or 0]
            adding[serves.need].append(Adds(unit, serves.percent, whom, serves.until, counts))
    terms: list[cp_model.LinearExprT] = []
    for need, parts in sorted(adding.items()):
        learnt: list[cp_model.LinearExprT] = []
        need_of = units.worth.needs[need]
        size = units.worth.size(need)
        for count, own in units.alike_in(parts):
            each = cp_model.LinearExpr.sum([one.percent * one.counts for one in own])
            if sum(one.percent for one in own) > ALL:
                var = model.cp.new_int_var(0, ALL, f"learnt {need}")
                model.cp.add(var <= each)
                model.learnt.append((var, own))
                each = var
            learnt.append(100 * count * each if exact else FINER * need_of.weight * 100 * count // size * each)
        if exact:
            met = model.cp.new_int_var(0, WHOLE, f"met {need}")
            model.cp.add(size * met <= cp_model.LinearExpr.sum(learnt))
            model.met[need] = met
            terms.append(need_of.weight * met)
        else:
            terms += learnt
    model.need = cp_model.LinearExpr.sum(terms)


def _at_most(model: Model, terms: Sequence[tuple[int, cp_model.IntVar]], most: int) -> None:
    """A limit, where it could be passed at all."""
    some = [(amount, var) for amount, var in terms if amount]
    if sum(amount for amount, _ in some) > most:
        model.cp.add(sum(amount * var for amount, var in some) <= most)


def largest(sets: Iterable[Bits]) -> list[Bits]:
    """Each set once, and none that lies within another."""
    found: list[Bits] = []
    for some in sorted(set(sets), key=lambda each: (-each.bit_count(), each)):
        if some and not any(some & ~other == 0 for other in found):
            found.append(some)
    return found
