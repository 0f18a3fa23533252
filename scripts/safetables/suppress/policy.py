"""Turns what is sensitive into a demand; it never touches the choice of secondary cells."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ..system import BoolArray, Cell, IntArray, Relations
from .demand import Demand


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
    must_show: Collection[Cell] = (),
) -> Demand:
    """Ask that primary cells, and the secondary ones with them, keep intervals of a width, in the fewest cells.

    Args:
        relations: cells and equations.
        counts: true counts of all cells, shape (n_cells,); see `Relations.complete`.
        is_primary: cells that a rule names, shape (n_cells,).
        width: width asked of them, in counts.
        companion_width: width asked of secondary cells; None asks the same of them.
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
        price=_prices(relations),
        must_show=shown,
    )


def _prices(relations: Relations) -> IntArray:
    """One for a cell, and one more for each variable that it is the total over: readers miss totals most.

    A price by counts would let the pattern tell something of them.
    """
    names = [frozenset(name for name, _ in cell.where) for cell in relations.cells]
    wholes = {(relations.cells[n].universe, names[n]) for n in np.flatnonzero(relations.is_published).tolist()}
    widest = {
        (universe, own): max(len(other) for where, other in wholes if where == universe and own <= other)
        for universe, own in wholes
    }
    keys = [(cell.universe, own) for cell, own in zip(relations.cells, names, strict=True)]
    return np.array([1 + widest.get(key, len(key[1])) - len(key[1]) for key in keys], dtype=np.int64)
