"""Adds the cheapest moves of any shape where boxes do not suffice; it never removes a cell."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from ..system import BoolArray
from .demand import Demand, ProtectionImpossibleError
from .reach import Reach
from .solving import model_of, run
from .thinning import unmet

FREE_RIDE = 1e-3
"""What a withheld cell costs a move, so that short moves win among those that need nothing new."""
NODES = 2000


def repair(demand: Demand, pattern: BoolArray) -> Reach:
    """Return the witnesses of the pattern, enlarged until every width asked is met.

    Args:
        demand: what to protect.
        pattern: cells withheld so far, shape (n_cells,).

    Raises:
        ProtectionImpossibleError: a cell cannot get its width whatever is withheld, or none was found
        within the limits.
    """
    pattern = pattern | demand.is_primary
    while True:
        reach = Reach(demand, pattern)
        open_cells = unmet(reach, demand.asked(pattern))
        if not open_cells:
            return reach
        for cell in open_cells:
            if reach.witness(cell, int(demand.asked(pattern)[cell])) is None:
                pattern = pattern | _cheapest_moves(demand, pattern, cell, int(demand.asked(pattern)[cell]))
                reach = Reach(demand, pattern)


def _cheapest_moves(demand: Demand, pattern: BoolArray, cell: int, width: int) -> BoolArray:
    """Return the cells of one move down and one up that together give the width at least new price."""
    n = demand.relations.n_cells
    sums = demand.relations.matrix()
    is_held = pattern | demand.is_open
    price = np.where(is_held, FREE_RIDE, demand.price.astype(np.float64))
    room_up = np.where(demand.may_vary | is_held, float(8 * width), 0.0)
    room_down = np.minimum(room_up, demand.counts)
    # Each move is split into what it adds and what it takes: up+, up-, down+, down-.
    one = sparse.hstack([sums, -sums])
    spread = sparse.lil_matrix((1, 4 * n))
    for block, sign in enumerate((1.0, -1.0, -1.0, 1.0)):
        spread[0, block * n + cell] = sign
    rows = sparse.vstack([sparse.block_diag([one, one]), spread]).tocsc()
    floor = np.zeros(rows.shape[0])
    floor[-1] = width
    ceiling = np.zeros(rows.shape[0])
    ceiling[-1] = highspy.kHighsInf
    upper = np.concatenate([room_up, room_down, room_up, room_down])
    model = model_of(rows, np.zeros(4 * n), upper, floor, ceiling, np.tile(price, 4))
    model.setOptionValue("mip_max_nodes", NODES)
    every = np.arange(4 * n, dtype=np.int32)
    model.changeColsIntegrality(4 * n, every, np.full(4 * n, highspy.HighsVarType.kInteger))
    run(model)
    name = (demand.relations.cells[cell],)
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise ProtectionImpossibleError(
            name,
            f"no pattern gives it a width of {width}; merge categories or show fewer margins",
        )
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise ProtectionImpossibleError(name, "no protection found within the limits; merge categories or drop a table")
    values = np.rint(np.array(model.getSolution().col_value)).astype(np.int64).reshape(4, n)
    return np.asarray((values[0] != values[1]) | (values[2] != values[3]), dtype=np.bool_)
