"""Ties cited figures to the cells of counted tables: what a source prints of people, a reader knows of their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from publication.cited.citing import Citation
from publication.model import Cube, Measure, Table

from ..system import Cell
from ..tables import Dimension
from .knowledge import Inequality
from .linking import layout_of


@dataclass(frozen=True)
class Printed:
    """A citation of people who are counted: whom it is about, and all of their universe."""

    citation: Citation
    cell: Cell
    everybody: Cell

    @property
    def is_share(self) -> bool:
        """Whether it is a share of everybody."""
        return self.citation.measure == Measure.SHARE


def tied(citations: Iterable[Citation], cubes: Sequence[tuple[Table, Cube]]) -> Iterator[Printed]:
    """Yields the citations of people whom tables count, each with the cells that it is about.

    Args:
        citations: what sources print.
        cubes: the tables of counts.
    """
    universes = {cube.universe for _, cube in cubes}
    units = {cube.count.removesuffix("_count") for _, cube in cubes}
    axes = {d.variable: d for _, cube in cubes for d in layout_of(cube).all_dimensions}
    for citation in citations:
        pairs = [_pair(axes.get(name), code) for name, code in citation.conditions]
        group = [_pair(axes.get(name), code) for name, code in citation.group]
        if citation.whole not in universes or None in pairs or None in group:
            continue
        # A number of everybody is one of people only where it is in the unit that tables count in.
        if not group and (citation.measure != Measure.COUNT or citation.unit not in units):
            continue
        everybody = Cell.of(citation.whole, [pair for pair in pairs if pair])
        cell = Cell.of(citation.whole, {*everybody.where, *(pair for pair in group if pair)})
        yield Printed(citation, cell, everybody)


def _pair(axis: Dimension | None, code: str) -> tuple[str, str] | None:
    return axis.pair(code) if axis is not None and code in axis.parents else None


def inequality_of(figure: Printed, numbers: Mapping[Cell, int]) -> Iterator[Inequality]:
    """Yields what a figure says of its cell, or of the parts of it that tables count; of everybody they must know."""
    everybody = numbers.get(figure.everybody)
    if figure.is_share and everybody is None:
        return
    if figure.cell in numbers:
        yield from _limits_of(figure, numbers[figure.cell], everybody)
        return
    # No table has them together. A part of them is no more than they are; where that is nothing new, it costs little.
    own = set(figure.cell.where)
    parts = [cell for cell in numbers if cell.universe == figure.cell.universe and own < set(cell.where)]
    least = min((len(cell.where) for cell in parts), default=0)
    for cell in parts:
        if len(cell.where) == least:
            yield from (limit for limit in _limits_of(figure, numbers[cell], everybody) if limit.least is None)


def _limits_of(figure: Printed, cell: int, everybody: int | None) -> Iterator[Inequality]:
    reason = f"the figure {figure.citation.figure}"
    for (end, is_open), is_least in zip(figure.citation.limits, (True, False), strict=True):
        if end is None:
            continue
        if figure.is_share:
            assert everybody is not None
            # 100 times the cell against the end times everybody, in whole numbers.
            side = (1 if is_open else 0) * (1 if is_least else -1)
            yield Inequality(
                (cell, everybody),
                (100 * end.denominator, -end.numerator),
                side if is_least else None,
                None if is_least else side,
                reason,
            )
        elif is_least:
            yield Inequality((cell,), (1,), floor(end) + 1 if is_open else ceil(end), None, reason)
        else:
            yield Inequality((cell,), (1,), None, ceil(end) - 1 if is_open else floor(end), reason)
