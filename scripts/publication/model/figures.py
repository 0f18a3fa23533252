"""A cited number, its wording and what can be computed from it; never a rounded or completed value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Qualifier(StrEnum):
    """The word that the source puts before a number, and that the number keeps wherever it goes."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    NEARLY = "nearly"
    MAJORITY = "majority"


class Measure(StrEnum):
    """What kind of number a figure is; decides which values are possible at all."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


class Series(StrEnum):
    """Where a figure comes from; figures of different series never share a chart."""

    FINAL = "final"
    INTERIM = "interim"
    PRESS = "press"
    CONTEXT = "context"


@dataclass(frozen=True)
class Interval:
    """The values that a wording leaves possible.

    Attributes:
        lower: smallest value, in the figure's unit; None where the wording states no lower end.
        upper: largest value, in the figure's unit; None where the wording states no upper end.
        is_lower_open: whether `lower` itself is excluded; False where there is none.
        is_upper_open: whether `upper` itself is excluded; False where there is none.
    """

    lower: Fraction | None
    upper: Fraction | None
    is_lower_open: bool = False
    is_upper_open: bool = False

    @classmethod
    def point(cls, value: Fraction) -> Interval:
        """The interval that holds `value` alone."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether one value alone is possible."""
        return self.lower is not None and self.lower == self.upper

    @property
    def is_empty(self) -> bool:
        """Whether no value is possible."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > self.upper or (self.lower == self.upper and (self.is_lower_open or self.is_upper_open))

    def holds(self, value: Fraction) -> bool:
        """Whether `value` (in the interval's unit) is possible."""
        above = self.lower is None or value > self.lower or (value == self.lower and not self.is_lower_open)
        below = self.upper is None or value < self.upper or (value == self.upper and not self.is_upper_open)
        return above and below

    def meet(self, other: Interval) -> Interval:
        """The values that both intervals leave possible; may be empty."""
        lower, is_lower_open = _tighter(self._low, other._low, largest=True)
        upper, is_upper_open = _tighter(self._high, other._high, largest=False)
        return Interval(lower, upper, is_lower_open, is_upper_open)

    @property
    def _low(self) -> tuple[Fraction | None, bool]:
        return self.lower, self.is_lower_open

    @property
    def _high(self) -> tuple[Fraction | None, bool]:
        return self.upper, self.is_upper_open


def _tighter(
    one: tuple[Fraction | None, bool], other: tuple[Fraction | None, bool], *, largest: bool
) -> tuple[Fraction | None, bool]:
    if one[0] is None:
        return other
    if other[0] is None:
        return one
    if one[0] == other[0]:
        return one[0], one[1] or other[1]
    return max(one, other, key=lambda end: end[0] or 0) if largest else min(one, other, key=lambda end: end[0] or 0)


@dataclass(frozen=True)
class CitedFigure:
    """One row of figures.csv: a number as a source prints it, before bounds are derived.

    Attributes:
        value: the printed number in `unit`; a share in per cent, also where the source prints a fraction.
        decimals: digits after the point as printed; 0 for a fraction.
        is_fraction: whether the source prints a fraction, such as 2/5, whose precision is not known.
        wordings: phrases that prose may use, the first one the best label; never empty.
        base: id of the figure that the source states as base; empty where it states none.
        variable: id of the variable that it is about; empty where it is about none.
        category: code of the variable's category that it counts; empty where it counts no single one.
        quote: the source's own words around the number; empty where the source is not held.
        row: row number in figures.csv, the header being row 1.
    """

    id: str
    series: Series
    topic: str
    label: str
    measure: Measure
    value: Fraction
    unit: str
    qualifier: Qualifier
    decimals: int
    is_fraction: bool
    wordings: tuple[str, ...]
    universe: str
    base: str
    variable: str
    category: str
    source: str
    locator: str
    quote: str
    conflicts_with: tuple[str, ...]
    note: str
    row: int


@dataclass(frozen=True)
class Figure:
    """A cited figure with the interval that its wording leaves possible."""

    cited: CitedFigure
    interval: Interval

    @property
    def id(self) -> str:
        """The figure's permanent identifier."""
        return self.cited.id


class Outcome(StrEnum):
    """What a result of an arithmetic check says."""

    VALUE = "value"
    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True)
class CheckResult:
    """One answer of an arithmetic check, always derived and never printed by a source.

    Attributes:
        id: `check.result`, permanent.
        interval: possible values in `unit`; a point only where all inputs are exact counts.
        decimals: digits after the point to show.
        inputs: ids of the figures and results that it was computed from.
    """

    id: str
    check: str
    label: str
    interval: Interval
    unit: str
    decimals: int
    outcome: Outcome
    inputs: tuple[str, ...]
