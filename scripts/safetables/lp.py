"""Turns rows, bounds and costs into a program, and runs it; the only module that knows the solver, HiGHS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

INFINITY: float = highspy.kHighsInf

MARGIN = 1e-5
"""Added to a solver's bound before it is rounded to a whole number, per unit of a bound above 1."""
SLACKS = (0.0, 1.0, 3.0)
"""How far from the analytic centre whole numbers are looked for."""


class OutOfTimeError(Exception):
    """A run did not end in time. What the solver has by then depends on the machine, so it is not used."""


@dataclass(frozen=True)
class Solution:
    """What a run found: the solver's last point (feasible where it says so), its cost, and its bound if integer."""

    values: FloatArray
    is_feasible: bool
    is_optimal: bool
    is_infeasible: bool
    is_unbounded: bool
    cost: float
    bound: float

    def whole(self) -> IntArray | None:
        """The point rounded to whole numbers, to be checked exactly by whoever uses it; None where there is none."""
        return np.rint(self.values).astype(np.int64) if self.is_feasible else None


class Program:
    """Columns within bounds, under rows within bounds, at the least cost; quiet and on one thread."""

    seconds = 900.0
    """When a run is given up. Limits that shape a result count nodes, which end it long before."""

    def __init__(
        self,
        rows: sparse.spmatrix,
        bounds: tuple[FloatArray, FloatArray],
        row_bounds: tuple[FloatArray, FloatArray],
        cost: FloatArray | None = None,
        nodes: int | None = None,
    ) -> None:
        """Build it of rows, shape (n_rows, n_columns); `nodes` of branch and bound are allowed to one run."""
        columns = sparse.csc_matrix(rows)
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = columns.shape
        self.n_columns: int = columns.shape[1]
        program.col_cost_ = np.zeros(self.n_columns) if cost is None else cost
        program.col_lower_, program.col_upper_ = bounds
        program.row_lower_, program.row_upper_ = row_bounds
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
        program.a_matrix_.value_ = columns.data.astype(np.float64)
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships without types here
        self._set(("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0))
        if nodes is not None:
            self._set(("mip_max_nodes", nodes))
        self._model.passModel(program)
        self._every = np.arange(self.n_columns, dtype=np.int32)

    def set_cost(self, column: int, cost: float) -> None:
        """Change what a column costs."""
        self._model.changeColCost(column, cost)

    def set_bounds(self, column: int, least: float, most: float) -> None:
        """Change the bounds of a column."""
        self._model.changeColBounds(column, least, most)

    def set_all_bounds(self, least: FloatArray, most: FloatArray) -> None:
        """Change the bounds of all columns."""
        self._model.changeColsBounds(self.n_columns, self._every, least, most)

    def add_row(self, columns: Sequence[int], factors: Sequence[float], least: float) -> None:
        """Add a row with a least value."""
        self._model.addRow(least, INFINITY, len(columns), np.array(columns, dtype=np.int32), np.array(factors))

    def solve(self, *, is_whole: bool = False) -> Solution:
        """Minimise the cost, of whole numbers only where asked; OutOfTimeError where that takes too long."""
        if is_whole:
            self._set_type(highspy.HighsVarType.kInteger)
        self._run()
        status, info = self._model.getModelStatus(), self._model.getInfo()
        values = np.array(self._model.getSolution().col_value)
        if is_whole:
            self._set_type(highspy.HighsVarType.kContinuous)
        has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        statuses = highspy.HighsModelStatus
        return Solution(
            values,
            is_feasible=has_point and len(values) == self.n_columns,
            is_optimal=status == statuses.kOptimal,
            is_infeasible=status == statuses.kInfeasible,
            is_unbounded=status in (statuses.kUnbounded, statuses.kUnboundedOrInfeasible),
            cost=info.objective_function_value,
            bound=info.mip_dual_bound,
        )

    def near_centre(self, least: FloatArray, most: FloatArray) -> Iterator[IntArray]:
        """Yields points of whole numbers near the analytic centre, nearer ones first; bounds stay changed after it.

        So few points lie around one that this takes a fraction of what an integer program over all of them takes;
        where it yields none, there may be others.
        """
        self.set_all_bounds(least, most)
        centre = self._centre()
        if centre is None:
            return
        for slack in SLACKS:
            floor, ceiling = np.floor(centre) - slack, np.ceil(centre) + slack
            self.set_all_bounds(np.maximum(least, floor), np.minimum(most, ceiling))
            if (found := self.solve(is_whole=True).whole()) is not None:
                yield found

    def _centre(self) -> FloatArray | None:
        """The analytic centre, which is where an interior-point method without costs ends; no value is below 0."""
        self._set(("solver", "ipm"), ("run_crossover", "off"), ("presolve", "off"))
        self._run()
        values = np.array(self._model.getSolution().col_value)
        is_solved = self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._set(("solver", "choose"), ("run_crossover", "on"), ("presolve", "choose"))
        self._model.clearSolver()
        return np.maximum(values, 0.0) if is_solved and len(values) == self.n_columns else None

    def _run(self) -> None:
        # The solver's clock runs on from one call to the next.
        self._set(("time_limit", self._model.getRunTime() + self.seconds))
        self._model.run()
        if self._model.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTimeError

    def _set(self, *options: tuple[str, bool | float | str]) -> None:
        for option, value in options:
            self._model.setOptionValue(option, value)

    def _set_type(self, kind: highspy.HighsVarType) -> None:
        self._model.changeColsIntegrality(self.n_columns, self._every, np.full(self.n_columns, kind))


def outward(bound: float, side: int) -> int:
    """Round a solver's greatest (side 1) or least (side -1) value to a whole number, with a margin that only widens."""
    slack = MARGIN * max(1.0, abs(bound))
    return int(np.floor(bound + slack)) if side > 0 else int(np.ceil(bound - slack))
