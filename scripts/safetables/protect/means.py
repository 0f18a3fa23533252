"""Chooses the means that may be shown beside protected counts; it shows none that gives another one away.

A mean times its base is a sum, known as far as the mean is printed, and sums add up as counts do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import highspy
import numpy as np

from ..errors import Problem, ProtectionRefused
from ..model import Policy, Sum
from ..relations import BoolArray, IntArray, Relations
from ..wording import decimal
from .solving import model_of, run

SPARE = 2
"""Counted on top of the width asked: programs here know no whole numbers, and the audit does."""


@dataclass(frozen=True)
class MeanDemand:
    """Whose means are wanted, and what readers know of the counts.

    Attributes:
        relations: the cells and their equations.
        counts: the counts, -1 where no count is shown; shape (n_cells,).
        sums: number of a cell -> its sum.
        unprinted: cells that no table has, and that the others leave: their means must not be found either.
    """

    relations: Relations
    counts: IntArray
    sums: Mapping[int, Sum]
    policy: Policy
    unprinted: frozenset[int] = frozenset()


def is_dominated(cell: Sum, within_pct: int) -> bool:
    """Whether the second largest contributor, taking himself away, comes too near to the largest one's value."""
    return 100 * (cell.total - cell.largest - cell.second) < within_pct * cell.largest


def mean_of(cell: Sum, count: int, decimals: int) -> Decimal:
    """A mean as it is printed."""
    return decimal(Fraction(cell.total, count), decimals)


def shown_means(demand: MeanDemand) -> frozenset[int]:
    """Return the cells whose mean may be shown.

    Raises:
        ProtectionRefused: some withheld sum stays known too closely, whatever else is withheld.
    """
    policy, counts = demand.policy, demand.counts
    shown = np.zeros(demand.relations.n_cells, dtype=np.bool_)
    for cell, found in demand.sums.items():
        is_based = counts[cell] > 0 and counts[cell] >= policy.mean_base_below
        shown[cell] = is_based and not is_dominated(found, policy.mean_within_pct)
    wanted = sorted(demand.unprinted.union(cell for cell in demand.sums if counts[cell] != 0))
    while True:
        failing = _known_too_closely(demand, shown, [cell for cell in wanted if not shown[cell]])
        if not failing:
            return frozenset(np.flatnonzero(shown).tolist())
        if not shown.any():
            remedy = "withhold more counts that are 0, or drop the means"
            what = "what it adds up to is known whatever is withheld beside it"
            raise ProtectionRefused([Problem(f"means: {demand.relations.cells[failing[0]]}", what, remedy)])
        for cell in failing:
            _withhold_beside(demand, shown, cell)


def _known_too_closely(demand: MeanDemand, shown: BoolArray, cells: list[int]) -> list[int]:
    """Cells whose sum a reader knows up to the policy's percentage."""
    n = demand.relations.n_cells
    lower, upper = np.zeros(n), np.full(n, highspy.kHighsInf)
    upper[demand.counts == 0] = 0.0
    for cell in np.flatnonzero(shown).tolist():
        count = int(demand.counts[cell])
        printed = Fraction(mean_of(demand.sums[cell], count, demand.policy.mean_decimals))
        half = Fraction(1, 2 * 10**demand.policy.mean_decimals)
        lower[cell], upper[cell] = float(max(Fraction(0), printed - half) * count), float((printed + half) * count)
    rows = demand.relations.matrix()
    model = model_of(rows, lower, upper, np.zeros(rows.shape[0]), np.zeros(rows.shape[0]))
    failing = []
    for cell in cells:
        ends: list[float] = []
        for side in (1.0, -1.0):
            model.changeColCost(cell, side)
            run(model)
            is_bounded = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(side * float(model.getInfo().objective_function_value) if is_bounded else np.inf)
            model.changeColCost(cell, 0.0)
        if ends[1] < np.inf and 100 * (ends[1] - ends[0] - SPARE) < demand.policy.mean_within_pct * ends[1]:
            failing.append(cell)
    return failing


def _withhold_beside(demand: MeanDemand, shown: BoolArray, cell: int) -> None:
    """Withhold the mean of the smallest group in an equation with a cell; by counts that all readers see.

    Where none is left beside it, one of the whole release goes: sums are tied over several equations too.
    """
    beside = {
        other
        for parent, children in zip(demand.relations.parents, demand.relations.children, strict=True)
        if cell in (parent, *children)
        for other in (parent, *children)
        if shown[other]
    }
    left = beside or set(np.flatnonzero(shown).tolist())
    if left:
        shown[min(left, key=lambda other: (int(demand.counts[other]), other))] = False
