"""Turns counted tables and a policy into tables that may be published; never passes a withheld count on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..model import (
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
from ..relations import BoolArray, Cell, IntArray, Relations, RelationsError, TableShape, Variable, relate
from .choosing import protect
from .demand import Protection, ProtectionImpossibleError
from .policy import demand_for, is_small


def protect_tables(
    tables: tuple[CountedTable, ...], policy: Policy
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    """Protects all tables of a release together: what one shows is known to the reader of another.

    Raises:
        ProtectionRefused: counts contradict each other, or no pattern of withheld cells meets the policy.
    """
    relations = linked(tables)
    counts = _complete(tables, relations)
    numbers = relations.numbers()
    if policy.method is Method.ROUNDING:
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
    found = _suppressed(relations, counts, policy)
    protected = tuple(_filled(table, numbers, counts, Status.SHOWN, found) for table in tables)
    primary = int(found.primary.sum())
    summary = ProtectionSummary(
        cells=int(relations.is_published.sum()),
        primary=primary,
        secondary=int(found.withheld.sum()) - primary,
        bound=found.lower_bound,
        is_proven=found.is_proven,
        method=found.method,
    )
    return protected, summary


def linked(tables: Iterable[CountedTable]) -> Relations:
    """The cells and equations of tables that are published together."""
    dimensions = {dimension.variable: dimension for table in tables for dimension in table.dimensions}
    return relate([_shape(table) for table in tables], [_variable(dimension) for dimension in dimensions.values()])


def _variable(dimension: Dimension) -> Variable:
    return Variable(
        dimension.variable, tuple((category.code, category.parent or None) for category in dimension.categories)
    )


def _shape(table: CountedTable) -> TableShape:
    names = [dimension.variable for dimension in table.dimensions]
    shown = {
        frozenset(kept for kept, code in zip(names, codes, strict=True) if code != TOTAL) for codes in table.counts
    }
    codes = tuple(
        (name, frozenset(codes[place] for codes in table.counts) - {TOTAL}) for place, name in enumerate(names)
    )
    return TableShape(table.universe, tuple(names), frozenset(shown), codes)


def cell_of(table: CountedTable | ProtectedTable, codes: Codes) -> Cell:
    """The cell of the linked system that a table shows at `codes`."""
    names = [dimension.variable for dimension in table.dimensions]
    return Cell.of(table.universe, ((name, code) for name, code in zip(names, codes, strict=True) if code != TOTAL))


def _complete(tables: tuple[CountedTable, ...], relations: Relations) -> IntArray:
    known: dict[Cell, int] = {}
    problems = []
    for table in tables:
        for codes, count in table.counts.items():
            cell = cell_of(table, codes)
            if known.setdefault(cell, count) != count:
                problems.append(
                    Problem(f"counts/{table.id}.csv: {cell}", "another table has another count", "correct one of them")
                )
    if problems:
        raise ProtectionRefused(problems)
    try:
        return relations.complete(known)
    except RelationsError as error:
        where, _, rest = str(error).partition(": ")
        what, _, remedy = rest.partition("; ")
        raise ProtectionRefused([Problem(f"counts: {where}", what, remedy)]) from None


def _suppressed(relations: Relations, counts: IntArray, policy: Policy) -> Protection:
    """Withholds what the rules name, and zeros until no small group is seen to be all in one category."""
    is_primary = is_small(counts, policy.threshold)
    for parent, children in zip(relations.parents, relations.children, strict=True):
        if 0 < counts[parent] < policy.certainty_below and len(children) > 1:
            is_primary[[child for child in children if counts[child] == counts[parent]]] = True
    while True:
        found = _chosen(relations, counts, policy, is_primary)
        zeros = _revealing_zeros(relations, counts, policy, found.withheld) if policy.certainty_below else set()
        if not zeros:
            return found
        is_primary[sorted(zeros)] = True


def _chosen(relations: Relations, counts: IntArray, policy: Policy, is_primary: BoolArray) -> Protection:
    try:
        return protect(demand_for(relations, counts, is_primary, policy.width))
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
    for codes in sorted(table.counts, key=_order(table.dimensions)):
        number = numbers[cell_of(table, codes)]
        if found is not None and found.withheld[number]:
            cells[codes] = ProtectedCell(Status.WITHHELD, None)
        else:
            cells[codes] = ProtectedCell(status, int(counts[number]))
    return ProtectedTable(
        table.id, table.title, table.description, table.origin, table.universe, table.unit, table.dimensions, cells
    )


def _order(dimensions: tuple[Dimension, ...]) -> Callable[[Codes], tuple[int, ...]]:
    places = [
        {category.code: place for place, category in enumerate(dimension.categories)}
        | {TOTAL: len(dimension.categories)}
        for dimension in dimensions
    ]
    return lambda codes: tuple(place[code] for place, code in zip(places, codes, strict=True))
