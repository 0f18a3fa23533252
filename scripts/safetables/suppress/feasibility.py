"""Finds how far cells can move inside a pattern, as whole-number witnesses; it never adds to the pattern.

Boxes first, since they cost nothing; then a linear program, whose solutions are mostly whole; then an integer program.
"""

from __future__ import annotations

import numpy as np

from ..lp import Program
from ..system import BoolArray, IntArray, Walks
from .demand import Demand, Move, Witness

STILL = Move((), ())
NODES = 200
EFFORTS = 6
"""How hard witnesses of many cells are looked for at once, before a program is asked for each."""
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
        self._walks = Walks(demand.relations, demand.counts)
        n = len(self.free)
        self._moves: list[tuple[IntArray, IntArray]] = []
        # Of each cell, how far down and up it can go, and by which move (-1 for none).
        self._reach: dict[int, IntArray] = {-1: np.zeros(n, dtype=np.int64), 1: np.zeros(n, dtype=np.int64)}
        self._by: dict[int, IntArray] = {-1: np.full(n, -1), 1: np.full(n, -1)}
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
        return Witness(cell, self._move(cell, -1), self._move(cell, 1))

    def unmet(self, wanted: IntArray) -> list[int]:
        """The cells for which no witness of the wanted width was found; in order."""
        self._crowd(wanted)
        return [c for c in np.flatnonzero(wanted).tolist() if self.witness(c, int(wanted[c])) is None]

    def _crowd(self, wanted: IntArray) -> None:
        """Looks for witnesses of cells that no table has, many at once; those that change no printed cell first."""
        is_open = self.demand.is_open
        missing = is_open & (self._reach[1] - self._reach[-1] < wanted)
        # What changes no printed cell stays when one is shown again.
        for effort in range(EFFORTS):
            may_change = self.free if effort else is_open
            if not missing.any():
                return
            for vector in self._walks.crowds(may_change, missing, int(wanted.max()), effort):
                self._learn(vector)
                missing &= self._reach[1] - self._reach[-1] < wanted

    def ends(self, cell: int) -> tuple[int, int]:
        """The smallest and the largest count of a cell that the moves found so far lead to."""
        count = int(self.demand.counts[cell])
        return count + int(self._reach[-1][cell]), count + int(self._reach[1][cell])

    def show(self, cell: int) -> bool:
        """Show one secondary cell if every width can still be met; tell whether."""
        wanted = self.demand.asked(self.free)
        wanted[cell] = 0
        before = {side: (self._reach[side].copy(), self._by[side].copy()) for side in (-1, 1)}
        broken = [number for number, (cells, _) in enumerate(self._moves) if cell in cells]
        for side in (-1, 1):
            is_hurt = np.isin(self._by[side], broken)
            self._reach[side][is_hurt], self._by[side][is_hurt] = 0, -1
        self.free[cell] = False
        if self._model is not None:
            self._model.set_bounds(self._column[cell], 0.0, 0.0)
        if not self.unmet(np.where(self._reach[1] - self._reach[-1] < wanted, wanted, 0)):
            return True
        self.free[cell] = True
        for side in (-1, 1):
            self._reach[side], self._by[side] = before[side]
        if self._model is not None:
            self._model.set_bounds(self._column[cell], -float(self.demand.counts[cell]), float(WIDEST))
        return False

    def _width(self, cell: int) -> int:
        return int(self._reach[1][cell] - self._reach[-1][cell])

    def _move(self, cell: int, side: int) -> Move:
        number = int(self._by[side][cell])
        return STILL if number < 0 else Move(*(tuple(part.tolist()) for part in self._moves[number]))

    def _learn(self, vector: IntArray) -> None:
        """Keep a move wherever it goes further than those known, if it is sound in exact integers."""
        if vector[~self.free].any() or (self._matrix @ vector).any() or (self.demand.counts + vector < 0).any():
            return
        kept = False
        for side in (-1, 1):
            is_further = side * vector > side * self._reach[side]
            if is_further.any():
                self._reach[side] = np.where(is_further, vector, self._reach[side])
                self._by[side] = np.where(is_further, len(self._moves), self._by[side])
                kept = True
        if kept:
            cells = np.flatnonzero(vector)
            self._moves.append((cells, vector[cells]))

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
            ceiling = width + int(self._reach[-1][cell])
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
