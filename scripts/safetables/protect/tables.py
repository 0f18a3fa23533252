"""Turns counted tables and a policy into tables that may be published; never passes a withheld count on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..model import (
    TOTAL,
    Codes,
    CountedTable,
    Dimension,
    Method,
    Place,
    Policy,
    ProtectedCell,
    ProtectedTable,
    ProtectionSummary,
    Status,
)
from ..relations import BoolArray, Cell, IntArray, Relations, RelationsError
from .choosing import protect
from .demand import Protection, ProtectionImpossibleError
from .linking import cell_of, frame_of, linked, place_of
from .measured import refuse_means, with_means
from .policy import demand_for, is_small

_NO_CELLS: Mapping[tuple[str, Place], int] = {}


def protect_tables(
    tables: tuple[CountedTable, ...], policy: Policy, wider: Mapping[tuple[str, Place], int] = _NO_CELLS
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    """Protects all tables of a release together: what one shows is known to the reader of another.

    Args:
        tables: the tables.
        policy: the rules.
        wider: universe and categories of a cell -> what its width must have above the policy's.

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
            is_proven=True,
            method=f"rounded to multiples of {policy.round_to}",
        )
    unprinted = {
        numbers[cell]: [numbers[cell_of(table, codes)] for _, codes in parts]
        for table in tables
        for cell, parts in _left_out(table)
    }
    above = np.zeros(relations.n_cells, dtype=np.int64)
    for (universe, place), more in wider.items():
        above[numbers[Cell(universe, place)]] = more
    found = _suppressed(relations, counts, policy, unprinted, above)
    protected = tuple(_filled(table, numbers, counts, Status.SHOWN, found) for table in tables)
    protected = with_means(tables, protected, relations, np.where(found.withheld, -1, counts), policy)
    is_printed = relations.is_published.copy()
    is_printed[list(unprinted)] = False
    primary = int((found.primary & is_printed).sum())
    summary = ProtectionSummary(
        cells=int(is_printed.sum()),
        primary=primary,
        secondary=int((found.withheld & is_printed).sum()) - primary,
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
    return ProtectionSummary(len(cells), 0, withheld, 0, is_proven=False, method="as published before")


def _around(table: CountedTable) -> Iterator[CountedTable]:
    """Yields the table that a cut out one is a part of; nobody publishes it, and its counts decide what is safe."""
    if table.within is not None and table.around:
        dimensions = (*table.dimensions, *(dimension for dimension, _ in table.within.conditions))
        yield replace(
            table, universe=table.within.universe, dimensions=dimensions, counts=table.around, within=None, around={}
        )


def _left_out(table: CountedTable) -> Iterator[tuple[Cell, tuple[tuple[int, Codes], ...]]]:
    """Yields the cells of those who did not give an answer, and the signed codes whose counts give theirs."""
    frame = frame_of(table)
    for codes in table.counts:
        for cell, parts in frame.implied(place_of(codes)):
            yield cell, tuple((sign, tuple(code or TOTAL for code in part)) for sign, part in parts)


def complete(tables: tuple[CountedTable, ...], relations: Relations) -> IntArray:
    """The counts of all cells, those that no table shows among them; shape (n_cells,)."""
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
        for around in (table, *_around(table)):
            own = frame_of(around)
            known |= {
                cell: count
                for codes, count in around.counts.items()
                if (cell := own.cell(place_of(codes))) in numbers and around is not table
            }
            for cell, parts in _left_out(around):
                if cell in numbers and all(codes in around.counts for _, codes in parts):
                    known[cell] = sum(sign * around.counts[codes] for sign, codes in parts)
    if problems:
        raise ProtectionRefused(problems)
    try:
        return relations.complete(known)
    except RelationsError as error:
        raise ProtectionRefused([Problem(f"counts: {error.where}", error.what, error.remedy)]) from None


def _suppressed(
    relations: Relations, counts: IntArray, policy: Policy, unprinted: Mapping[int, list[int]], above: IntArray
) -> Protection:
    """Withholds what the rules name, and zeros until no small group is seen to be all in one category.

    Args:
        relations: cells and equations.
        counts: true counts, shape (n_cells,).
        policy: the rules.
        unprinted: cells that stand in no table, each with those whose counts give its own; they are seen if and only
            if all of these are, and otherwise as well protected as any withheld cell.
        above: what each cell's width must have above the policy's, shape (n_cells,); it is withheld where that is any.
    """
    is_primary = is_small(counts, policy.threshold) | (above > 0)
    for parent, children in zip(relations.parents, relations.children, strict=True):
        if 0 < counts[parent] < policy.certainty_below and len(children) > 1:
            is_primary[[child for child in children if counts[child] == counts[parent]]] = True
    while True:
        found = _chosen(relations, counts, policy.width + above, is_primary)
        zeros = _revealing_zeros(relations, counts, policy, found.withheld) if policy.certainty_below else set()
        hidden = {c for c, parts in unprinted.items() if not found.withheld[c] and found.withheld[parts].any()}
        if not zeros and not hidden:
            return found
        is_primary[sorted(zeros | hidden)] = True


def _chosen(relations: Relations, counts: IntArray, widths: IntArray, is_primary: BoolArray) -> Protection:
    demand = demand_for(relations, counts, is_primary, int(widths.min()))
    try:
        return protect(replace(demand, width=np.where(is_primary, widths, 0)))
    except ProtectionImpossibleError as error:
        raise ProtectionRefused(
            [
                Problem(
                    f"study/protection.yml: {cell}",
                    "no pattern of withheld cells gives this cell its interval",
                    "merge categories, drop a dimension of its tables, or ask for a smaller width",
                )
                for cell in error.cells
            ]
        ) from None


def _revealing_zeros(relations: Relations, counts: IntArray, policy: Policy, withheld: BoolArray) -> set[int]:
    """One shown zero beside each category that readers see to hold all of a group which can be small.

    Where the group's size is withheld, a large group and an empty one may be small for all they know.
    """
    is_seen = relations.is_published & ~withheld
    ways: dict[int, list[tuple[int, ...]]] = {}
    for parent, children in zip(relations.parents, relations.children, strict=True):
        ways.setdefault(parent, []).append(children)
    zeros = set()
    for parent, children in zip(relations.parents, relations.children, strict=True):
        left = [child for child in children if counts[child] or _shown_zero(child, is_seen, ways) is None]
        is_seen_empty = not counts[parent] and is_seen[parent]
        if len(left) != 1 or len(children) < 2 or is_seen_empty:
            continue
        is_size_seen = is_seen[parent] or is_seen[left[0]]
        if not is_size_seen or counts[parent] < policy.certainty_below:
            zero = _shown_zero(next(child for child in children if child != left[0]), is_seen, ways)
            assert zero is not None
            zeros.add(zero)
    return zeros


def _shown_zero(cell: int, is_seen: BoolArray, ways: Mapping[int, list[tuple[int, ...]]]) -> int | None:
    """The shown cell that tells that an empty cell is empty: itself, or the first of its parts if all tell it."""
    if is_seen[cell]:
        return cell
    for parts in ways.get(cell, ()):
        told = [_shown_zero(part, is_seen, ways) for part in parts]
        if None not in told:
            return told[0]
    return None


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
