"""Says what an attacker knows, as whole-number inequalities; it never asks how cells were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ..system import BoolArray, IntArray, Relations

WITHHELD = -1
"""Stands in `Published.shown` for a cell without a published value."""


class ContradictionError(ValueError):
    """No table of whole, non-negative numbers agrees with everything that was published: how, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}; {remedy}")


@dataclass(frozen=True)
class Inequality:
    """least <= sum(factors * counts[cells]) <= most, in whole numbers; None leaves a side open.

    Attributes:
        reason: what says so, in words.
        is_rounding: whether it says of one cell what its rounded count leaves.
    """

    cells: tuple[int, ...]
    factors: tuple[int, ...]
    least: int | None
    most: int | None
    reason: str
    is_rounding: bool = False


@dataclass(frozen=True)
class AnyOf:
    """At least one of these cells lies in [least, most]."""

    cells: tuple[int, ...]
    least: int
    most: int
    reason: str


@dataclass(frozen=True)
class Attacker:
    """Who attacks, and what he knows beside the release."""

    name: str
    inequalities: tuple[Inequality, ...] = ()
    any_of: tuple[AnyOf, ...] = ()


OUTSIDER = Attacker("outsider")


@dataclass(frozen=True)
class Published:
    """A release as its readers have it.

    Attributes:
        relations: the cells and their equations.
        shown: the printed counts, WITHHELD where none is printed; shape (n_cells,).
        inequalities: what else was printed: shares, means, cited figures.
    """

    relations: Relations
    shown: IntArray
    inequalities: tuple[Inequality, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be a release."""
        if self.shown.shape != (self.relations.n_cells,):
            raise ValueError(
                f"release: {self.shown.shape} values for {self.relations.n_cells} cells; give one for each"
            )
        if (self.shown < WITHHELD).any():
            raise ValueError("release: a shown count is negative; read the file again")

    @property
    def is_unknown(self) -> BoolArray:
        """Cells whose count no reader sees, shape (n_cells,)."""
        return np.asarray(self.shown == WITHHELD, dtype=np.bool_)

    @cached_property
    def derived(self) -> IntArray:
        """Printed counts, and those that follow from them by adding and subtracting alone; WITHHELD for the rest."""
        return self.relations.derived(self.shown)

    @property
    def is_withheld(self) -> BoolArray:
        """Cells of published tables without a count, shape (n_cells,)."""
        return np.asarray(self.is_unknown & self.relations.is_published, dtype=np.bool_)


def disagreement(published: Published, attacker: Attacker, table: Sequence[int]) -> str | None:
    """Return why this attacker can exclude a table, or None where nothing he knows excludes it.

    Exact in Python's whole numbers, without a solver or an array, so that a reader can check every witness.
    """
    relations = published.relations
    for cell, (count, shown) in enumerate(zip(table, published.shown.tolist(), strict=True)):
        if count < 0:
            return f"{relations.cells[cell]}: below zero"
        if shown not in (WITHHELD, count):
            return f"{relations.cells[cell]}: differs from what is shown"
    for parent, children in zip(relations.parents, relations.children, strict=True):
        if table[parent] != sum(table[c] for c in children):
            return f"{relations.cells[parent]}: is not the sum of its parts"
    for known in (*published.inequalities, *attacker.inequalities):
        value = sum(f * table[c] for c, f in zip(known.cells, known.factors, strict=True))
        if (known.least is not None and value < known.least) or (known.most is not None and value > known.most):
            return known.reason
    for hint in attacker.any_of:
        if not any(hint.least <= table[c] <= hint.most for c in hint.cells):
            return hint.reason
    return None


def share(cell: int, base: int, printed: str, reason: str) -> tuple[Inequality, Inequality]:
    """Return what a printed percentage says of its count and its base.

    Args:
        cell: number of the counted cell.
        base: number of the cell that the share is of.
        printed: the percentage as printed, such as "12.5"; its decimals tell how it was rounded.
        reason: where it stands. Rounding of ties is not known, so both ends are closed.
    """
    value = Fraction(printed)
    half = Fraction(1, 2 * 10 ** _decimals(printed))
    return (
        _ratio((cell,), (100,), base, value - half, reason, is_least=True),
        _ratio((cell,), (100,), base, value + half, reason, is_least=False),
    )


def mean(
    cells: Sequence[int], scores: Sequence[int], base: int, printed: str, reason: str
) -> tuple[Inequality, Inequality]:
    """Return what a printed mean of whole-number scores says of the counts per score and their base."""
    value = Fraction(printed)
    half = Fraction(1, 2 * 10 ** _decimals(printed))
    return (
        _ratio(tuple(cells), tuple(scores), base, value - half, reason, is_least=True),
        _ratio(tuple(cells), tuple(scores), base, value + half, reason, is_least=False),
    )


def _decimals(printed: str) -> int:
    return len(printed.partition(".")[2])


def _ratio(
    cells: tuple[int, ...],
    factors: tuple[int, ...],
    base: int,
    bound: Fraction,
    reason: str,
    *,
    is_least: bool,
) -> Inequality:
    """Write sum(factors * cells) / base against a bound in whole numbers."""
    merged = {base: -bound.numerator}
    for cell, factor in zip(cells, factors, strict=True):
        merged[cell] = merged.get(cell, 0) + factor * bound.denominator
    return Inequality(tuple(merged), tuple(merged.values()), 0 if is_least else None, None if is_least else 0, reason)
