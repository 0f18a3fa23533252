"""Finds cells that no table has and that readers know too closely all the same; it never chooses what to withhold."""

from __future__ import annotations

import numpy as np

from ..policy import Policy
from ..system import ABSENT, BoolArray
from .demand import Demand
from .reach import Reach


def known_too_closely(demand: Demand, withheld: BoolArray, policy: Policy) -> list[int]:
    """Return the cells that stand in no table, can be small for all that readers know, and do not have their width.

    Args:
        demand: what is protected so far.
        withheld: published cells that are not shown, shape (n_cells,).
        policy: threshold, and the width that every such cell must have.
    """
    relations, counts = demand.relations, demand.counts
    seen = relations.derived(np.where(relations.is_published & ~withheld, counts, ABSENT))
    is_settled = (seen == 0) | (seen >= policy.threshold)
    reach = Reach(demand, withheld)
    found = []
    for cell in np.flatnonzero(~relations.is_published & ~demand.is_primary & ~is_settled).tolist():
        if reach.witness(cell, policy.width) is None:
            low, high = reach.ends(cell)
            if high > 0 and low < policy.threshold:
                found.append(cell)
    return found
