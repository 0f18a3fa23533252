"""Elementary moves of a table that keep every sum: boxes through a cell, and walks over several of them.

A box takes two positions on each axis of a grid. Written with the total's sign reversed, every line of a grid sums to
zero, so the total is just one more position and the alternating signs of a box's corners break no equation.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cells import ABSENT, BoolArray, Grid, IntArray

PLENTY = 1 << 40
"""Room in a corner that nothing constrains, or of a kind that the box does not have."""

STRIDES = 6
"""Most boxes that one walk strings together."""


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
        at = int(np.searchsorted(self.cells, cell))
        if at == len(self.cells) or self.cells[at] != cell:
            return None
        where = tuple(int(i) for i in np.unravel_index(int(self._positions[at]), self.shape))
        return where if self.is_free[where] else None

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


class Walks:
    """Walks over boxes from one table of whole, non-negative numbers."""

    def __init__(self, scans: tuple[BoxScan, ...], table: IntArray) -> None:
        self.scans = scans
        self.table = table
        self._grids = [np.append(table, np.int64(PLENTY))[s.ids] for s in scans]

    def moves(self, cell: int, is_free: BoolArray, width: int) -> list[IntArray]:
        """Moves that take a cell down and up by at most `width`, changing only free cells.

        Each is a vector of shape (n_cells,) that keeps every sum and leaves no count below zero.
        """
        found = []
        for scan, grid in zip(self.scans, self._grids, strict=True):
            position = scan.position(cell)
            if position is None or not is_free[cell]:
                continue
            shut = np.append(~is_free, False)[scan.ids].astype(np.int64)
            allowed = np.flatnonzero((scan.totals(shut, position) == 0) & scan.is_box(position))
            if len(allowed):
                found += [self._walk(cell, scan, grid, position, allowed, side * width) for side in (-1, 1)]
        return found

    def _walk(
        self,
        cell: int,
        scan: BoxScan,
        grid: IntArray,
        position: tuple[int, ...],
        allowed: IntArray,
        goal: int,
    ) -> IntArray:
        """Take box after box, each as often as the table that the last one left allows."""
        move = np.zeros(len(self.table), dtype=np.int64)
        values = grid
        for _ in range(STRIDES):
            left = abs(goal - int(move[cell]))
            room = scan.rooms(values, position)[0 if goal < 0 else 1].ravel()[allowed]
            best = int(np.argmax(np.minimum(room, left)))
            times = min(int(room[best]), left)
            if times == 0:
                break
            cells, steps = scan.box(position, int(allowed[best]))
            move[cells] += steps * (times if goal > 0 else -times)
            values = np.append(self.table + move, np.int64(PLENTY))[scan.ids]
        return move
