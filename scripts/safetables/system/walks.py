"""Walks from one table of whole numbers to others that keep every sum: box after box, over linked tables too.

A box that moves between two categories of each variable in M, at fixed categories of the others, changes exactly the
margins that hold all of M. So in a table whose other margins have fewer of these variables it leaves every other table
as it is; in the others it is taken as well, at whichever categories have the most room there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from .cells import ABSENT, BoolArray, IntArray, Relations
from .moves import PLENTY, BoxScan

STRIDES = 40
"""Most boxes that one walk strings together."""
TRIES = 12
"""Boxes that are tried in other tables before a walk ends."""
FILLS = 40
"""Boxes with one empty corner that are looked at before a walk ends."""

Axes = tuple[int, ...]
Pairs = Mapping[str, tuple[int, int]]
"""Variable -> two of its categories."""
Step = dict[int, int]
"""Cell -> what is added to it."""


@dataclass(frozen=True)
class _Block:
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
class _Region:
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

    def corner(self, block: _Block, at: int) -> list[int]:
        """The far corner of a box as a place in the grid."""
        far = [int(i) for i in np.unravel_index(at, self.allowed.shape)]
        last = [size - 1 for size in block.scan.shape]
        return [
            last[axis] if axis in self.inner and axis not in self.moved else index for axis, index in enumerate(far)
        ]


@lru_cache(maxsize=4)
def blocks_of(relations: Relations) -> tuple[_Block, ...]:
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
        _Block(BoxScan(g), g.names, np.where(g.ids == ABSENT, ~g.is_free, pinned[g.ids]), tuple(tree[n]))
        for n, g in enumerate(largest)
    ]
    alone = [_Block(BoxScan(g), g.names, ~g.is_free, ()) for g in relations.grids if not g.is_whole]
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


class Walks:
    """Walks over boxes from one table of whole, non-negative numbers."""

    def __init__(self, relations: Relations, table: IntArray) -> None:
        self.blocks = blocks_of(relations)
        self.table = table
        self._homes: dict[int, list[int]] = {}
        n_joined = sum(1 for g in relations.grids if g.is_whole)
        for number, block in enumerate(self.blocks):
            for cell in block.scan.cells.tolist():
                homes = self._homes.setdefault(cell, [])
                # In blocks of one tree a cell is the same, and one of them will do.
                if number >= n_joined or not homes:
                    homes.append(number)

    def moves(self, cell: int, is_open: BoolArray, width: int) -> list[IntArray]:
        """Moves that take a cell down and up by at most `width`, changing only open cells.

        Each is a vector of shape (n_cells,) that keeps every sum and leaves no count below zero.
        """
        if not is_open[cell]:
            return []
        trails = (_Trail(self.blocks, self.table, is_open) for _ in (-1, 1))
        found = []
        for side, trail in zip((-1, 1), trails, strict=True):
            for home in self._homes.get(cell, ()):
                trail.walk(home, cell, side, width)
            found.append(trail.move)
        return found

    def additions(self, cell: int, is_open: BoolArray, most: int) -> list[IntArray]:
        """Up to so many moves of one box each that add one to a cell, taken from people as various as possible."""
        found: list[IntArray] = []
        for home in self._homes.get(cell, ())[:1] if is_open[cell] else ():
            trail = _Trail(self.blocks, self.table, is_open)
            position = self.blocks[home].scan.place(cell)
            for step in trail.steps(home, position, most) if position is not None else ():
                move = np.zeros_like(self.table)
                move[list(step)] = list(step.values())
                found.append(move)
        return found

    def crowds(self, is_open: BoolArray, wanted: BoolArray, width: int, effort: int) -> Iterator[IntArray]:
        """Yields moves that gather people at one combination of categories in all tables that are linked.

        Args:
            is_open: cells that may change, shape (n_cells,).
            wanted: cells that are to become large, of which the finest of the largest tables are looked at, each once.
                The caller takes cells out of it while this runs.
            width: by how much.
            effort: 0 goes straight; 1 looks for more ways; each number above that for others by chance.
        """
        left = wanted.copy()
        for number, block in enumerate(self.blocks):
            finest, most = block.finest, block.most(np.where(is_open, PLENTY, self.table))
            for place in np.ndindex(finest.shape):
                cell = int(finest[place])
                if cell == ABSENT or not left[cell] or most[place] < width:
                    continue
                trail = _Trail(self.blocks, self.table, is_open, effort)
                for tried in trail.gather(number, dict(zip(block.names, place, strict=True)), left, width):
                    left[tried] = False
                yield trail.move
                left &= wanted


class _Trail:
    """A table on its way, and what may change in it."""

    def __init__(self, blocks: tuple[_Block, ...], table: IntArray, is_open: BoolArray, effort: int = 0) -> None:
        self.blocks = blocks
        self.start = table
        self.is_thorough = effort > 0
        self.random = np.random.RandomState(effort) if effort > 1 else None
        # One place more than there are cells: ABSENT is -1 and so indexes a place with room for everybody.
        self.now = np.append(table, np.int64(PLENTY))
        self.shut = np.append(~is_open, False)
        # The same as lists, which are faster where few cells are looked at.
        self._counts: list[int] = self.now.tolist()
        self._is_shut: list[bool] = self.shut.tolist()
        self.preferred: Mapping[str, int] = {}
        self._swapping: dict[int, list[tuple[int, Axes]]] = {}

    @property
    def move(self) -> IntArray:
        """How far it is from where it began; shape (n_cells,)."""
        return np.asarray(self.now[:-1] - self.start, dtype=np.int64)

    def gather(self, start: int, chosen: dict[str, int], wanted: BoolArray, width: int) -> list[int]:
        """Gather people at some categories in all blocks that are linked; returns the finest cells there.

        Args:
            start: a block.
            chosen: each of its variables with a category; those of other variables are added.
            wanted: cells for whose sake these are chosen, shape (n_cells,).
            width: by how much each cell is to grow.
        """
        finest: dict[int, int] = {}
        waiting, seen = [start], {start}
        while waiting:
            number = waiting.pop()
            block = self.blocks[number]
            place = tuple(chosen.get(name, slice(None)) for name in block.names)
            options = np.atleast_1d(block.finest[place])
            if free := [name for name in block.names if name not in chosen]:
                weight = wanted[options] + (0 if self.random is None else self.random.random_sample(options.shape))
                at = int(np.argmax(weight))
                chosen |= dict(zip(free, map(int, np.unravel_index(at, options.shape)), strict=True))
            finest[int(block.finest[tuple(chosen[name] for name in block.names)])] = number
            for other, _ in block.beside:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        self.preferred = chosen
        if self.is_thorough:
            self._approach(finest, chosen, width)
        for cell, number in finest.items():
            if cell != ABSENT and wanted[cell]:
                self.walk(number, cell, 1, width, int(self.is_thorough))
        return [cell for cell in finest if cell != ABSENT]

    def _approach(self, finest: Mapping[int, int], chosen: Mapping[str, int], width: int) -> None:
        """Make the margins of some cells larger: people who differ from it in two answers come in two steps."""
        ways: dict[int, tuple[int, int]] = {}
        for number in finest.values():
            names = self.blocks[number].names
            for size in range(2, len(names)):
                for kept in combinations(names, size):
                    place = tuple(chosen[name] if name in kept else -1 for name in names)
                    ways.setdefault(int(self.blocks[number].scan.ids[place]), (size, number))
        for cell, (_, number) in sorted(ways.items(), key=lambda way: way[1][0]):
            if cell != ABSENT and cell not in finest:
                self.walk(number, cell, 1, 2 * width)

    def walk(self, number: int, cell: int, side: int, goal: int, depth: int = 0) -> None:
        """Take box after box until a cell is `goal` below (side -1) or above where the trail began, or none is left.

        Where none is left, boxes that one empty corner hinders are tried once somebody is there, `depth` deep.
        """
        block = self.blocks[number]
        position = block.scan.place(cell)
        blocked = self.shut[block.scan.ids] | block.pinned
        if position is None or blocked[position]:
            return
        regions = _regions(block, position, blocked)
        for _ in range(STRIDES if regions else 0):
            left = goal - side * int(self.now[cell] - self.start[cell])
            if left <= 0:
                break
            step, times = self._local(block, position, regions, side, left)
            if times == 0:
                step, times = self._swap(number, position, side, left)
            if times == 0:
                step, times = self._linked(number, position, regions, side, left)
            if times == 0 and not (depth and self._fill(number, cell, position, regions, side, depth)):
                break
            self._take(step, side * times)

    def _take(self, step: Step, times: int) -> None:
        for at, by in step.items():
            self._counts[at] += times * by
        self.now[list(step)] += times * np.array(list(step.values()), dtype=np.int64)
        self.now[-1] = self._counts[-1] = PLENTY

    def _fill(self, number: int, cell: int, position: Axes, regions: list[_Region], side: int, depth: int) -> bool:
        """Put somebody into the one empty corner of a box, by other boxes; whether the cell can then go on."""
        block = self.blocks[number]
        tried = set()
        values = self.now[block.scan.ids]
        for region in regions:
            if region.is_lifted:
                continue
            empty = np.zeros(region.allowed.shape, dtype=np.int64)
            for where in region.odd if side > 0 else region.even:
                empty += values[where] == 0
            for at in np.flatnonzero((empty == 1) & region.allowed)[:FILLS].tolist():
                box = block.box(position, region.corner(block, at))
                corner = next(c for c in box if box[c] == -side and self._counts[c] == 0 and c in block.inner_cells)
                if corner in tried or corner == cell:
                    continue
                tried.add(corner)
                kept = self.now.copy(), self._counts.copy()
                self.shut[cell] = self._is_shut[cell] = True
                self.walk(number, corner, 1, int(1 - self.start[corner]), depth - 1)
                self.shut[cell] = self._is_shut[cell] = False
                if all(self._counts[c] > 0 for c in box if box[c] == -side):
                    return True
                self.now, self._counts = kept
        return False

    def _local(self, block: _Block, position: Axes, regions: list[_Region], side: int, left: int) -> tuple[Step, int]:
        """The box that takes the cell furthest without any other table noticing, and how often it can be taken."""
        values = self.now[block.scan.ids]
        best, found = 0, None
        for region in regions:
            if not region.is_lifted and best < left:
                room = np.where(region.allowed, _room(values, region, side), 0)
                at = self._largest(room)
                if room.flat[at] > best:
                    best, found = int(room.flat[at]), (region, at)
        return ({}, 0) if found is None else (block.box(position, found[0].corner(block, found[1])), min(best, left))

    def steps(self, number: int, position: Axes, most: int) -> Iterator[Step]:
        """Yields boxes that add one to a cell."""
        block = self.blocks[number]
        blocked = self.shut[block.scan.ids] | block.pinned
        if blocked[position]:
            return
        left = most
        for one, others in self.swaps(number, blocked):
            if any(position[axis] == block.scan.shape[axis] - 1 for axis in (one, *others)):
                continue
            seen: set[Axes] = set()
            for at, _ in self._partners(block, position, one, others, 1, tries=1000):
                source = tuple(at[axis] for axis in others)
                if left and source not in seen:
                    seen.add(source)
                    step, times = self._swapped(number, position, at, (one, others), 1, 1)
                    if times:
                        left -= 1
                        yield step
        values = self.now[block.scan.ids]
        for region in _regions(block, position, blocked) if left else ():
            room = np.where(region.allowed, _room(values, region, 1), 0).ravel()
            fit = np.flatnonzero(room) if not region.is_lifted else room[:0]
            for at in fit[:: -(-len(fit) // left)] if len(fit) and left else ():
                left -= 1
                yield block.box(position, region.corner(block, int(at)))

    def swaps(self, number: int, blocked: BoolArray) -> list[tuple[int, Axes]]:
        """Each axis with the others beside which no table that is shut has it: who differ in these may change it."""
        if number not in self._swapping:
            n = blocked.ndim
            free = {
                pair
                for pair in combinations(range(n), 2)
                if not blocked[tuple(slice(0, -1) if axis in pair else slice(None) for axis in range(n))].any()
            }
            beside = {one: tuple(two for two in range(n) if (min(one, two), max(one, two)) in free) for one in range(n)}
            self._swapping[number] = [(one, others) for one, others in beside.items() if len(others) > 1]
        return self._swapping[number]

    def _swap(self, number: int, position: Axes, side: int, left: int) -> tuple[Step, int]:
        """Two people who differ in several answers change one of them, and others in linked tables with them."""
        block = self.blocks[number]
        blocked = self.shut[block.scan.ids] | block.pinned
        for one, others in self.swaps(number, blocked):
            if any(position[axis] == block.scan.shape[axis] - 1 for axis in (one, *others)):
                continue
            for at, room in self._partners(block, position, one, others, side):
                step, times = self._swapped(number, position, at, (one, others), side, min(room, left))
                if times > 0:
                    return step, times
        return {}, 0

    def _swapped(
        self, number: int, position: Axes, at: list[int], axes: tuple[int, Axes], side: int, most: int
    ) -> tuple[Step, int]:
        block, (one, others) = self.blocks[number], axes
        pairs = [{block.names[one]: (position[one], at[one])}]
        pairs.append({block.names[axis]: (position[axis], at[axis]) for axis in others})
        place = dict(zip(block.names, at, strict=True))
        step = block.swap(pairs, place)
        if any(self._is_shut[cell] for cell in step):
            return {}, 0
        fixed = {n: c for n, c in place.items() if n not in pairs[0] and n not in pairs[1]}
        return step, self._lift(number, -1, pairs, fixed, side, most, step)

    def _partners(
        self, block: _Block, position: Axes, one: int, others: Axes, side: int, tries: int = TRIES
    ) -> Iterator[tuple[list[int], int]]:
        """Yields whom people in a cell may change an answer with, those with most room first, and how often."""
        last = [size - 1 for size in block.scan.shape]
        rest = [axis for axis in range(len(position)) if axis != one and axis not in others]
        free = [axis for axis in rest if position[axis] == last[axis]]
        held = [axis for axis in rest if axis not in free]
        values = self.now[block.finest].transpose((one, *others, *free, *held))
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
        weight = flat if self.random is None else flat * self.random.uniform(0.3, 1.0, flat.shape)
        order = np.argsort(-weight, kind="stable")[:tries].tolist()
        for number in order:
            if flat[number] <= 0:
                return
            found = np.unravel_index(number, room.shape)
            at = list(position)
            for axis, index in zip((one, *others, *free), found, strict=True):
                at[axis] = int(index)
            yield at, int(flat[number])

    def _largest(self, room: IntArray) -> int:
        if self.random is None:
            return int(room.argmax())
        return int((room * self.random.uniform(0.3, 1.0, room.shape)).argmax())

    def _linked(self, number: int, position: Axes, regions: list[_Region], side: int, left: int) -> tuple[Step, int]:
        """A box that is taken in other tables as well, and how often it can be taken."""
        block = self.blocks[number]
        values = self.now[block.scan.ids]
        for region in regions:
            if not region.is_lifted:
                continue
            room = np.where(region.allowed, _room(values, region, side), 0).ravel()
            weight = room if self.random is None else room * self.random.uniform(0.3, 1.0, room.shape)
            for at in np.argsort(-weight, kind="stable")[:TRIES].tolist():
                if room[at] <= 0:
                    break
                far = region.corner(block, at)
                pairs, fixed = {}, {}
                for axis, name in enumerate(block.names):
                    if axis in region.moved:
                        pairs[name] = (position[axis], far[axis])
                    else:
                        fixed[name] = min(position[axis], far[axis])
                step = block.box(position, far)
                factors = [{name: ends} for name, ends in pairs.items()]
                times = self._lift(number, -1, factors, fixed, side, min(int(room[at]), left), step)
                if times > 0:
                    return step, times
        return {}, 0

    def _lift(
        self,
        number: int,
        origin: int,
        factors: Sequence[Pairs],
        fixed: Mapping[str, int],
        side: int,
        times: int,
        step: Step,
    ) -> int:
        """Take a box in all tables that notice it, at the categories with most room; how often it can be taken."""
        for other, common in self.blocks[number].beside:
            seen = [{name: ends for name, ends in factor.items() if name in common} for factor in factors]
            if other == origin or not all(seen):
                continue
            block = self.blocks[other]
            reached = 0
            for place, room in self._places(block, seen, {n: fixed[n] for n in common if n in fixed}, side):
                taken = block.swap(seen, place) if len(seen) < sum(map(len, seen)) else block.plain(seen, place)
                if any(self._is_shut[cell] for cell in taken):
                    continue
                beyond: Step = {}
                reached = self._lift(other, number, seen, place, side, min(times, room), beyond)
                if reached > 0:
                    step.update(taken)
                    step.update(beyond)
                    break
            if reached == 0:
                return 0
            times = reached
        return times

    def _places(
        self, block: _Block, factors: Sequence[Pairs], fixed: Mapping[str, int], side: int
    ) -> list[tuple[dict[str, int], int]]:
        """Where a box can be taken, and how often: the categories that are preferred first, then by room."""
        starts = [sum(at * block.stride_of[name] for name, at in fixed.items())]
        moving: set[str] = set()
        for factor in factors:
            moving.update(factor)
            near, far = (sum(ends[end] * block.stride_of[name] for name, ends in factor.items()) for end in (0, 1))
            starts = [at + near for at in starts] + [at + far for at in starts]
        # In this order, the corners that move against each other are those with another parity of bits.
        starts = [at for n, at in enumerate(starts) if (n.bit_count() % 2 == 1) == (side > 0)]
        free = [n for n in block.names if n not in moving and n not in fixed]
        found = []
        flat, counts = block.flat, self._counts
        for choice in product(*(range(block.sizes[n]) for n in free)):
            shift = sum(at * block.stride_of[n] for n, at in zip(free, choice, strict=True))
            room = min([counts[flat[at + shift]] for at in starts], default=PLENTY)
            if room > 0:
                is_preferred = all(self.preferred.get(n) == at for n, at in zip(free, choice, strict=True))
                found.append((not is_preferred, -room, choice))
        found.sort()
        return [({**fixed, **dict(zip(free, choice, strict=True))}, -room) for _, room, choice in found[:TRIES]]


def _room(values: IntArray, region: _Region, side: int) -> IntArray:
    room: IntArray | None = None
    for where in region.odd if side > 0 else region.even:
        corner = values[where]
        room = corner if room is None else np.minimum(room, corner)
    return np.broadcast_to(np.int64(PLENTY) if room is None else room, region.allowed.shape)


def _regions(block: _Block, position: Axes, blocked: BoolArray) -> list[_Region]:
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
        found.append(_Region(moved, corners[1], corners[0], allowed, is_lifted, frozenset(inner)))
    return found
