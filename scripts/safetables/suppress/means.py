"""Chooses the means that may be shown beside protected counts, so that none gives another one away, and adds them.

A mean times its base is a sum, known as far as the mean is printed, and sums add up as counts do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import numpy as np
from scipy import sparse

from ..errors import Problem, ProtectionRefused
from ..lp import INFINITY, FloatArray, Program
from ..policy import Policy
from ..sums import Sum, rounded
from ..system import BoolArray, IntArray, Relations, with_remainders
from ..tables import CountedTable, Means, ProtectedTable, PublishedTable
from .added_up import left_by, limits_of, sums_before, sums_of

CLOSE = 0.5
"""Widths in fractions that differ by less are the same: a solver's last digits are not to be relied on."""


@dataclass(frozen=True)
class MeanDemand:
    """Whose means are wanted, and what readers know of the counts.

    Attributes:
        relations: the cells and their equations.
        counts: the counts, -1 where no count is shown; shape (n_cells,).
        sums: number of a cell -> its sum.
        limits: the least and the largest value that anybody in a cell can have (infinite where nothing bounds it);
            shape (n_cells, 2).
        policy: the rules.
        spare: counted on top of the widths asked: programs here know no whole numbers, and the audit does.
        unprinted: cells that no table has, and that the others leave: their means must not be found either.
        before: cell -> the least and the largest sum that the mean of a release before leaves; nothing takes it back.
    """

    relations: Relations
    counts: IntArray
    sums: Mapping[int, Sum]
    limits: FloatArray
    policy: Policy
    spare: int
    unprinted: frozenset[int] = frozenset()
    before: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def ties(self) -> bool:
        """Whether anything is known of the values, so that sums and counts bound each other."""
        return bool((self.limits[:, 0] > 0).any() or np.isfinite(self.limits[:, 1]).any())


def is_dominated(cell: Sum, within_pct: int) -> bool:
    """Whether the second largest contributor comes too near to the largest one's value (the p% rule)."""
    return 100 * (cell.total - cell.largest - cell.second) < within_pct * cell.largest


def mean_of(cell: Sum, count: int, decimals: int) -> Decimal:
    """A mean as it is printed."""
    return rounded(Fraction(cell.total, count), decimals)


def shown_means(demand: MeanDemand) -> frozenset[int]:
    """The cells whose mean may be shown.

    Raises:
        ProtectionRefused: some suppressed sum or count stays known too closely, whatever else is suppressed.
    """
    nothing = np.zeros(demand.relations.n_cells, dtype=np.bool_)
    shown = nothing.copy()
    for cell, found in demand.sums.items():
        shown[cell] = _may_be_shown(demand, found, int(demand.counts[cell])) and not _is_certain(demand, cell)
    wanted = sorted(demand.unprinted.union(cell for cell in demand.sums if demand.counts[cell] != 0))
    # What counts and groups tell by themselves, no suppressed mean takes back.
    of_counts = _Readers(demand, nothing)
    wanted = [cell for cell in wanted if not of_counts.know(cell)]
    widths = {c: min(demand.policy.width + demand.spare, of_counts.width(c)) for c in of_counts.suppressed}
    while True:
        readers = _Readers(demand, shown)
        failing = _left_together(demand, shown)
        failing = failing or [cell for cell in wanted if not shown[cell] and readers.know(cell)]
        failing = failing or [cell for cell, width in widths.items() if readers.width(cell) < width - CLOSE]
        if not failing:
            return frozenset(np.flatnonzero(shown).tolist())
        if {*np.flatnonzero(shown).tolist()} <= demand.before.keys():
            remedy = "suppress more counts that are 0, or drop the means"
            what = "what it adds up to is known whatever is suppressed beside it"
            raise ProtectionRefused([Problem(f"means: {demand.relations.cells[failing[0]]}", what, remedy)])
        for cell in failing:
            _suppress_beside(demand, shown, cell)


def _may_be_shown(demand: MeanDemand, found: Sum, count: int) -> bool:
    policy = demand.policy
    return count > 0 and count >= policy.mean_base_below and not is_dominated(found, policy.mean_within_pct)


def _is_certain(demand: MeanDemand, cell: int) -> bool:
    """Whether the mean of a small group tells that all its members have the least or the largest possible value."""
    count = int(demand.counts[cell])
    lowest, highest = _span(demand, cell)
    least, most = demand.limits[cell]
    return count < demand.policy.certainty_below and (highest <= least * count or lowest >= most * count)


def _span(demand: MeanDemand, cell: int) -> tuple[int, int]:
    """The least and the largest whole sum that the mean of a cell leaves as it would be printed."""
    count, decimals = int(demand.counts[cell]), demand.policy.mean_decimals
    return left_by(mean_of(demand.sums[cell], count, decimals), count, decimals)


def _left_together(demand: MeanDemand, shown: BoolArray) -> list[int]:
    """One cell of each group of cells whose mean, as all of them, follows from the means beside them and must not."""
    failing = []
    for parent, children in demand.relations.sums:
        left = [c for c in children if c in demand.sums and not shown[c] and demand.counts[c] != 0]
        beside = [c for c in children if shown[c]]
        n_empty = sum(1 for child in children if demand.counts[child] == 0)
        if not shown[parent] or len(left) < 2 or len(left) + len(beside) + n_empty < len(children):
            continue
        together = reduce(Sum.and_also, (demand.sums[cell] for cell in left))
        count = int(demand.counts[parent] - demand.counts[beside].sum())
        if not _may_be_shown(demand, together, count):
            failing.append(left[0])
    return failing


class _Readers:
    """What readers know from the shown means: of sums, and of suppressed counts where both bound each other."""

    def __init__(self, demand: MeanDemand, shown: BoolArray) -> None:
        self._demand = demand
        n = demand.relations.n_cells
        is_suppressed = (demand.counts < 0) & demand.relations.is_published
        self.suppressed: list[int] = np.flatnonzero(is_suppressed).tolist() if demand.ties else []
        lower, upper = np.zeros(n), np.full(n, INFINITY)
        upper[demand.counts == 0] = 0.0
        for cell in np.flatnonzero(shown).tolist():
            lower[cell], upper[cell] = map(float, _span(demand, cell))
        for cell, (least, most) in demand.before.items():
            lower[cell], upper[cell] = max(lower[cell], least), min(upper[cell], most)
        sums = demand.relations.matrix()
        zeros = np.zeros(sums.shape[0])
        if not demand.ties:
            self._model = Program(sums, (lower, upper), (zeros, zeros))
            return
        # Sums first, then counts, and between both what the limits of the groups say.
        is_known, is_bounded = demand.counts >= 0, np.isfinite(demand.limits[:, 1])
        most = sparse.diags(np.where(is_bounded, demand.limits[:, 1], 0.0)).tocsr()
        one = sparse.identity(n, format="csr")
        limits = [
            sparse.hstack([one, -sparse.diags(demand.limits[:, 0])]),
            sparse.hstack([-one[is_bounded], most[is_bounded]]),
        ]
        rows = sparse.vstack([sparse.block_diag([sums, sums]), *limits])
        top = np.concatenate([zeros, zeros, np.full(rows.shape[0] - 2 * len(zeros), INFINITY)])
        lower = np.concatenate([lower, np.where(is_known, demand.counts, 0.0)])
        upper = np.concatenate([upper, np.where(is_known, demand.counts, INFINITY)])
        self._model = Program(rows, (lower, upper), (np.zeros(rows.shape[0]), top))

    def know(self, cell: int) -> bool:
        """Whether the sum of a cell is known up to the policy's percentage."""
        least, most = self._ends(cell)
        return most < np.inf and 100 * (most - least - self._demand.spare) < self._demand.policy.mean_within_pct * most

    def width(self, cell: int) -> float:
        """How far apart the ends of a suppressed count are."""
        least, most = self._ends(self._demand.relations.n_cells + cell)
        return most - least

    def _ends(self, column: int) -> tuple[float, float]:
        ends: list[float] = []
        for side in (1.0, -1.0):
            self._model.set_cost(column, side)
            found = self._model.solve()
            ends.append(side * found.cost if found.is_optimal else np.inf)
            self._model.set_cost(column, 0.0)
        return ends[0], ends[1]


def _suppress_beside(demand: MeanDemand, shown: BoolArray, cell: int) -> None:
    """Suppress the mean of the smallest group in an equation with a cell; by counts that all readers see.

    Where none is left beside it, one of the whole release goes: sums are tied over several equations too.
    """
    beside = {
        other
        for parent, children in demand.relations.sums
        if cell in (parent, *children)
        for other in (parent, *children)
        if shown[other] and other not in demand.before
    }
    left = beside or {*np.flatnonzero(shown).tolist()} - demand.before.keys()
    if left:
        shown[min(left, key=lambda other: (int(demand.counts[other]), other))] = False


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
    earlier: Sequence[Sequence[PublishedTable]] = (),
) -> tuple[ProtectedTable, ...]:
    """Adds the means that may be shown to protected tables, in the order of the tables.

    Args:
        tables: the tables with their sums.
        protected: the same tables, without means.
        relations: cells and equations of all of them.
        shown: their counts, -1 where a count is suppressed; shape (n_cells,).
        policy: the rules.
        spare: counted on top of the widths asked.
        earlier: releases before, of the same people.
    """
    numbers = relations.numbers()
    seen = np.where(relations.is_published, shown, -1)
    means: dict[str, dict[int, Decimal]] = {}
    for name in sorted({table.magnitude.variable for table in tables if table.magnitude}):
        sums = sums_of(name, tables, relations)
        limits = limits_of(name, tables, relations)
        before = sums_before(name, earlier, numbers)
        known = np.asarray(seen, dtype=np.int64)
        demand = _with_unprinted(MeanDemand(relations, known, sums, limits, policy, spare, before=before))
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
