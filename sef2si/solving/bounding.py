"""The best whole values of a linear model, looked for in a thread of its own: its bound and each better find as they
come, and it can be stopped.

HiGHS, whose cuts bring the bound near the best in seconds. It works outside Python's lock, and tells by callbacks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from sef2si.solving.rows import Rows, Values, believed


@dataclass(frozen=True)
class Find:
    """Values of all columns, the objective there, and whether it is near enough to the bound."""

    values: Values
    worth: float
    is_near: bool


class Bounding(threading.Thread):
    """``bound``: the objective can't be more; None while nothing is known. ``found``: the best so far.

    It ends by itself where a find is within ``near`` (a share) of the bound. ``nodes`` is a limit that hangs on no
    clock. ``tell`` is called with the best find again and again, from this thread.
    """

    def __init__(
        self, rows: Rows, *, near: float, nodes: int, seed: int, tell: Callable[[Find], None] = lambda find: None
    ) -> None:
        super().__init__(daemon=True)
        self.bound: int | None = None
        self.found: Find | None = None
        self._near, self._tell = near, tell
        self._stopped = threading.Event()
        self._highs = highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("parallel", "off"),  # whoever asks has threads of their own
            ("threads", 1),
            ("mip_rel_gap", near),
            ("mip_max_nodes", nodes),
            ("random_seed", seed),
        ):
            highs.setOptionValue(name, value)
        highs.passModel(_as_lp(rows))
        highs.cbMipLogging.subscribe(self._hears)
        highs.cbMipInterrupt.subscribe(self._may_go_on)
        highs.cbMipImprovingSolution.subscribe(self._better)

    def stop(self) -> None:
        """End at its next breath, which may be seconds away; what was heard stays."""
        self._stopped.set()

    @property
    def goes_on(self) -> bool:
        """Whether more may come of it."""
        return self.is_alive() and not self._stopped.is_set()

    def run(self) -> None:
        self._highs.run()
        self._bounded(self._highs.getInfo().mip_dual_bound)

    def _bounded(self, bound: float) -> None:
        if abs(bound) < highspy.kHighsInf:
            self.bound = believed(bound) if self.bound is None else min(self.bound, believed(bound))

    def _hears(self, event: Any) -> None:
        self._bounded(event.data_out.mip_dual_bound)

    def _may_go_on(self, event: Any) -> None:
        self._bounded(event.data_out.mip_dual_bound)
        event.data_in.user_interrupt = self._stopped.is_set()
        if self.found is not None:
            self._tell(self.found)

    def _better(self, event: Any) -> None:
        self._bounded(event.data_out.mip_dual_bound)
        worth = event.data_out.objective_function_value
        is_near = self.bound is not None and worth >= (1 - self._near) * self.bound
        self.found = Find(tuple(event.data_out.mip_solution), worth, is_near)
        if is_near:
            self._stopped.set()
        self._tell(self.found)


def _as_lp(rows: Rows) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(rows.uppers), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    cost = np.zeros(lp.num_col_)
    for amount, column in rows.objective:
        cost[column] += amount
    lp.col_cost_ = cost
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(rows.uppers, dtype=float)
    sorts = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
    lp.integrality_ = [sorts[whole] for whole in rows.whole]
    starts, index, value, lower, upper = [0], [], [], [], []
    for columns, amounts, low, high in rows.merged():
        index += columns
        value += amounts
        starts.append(len(index))
        lower.append(low)
        upper.append(high)
    lp.row_lower_, lp.row_upper_ = np.array(lower), np.array(upper)
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = lp.num_col_, lp.num_row_
    matrix.start_, matrix.index_ = np.array(starts), np.array(index)
    matrix.value_ = np.array(value, dtype=float)
    return lp
