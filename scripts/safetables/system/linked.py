"""Holds cells and the sums that tie them, and fills in what follows from them; it never rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..tables import Cell
from .shapes import ABSENT, BoolArray, Grid, IntArray, RelationsError


@dataclass(frozen=True)
class Relations:
    """All cells of a release and the equations parent - sum(children) = 0 between them.

    Attributes:
        cells: sorted, so that neither the order of tables nor of categories matters.
        is_published: shape (n_cells,); the others are margins that no table shows but through which tables
            are linked.
        parents: shape (n_equations,), the cell number of each equation's parent.
        children: one tuple of cell numbers for each equation.
        grids: blocks in which elementary moves are boxes.
        joints: universe and variables of tables that nobody publishes, and by which others interlock.
    """

    cells: tuple[Cell, ...]
    is_published: BoolArray
    parents: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    grids: tuple[Grid, ...]
    joints: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def n_cells(self) -> int:
        """Number of cells, published or not."""
        return len(self.cells)

    def matrix(self) -> sparse.csr_matrix:
        """Return the equations, shape (n_equations, n_cells): 1 for a parent, -1 for its children."""
        sizes = np.array([len(c) + 1 for c in self.children], dtype=np.int64)
        columns = np.array(
            [j for p, c in zip(self.parents, self.children, strict=True) for j in (p, *c)], dtype=np.int64
        )
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        signs = np.full(len(columns), -1, dtype=np.int64)
        signs[starts[:-1]] = 1
        return sparse.csr_matrix((signs, columns, starts), shape=(len(self.parents), self.n_cells))

    def numbers(self) -> dict[Cell, int]:
        """Return each cell's number."""
        return {cell: n for n, cell in enumerate(self.cells)}

    def fill(self, known: Mapping[Cell, int]) -> IntArray:
        """Return the counts of all cells, margins filled from their children, ABSENT where none follows.

        Args:
            known: counts of some cells.

        Returns:
            Counts, shape (n_cells,).

        Raises:
            RelationsError: a cell is unknown, negative, or a sum does not hold.
        """
        numbers = self.numbers()
        strange = [cell for cell in known if cell not in numbers]
        if strange:
            raise RelationsError(str(min(strange)), "in no table", "correct its universe, variables or categories")
        values = np.full(self.n_cells, ABSENT, dtype=np.int64)
        for cell, count in known.items():
            if count < 0:
                raise RelationsError(str(cell), "a count is negative", "correct the input")
            values[numbers[cell]] = count
        waiting = list(zip(self.parents, self.children, strict=True))
        while waiting:
            later = []
            for parent, children in waiting:
                parts = values[list(children)]
                if (parts == ABSENT).any():
                    later.append((parent, children))
                elif values[parent] == ABSENT:
                    values[parent] = parts.sum()
                elif values[parent] != parts.sum():
                    what = f"is not the sum of its {len(children)} parts"
                    raise RelationsError(str(self.cells[parent]), what, "correct it")
            if len(later) == len(waiting):
                break
            waiting = later
        return values

    def complete(self, known: Mapping[Cell, int]) -> IntArray:
        """Return the counts of all cells, margins filled from their children; shape (n_cells,).

        Raises:
            RelationsError: as `fill` does, or a count neither stands there nor follows.
        """
        values = self.fill(known)
        if (values == ABSENT).any():
            cell = self.cells[int(np.flatnonzero(values == ABSENT)[0])]
            raise RelationsError(str(cell), "no count and no parts to sum", "give its count")
        return values

    def derived(self, shown: IntArray) -> IntArray:
        """Return what follows from shown counts by adding and subtracting in one sum after the other.

        Args:
            shown: counts, ABSENT where none is shown; shape (n_cells,).

        Returns:
            The same counts, and those that are the one unknown of a sum, and so on; shape (n_cells,).
        """
        values = shown.copy()
        rows_of: dict[int, list[int]] = {}
        for row, (parent, children) in enumerate(zip(self.parents, self.children, strict=True)):
            for cell in (parent, *children):
                rows_of.setdefault(cell, []).append(row)
        waiting = list(range(len(self.parents)))
        while waiting:
            row = waiting.pop()
            parent, children = self.parents[row], self.children[row]
            unknown = [cell for cell in (parent, *children) if values[cell] == ABSENT]
            if len(unknown) == 1:
                parts = sum(int(values[child]) for child in children if child != unknown[0])
                values[unknown[0]] = parts if unknown[0] == parent else int(values[parent]) - parts
                waiting += rows_of[unknown[0]]
        return values
