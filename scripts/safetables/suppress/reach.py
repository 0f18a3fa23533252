"""Finds how far cells can move inside a pattern, as whole-number witnesses; it never adds to the pattern.

Boxes first, since they cost nothing; then a linear program, whose solutions are mostly whole; then an
integer program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import highspy
import numpy as np

from ..system import BoolArray, BoxScan, IntArray, Walks
from .demand import Demand, Move, Witness
from .solving import model_of, run

STILL = Move((), ())
WIDEST = 1 << 20
"""Bound on a step upwards, so that the linear programs stay bounded; far above any width asked."""


@dataclass(frozen=True)
class Limits:
    """How hard programs may try.

    Attributes:
        nodes: branch-and-bound nodes for an integer program; 0 leaves them out.
        nearest: how many withheld cells around the one in question may move; None lets all move.
    """

    nodes: int = 200
    nearest: int | None = None


class Reach:
    """Witnesses inside one pattern, kept while cells are given back one at a time."""

    def __init__(self, demand: Demand, pattern: BoolArray, limits: Limits | None = None) -> None:
        """Prepare; `pattern` holds the withheld cells, shape (n_cells,)."""
        self.demand = demand
        self.limits = limits or Limits()
        self.free: BoolArray = (pattern | demand.is_open).copy()
        self.columns = np.flatnonzero(self.free)
        self._column = {int(c): k for k, c in enumerate(self.columns)}
        self._matrix = demand.relations.matrix()
        self._by_cell = self._matrix.tocsc()
        self._walks = Walks(tuple(BoxScan(g) for g in demand.relations.grids), demand.counts)
        self.lowest: dict[int, Move] = {}
        self.highest: dict[int, Move] = {}
        self._model: highspy.Highs | None = None

    def witness(self, cell: int, width: int) -> Witness | None:
        """Return moves that show `width` for a cell, or None where none was found within the limits."""
        for attempt in (self._by_box, self._by_program, self._by_integers):
            if self._width(cell) >= width:
                break
            attempt(cell, width)
        if self._width(cell) < width:
            return None
        return Witness(cell, self.lowest.get(cell, STILL), self.highest.get(cell, STILL))

    def ends(self, cell: int) -> tuple[int, int]:
        """Return the smallest and the largest count of a cell that the moves found so far lead to."""
        count = int(self.demand.counts[cell])
        return count + _step(self.lowest.get(cell, STILL), cell), count + _step(self.highest.get(cell, STILL), cell)

    def dependents(self, cell: int, wanted: IntArray) -> list[int]:
        """Return the cells with a wanted width whose best moves change `cell`."""
        return [
            c
            for c in np.flatnonzero(wanted).tolist()
            if cell in self.lowest.get(c, STILL).cells or cell in self.highest.get(c, STILL).cells
        ]

    def close(self, cell: int) -> tuple[dict[int, Move], dict[int, Move]]:
        """Show a cell: forget every move that changes it; return the ends as they were, for `reopen`."""
        before = (dict(self.lowest), dict(self.highest))
        self.free[cell] = False
        self.lowest = {c: m for c, m in self.lowest.items() if cell not in m.cells}
        self.highest = {c: m for c, m in self.highest.items() if cell not in m.cells}
        if self._model is not None:
            self._model.changeColBounds(self._column[cell], 0.0, 0.0)
        return before

    def reopen(self, cell: int, before: tuple[dict[int, Move], dict[int, Move]]) -> None:
        """Undo `close`."""
        self.free[cell] = True
        self.lowest, self.highest = before
        if self._model is not None:
            self._model.changeColBounds(self._column[cell], -float(self.demand.counts[cell]), float(WIDEST))

    def _width(self, cell: int) -> int:
        return _step(self.highest.get(cell, STILL), cell) - _step(self.lowest.get(cell, STILL), cell)

    def learn(self, vector: IntArray) -> None:
        """Keep a move wherever it goes further than those known, if it is sound in exact integers."""
        if vector[~self.free].any() or (self._matrix @ vector).any() or (self.demand.counts + vector < 0).any():
            return
        move = Move.of(vector)
        for cell, step in zip(move.cells, move.steps, strict=True):
            if step < 0 and (cell not in self.lowest or step < _step(self.lowest[cell], cell)):
                self.lowest[cell] = move
            if step > 0 and (cell not in self.highest or step > _step(self.highest[cell], cell)):
                self.highest[cell] = move

    def _by_box(self, cell: int, width: int) -> None:
        for vector in self._walks.moves(cell, self.free, width):
            self.learn(vector)

    def _by_program(self, cell: int, width: int) -> None:
        self._push(cell, width, is_whole=False)

    def _by_integers(self, cell: int, width: int) -> None:
        if self.limits.nodes:
            self._push(cell, width, is_whole=True)

    def _push(self, cell: int, width: int, *, is_whole: bool) -> None:
        """Move the cell down as far as it goes, then up as far as the width still needs."""
        if cell not in self._column:
            return
        if self.limits.nearest is None:
            model, columns = self._linear(), self.columns
            at = self._column[cell]
        else:
            columns = self._around(cell, self.limits.nearest)
            model = self._program(columns)
            at = int(np.searchsorted(columns, cell))
        n = len(columns)
        indices = np.arange(n, dtype=np.int32)
        if is_whole:
            model.changeColsIntegrality(n, indices, np.full(n, highspy.HighsVarType.kInteger))
        count = int(self.demand.counts[cell])
        for sign in (1.0, -1.0):
            if self._width(cell) >= width:
                break
            ceiling = width + _step(self.lowest.get(cell, STILL), cell)
            model.changeColBounds(at, float(max(-count, -width)), float(max(ceiling, 0)))
            model.changeColCost(at, sign)
            run(model)
            values = np.array(model.getSolution().col_value)
            if len(values) == n:
                vector = np.zeros(len(self.free), dtype=np.int64)
                vector[columns] = np.rint(values).astype(np.int64)
                self.learn(vector)
            model.changeColCost(at, 0.0)
        model.changeColBounds(at, -float(count), float(WIDEST))
        if is_whole:
            model.changeColsIntegrality(n, indices, np.full(n, highspy.HighsVarType.kContinuous))

    def _linear(self) -> highspy.Highs:
        if self._model is None:
            self._model = self._program(self.columns)
        return self._model

    def _program(self, columns: IntArray) -> highspy.Highs:
        part = self._matrix[:, columns].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))].tocsc()
        lower = -self.demand.counts[columns].astype(np.float64)
        upper = np.full(len(columns), float(WIDEST))
        closed = ~self.free[columns]
        lower[closed], upper[closed] = 0.0, 0.0
        model = model_of(part, lower, upper, np.zeros(part.shape[0]), np.zeros(part.shape[0]))
        model.setOptionValue("mip_max_nodes", self.limits.nodes)
        return model

    def _around(self, cell: int, most: int) -> IntArray:
        """Return the free cells that are fewest equations away from a cell, sorted."""
        seen = {cell: None}
        for near in seen_in_turn(seen):
            if len(seen) >= most:
                break
            for row in self._by_cell.indices[self._by_cell.indptr[near] : self._by_cell.indptr[near + 1]].tolist():
                line = self._matrix.indices[self._matrix.indptr[row] : self._matrix.indptr[row + 1]]
                seen.update(dict.fromkeys(line[self.free[line]].tolist()))
        return np.array(sorted(seen), dtype=np.int64)


def seen_in_turn(seen: dict[int, None]) -> Iterator[int]:
    """Yield the keys of a growing dict in the order in which they came in."""
    turn = 0
    order = list(seen)
    while turn < len(order):
        yield order[turn]
        turn += 1
        order.extend(islice(seen, len(order), None))


def _step(move: Move, cell: int) -> int:
    return move.steps[move.cells.index(cell)] if cell in move.cells else 0
