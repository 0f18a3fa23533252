"""Turns counted tables and a policy into tables that may be published; never passes a withheld count on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..policy import Method, Policy
from ..system import ABSENT, BoolArray, Cell, IntArray, Relations, RelationsError, link
from ..tables import TOTAL, Codes, CountedTable, Dimension, ProtectedTable, ProtectionSummary
from .choosing import protect
from .completing import completed
from .demand import Demand, Protection, ProtectionImpossibleError
from .measured import refuse_means, with_means
from .policy import demand_for, is_small
from .unpublished import known_too_closely

SPARE = 2
"""Counted on top of the widths asked of sums and of counts beside means."""

_NO_CELLS: Mapping[Cell, int] = {}


def protect_tables(
    tables: tuple[CountedTable, ...],
    policy: Policy,
    wider: Mapping[Cell, int] = _NO_CELLS,
    printed: Collection[Cell] = (),
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    """Protects all tables of a release together: what one shows is known to the reader of another.

    Args:
        tables: the tables.
        policy: the rules.
        wider: cell -> what its width must have above the policy's.
        printed: cells whose count readers have from elsewhere, so that nothing is gained by suppressing it.

    Raises:
        ProtectionRefused: counts contradict each other, or no suppression pattern meets the policy.
    """
    try:
        relations = link((table, table.counts) for table in tables)
    except RelationsError as error:
        raise ProtectionRefused([Problem(error.where, error.what, error.remedy)]) from None
    counts = complete(tables, relations)
    numbers = relations.numbers()
    n_cells = int(relations.is_published.sum())
    if policy.method is Method.ROUNDING:
        refuse_means(tables)
        rounded = _rounded(counts, policy.round_to)
        protected = tuple(_protected(table, numbers, rounded, policy.round_to, None) for table in tables)
        method = f"rounded to multiples of {policy.round_to}"
        return protected, ProtectionSummary(n_cells, 0, 0, 0, 0, is_proven=True, method=method)
    above = np.zeros(relations.n_cells, dtype=np.int64)
    for cell, more in wider.items():
        above[numbers[cell]] = more
    is_printed = np.zeros(relations.n_cells, dtype=np.bool_)
    is_printed[[numbers[cell] for cell in printed if cell in numbers]] = True
    found = _suppressed(relations, counts, policy, above, is_printed)
    protected = tuple(_protected(table, numbers, counts, 1, found) for table in tables)
    # Where somebody found out too much before, programs that know no whole numbers need more room too.
    spare = SPARE + max(wider.values(), default=0)
    protected = with_means(tables, protected, relations, np.where(found.withheld, -1, counts), policy, spare)
    primary = int((found.primary & relations.is_published).sum())
    summary = ProtectionSummary(
        cells=n_cells,
        primary=primary,
        secondary=int((found.withheld & relations.is_published).sum()) - primary,
        cost=found.cost,
        bound=found.lower_bound,
        is_proven=found.is_proven,
        method=found.method,
    )
    return protected, summary


def summary_of(tables: tuple[ProtectedTable, ...]) -> ProtectionSummary:
    """What can be said of tables that were protected before: how many cells they have, and how many are suppressed."""
    cells = {table.cell(codes): count is None for table in tables for codes, count in table.counts.items()}
    return ProtectionSummary(len(cells), 0, sum(cells.values()), 0, 0, is_proven=False, method="as published before")


def _around(table: CountedTable) -> Iterator[CountedTable]:
    """Yields the table that one of a subpopulation is a part of; it is never published, and decides what is safe."""
    if table.around:
        yield CountedTable(table.id, table.whole, table.all_dimensions, table.around)


def complete(tables: tuple[CountedTable, ...], relations: Relations) -> IntArray:
    """The counts of all cells, shape (n_cells,); those of cells that no table has are some that agree with the others.

    Raises:
        ProtectionRefused: counts contradict each other.
    """
    known: dict[Cell, int] = {}
    numbers = relations.numbers()
    problems = []
    for table in tables:
        for codes, count in table.counts.items():
            cell = table.cell(codes)
            if known.setdefault(cell, count) != count:
                problems.append(
                    Problem(f"counts/{table.id}.csv: {cell}", "another table has another count", "correct one of them")
                )
        for around in _around(table):
            known |= {cell: n for codes, n in around.counts.items() if (cell := around.cell(codes)) in numbers}
    if problems:
        raise ProtectionRefused(problems)
    try:
        return completed(relations, relations.derived(relations.fill(known)))
    except RelationsError as error:
        raise ProtectionRefused([Problem(f"counts: {error.where}", error.what, error.remedy)]) from None


def _suppressed(
    relations: Relations, counts: IntArray, policy: Policy, above: IntArray, printed: BoolArray
) -> Protection:
    """Withholds what the rules name, and more until nothing that the rules name follows from what is left.

    Args:
        relations: cells and equations.
        counts: true counts, shape (n_cells,).
        policy: the rules.
        above: what each cell's width must have above the policy's, shape (n_cells,); it is withheld where that is any.
        printed: cells whose count a source prints, shape (n_cells,).
    """
    is_primary = is_small(counts, policy.threshold) | (above > 0)
    for parent, children in zip(relations.parents, relations.children, strict=True):
        if 0 < counts[parent] < policy.certainty_below and len(children) > 1:
            is_primary[[child for child in children if counts[child] == counts[parent]]] = True
    while True:
        demand = demand_for(relations, counts, is_primary, policy.width)
        width = np.where(is_primary, policy.width + above, 0)
        demand = replace(demand, width=width, must_show=printed & ~is_primary & relations.is_published)
        found = _with_totals(demand) or _chosen(demand)
        more = _revealing_zeros(demand, found, policy) if policy.certainty_below else set()
        # A search among what no table has is dear, and what the first rule adds may be enough.
        more = more or set(known_too_closely(demand, found.withheld, policy))
        if not more:
            return found
        is_primary[sorted(more)] = True


def _with_totals(demand: Demand) -> Protection | None:
    """Protects without withholding how many were counted in all, which readers mostly know; None where it must be."""
    relations = demand.relations
    least: dict[str, int] = {}
    for cell in relations.cells:
        least[cell.universe] = min(len(cell.where), least.get(cell.universe, len(cell.where)))
    is_total = [len(cell.where) == least[cell.universe] for cell in relations.cells]
    totals = np.array(is_total, dtype=np.bool_) & relations.is_published & ~demand.is_primary
    try:
        return protect(replace(demand, must_show=demand.must_show | totals)) if totals.any() else None
    except ProtectionImpossibleError:
        return None


def _chosen(demand: Demand) -> Protection:
    try:
        return protect(demand)
    except ProtectionImpossibleError as error:
        raise ProtectionRefused(
            [
                Problem(
                    f"study/protection.yml: {cell}",
                    "no pattern of withheld cells gives this cell its interval",
                    "merge categories, or drop a dimension of its tables",
                )
                for cell in error.cells
            ]
        ) from None


def _revealing_zeros(demand: Demand, found: Protection, policy: Policy) -> set[int]:
    """One known zero beside each category that readers see to hold all of a group which can be small.

    Where the group's size is withheld, a large group and an empty one may be small for all they know.
    """
    relations, counts = demand.relations, demand.counts
    seen = relations.derived(np.where(relations.is_published & ~found.withheld, counts, ABSENT))
    zeros = set()
    for parent, children in zip(relations.parents, relations.children, strict=True):
        empty = [child for child in children if seen[child] == 0]
        if len(empty) != len(children) - 1 or not empty or seen[parent] == 0:
            continue
        (left,) = set(children) - {*empty}
        is_size_seen = max(seen[parent], seen[left]) != ABSENT
        if not is_size_seen or counts[parent] < policy.certainty_below:
            zeros.add(empty[0])
    return zeros


def _rounded(counts: IntArray, base: int) -> IntArray:
    """Each count to its nearest multiple; halves upwards, so that the rule needs no chance."""
    return np.asarray((2 * counts + base) // (2 * base) * base, dtype=np.int64)


def _protected(
    table: CountedTable, numbers: Mapping[Cell, int], counts: IntArray, rounded_to: int, found: Protection | None
) -> ProtectedTable:
    kept: dict[Codes, int | None] = {}
    for codes in sorted(table.counts, key=_order(table.dimensions)):
        number = numbers[table.cell(codes)]
        kept[codes] = None if found is not None and found.withheld[number] else int(counts[number])
    return ProtectedTable(
        table.id,
        table.universe,
        table.dimensions,
        kept,
        subpopulation=table.subpopulation,
        rounded_to=rounded_to,
        shares_of=table.shares_of,
        weighting=table.weighting,
    )


def _order(dimensions: tuple[Dimension, ...]) -> Callable[[Codes], tuple[int, ...]]:
    places = [
        {category.code: place for place, category in enumerate(dimension.categories)}
        | {TOTAL: len(dimension.categories)}
        for dimension in dimensions
    ]
    return lambda codes: tuple(place[code] for place, code in zip(places, codes, strict=True))
