"""Turns a release and an intruder into feasibility intervals; it takes nothing for safe that it has not seen.

An end of an interval counts as reached only where a whole table that agrees with everything known has it; solvers'
bounds serve to call an interval narrow, never wide. What stays open at the limits is a failure of the release.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import product

import numpy as np
from scipy import sparse

from ..lp import INFINITY, FloatArray
from ..system import IntArray, Walks
from .groups import Group, groups, rows_of
from .knowledge import OUTSIDER, WITHHELD, AnyOf, ContradictionError, Inequality, Intruder, Published
from .witnesses import Deviation, FeasibilityInterval, Pool, Report, Start

EFFORTS = 2
"""How hard tables for many cells are looked for at once, before a search for each."""
SHIFTS = 32
"""In how many ways the tables of the pool are tried with somebody more in a cell."""
FEW = 5
"""So many cells are looked at one by one."""
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
    is_asked = published.is_withheld | (published.is_unknown & (wanted > 0))
    if search.base is not None:
        search.widen_together(np.where(is_asked, wanted, 0))
        for cell in np.flatnonzero(is_asked & (search.high - search.low < wanted)).tolist():
            search.widen(cell, int(wanted[cell]))
        # Of cells that no table has, only those that are found too closely are of interest.
        is_asked &= published.is_withheld | (search.high - search.low < wanted)
    intervals = tuple(search.interval(cell, int(wanted[cell])) for cell in np.flatnonzero(is_asked).tolist())
    return Report(intruder.name, intervals, search.base, tuple(search.found))


class _Search:
    """The tables found so far, and how far each cell goes in them.

    Attributes:
        low, high: the smallest and the largest count of each cell in any of them, shape (n_cells,).
        found: tables beside the base and those of the pool.
    """

    def __init__(self, published: Published, intruder: Intruder, nodes: int, pool: Pool | None) -> None:
        self.published, self.intruder, self.nodes = published, intruder, nodes
        self.matrix = published.relations.matrix()
        self.least_possible = np.zeros(published.relations.n_cells, dtype=np.int64)
        self.most_possible: dict[int, int] = {}
        self.found: list[Deviation] = []
        self.start = self._start(pool) if pool is not None else None
        self.base = self._any_table() if self.start is None else self.start.base
        if self.base is None:
            return
        self.low, self.high = self.base.copy(), self.base.copy()
        # Of each cell and side, the table in which it goes that far: one found (0, 1, ...) or another (-1).
        self._by = {side: np.full(len(self.base), -1) for side in (-1, 1)}
        if self.start is not None:
            self.low, self.high = self.start.low.copy(), self.start.high.copy()

    def _start(self, pool: Pool) -> Start | None:
        """What the pool has for this intruder: its tables as they are, or with one more move."""
        shifts = [np.zeros_like(pool.base)]
        cells = self.published.relations.cells
        for known in sorted(self.intruder.inequalities, key=lambda k: -len(cells[k.cells[0]].where)):
            cell = known.cells[0]
            shifts = [more for shift in shifts for more in self._with_at_least(pool.base, shift, cell, known)][:SHIFTS]
        sound = [by for by in shifts if not (self.matrix @ by).any() and not by[~self.published.is_unknown].any()]
        return pool.start(self.published, self.intruder, sound)

    def _with_at_least(self, base: IntArray, shift: IntArray, cell: int, known: Inequality) -> list[IntArray]:
        """A move, and others after which a cell has the least that an intruder knows of it."""
        missing = (known.least or 0) - int(base[cell] + shift[cell])
        if missing <= 0 or known.factors != (1,):
            return [shift]
        walks = Walks(self.published.relations, base + shift)
        moves = walks.additions(cell, self.published.is_unknown, SHIFTS) if missing == 1 else []
        moves = moves or walks.moves(cell, self.published.is_unknown, missing)[1:2]
        return [shift + move for move in moves] or [shift]

    # Programs and walks are dear to build, and an intruder for whom earlier tables suffice needs neither.
    @cached_property
    def known(self) -> tuple[sparse.csr_matrix, FloatArray, FloatArray]:
        """All inequalities that the intruder has, as rows with their least and their largest value."""
        return rows_of((*self.published.inequalities, *self.intruder.inequalities), self.published.relations.n_cells)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.published, self.intruder, self.nodes)

    @cached_property
    def group_of(self) -> dict[int, Group]:
        return {int(cell): group for group in self.groups for cell in group.cells}

    @cached_property
    def walks(self) -> Walks:
        assert self.base is not None
        # What the intruder knows to be there, no walk may take away.
        least = np.zeros_like(self.base)
        for known in self.intruder.inequalities:
            if known.factors == (1,) and known.least is not None:
                least[known.cells[0]] = max(least[known.cells[0]], known.least)
        return Walks(self.published.relations, self.base - least)

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
        matrix, least, most = self.known
        values = matrix @ table
        return bool(
            (values >= least).all()
            and (values <= most).all()
            and all(hint.holds(table) for hint in self.intruder.any_of)
        )

    def _learn(self, group: Group, candidate: IntArray | None) -> None:
        if candidate is not None and self.base is not None:
            table = self.base.copy()
            table[group.cells] = candidate
            self._learn_table(table)

    def _learn_table(self, table: IntArray) -> None:
        if self.base is None or not self._fits(table):
            return
        for side, reached in ((-1, self.low), (1, self.high)):
            is_further = side * table > side * reached
            reached[is_further] = table[is_further]
            self._by[side][is_further] = len(self.found)
        self.found.append(Deviation.between(self.base, table))

    def _width(self, cell: int) -> int:
        return int(self.high[cell] - self.low[cell])

    def _end(self, cell: int, side: int) -> int:
        return int((self.low if side < 0 else self.high)[cell])

    def _limit(self, cell: int, side: int) -> int | None:
        return self.most_possible.get(cell) if side > 0 else int(self.least_possible[cell])

    def _is_done(self, cell: int, wanted: int, side: int) -> bool:
        return self._width(cell) >= wanted or self._limit(cell, side) == self._end(cell, side)

    def widen_together(self, wanted: IntArray) -> None:
        """Looks for tables that show many cells to be as wide as wanted; of those that no table has."""
        assert self.base is not None
        missing = ~self.published.relations.is_published & (self.high - self.low < wanted)
        for effort in range(EFFORTS if missing.sum() > FEW else 0):
            for move in self.walks.crowds(self.published.is_unknown, missing, int(wanted.max()), effort):
                self._learn_table(self.base + move)
                missing &= self.high - self.low < wanted

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
            self._learn_table(self.base + move)
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
                near.confine(cell, max(0, self._end(cell, 1) - wanted), self._end(cell, -1) + wanted)
                self._learn(near, near.furthest(cell, side, is_whole=is_whole).candidate)

    def _search_centres(self, cell: int, wanted: int, group: Group) -> None:
        """Looks near the centre of the tables in which a cell goes as far as it must, down and then up."""
        for side in (-1, 1):
            if self._width(cell) >= wanted:
                return
            end, other = self._end(cell, side), self._end(cell, -side)
            bound = self._limit(cell, side)
            goal = other + side * wanted
            goal = goal if bound is None else side * min(side * goal, side * bound)
            if side * goal > side * end:
                self._learn(group, group.central_table((cell, goal, INFINITY) if side > 0 else (cell, 0, goal)))

    def _extend(self, cell: int, side: int, wanted: int, *, is_whole: bool) -> None:
        """Asks a program for one end; a table that is as wide as wanted will do."""
        group = self.group_of[cell]
        least, most = max(0, self._end(cell, 1) - wanted), self._end(cell, -1) + wanted
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
                group.confine(cell, 0, self._end(cell, -1) + wanted)
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
        bounds = int(self.least_possible[cell]), self.most_possible.get(cell)
        if self.base is None:
            return FeasibilityInterval(cell, wanted, None, None, *bounds, None, None)
        ends = (self._end(cell, -1), self._end(cell, 1))
        return FeasibilityInterval(cell, wanted, *ends, *bounds, self._deviation(cell, -1), self._deviation(cell, 1))

    def _deviation(self, cell: int, side: int) -> Deviation:
        """The table in which a cell goes furthest, as what it changes of the base."""
        number = int(self._by[side][cell])
        if number >= 0:
            return self.found[number]
        return Deviation((), ()) if self.start is None else self.start.deviation(cell, side)
