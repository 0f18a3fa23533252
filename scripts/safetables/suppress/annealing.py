"""Searches for a cheaper cover by giving up and rechoosing a few boxes at a time; it never proves a bound."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..system import BoolArray
from .covering import Cover
from .demand import Demand, FloatArray


@dataclass(frozen=True)
class Effort:
    """How long to search, in steps, so that a faster machine finds the same pattern.

    Attributes:
        rounds: ruin-and-recreate steps.
        crowd: the most primary cells that one step covers anew.
        hot: temperature at the start, in units of one cell's price.
        cold: temperature at the end.
    """

    rounds: int
    crowd: int = 12
    hot: float = 0.8
    cold: float = 0.1


class _Ledger:
    """Which primary cells' boxes use a secondary cell, with choice of a random one in constant time."""

    def __init__(self, anchored: BoolArray) -> None:
        self.anchored = anchored.tolist()
        self.users: dict[int, set[int]] = {}
        self.cells: list[int] = []
        self._at: dict[int, int] = {}

    def add(self, cell: int, box: list[int]) -> None:
        for c in box:
            if not self.anchored[c]:
                users = self.users.setdefault(c, set())
                if not users:
                    self._at[c] = len(self.cells)
                    self.cells.append(c)
                users.add(cell)

    def drop(self, cell: int, box: list[int]) -> None:
        for c in box:
            if not self.anchored[c]:
                users = self.users[c]
                users.discard(cell)
                if not users:
                    at, last = self._at.pop(c), self.cells.pop()
                    if last != c:
                        self.cells[at] = last
                        self._at[last] = at


def anneal(demand: Demand, weight: FloatArray, effort: Effort, held: BoolArray) -> BoolArray:
    """Return a pattern in which every primary cell that has a fit box is covered by one.

    Args:
        demand: what to protect.
        weight: price of each cell, shape (n_cells,).
        effort: how long to search.
        held: cells that stay withheld whatever the search does, shape (n_cells,).

    Returns:
        Cells in use, `held` and primary cells included; shape (n_cells,).
    """
    cover = Cover(demand, weight)
    for c in np.flatnonzero(held & ~demand.is_primary).tolist():
        cover.hold(c)
    ledger = _Ledger(held | demand.is_primary)
    order = list(cover.seats)
    cover.random.shuffle(order)
    for cell in order:
        cover.put(cell, cover.cheapest(cell, False))
        ledger.add(cell, cover.boxes[cell])
    excess, least, best = 0.0, 0.0, cover.pattern()
    for step in range(effort.rounds):
        if not ledger.cells:
            break
        heat = cover.unit * effort.hot * (effort.cold / effort.hot) ** (step / effort.rounds)
        excess += _step(cover, ledger, effort.crowd, heat)
        if excess < least - 1e-4:
            least, best = excess, cover.pattern()
    return best


def _step(cover: Cover, ledger: _Ledger, most: int, heat: float) -> float:
    """Give up a secondary cell and what hangs on it, choose again, keep or undo; return the change."""
    random = cover.random
    target = ledger.cells[random.randrange(len(ledger.cells))]
    crowd = set(ledger.users[target])
    if random.random() < 0.5:
        box = cover.boxes[min(crowd)]
        crowd |= ledger.users.get(box[random.randrange(len(box))], set())
    if len(crowd) > most:
        return 0.0
    before = {cell: cover.boxes[cell] for cell in sorted(crowd)}
    change = 0.0
    for cell, box in before.items():
        change -= cover.take(cell)
        ledger.drop(cell, box)
    cover.reprice(target, 2 * cover.weight[target])
    again = list(before)
    random.shuffle(again)
    for cell in again:
        change += cover.put(cell, cover.cheapest(cell, True))
        ledger.add(cell, cover.boxes[cell])
    if cover.use[target] == 0:
        cover.reprice(target, cover.weight[target])
    if change <= 1e-6 or random.random() < math.exp(-change / heat):
        return change
    for cell in again:
        ledger.drop(cell, cover.boxes[cell])
        cover.take(cell)
    for cell, box in before.items():
        cover.put(cell, box)
        ledger.add(cell, box)
    return 0.0
