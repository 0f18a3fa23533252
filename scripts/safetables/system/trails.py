"""A table of whole numbers on its way to another that keeps every sum, box after box, over linked tables too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from .blocks import TRIES, Axes, Block, Pairs, Region, Step, partners, regions_of, room_of
from .cells import ABSENT, BoolArray, IntArray
from .moves import PLENTY

STRIDES = 40
"""Most boxes that one walk strings together."""
FILLS = 40
"""Boxes with one empty corner that are looked at before a walk ends."""


class Trail:
    """A table on its way, and what may change in it."""

    def __init__(self, blocks: tuple[Block, ...], table: IntArray, is_open: BoolArray, effort: int = 0) -> None:
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
        regions = regions_of(block, position, blocked)
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

    def _fill(self, number: int, cell: int, position: Axes, regions: list[Region], side: int, depth: int) -> bool:
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

    def _local(self, block: Block, position: Axes, regions: list[Region], side: int, left: int) -> tuple[Step, int]:
        """The box that takes the cell furthest without any other table noticing, and how often it can be taken."""
        values = self.now[block.scan.ids]
        best, found = 0, None
        for region in regions:
            if not region.is_lifted and best < left:
                room = np.where(region.allowed, room_of(values, region, side), 0)
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
            for at, _ in partners(self.now, block, position, (one, others), 1, self.random, 1000):
                source = tuple(at[axis] for axis in others)
                if left and source not in seen:
                    seen.add(source)
                    step, times = self._swapped(number, position, at, (one, others), 1, 1)
                    if times:
                        left -= 1
                        yield step
        values = self.now[block.scan.ids]
        for region in regions_of(block, position, blocked) if left else ():
            room = np.where(region.allowed, room_of(values, region, 1), 0).ravel()
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
            for at, room in partners(self.now, block, position, (one, others), side, self.random):
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

    def _largest(self, room: IntArray) -> int:
        if self.random is None:
            return int(room.argmax())
        return int((room * self.random.uniform(0.3, 1.0, room.shape)).argmax())

    def _linked(self, number: int, position: Axes, regions: list[Region], side: int, left: int) -> tuple[Step, int]:
        """A box that is taken in other tables as well, and how often it can be taken."""
        block = self.blocks[number]
        values = self.now[block.scan.ids]
        for region in regions:
            if not region.is_lifted:
                continue
            room = np.where(region.allowed, room_of(values, region, side), 0).ravel()
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
        self, block: Block, factors: Sequence[Pairs], fixed: Mapping[str, int], side: int
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
