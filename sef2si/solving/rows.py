"""A linear model as plain rows, solved by the linear solvers that come with OR-Tools.

HiGHS for the bound: its cuts bring it near the best in seconds where SCIP's take minutes. SCIP for good values among
few columns, which it has sooner. GLOP without wholeness.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

Term = tuple[int, int]  # coefficient, column
_PROVEN = 1e-4  # a gap that is not worth closing
_SAFE = 1e-6  # floating point: a bound is only believed to one part in a million


@dataclass(frozen=True)
class Seen:
    """``bound``: the objective can't be more. ``values`` of all columns where any were found, ``proven`` if they reach
    it.

    ``prices``: what raising a column by one would add to the objective, by the relaxed model.
    """

    bound: int
    values: tuple[float, ...] | None
    proven: bool
    prices: tuple[float, ...] = ()


@dataclass
class Rows:
    """Maximise ``objective`` over columns with bounds, each row at most or exactly something."""

    uppers: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    objective: list[Term] = field(default_factory=list)
    _rows: list[tuple[list[Term], float, float]] = field(default_factory=list)

    def column(self, upper: int, *, whole: bool = True) -> int:
        """A new column from 0 to ``upper``."""
        self.uppers.append(upper)
        self.whole.append(whole)
        return len(self.uppers) - 1

    def at_most(self, terms: Iterable[Term], most: int) -> None:
        """Left out where it could not be passed anyway."""
        some = [term for term in terms if term[0]]
        if sum(amount * self.uppers[column] for amount, column in some if amount > 0) > most:
            self._rows.append((some, -math.inf, most))

    def exactly(self, terms: Iterable[Term], value: int) -> None:
        self._rows.append(([term for term in terms if term[0]], value, value))

    def solved(self, seconds: float, nodes: int, seed: int) -> Seen | None:
        """Whole, as far as it gets; None where not even a bound came of it."""
        params = _limits(seconds, nodes, seed, _PROVEN)
        params.highs.string_options["parallel"] = "off"  # whoever asks has threads of their own
        return self._solved(mathopt.SolverType.HIGHS, self._proto(self.whole, self.uppers), params)

    def well_chosen(
        self, seconds: float, nodes: int, seed: int, *, shut: Collection[int], loose: Collection[int], gap: float
    ) -> Seen | None:
        """Good values soon: columns that are ``shut`` stay at 0, and ``loose`` ones need not be whole. Its bound holds
        for that alone.
        """
        params = _limits(seconds, nodes, seed, gap)
        params.threads, params.heuristics = 1, mathopt.Emphasis.HIGH
        whole = [kept and at not in loose for at, kept in enumerate(self.whole)]
        uppers = [0 if at in shut else upper for at, upper in enumerate(self.uppers)]
        return self._solved(mathopt.SolverType.GSCIP, self._proto(whole, uppers), params)

    def _solved(
        self, solver: mathopt.SolverType, proto: model_pb2.ModelProto, params: mathopt.SolveParameters
    ) -> Seen | None:
        model = mathopt.Model.from_model_proto(proto)
        result = mathopt.solve(model, solver, params=params)
        bound = result.termination.objective_bounds.dual_bound
        if not math.isfinite(bound):
            return None
        return Seen(
            _believed(bound),
            self._values(model, result) if result.has_primal_feasible_solution() else None,
            proven=result.termination.reason is mathopt.TerminationReason.OPTIMAL,
        )

    def relaxed(self, seconds: float) -> Seen | None:
        """Without wholeness; None where it took too long."""
        params = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.0, seconds)))
        model = mathopt.Model.from_model_proto(self._proto([False] * len(self.uppers), self.uppers))
        result = mathopt.solve(model, mathopt.SolverType.GLOP, params=params)
        if result.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            return None
        costs = result.reduced_costs()
        prices = tuple(costs[model.get_variable(at)] for at in range(len(self.uppers)))
        return Seen(_believed(result.objective_value()), self._values(model, result), proven=False, prices=prices)

    def _values(self, model: mathopt.Model, result: mathopt.SolveResult) -> tuple[float, ...]:
        found = result.variable_values()
        return tuple(found[model.get_variable(at)] for at in range(len(self.uppers)))

    def _proto(self, whole: Sequence[bool], uppers: Sequence[int]) -> model_pb2.ModelProto:
        proto = model_pb2.ModelProto()
        proto.variables.ids.extend(range(len(uppers)))
        proto.variables.lower_bounds.extend([0.0] * len(uppers))
        proto.variables.upper_bounds.extend(map(float, uppers))
        proto.variables.integers.extend(whole)
        proto.linear_constraints.ids.extend(range(len(self._rows)))
        proto.linear_constraints.lower_bounds.extend(low for _, low, _ in self._rows)
        proto.linear_constraints.upper_bounds.extend(high for _, _, high in self._rows)
        matrix = proto.linear_constraint_matrix
        for number, (terms, _, _) in enumerate(self._rows):
            merged: dict[int, int] = {}
            for amount, column in terms:
                merged[column] = merged.get(column, 0) + amount
            columns = sorted(merged)
            matrix.row_ids.extend([number] * len(columns))
            matrix.column_ids.extend(columns)
            matrix.coefficients.extend(float(merged[column]) for column in columns)
        proto.objective.maximize = True
        order = sorted(self.objective, key=lambda term: term[1])
        proto.objective.linear_coefficients.ids.extend(column for _, column in order)
        proto.objective.linear_coefficients.values.extend(float(amount) for amount, _ in order)
        return proto


def _limits(seconds: float, nodes: int, seed: int, gap: float) -> mathopt.SolveParameters:
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(0.0, seconds)), node_limit=nodes, random_seed=seed, relative_gap_tolerance=gap
    )


def _believed(bound: float) -> int:
    return math.floor(bound + _SAFE * max(1.0, abs(bound)))
