"""Searches for a cheap pattern: covers each primary cell with a box, gives a few boxes up and chooses again.

A box of null-space entries +1 and -1 that can be taken `a` times down and `b` times up gives every one of its cells a
feasibility interval of `a + b`. The search proves no bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from itertools import product
from random import Random

import numpy as np
from numpy.typing import NDArray

from ..lp import FloatArray
from ..system import BoolArray, BoxScan
from .demand import Demand

FORBIDDEN = np.float32(1e6)
SEED = 20240101
CROWD = 12
"""The most primary cells that one step covers anew."""
HOT, COLD = 0.8, 0.1
"""Temperature at the start and at the end, in units of one cell's price."""
NOISE = 0.3
"""Greatest random surcharge on a box while annealing, in units of one cell's price."""

Prices = NDArray[np.float32]


@dataclass(frozen=True)
class Seat:
    """A primary cell's place in one grid.

    Attributes:
        near: the cell's offsets along each axis, in flat positions.
        unfit: opposite corners whose box does not give the width; shape of the grid.
        facets: views of the grid's prices to add up, grouped so that few additions run over the whole grid.
    """

    grid: int
    near: tuple[int, ...]
    unfit: NDArray[np.bool_]
    facets: tuple[tuple[Prices, ...], ...]


class Cover:
    """A box for each primary cell, and how many of the boxes need each cell."""

    def __init__(self, demand: Demand) -> None:
        self.random = Random(SEED)  # noqa: S311 - a search that must repeat itself, no secret
        self.scans = [BoxScan(g) for g in demand.relations.grids]
        weight: FloatArray = demand.price.astype(np.float64)
        # One place more than there are cells: ABSENT is -1 and so indexes a place that costs nothing.
        full = np.zeros(len(weight) + 1, dtype=np.float32)
        full[:-1] = np.where(demand.is_open, 0, np.where(demand.may_vary, weight, FORBIDDEN))
        self.weight: list[float] = full.tolist()
        self.use: list[int] = [*demand.is_primary.astype(int).tolist(), 1]
        positive = full[(full > 0) & (full < FORBIDDEN)]
        self.unit = float(np.median(positive)) if len(positive) else 1.0
        start = np.where(np.array(self.use) > 0, np.float32(0), full)
        self.prices: list[Prices] = [start[s.ids] for s in self.scans]
        self._flat = [p.reshape(-1) for p in self.prices]
        self._ids = [s.ids.ravel().tolist() for s in self.scans]
        self._buffers = [np.empty_like(p) for p in self.prices]
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(len(weight))]
        for g, ids in enumerate(self._ids):
            for at, cell in enumerate(ids):
                if cell >= 0:
                    self._places[cell].append((g, at))
        size = 2 * max((s.ids.size for s in self.scans), default=1)
        # RandomState's stream is frozen for ever; a Generator's may change between releases of numpy.
        noise = np.random.RandomState(SEED).random_sample(size) * NOISE * self.unit
        self._noise = noise.astype(np.float32)
        self.seats: dict[int, tuple[Seat, ...]] = {}
        for cell in np.flatnonzero(demand.is_primary).tolist():
            seats = self._seats(demand, cell, full)
            if seats:
                self.seats[cell] = seats
        self.boxes: dict[int, list[int]] = {}

    def _seats(self, demand: Demand, cell: int, full: Prices) -> tuple[Seat, ...]:
        seats = []
        for g, scan in enumerate(self.scans):
            position = scan.position(cell)
            if position is None:
                continue
            down, up = scan.rooms(np.append(demand.counts, np.int64(1 << 30))[scan.ids], position)
            unfit = (down + up < demand.width[cell]) | ~scan.is_box(position)
            unfit |= scan.totals(np.where(full[scan.ids] >= FORBIDDEN, 1, 0), position) > 0
            if not unfit.all():
                strides = [int(np.prod(scan.shape[axis + 1 :])) for axis in range(len(scan.shape))]
                near = tuple(i * s for i, s in zip(position, strides, strict=True))
                seats.append(Seat(g, near, unfit, _facets(scan, self.prices[g], position)))
        return tuple(seats)

    def cheapest(self, cell: int, is_noisy: bool) -> list[int]:
        """The cells of the box through `cell` that adds least to the price."""
        best: tuple[float, Seat, int] | None = None
        for seat in self.seats[cell]:
            price = self._buffers[seat.grid]
            price[...] = reduce(np.add, seat.facets[0])
            for facet in seat.facets[1:]:
                price += reduce(np.add, facet)
            if is_noisy:
                start = self.random.randrange(price.size)
                price += self._noise[start : start + price.size].reshape(price.shape)
            np.copyto(price, FORBIDDEN, where=seat.unfit)
            at = int(price.argmin())
            lowest = float(price.flat[at])
            if best is None or lowest < best[0]:
                best = (lowest, seat, at)
        assert best is not None
        return self._corners(best[1], best[2])

    def _corners(self, seat: Seat, opposite: int) -> list[int]:
        pairs = []
        stride = 1
        for size, near in zip(reversed(self.scans[seat.grid].shape), reversed(seat.near), strict=True):
            pairs.append((near, opposite % size * stride))
            opposite //= size
            stride *= size
        ids = self._ids[seat.grid]
        return [ids[sum(corner)] for corner in product(*reversed(pairs)) if ids[sum(corner)] >= 0]

    def put(self, cell: int, box: list[int]) -> float:
        """Cover a primary cell with a box; returns what that adds to the price."""
        self.boxes[cell] = box
        added = 0.0
        for c in box:
            if self.use[c] == 0:
                added += self.weight[c]
                self.reprice(c, 0.0)
            self.use[c] += 1
        return added

    def take(self, cell: int) -> float:
        """Remove a primary cell's box; returns what that saves."""
        saved = 0.0
        for c in self.boxes.pop(cell):
            self.use[c] -= 1
            if self.use[c] == 0:
                saved += self.weight[c]
                self.reprice(c, self.weight[c])
        return saved

    def hold(self, cell: int) -> None:
        """Keep a cell suppressed whatever happens to the boxes."""
        self.use[cell] += 1
        self.reprice(cell, 0.0)

    def reprice(self, cell: int, price: float) -> None:
        """Set what the next boxes pay for a cell."""
        for g, at in self._places[cell]:
            self._flat[g][at] = price

    def pattern(self) -> BoolArray:
        """The cells in use, shape (n_cells,)."""
        return np.array(self.use[:-1]) > 0


def _facets(scan: BoxScan, prices: Prices, position: tuple[int, ...]) -> tuple[tuple[Prices, ...], ...]:
    """The views of all corners but the cell's own, grouped by the last axis along which they do not move."""
    groups: dict[int, list[Prices]] = {}
    for moved in product((True, False), repeat=len(scan.shape)):
        if any(moved):
            still = [axis for axis, m in enumerate(moved) if not m]
            groups.setdefault(still[-1] if still else -1, []).append(scan.corner(prices, position, moved))
    return tuple(tuple(sorted(group, key=lambda view: view.size)) for _, group in sorted(groups.items()))


class _Users:
    """The primary cells whose boxes use a secondary cell, with choice of a random one in constant time."""

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


def searched(demand: Demand, rounds: int, held: BoolArray) -> BoolArray:
    """Returns a pattern in which every primary cell that has a fit box is covered by one; shape (n_cells,).

    Args:
        demand: what to protect.
        rounds: ruin-and-recreate steps.
        held: cells that stay suppressed whatever the search does, shape (n_cells,).
    """
    cover = Cover(demand)
    for c in np.flatnonzero(held & ~demand.is_primary).tolist():
        cover.hold(c)
    ledger = _Users(held | demand.is_primary)
    order = list(cover.seats)
    cover.random.shuffle(order)
    for cell in order:
        cover.put(cell, cover.cheapest(cell, False))
        ledger.add(cell, cover.boxes[cell])
    excess, least, best = 0.0, 0.0, cover.pattern()
    for step in range(rounds):
        if not ledger.cells:
            break
        heat = cover.unit * HOT * (COLD / HOT) ** (step / rounds)
        excess += _step(cover, ledger, heat)
        if excess < least - 1e-4:
            least, best = excess, cover.pattern()
    return best


def _step(cover: Cover, ledger: _Users, heat: float) -> float:
    """Give up a secondary cell and the boxes that use it, choose again, keep or undo; returns the change."""
    random = cover.random
    target = ledger.cells[random.randrange(len(ledger.cells))]
    crowd = set(ledger.users[target])
    if random.random() < 0.5:
        box = cover.boxes[min(crowd)]
        crowd |= ledger.users.get(box[random.randrange(len(box))], set())
    if len(crowd) > CROWD:
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
