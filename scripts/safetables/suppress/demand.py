"""Says what protection is asked and what was reached, as values; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..system import BoolArray, Cell, IntArray, Relations

FloatArray = NDArray[np.float64]


class ProtectionImpossibleError(ValueError):
    """No pattern of withheld cells can meet the policy.

    Attributes:
        cells: the primary cells that cannot get their width even if everything that may be withheld is
            withheld.
    """

    def __init__(self, cells: tuple[Cell, ...], reason: str) -> None:
        self.cells = cells
        named = ", ".join(str(cell) for cell in cells[:5])
        more = f" and {len(cells) - 5} more" if len(cells) > 5 else ""
        super().__init__(f"{named}{more}: {reason}")


@dataclass(frozen=True)
class Demand:
    """What to protect, and what it may cost; all arrays have shape (n_cells,).

    Attributes:
        relations: the cells and their equations.
        counts: the true counts, margins included.
        width: for a primary cell, how far apart the ends of its feasible interval must be, in counts; 0
            elsewhere.
        companion_width: the same for every secondary cell; 0 asks nothing of them.
        price: what withholding a cell costs, whole and positive; ones count cells.
        must_show: cells that must not be withheld.
    """

    relations: Relations
    counts: IntArray
    width: IntArray
    companion_width: int
    price: IntArray
    must_show: BoolArray

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        shape = (self.relations.n_cells,)
        for name in ("counts", "width", "price", "must_show"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"demand: {name} has shape {getattr(self, name).shape}, cells {shape}")
        if (self.counts < 0).any() or (self.relations.matrix() @ self.counts).any():
            raise ValueError("demand: counts are negative or do not add up; complete them with Relations.complete")
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
        """Cells that no attacker sees, whatever we withhold."""
        return np.asarray(~self.relations.is_published, dtype=np.bool_)

    @property
    def may_vary(self) -> BoolArray:
        """Cells that may be withheld or are not published."""
        return np.asarray(~self.must_show | self.is_open, dtype=np.bool_)

    def asked(self, withheld: BoolArray) -> IntArray:
        """Return the width asked of each cell under a pattern; shape (n_cells,)."""
        companions = withheld & self.relations.is_published & ~self.is_primary
        return np.asarray(np.where(companions, self.companion_width, self.width), dtype=np.int64)

    def cost(self, withheld: BoolArray) -> int:
        """Return the price of a pattern's published cells."""
        return int(self.price[withheld & self.relations.is_published].sum())


@dataclass(frozen=True)
class Move:
    """A change of the table that no published sum notices: `steps[k]` is added to cell number `cells[k]`."""

    cells: tuple[int, ...]
    steps: tuple[int, ...]

    @staticmethod
    def of(vector: IntArray) -> Move:
        """Return the move of a vector over all cells; shape (n_cells,)."""
        cells = np.flatnonzero(vector)
        return Move(tuple(cells.tolist()), tuple(vector[cells].tolist()))

    def vector(self, n_cells: int) -> IntArray:
        """Return the move as a vector over all cells; shape (n_cells,)."""
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
class Protection:
    """A pattern of withheld cells that meets its demand.

    Attributes:
        withheld: published cells that are not shown; shape (n_cells,).
        primary: those of them that were sensitive; for our eyes only, never published.
        cost: price of the pattern.
        lower_bound: no pattern that meets the demand costs less.
        witnesses: one for each cell of which a width is asked.
        method: how it was found, in words.
    """

    withheld: BoolArray
    primary: BoolArray
    cost: int
    lower_bound: int
    witnesses: tuple[Witness, ...]
    method: str

    @property
    def is_proven(self) -> bool:
        """Whether no pattern can cost less."""
        return self.cost <= self.lower_bound

    @property
    def gap(self) -> float:
        """Relative distance between cost and lower bound; 0 where proven."""
        return (self.cost - self.lower_bound) / self.cost if self.cost else 0.0


def broken_promises(demand: Demand, protection: Protection) -> tuple[int, ...]:
    """Return the cells whose width the witnesses do not prove, in exact integers and without a solver.

    A reader needs nothing else to believe a pattern.
    """
    relations = demand.relations
    matrix = relations.matrix()
    fixed = relations.is_published & ~protection.withheld
    asked = demand.asked(protection.withheld | demand.is_primary)
    reached = np.zeros(relations.n_cells, dtype=np.int64)
    for witness in protection.witnesses:
        lower, upper = (m.vector(relations.n_cells) for m in (witness.lower, witness.upper))
        sound = all(
            not m[fixed].any() and not (matrix @ m).any() and (demand.counts + m >= 0).all() for m in (lower, upper)
        )
        if sound:
            reached[witness.cell] = max(reached[witness.cell], upper[witness.cell] - lower[witness.cell])
    return tuple(np.flatnonzero(reached < asked).tolist())
