"""Turns a release and an intruder into feasibility intervals; it takes nothing for safe that it has not seen.

An end of an interval counts as reached only where a whole table that agrees with everything known has it; solvers'
bounds serve to call an interval narrow, never wide. What stays open at the limits is a failure of the release.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import product

import numpy as np

from ..lp import INFINITY
from ..system import BoxScan, IntArray, Walks
from .groups import Group, groups
from .knowledge import OUTSIDER, WITHHELD, AnyOf, ContradictionError, Intruder, Published, facts
from .witnesses import Deviation, Ends, FeasibilityInterval, Pool, Report

NEAREST = 300
"""How many cells around one may differ from the base table before a program over all tied cells is tried."""


def feasibility_intervals(
    published: Published, wanted: IntArray, intruder: Intruder = OUTSIDER, nodes: int = 1000, pool: Pool | None = None
) -> Report:
    """What an intruder can tell of every cell without a count, as far as it takes to show the widths asked.

    Intervals are reported of withheld cells and of any other unknown cell with a width above 0 in `wanted`, shape
    (n_cells,). The pool has tables that were found for an intruder who knows no more than the release, and one integer
    program may take so many branch-and-bound nodes.

    Raises:
        ContradictionError: no table agrees with what is published.
        OutOfTimeError: a solver did not end in time.
    """
    search = _Search(published, intruder, nodes, pool)
    cells = np.flatnonzero(published.is_withheld | (published.is_unknown & (wanted > 0))).tolist()
    for cell in cells if search.base is not None else ():
        search.widen(cell, int(wanted[cell]))
    intervals = tuple(search.interval(cell, int(wanted[cell])) for cell in cells)
    return Report(intruder.name, intervals, search.base, tuple(search.found))


class _Search:
    """The tables found so far, and the ends that they give to each cell."""

    def __init__(self, published: Published, intruder: Intruder, nodes: int, pool: Pool | None) -> None:
        self.published, self.intruder, self.nodes = published, intruder, nodes
        self.matrix = published.relations.matrix()
        self.least_possible = np.zeros(published.relations.n_cells, dtype=np.int64)
        self.most_possible: dict[int, int] = {}
        self.ends: Ends = {}
        self.found: list[Deviation] = []
        unknown = np.flatnonzero(published.is_unknown).tolist()
        start = pool.start(intruder, unknown) if pool is not None else None
        self.base: IntArray | None = None
        if start is not None:
            self.base, self.ends = start
            return
        self.base = self._any_table()
        if self.base is not None:
            counts = self.base.tolist()
            self.ends = {(cell, side): (counts[cell], Deviation((), ())) for cell in unknown for side in (-1, 1)}

    # Programs and walks are dear to build, and an intruder for whom earlier tables suffice needs neither.
    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.published, self.intruder, self.nodes)

    @cached_property
    def group_of(self) -> dict[int, Group]:
        return {int(cell): group for group in self.groups for cell in group.cells}

    @cached_property
    def walks(self) -> Walks:
        assert self.base is not None
        return Walks(tuple(BoxScan(grid) for grid in self.published.relations.grids), self.base)

    def _any_table(self) -> IntArray | None:
        """One table from a solution of each group; None where a group stays undecided."""
        table = np.where(self.published.is_unknown, 0, self.published.shown).astype(np.int64)
        for group in self.groups:
            answer = group.any_table()
            if answer.is_impossible:
                what = f"no whole table fits what {self.intruder.name} knows"
                raise ContradictionError(what, "check that the files belong together")
            if answer.candidate is None:
                return None
            table[group.cells] = answer.candidate
        return table if self._fits(table) else self._by_hypothesis(table)

    def _by_hypothesis(self, table: IntArray) -> IntArray | None:
        """Meets each hint of the intruder by confining one of its cells at a time."""
        for hint in self.intruder.any_of:
            if hint.holds(table):
                continue
            is_impossible = True
            for cell in filter(self.group_of.__contains__, hint.cells):
                group = self.group_of[cell]
                answer = group.any_table((cell, hint.least, hint.most))
                is_impossible &= answer.is_impossible
                if answer.candidate is not None:
                    table[group.cells] = answer.candidate
                    break
            if is_impossible:
                raise ContradictionError(f"nothing fits what {self.intruder.name} knows", "check the threshold")
        return table if self._fits(table) else None

    def _fits(self, table: IntArray) -> bool:
        """Checks a table in whole numbers; the vectorised twin of `knowledge.disagreement`."""
        shown = ~self.published.is_unknown
        if (table < 0).any() or (table[shown] != self.published.shown[shown]).any() or (self.matrix @ table).any():
            return False
        return all(fact.holds(table) for fact in facts(self.published, self.intruder))

    def _learn(self, group: Group, candidate: IntArray | None) -> None:
        if candidate is None or self.base is None:
            return
        table = self.base.copy()
        table[group.cells] = candidate
        if not self._fits(table):
            return
        deviation = Deviation.between(self.base, table)
        self.found.append(deviation)
        for cell, count in zip(deviation.cells, deviation.counts, strict=True):
            for side in (-1, 1):
                if side * count > side * self.ends[cell, side][0]:
                    self.ends[cell, side] = (count, deviation)

    def _width(self, cell: int) -> int:
        return self.ends[cell, 1][0] - self.ends[cell, -1][0]

    def _limit(self, cell: int, side: int) -> int | None:
        return self.most_possible.get(cell) if side > 0 else int(self.least_possible[cell])

    def _is_done(self, cell: int, wanted: int, side: int) -> bool:
        return self._width(cell) >= wanted or self._limit(cell, side) == self.ends[cell, side][0]

    def widen(self, cell: int, wanted: int) -> None:
        """Looks for tables in which a cell is smaller and larger, from cheap means to dear ones."""
        assert self.base is not None
        if self._width(cell) >= wanted:
            return
        derived = int(self.published.derived[cell])
        if derived != WITHHELD:
            # Every table that fits has this count, and no program need be asked.
            self.least_possible[cell] = self.most_possible[cell] = derived
            return
        group = self.group_of[cell]
        for move in self.walks.moves(cell, self.published.is_unknown, wanted):
            self._learn(group, (self.base + move)[group.cells])
        if len(group.cells) > 2 * NEAREST and self._width(cell) < wanted:
            self._search_nearby(cell, wanted, group)
        for is_whole, side in product((False, True), (-1, 1)):
            if side < 0:
                self._search_centres(cell, wanted, group)
            if not self._is_done(cell, wanted, side):
                self._extend(cell, side, wanted, is_whole=is_whole)
        hints = (hint for hint in self.intruder.any_of if not group.column.keys().isdisjoint(hint.cells))
        for hint, side in product(hints, (-1, 1)):
            if not self._is_done(cell, wanted, side):
                self._extend_by_hypotheses(cell, side, wanted, hint)

    def _search_nearby(self, cell: int, wanted: int, group: Group) -> None:
        """Looks for witnesses around a cell only; being narrow there proves nothing."""
        assert self.base is not None
        near = group.around(cell, self.base, NEAREST)
        for is_whole, side in product((False, True), (-1, 1)):
            if self._width(cell) < wanted:
                near.confine(cell, max(0, self.ends[cell, 1][0] - wanted), self.ends[cell, -1][0] + wanted)
                self._learn(near, near.furthest(cell, side, is_whole=is_whole).candidate)

    def _search_centres(self, cell: int, wanted: int, group: Group) -> None:
        """Looks near the centre of the tables in which a cell goes as far as it must, down and then up."""
        for side in (-1, 1):
            if self._width(cell) >= wanted:
                return
            end, other = self.ends[cell, side][0], self.ends[cell, -side][0]
            bound = self._limit(cell, side)
            goal = other + side * wanted
            goal = goal if bound is None else side * min(side * goal, side * bound)
            if side * goal > side * end:
                self._learn(group, group.central_table((cell, goal, INFINITY) if side > 0 else (cell, 0, goal)))

    def _extend(self, cell: int, side: int, wanted: int, *, is_whole: bool) -> None:
        """Asks a program for one end; a table that is as wide as wanted will do."""
        group = self.group_of[cell]
        least, most = max(0, self.ends[cell, 1][0] - wanted), self.ends[cell, -1][0] + wanted
        group.confine(cell, least, most)
        answer = group.furthest(cell, side, is_whole=is_whole)
        group.release(cell)
        self._learn(group, answer.candidate)
        # A bound that only repeats where the cell was confined to says nothing of the cell.
        if answer.bound is not None and (answer.bound < most if side > 0 else answer.bound > least or not answer.bound):
            self._bound(cell, side, answer.bound)

    def _bound(self, cell: int, side: int, bound: int) -> None:
        if side > 0:
            self.most_possible[cell] = min(bound, self.most_possible.get(cell, bound))
        else:
            self.least_possible[cell] = max(bound, int(self.least_possible[cell]))
        self.group_of[cell].tighten(cell, int(self.least_possible[cell]), self.most_possible.get(cell, INFINITY))

    def _extend_by_hypotheses(self, cell: int, side: int, wanted: int, hint: AnyOf) -> None:
        """Asks for one end under each way to make a hint true; the furthest of the bounds holds for all."""
        group = self.group_of[cell]
        bounds: list[int] = []
        is_decided = True
        for other in filter(group.column.__contains__, hint.cells):
            group.confine(other, hint.least, hint.most)
            answer = group.furthest(cell, side, is_whole=True)
            if answer.is_unbounded:
                group.confine(cell, 0, self.ends[cell, -1][0] + wanted)
                answer = replace(group.furthest(cell, side, is_whole=True), bound=None)
                group.release(cell)
            group.release(other)
            self._learn(group, answer.candidate)
            if answer.bound is not None:
                bounds.append(answer.bound)
            elif not answer.is_impossible:
                is_decided = False
        if bounds and is_decided:
            self._bound(cell, side, max(bounds) if side > 0 else min(bounds))

    def interval(self, cell: int, wanted: int) -> FeasibilityInterval:
        (low, lowest), (high, highest) = (self.ends.get((cell, side), (None, None)) for side in (-1, 1))
        bounds = int(self.least_possible[cell]), self.most_possible.get(cell)
        return FeasibilityInterval(cell, wanted, low, high, *bounds, lowest, highest)
