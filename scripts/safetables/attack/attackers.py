"""Lists the attackers of a release; it states what each one knows and leaves the sums to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.sparse import csgraph

from ..system import Cell, IntArray, Relations
from .knowledge import WITHHELD, AnyOf, Attacker, Inequality, Published


def knower_of_the_rule(published: Published, threshold: int) -> Attacker:
    """Return the attacker who knows what is sensitive and that nothing is withheld without need.

    Modelled exactly this far: withheld cells that the equations tie together form a group, and a group in which no
    cell is sensitive would not have been withheld; so in each group at least one cell, published or not, lies in
    1 to `threshold - 1`. That every shown count is 0 or at least `threshold` he sees anyway. Not modelled: running the
    whole protector backwards, on every table that fits, to see which of them give this very pattern.
    """
    groups = _groups(published)
    hints = tuple(
        AnyOf(group, 1, threshold - 1, f"group of {published.relations.cells[group[0]]}: no cell is sensitive")
        for group in groups
        if published.relations.is_published[list(group)].any()
    )
    return Attacker(f"knows the rule, threshold {threshold}", (), hints)


def respondent(published: Published, *records: Cell) -> Attacker:
    """Return one respondent, or several who pool what they know.

    Each knows the cell of his own answers, so every cell that contains it counts him. Taking himself away
    shifts an interval and leaves its width, so the width that is judged is that of the others.
    """
    return _respondent(published, _Containing(published.relations), records)


def respondents(published: Published) -> tuple[Attacker, ...]:
    """Return one attacker for each finest combination of answers, in order: what he told, he knows of all tables.

    Somebody whose cells are all shown learns nothing from being counted in them; so does nobody in a cell that is
    shown as 0.
    """
    containing = _Containing(published.relations)
    attackers = (
        _respondent(published, containing, (cell,))
        for cell in inner_cells(published)
        if published.shown[containing.numbers[cell]] != 0
    )
    return tuple(attacker for attacker in attackers if attacker.inequalities)


def _respondent(published: Published, containing: _Containing, records: Sequence[Cell]) -> Attacker:
    counted = Counter(number for record in records for number in containing.cells(record))
    known = tuple(
        Inequality((c,), (1,), times, None, f"{published.relations.cells[c]}: counts {times} of the attackers")
        for c, times in counted.items()
        if published.shown[c] == WITHHELD
    )
    return Attacker(f"respondent: {' + '.join(str(r) for r in records)}", known)


def inner_cells(published: Published) -> tuple[Cell, ...]:
    """Return the cells that are no other cell's total or margin."""
    parents = set(published.relations.parents)
    return tuple(cell for n, cell in enumerate(published.relations.cells) if n not in parents)


def holder_of_earlier(published: Published, earlier: IntArray) -> Attacker:
    """Return the reader of an earlier release of the same cells, who takes its people for the same.

    Args:
        published: the release under audit.
        earlier: its predecessor's counts, WITHHELD where it showed none; shape (n_cells,).
    """
    both = np.flatnonzero((earlier != WITHHELD) & published.is_unknown).tolist()
    known = tuple(
        Inequality((c,), (1,), int(earlier[c]), int(earlier[c]), f"{published.relations.cells[c]}: shown before")
        for c in both
    )
    return Attacker("holder of the earlier release", known)


def together(name: str, attackers: Sequence[Attacker]) -> Attacker:
    """Return one attacker who knows what each of several knows."""
    return Attacker(
        name,
        tuple(i for a in attackers for i in a.inequalities),
        tuple(h for a in attackers for h in a.any_of),
    )


class _Containing:
    """Finds the cells that count a record, whose categories stand for all that they are part of too."""

    def __init__(self, relations: Relations) -> None:
        self.numbers = relations.numbers()
        self._above: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for parent, children in zip(relations.parents, relations.children, strict=True):
            whole = set(relations.cells[parent].where)
            for child in children:
                part = set(relations.cells[child].where)
                if len(part - whole) == 1:
                    self._above.setdefault((part - whole).pop(), set()).update(whole - part)

    def cells(self, record: Cell) -> list[int]:
        """Numbers of the cells, sorted."""
        ways: list[list[tuple[str, str] | None]] = []
        for pair in record.where:
            way = {pair}
            border = {pair}
            while border:
                border = {higher for one in border for higher in self._above.get(one, ())} - way
                way |= border
            ways.append([None, *sorted(way)])
        chosen = (Cell.of(record.universe, [pair for pair in pairs if pair]) for pairs in product(*ways))
        return sorted({self.numbers[cell] for cell in chosen if cell in self.numbers})


def _groups(published: Published) -> tuple[tuple[int, ...], ...]:
    unknown = np.flatnonzero(published.is_unknown)
    part = abs(published.relations.matrix()[:, unknown])
    count, labels = csgraph.connected_components(part.T @ part, directed=False)
    return tuple(tuple(unknown[labels == g].tolist()) for g in range(count))
