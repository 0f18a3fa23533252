"""Turns what a search found into the witnesses that a release brings along, and checks such by addition alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ..findings import Witnesses
from ..system import IntArray
from .knowledge import OUTSIDER, Published, disagreement
from .witnesses import Deviation, Pool, Report


def witnesses_of(published: Published, report: Report) -> Witnesses | None:
    """The tables that a search of what is published came to; None where it had nothing to find."""
    unknown = np.flatnonzero(published.is_unknown).tolist()
    if report.base is None or not unknown:
        return None
    places = {cell: place for place, cell in enumerate(unknown)}
    numbers: dict[tuple[tuple[int, int], ...], int] = {(): 0}

    def number(deviation: Deviation) -> int:
        assert report.base is not None
        steps = zip(deviation.cells, deviation.counts, strict=True)
        move = tuple((places[cell], count - int(report.base[cell])) for cell, count in steps)
        return numbers.setdefault(move, len(numbers))

    pairs = tuple(
        (places[interval.cell], number(interval.low), number(interval.high))
        for interval in report.intervals
        if interval.low is not None and interval.high is not None and published.relations.is_published[interval.cell]
    )
    cells = [published.relations.cells[cell] for cell in unknown]
    base = tuple(report.base[unknown].tolist())
    return Witnesses(cells[0].universe, tuple(cell.where for cell in cells), base, tuple(numbers), pairs)


def doubts(published: Published, wanted: IntArray, witnesses: Witnesses) -> Iterator[str]:
    """Yields why witnesses do not show the width that is wanted of each cell; nothing where they do.

    In Python's whole numbers from end to end: the base must agree with everything published, and each move
    must leave it so. A move changes few cells, and only the sums and shares that hold these are added again.
    """
    relations = published.relations
    unknown = np.flatnonzero(published.is_unknown).tolist()
    if [(witnesses.universe, place) for place in witnesses.cells] != [
        (relations.cells[cell].universe, relations.cells[cell].where) for cell in unknown
    ]:
        yield "they are of other cells than those without a count"
        return
    table = published.shown.tolist()
    for cell, count in zip(unknown, witnesses.base, strict=True):
        table[cell] = count
    if why := disagreement(published, OUTSIDER, table):
        yield f"the base is no table that fits ({why})"
        return
    changes = _Changes(published, table)
    for number, move in enumerate(witnesses.moves):
        if not changes.fit({unknown[place]: by for place, by in move}):
            yield f"move {number} leads to a table that does not fit"
    added = [dict(move) for move in witnesses.moves]
    widths = {unknown[p]: added[high].get(p, 0) - added[low].get(p, 0) for p, low, high in witnesses.pairs}
    for cell in np.flatnonzero(published.is_withheld & (wanted > 0)).tolist():
        if widths.get(cell, -1) < int(wanted[cell]):
            yield f"they do not show the promised width for {relations.cells[cell]}"


class _Changes:
    """Tells which changes of a table that fits lead to another one."""

    def __init__(self, published: Published, table: Sequence[int]) -> None:
        self.table, self.inequalities = table, published.inequalities
        self.sums = list(published.relations.sums)
        self._sums_of = _rows_of((parent, *children) for parent, children in self.sums)
        self._printed_of = _rows_of(known.cells for known in published.inequalities)

    def fit(self, step: Mapping[int, int]) -> bool:
        """Whether one does: cell -> what is added to it."""
        if any(self.table[cell] + by < 0 for cell, by in step.items()):
            return False
        for row in {row for cell in step for row in self._sums_of.get(cell, ())}:
            parent, children = self.sums[row]
            if step.get(parent, 0) != sum(step.get(child, 0) for child in children):
                return False
        printed = (self.inequalities[row] for row in {r for cell in step for r in self._printed_of.get(cell, ())})
        return all(
            known.holds({cell: self.table[cell] + step.get(cell, 0) for cell in known.cells}) for known in printed
        )


def _rows_of(rows: Iterable[Iterable[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, cells in enumerate(rows):
        for cell in cells:
            found.setdefault(cell, []).append(row)
    return found


def pool_of(published: Published, witnesses: Witnesses) -> Pool:
    """Sound witnesses as a pool, so that no search for the outsider is needed."""
    unknown = np.flatnonzero(published.is_unknown).tolist()
    base = published.shown.copy()
    base[unknown] = witnesses.base
    tables = [Deviation.of({unknown[p]: witnesses.base[p] + by for p, by in move}) for move in witnesses.moves]
    return Pool(base, tuple(tables[end] for _, low, high in witnesses.pairs for end in (low, high)))
