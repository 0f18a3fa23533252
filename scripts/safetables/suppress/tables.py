"""Turns counted tables and a policy into tables that may be published; never passes a withheld count on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from publication.model import Study

from ..errors import Problem, ProtectionRefused
from ..places import place_of
from ..proof import Place
from ..system import ABSENT, BoolArray, Cell, IntArray, Relations, RelationsError
from ..tables import (
    TOTAL,
    Codes,
    CountedTable,
    Dimension,
    Method,
    Policy,
    ProtectedCell,
    ProtectedTable,
    ProtectionSummary,
    Status,
)
from .choosing import protect
from .completing import completed
from .demand import Demand, Protection, ProtectionImpossibleError
from .linking import frame_of, linked, printed_cells
from .measured import refuse_means, with_means
from .policy import demand_for, is_small
from .unpublished import known_too_closely

SPARE = 2
"""Counted on top of the widths asked of sums and of counts beside means."""

_NO_CELLS: Mapping[tuple[str, Place], int] = {}


def protect_tables(
    tables: tuple[CountedTable, ...],
    policy: Policy,
    wider: Mapping[tuple[str, Place], int] = _NO_CELLS,
    study: Study | None = None,
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    """Protects all tables of a release together: what one shows is known to the reader of another.

    Args:
        tables: the tables.
        policy: the rules.
        wider: universe and categories of a cell -> what its width must have above the policy's.
        study: its cited figures; a count that a source prints is not withheld.

    Raises:
        ProtectionRefused: counts contradict each other, or no pattern of withheld cells meets the policy.
    """
    relations = linked(tables)
    counts = complete(tables, relations)
    numbers = relations.numbers()
    if policy.method is Method.ROUNDING:
        refuse_means(tables)
        rounded = _rounded(counts, policy.round_to)
        protected = tuple(_filled(table, numbers, rounded, Status.ROUNDED, None) for table in tables)
        return protected, ProtectionSummary(
            int(relations.is_published.sum()),
            0,
            0,
            0,
            0,
            is_proven=True,
            method=f"rounded to multiples of {policy.round_to}",
        )
    above = np.zeros(relations.n_cells, dtype=np.int64)
    for (universe, place), more in wider.items():
        above[numbers[Cell(universe, place)]] = more
    printed = np.zeros(relations.n_cells, dtype=np.bool_)
    for cell in printed_cells(study, tables, policy.width) if study else ():
        if cell in numbers:
            printed[numbers[cell]] = True
    found = _suppressed(relations, counts, policy, above, printed)
    protected = tuple(_filled(table, numbers, counts, Status.SHOWN, found) for table in tables)
    # Where somebody found out too much before, programs that know no whole numbers need more room too.
    spare = SPARE + max(wider.values(), default=0)
    protected = with_means(tables, protected, relations, np.where(found.withheld, -1, counts), policy, spare)
    primary = int((found.primary & relations.is_published).sum())
    summary = ProtectionSummary(
        cells=int(relations.is_published.sum()),
        primary=primary,
        secondary=int((found.withheld & relations.is_published).sum()) - primary,
        cost=found.cost,
        bound=found.lower_bound,
        is_proven=found.is_proven,
        method=found.method,
    )
    return protected, summary


def summary_of(tables: tuple[ProtectedTable, ...]) -> ProtectionSummary:
    """What can be said of tables that were protected before: how many cells they have, and how many are withheld."""
    cells: dict[Cell, bool] = {}
    for table in tables:
        frame = frame_of(table)
        cells |= {frame.cell(place_of(codes)): cell.status is Status.WITHHELD for codes, cell in table.cells.items()}
    withheld = sum(cells.values())
    return ProtectionSummary(len(cells), 0, withheld, 0, 0, is_proven=False, method="as published before")


def _around(table: CountedTable) -> Iterator[CountedTable]:
    """Yields the table that a cut out one is a part of; nobody publishes it, and its counts decide what is safe."""
    if table.within is not None and table.around:
        dimensions = (*table.dimensions, *(dimension for dimension, _ in table.within.conditions))
        yield replace(
            table, universe=table.within.universe, dimensions=dimensions, counts=table.around, within=None, around={}
        )


def complete(tables: tuple[CountedTable, ...], relations: Relations) -> IntArray:
    """The counts of all cells, shape (n_cells,); those of cells that no table has are some that agree with the others.

    Raises:
        ProtectionRefused: counts contradict each other.
    """
    known: dict[Cell, int] = {}
    numbers = relations.numbers()
    problems = []
    for table in tables:
        frame = frame_of(table)
        for codes, count in table.counts.items():
            cell = frame.cell(place_of(codes))
            if known.setdefault(cell, count) != count:
                problems.append(
                    Problem(f"counts/{table.id}.csv: {cell}", "another table has another count", "correct one of them")
                )
        for around in _around(table):
            own = frame_of(around)
            known |= {
                cell: count for codes, count in around.counts.items() if (cell := own.cell(place_of(codes))) in numbers
            }
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


def _filled(
    table: CountedTable, numbers: Mapping[Cell, int], counts: IntArray, status: Status, found: Protection | None
) -> ProtectedTable:
    cells: dict[Codes, ProtectedCell] = {}
    frame = frame_of(table)
    for codes in sorted(table.counts, key=_order(table.dimensions)):
        number = numbers[frame.cell(place_of(codes))]
        if found is not None and found.withheld[number]:
            cells[codes] = ProtectedCell(Status.WITHHELD, None)
        else:
            cells[codes] = ProtectedCell(status, int(counts[number]))
    return ProtectedTable(
        table.id,
        table.title,
        table.description,
        table.origin,
        table.universe,
        table.unit,
        table.dimensions,
        cells,
        table.within,
    )


def _order(dimensions: tuple[Dimension, ...]) -> Callable[[Codes], tuple[int, ...]]:
    places = [
        {category.code: place for place, category in enumerate(dimension.categories)}
        | {TOTAL: len(dimension.categories)}
        for dimension in dimensions
    ]
    return lambda codes: tuple(place[code] for place, code in zip(places, codes, strict=True))
