"""What a suppression pattern must meet, what it may cost, and what proves that it does; as values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..system import BoolArray, Cell, IntArray, Relations


class ProtectionImpossibleError(ValueError):
    """No suppression pattern can meet the policy: some cells do not get their width whatever is suppressed."""

    def __init__(self, cells: tuple[Cell, ...], reason: str) -> None:
        self.cells = cells
        named = ", ".join(str(cell) for cell in cells[:5])
        more = f" and {len(cells) - 5} more" if len(cells) > 5 else ""
        super().__init__(f"{named}{more}: {reason}")


@dataclass(frozen=True)
class Demand:
    """What to protect, and what it may cost; all arrays have shape (n_cells,).

    Attributes:
        counts: the true counts, margins included.
        width: for a primary cell, how far apart the ends of its feasibility interval must be, in counts; 0 elsewhere.
        companion_width: the same for every secondary cell; 0 asks nothing of them.
        price: what suppressing a cell costs, whole and positive.
        must_show: cells that must not be suppressed.
    """

    relations: Relations
    counts: IntArray
    width: IntArray
    companion_width: int
    price: IntArray
    must_show: BoolArray

    def __post_init__(self) -> None:
        shape = (self.relations.n_cells,)
        for name in ("counts", "width", "price", "must_show"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"demand: {name} has shape {getattr(self, name).shape}, cells {shape}")
        if (self.counts < 0).any() or (self.relations.matrix() @ self.counts).any():
            raise ValueError("demand: counts are negative or do not add up; complete them with Relations.fill")
        if (self.price[self.relations.is_published] < 1).any() or self.companion_width < 0 or (self.width < 0).any():
            raise ValueError("demand: prices must be at least 1, widths at least 0")
        torn = np.flatnonzero(self.must_show & self.is_primary & self.relations.is_published)
        if len(torn):
            cells = tuple(self.relations.cells[int(c)] for c in torn)
            raise ProtectionImpossibleError(cells, "is sensitive and must be shown; drop one of the two")

    @property
    def is_primary(self) -> BoolArray:
        """Cells that must be protected, published or not."""
        return np.asarray(self.width > 0, dtype=np.bool_)

    @property
    def is_open(self) -> BoolArray:
        """Cells that no reader sees, whatever is suppressed."""
        return np.asarray(~self.relations.is_published, dtype=np.bool_)

    @property
    def may_vary(self) -> BoolArray:
        """Cells that may be suppressed or are not published."""
        return np.asarray(~self.must_show | self.is_open, dtype=np.bool_)

    def asked(self, suppressed: BoolArray) -> IntArray:
        """The width asked of each cell under a pattern; shape (n_cells,)."""
        companions = suppressed & self.relations.is_published & ~self.is_primary
        return np.asarray(np.where(companions, self.companion_width, self.width), dtype=np.int64)

    def cost(self, suppressed: BoolArray) -> int:
        """The price of a pattern's published cells."""
        return int(self.price[suppressed & self.relations.is_published].sum())


def is_small(counts: IntArray, threshold: int) -> BoolArray:
    """The cells with counts from 1 to `threshold - 1`; shape (n_cells,)."""
    return np.asarray((counts > 0) & (counts < threshold), dtype=np.bool_)


def prices(relations: Relations) -> IntArray:
    """One for a cell, and one more for each variable that it is the total over: readers miss totals most.

    A price by counts would let the pattern tell something of them.
    """
    names = [frozenset(name for name, _ in cell.where) for cell in relations.cells]
    wholes = {(relations.cells[n].universe, names[n]) for n in np.flatnonzero(relations.is_published).tolist()}
    widest = {
        (universe, own): max(len(other) for where, other in wholes if where == universe and own <= other)
        for universe, own in wholes
    }
    keys = [(cell.universe, own) for cell, own in zip(relations.cells, names, strict=True)]
    return np.array([1 + widest.get(key, len(key[1])) - len(key[1]) for key in keys], dtype=np.int64)


@dataclass(frozen=True)
class Move:
    """A change of the table that no published sum notices: `steps[k]` is added to cell number `cells[k]`."""

    cells: tuple[int, ...]
    steps: tuple[int, ...]

    @staticmethod
    def of(vector: IntArray) -> Move:
        """The move of a vector over all cells, shape (n_cells,)."""
        cells = np.flatnonzero(vector)
        return Move(tuple(cells.tolist()), tuple(vector[cells].tolist()))

    def step(self, cell: int) -> int:
        """What it adds to a cell."""
        return self.steps[self.cells.index(cell)] if cell in self.cells else 0

    def vector(self, n_cells: int) -> IntArray:
        """The move as a vector over all cells; shape (n_cells,)."""
        out = np.zeros(n_cells, dtype=np.int64)
        out[list(self.cells)] = self.steps
        return out


@dataclass(frozen=True)
class Witness:
    """Two moves from the true table that show how far one cell may lie from its count, down and up."""

    cell: int
    lower: Move
    upper: Move


@dataclass(frozen=True)
class Pattern:
    """A suppression pattern that meets its demand.

    Attributes:
        suppressed: published cells that are not shown; shape (n_cells,).
        primary: those of them that were sensitive; never published.
        lower_bound: no pattern that meets the demand costs less.
        witnesses: one for each cell of which a width is asked.
    """

    suppressed: BoolArray
    primary: BoolArray
    cost: int
    lower_bound: int
    witnesses: tuple[Witness, ...]
    method: str

    @property
    def is_proven(self) -> bool:
        """Whether no pattern can cost less."""
        return self.cost <= self.lower_bound


def broken_promises(demand: Demand, pattern: Pattern) -> tuple[int, ...]:
    """The cells whose width the witnesses do not prove, in exact integers and without a solver."""
    relations = demand.relations
    matrix = relations.matrix()
    fixed = relations.is_published & ~pattern.suppressed
    asked = demand.asked(pattern.suppressed | demand.is_primary)
    reached = np.zeros(relations.n_cells, dtype=np.int64)
    for witness in pattern.witnesses:
        lower, upper = (m.vector(relations.n_cells) for m in (witness.lower, witness.upper))
        sound = all(
            not m[fixed].any() and not (matrix @ m).any() and (demand.counts + m >= 0).all() for m in (lower, upper)
        )
        if sound:
            reached[witness.cell] = max(reached[witness.cell], upper[witness.cell] - lower[witness.cell])
    return tuple(np.flatnonzero(reached < asked).tolist())
