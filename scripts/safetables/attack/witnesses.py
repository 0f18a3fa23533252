"""What a search found of each cell: intervals, and whole tables that show them, to be checked by addition alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ..system import BoolArray, IntArray
from .knowledge import Inequality, Intruder, Published

MOST_TABLES = 500
"""Tables after which a pool grows no more."""
CHUNK = 256
"""Cells that are looked at together, so that no array of all tables and all cells is made."""


@dataclass(frozen=True)
class Deviation:
    """A table, as the counts in which it differs from a base table."""

    cells: tuple[int, ...]
    counts: tuple[int, ...]

    def of_first(self, n_cells: int) -> Deviation:
        """What it changes of the first cells."""
        return Deviation.of({c: count for c, count in zip(self.cells, self.counts, strict=True) if c < n_cells})

    @staticmethod
    def of(counts: Mapping[int, int]) -> Deviation:
        """The deviation with these counts of cells."""
        return Deviation(tuple(counts), tuple(counts.values()))

    @staticmethod
    def between(base: IntArray, table: IntArray) -> Deviation:
        """What a table changes of a base."""
        return Deviation.of({cell: int(table[cell]) for cell in np.flatnonzero(table != base).tolist()})


@dataclass(frozen=True)
class FeasibilityInterval:
    """What an intruder can find out about one cell; `wanted` is the width asked.

    Its ends are possible counts; between them, not every count need be: sums of three dimensions leave gaps now and
    then, and so does knowing the rule. What is promised is the distance of the ends.

    Attributes:
        least_seen: the smallest count that a witness table has (that table is `low`); None where none was found.
        least_possible: a count below which no table can go.
        most_possible: a count above which no table can go; None where no bound was found.
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
    """All intervals for one intruder, a table that fits, shape (n_cells,), and others that the search came by."""

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
        sizes = [len(d.cells) for d in self.deviations]
        rows = np.repeat(np.arange(len(sizes)), sizes)
        cells, counts = (
            np.concatenate([np.array(part, dtype=np.int64) for part in parts])
            for parts in ([d.cells for d in self.deviations], [d.counts for d in self.deviations])
        )
        shape = (len(self.deviations), len(base))
        changes = sparse.csr_matrix((counts - base[cells], (rows, cells)), shape=shape, dtype=np.int64)
        self._columns = changes.tocsc()
        # The changes of each cell, for all cells in one sequence.
        self._cells = np.repeat(np.arange(len(base)), np.diff(self._columns.indptr))
        self._rows, self._steps = self._columns.indices, self._columns.data

    @staticmethod
    def of(report: Report) -> Pool | None:
        """The witnesses of a report; None where it found no table."""
        if report.base is None:
            return None
        ends = [end for interval in report.intervals for end in (interval.low, interval.high) if end is not None]
        return Pool(report.base, (*ends, *report.found))

    def and_found(self, report: Report) -> Pool:
        """The pool with the tables that another search of the same release came by."""
        if report.base is None or not report.found or len(self.deviations) > MOST_TABLES:
            return self
        added = []
        for found in report.found:
            table = report.base.copy()
            table[list(found.cells)] = found.counts
            added.append(Deviation.between(self.base, table))
        return Pool(self.base, (*self.deviations, *added))

    def start(self, published: Published, intruder: Intruder, shifts: Sequence[IntArray]) -> Start | None:
        """The tables that an intruder cannot exclude; None where there is none.

        Args:
            published: what is published.
            intruder: what is known besides.
            shifts: moves that keep every sum; each table is taken with the first that fits. The first of the tables
                becomes the base.
        """
        which = np.full(len(self.deviations), -1)
        for number, by in enumerate(shifts):
            left = np.flatnonzero(which < 0)
            which[left[self._fitting(published, intruder, by)[left]]] = number
        fits = which >= 0
        if not fits.any():
            return None
        added = np.array(shifts, dtype=np.int64)
        first = int(np.argmax(fits))
        base, kept = self.table(first) + added[which[first]], fits[self._rows]
        cells, rows = self._cells[kept], self._rows[kept]
        counts = self.base[cells] + self._steps[kept] + added[which[rows], cells]
        low, high = base.copy(), base.copy()
        if len(cells):
            starts = np.append(0, np.flatnonzero(np.diff(cells)) + 1)
            own = cells[starts]
            low[own] = np.minimum(base[own], np.minimum.reduceat(counts, starts))
            high[own] = np.maximum(base[own], np.maximum.reduceat(counts, starts))
        return Start(self, added[which], base, low, high, (cells, rows, counts))

    def table(self, row: int) -> IntArray:
        """One of the tables, as counts of all cells."""
        table = self.base.copy()
        table[list(self.deviations[row].cells)] = self.deviations[row].counts
        return table

    def _fitting(self, published: Published, intruder: Intruder, by: IntArray) -> BoolArray:
        """Which tables, each with a move added, fit what is published and what an intruder knows."""
        fits = np.ones(len(self.deviations), dtype=np.bool_)
        for known in intruder.inequalities:
            fits &= self._obey(known, by)
        moved = np.flatnonzero(by)
        if len(moved):
            fits &= ((self._columns[:, moved].toarray() + self.base[moved] + by[moved]) >= 0).all(axis=1)
            for known in published.inequalities:
                if by[list(known.cells)].any():
                    fits &= self._obey(known, by)
        for hint in intruder.any_of:
            is_met = np.zeros(len(fits), dtype=np.bool_)
            for at in range(0, len(hint.cells), CHUNK):
                cells = list(hint.cells[at : at + CHUNK])
                counts = self._columns[:, cells].toarray() + self.base[cells] + by[cells]
                is_met |= ((counts >= hint.least) & (counts <= hint.most)).any(axis=1)
            fits &= is_met
        return fits

    def _obey(self, known: Inequality, by: IntArray) -> BoolArray:
        cells, factors = list(known.cells), np.array(known.factors, dtype=np.int64)
        values = self._columns[:, cells] @ factors + int((self.base + by)[cells] @ factors)
        fits = np.ones(len(values), dtype=np.bool_)
        if known.least is not None:
            fits &= values >= known.least
        if known.most is not None:
            fits &= values <= known.most
        return fits


@dataclass(frozen=True)
class Start:
    """What a pool has for one intruder.

    Attributes:
        by: the moves that are added to its tables, shape (n_tables, n_cells).
        base: one of these.
        low, high: the smallest and the largest count of each cell in any of them; shape (n_cells,).
        changes: cells, sorted, in which tables differ from that of the pool; in which table; and their counts there.
    """

    pool: Pool
    by: IntArray
    base: IntArray
    low: IntArray
    high: IntArray
    changes: tuple[IntArray, IntArray, IntArray]

    def deviation(self, cell: int, side: int) -> Deviation:
        """The table in which a cell goes furthest, as what it changes of the base."""
        (cells, rows, counts), end = self.changes, (self.low if side < 0 else self.high)[cell]
        start, stop = np.searchsorted(cells, cell, "left"), np.searchsorted(cells, cell, "right")
        at = start + np.flatnonzero(counts[start:stop] == end)
        if end == self.base[cell] or not len(at):
            return Deviation((), ())
        row = int(rows[at[0]])
        return Deviation.between(self.base, self.pool.table(row) + self.by[row])
