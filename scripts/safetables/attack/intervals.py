"""Turns a release and an attacker into intervals; it takes nothing for safe that it has not seen.

An end of an interval counts as reached only where a whole table that agrees with everything known has it; solvers'
bounds serve to call an interval narrow or exact, never wide. What stays open at the limits is a failure of the release.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from ..system import BoxScan, IntArray, Relations, Walks
from .knowledge import OUTSIDER, WITHHELD, AnyOf, Attacker, ContradictionError, Published
from .programs import Group, groups
from .report import Deviation, FeasibilityInterval, Question, Report
from .seen import Seen

NEAREST = 300
"""How many cells around one may differ from the base table before a program over all tied cells is tried."""


def interrogate(
    published: Published,
    wanted: IntArray,
    attacker: Attacker = OUTSIDER,
    question: Question = Question.WIDE_ENOUGH,
    nodes: int = 1000,
    seen: Seen | None = None,
) -> Report:
    """Find what an attacker can tell of every withheld cell.

    Args:
        published: the release.
        wanted: width asked of each cell's interval, shape (n_cells,); intervals are reported of withheld
            cells and of any other unknown cell with a width above 0.
        attacker: what he knows beside it.
        question: exact ends, or only whether they lie far enough apart.
        nodes: branch-and-bound nodes allowed to one integer program.
        seen: tables that were found for an attacker who knows no more than the release.

    Raises:
        ContradictionError: no table agrees with what is published.
    """
    search = _Search(published, attacker, nodes, seen)
    cells = np.flatnonzero(published.is_withheld | (published.is_unknown & (wanted > 0))).tolist()
    for cell in cells if search.base is not None else ():
        search.widen(cell, int(wanted[cell]), question)
    intervals = tuple(search.interval(c, int(wanted[c])) for c in cells)
    return Report(attacker.name, question, intervals, search.base, tuple(search.found))


class _Search:
    """Tables seen so far and the ends they give to each cell."""

    def __init__(self, published: Published, attacker: Attacker, nodes: int, seen: Seen | None) -> None:
        self.published, self.attacker, self.nodes = published, attacker, nodes
        self.relations: Relations = published.relations
        self.matrix = self.relations.matrix()
        self.least_possible = np.zeros(self.relations.n_cells, dtype=np.int64)
        self.most_possible: dict[int, int] = {}
        self.ends: dict[tuple[int, int], tuple[int, Deviation]] = {}
        self.found: list[Deviation] = []
        unknown = np.flatnonzero(published.is_unknown).tolist()
        start = seen.start(attacker) if seen is not None else None
        if start is not None:
            self.base: IntArray | None = start.base
            self.ends = {(cell, side): start.end(cell, side) for cell in unknown for side in (-1, 1)}
            return
        self.base = self._any_table()
        if self.base is not None:
            self.ends = {
                (cell, side): (int(self.base[cell]), Deviation((), ())) for cell in unknown for side in (-1, 1)
            }

    # Programs and walks are dear to build, and an attacker for whom earlier tables suffice needs neither.
    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.published, self.attacker, self.nodes)

    @cached_property
    def group_of(self) -> dict[int, Group]:
        return {int(cell): group for group in self.groups for cell in group.cells}

    @cached_property
    def walks(self) -> Walks:
        assert self.base is not None
        return Walks(tuple(BoxScan(grid) for grid in self.relations.grids), self.base)

    def _any_table(self) -> IntArray | None:
        """Build one table from a solution of each group; None where a group stays undecided."""
        table = np.where(self.published.is_unknown, 0, self.published.shown).astype(np.int64)
        for group in self.groups:
            answer = group.any_table()
            if answer.is_impossible:
                what = f"no whole table fits what {self.attacker.name} knows"
                raise ContradictionError(what, "check that the files belong together")
            if answer.candidate is None:
                return None
            table[group.cells] = answer.candidate
        if self._fits(table):
            return table
        return self._by_hypothesis(table)

    def _by_hypothesis(self, table: IntArray) -> IntArray | None:
        """Meet each hint of the attacker by confining one of its cells at a time."""
        for hint in self.attacker.any_of:
            if any(hint.least <= table[c] <= hint.most for c in hint.cells):
                continue
            is_met, is_open = False, False
            for cell in hint.cells:
                if cell not in self.group_of:
                    continue
                group = self.group_of[cell]
                answer = group.any_table((cell, hint.least, hint.most))
                is_open |= answer.candidate is None and not answer.is_impossible
                if answer.candidate is not None:
                    table[group.cells] = answer.candidate
                    is_met = True
                    break
            if not is_met and not is_open:
                raise ContradictionError(f"nothing fits what {self.attacker.name} knows", "check the threshold")
        return table if self._fits(table) else None

    def _fits(self, table: IntArray) -> bool:
        """Check a table in whole numbers; the vectorised twin of `knowledge.disagreement`."""
        shown = ~self.published.is_unknown
        if (table < 0).any() or (table[shown] != self.published.shown[shown]).any() or (self.matrix @ table).any():
            return False
        for known in (*self.published.inequalities, *self.attacker.inequalities):
            value = sum(f * int(table[c]) for c, f in zip(known.cells, known.factors, strict=True))
            if (known.least is not None and value < known.least) or (known.most is not None and value > known.most):
                return False
        return all(any(h.least <= table[c] <= h.most for c in h.cells) for h in self.attacker.any_of)

    def _learn(self, group: Group, candidate: IntArray | None) -> None:
        if candidate is None or self.base is None:
            return
        changed = group.cells[candidate != self.base[group.cells]]
        table = self.base.copy()
        table[group.cells] = candidate
        if not self._fits(table):
            return
        deviation = Deviation(tuple(changed.tolist()), tuple(table[changed].tolist()))
        self.found.append(deviation)
        for cell, count in zip(deviation.cells, deviation.counts, strict=True):
            for side in (-1, 1):
                if side * count > side * self.ends[cell, side][0]:
                    self.ends[cell, side] = (count, deviation)

    def _width(self, cell: int) -> int:
        return self.ends[cell, 1][0] - self.ends[cell, -1][0]

    def _is_done(self, cell: int, wanted: int, question: Question, side: int) -> bool:
        if question is Question.WIDE_ENOUGH and self._width(cell) >= wanted:
            return True
        bound = self.most_possible.get(cell) if side > 0 else int(self.least_possible[cell])
        return bound == self.ends[cell, side][0]

    def widen(self, cell: int, wanted: int, question: Question) -> None:
        """Look for tables in which a cell is smaller and larger, from cheap means to dear ones."""
        assert self.base is not None
        if question is Question.WIDE_ENOUGH and self._width(cell) >= wanted:
            return
        derived = int(self.published.derived[cell])
        if derived != WITHHELD:
            # Every table that fits has this count, and no program need be asked.
            self.least_possible[cell] = self.most_possible[cell] = derived
            return
        group = self.group_of[cell]
        if self._width(cell) < wanted:
            for move in self.walks.moves(cell, self.published.is_unknown, wanted):
                self._learn(group, (self.base + move)[group.cells])
        if len(group.cells) > 2 * NEAREST and self._width(cell) < wanted:
            self._push_nearby(cell, wanted, group)
        for is_whole, side in ((False, -1), (False, 1), (True, -1), (True, 1)):
            if side < 0:
                self._try_centres(cell, wanted, group)
            if not self._is_done(cell, wanted, question, side):
                self._push(cell, side, wanted, question, is_whole=is_whole)
        for hint in self.attacker.any_of:
            if any(c in group.column for c in hint.cells):
                for side in (-1, 1):
                    if not self._is_done(cell, wanted, question, side):
                        self._try_hypotheses(cell, side, wanted, hint)

    def _push_nearby(self, cell: int, wanted: int, group: Group) -> None:
        """Look for witnesses around a cell only; being narrow there proves nothing."""
        assert self.base is not None
        near = group.around(cell, self.base, NEAREST)
        for is_whole in (False, True):
            for side in (-1, 1):
                least, most = self.ends[cell, 1][0] - wanted, self.ends[cell, -1][0] + wanted
                if self._width(cell) < wanted:
                    near.limit(cell, max(0, least), most)
                    self._learn(near, near.push(cell, side, is_whole=is_whole).candidate)

    def _try_centres(self, cell: int, wanted: int, group: Group) -> None:
        """Look near the centre of the tables in which a cell goes as far as it must."""
        for side in (-1, 1):
            if self._width(cell) < wanted:
                self._try_centre(cell, side, wanted, group)

    def _try_centre(self, cell: int, side: int, wanted: int, group: Group) -> None:
        end, other = self.ends[cell, side][0], self.ends[cell, -side][0]
        bound = self.most_possible.get(cell) if side > 0 else int(self.least_possible[cell])
        goal = other + side * wanted
        goal = goal if bound is None else side * min(side * goal, side * bound)
        if side * goal > side * end:
            answer = group.central_table((cell, goal, None) if side > 0 else (cell, 0, goal))
            self._learn(group, None if answer is None else answer.candidate)

    def _push(self, cell: int, side: int, wanted: int, question: Question, *, is_whole: bool) -> None:
        """Ask a program for one end; a table that is as wide as wanted will do where no more is asked."""
        group = self.group_of[cell]
        least, most = self.ends[cell, 1][0] - wanted, self.ends[cell, -1][0] + wanted
        if question is Question.WIDE_ENOUGH:
            group.limit(cell, max(0, least), most)
        answer = group.push(cell, side, is_whole=is_whole)
        if question is Question.EXACT and answer.is_unbounded:
            group.limit(cell, 0, most)
            answer = replace(group.push(cell, side, is_whole=True), bound=None)
        group.release(cell)
        self._learn(group, answer.candidate)
        if answer.bound is None:
            return
        # A bound that only repeats where the cell was confined to says nothing of the cell.
        is_own = answer.bound < most if side > 0 else answer.bound > max(0, least) or answer.bound == 0
        if question is Question.EXACT or is_own:
            self._bound(cell, side, answer.bound)

    def _bound(self, cell: int, side: int, bound: int) -> None:
        if side > 0:
            self.most_possible[cell] = min(bound, self.most_possible.get(cell, bound))
        else:
            self.least_possible[cell] = max(bound, int(self.least_possible[cell]))
        self.group_of[cell].tighten(cell, int(self.least_possible[cell]), self.most_possible.get(cell))

    def _try_hypotheses(self, cell: int, side: int, wanted: int, hint: AnyOf) -> None:
        """Push a cell under each way to make a hint true; the furthest of the bounds holds for all."""
        group = self.group_of[cell]
        bounds: list[int] = []
        is_whole_story = True
        for other in hint.cells:
            if other not in group.column:
                continue
            group.limit(other, hint.least, hint.most)
            answer = group.push(cell, side, is_whole=True)
            if answer.is_unbounded:
                group.limit(cell, 0, self.ends[cell, -1][0] + wanted)
                answer = replace(group.push(cell, side, is_whole=True), bound=None)
                group.release(cell)
            group.release(other)
            self._learn(group, answer.candidate)
            if answer.bound is not None:
                bounds.append(answer.bound)
            elif not answer.is_impossible:
                is_whole_story = False
        if bounds and is_whole_story:
            self._bound(cell, side, max(bounds) if side > 0 else min(bounds))

    def interval(self, cell: int, wanted: int) -> FeasibilityInterval:
        """Return what is known of a cell."""
        low, high = self.ends.get((cell, -1)), self.ends.get((cell, 1))
        return FeasibilityInterval(
            cell,
            wanted,
            None if low is None else low[0],
            None if high is None else high[0],
            int(self.least_possible[cell]),
            self.most_possible.get(cell),
            None if low is None else low[1],
            None if high is None else high[1],
        )
