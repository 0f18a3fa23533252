"""Turns a table's dimensions into classifications and cells, a question with several answers into one for each answer.

Items of such a question do not add up to their total: each is ticked or not, and only these two make up the total. The
part that did not tick is printed nowhere, and is known to whoever has the total and the part that did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from .shapes import Cell, TableShape, Variable

TICKED, UNTICKED = "ticked", "unticked"

Place = tuple[str | None, ...]
"""Category of each axis; None for the total."""


@dataclass(frozen=True)
class Axis:
    """A dimension.

    Attributes:
        categories: each category with its parent, or None.
        is_multiple: whether one may belong to several.
        exclusive: of these, categories of which nobody is in any other.
    """

    name: str
    categories: tuple[tuple[str, str | None], ...]
    is_multiple: bool = False
    exclusive: frozenset[str] = frozenset()

    def variables(self) -> Iterator[Variable]:
        """Yields the classifications that it stands for."""
        if self.is_multiple:
            for code, _ in self.categories:
                yield Variable.flat(f"{self.name}.{code}", (TICKED, UNTICKED))
        else:
            yield Variable(self.name, self.categories)

    def exclusions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yields classifications of answers, each with those of answers that nobody gives beside it; each two once."""
        others = [f"{self.name}.{code}" for code, _ in self.categories if code in self.exclusive]
        if others:
            yield from (
                (f"{self.name}.{code}", tuple(others)) for code, _ in self.categories if code not in self.exclusive
            )
        yield from ((name, tuple(others[n:])) for n, name in enumerate(others[:-1], start=1))

    def below(self) -> dict[str | None, list[str]]:
        """Return each category, and None for the whole, with its parts."""
        parts: dict[str | None, list[str]] = {}
        for code, parent in self.categories:
            parts.setdefault(parent, []).append(code)
        return parts

    def leaves(self) -> list[str]:
        """Return the categories that have no parts."""
        parts = self.below()
        return [code for code, _ in self.categories if code not in parts]

    def family(self, code: str | None) -> tuple[str | None] | None:
        """Return what tells the categories of one parent from others, and from the total, which has None."""
        return None if code is None else (dict(self.categories)[code],)

    def pair(self, code: str) -> tuple[str, str]:
        """Return variable and category for one of its codes."""
        return (f"{self.name}.{code}", TICKED) if self.is_multiple else (self.name, code)


@dataclass(frozen=True)
class Frame:
    """The axes of a table, and the axes that it is cut out by, each with the category of everybody in it."""

    universe: str
    axes: tuple[Axis, ...]
    conditions: tuple[tuple[Axis, str], ...] = ()

    def cell(self, place: Place) -> Cell:
        """Return the cell at a place."""
        own = [axis.pair(code) for axis, code in zip(self.axes, place, strict=True) if code is not None]
        return Cell.of(self.universe, [*own, *(axis.pair(code) for axis, code in self.conditions)])

    def everybody(self) -> Cell:
        """Return the cell of all whom the table counts."""
        return self.cell((None,) * len(self.axes))

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

    def published(self, places: Iterable[Place]) -> set[Cell]:
        """Return the cells of these places."""
        return {self.cell(place) for place in places}

    def missing(self, places: Iterable[Place]) -> Iterator[Place]:
        """Yields what a table leaves out: combinations of its finest categories, and totals of which it has some.

        A total counts as there where all its parts are.
        """
        listed = set(places)
        yield from (place for place in product(*(axis.leaves() for axis in self.axes)) if place not in listed)
        below = [axis.below() for axis in self.axes]
        kinds = {tuple(axis.family(code) for axis, code in zip(self.axes, place, strict=True)) for place in listed}
        for kind in sorted(kinds, key=str):
            members = [[None] if one is None else parts[one[0]] for one, parts in zip(kind, below, strict=True)]
            yield from (place for place in product(*members) if not _is_there(place, listed, below))


def _is_there(place: Place, listed: Collection[Place], below: Sequence[Mapping[str | None, Sequence[str]]]) -> bool:
    """Whether a place is listed, or everything that it is the sum of over one axis."""
    return place in listed or any(
        bool(parts.get(code))
        and all(_is_there((*place[:n], part, *place[n + 1 :]), listed, below) for part in parts[code])
        for n, (code, parts) in enumerate(zip(place, below, strict=True))
        if code is not None
    )
