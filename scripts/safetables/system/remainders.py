"""Finds remainders: whom a total less its shown parts leaves, and no table shows; it sees no count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from ..tables import Cell
from .cells import Relations


@dataclass(frozen=True)
class Remainder:
    """What a total leaves when the parts that tables show are taken away.

    Attributes:
        cell: number of the cell that counts it.
        total: number of the total.
        parts: numbers of the parts that are taken away.
    """

    cell: int
    total: int
    parts: tuple[int, ...]


def with_remainders(relations: Relations, own: Collection[int]) -> tuple[Relations, tuple[Remainder, ...]]:
    """Give each remainder a cell: those who did not give an answer, or are outside a smaller universe.

    Args:
        relations: cells and equations.
        own: numbers of the cells that tables show.

    Returns:
        The relations, with a cell more where several make up a remainder together, and the remainders; one may follow
        from those before it.
    """
    have = set(own)
    cells, parents, children = list(relations.cells), list(relations.parents), list(relations.children)
    waiting = list(relations.sums)
    found: list[Remainder] = []
    before = -1
    while before != (before := len(found)):
        later = []
        for total, parts in waiting:
            left = tuple(part for part in parts if part not in have)
            if total not in have or not left or len(left) == len(parts):
                later.append((total, parts))
                continue
            taken = tuple(part for part in parts if part in have)
            cell = left[0]
            if len(left) == 1:
                have.add(cell)
            else:
                cell = len(cells)
                named = " or ".join(sorted({f"{v}={c}" for part in left for v, c in cells[part].where}))
                cells.append(Cell(cells[total].universe, (("remainder", named),)))
                parents += [total, cell]
                children += [(*taken, cell), left]
            found.append(Remainder(cell, total, taken))
        waiting = later
    is_published = np.zeros(len(cells), dtype=np.bool_)
    is_published[: relations.n_cells] = relations.is_published
    more = replace(
        relations, cells=tuple(cells), is_published=is_published, parents=tuple(parents), children=tuple(children)
    )
    return more, tuple(found)
