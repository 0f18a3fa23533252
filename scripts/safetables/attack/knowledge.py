"""What an intruder knows, as whole-number inequalities over cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from ..findings import KnownInterval, Measure
from ..system import BoolArray, IntArray, Relations
from ..tables import Cell

WITHHELD = -1
"""Stands in `Published.shown` for a cell without a published count."""
Counts = Mapping[int, int] | Sequence[int] | IntArray


class ContradictionError(ValueError):
    """No table of whole, non-negative numbers agrees with everything that was published: how, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}; {remedy}")


@dataclass(frozen=True)
class Inequality:
    """least <= sum(factors * counts[cells]) <= most, in whole numbers; None leaves a side open."""

    cells: tuple[int, ...]
    factors: tuple[int, ...]
    least: int | None
    most: int | None
    reason: str
    is_rounding: bool = False
    """Whether it says what one rounded count leaves."""

    def holds(self, counts: Counts) -> bool:
        """Whether counts, by cell number, agree with it; exact."""
        value = sum(factor * int(counts[cell]) for cell, factor in zip(self.cells, self.factors, strict=True))
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True)
class AnyOf:
    """At least one of these cells lies in [least, most]."""

    cells: tuple[int, ...]
    least: int
    most: int
    reason: str

    def holds(self, counts: Counts) -> bool:
        """Whether counts, by cell number, agree with it."""
        return any(self.least <= counts[cell] <= self.most for cell in self.cells)


@dataclass(frozen=True)
class Intruder:
    """Who attacks, and what they know beside the release."""

    name: str
    inequalities: tuple[Inequality, ...] = ()
    any_of: tuple[AnyOf, ...] = ()


OUTSIDER = Intruder("outsider")


@dataclass(frozen=True)
class Published:
    """The cells of a release as its readers have them: printed counts, shape (n_cells,), and whatever else is printed.

    `shown` is WITHHELD where no count is printed.
    """

    relations: Relations
    shown: IntArray
    inequalities: tuple[Inequality, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be a release."""
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


def disagreement(published: Published, intruder: Intruder, table: Sequence[int]) -> str | None:
    """Why an intruder can exclude a table; None where nothing that they know excludes it.

    Exact in Python's whole numbers, without a solver or an array, so that a reader can check every witness.
    """
    relations = published.relations
    for cell, (count, shown) in enumerate(zip(table, published.shown.tolist(), strict=True)):
        if count < 0:
            return f"{relations.cells[cell]}: below zero"
        if shown not in (WITHHELD, count):
            return f"{relations.cells[cell]}: differs from what is shown"
    for parent, children in relations.sums:
        if table[parent] != sum(table[c] for c in children):
            return f"{relations.cells[parent]}: is not the sum of its parts"
    return next((fact.reason for fact in facts(published, intruder) if not fact.holds(table)), None)


def facts(published: Published, intruder: Intruder) -> tuple[Inequality | AnyOf, ...]:
    """What an intruder knows beside the shown counts and their sums."""
    return (*published.inequalities, *intruder.inequalities, *intruder.any_of)


def share(cell: int, base: int, printed: str, reason: str) -> tuple[Inequality, Inequality]:
    """What a printed percentage says of its count and its base: its decimals tell how it was rounded.

    Rounding of ties is not known, so both ends are closed.
    """
    value, half = Fraction(printed), Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))

    def limit(bound: Fraction, least: int | None, most: int | None) -> Inequality:
        factors = {base: -bound.numerator}
        factors[cell] = factors.get(cell, 0) + 100 * bound.denominator
        return Inequality(tuple(factors), tuple(factors.values()), least, most, reason)

    return limit(value - half, 0, None), limit(value + half, None, 0)


def rounding(number: int, value: int, base: int) -> Inequality:
    """What a rounded count says: halves go upwards."""
    least, most = max(0, value - base // 2), value + (base - 1) // 2
    return Inequality((number,), (1,), least, most, f"rounded to {base}", is_rounding=True)


def inequalities_of(figure: KnownInterval, numbers: Mapping[Cell, int]) -> Iterator[Inequality]:
    """Yields what a figure says of its cell, or of the parts of it that tables count; of everybody they must know."""
    everybody = numbers.get(figure.everybody)
    if figure.measure is Measure.SHARE and everybody is None:
        return
    if figure.cell in numbers:
        yield from _limits_of(figure, numbers[figure.cell], everybody)
        return
    # No table has them together. A part of them is no more than they are; where that is nothing new, it costs little.
    own = set(figure.cell.where)
    parts = [cell for cell in numbers if cell.universe == figure.cell.universe and own < set(cell.where)]
    fewest = min((len(cell.where) for cell in parts), default=0)
    for cell in parts:
        if len(cell.where) == fewest:
            yield from (limit for limit in _limits_of(figure, numbers[cell], everybody) if limit.least is None)


def _limits_of(figure: KnownInterval, cell: int, everybody: int | None) -> Iterator[Inequality]:
    reason = f"the figure {figure.figure}"
    for (end, is_open), is_least in ((figure.least, True), (figure.most, False)):
        if end is None:
            continue
        cells: tuple[int, ...] = (cell,)
        factors: tuple[int, ...] = (1,)
        within = (floor(end) + 1, ceil(end)) if is_least else (ceil(end) - 1, floor(end))
        if figure.measure is Measure.SHARE:
            assert everybody is not None
            # 100 times the cell against the end times everybody, in whole numbers.
            cells, factors = (cell, everybody), (100 * end.denominator, -end.numerator)
            within = (1 if is_least else -1, 0)
        side = within[0 if is_open else 1]
        yield Inequality(cells, factors, side if is_least else None, None if is_least else side, reason)
