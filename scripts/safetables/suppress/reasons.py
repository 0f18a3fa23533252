"""Tells an author why each cell is suppressed, and which coarser tables would suppress fewer; never for the public."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ..errors import ProtectionRefused
from ..findings import Reason, Saving
from ..policy import Policy
from ..system import BoolArray, Relations, link
from ..tables import Category, Codes, CountedTable, Dimension, ProtectedTable
from .demand import Demand, is_small, prices
from .feasibility import Feasibility
from .population import complete
from .tables import protect_tables

NEAREST = 60
"""Suppressed cells around one that take part in asking for whose sake it is suppressed."""
AT_RISK = 12
"""Primary cells that are tried, the nearest first."""


def reasons(tables: Sequence[CountedTable], protected: Sequence[ProtectedTable], policy: Policy) -> Iterator[Reason]:
    """Yields the reason for each suppressed cell of protected tables, shared cells once, in their order."""
    relations = link((table, table.counts) for table in tables)
    counts, numbers = complete(tables, relations), relations.numbers()
    suppressed = np.zeros(relations.n_cells, dtype=np.bool_)
    for table in protected:
        suppressed[[numbers[table.cell(codes)] for codes, count in table.counts.items() if count is None]] = True
    is_primary = is_small(counts, policy.threshold)
    rules = {int(cell): "threshold" for cell in np.flatnonzero(is_primary & suppressed)}
    for parent, children in relations.sums:
        if 0 < counts[parent] < policy.certainty_below and len(children) > 1:
            alone = [child for child in children if counts[child] == counts[parent] and suppressed[child]]
            rules = dict.fromkeys(alone, "certainty_below") | rules
    for cell in np.flatnonzero(suppressed & (counts == 0)).tolist():
        rules.setdefault(cell, "certainty_below")
    is_primary[list(rules)] = True
    width = np.where(is_primary, policy.width, 0)
    must_show = np.zeros(relations.n_cells, dtype=np.bool_)
    demand = Demand(relations, counts, width, policy.width, prices(relations), must_show)
    for cell in np.flatnonzero(suppressed).tolist():
        if cell in rules:
            yield Reason(relations.cells[cell], rules[cell])
            continue
        without = suppressed.copy()
        without[cell] = False
        inside = Feasibility(demand, without)
        inside.nearest = NEAREST
        near = _nearest(relations, cell, is_primary & suppressed)
        found = next((other for other in near if inside.witness(other, policy.width) is None), None)
        yield Reason(relations.cells[cell], protects=None if found is None else relations.cells[found])


def savings(tables: Sequence[CountedTable], policy: Policy, seconds: float) -> list[Saving]:
    """What merging two categories, or dropping a table, would save; the best first, as far as the time goes."""
    end = time.monotonic() + seconds
    plain = [replace(table, magnitude=None, weighting=None) for table in tables]
    found = []
    for variable, merged, dropped, coarser in _coarser(plain):
        if time.monotonic() > end:
            break
        try:
            _, summary = protect_tables(coarser, policy)
        except ProtectionRefused:
            continue
        found.append(Saving(variable, merged, dropped, summary.suppressed, summary.cells))
    return sorted(found, key=lambda saving: saving.suppressed)


def _nearest(relations: Relations, cell: int, among: BoolArray) -> list[int]:
    """Cells of a set in the order of how few equations lie between them and a cell."""
    matrix = relations.matrix()
    by_cell = matrix.tocsc()
    found, order, kept = {cell}, [cell], []
    for near in order:
        for row in by_cell.indices[by_cell.indptr[near] : by_cell.indptr[near + 1]].tolist():
            line = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            new = [other for other in line.tolist() if other not in found]
            found.update(new)
            order += new
            kept += [other for other in new if among[other]]
            if len(kept) >= AT_RISK:
                return kept
    return kept


Coarser = tuple[str, tuple[str, str], str, list[CountedTable]]


def _coarser(tables: Sequence[CountedTable]) -> Iterator[Coarser]:
    """Yields releases with one table fewer, then with two categories of one variable merged, neighbours first."""
    if len(tables) > 1:
        for table in tables:
            yield "", ("", ""), table.id, [other for other in tables if other is not table]
    dimensions = {dimension.variable: dimension for table in tables for dimension in table.dimensions}
    fixed = {dimension.variable for table in tables for dimension, _ in table.conditions}
    pairs = [
        (places[1] - places[0], dimension, (codes[places[0]], codes[places[1]]))
        for dimension in dimensions.values()
        for codes in dimension.parts.values()
        if len(codes) > 2 and not dimension.is_multiple and dimension.variable not in fixed
        for places in combinations(range(len(codes)), 2)
        if not {codes[places[0]], codes[places[1]]} & dimension.parts.keys()
    ]
    for _, dimension, pair in sorted(pairs, key=lambda found: found[0]):
        yield dimension.variable, pair, "", [_merged(table, dimension.variable, pair) for table in tables]


def _merged(table: CountedTable, variable: str, pair: tuple[str, str]) -> CountedTable:
    """A table in which the first of two categories stands for both."""
    if variable not in table.variables:
        return table
    place = table.variables.index(variable)
    dimensions = tuple(_without(own, pair) if own.variable == variable else own for own in table.dimensions)
    counts, around = (_together(cells, place, pair) for cells in (table.counts, table.around))
    return replace(table, dimensions=dimensions, counts=counts, around=around)


def _together(counts: Mapping[Codes, int], place: int, pair: tuple[str, str]) -> dict[Codes, int]:
    kept, gone = pair
    found: Counter[Codes] = Counter()
    for codes, count in counts.items():
        found[(*codes[:place], kept, *codes[place + 1 :]) if codes[place] == gone else codes] += count
    return dict(found)


def _without(dimension: Dimension, pair: tuple[str, str]) -> Dimension:
    kept, gone = pair
    return replace(
        dimension,
        categories=tuple(
            Category(own.code, own.parent) if own.code == kept else own
            for own in dimension.categories
            if own.code != gone
        ),
    )
