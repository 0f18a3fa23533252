"""Adds means to protected tables, as far as they may be shown beside protected counts (magnitude tables)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..lp import FloatArray
from ..policy import Policy
from ..sums import Sum
from ..system import IntArray, Relations, with_remainders
from ..tables import CountedTable, Means, ProtectedTable
from .means import MeanDemand, is_dominated, mean_of, shown_means


def refuse_means(tables: Sequence[CountedTable]) -> None:
    """Stops where means are wanted beside rounded counts: their bases would be exact."""
    problems = [
        Problem(f"table {table.id}", "means beside rounded counts", "suppress counts, or drop the means")
        for table in tables
        if table.magnitude is not None
    ]
    if problems:
        raise ProtectionRefused(problems)


def with_means(
    tables: Sequence[CountedTable],
    protected: tuple[ProtectedTable, ...],
    relations: Relations,
    shown: IntArray,
    policy: Policy,
    spare: int,
) -> tuple[ProtectedTable, ...]:
    """Adds the means that may be shown.

    Args:
        tables: the tables with their sums.
        protected: the same tables, without means.
        relations: cells and equations of all of them.
        shown: their counts, -1 where a count is suppressed; shape (n_cells,).
        policy: the rules.
        spare: counted on top of the widths asked.
    """
    numbers = relations.numbers()
    seen = np.where(relations.is_published, shown, -1)
    means: dict[str, dict[int, Decimal]] = {}
    for name in sorted({table.magnitude.variable for table in tables if table.magnitude}):
        sums = _sums_of(name, tables, relations)
        limits = _limits_of(name, tables, relations)
        demand = _with_unprinted(MeanDemand(relations, np.asarray(seen, dtype=np.int64), sums, limits, policy, spare))
        means[name] = {
            cell: mean_of(sums[cell], int(shown[cell]), policy.mean_decimals) for cell in sorted(shown_means(demand))
        }
    made = []
    for table, safe in zip(tables, protected, strict=True):
        if table.magnitude is None:
            made.append(safe)
            continue
        own = means[table.magnitude.variable]
        places = {codes: numbers[table.cell(codes)] for codes in safe.counts}
        kept = {codes: own[number] for codes, number in places.items() if number in own}
        made.append(replace(safe, means=Means(table.magnitude.variable, policy.mean_decimals, kept)))
    return tuple(made)


def _with_unprinted(demand: MeanDemand) -> MeanDemand:
    """Adds the people whom the tables leave: who did not give an answer, or are outside a smaller universe.

    Their largest values stand in no table. None is larger than the largest of the total, and so it is taken for theirs,
    twice: a remainder that passes is dominated by nobody.
    """
    policy, sums = demand.policy, dict(demand.sums)
    relations, found = with_remainders(demand.relations, sums)
    counts = np.full(relations.n_cells, -1, dtype=np.int64)
    counts[: demand.relations.n_cells] = demand.counts
    unprinted = set()
    for left in found:
        taken = [sums[part] for part in left.parts]
        total = sums[left.total].total - sum(part.total for part in taken)
        largest = min(total, sums[left.total].largest)
        sums[left.cell] = Sum(total, largest, largest)
        own = counts[[left.total, *left.parts]]
        counts[left.cell] = -1 if (own < 0).any() else own[0] - own[1:].sum()
        is_based = counts[left.cell] >= policy.mean_base_below
        is_open = is_based and not is_dominated(sums[left.cell], policy.mean_within_pct)
        if counts[left.cell] != 0 and not is_open:
            unprinted.add(left.cell)
    limits = np.tile([0.0, np.inf], (relations.n_cells, 1))
    limits[: demand.relations.n_cells] = demand.limits
    return replace(demand, relations=relations, counts=counts, limits=limits, unprinted=frozenset(unprinted))


def _limits_of(variable: str, tables: Sequence[CountedTable], relations: Relations) -> FloatArray:
    """The least and the largest value that anybody in a cell can have, as the groups of the variable say."""
    groups = {
        category.code: (category.least, category.most)
        for table in tables
        for dimension in table.all_dimensions
        if dimension.variable == variable
        for category in dimension.categories
        if (category.least, category.most) != (None, None)
    }
    lowest, highest = [least or 0 for least, _ in groups.values()], [most for _, most in groups.values()]
    largest = None if not highest or None in highest else max(filter(None, highest), default=0)
    limits = np.tile([min(lowest, default=0), np.inf if largest is None else largest], (relations.n_cells, 1))
    for number, cell in enumerate(relations.cells):
        if (group := dict(cell.where).get(variable)) is not None:
            low, high = groups.get(group, (None, None))
            limits[number] = low or 0, np.inf if high is None else high
    return np.asarray(np.maximum(limits, 0.0), dtype=np.float64)


def _sums_of(variable: str, tables: Sequence[CountedTable], relations: Relations) -> dict[int, Sum]:
    """What the people of each cell add up to, in all tables that show means of a variable."""
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
