"""The cells of linked tables and the sums that tie them, as values; fills in what follows from some counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..tables import Cell

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ABSENT = -1
"""Stands for a count that is not known, and for a position of a grid that no equation needs."""


class RelationsError(ValueError):
    """The shapes or the counts contradict themselves: where, in what way, and what to do."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what}; {remedy}")


@dataclass(frozen=True)
class Variable:
    """A classification: each category once, with its parent or None.

    Categories of one parent partition it, and those without parent partition the universe.
    """

    name: str
    categories: tuple[tuple[str, str | None], ...]

    @staticmethod
    def flat(name: str, codes: Iterable[str]) -> Variable:
        """A variable without nested categories."""
        return Variable(name, tuple((code, None) for code in codes))

    def tree(self) -> dict[str, str | None]:
        """Each category with its parent; a `RelationsError` where one stands twice or is its own ancestor."""
        tree = dict(self.categories)
        if len(tree) != len(self.categories):
            raise RelationsError(f"variable {self.name}", "a category stands twice", "name each once")
        for code, above in tree.items():
            seen = {code}
            parent = above
            while parent is not None:
                if parent in seen or parent not in tree:
                    what = f"category {code!r} has no way to the top"
                    raise RelationsError(f"variable {self.name}", what, "correct its parent")
                seen.add(parent)
                parent = tree[parent]
        return tree


@dataclass(frozen=True)
class TableShape:
    """A table's dimensions, and (variable, categories shown) where it shows fewer than all categories."""

    universe: str
    variables: tuple[str, ...]
    codes: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A crossed block of flat dimensions, totals last: `ids[i, j, ...]` is a cell's number or ABSENT.

    Attributes:
        is_free: where a move over corners of this grid breaks no equation of another table.
        names: the variables, one for each axis.
        is_whole: whether it has all categories of these, and not only those of one family of nested ones.
    """

    ids: IntArray
    is_free: BoolArray
    universe: str
    names: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, eq=False)
class Relations:
    """All cells of a release and the equations parent - sum(children) = 0 between them.

    Attributes:
        cells: sorted, so that neither the order of tables nor of categories matters.
        is_published: shape (n_cells,); the others are margins that no table shows but through which tables are linked.
        parents: number of the cell that each equation is about.
    """

    cells: tuple[Cell, ...]
    is_published: BoolArray
    parents: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    grids: tuple[Grid, ...]

    @property
    def n_cells(self) -> int:
        """Number of cells, published or not."""
        return len(self.cells)

    @property
    def sums(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The equations, each as the number of its parent and those of its children."""
        return zip(self.parents, self.children, strict=True)

    def matrix(self) -> sparse.csr_matrix:
        """The equations, shape (n_equations, n_cells): 1 for a parent, -1 for its children."""
        sizes = np.array([len(c) + 1 for c in self.children], dtype=np.int64)
        columns = np.array([j for p, c in self.sums for j in (p, *c)], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        signs = np.full(len(columns), -1, dtype=np.int64)
        signs[starts[:-1]] = 1
        return sparse.csr_matrix((signs, columns, starts), shape=(len(self.parents), self.n_cells))

    def numbers(self) -> dict[Cell, int]:
        """Each cell's number."""
        return {cell: n for n, cell in enumerate(self.cells)}

    def fill(self, known: Mapping[Cell, int]) -> IntArray:
        """The counts of all cells, margins filled from their children, ABSENT where none follows; shape (n_cells,).

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
        waiting = list(self.sums)
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

    def derived(self, shown: IntArray) -> IntArray:
        """Shown counts (ABSENT where none is), and all that follow by addition and subtraction; shape (n_cells,)."""
        values = shown.copy()
        rows_of: dict[int, list[int]] = {}
        for row, (parent, children) in enumerate(self.sums):
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


@dataclass(frozen=True)
class Remainder:
    """Numbers of the cell that is left when parts are taken away from a total, of the total, and of the parts."""

    cell: int
    total: int
    parts: tuple[int, ...]


def with_remainders(relations: Relations, own: Collection[int]) -> tuple[Relations, tuple[Remainder, ...]]:
    """Finds whom totals less the cells that tables show (`own`) leave: who did not answer, or is outside a universe.

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
