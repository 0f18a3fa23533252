"""Finds a suppression pattern: a bound, a proposal, repair, removal of what is redundant; all proven by witnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..system import BoolArray
from .bounds import Master
from .demand import Demand, Pattern, broken_promises
from .feasibility import Feasibility, Limits
from .repair import remove_redundant, repaired
from .search import Effort, searched


@dataclass(frozen=True)
class Search:
    """Limits in steps and nodes, never in seconds, so that every machine finds the same pattern.

    Attributes:
        effort: steps of the search; None for as many as the size asks.
        exact_cells: up to so many cells, the covering program is solved as an integer program.
        nodes: branch-and-bound nodes for it.
        small_cells: up to so many cells, failing patterns are excluded one by one to reach a proof.
        rounds: how many of them.
        wide_cells: of patterns of more cells than this, redundant suppressions are looked for by what the `nearest`
            suppressed cells allow, since programs over all of them take too long.
        nearest: see `wide_cells`.
    """

    effort: Effort | None = None
    exact_cells: int = 4_000
    nodes: int = 2_000
    small_cells: int = 300
    rounds: int = 4
    wide_cells: int = 600
    nearest: int = 300


def find_pattern(demand: Demand, search: Search | None = None) -> Pattern:
    """Chooses the cells to suppress.

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
    bound, proposal = _proposed(demand, search)
    if proposal is not None:
        inside = Feasibility(demand, proposal)
        missing = inside.unmet(demand.asked(proposal))
        if not missing and demand.cost(proposal) <= bound:
            return _sealed(demand, inside, bound, "covering program, met by whole-number witnesses")
        if 4 * len(missing) < int(demand.is_primary.sum()):
            few = np.zeros_like(demand.width)
            few[missing] = demand.asked(proposal)[missing]
            proposal = searched(replace(demand, width=few), effort, proposal) | proposal
        else:
            proposal = None
    chosen = None
    if proposal is not None:
        chosen = _mended(demand, proposal, bound, search, "covering program, mended and thinned")
    if chosen is None or not chosen.is_proven:
        start = searched(demand, effort, np.zeros(demand.relations.n_cells, dtype=np.bool_))
        found = _mended(demand, start, bound, search, "annealed boxes, thinned")
        if chosen is None or found.cost < chosen.cost:
            chosen = found
    return chosen


def _proposed(demand: Demand, search: Search) -> tuple[int, BoolArray | None]:
    """A lower bound and, where it is cheap, a pattern of that price."""
    master = Master(demand, search.nodes)
    bound = master.relaxed_bound()
    alone = demand.is_primary.copy()
    if bound <= demand.cost(alone):
        return bound, alone
    if demand.relations.n_cells > search.exact_cells:
        return bound, None
    is_small = demand.relations.n_cells <= search.small_cells
    pattern, proven = master.solve_sufficient(search.rounds) if is_small else master.solve()
    return max(bound, proven), pattern


def _mended(demand: Demand, start: BoolArray, bound: int, search: Search, method: str) -> Pattern:
    inside = repaired(demand, start)
    if inside.free.sum() > search.wide_cells:
        inside.limits = Limits(nodes=0, nearest=search.nearest)
    remove_redundant(demand, inside)
    return _sealed(demand, inside, bound, method)


def _sealed(demand: Demand, inside: Feasibility, bound: int, method: str) -> Pattern:
    """Write the result, after checking every witness without a solver."""
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
