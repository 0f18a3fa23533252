"""Turns what is sensitive into a demand; it never touches the choice of secondary cells."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

import numpy as np

from ..relations import BoolArray, Cell, IntArray, Relations
from .demand import Demand


class Price(Enum):
    """What withholding a cell costs; by counts, the pattern itself tells something of them."""

    CELLS = "one for each cell"
    COUNTS = "the count that is withheld, at least one"


def is_small(counts: IntArray, threshold: int) -> BoolArray:
    """Return the cells with counts from 1 to `threshold - 1`; shape (n_cells,)."""
    return np.asarray((counts > 0) & (counts < threshold), dtype=np.bool_)


def demand_for(
    relations: Relations,
    counts: IntArray,
    is_primary: BoolArray,
    width: int,
    *,
    companion_width: int | None = None,
    price: Price = Price.CELLS,
    must_show: Collection[Cell] = (),
) -> Demand:
    """Ask that primary cells, and the secondary ones with them, keep intervals of a width.

    Args:
        relations: cells and equations.
        counts: true counts of all cells, shape (n_cells,); see `Relations.complete`.
        is_primary: cells that a rule names, shape (n_cells,).
        width: width asked of them, in counts.
        companion_width: width asked of secondary cells; None asks the same of them.
        price: what is kept small.
        must_show: cells that must not be withheld.
    """
    numbers = relations.numbers()
    shown = np.zeros(relations.n_cells, dtype=np.bool_)
    shown[[numbers[cell] for cell in sorted(must_show)]] = True
    return Demand(
        relations=relations,
        counts=counts,
        width=np.where(is_primary, width, 0).astype(np.int64),
        companion_width=width if companion_width is None else companion_width,
        price=np.maximum(counts, 1) if price is Price.COUNTS else np.ones_like(counts),
        must_show=shown,
    )
