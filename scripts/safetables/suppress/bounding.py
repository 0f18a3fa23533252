"""Bounds from below what any pattern costs, by cuts that sufficient patterns obey; it never approves.

From one equation alone: a primary cell moves only if other withheld cells of the equation make room, and a
secondary cell that is alone in an equation cannot move and so helps nobody. Patterns that failed give more.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from ..system import BoolArray
from .demand import Demand
from .solving import model_of, run


@dataclass(frozen=True)
class Cut:
    """An inequality sum(factors * withheld[cells]) >= least that sufficient patterns obey."""

    cells: tuple[int, ...]
    factors: tuple[float, ...]
    least: float


def equation_cuts(demand: Demand) -> list[Cut]:
    """Return the inequalities that single equations give.

    Those of secondary cells hold for patterns without useless cells, so for at least one cheapest pattern.
    """
    cuts = []
    for parent, children in zip(demand.relations.parents, demand.relations.children, strict=True):
        for cell in (parent, *children):
            others = [c for c in (parent, *children) if c != cell]
            if any(demand.is_open[c] for c in (parent, *children)):
                continue
            if not demand.is_primary[cell]:
                if demand.may_vary[cell]:
                    cuts.append(Cut((*others, cell), (1.0,) * len(others) + (-1.0,), 0.0))
                continue
            need = int(demand.width[cell] - demand.counts[cell])
            cuts.append(Cut(tuple(others), (1.0,) * len(others), 1.0))
            if need > 0:
                # Upwards, a cell of the same side gives no more than it has; the other side has no bound.
                same = [c for c in others if parent not in (cell, c)]
                room = [float(min(need, demand.counts[c])) if c in same else float(need) for c in others]
                cuts.append(settled(demand, others, room, float(need)))
    return cuts


def settled(demand: Demand, cells: list[int], factors: list[float], least: float) -> Cut:
    """Return a cut with primary cells (always withheld) counted in and no factor above what is needed."""
    left = least - sum(f for c, f in zip(cells, factors, strict=True) if demand.is_primary[c])
    kept = [(c, min(f, left)) for c, f in zip(cells, factors, strict=True) if not demand.is_primary[c] and f > 0]
    if left <= 0:
        return Cut((), (), 0.0)
    return Cut(tuple(c for c, _ in kept), tuple(f for _, f in kept), left)


class Master:
    """The program that chooses cells at least price under the cuts known so far."""

    def __init__(self, demand: Demand, nodes: int) -> None:
        """Start with the cuts of single equations; `nodes` bounds each solution."""
        self.demand = demand
        n = demand.relations.n_cells
        cuts = [c for c in equation_cuts(demand) if c.cells]
        lower = (demand.is_primary | demand.is_open).astype(np.float64)
        upper = (demand.may_vary | demand.is_primary).astype(np.float64)
        price = np.where(demand.is_open, 0.0, demand.price.astype(np.float64))
        rows = np.repeat(np.arange(len(cuts)), [len(c.cells) for c in cuts])
        columns = np.array([c for cut in cuts for c in cut.cells], dtype=np.int64)
        factors = np.array([f for cut in cuts for f in cut.factors])
        matrix = sparse.csc_matrix((factors, (rows, columns)), shape=(len(cuts), n))
        least = np.array([c.least for c in cuts])
        self.model = model_of(matrix, lower, upper, least, np.full(len(cuts), np.inf), price)
        self.model.setOptionValue("mip_max_nodes", nodes)

    def add(self, cut: Cut) -> None:
        """Add an inequality."""
        self.model.addRow(
            cut.least,
            highspy.kHighsInf,
            len(cut.cells),
            np.array(cut.cells, dtype=np.int32),
            np.array(cut.factors),
        )

    def relaxed_bound(self) -> int:
        """Return the price that the linear relaxation proves."""
        run(self.model)
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return int(self.demand.price[self.demand.is_primary & self.demand.relations.is_published].sum())
        return rounded_up(self.model.getInfo().objective_function_value)

    def solve(self) -> tuple[BoolArray | None, int]:
        """Return the best pattern found (None if none was) and the price proven so far."""
        n = self.demand.relations.n_cells
        indices = np.arange(n, dtype=np.int32)
        self.model.changeColsIntegrality(n, indices, np.full(n, highspy.HighsVarType.kInteger))
        run(self.model)
        info = self.model.getInfo()
        bound = rounded_up(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else 0
        values = np.array(self.model.getSolution().col_value)
        found = len(values) == n and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        self.model.changeColsIntegrality(n, indices, np.full(n, highspy.HighsVarType.kContinuous))
        return (np.asarray(values > 0.5, dtype=np.bool_) if found else None), bound


def rounded_up(value: float) -> int:
    """Return the least whole price that is not below a bound found in floating point."""
    return int(np.ceil(value - 1e-5))
