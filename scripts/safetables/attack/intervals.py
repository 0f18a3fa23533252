"""What was found of each cell without a count: intervals, the tables that show them, and a pool of such tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ..system import BoolArray, IntArray
from .knowledge import Intruder

CHUNK = 256
"""Cells that are looked at together, so that no array of all tables and all cells is made."""


@dataclass(frozen=True)
class Deviation:
    """A table, as the counts in which it differs from a base table."""

    cells: tuple[int, ...]
    counts: tuple[int, ...]

    def of_first(self, n_cells: int) -> Deviation:
        """What it changes of the first cells."""
        kept = [(cell, count) for cell, count in zip(self.cells, self.counts, strict=True) if cell < n_cells]
        return Deviation(tuple(cell for cell, _ in kept), tuple(count for _, count in kept))


Ends = dict[tuple[int, int], tuple[int, Deviation]]
"""Cell and side (-1 or 1) -> the smallest or largest count of the cell that a table has, and that table."""


@dataclass(frozen=True)
class FeasibilityInterval:
    """What an intruder can find out about one cell.

    Its ends are possible counts; between them, not every count need be: sums of three dimensions leave gaps now and
    then, and so does knowing the rule. What is promised is the distance of the ends.

    Attributes:
        cell: its number.
        wanted: the width asked, in counts.
        least_seen: the smallest count that a witness table has; None where no table was found.
        most_seen: the largest such count.
        least_possible: a count below which no table can go.
        most_possible: a count above which no table can go; None where no bound was found.
        low: the witness table of `least_seen`.
        high: the witness table of `most_seen`.
    """

    cell: int
    wanted: int
    least_seen: int | None
    most_seen: int | None
    least_possible: int
    most_possible: int | None
    low: Deviation | None
    high: Deviation | None

    @property
    def width(self) -> int:
        """Width that witnesses show."""
        return 0 if self.least_seen is None or self.most_seen is None else self.most_seen - self.least_seen

    @property
    def is_wide_enough(self) -> bool:
        """Whether witnesses show the width that is wanted."""
        return self.least_seen is not None and self.width >= self.wanted

    @property
    def is_pinned(self) -> bool:
        """Whether only one whole number is possible."""
        return self.least_possible == self.most_possible

    @property
    def is_undecided(self) -> bool:
        """Whether the limits ended the search before it was known if the interval is wide enough."""
        is_narrow = self.most_possible is not None and self.most_possible - self.least_possible < self.wanted
        return not self.is_wide_enough and not is_narrow


@dataclass(frozen=True)
class Report:
    """All intervals for one intruder.

    Attributes:
        base: any table that fits, shape (n_cells,), or None.
        found: every other table that the search came by.
    """

    intruder: str
    intervals: tuple[FeasibilityInterval, ...]
    base: IntArray | None
    found: tuple[Deviation, ...] = ()

    @property
    def failures(self) -> tuple[FeasibilityInterval, ...]:
        """Intervals that are narrow or undecided; a release with any must not go out."""
        return tuple(i for i in self.intervals if not i.is_wide_enough)

    def of_first(self, n_cells: int) -> Report:
        """What it says of the first cells, where the others are of another kind."""
        if self.base is None or len(self.base) == n_cells:
            return self
        intervals = (
            replace(i, low=i.low and i.low.of_first(n_cells), high=i.high and i.high.of_first(n_cells))
            for i in self.intervals
            if i.cell < n_cells
        )
        return Report(self.intruder, tuple(intervals), self.base[:n_cells])


class Pool:
    """A pool of witnesses: whole tables that agree with a release, as deviations from one of them."""

    def __init__(self, base: IntArray, deviations: tuple[Deviation, ...]) -> None:
        self.base = base
        self.deviations = (Deviation((), ()), *dict.fromkeys(d for d in deviations if d.cells))
        rows = [row for row, d in enumerate(self.deviations) for _ in d.cells]
        cells = np.array([cell for d in self.deviations for cell in d.cells], dtype=np.int64)
        counts = np.array([count for d in self.deviations for count in d.counts], dtype=np.int64)
        shape = (len(self.deviations), len(base))
        changes = sparse.csr_matrix((counts - base[cells], (rows, cells)), shape=shape, dtype=np.int64)
        self._columns = changes.tocsc()
        # Each cell's changes from the smallest to the largest, for all cells in one sequence.
        columns = np.repeat(np.arange(len(base)), np.diff(self._columns.indptr))
        order = np.lexsort((self._columns.data, columns))
        self._cells, self._rows, self._steps = columns[order], self._columns.indices[order], self._columns.data[order]

    @staticmethod
    def of(report: Report) -> Pool | None:
        """The witnesses of a report; None where it found no table."""
        if report.base is None:
            return None
        ends = (end for interval in report.intervals for end in (interval.low, interval.high))
        return Pool(report.base, (*(end for end in ends if end is not None), *report.found))

    def start(self, intruder: Intruder, cells: Sequence[int]) -> tuple[IntArray, Ends] | None:
        """One of the tables that an intruder cannot exclude, and how far cells go in the others; None where none fits.

        Args:
            intruder: what they know.
            cells: cells whose ends are wanted.
        """
        fits = self._fitting(intruder)
        if not fits.any():
            return None
        first, moved = int(np.argmax(fits)), dict[int, Deviation]()
        base, kept = self._table(first), fits[self._rows]
        every, rows, steps = self._cells[kept], self._rows[kept], self._steps[kept]
        starts, stops = (np.searchsorted(every, cells, side).tolist() for side in ("left", "right"))
        ends: Ends = {}
        for cell, start, stop in zip(cells, starts, stops, strict=True):
            for side in (-1, 1):
                best, row = int(base[cell]), first
                if start < stop:
                    at = start if side < 0 else stop - 1
                    count = int(self.base[cell] + steps[at])
                    if side * count > side * best:
                        best, row = count, int(rows[at])
                if row not in moved:
                    moved[row] = self.deviations[row] if first == 0 else self._between(base, row)
                ends[cell, side] = best, moved[row]
        return base, ends

    def _between(self, base: IntArray, row: int) -> Deviation:
        table = self._table(row)
        changed = np.flatnonzero(table != base)
        return Deviation(tuple(changed.tolist()), tuple(table[changed].tolist()))

    def _table(self, row: int) -> IntArray:
        """One of the tables, whole; shape (n_cells,)."""
        table = self.base.copy()
        table[list(self.deviations[row].cells)] = self.deviations[row].counts
        return table

    def _fitting(self, intruder: Intruder) -> BoolArray:
        fits = np.ones(len(self.deviations), dtype=np.bool_)
        for known in intruder.inequalities:
            cells, factors = list(known.cells), np.array(known.factors, dtype=np.int64)
            values = self._columns[:, cells] @ factors + int(self.base[cells] @ factors)
            if known.least is not None:
                fits &= values >= known.least
            if known.most is not None:
                fits &= values <= known.most
        for hint in intruder.any_of:
            is_met = np.zeros(len(fits), dtype=np.bool_)
            for at in range(0, len(hint.cells), CHUNK):
                cells = list(hint.cells[at : at + CHUNK])
                counts = self._columns[:, cells].toarray() + self.base[cells]
                is_met |= ((counts >= hint.least) & (counts <= hint.most)).any(axis=1)
            fits &= is_met
        return fits
