"""Turns a threshold rule into a demand; it never touches the choice of secondary cells."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

import numpy as np

from ..relations import Cell, IntArray, Relations
from .demand import Demand


class Price(Enum):
    """What withholding a cell costs."""

    CELLS = "one for each cell"
    COUNTS = "the count that is withheld, at least one"


def small_counts(
    relations: Relations,
    counts: IntArray,
    threshold: int,
    *,
    companion_width: int | None = None,
    price: Price = Price.CELLS,
    must_show: Collection[Cell] = (),
) -> Demand:
    """Ask that counts from 1 to `threshold - 1` keep an interval of width `threshold`.

    Args:
        relations: cells and equations.
        counts: true counts of all cells, shape (n_cells,); see `Relations.complete`.
        threshold: the least count that may be shown, zero apart.
        companion_width: width asked of secondary cells, in counts; None asks the same of them.
        price: what is kept small; equal prices are decided by the information lost.
        must_show: cells that must not be withheld.
    """
    numbers = relations.numbers()
    shown = np.zeros(relations.n_cells, dtype=np.bool_)
    shown[[numbers[cell] for cell in sorted(must_show)]] = True
    is_small = (counts > 0) & (counts < threshold)
    return Demand(
        relations=relations,
        counts=counts,
        width=np.where(is_small, threshold, 0).astype(np.int64),
        companion_width=threshold if companion_width is None else companion_width,
        price=np.maximum(counts, 1) if price is Price.COUNTS else np.ones_like(counts),
        tie_break=np.log2(1.0 + counts),
        must_show=shown,
    )
