"""What is known of cells from elsewhere, such as from the figures that a source prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .tables import Cell


class Measure(StrEnum):
    """What kind of number a figure is; decides which values are possible at all."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


End = tuple[Fraction | None, bool]
"""One end of an interval (None where nothing bounds it), and whether the end itself is left out."""


@dataclass(frozen=True)
class KnownInterval:
    """What a figure says of one cell.

    Attributes:
        figure: its name.
        cell: whom it is about.
        everybody: all of their universe, whom a share is of.
        count: their number, where the figure is just that.
        least: the least value that the wording leaves; of a share, in per cent.
        most: the largest such value.
        has_base: whether the source says of whom a share is.
        is_in_package: whether the release itself prints the figure, so that its readers have it.
    """

    figure: str
    measure: Measure
    cell: Cell
    everybody: Cell
    count: int | None = None
    least: End = (None, False)
    most: End = (None, False)
    has_base: bool = True
    is_in_package: bool = False
