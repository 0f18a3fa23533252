"""Runs the steps from a demand to the best pattern; it returns nothing that its witnesses do not prove."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..system import BoolArray
from .annealing import Effort, anneal
from .bounding import Master
from .demand import Demand, FloatArray, Protection, Witness, broken_promises
from .excluding import cheapest_sufficient
from .reach import Limits, Reach
from .repairing import repair
from .thinning import thin, unmet


@dataclass(frozen=True)
class Search:
    """Limits in steps and nodes, never in seconds, so that every machine finds the same pattern.

    Attributes:
        effort: steps of annealing; None for as many as the size asks.
        exact_cells: up to so many cells, the covering program is solved as an integer program.
        nodes: branch-and-bound nodes for it.
        small_cells: up to so many cells, failing patterns are excluded one by one to reach a proof.
        rounds: how many of them.
        wide_cells: patterns of more cells than this are thinned by what the `nearest` withheld cells allow,
            since programs over all of them take too long.
        nearest: see `wide_cells`.
    """

    effort: Effort | None = None
    exact_cells: int = 4_000
    nodes: int = 2_000
    small_cells: int = 300
    rounds: int = 4
    wide_cells: int = 600
    nearest: int = 300


def protect(demand: Demand, search: Search | None = None) -> Protection:
    """Choose the cells to withhold.

    Args:
        demand: what to protect and what it may cost.
        search: limits; more effort never loosens protection.

    Returns:
        A pattern with witnesses for every width asked, checked in exact integers.

    Raises:
        ProtectionImpossibleError: no pattern meets the demand; names the cells.
    """
    search = search or Search()
    effort = search.effort or Effort(min(45_000, max(3_000, 10 * demand.relations.n_cells)))
    bound, proposal = _propose(demand, search)
    if proposal is not None:
        reach = Reach(demand, proposal)
        missing = unmet(reach, demand.asked(proposal))
        if not missing and demand.cost(proposal) <= bound:
            return _sealed(demand, reach, bound, "covering program, met by whole-number witnesses")
        if 4 * len(missing) < int(demand.is_primary.sum()):
            few = np.zeros_like(demand.width)
            few[missing] = demand.asked(proposal)[missing]
            more = anneal(replace(demand, width=few), _weight(demand), effort, proposal)
            proposal = more | proposal
        else:
            proposal = None
    chosen = None
    for start, method in (
        (proposal, "covering program, mended and thinned"),
        (_annealed(demand, effort), "annealed boxes, thinned"),
    ):
        if start is None:
            continue
        reach = repair(demand, start)
        if reach.free.sum() > search.wide_cells:
            reach.limits = Limits(nodes=0, nearest=search.nearest)
        thin(demand, reach)
        found = _sealed(demand, reach, bound, method)
        if chosen is None or found.cost < chosen.cost:
            chosen = found
        if chosen.is_proven:
            break
    assert chosen is not None
    return chosen


def _propose(demand: Demand, search: Search) -> tuple[int, BoolArray | None]:
    """Return a lower bound and, where it is cheap, a pattern of that price."""
    master = Master(demand, search.nodes)
    bound = master.relaxed_bound()
    alone = demand.is_primary.copy()
    if bound <= demand.cost(alone):
        return bound, alone
    if demand.relations.n_cells > search.exact_cells:
        return bound, None
    if demand.relations.n_cells <= search.small_cells:
        proven, pattern = cheapest_sufficient(demand, master, search.rounds)
    else:
        pattern, proven = master.solve()
    return max(bound, proven), None if pattern is None else (pattern & ~demand.is_open) | demand.is_primary


def _annealed(demand: Demand, effort: Effort) -> BoolArray:
    return anneal(demand, _weight(demand), effort, np.zeros(demand.relations.n_cells, dtype=np.bool_))


def _weight(demand: Demand) -> FloatArray:
    return demand.price.astype(np.float64)


def _sealed(demand: Demand, reach: Reach, bound: int, method: str) -> Protection:
    """Write the result, after checking every witness without a solver."""
    withheld = reach.free & demand.relations.is_published
    asked = demand.asked(reach.free)
    witnesses: list[Witness] = []
    for cell in np.flatnonzero(asked).tolist():
        witness = reach.witness(cell, int(asked[cell]))
        if witness is not None:
            witnesses.append(witness)
    primary = demand.is_primary & demand.relations.is_published
    found = Protection(withheld, primary, demand.cost(withheld), bound, tuple(witnesses), method)
    broken = broken_promises(demand, found)
    if broken:
        raise AssertionError(f"{len(broken)} witnesses do not hold; this is a fault of the protector")
    return found
