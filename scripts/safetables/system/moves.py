"""Elementary moves of a table that keep every sum: boxes through a cell.

A box takes two positions on each axis of a grid. Written with the total's sign reversed, every line of a grid sums to
zero, so the total is just one more position and the alternating signs of a box's corners break no equation.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cells import ABSENT, Grid, IntArray

PLENTY = 1 << 40
"""Room in a corner that nothing constrains, or of a kind that the box does not have."""


class BoxScan:
    """All boxes through one cell of a grid, as arrays over the opposite corner; shape of the grid."""

    def __init__(self, grid: Grid) -> None:
        self.ids = grid.ids
        self.shape = grid.ids.shape
        self.is_free = grid.is_free
        self._subsets = [s for s in product((False, True), repeat=len(self.shape)) if any(s)]
        present = np.flatnonzero(grid.ids.ravel() != ABSENT)
        order = np.argsort(grid.ids.ravel()[present])
        self.cells: IntArray = grid.ids.ravel()[present][order]
        self._positions = present[order]

    def position(self, cell: int) -> tuple[int, ...] | None:
        """Where a cell stands, or None where it is elsewhere or tied to another table."""
        where = self.place(cell)
        return where if where is not None and self.is_free[where] else None

    def place(self, cell: int) -> tuple[int, ...] | None:
        """Where a cell stands, or None where it is elsewhere."""
        at = int(np.searchsorted(self.cells, cell))
        if at == len(self.cells) or self.cells[at] != cell:
            return None
        return tuple(int(i) for i in np.unravel_index(int(self._positions[at]), self.shape))

    def totals(self, array: NDArray[Any], position: tuple[int, ...]) -> NDArray[Any]:
        """For each opposite corner, the sum of `array` over the box's other corners."""
        parts = [self.corner(array, position, s) for s in sorted(self._subsets, key=sum)]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    def rooms(self, values: IntArray, position: tuple[int, ...]) -> tuple[IntArray, IntArray]:
        """The least value among the corners that move with the cell (itself too), and against it.

        The box can be taken `rooms[0]` times down and `rooms[1]` times up before a count turns negative.
        """
        with_it: IntArray = np.full(self.shape, values[position], dtype=np.int64)
        against: IntArray = np.full(self.shape, PLENTY, dtype=np.int64)
        for subset in self._subsets:
            corner = self.corner(values, position, subset)
            sign = self._sign(position, subset)
            np.minimum(with_it, np.where(sign > 0, corner, PLENTY), out=with_it)
            np.minimum(against, np.where(sign < 0, corner, PLENTY), out=against)
        return with_it, against

    def is_box(self, position: tuple[int, ...]) -> NDArray[np.bool_]:
        """Tell which opposite corners make a box whose corners touch no other table."""
        allowed = np.ones(self.shape, dtype=np.bool_)
        for subset in self._subsets:
            allowed &= self.corner(self.is_free, position, subset)
        for axis, index in enumerate(position):
            allowed[(slice(None),) * axis + (index,)] = False
        return allowed

    def box(self, position: tuple[int, ...], opposite: int) -> tuple[IntArray, IntArray]:
        """Cell numbers and steps (+1 for the cell itself) of the box to a flat opposite corner."""
        far = np.unravel_index(opposite, self.shape)
        pairs = [(near, int(f)) for near, f in zip(position, far, strict=True)]
        corners = self.ids[np.ix_(*pairs)].ravel()
        steps = np.ones(1, dtype=np.int64)
        for axis, (near, other) in enumerate(pairs):
            turn = 1 if self.shape[axis] - 1 in (near, other) else -1
            steps = np.concatenate([[s, s * turn] for s in steps]).astype(np.int64)
        kept = corners != ABSENT
        return corners[kept], steps[kept]

    def corner(self, array: NDArray[Any], position: tuple[int, ...], subset: tuple[bool, ...]) -> NDArray[Any]:
        """A view of the corners that differ from `position` along the axes of `subset`."""
        take = tuple(slice(None) if moved else at for moved, at in zip(subset, position, strict=True))
        return array[take].reshape([n if moved else 1 for n, moved in zip(self.shape, subset, strict=True)])

    def _sign(self, position: tuple[int, ...], subset: tuple[bool, ...]) -> IntArray:
        sign = np.ones([1] * len(self.shape), dtype=np.int64)
        for axis, (size, at, moved) in enumerate(zip(self.shape, position, subset, strict=True)):
            if moved:
                along = np.full(size, 1 if at == size - 1 else -1, dtype=np.int64)
                along[-1] = 1
                sign = sign * along.reshape([size if a == axis else 1 for a in range(len(self.shape))])
        return sign
