"""Which columns of a table hold what of a table of counts; published, so that anybody can rebuild its sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from safetables.tables import Dimension, Layout, Subpopulation


@dataclass(frozen=True)
class CubeShare:
    """A column of shares: each is of the margin that keeps the dimensions `keeps`."""

    column: str
    keeps: tuple[str, ...]
    decimals: int


@dataclass(frozen=True)
class CubeWeighting:
    """A column of weighted shares, beside a column with the unweighted count that each is of.

    Attributes:
        column: the weighted shares.
        base: the unweighted counts of those whom they are of.
        keeps: dimensions of the margin that they are of.
        variables: dimensions whose categories have a weight together.
        weights: categories, one of each of these, none of which has parts, and what each person in them counts for,
            as it is written.
    """

    column: str
    base: str
    keeps: tuple[str, ...]
    decimals: int
    variables: tuple[str, ...]
    weights: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True)
class CubeMean:
    """A column of means of a numeric variable, whose values are whole and not below zero."""

    column: str
    variable: str
    decimals: int


@dataclass(frozen=True)
class Cube:
    """What makes a table of rows a table of counts again.

    Attributes:
        universe: whom the linked cells count: the table's universe, or the one that it is cut out of.
        own: the table's own universe.
        count: name of the column with the counts; empty where a cell is suppressed.
        marker: name of the column that marks suppressed cells.
        total: code that stands for the whole of a dimension.
        rounded_to: base that counts were rounded to; 1 for none.
        within: dimensions that the table is cut out by, each with the category that everybody in it has.
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    count: str
    marker: str
    total: str
    shares: tuple[CubeShare, ...]
    rounded_to: int
    within: tuple[tuple[Dimension, str], ...] = ()
    own: str = ""
    means: tuple[CubeMean, ...] = ()
    weighted: tuple[CubeWeighting, ...] = ()

    @cached_property
    def layout(self) -> Layout:
        """Whom the table counts, and by what."""
        if not self.within and self.own in ("", self.universe):
            return Layout("", self.universe, self.dimensions)
        return Layout("", self.own, self.dimensions, subpopulation=Subpopulation(self.universe, self.within))
