"""The search: by hand first, then from afar, then slot by slot, then the soft wishes; every step starts from the best
so far.

A small problem is solved whole, to the end. A large one is bounded from afar (``choosing``) in a thread of its own,
while the groups the bound speaks for are laid slot by slot. Whenever it ends, there is a timetable that keeps every
hard rule, and a bound that no timetable of these groups passes.

With ``Settings.work`` nothing depends on the clock: the same problem, settings and version give the same timetable.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping

from ortools.sat.python import cp_model

from sef2si.advice.timetable.free import Bits, bits_of
from sef2si.advice.timetable.greedy import Laying, by_value, lay
from sef2si.advice.timetable.ledger import Ledger
from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.reached import Reached
from sef2si.advice.timetable.timetable import Ended, Progress, Run, Timetable
from sef2si.advice.timetable.wished import wishes
from sef2si.errors import Invalid
from sef2si.solving.bounding import Bounding, Find
from sef2si.solving.choosing import Choosing
from sef2si.solving.model import Model, Plan, build
from sef2si.solving.rows import Seen, Values
from sef2si.solving.settings import Settings
from sef2si.solving.units import Units
from sef2si.solving.wishes import shortfall

WHOLE_UP_TO = 6_000  # yes-or-nos of a problem that is solved in one go
WHOLE_AT_LAST = 40_000  # and of one whose last step looks at all of it
QUICK_FROM = 500  # groups
_LAST_FIND = 0.75  # of the time; what is found from afar later could not be laid any more
_FOR_WISHES = 0.15  # of the time
_NEAR = 0.0125  # of the bound: a choice that is laid, and no better one looked for
_STUCK = 1.5  # seconds without anything better
_FAR_BETTER = 0.01  # of the best so far: a choice for whose sake another is left half laid
_PROMISING = 0.003  # how near the best among the promising is near enough
_AFAR, _LAYING = "from afar", "slot by slot"
_NODES = 200_000
_MORE = 50  # groups beside those the relaxed model speaks for
_MANY = 1_500

Tell = Callable[[Progress, Timetable | None], None]


class Search:
    """One search. ``run`` gives the answer; ``tell`` hears of every better timetable and bound."""

    def __init__(self, problem: Problem, settings: Settings, tell: Tell = lambda progress, timetable: None) -> None:
        self._settings = settings
        self._tell = tell
        self._began = time.monotonic()
        self._problem = problem
        self._plan: Plan = {}
        self._best = -1
        self._bound: int | None = None
        self._stopped = threading.Event()
        self._solver: cp_model.CpSolver | None = None
        self._afar: Bounding | None = None
        self._better_at = self._began
        self._laid = 0.0  # what the choice that is being laid is worth, seen from afar

    def stop(self) -> None:
        """End as soon as may be, from another thread; ``run`` returns the best so far."""
        self._stopped.set()
        if (solver := self._solver) is not None:
            solver.stop_search()

    def run(self) -> Timetable:
        """Raises ``Invalid`` where the pins can't be kept."""
        self._units = units = Units(self._problem)
        self._unit_of = {(g.option, g.people, g.pin): unit for unit, g in enumerate(units.groups)}
        self._bound = units.worth.most
        quick = len(units.groups) > QUICK_FROM
        self._take(self._from(lay(units.free, units.worth, units.groups, quick=quick)), "by hand")
        self._take(self._as_before(), "as before")
        if self._yes_or_nos <= WHOLE_UP_TO:
            self._lay_whole()
        else:
            self._lay_large()
        if self._best < 0:
            raise Invalid(
                "What is pinned can't all be kept together, whatever else is left out. Please unpin some of it, or "
                "give it more time, people or money."
            )
        self._see_to_wishes()
        return self.timetable()

    @property
    def _yes_or_nos(self) -> int:
        return sum(group.slots.bit_count() for group in self._units.groups)

    def timetable(self) -> Timetable:
        """The best so far."""
        runs = self._runs()
        proven = self._bound is not None and self._best >= self._bound
        ended = Ended.PROVEN if proven else Ended.STOPPED if self._stopped.is_set() else Ended.TIME
        return Timetable(
            runs=runs,
            totals=self._units.worth.totals(runs),
            wishes=wishes(self._units.worth, runs),
            bound=self._bound,
            ended=ended,
            seconds=round(time.monotonic() - self._began, 2),
        )

    # Steps

    def _lay_whole(self) -> None:
        all_slots = {unit: group.slots for unit, group in enumerate(self._units.groups)}
        self._lay(all_slots, self._until(1 - _FOR_WISHES), proves=True)

    def _as_before(self) -> Plan:
        """The previous timetable, as far as it still goes, with whatever else fits: what can more of anything then
        never meets less.
        """
        units = self._units
        laying = Laying(units.free, units.worth, units.groups)
        free, at = units.free, {option.id: number for number, option in enumerate(self._problem.options)}
        before = [
            (tuple(sorted(free.slot_at[slot] for slot in each.slots)), each)
            for each in self._problem.previous
            if each.slots and free.slot_at.keys() >= set(each.slots)
        ]
        for slots, each in sorted(before, key=lambda one: (one[0], one[1].option, one[1].people)):
            whom = bits_of(free.person_at[name] for name in each.people if name in free.person_at)
            for unit in units.by_option.get(at.get(each.option, -1), ()):
                if (not whom or units.groups[unit].people == whom) and laying.keep(units.groups[unit], slots):
                    break
        return self._from(by_value(laying).ledger)

    def _lay_large(self) -> None:
        choosing = Choosing(self._units)
        seen = choosing.rows.relaxed(self._until(0.5))
        if seen is not None:
            self._bounded(seen.bound, _AFAR)
        self._afar = afar = Bounding(
            choosing.rows, near=_NEAR, nodes=self._nodes(), seed=self._settings.seed, tell=self._hears
        )
        afar.start()
        if self._settings.work is not None:
            afar.join()
        if seen is not None:
            self._lay_promising(choosing, seen)
        self._lay_finds(choosing, afar)
        afar.stop()
        if self._yes_or_nos <= WHOLE_AT_LAST:
            self._lay_whole()
        elif not self._done() and (left := self._until(1 - _FOR_WISHES)) > 0:
            near = choosing.promising(seen, 0) if seen is not None else range(len(self._units.groups))
            self._lay(self._of({*near, *self._plan}), left)

    def _lay_finds(self, choosing: Choosing, afar: Bounding) -> None:
        """Lay each better choice as it is found, while there is time."""
        while not self._done() and self._until(_LAST_FIND) > 0:
            over, found = not afar.goes_on, afar.found
            if found is not None and found.worth > max(self._best, self._laid):
                self._lay_chosen(choosing, found.values, found.worth)
            elif over:
                return
            else:
                afar.join(0.05)

    def _hears(self, found: Find) -> None:
        """A better choice takes the place of the one that is being laid where it is near the best or far better, or
        where nothing comes of that any more. Called at every breath of the search from afar, from its thread.
        """
        stuck = time.monotonic() - self._better_at > _STUCK
        better = found.worth > self._laid + (0 if found.is_near or stuck else self._best * _FAR_BETTER)
        if better and self._until(_LAST_FIND) > 0 and (solver := self._solver) is not None:
            solver.stop_search()

    def _lay_promising(self, choosing: Choosing, seen: Seen) -> None:
        """The same question among the groups that look best is soon answered, and well; then the answer is laid."""
        groups = len(self._units.groups)
        promising = set(choosing.promising(seen, _MORE if groups < _MANY else 0))
        some = choosing.rows.well_chosen(
            self._until(_LAST_FIND) / 2,
            self._nodes(),
            self._settings.seed,
            shut={column for unit, column in enumerate(choosing.runs) if unit not in promising},
            loose={column for own in choosing.parts for column in own.values()},
            gap=_PROMISING,
        )
        if some is not None:
            self._lay_chosen(choosing, some, choosing.rows.value(some))

    def _lay_chosen(self, choosing: Choosing, values: Values, worth: float) -> None:
        """Lay what runs when seen from afar, worth so much there: by hand in several orders, then better, then with
        what still fits besides.
        """
        self._laid = worth
        chosen = choosing.chosen(values)
        orders = self._orders(chosen)
        kept = {unit: self._plan[unit] for unit in chosen if unit in self._plan}
        tried = [self._laid_by_hand(choosing, values, order) for order in orders]
        tried += [self._laid_by_hand(choosing, values, order, kept) for order in orders]
        start = max(tried, key=self._units.worth_of)
        self._take(self._filled(start), _LAYING)
        found = self._lay(self._of(chosen), self._until(1 - _FOR_WISHES), start=start)
        self._take(self._filled(found or start), _LAYING)

    def _orders(self, chosen: list[int]) -> list[list[int]]:
        """What meets most first; what has fewest times first; what takes most people's time of what there is first."""
        units = self._units

        def gain(unit: int) -> int:
            group = units.groups[unit]
            return Reached(units.worth).gain(group.option, group.people, 0)

        def times(unit: int) -> float:
            return units.groups[unit].slots.bit_count() / units.option(unit).sessions

        return [
            sorted(chosen, key=lambda unit: (-gain(unit), unit)),
            sorted(chosen, key=lambda unit: (times(unit), unit)),
            sorted(chosen, key=lambda unit: (-units.groups[unit].people.bit_count() / times(unit), unit)),
        ]

    def _laid_by_hand(self, choosing: Choosing, values: Values, order: list[int], kept: Plan | None = None) -> Plan:
        laying = self._with({})
        # What comes before something may be among those that are not kept.
        for unit, slots in sorted((kept or {}).items(), key=lambda each: (each[1], each[0])):
            laying.keep(self._units.groups[unit], slots)
        for unit in order:
            if self._units.groups[unit].pin is None:
                laying.try_to_place(self._units.groups[unit], choosing.spoken_for(values, unit))
        return self._from(laying.ledger)

    def _with(self, plan: Plan) -> Laying:
        units = self._units
        return Laying(units.free, units.worth, units.groups, laid=[(units.groups[u], plan[u]) for u in sorted(plan)])

    def _filled(self, plan: Plan) -> Plan:
        """A plan with whatever else still fits."""
        return self._from(by_value(self._with(plan)).ledger)

    def _nodes(self) -> int:
        return _NODES if self._settings.work is None else max(1, int(self._settings.work * 10))

    def _see_to_wishes(self) -> None:
        """Lower the shortfall of the wishes; need met stays what it is or grows, and what adds nothing to it goes.

        A small problem is looked at whole, so that what costs less may take another's place.
        """
        left = self._until(1.0)
        if not self._plan or left <= 0 or self._stopped.is_set():
            return
        small = self._yes_or_nos <= WHOLE_UP_TO
        model = build(self._units, self._of(range(len(self._units.groups)) if small else self._plan))
        model.hint(self._units, self._plan)
        model.cp.add(model.need >= self._best)
        model.cp.minimize(shortfall(self._units, model))
        self._say("the wishes")
        solver = self._solver_for(left)
        if solver.solve(model.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._plan = _read(solver, model)
            self._best = self._units.worth_of(self._plan)

    # Laying

    def _lay(
        self,
        slots: Mapping[int, Bits],
        seconds: float,
        *,
        start: Plan | None = None,
        proves: bool = False,
    ) -> Plan | None:
        """Raise need met with these units and slots, from the best so far or another start. Where they are all there
        are, its bound ``proves``. A core is left to the search from afar while that goes on.
        """
        if seconds <= 0 or self._done():
            return None
        model = build(self._units, slots, exact=proves)
        model.hint(self._units, self._plan if start is None else start)
        if self._bound is not None and proves:
            model.cp.add(model.need <= self._bound)
        model.cp.maximize(model.need)
        solver = self._solver_for(seconds)
        self._better_at = time.monotonic()
        status = solver.solve(model.cp, _Better(self, model))
        if proves and status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._bounded(int(solver.best_objective_bound + 0.5), _LAYING)
        return _read(solver, model) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _solver_for(self, seconds: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = self._settings.seed
        solver.parameters.num_workers = max(1, self._settings.workers - (self._afar is not None and self._afar.goes_on))
        solver.parameters.symmetry_level = 1
        if self._settings.work is None:
            solver.parameters.max_time_in_seconds = seconds
        else:
            solver.parameters.max_deterministic_time = self._settings.work
            solver.parameters.interleave_search = self._settings.workers > 1
        self._solver = solver
        if self._stopped.is_set():
            solver.parameters.max_time_in_seconds = 0.01
        return solver

    def _of(self, units: Iterable[int]) -> dict[int, Bits]:
        return {unit: self._units.groups[unit].slots for unit in sorted(units)}

    # What is known so far

    def _until(self, share: float) -> float:
        """Seconds left until this share of the time is over; none where somebody asked to stop."""
        if self._stopped.is_set():
            return 0.0
        if self._settings.work is not None:
            return 3_600.0
        return self._settings.seconds * share - (time.monotonic() - self._began)

    def _done(self) -> bool:
        return self._stopped.is_set() or (self._bound is not None and self._best >= self._bound)

    def _take(self, plan: Plan, step: str) -> None:
        """Keep a plan where it is better."""
        worth = self._units.worth_of(plan)
        if worth > self._best and self._keeps_pins(plan):
            self._plan, self._best = plan, worth
            self._better_at = time.monotonic()
            self._say(step, better=True)

    def _keeps_pins(self, plan: Plan) -> bool:
        pins = {self._units.groups[unit].pin for unit in plan} - {None}
        return len(pins) == len(self._problem.pins)

    def _bounded(self, bound: int, step: str) -> None:
        if self._bound is None or bound < self._bound:
            self._bound = max(bound, self._best)
            self._say(step)

    def _say(self, step: str, *, better: bool = False) -> None:
        if self._afar is not None and self._afar.bound is not None:
            self._bound = max(min(self._bound or self._afar.bound, self._afar.bound), self._best)
        best = self._best if self._best >= 0 else None
        gap = (self._bound - best) / self._bound if best is not None and self._bound else None
        seconds = round(time.monotonic() - self._began, 2)
        self._tell(
            Progress(seconds=seconds, step=step, best=best, bound=self._bound, gap=gap),
            self.timetable() if better else None,
        )

    def _from(self, ledger: Ledger) -> Plan:
        return {self._unit_of[group.option, group.people, group.pin]: slots for group, slots in ledger.placed}

    def _runs(self) -> tuple[Run, ...]:
        ledger = Ledger(self._units.free)
        for unit, slots in sorted(self._plan.items()):
            ledger.place(self._units.groups[unit], slots)
        return ledger.runs()


class _Better(cp_model.CpSolverSolutionCallback):
    """Hears of every better timetable."""

    def __init__(self, search: Search, model: Model) -> None:
        super().__init__()
        self._search, self._model = search, model

    def on_solution_callback(self) -> None:
        self._search._take(_read(self, self._model), _LAYING)


def _read(values: cp_model.CpSolver | cp_model.CpSolverSolutionCallback, model: Model) -> Plan:
    return {
        unit: tuple(at for at, sits in model.sits[unit].items() if values.boolean_value(sits))
        for unit, runs in model.runs.items()
        if values.boolean_value(runs)
    }
