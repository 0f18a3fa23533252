"""Turns what is public into a program for each group of unknown cells that are tied together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ..lp import INFINITY, FloatArray, Program, outward
from ..system import IntArray
from .knowledge import ContradictionError, Inequality, Intruder, Published

Limits = tuple[int, float, float]
"""A cell, and the least and the largest count that it may have."""


@dataclass(frozen=True)
class Answer:
    """A whole-number candidate for the group's cells, not yet checked, and a bound; None where there is none."""

    candidate: IntArray | None = None
    bound: int | None = None
    is_impossible: bool = False
    is_unbounded: bool = False


class Group:
    """Unknown cells that equations or inequalities tie together, and a solver for them."""

    def __init__(
        self, cells: IntArray, rows: sparse.csr_matrix, least: FloatArray, most: FloatArray, nodes: int
    ) -> None:
        self.cells = cells
        self._rows, self._least, self._most, self._nodes = rows, least, most, nodes
        self.column = {int(c): k for k, c in enumerate(cells)}
        self._floor, self._top = np.zeros(len(cells)), np.full(len(cells), INFINITY)
        self._program = Program(rows, (self._floor, self._top), (least, most), nodes=nodes)

    def around(self, cell: int, table: IntArray, most: int) -> Group:
        """A group in which about `most` cells around one differ from a table of all cells; bounds hold for it alone."""
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
        least, most_left = (self._least - shift)[used], (self._most - shift)[used]
        return Group(self.cells[near], part[used], least, most_left, self._nodes)

    def confine(self, cell: int, least: float, most: float) -> None:
        """Confine a cell until `release`."""
        at = self.column[cell]
        self._program.set_bounds(at, max(float(least), self._floor[at]), min(float(most), self._top[at]))

    def release(self, cell: int) -> None:
        """Undo `confine`."""
        at = self.column[cell]
        self._program.set_bounds(at, self._floor[at], self._top[at])

    def tighten(self, cell: int, least: float, most: float) -> None:
        """Keep what was proven of a cell, so that later programs need not prove it again."""
        at = self.column[cell]
        self._floor[at], self._top[at] = max(self._floor[at], float(least)), min(self._top[at], float(most))
        self.release(cell)

    def furthest(self, cell: int, side: int, *, is_whole: bool) -> Answer:
        """A table in which a cell is as small (side -1) or as large (side 1) as can be, and a bound on it."""
        self._program.set_cost(self.column[cell], float(-side))
        answer = self._run(side, is_whole=is_whole)
        self._program.set_cost(self.column[cell], 0.0)
        return answer

    def any_table(self, limits: Limits | None = None) -> Answer:
        """A table of whole numbers, near the centre of all tables where one is found there.

        From a table at the rim most cells are 0, and few moves are possible; from the centre most are.
        """
        if (near := self.central_table(limits)) is not None:
            return Answer(near)
        if limits is not None:
            self.confine(*limits)
        answer = self._run(1, is_whole=True)
        if limits is not None:
            self.release(limits[0])
        return answer

    def central_table(self, limits: Limits | None = None) -> IntArray | None:
        """A table of whole numbers near the centre of those within limits; None says nothing of tables elsewhere."""
        floor, top = self._floor.copy(), self._top.copy()
        if limits is not None:
            at, (_, least, most) = self.column[limits[0]], limits
            floor[at], top[at] = max(floor[at], least), min(top[at], most)
        near = next(self._program.near_centre(floor, top), None)
        self._program.set_all_bounds(self._floor, self._top)
        return near

    def _run(self, side: int, *, is_whole: bool) -> Answer:
        solution = self._program.solve(is_whole=is_whole)
        if solution.is_infeasible:
            return Answer(is_impossible=True)
        if solution.is_unbounded:
            return Answer(is_unbounded=True)
        aim = solution.bound if is_whole else solution.cost
        is_bound = np.isfinite(aim) and (is_whole or solution.is_optimal)
        return Answer(solution.whole(), outward(-side * aim, side) if is_bound else None)


def groups(published: Published, intruder: Intruder, nodes: int) -> tuple[Group, ...]:
    """Splits the unknown cells into groups that share no equation and no inequality, in order.

    Raises:
        ContradictionError: a relation between shown values alone does not hold.
    """
    relations = published.relations
    unknown = np.flatnonzero(published.is_unknown)
    known = np.where(published.is_unknown, 0, published.shown)
    sums = relations.matrix()
    extra, extra_least, extra_most = rows_of((*published.inequalities, *intruder.inequalities), relations.n_cells)
    matrix = sparse.vstack([sums, extra]).tocsr()
    zeros, shift = np.zeros(sums.shape[0]), matrix @ known
    least, most = np.concatenate([zeros, extra_least]) - shift, np.concatenate([zeros, extra_most]) - shift
    part = matrix[:, unknown]
    if ((least > 0) | (most < 0))[np.diff(part.indptr) == 0].any():
        what = "shown values contradict a sum or another printed figure"
        raise ContradictionError(what, "check that the files belong together")
    hints = tuple(Inequality(h.cells, (1,) * len(h.cells), None, None, h.reason) for h in intruder.any_of)
    tie = abs(sparse.vstack([part, rows_of(hints, relations.n_cells)[0][:, unknown]]))
    count, labels = csgraph.connected_components(tie.T @ tie, directed=False)
    order = np.argsort(labels, kind="stable")
    found = []
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if count else ():
        columns = part.tocsc()[:, members].tocsr()
        used = np.flatnonzero(np.diff(columns.indptr))
        found.append(Group(unknown[members], columns[used], least[used], most[used], nodes))
    return tuple(found)


def rows_of(inequalities: tuple[Inequality, ...], n_cells: int) -> tuple[sparse.csr_matrix, FloatArray, FloatArray]:
    """Inequalities as a matrix over all cells, with their least and their largest values."""
    rows = [k for k, i in enumerate(inequalities) for _ in i.cells]
    cells = [c for i in inequalities for c in i.cells]
    factors = np.array([f for i in inequalities for f in i.factors], dtype=np.int64)
    matrix = sparse.csr_matrix((factors, (rows, cells)), shape=(len(inequalities), n_cells), dtype=np.int64)
    least = np.array([-INFINITY if i.least is None else i.least for i in inequalities], dtype=np.float64)
    most = np.array([INFINITY if i.most is None else i.most for i in inequalities], dtype=np.float64)
    return matrix, least, most
