"""Turns a table's dimensions into classifications and cells, a question with several answers into one for each answer.

Items of such a question do not add up to their total: each is ticked or not, and only these two make up the total. The
part that did not tick is printed nowhere, and is known to whoever has the total and the part that did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from .shapes import Cell, TableShape, Variable

TICKED, UNTICKED = "ticked", "unticked"

Place = tuple[str | None, ...]
"""Category of each axis; None for the total."""


@dataclass(frozen=True)
class Axis:
    """A dimension: its categories, each with its parent or None, and whether one may belong to several."""

    name: str
    categories: tuple[tuple[str, str | None], ...]
    is_multiple: bool = False

    def variables(self) -> Iterator[Variable]:
        """Yields the classifications that it stands for."""
        if self.is_multiple:
            for code, _ in self.categories:
                yield Variable.flat(f"{self.name}.{code}", (TICKED, UNTICKED))
        else:
            yield Variable(self.name, self.categories)

    def pair(self, code: str, *, is_ticked: bool = True) -> tuple[str, str]:
        """Return variable and category for one of its codes."""
        if self.is_multiple:
            return f"{self.name}.{code}", TICKED if is_ticked else UNTICKED
        return self.name, code


@dataclass(frozen=True)
class Frame:
    """The axes of a table, and the axes that it is cut out by, each with the category of everybody in it."""

    universe: str
    axes: tuple[Axis, ...]
    conditions: tuple[tuple[Axis, str], ...] = ()

    def cell(self, place: Place, unticked: frozenset[int] = frozenset()) -> Cell:
        """Return the cell at a place; `unticked` are the axes of which the part without that answer is meant."""
        own = [
            axis.pair(code, is_ticked=n not in unticked)
            for n, (axis, code) in enumerate(zip(self.axes, place, strict=True))
            if code is not None
        ]
        return Cell.of(self.universe, [*own, *(axis.pair(code) for axis, code in self.conditions)])

    def shapes(self, places: Iterable[Place]) -> list[TableShape]:
        """Return what a table with these places publishes: one shape for each combination of single answers."""
        listed = list(places)
        shown = [{place[n] for place in listed} - {None} for n in range(len(self.axes))]
        several = [n for n, axis in enumerate(self.axes) if axis.is_multiple]
        shapes = []
        for chosen in product(*(sorted(filter(None, shown[n])) for n in several)):
            item = dict(zip(several, chosen, strict=True))
            names = [axis.pair(item.get(n, ""))[0] for n, axis in enumerate(self.axes)]
            cut = {axis.pair(code) for axis, code in self.conditions}
            fitting = [place for place in listed if all(place[n] in (None, item[n]) for n in several)]
            margins = {
                frozenset(name for name, code in zip(names, place, strict=True) if code is not None)
                | {name for name, _ in cut}
                for place in fitting
            }
            codes = [
                (name, frozenset({TICKED, UNTICKED}) if n in item else frozenset(filter(None, shown[n])))
                for n, name in enumerate(names)
            ]
            codes += [(name, frozenset({code})) for name, code in sorted(cut)]
            variables = (*names, *(name for name, _ in sorted(cut)))
            shapes.append(TableShape(self.universe, variables, frozenset(margins), tuple(codes)))
        return shapes

    def implied(self, place: Place) -> Iterator[tuple[Cell, tuple[tuple[int, Place], ...]]]:
        """Yields each cell without the answers of a place, and the signed places whose counts give its own."""
        several = [n for n, axis in enumerate(self.axes) if axis.is_multiple and place[n] is not None]
        for left_out in _subsets(several):
            if left_out:
                parts = []
                for kept in _subsets(left_out):
                    totals = set(left_out) - set(kept)
                    part = tuple(None if n in totals else code for n, code in enumerate(place))
                    parts.append(((-1) ** len(kept), part))
                yield self.cell(place, frozenset(left_out)), tuple(parts)


def _subsets(items: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))
