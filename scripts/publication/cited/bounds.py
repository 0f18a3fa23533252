"""Turns a printed number and its qualifier into the interval that they leave possible; one rule for each word."""

from __future__ import annotations

from fractions import Fraction

from ..model import CitedFigure, Figure, Interval, Measure, Qualifier


def bounds_of(figure: CitedFigure) -> Interval:
    """The values that a cited figure's wording leaves possible, in the figure's unit.

    A number printed without a qualifier is exact where it is a count; otherwise it lies within half a unit of its
    last digit, both ends included, since it is not known how the source rounds ties. A fraction has no last digit,
    so that nothing is known of how near the truth it is.
    "Nearly" and "about" state no end on the side that they leave open, so none is given.
    """
    value = figure.value
    natural_top = Fraction(100) if figure.measure is Measure.SHARE else None
    match figure.qualifier:
        case Qualifier.EXACT if figure.measure is Measure.COUNT:
            return Interval.point(value)
        case Qualifier.EXACT if figure.is_fraction:
            return Interval(None, None)
        case Qualifier.EXACT:
            half = Fraction(1, 2 * 10**figure.decimals)
            top = value + half if natural_top is None else min(value + half, natural_top)
            return Interval(max(value - half, Fraction(0)), top)
        case Qualifier.ABOUT:
            return Interval(None, None)
        case Qualifier.OVER | Qualifier.MAJORITY:
            return Interval(value, natural_top, is_lower_open=True)
        case Qualifier.AT_LEAST:
            return Interval(value, natural_top)
        case Qualifier.UNDER:
            return Interval(Fraction(0), value, is_upper_open=True)
        case Qualifier.NEARLY:
            return Interval(None, value, is_upper_open=True)


def with_bounds(figures: tuple[CitedFigure, ...]) -> tuple[Figure, ...]:
    """Cited figures with their bounds, in the order given."""
    return tuple(Figure(figure, bounds_of(figure)) for figure in figures)
