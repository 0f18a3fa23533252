"""Turns table shapes into one ordered list of cells and the sums that tie them; it never rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from scipy import sparse

from .shapes import (
    ABSENT,
    BoolArray,
    Cell,
    Grid,
    IntArray,
    RelationsError,
    TableShape,
    Variable,
)


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

    def complete(self, known: Mapping[Cell, int]) -> IntArray:
        """Return the counts of all cells, margins filled from their children; shape (n_cells,).

        Raises:
            RelationsError: a cell is unknown, cannot be found, is negative, or a sum does not hold.
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
        if (values == ABSENT).any():
            cell = self.cells[int(np.flatnonzero(values == ABSENT)[0])]
            raise RelationsError(str(cell), "no count and no parts to sum", "give its count")
        return values


def relate(tables: Sequence[TableShape], variables: Sequence[Variable]) -> Relations:
    """Link tables into one system of cells and equations.

    Args:
        tables: shapes in any order; cells of equal universe, variables and categories are one unknown.
        variables: every classification that a table names.

    Raises:
        RelationsError: a table names an unknown variable or category, or a classification has a loop or a
        double code.
    """
    trees = {v.name: _tree(v) for v in variables}
    published: set[Cell] = set()
    equations: dict[tuple[Cell, tuple[Cell, ...]], None] = {}
    blocks: set[tuple[str, tuple[str, ...]]] = set()
    for table in sorted(set(tables), key=_table_order):
        levels = _levels(table, trees)
        published.update(
            Cell.of(table.universe, zip(names, codes, strict=True))
            for names in sorted(map(sorted, table.published_sets()))
            for codes in product(*(sorted(levels[n][0]) for n in names))
        )
        needed = _needed_sets(table, tables)
        for names in needed:
            equations.update(dict.fromkeys(_sums(table.universe, names, needed, levels, trees)))
        if all(parent is None for n in table.variables for parent in trees[n].values()):
            blocks.add((table.universe, tuple(sorted(table.variables))))
    cells = sorted(published.union(*({p, *c} for p, c in equations)))
    numbers = {cell: n for n, cell in enumerate(cells)}
    rows = sorted((numbers[p], tuple(sorted(numbers[c] for c in parts))) for p, parts in equations)
    relations = Relations(
        tuple(cells),
        np.array([cell in published for cell in cells], dtype=np.bool_),
        tuple(p for p, _ in rows),
        tuple(c for _, c in rows),
        (),
    )
    grids = tuple(_grid(relations, numbers, universe, names, trees) for universe, names in sorted(blocks))
    return Relations(relations.cells, relations.is_published, relations.parents, relations.children, grids)


def _table_order(table: TableShape) -> tuple[str, list[str], list[list[str]], list[tuple[str, list[str]]]]:
    return (
        table.universe,
        sorted(table.variables),
        sorted(sorted(s) for s in table.published_sets()),
        sorted((v, sorted(c)) for v, c in table.codes),
    )


def _tree(variable: Variable) -> dict[str, str | None]:
    tree = dict(variable.categories)
    if len(tree) != len(variable.categories):
        raise RelationsError(f"variable {variable.name}", "a category stands twice", "name each once")
    for code, above in tree.items():
        seen = {code}
        parent = above
        while parent is not None:
            if parent in seen or parent not in tree:
                what = f"category {code!r} has no way to the top"
                raise RelationsError(f"variable {variable.name}", what, "correct its parent")
            seen.add(parent)
            parent = tree[parent]
    return tree


def _levels(
    table: TableShape, trees: Mapping[str, Mapping[str, str | None]]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return, per variable, the categories shown and those that its sums need (siblings, ancestors)."""
    limits = dict(table.codes)
    levels = {}
    for name in table.variables:
        if name not in trees:
            raise RelationsError(
                f"table of {table.universe}", f"unknown variable {name!r}", "add it or correct the name"
            )
        tree = trees[name]
        shown = limits.get(name, frozenset(tree))
        if not shown or not shown <= tree.keys():
            raise RelationsError(f"table of {table.universe}", f"{name} shows no or unknown categories", "correct them")
        families: set[str | None] = {tree[code] for code in shown}
        frontier = {f for f in families if f is not None}
        while frontier:
            above = {tree[f] for f in frontier}
            frontier = {f for f in above - families if f is not None}
            families |= above
        levels[name] = (shown, frozenset(c for c, parent in tree.items() if parent in families))
    return levels


def _needed_sets(table: TableShape, tables: Sequence[TableShape]) -> list[tuple[str, ...]]:
    """Return the sets of variables between the inner cells and a margin that is published or shared."""
    inner = frozenset(table.variables)
    wanted = {s for t in tables if t.universe == table.universe for s in t.published_sets() if s <= inner}
    wanted |= {inner & frozenset(t.variables) for t in tables if t.universe == table.universe}
    subsets = (s for k in range(len(inner) + 1) for s in combinations(sorted(inner), k))
    return [s for s in subsets if any(w <= frozenset(s) for w in wanted)]


def _sums(
    universe: str,
    names: tuple[str, ...],
    needed: Sequence[tuple[str, ...]],
    levels: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    trees: Mapping[str, Mapping[str, str | None]],
) -> Iterable[tuple[Cell, tuple[Cell, ...]]]:
    """Yield the equations whose parts are cells over `names`."""
    for position, name in enumerate(names):
        others = names[:position] + names[position + 1 :]
        families: dict[str | None, list[str]] = {}
        for code in sorted(levels[name][1]):
            families.setdefault(trees[name][code], []).append(code)
        for codes in product(*(sorted(levels[n][1]) for n in others)):
            fixed = tuple(zip(others, codes, strict=True))
            for parent, members in families.items():
                if parent is None and others not in needed:
                    continue
                above = fixed if parent is None else (*fixed, (name, parent))
                yield Cell.of(universe, above), tuple(Cell.of(universe, (*fixed, (name, m))) for m in members)


def _grid(
    relations: Relations,
    numbers: Mapping[Cell, int],
    universe: str,
    names: tuple[str, ...],
    trees: Mapping[str, Mapping[str, str | None]],
) -> Grid:
    axes = [[*sorted(trees[name]), None] for name in names]
    ids = np.array(
        [
            numbers.get(
                Cell.of(universe, [(n, c) for n, c in zip(names, codes, strict=True) if c is not None]),
                ABSENT,
            )
            for codes in product(*axes)
        ],
        dtype=np.int64,
    ).reshape([len(axis) for axis in axes])
    inside = set(ids.ravel().tolist())
    is_free = ids != ABSENT
    foreign = {
        j
        for p, c in zip(relations.parents, relations.children, strict=True)
        if not inside.issuperset((p, *c))
        for j in (p, *c)
    }
    for position in np.argwhere(is_free):
        where = tuple(position.tolist())
        is_free[where] = int(ids[where]) not in foreign
    is_free |= ids == ABSENT
    return Grid(ids, is_free)
