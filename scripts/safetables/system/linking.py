"""Turns tables into the classifications and shapes of one linked system; it sees no count.

Items of a question with several answers do not add up to their total: each is ticked or not, and only these two make up
the total. The part that did not tick is printed nowhere, and is known to whoever has the total and the part that did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product

from ..tables import TICKED, TOTAL, UNTICKED, Cell, Codes, Dimension, Layout
from .cells import Relations, RelationsError, TableShape, Variable
from .equations import relate


def link(tables: Iterable[tuple[Layout, Collection[Codes]]]) -> Relations:
    """Returns the cells and equations of tables that are published together, each with the addresses that it shows.

    Raises:
        RelationsError: tables describe the same variable differently, or name categories that it does not have.
    """
    dimensions: dict[str, Dimension] = {}
    shapes: list[TableShape] = []
    published: set[Cell] = set()
    for table, listed in tables:
        for dimension in table.all_dimensions:
            if dimensions.setdefault(dimension.variable, dimension).structure != dimension.structure:
                what = "two tables have other categories"
                raise RelationsError(f"variable {dimension.variable}", what, "use one list")
        shapes += _shapes(table, listed)
        published.update(map(table.cell, listed))
    every = [dimensions[name] for name in sorted(dimensions)]
    variables = [variable for dimension in every for variable in _variables(dimension)]
    exclusions = {item: others for dimension in every for item, others in _exclusions(dimension)}
    return relate(shapes, variables, published, exclusions)


def _variables(dimension: Dimension) -> Iterator[Variable]:
    """Yields the classifications that a dimension stands for."""
    if dimension.is_multiple:
        for code in dimension.parents:
            yield Variable.flat(dimension.pair(code)[0], (TICKED, UNTICKED))
    else:
        categories = tuple((category.code, category.parent or None) for category in dimension.categories)
        yield Variable(dimension.variable, categories)


def _exclusions(dimension: Dimension) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields classifications of answers, each with those of answers that nobody gives beside it; each two once."""
    names = {code: f"{dimension.variable}.{code}" for code in dimension.parents}
    others = [name for code, name in names.items() if code in dimension.exclusive]
    if others:
        yield from ((name, tuple(others)) for code, name in names.items() if code not in dimension.exclusive)
    yield from ((name, tuple(others[n:])) for n, name in enumerate(others[:-1], start=1))


def _shapes(table: Layout, listed: Collection[Codes]) -> Iterator[TableShape]:
    """Yields what a table with these addresses publishes: one shape for each combination of single answers."""
    shown = [{codes[n] for codes in listed} - {TOTAL} for n in range(len(table.dimensions))]
    several = [n for n, dimension in enumerate(table.dimensions) if dimension.is_multiple]
    cut = {dimension.pair(code) for dimension, code in table.conditions}
    for chosen in product(*(sorted(shown[n]) for n in several)):
        item = dict(zip(several, chosen, strict=True))
        names = [dimension.pair(item.get(n, ""))[0] for n, dimension in enumerate(table.dimensions)]
        margins = {
            frozenset(name for name, code in zip(names, codes, strict=True) if code != TOTAL)
            | {name for name, _ in cut}
            for codes in listed
            if all(codes[n] in (TOTAL, item[n]) for n in several)
        }
        # A dimension of one category cuts nobody out: that category is everybody.
        limits = [
            (name, frozenset({TICKED, UNTICKED}) if n in item else frozenset(shown[n]))
            for n, name in enumerate(names)
            if len(table.dimensions[n].parents) > 1
        ]
        limits += [(name, frozenset({code})) for name, code in sorted(cut)]
        variables = (*names, *(name for name, _ in sorted(cut)))
        yield TableShape(table.whole, variables, frozenset(margins), tuple(limits))
