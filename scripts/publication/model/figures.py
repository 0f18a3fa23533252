"""A cited number, its wording and what can be computed from it; never a rounded or completed value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from safetables.findings import Measure

from .bounds import Interval, Qualifier, possible_values


class Series(StrEnum):
    """Where a figure comes from; figures of different series never share a chart."""

    FINAL = "final"
    INTERIM = "interim"
    PRESS = "press"
    CONTEXT = "context"


@dataclass(frozen=True)
class CitedFigure:
    """One row of figures.csv: a number as a source prints it, before bounds are derived.

    Attributes:
        headline: the number in a sentence; empty where nobody wrote one.
        value: the printed number in `unit`; a share in per cent, also where the source prints a fraction.
        decimals: digits after the point as printed; 0 for a fraction.
        is_fraction: whether the source prints a fraction, such as 2/5, whose precision is not known.
        wordings: phrases that prose may use, the first one the best label; never empty.
        base: id of the figure that the source states as base.
        category: code of the variable's category that it counts.
        quote: the source's own words around the number; empty where the source is not held.
        another_measure_than: ids of figures that may be mistaken for it and measure something else.
        row: row number in figures.csv, the header being row 1.
    """

    id: str
    series: Series
    topic: str
    label: str
    headline: str
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
    another_measure_than: tuple[str, ...]
    note: str
    row: int

    @property
    def bounds(self) -> Interval:
        """The values that the figure's wording leaves possible, in its unit."""
        return possible_values(self.value, self.qualifier, self.measure, None if self.is_fraction else self.decimals)


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


def with_bounds(figures: tuple[CitedFigure, ...]) -> tuple[Figure, ...]:
    """Cited figures with their bounds, in the order given."""
    return tuple(Figure(figure, figure.bounds) for figure in figures)
