"""Finds a suppression pattern: a bound, a proposal, repair, removal of what is redundant; all proven by witnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ..lp import INFINITY, Program
from ..system import BoolArray
from .bounds import Master
from .demand import Demand, Pattern, ProtectionImpossibleError, broken_promises
from .feasibility import Feasibility
from .search import searched

FREE_RIDE = 1e-3
"""What a suppressed cell costs a move, so that short moves win among those that need nothing new."""
NODES = 2_000
ROUNDS = 4
"""How many failing patterns are excluded one by one to reach a proof."""
WIDE = 600
"""Of patterns of more cells, redundant suppressions are looked for by what the `NEAREST` suppressed cells allow."""
NEAREST = 300


@dataclass(frozen=True)
class Search:
    """Limits in steps and cells, never in seconds, so that every machine finds the same pattern.

    Attributes:
        rounds: steps of the search; None for as many as the size asks.
        exact_cells: up to so many cells, the covering program is solved as an integer program.
        small_cells: up to so many cells, failing patterns are excluded one by one.
    """

    rounds: int | None = None
    exact_cells: int = 4_000
    small_cells: int = 300


def find_pattern(demand: Demand, search: Search = Search()) -> Pattern:
    """Chooses the cells to suppress, with witnesses for every width asked, checked in exact integers.

    Raises:
        ProtectionImpossibleError: no pattern meets the demand, or none was found within the limits.
    """
    rounds = search.rounds or min(45_000, max(3_000, 10 * demand.relations.n_cells))
    bound, proposal = _proposed(demand, search)
    if proposal is not None:
        inside = Feasibility(demand, proposal)
        missing = inside.unmet(demand.asked(proposal))
        if not missing and demand.cost(proposal) <= bound:
            return _sealed(demand, inside, bound, "covering program, met by whole-number witnesses")
        if 4 * len(missing) < int(demand.is_primary.sum()):
            few = np.zeros_like(demand.width)
            few[missing] = demand.asked(proposal)[missing]
            proposal = searched(replace(demand, width=few), rounds, proposal) | proposal
        else:
            proposal = None
    chosen = None
    if proposal is not None:
        chosen = _mended(demand, proposal, bound, "covering program, mended and thinned")
    if chosen is None or not chosen.is_proven:
        start = searched(demand, rounds, np.zeros(demand.relations.n_cells, dtype=np.bool_))
        found = _mended(demand, start, bound, "annealed boxes, thinned")
        if chosen is None or found.cost < chosen.cost:
            chosen = found
    return chosen


def _proposed(demand: Demand, search: Search) -> tuple[int, BoolArray | None]:
    """A lower bound and, where it is cheap, a pattern of that price."""
    master = Master(demand, NODES)
    bound = master.relaxed_bound()
    alone = demand.is_primary.copy()
    if bound <= demand.cost(alone):
        return bound, alone
    if demand.relations.n_cells > search.exact_cells:
        return bound, None
    is_small = demand.relations.n_cells <= search.small_cells
    pattern, proven = master.solve_sufficient(ROUNDS) if is_small else master.solve()
    return max(bound, proven), pattern


def _mended(demand: Demand, start: BoolArray, bound: int, method: str) -> Pattern:
    inside = _repaired(demand, start)
    if inside.free.sum() > WIDE:
        inside.nearest = NEAREST
    _remove_redundant(demand, inside)
    return _sealed(demand, inside, bound, method)


def _repaired(demand: Demand, pattern: BoolArray) -> Feasibility:
    """The witnesses of a pattern, enlarged by the cheapest moves until every width asked is met."""
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


def _remove_redundant(demand: Demand, inside: Feasibility) -> None:
    """Shows secondary cells again until no single one more can be, as far as the witnesses of `inside` say.

    Dearest cells are tried first, and equals in their order: a choice by counts would tell of them.
    """
    secondary = np.flatnonzero(inside.free & demand.relations.is_published & ~demand.is_primary)
    order = np.lexsort((secondary, -demand.price[secondary]))
    for cell in secondary[order].tolist():
        inside.show(cell)


def _sealed(demand: Demand, inside: Feasibility, bound: int, method: str) -> Pattern:
    suppressed = inside.free & demand.relations.is_published
    asked = demand.asked(inside.free)
    witnesses = (inside.witness(cell, int(asked[cell])) for cell in np.flatnonzero(asked).tolist())
    primary = demand.is_primary & demand.relations.is_published
    kept = tuple(witness for witness in witnesses if witness is not None)
    found = Pattern(suppressed, primary, demand.cost(suppressed), bound, kept, method)
    broken = broken_promises(demand, found)
    if broken:
        raise AssertionError(f"{len(broken)} witnesses do not hold; this is a fault of the protector")
    return found
