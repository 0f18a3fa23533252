"""What people add up to: as tables have it, as groups of numbers limit it, and as means of releases before leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..lp import FloatArray
from ..sums import Sum
from ..system import Cell, Relations
from ..tables import CountedTable, PublishedTable


def left_by(mean: Decimal, count: int, decimals: int) -> tuple[int, int]:
    """The least and the largest whole sum that a mean of so many people leaves as it is printed."""
    printed, half = Fraction(mean), Fraction(1, 2 * 10**decimals)
    return max(0, -int((half - printed) * count // 1)), int((printed + half) * count // 1)


def limits_of(variable: str, tables: Sequence[CountedTable], relations: Relations) -> FloatArray:
    """The least and the largest value that anybody in a cell can have, as the groups of the variable say."""
    groups: dict[str, tuple[int | None, int | None]] = {}
    for dimension in (d for table in tables for d in table.all_dimensions if d.variable == variable):
        groups |= dimension.limits
    limits = np.zeros((relations.n_cells, 2))
    for number, cell in enumerate(relations.cells):
        low, high = groups.get(dict(cell.where).get(variable, ""), (None, None))
        limits[number] = low or 0, np.inf if high is None else high
    return np.asarray(np.maximum(limits, 0.0), dtype=np.float64)


def sums_of(variable: str, tables: Sequence[CountedTable], relations: Relations) -> dict[int, Sum]:
    """Number of a cell -> what its people add up to.

    Raises:
        ProtectionRefused: sums contradict each other.
    """
    numbers = relations.numbers()
    sums: dict[int, Sum] = {}
    problems = []
    for table in tables:
        if table.magnitude is not None and table.magnitude.variable == variable:
            for codes, found in table.magnitude.sums.items():
                cell = table.cell(codes)
                if sums.setdefault(numbers[cell], found) != found:
                    what = "another table has another sum, or other largest values"
                    problems.append(Problem(f"table {table.id}: {cell}", what, "correct one of them"))
    for parent, children in relations.sums:
        parts = [sums[child] for child in children if child in sums]
        if parent not in sums or len(parts) < len(children):
            continue
        if reduce(Sum.and_also, parts) != sums[parent]:
            what = "the sum, or the largest values, are not those of its parts"
            problems.append(Problem(f"counts: {relations.cells[parent]}", what, "correct them"))
    if problems:
        raise ProtectionRefused(problems)
    return sums


def sums_before(
    variable: str, earlier: Sequence[Sequence[PublishedTable]], numbers: Mapping[Cell, int]
) -> dict[int, tuple[int, int]]:
    """What the means of releases before leave of the sums of cells."""
    found: dict[int, tuple[int, int]] = {}
    for table in (table for release in earlier for table in release):
        for means in (means for means in table.means if means.variable == variable):
            for codes, mean in means.printed.items():
                if (count := table.counts[codes]) is not None:
                    least, most = left_by(mean, count, means.decimals)
                    low, high = found.get(numbers[table.cell(codes)], (least, most))
                    found[numbers[table.cell(codes)]] = max(low, least), min(high, most)
    return found
