"""A linear model as plain rows, and what the linear solvers that come with OR-Tools make of it at once: GLOP without
wholeness, SCIP for good values among few columns. The whole of it takes longer (``bounding``).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

Term = tuple[int, int]  # coefficient, column
Values = Sequence[float]  # of all columns
_SAFE = 1e-6  # floating point: a bound is only believed to one part in a million


@dataclass(frozen=True)
class Seen:
    """Without wholeness. ``bound``: the objective can't be more. ``prices``: what raising a column by one would add."""

    bound: int
    values: Values
    prices: Values


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

    def __len__(self) -> int:
        return len(self._rows)

    def merged(self) -> Iterator[tuple[list[int], list[float], float, float]]:
        """Each row as its columns, each once and in order, their coefficients, its least and its most."""
        for terms, low, high in self._rows:
            sums: dict[int, int] = {}
            for amount, column in terms:
                sums[column] = sums.get(column, 0) + amount
            columns = sorted(sums)
            yield columns, [float(sums[column]) for column in columns], low, high

    def exactly(self, terms: Iterable[Term], value: int) -> None:
        self._rows.append(([term for term in terms if term[0]], value, value))

    def value(self, values: Values) -> float:
        """The objective there."""
        return sum(amount * values[column] for amount, column in self.objective)

    def well_chosen(
        self, seconds: float, nodes: int, seed: int, *, shut: Collection[int], loose: Collection[int], gap: float
    ) -> Values | None:
        """Good values soon: columns that are ``shut`` stay at 0, and ``loose`` ones need not be whole."""
        params = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.0, seconds)),
            node_limit=nodes,
            random_seed=seed,
            relative_gap_tolerance=gap,
            threads=1,
            heuristics=mathopt.Emphasis.HIGH,
        )
        whole = [kept and at not in loose for at, kept in enumerate(self.whole)]
        uppers = [0 if at in shut else upper for at, upper in enumerate(self.uppers)]
        model = mathopt.Model.from_model_proto(self._proto(whole, uppers))
        result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=params)
        return self._values(model, result) if result.has_primal_feasible_solution() else None

    def relaxed(self, seconds: float) -> Seen | None:
        """Without wholeness; None where it took too long."""
        params = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.0, seconds)))
        model = mathopt.Model.from_model_proto(self._proto([False] * len(self.uppers), self.uppers))
        result = mathopt.solve(model, mathopt.SolverType.GLOP, params=params)
        if result.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            return None
        costs = result.reduced_costs()
        prices = tuple(costs[model.get_variable(at)] for at in range(len(self.uppers)))
        return Seen(believed(result.objective_value()), self._values(model, result), prices)

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
        for number, (columns, amounts, _, _) in enumerate(self.merged()):
            matrix.row_ids.extend([number] * len(columns))
            matrix.column_ids.extend(columns)
            matrix.coefficients.extend(amounts)
        proto.objective.maximize = True
        order = sorted(self.objective, key=lambda term: term[1])
        proto.objective.linear_coefficients.ids.extend(column for _, column in order)
        proto.objective.linear_coefficients.values.extend(float(amount) for amount, _ in order)
        return proto


def believed(bound: float) -> int:
    """The whole number a bound stands for, on the safe side."""
    return math.floor(bound + _SAFE * max(1.0, abs(bound)))
