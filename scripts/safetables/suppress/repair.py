"""Mends a pattern: adds the cheapest moves where boxes do not suffice, and removes redundant suppressions."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..lp import INFINITY, Program
from ..system import BoolArray
from .demand import Demand, ProtectionImpossibleError
from .feasibility import Feasibility

FREE_RIDE = 1e-3
"""What a suppressed cell costs a move, so that short moves win among those that need nothing new."""
NODES = 2000


def repaired(demand: Demand, pattern: BoolArray) -> Feasibility:
    """The witnesses of a pattern, enlarged until every width asked is met.

    Args:
        demand: what to protect.
        pattern: cells suppressed so far, shape (n_cells,).

    Raises:
        ProtectionImpossibleError: a cell cannot get its width whatever is suppressed, or none was found within the
            limits.
    """
    pattern = pattern | demand.is_primary
    while True:
        inside = Feasibility(demand, pattern)
        open_cells = inside.unmet(demand.asked(pattern))
        if not open_cells:
            return inside
        for cell in open_cells:
            width = int(demand.asked(pattern)[cell])
            if inside.witness(cell, width) is None:
                pattern = pattern | _cheapest_moves(demand, pattern, cell, width)
                inside = Feasibility(demand, pattern)


def _cheapest_moves(demand: Demand, pattern: BoolArray, cell: int, width: int) -> BoolArray:
    """The cells of one move down and one up that together give the width at least new price."""
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
    rows = sparse.vstack([sparse.block_diag([one, one]), spread])
    floor, ceiling = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    floor[-1], ceiling[-1] = width, INFINITY
    upper = np.concatenate([room_up, room_down, room_up, room_down])
    found = Program(rows, (np.zeros(4 * n), upper), (floor, ceiling), np.tile(price, 4), NODES).solve(is_whole=True)
    name = (demand.relations.cells[cell],)
    if found.is_infeasible:
        what = f"no pattern gives it a width of {width}; merge categories or show fewer margins"
        raise ProtectionImpossibleError(name, what)
    values = found.whole()
    if values is None:
        raise ProtectionImpossibleError(name, "no protection found within the limits; merge categories or drop a table")
    blocks = values.reshape(4, n)
    return np.asarray((blocks[0] != blocks[1]) | (blocks[2] != blocks[3]), dtype=np.bool_)


def remove_redundant(demand: Demand, inside: Feasibility) -> None:
    """Shows secondary cells again until no single one more can be, as far as the witnesses of `inside` say.

    Dearest cells are tried first, and equals in their order: a choice by counts would tell of them.
    """
    secondary = np.flatnonzero(inside.free & demand.relations.is_published & ~demand.is_primary)
    order = np.lexsort((secondary, -demand.price[secondary]))
    for cell in secondary[order].tolist():
        inside.show(cell)
