"""Finds how far cells can move inside a pattern, as whole-number witnesses; it never adds to the pattern.

Boxes first, since they cost nothing; then a linear program, whose solutions are mostly whole; then an integer program.
"""

from __future__ import annotations

import numpy as np

from ..lp import Program
from ..system import BoolArray, BoxScan, IntArray, Walks
from .demand import Demand, Move, Witness

STILL = Move((), ())
NODES = 200
WIDEST = 1 << 20
"""Bound on a step upwards, so that the linear programs stay bounded; far above any width asked."""


class Feasibility:
    """Witnesses inside one pattern, kept while cells are shown again one at a time.

    Attributes:
        nearest: how many suppressed cells around the one in question may move, in linear programs alone; None lets all
            move, and allows integer programs.
    """

    def __init__(self, demand: Demand, pattern: BoolArray) -> None:
        """Prepare; `pattern` holds the suppressed cells, shape (n_cells,)."""
        self.demand = demand
        self.nearest: int | None = None
        self.free: BoolArray = (pattern | demand.is_open).copy()
        self.columns = np.flatnonzero(self.free)
        self._column = {int(c): k for k, c in enumerate(self.columns)}
        self._matrix = demand.relations.matrix()
        self._by_cell = self._matrix.tocsc()
        self._walks = Walks(tuple(BoxScan(g) for g in demand.relations.grids), demand.counts)
        self.lowest: dict[int, Move] = {}
        self.highest: dict[int, Move] = {}
        self._model: Program | None = None

    def witness(self, cell: int, width: int) -> Witness | None:
        """Moves that show a width for a cell, or None where none was found within the limits."""
        if self._width(cell) < width:
            for vector in self._walks.moves(cell, self.free, width):
                self._learn(vector)
        if self._width(cell) < width:
            self._push(cell, width, is_whole=False)
        if self._width(cell) < width and self.nearest is None:
            self._push(cell, width, is_whole=True)
        if self._width(cell) < width:
            return None
        return Witness(cell, self.lowest.get(cell, STILL), self.highest.get(cell, STILL))

    def unmet(self, wanted: IntArray) -> list[int]:
        """The cells for which no witness of the wanted width was found; in order."""
        return [c for c in np.flatnonzero(wanted).tolist() if self.witness(c, int(wanted[c])) is None]

    def ends(self, cell: int) -> tuple[int, int]:
        """The smallest and the largest count of a cell that the moves found so far lead to."""
        count = int(self.demand.counts[cell])
        return count + self.lowest.get(cell, STILL).step(cell), count + self.highest.get(cell, STILL).step(cell)

    def show(self, cell: int) -> bool:
        """Show one secondary cell if every width can still be met; tell whether."""
        wanted = self.demand.asked(self.free)
        wanted[cell] = 0
        hurt = [
            c
            for c in np.flatnonzero(wanted).tolist()
            if cell in self.lowest.get(c, STILL).cells or cell in self.highest.get(c, STILL).cells
        ]
        before = self.lowest, self.highest
        self.free[cell] = False
        self.lowest = {c: m for c, m in self.lowest.items() if cell not in m.cells}
        self.highest = {c: m for c, m in self.highest.items() if cell not in m.cells}
        if self._model is not None:
            self._model.set_bounds(self._column[cell], 0.0, 0.0)
        if all(self.witness(other, int(wanted[other])) is not None for other in hurt):
            return True
        self.free[cell] = True
        self.lowest, self.highest = before
        if self._model is not None:
            self._model.set_bounds(self._column[cell], -float(self.demand.counts[cell]), float(WIDEST))
        return False

    def _width(self, cell: int) -> int:
        return self.highest.get(cell, STILL).step(cell) - self.lowest.get(cell, STILL).step(cell)

    def _learn(self, vector: IntArray) -> None:
        """Keep a move wherever it goes further than those known, if it is sound in exact integers."""
        if vector[~self.free].any() or (self._matrix @ vector).any() or (self.demand.counts + vector < 0).any():
            return
        move = Move.of(vector)
        for cell, step in zip(move.cells, move.steps, strict=True):
            if step < 0 and (cell not in self.lowest or step < self.lowest[cell].step(cell)):
                self.lowest[cell] = move
            if step > 0 and (cell not in self.highest or step > self.highest[cell].step(cell)):
                self.highest[cell] = move

    def _push(self, cell: int, width: int, *, is_whole: bool) -> None:
        """Move the cell down as far as it goes, then up as far as the width still needs."""
        if cell not in self._column:
            return
        if self.nearest is None:
            if self._model is None:
                self._model = self._program(self.columns)
            model, columns, at = self._model, self.columns, self._column[cell]
        else:
            columns = self._around(cell, self.nearest)
            model, at = self._program(columns), int(np.searchsorted(columns, cell))
        count = int(self.demand.counts[cell])
        for sign in (1.0, -1.0):
            if self._width(cell) >= width:
                break
            ceiling = width + self.lowest.get(cell, STILL).step(cell)
            model.set_bounds(at, float(max(-count, -width)), float(max(ceiling, 0)))
            model.set_cost(at, sign)
            values = model.solve(is_whole=is_whole).values
            if len(values) == len(columns):
                vector = np.zeros(len(self.free), dtype=np.int64)
                vector[columns] = np.rint(values).astype(np.int64)
                self._learn(vector)
            model.set_cost(at, 0.0)
        model.set_bounds(at, -float(count), float(WIDEST))

    def _program(self, columns: IntArray) -> Program:
        part = self._matrix[:, columns].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))]
        lower = -self.demand.counts[columns].astype(np.float64)
        upper = np.full(len(columns), float(WIDEST))
        closed = ~self.free[columns]
        lower[closed], upper[closed] = 0.0, 0.0
        zeros = np.zeros(part.shape[0])
        return Program(part, (lower, upper), (zeros, zeros), nodes=NODES)

    def _around(self, cell: int, most: int) -> IntArray:
        """The free cells that are fewest equations away from a cell, sorted."""
        found, order = {cell}, [cell]
        for near in order:
            if len(found) >= most:
                break
            for row in self._by_cell.indices[self._by_cell.indptr[near] : self._by_cell.indptr[near + 1]].tolist():
                line = self._matrix.indices[self._matrix.indptr[row] : self._matrix.indptr[row + 1]]
                new = [c for c in dict.fromkeys(line[self.free[line]].tolist()) if c not in found]
                found.update(new)
                order += new
        return np.array(sorted(found), dtype=np.int64)
