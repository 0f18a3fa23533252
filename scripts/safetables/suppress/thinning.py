"""Gives back secondary cells that a pattern can do without, and repairs patterns; it never breaks a width."""

from __future__ import annotations

import numpy as np

from ..system import IntArray
from .demand import Demand
from .reach import Reach


def unmet(reach: Reach, wanted: IntArray) -> list[int]:
    """Return the cells for which no witness of the wanted width was found; in order."""
    return [c for c in np.flatnonzero(wanted).tolist() if reach.witness(c, int(wanted[c])) is None]


def thin(demand: Demand, reach: Reach) -> None:
    """Give back secondary cells until no single one more can go, as far as `reach` can see.

    Dearest cells are tried first, and equals in their order: a choice by counts would tell of them.

    Args:
        demand: what to protect.
        reach: witnesses of a pattern that meets the demand; left in the state of the result.
    """
    published = demand.relations.is_published
    secondary = np.flatnonzero(reach.free & published & ~demand.is_primary)
    order = np.lexsort((secondary, -demand.price[secondary]))
    for cell in secondary[order].tolist():
        give_back(demand, reach, cell)


def give_back(demand: Demand, reach: Reach, cell: int) -> bool:
    """Show one secondary cell if every width can still be met; tell whether."""
    wanted = demand.asked(reach.free)
    wanted[cell] = 0
    hurt = reach.dependents(cell, wanted)
    before = reach.close(cell)
    for other in hurt:
        if reach.witness(other, int(wanted[other])) is None:
            reach.reopen(cell, before)
            return False
    return True
