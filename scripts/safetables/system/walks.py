"""Turns a table and the cells that may change into a move that carries a cell far; it never asks a solver."""

from __future__ import annotations

import numpy as np

from .boxes import PLENTY, BoxScan
from .shapes import BoolArray, IntArray

STRIDES = 6
"""Most boxes that one walk strings together."""


class Walks:
    """Walks over boxes from one table of whole, non-negative numbers."""

    def __init__(self, scans: tuple[BoxScan, ...], table: IntArray) -> None:
        """Prepare; `table` holds all cells, shape (n_cells,)."""
        self.scans = scans
        self.table = table
        self._grids = [np.append(table, np.int64(PLENTY))[s.ids] for s in scans]

    def moves(self, cell: int, is_free: BoolArray, width: int) -> list[IntArray]:
        """Return moves that take a cell down and up by at most `width`, changing only free cells.

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
