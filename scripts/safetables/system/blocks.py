"""Grids of counts among others that share margins with them, and the boxes through a cell that may be taken there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from .cells import ABSENT, BoolArray, IntArray, Relations
from .moves import PLENTY, BoxScan

TRIES = 12
"""Boxes that are tried in other tables before a walk ends."""

Axes = tuple[int, ...]
Pairs = Mapping[str, tuple[int, int]]
"""Variable -> two of its categories."""
Step = dict[int, int]
"""Cell -> what is added to it."""


@dataclass(frozen=True)
class Block:
    """A grid among others.

    Attributes:
        pinned: positions that no box may change, whatever is suppressed; shape of the grid.
        beside: (number of another block, the variables that both have), as a tree of all that are linked.
    """

    scan: BoxScan
    names: tuple[str, ...]
    pinned: BoolArray
    beside: tuple[tuple[int, frozenset[str]], ...]

    @cached_property
    def finest(self) -> IntArray:
        """The cells that are no totals."""
        return self.scan.ids[tuple(slice(0, -1) for _ in self.names)]

    @cached_property
    def inner_cells(self) -> frozenset[int]:
        """The same as numbers."""
        return frozenset(self.finest.ravel().tolist())

    @cached_property
    def flat(self) -> list[int]:
        """All cells in the order of flat positions."""
        found: list[int] = self.scan.ids.ravel().tolist()
        return found

    @cached_property
    def strides(self) -> list[int]:
        """How far apart neighbours along each axis stand in flat positions."""
        return [int(np.prod(self.scan.shape[axis + 1 :])) for axis in range(len(self.names))]

    @cached_property
    def stride_of(self) -> dict[str, int]:
        """The same by variable."""
        return dict(zip(self.names, self.strides, strict=True))

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many categories each variable has."""
        return {name: size - 1 for name, size in zip(self.names, self.scan.shape, strict=True)}

    def most(self, counts: IntArray) -> IntArray:
        """The least of the counts, shape (n_cells,), of all cells that hold each of the finest; shape of `finest`."""
        values = np.append(counts, np.int64(PLENTY))[self.scan.ids]
        found: IntArray = np.full(self.finest.shape, PLENTY, dtype=np.int64)
        for place in product((slice(0, -1), slice(-1, None)), repeat=len(self.names)):
            np.minimum(found, values[place], out=found)
        return found

    def box(self, near: Sequence[int], far: Sequence[int]) -> Step:
        """What the box between two corners adds to each cell: 1 to that of the first."""
        places, steps = [0], [1]
        for at, other, stride, size in zip(near, far, self.strides, self.scan.shape, strict=True):
            turn = 1 if size - 1 in (at, other) else -1
            places = [p + at * stride for p in places] + [p + other * stride for p in places]
            steps = steps + [turn * step for step in steps]
        return {c: step for p, step in zip(places, steps, strict=True) if (c := self.flat[p]) != ABSENT}

    def plain(self, factors: Sequence[Pairs], place: Mapping[str, int]) -> Step:
        """The same where each variable moves by itself."""
        pairs = {name: ends for factor in factors for name, ends in factor.items()}
        near = [pairs[n][0] if n in pairs else place[n] for n in self.names]
        far = [pairs[n][1] if n in pairs else size - 1 for n, size in zip(self.names, self.scan.shape, strict=True)]
        return self.box(near, far)

    def swap(self, factors: Sequence[Pairs], place: Mapping[str, int]) -> Step:
        """What a box adds to each cell in which several variables move together, as one factor of it.

        Args:
            factors: variable -> the two categories between which it moves.
            place: the categories of all others.
        """
        corners: list[tuple[Mapping[str, int], int]] = [(place, 1)]
        for factor in factors:
            corners = [
                ({**at, **{name: ends[end] for name, ends in factor.items()}}, step * (1 - 2 * end))
                for at, step in corners
                for end in (0, 1)
            ]
        found: Step = {}
        for at, step in corners:
            positions = [0]
            for name, stride, size in zip(self.names, self.strides, self.scan.shape, strict=True):
                own, last = at[name] * stride, (size - 1) * stride
                positions = [p + own for p in positions] + [p + last for p in positions]
            for p in positions:
                cell = self.flat[p]
                found[cell] = found.get(cell, 0) + step
        found.pop(ABSENT, None)
        return {cell: step for cell, step in found.items() if step}


@dataclass(frozen=True)
class Region:
    """The boxes through a cell that move between two categories of the same variables.

    Attributes:
        moved: axes along which they do.
        odd, even: where the corners that move against the cell, and with it, stand in a grid.
        allowed: which far corners make a box that changes open cells alone.
        inner: axes along which the cell is no total.
    """

    moved: Axes
    odd: Sequence[tuple[slice, ...]]
    even: Sequence[tuple[slice, ...]]
    allowed: BoolArray
    is_lifted: bool
    inner: frozenset[int]

    def corner(self, block: Block, at: int) -> list[int]:
        """The far corner of a box as a place in the grid."""
        far = [int(i) for i in np.unravel_index(at, self.allowed.shape)]
        last = [size - 1 for size in block.scan.shape]
        return [
            last[axis] if axis in self.inner and axis not in self.moved else index for axis, index in enumerate(far)
        ]


@lru_cache(maxsize=4)
def blocks_of(relations: Relations) -> tuple[Block, ...]:
    """The grids of a release: the largest flat ones, which form a tree, and those of nested categories alone."""
    whole = [g for g in relations.grids if g.is_whole]
    largest = [g for g in whole if not any(g.universe == o.universe and set(g.names) < set(o.names) for o in whole)]
    inside: list[int] = [0] * (relations.n_cells + 1)
    for number, grid in enumerate(largest):
        for cell in set(grid.ids.ravel().tolist()):
            inside[cell] |= 1 << number
    pinned = np.zeros(relations.n_cells + 1, dtype=np.bool_)
    for parent, children in relations.sums:
        common = inside[parent]
        for child in children:
            common &= inside[child]
        if not common:
            pinned[[parent, *children]] = True
    tree = _tree([(g.universe, frozenset(g.names)) for g in largest])
    joined = [
        Block(BoxScan(g), g.names, np.where(g.ids == ABSENT, ~g.is_free, pinned[g.ids]), tuple(tree[n]))
        for n, g in enumerate(largest)
    ]
    alone = [Block(BoxScan(g), g.names, ~g.is_free, ()) for g in relations.grids if not g.is_whole]
    return (*joined, *alone)


def _tree(tables: list[tuple[str, frozenset[str]]]) -> list[list[tuple[int, frozenset[str]]]]:
    """Which tables stand beside each other in a tree where any variable's tables hang together (Prim)."""
    beside: list[list[tuple[int, frozenset[str]]]] = [[] for _ in tables]
    left = set(range(len(tables)))
    while left:
        root = min(left)
        left.discard(root)
        best = {n: (len(tables[n][1] & tables[root][1]), root) for n in left if tables[n][0] == tables[root][0]}
        while best:
            number = max(best, key=lambda n: (best[n][0], -n))
            size, at = best.pop(number)
            if size == 0 and not any(tables[number][1] & tables[o][1] for o in range(len(tables)) if o not in left):
                continue
            left.discard(number)
            common = tables[number][1] & tables[at][1]
            beside[number].append((at, common))
            beside[at].append((number, common))
            best = {n: max(own, (len(tables[n][1] & tables[number][1]), number)) for n, own in best.items()}
    return beside


def room_of(values: IntArray, region: Region, side: int) -> IntArray:
    room: IntArray | None = None
    for where in region.odd if side > 0 else region.even:
        corner = values[where]
        room = corner if room is None else np.minimum(room, corner)
    return np.broadcast_to(np.int64(PLENTY) if room is None else room, region.allowed.shape)


def regions_of(block: Block, position: Axes, blocked: BoolArray) -> list[Region]:
    """All boxes through a position that change no blocked cell, by the variables that they move along."""
    inner = [axis for axis, at in enumerate(position) if at < block.scan.shape[axis] - 1]
    # Of a box's far corners, the total stands where it does not move, and another category where it does.
    fits = block.scan.totals(blocked.astype(np.int8), position) == 0
    every, last = slice(0, -1), slice(-1, None)
    own = [slice(at, at + 1) for at in position]
    found = []
    for moved in chain.from_iterable(combinations(inner, size) for size in range(len(inner) + 1)):
        far = tuple(last if axis in inner and axis not in moved else every for axis in range(len(position)))
        allowed = fits[far]
        if not allowed.any():
            continue
        allowed = allowed.copy()
        for axis in moved:
            allowed[(slice(None),) * axis + (position[axis],)] = False
        if not allowed.any():
            continue
        corners: tuple[list[tuple[slice, ...]], list[tuple[slice, ...]]] = ([], [])
        for size in range(len(moved) + 1):
            for turned in combinations(moved, size):
                place = tuple(every if a in turned or a not in inner else own[a] for a in range(len(position)))
                corners[size % 2].append(place)
        is_lifted = any({block.names[axis] for axis in moved} <= common for _, common in block.beside)
        found.append(Region(moved, corners[1], corners[0], allowed, is_lifted, frozenset(inner)))
    return found


def partners(
    now: IntArray,
    block: Block,
    position: Axes,
    axes: tuple[int, Axes],
    side: int,
    random: np.random.RandomState | None,
    tries: int = TRIES,
) -> Iterator[tuple[list[int], int]]:
    """Yields whom people in a cell may change an answer with, those with most room first, and how often."""
    one, others = axes
    last = [size - 1 for size in block.scan.shape]
    rest = [axis for axis in range(len(position)) if axis != one and axis not in others]
    free = [axis for axis in rest if position[axis] == last[axis]]
    held = [axis for axis in rest if axis not in free]
    values = now[block.finest].transpose((one, *others, *free, *held))
    place: tuple[Any, ...] = (..., *(position[axis] for axis in held))
    values = values[place]
    own: tuple[Any, ...] = (slice(None), *(position[axis] for axis in others))
    if side > 0:
        here, there = values[own], values[position[one]]
        room = np.minimum(here.reshape(len(here), *([1] * len(others)), *here.shape[1:]), there[None])
    else:
        here = values[own][position[one]]
        room = np.minimum(here, values)
    room = room.copy()
    room[position[one]] = 0
    room[own] = 0
    flat = room.ravel()
    weight = flat if random is None else flat * random.uniform(0.3, 1.0, flat.shape)
    order = np.argsort(-weight, kind="stable")[:tries].tolist()
    for number in order:
        if flat[number] <= 0:
            return
        found = np.unravel_index(number, room.shape)
        at = list(position)
        for axis, index in zip((one, *others, *free), found, strict=True):
            at[axis] = int(index)
        yield at, int(flat[number])
