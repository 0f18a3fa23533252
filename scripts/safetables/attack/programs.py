"""Turns what is public into a program per group of tied cells; it finds tables and bounds, judges neither."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from ..system import IntArray
from .knowledge import Attacker, ContradictionError, Inequality, Published

MARGIN = 1e-5
"""What is added to a solver's bound before it is rounded to a whole number.

A bound that is too generous makes an interval look undecided, never safe: only tables checked in whole
numbers do that.
"""

SAFETY_SECONDS = 900.0
"""When one run is given up. Limits of nodes end it long before; what it has by then depends on the machine."""

OPEN = 1 << 60
"""A side of a row that is not bounded."""

Limits = tuple[int, int, int | None]
"""A cell, and the least and the largest count that it may have; None for no largest."""


class OutOfTimeError(Exception):
    """A solver did not come to an end, so that the audit cannot be decided here."""


@dataclass(frozen=True)
class Answer:
    """A whole-number candidate for the group's cells and a bound on the aim; None where there is none."""

    candidate: IntArray | None
    bound: int | None
    is_impossible: bool
    is_unbounded: bool = False


class Group:
    """Unknown cells that equations or inequalities tie together, and a solver for them."""

    def __init__(self, cells: IntArray, rows: sparse.csr_matrix, least: IntArray, most: IntArray, nodes: int) -> None:
        """Build; `rows` has shape (n_rows, len(cells)), `least` and `most` its sides (see OPEN)."""
        self.cells = cells
        self._rows, self._least, self._most, self._nodes = rows, least, most, nodes
        self.column = {int(c): k for k, c in enumerate(cells)}
        columns = rows.tocsc()
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = columns.shape
        program.col_cost_ = np.zeros(len(cells))
        program.col_lower_, program.col_upper_ = np.zeros(len(cells)), np.full(len(cells), highspy.kHighsInf)
        program.row_lower_ = np.where(least == -OPEN, -highspy.kHighsInf, least.astype(np.float64))
        program.row_upper_ = np.where(most == OPEN, highspy.kHighsInf, most.astype(np.float64))
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
        program.a_matrix_.value_ = columns.data.astype(np.float64)
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships without types here
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_max_nodes", nodes),
        ):
            self._model.setOptionValue(option, value)
        self._model.passModel(program)
        self._floor, self._top = np.zeros(len(cells)), np.full(len(cells), highspy.kHighsInf)

    def around(self, cell: int, table: IntArray, most: int) -> Group:
        """Return a group in which only the nearest cells differ from a table; bounds hold for it alone.

        Args:
            cell: the cell in the middle.
            table: counts of all cells, shape (n_cells,).
            most: how many cells may differ, about.
        """
        ties = self._rows.tocsc()
        chosen, border = {self.column[cell]}, [self.column[cell]]
        while border and len(chosen) < most:
            rows = np.unique(np.concatenate([ties.indices[ties.indptr[c] : ties.indptr[c + 1]] for c in border]))
            reached = set(self._rows[rows].indices.tolist()) - chosen
            border = sorted(reached)[: most - len(chosen)]
            chosen.update(border)
        near = np.array(sorted(chosen), dtype=np.int64)
        still = table[self.cells].copy()
        still[near] = 0
        shift = self._rows @ still
        part = self._rows[:, near].tocsr()
        used = np.flatnonzero(np.diff(part.indptr))
        least = np.where(self._least == -OPEN, -OPEN, self._least - shift)[used]
        top = np.where(self._most == OPEN, OPEN, self._most - shift)[used]
        return Group(self.cells[near], part[used], least, top, self._nodes)

    def limit(self, cell: int, least: int, most: int | None) -> None:
        """Confine a cell until `release`."""
        at = self.column[cell]
        top = self._top[at] if most is None else min(float(most), self._top[at])
        self._model.changeColBounds(at, max(float(least), self._floor[at]), top)

    def release(self, cell: int) -> None:
        """Undo `limit`."""
        at = self.column[cell]
        self._model.changeColBounds(at, self._floor[at], self._top[at])

    def tighten(self, cell: int, least: int, most: int | None) -> None:
        """Keep what was proven of a cell, so that later programs need not prove it again."""
        at = self.column[cell]
        self._floor[at] = max(self._floor[at], float(least))
        self._top[at] = self._top[at] if most is None else min(self._top[at], float(most))
        self.release(cell)

    def push(self, cell: int, side: int, *, is_whole: bool) -> Answer:
        """Look for a table in which a cell is as small (side -1) or as large (side 1) as can be."""
        self._model.changeColCost(self.column[cell], float(-side))
        answer = self._run(side, is_whole=is_whole)
        self._model.changeColCost(self.column[cell], 0.0)
        return answer

    def any_table(self, limits: Limits | None = None) -> Answer:
        """Look for a table of whole numbers, at first near the centre of all tables.

        From a table at the rim most cells are 0, and few moves are possible; from the centre most are.
        """
        near = self.central_table(limits)
        if near is not None:
            return near
        if limits is not None:
            self.limit(*limits)
        answer = self._run(1, is_whole=True)
        if limits is not None:
            self.release(limits[0])
        return answer

    def central_table(self, limits: Limits | None = None) -> Answer | None:
        """Look for a table of whole numbers near the centre of those in which a cell lies within limits.

        So few tables lie around a point that this takes a fraction of what an integer program over all of
        them takes; None says nothing of the others.

        Args:
            limits: confines a cell.
        """
        floor, top = self._floor.copy(), self._top.copy()
        if limits is not None:
            at, (_, least, most) = self.column[limits[0]], limits
            floor[at], top[at] = max(floor[at], least), top[at] if most is None else min(top[at], most)
        n = len(self.cells)
        every = np.arange(n, dtype=np.int32)
        self._model.changeColsBounds(n, every, floor, top)
        centre = self._centre()
        found = None
        for slack in (0.0, 1.0, 3.0) if centre is not None else ():
            assert centre is not None
            lowest, highest = np.floor(centre) - slack, np.ceil(centre) + slack
            self._model.changeColsBounds(n, every, np.maximum(floor, lowest), np.minimum(top, highest))
            near = self._run(1, is_whole=True)
            if near.candidate is not None:
                found = near
                break
        self._model.changeColsBounds(n, every, self._floor, self._top)
        return found

    def _centre(self) -> NDArray[np.float64] | None:
        """Return the analytic centre, which is where an interior-point method without an aim ends."""
        settings = (
            ("solver", "ipm", "choose"),
            ("run_crossover", "off", "on"),
            ("presolve", "off", "choose"),
        )
        for option, value, _ in settings:
            self._model.setOptionValue(option, value)
        self._ran()
        values = np.array(self._model.getSolution().col_value)
        is_solved = self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        for option, _, value in settings:
            self._model.setOptionValue(option, value)
        self._model.clearSolver()
        return np.maximum(values, 0.0) if is_solved and len(values) == len(self.cells) else None

    def _ran(self) -> None:
        # The solver's clock runs on from one call to the next.
        self._model.setOptionValue("time_limit", self._model.getRunTime() + SAFETY_SECONDS)
        self._model.run()
        if self._model.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTimeError

    def _run(self, side: int, *, is_whole: bool) -> Answer:
        n = len(self.cells)
        every = np.arange(n, dtype=np.int32)
        if is_whole:
            self._model.changeColsIntegrality(n, every, np.full(n, highspy.HighsVarType.kInteger))
        self._ran()
        status, info = self._model.getModelStatus(), self._model.getInfo()
        values = np.array(self._model.getSolution().col_value)
        if is_whole:
            self._model.changeColsIntegrality(n, every, np.full(n, highspy.HighsVarType.kContinuous))
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, None, True)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(None, None, False, is_unbounded=True)
        has_values = len(values) == n and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        candidate = np.rint(values).astype(np.int64) if has_values else None
        aim = info.mip_dual_bound if is_whole else info.objective_function_value
        is_bound = np.isfinite(aim) and (is_whole or status == highspy.HighsModelStatus.kOptimal)
        return Answer(candidate, _outward(-side * aim, side) if is_bound else None, False)


def groups(published: Published, attacker: Attacker, nodes: int) -> tuple[Group, ...]:
    """Split the unknown cells into groups that share no equation and no inequality, in order.

    Raises:
        ContradictionError: a relation between shown values alone does not hold.
    """
    relations = published.relations
    unknown = np.flatnonzero(published.is_unknown)
    known = np.where(published.is_unknown, 0, published.shown)
    sums = relations.matrix()
    extra = _rows((*published.inequalities, *attacker.inequalities), relations.n_cells)
    matrix = sparse.vstack([sums, extra[0]]).tocsr()
    zeros = np.zeros(sums.shape[0], dtype=np.int64)
    shift = matrix @ known
    least = np.concatenate([zeros, extra[1]])
    most = np.concatenate([zeros, extra[2]])
    least = np.where(least == -OPEN, least, least - shift)
    most = np.where(most == OPEN, most, most - shift)
    part = matrix[:, unknown]
    is_settled = np.diff(part.indptr) == 0
    if ((least > 0) | (most < 0))[is_settled].any():
        what = "shown values contradict a sum or another printed figure"
        raise ContradictionError(what, "check that the files belong together")
    hints = tuple(Inequality(h.cells, (1,) * len(h.cells), None, None, h.reason) for h in attacker.any_of)
    tie = abs(sparse.vstack([part, _rows(hints, relations.n_cells)[0][:, unknown]]))
    count, labels = csgraph.connected_components(tie.T @ tie, directed=False)
    order = np.argsort(labels, kind="stable")
    found = []
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if count else ():
        columns = part.tocsc()[:, members].tocsr()
        used = np.flatnonzero(np.diff(columns.indptr))
        found.append(Group(unknown[members], columns[used], least[used], most[used], nodes))
    return tuple(found)


def _rows(inequalities: tuple[Inequality, ...], n_cells: int) -> tuple[sparse.csr_matrix, IntArray, IntArray]:
    rows = [k for k, i in enumerate(inequalities) for _ in i.cells]
    cells = [c for i in inequalities for c in i.cells]
    factors = np.array([f for i in inequalities for f in i.factors], dtype=np.int64)
    matrix = sparse.csr_matrix((factors, (rows, cells)), shape=(len(inequalities), n_cells), dtype=np.int64)
    least = np.array([-OPEN if i.least is None else i.least for i in inequalities], dtype=np.int64)
    most = np.array([OPEN if i.most is None else i.most for i in inequalities], dtype=np.int64)
    return matrix, least, most


def _outward(bound: float, side: int) -> int:
    """Round a bound to the last whole number inside it, with a margin that only ever widens."""
    slack = MARGIN * max(1.0, abs(bound))
    return int(np.floor(bound + slack)) if side > 0 else int(np.ceil(bound - slack))
