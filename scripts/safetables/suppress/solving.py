"""Turns rows and bounds into a solver, and runs it; a run that does not end in time stops the protection."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..errors import Problem, ProtectionRefused

SAFETY_SECONDS = 900.0
"""When one run is given up. Limits that shape a pattern are counts of steps and nodes, which end it long before."""


def run(model: highspy.Highs) -> None:
    """Run a solver.

    Raises:
        ProtectionRefused: it did not end in time. What it has by then depends on the machine, so it is not used.
    """
    # The solver's clock runs on from one call to the next.
    model.setOptionValue("time_limit", model.getRunTime() + SAFETY_SECONDS)
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        remedy = "merge categories, drop a dimension, or use a faster machine"
        raise ProtectionRefused([Problem("protection", "a solver did not come to an end in time", remedy)])


def model_of(
    matrix: sparse.spmatrix,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    row_lower: NDArray[np.float64],
    row_upper: NDArray[np.float64],
    cost: NDArray[np.float64] | None = None,
) -> highspy.Highs:
    """Return a quiet single-threaded solver that minimises over a CSC matrix of rows."""
    columns = sparse.csc_matrix(matrix)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = columns.shape
    program.col_cost_ = np.zeros(len(lower)) if cost is None else cost
    program.col_lower_, program.col_upper_ = lower, upper
    program.row_lower_, program.row_upper_ = row_lower, row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = columns.indptr
    program.a_matrix_.index_ = columns.indices
    program.a_matrix_.value_ = columns.data.astype(np.float64)
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships without types here
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.passModel(program)
    return model
