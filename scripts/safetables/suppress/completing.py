"""Turns the counts of tables that interlock into those of a population that has them; any such one serves as well.

Where tables interlock, what follows from them together depends on a table that nobody counted. The protector starts
its moves from whole counts of all cells, and every population that agrees with the tables is one from which readers
cannot tell the true one.
"""

from __future__ import annotations

import highspy
import numpy as np

from ..system import ABSENT, IntArray, Relations, RelationsError
from .demand import FloatArray
from .solving import model_of, run

SLACKS = (0.0, 1.0, 3.0, float("inf"))
"""How far from the centre of all populations one is looked for, in counts: from there most moves are possible."""
NODES = 20_000


def completed(relations: Relations, counts: IntArray) -> IntArray:
    """Return counts of all cells that agree with those given.

    Args:
        relations: cells and equations.
        counts: counts, ABSENT for cells of which none is known; shape (n_cells,).

    Returns:
        Whole counts, shape (n_cells,).

    Raises:
        RelationsError: no population has these tables.
    """
    if (counts < ABSENT).any():
        cell = relations.cells[int(np.argmin(counts))]
        raise RelationsError(str(cell), "its total and the other parts leave less than nobody", "correct the counts")
    unknown = np.flatnonzero(counts == ABSENT)
    if not len(unknown):
        return counts
    matrix = relations.matrix()
    part = matrix[:, unknown]
    rows = np.flatnonzero(np.diff(part.indptr))
    sides = -(matrix @ np.where(counts == ABSENT, 0, counts))[rows].astype(np.float64)
    n = len(unknown)
    model = model_of(part[rows].tocsc(), np.zeros(n), np.full(n, highspy.kHighsInf), sides, sides)
    model.setOptionValue("mip_max_nodes", NODES)
    every = np.arange(n, dtype=np.int32)
    centre = _centre(model, n)
    for slack in SLACKS if centre is not None else SLACKS[-1:]:
        middle = np.zeros(n) if centre is None else centre
        floor = np.maximum(np.floor(middle) - slack, 0.0)
        model.changeColsBounds(n, every, floor, np.ceil(middle) + slack)
        model.changeColsIntegrality(n, every, np.full(n, highspy.HighsVarType.kInteger))
        run(model)
        values = np.array(model.getSolution().col_value)
        if model.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible and len(values):
            made = counts.copy()
            made[unknown] = np.rint(values).astype(np.int64)
            if (made >= 0).all() and not (matrix @ made).any():
                return made
    raise RelationsError("all tables", "no population was found that has all of them", "correct the counts")


def _centre(model: highspy.Highs, n: int) -> FloatArray | None:
    """Return the analytic centre of all fractional populations, where an interior-point method without an aim ends."""
    for option, value in (("solver", "ipm"), ("run_crossover", "off"), ("presolve", "off")):
        model.setOptionValue(option, value)
    run(model)
    values = np.array(model.getSolution().col_value)
    is_solved = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    for option, value in (("solver", "choose"), ("run_crossover", "on"), ("presolve", "choose")):
        model.setOptionValue(option, value)
    model.clearSolver()
    return np.maximum(values, 0.0) if is_solved and len(values) == n else None
