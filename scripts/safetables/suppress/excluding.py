"""Turns patterns that fail into cuts until the cheapest one left is sufficient; for small systems.

More withheld cells never shrink an interval. So where a cell fails even in a large pattern, any
sufficient pattern that needs its width withholds a cell outside it; the larger it is, the stronger the cut.
"""

from __future__ import annotations

import highspy
import numpy as np

from ..system import BoolArray
from .bounding import Cut, Master
from .demand import Demand
from .reach import Reach
from .solving import model_of, run
from .thinning import unmet

CUTS_AT_ONCE = 2
NODES = 30
WHOLE = 1e-6
TRIALS = 30
"""How often a failing pattern is enlarged; cells not tried by then only weaken the cut."""


def cheapest_sufficient(demand: Demand, master: Master, rounds: int) -> tuple[int, BoolArray | None]:
    """Return a lower bound, and the cheapest sufficient pattern where `rounds` solutions suffice to find it.

    Args:
        demand: what to protect.
        master: the covering program; keeps the cuts.
        rounds: solutions of it that are tried.
    """
    bound = 0
    for _ in range(rounds):
        pattern, proven = master.solve()
        bound = max(bound, proven)
        if pattern is None:
            return bound, None
        pattern = (pattern & ~demand.is_open) | demand.is_primary
        failing = unmet(Reach(demand, pattern), demand.asked(pattern))
        if not failing:
            return bound, pattern
        cuts = [cut for cell in failing[:CUTS_AT_ONCE] if (cut := _cut(demand, pattern, cell)) is not None]
        if not cuts:
            return bound, None
        for cut in cuts:
            master.add(cut)
    return bound, None


def _cut(demand: Demand, pattern: BoolArray, cell: int) -> Cut | None:
    """Return what the failure of a cell proves, or None where it is not proven within the limits."""
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
    """Tell whether it is proven that a cell's interval stays below a width when these cells are free."""
    columns = np.flatnonzero(free)
    n = len(columns)
    rows = demand.relations.matrix()[:, columns].tocsc()
    lower = -demand.counts[columns].astype(np.float64)
    zeros = np.zeros(rows.shape[0])
    at = int(np.searchsorted(columns, cell))
    reached = 0
    for sign in (1.0, -1.0):
        model = model_of(rows, lower, np.full(n, highspy.kHighsInf), zeros, zeros)
        model.changeColBounds(at, max(float(lower[at]), -float(width)), float(width))
        model.changeColCost(at, sign)
        bound = _bound(model, n)
        if not np.isfinite(bound):
            return False
        reached += int(np.floor(-bound + 1e-5))
        if reached >= width:
            return False
    return True


def _bound(model: highspy.Highs, n: int) -> float:
    """Return what no whole solution goes below; a relaxation whose solution is whole needs no search for one."""
    run(model)
    values = np.array(model.getSolution().col_value)
    is_solved = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if is_solved and (abs(values - np.rint(values)) < WHOLE).all():
        return float(model.getInfo().objective_function_value)
    model.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.full(n, highspy.HighsVarType.kInteger))
    model.setOptionValue("mip_max_nodes", NODES)
    run(model)
    return float(model.getInfo().mip_dual_bound)
