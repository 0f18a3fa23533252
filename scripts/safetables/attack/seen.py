"""Keeps the tables that one search found, so that the next attacker's search starts from those that fit him too."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..system import BoolArray, IntArray
from .knowledge import Attacker
from .report import Deviation, Report

CHUNK = 256
"""Cells that are looked at together, so that no array of all tables and all cells is made."""


class Seen:
    """Whole tables that agree with a release, as deviations from one of them."""

    def __init__(self, base: IntArray, deviations: tuple[Deviation, ...]) -> None:
        self.base = base
        self.deviations = (Deviation((), ()), *dict.fromkeys(d for d in deviations if d.cells))
        rows = [row for row, d in enumerate(self.deviations) for _ in d.cells]
        cells = np.array([cell for d in self.deviations for cell in d.cells], dtype=np.int64)
        counts = np.array([count for d in self.deviations for count in d.counts], dtype=np.int64)
        shape = (len(self.deviations), len(base))
        self.changes = sparse.csr_matrix((counts - base[cells], (rows, cells)), shape=shape, dtype=np.int64)
        self._columns = self.changes.tocsc()
        # Each cell's changes from the smallest to the largest, for all cells in one sequence.
        columns = np.repeat(np.arange(len(base)), np.diff(self._columns.indptr))
        order = np.lexsort((self._columns.data, columns))
        self.cells, self.rows, self.steps = columns[order], self._columns.indices[order], self._columns.data[order]

    @staticmethod
    def of(report: Report) -> Seen | None:
        """Collect a report's witnesses; None where it found no table."""
        if report.base is None:
            return None
        ends = (end for interval in report.intervals for end in (interval.low, interval.high))
        return Seen(report.base, (*(end for end in ends if end is not None), *report.found))

    def start(self, attacker: Attacker) -> Start | None:
        """Choose the tables that an attacker cannot exclude; None where he excludes them all."""
        fits = self._fitting(attacker)
        return Start(self, fits) if fits.any() else None

    def table(self, row: int) -> IntArray:
        """One of the tables, whole; shape (n_cells,)."""
        table = self.base.copy()
        table[list(self.deviations[row].cells)] = self.deviations[row].counts
        return table

    def _fitting(self, attacker: Attacker) -> BoolArray:
        fits = np.ones(len(self.deviations), dtype=np.bool_)
        for known in attacker.inequalities:
            cells, factors = list(known.cells), np.array(known.factors, dtype=np.int64)
            values = self._columns[:, cells] @ factors + int(self.base[cells] @ factors)
            if known.least is not None:
                fits &= values >= known.least
            if known.most is not None:
                fits &= values <= known.most
        for hint in attacker.any_of:
            is_met = np.zeros(len(fits), dtype=np.bool_)
            for at in range(0, len(hint.cells), CHUNK):
                cells = list(hint.cells[at : at + CHUNK])
                counts = self._columns[:, cells].toarray() + self.base[cells]
                is_met |= ((counts >= hint.least) & (counts <= hint.most)).any(axis=1)
            fits &= is_met
        return fits


class Start:
    """Where a search begins: a table that fits, and for each cell the furthest of the others that fit."""

    def __init__(self, seen: Seen, fits: BoolArray) -> None:
        self._seen = seen
        self._first = int(np.argmax(fits))
        self.base = seen.table(self._first)
        self._moved: dict[int, Deviation] = {}
        kept = fits[seen.rows]
        cells, self._rows, self._steps = seen.cells[kept], seen.rows[kept], seen.steps[kept]
        every = np.arange(len(self.base))
        self._from, self._to = (np.searchsorted(cells, every, side).tolist() for side in ("left", "right"))

    def end(self, cell: int, side: int) -> tuple[int, Deviation]:
        """The smallest (side -1) or largest (side 1) count of a cell, and the table that has it."""
        best, row = int(self.base[cell]), self._first
        if self._from[cell] < self._to[cell]:
            at = self._from[cell] if side < 0 else self._to[cell] - 1
            count = int(self._seen.base[cell] + self._steps[at])
            if side * count > side * best:
                best, row = count, int(self._rows[at])
        return best, self._deviation(row)

    def _deviation(self, row: int) -> Deviation:
        if self._first == 0:
            return self._seen.deviations[row]
        if row not in self._moved:
            table = self._seen.table(row)
            changed = np.flatnonzero(table != self.base)
            self._moved[row] = Deviation(tuple(changed.tolist()), tuple(table[changed].tolist()))
        return self._moved[row]
