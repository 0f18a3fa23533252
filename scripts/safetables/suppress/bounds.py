"""Bounds from below what any pattern costs, by cuts that all sufficient patterns obey; it never approves a pattern.

From one equation alone: a primary cell moves only if other suppressed cells of the equation make room, and a secondary
cell that is alone in an equation cannot move and so helps nobody. From patterns that fail: more suppressed cells never
shrink an interval, so where a cell fails even in a large pattern, any sufficient one suppresses a cell outside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..lp import INFINITY, Program
from ..system import BoolArray
from .demand import Demand
from .feasibility import Feasibility

CUTS_AT_ONCE = 2
NODES = 30
WHOLE = 1e-6
TRIALS = 30
"""How often a failing pattern is enlarged; cells not tried by then only weaken the cut."""


@dataclass(frozen=True)
class Cut:
    """An inequality sum(factors * suppressed[cells]) >= least that sufficient patterns obey."""

    cells: tuple[int, ...]
    factors: tuple[float, ...]
    least: float


def equation_cuts(demand: Demand) -> list[Cut]:
    """The inequalities that single equations give.

    Those of secondary cells hold for patterns without useless cells, so for at least one cheapest pattern.
    """
    cuts = []
    for parent, children in demand.relations.sums:
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
                cuts.append(_settled(demand, others, room, float(need)))
    return cuts


def _settled(demand: Demand, cells: list[int], factors: list[float], least: float) -> Cut:
    """A cut with primary cells (always suppressed) counted in and no factor above what is needed."""
    left = least - sum(f for c, f in zip(cells, factors, strict=True) if demand.is_primary[c])
    kept = [(c, min(f, left)) for c, f in zip(cells, factors, strict=True) if not demand.is_primary[c] and f > 0]
    if left <= 0:
        return Cut((), (), 0.0)
    return Cut(tuple(c for c, _ in kept), tuple(f for _, f in kept), left)


class Master:
    """The program that chooses cells at least price under the cuts known so far."""

    def __init__(self, demand: Demand, nodes: int) -> None:
        self.demand = demand
        cuts = [c for c in equation_cuts(demand) if c.cells]
        lower = (demand.is_primary | demand.is_open).astype(np.float64)
        upper = (demand.may_vary | demand.is_primary).astype(np.float64)
        price = np.where(demand.is_open, 0.0, demand.price.astype(np.float64))
        rows = np.repeat(np.arange(len(cuts)), [len(c.cells) for c in cuts])
        columns = np.array([c for cut in cuts for c in cut.cells], dtype=np.int64)
        factors = np.array([f for cut in cuts for f in cut.factors])
        matrix = sparse.csc_matrix((factors, (rows, columns)), shape=(len(cuts), demand.relations.n_cells))
        least = np.array([c.least for c in cuts])
        self.model = Program(matrix, (lower, upper), (least, np.full(len(cuts), INFINITY)), price, nodes)

    def relaxed_bound(self) -> int:
        """The price that the linear relaxation proves."""
        found = self.model.solve()
        if not found.is_optimal:
            return int(self.demand.price[self.demand.is_primary & self.demand.relations.is_published].sum())
        return rounded_up(found.cost)

    def solve(self) -> tuple[BoolArray | None, int]:
        """The best pattern found (None if none was) and the price proven so far."""
        found = self.model.solve(is_whole=True)
        bound = rounded_up(found.bound) if np.isfinite(found.bound) else 0
        chosen = (found.values > 0.5) & ~self.demand.is_open if found.is_feasible else None
        return None if chosen is None else chosen | self.demand.is_primary, bound

    def solve_sufficient(self, rounds: int) -> tuple[BoolArray | None, int]:
        """The cheapest sufficient pattern where so many solutions suffice to find it, and the price proven so far."""
        bound = 0
        for _ in range(rounds):
            pattern, proven = self.solve()
            bound = max(bound, proven)
            if pattern is None:
                break
            failing = Feasibility(self.demand, pattern).unmet(self.demand.asked(pattern))
            if not failing:
                return pattern, bound
            cuts = [_failure_cut(self.demand, pattern, cell) for cell in failing[:CUTS_AT_ONCE]]
            if not any(cuts):
                break
            for cut in filter(None, cuts):
                self.model.add_row(cut.cells, cut.factors, cut.least)
        return None, bound


def rounded_up(value: float) -> int:
    """The least whole price that is not below a bound found in floating point."""
    return int(np.ceil(value - 1e-5))


def _failure_cut(demand: Demand, pattern: BoolArray, cell: int) -> Cut | None:
    """What the failure of a cell proves, or None where it is not proven within the limits."""
    width = int(demand.asked(pattern)[cell])
    free = pattern | demand.is_open
    if not _is_narrow(demand, free, cell, width):
        return None
    waiting = [np.flatnonzero(~free & demand.may_vary)]
    outside: list[int] = []
    for _ in range(TRIALS):
        if not waiting:
            break
        part = waiting.pop()
        larger = free.copy()
        larger[part] = True
        if _is_narrow(demand, larger, cell, width):
            free = larger
        elif len(part) == 1:
            outside.append(int(part[0]))
        else:
            waiting += [part[: len(part) // 2], part[len(part) // 2 :]]
    outside += [int(c) for part in waiting for c in part]
    factors = (1.0,) * len(outside)
    if demand.is_primary[cell]:
        return Cut(tuple(outside), factors, 1.0)
    return Cut((*outside, cell), (*factors, -1.0), 0.0)


def _is_narrow(demand: Demand, free: BoolArray, cell: int, width: int) -> bool:
    """Whether it is proven that a cell's interval stays below a width when these cells are free."""
    columns = np.flatnonzero(free)
    rows = demand.relations.matrix()[:, columns]
    lower = -demand.counts[columns].astype(np.float64)
    zeros = np.zeros(rows.shape[0])
    at = int(np.searchsorted(columns, cell))
    reached = 0
    for sign in (1.0, -1.0):
        model = Program(rows, (lower, np.full(len(columns), INFINITY)), (zeros, zeros), nodes=NODES)
        model.set_bounds(at, max(float(lower[at]), -float(width)), float(width))
        model.set_cost(at, sign)
        bound = _bound(model)
        if not np.isfinite(bound):
            return False
        reached += int(np.floor(-bound + 1e-5))
        if reached >= width:
            return False
    return True


def _bound(model: Program) -> float:
    """What no whole solution goes below; a relaxation whose solution is whole needs no search for one."""
    found = model.solve()
    if found.is_optimal and (abs(found.values - np.rint(found.values)) < WHOLE).all():
        return found.cost
    return model.solve(is_whole=True).bound
