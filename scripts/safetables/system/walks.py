"""Walks from one table of whole numbers to others that keep every sum: box after box, over linked tables too.

A box that moves between two categories of each variable in M, at fixed categories of the others, changes exactly the
margins that hold all of M. So in a table whose other margins have fewer of these variables it leaves every other table
as it is; in the others it is taken as well, at whichever categories have the most room there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .blocks import blocks_of
from .cells import ABSENT, BoolArray, IntArray, Relations
from .moves import PLENTY
from .trails import Trail


class Walks:
    """Walks over boxes from one table of whole, non-negative numbers."""

    def __init__(self, relations: Relations, table: IntArray) -> None:
        self.blocks = blocks_of(relations)
        self.table = table
        self._homes: dict[int, list[int]] = {}
        n_joined = sum(1 for g in relations.grids if g.is_whole)
        for number, block in enumerate(self.blocks):
            for cell in block.scan.cells.tolist():
                homes = self._homes.setdefault(cell, [])
                # In blocks of one tree a cell is the same, and one of them will do.
                if number >= n_joined or not homes:
                    homes.append(number)

    def moves(self, cell: int, is_open: BoolArray, width: int) -> list[IntArray]:
        """Moves that take a cell down and up by at most `width`, changing only open cells.

        Each is a vector of shape (n_cells,) that keeps every sum and leaves no count below zero.
        """
        if not is_open[cell]:
            return []
        trails = (Trail(self.blocks, self.table, is_open) for _ in (-1, 1))
        found = []
        for side, trail in zip((-1, 1), trails, strict=True):
            for home in self._homes.get(cell, ()):
                trail.walk(home, cell, side, width)
            found.append(trail.move)
        return found

    def additions(self, cell: int, is_open: BoolArray, most: int) -> list[IntArray]:
        """Up to so many moves of one box each that add one to a cell, taken from people as various as possible."""
        found: list[IntArray] = []
        for home in self._homes.get(cell, ())[:1] if is_open[cell] else ():
            trail = Trail(self.blocks, self.table, is_open)
            position = self.blocks[home].scan.place(cell)
            for step in trail.steps(home, position, most) if position is not None else ():
                move = np.zeros_like(self.table)
                move[list(step)] = list(step.values())
                found.append(move)
        return found

    def crowds(self, is_open: BoolArray, wanted: BoolArray, width: int, effort: int) -> Iterator[IntArray]:
        """Yields moves that gather people at one combination of categories in all tables that are linked.

        Args:
            is_open: cells that may change, shape (n_cells,).
            wanted: cells that are to become large, of which the finest of the largest tables are looked at, each once.
                The caller takes cells out of it while this runs.
            width: by how much.
            effort: 0 goes straight; 1 looks for more ways; each number above that for others by chance.
        """
        left = wanted.copy()
        for number, block in enumerate(self.blocks):
            finest, most = block.finest, block.most(np.where(is_open, PLENTY, self.table))
            for place in np.ndindex(finest.shape):
                cell = int(finest[place])
                if cell == ABSENT or not left[cell] or most[place] < width:
                    continue
                trail = Trail(self.blocks, self.table, is_open, effort)
                for tried in trail.gather(number, dict(zip(block.names, place, strict=True)), left, width):
                    left[tried] = False
                yield trail.move
                left &= wanted
