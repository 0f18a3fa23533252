"""What the word before a printed number leaves possible: one rule for each word, for data, prose and drawings.

The audit and `verify.py` work bounds out once more by themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from safetables.findings import Measure

# How strong the colour of an open end is beside what is sure, at a limit that the wording states, and at the number
# behind "about"; conventions of the drawing, and no values.
_SURE, _AT_LIMIT, _ABOUT = 0.95, 0.35, 0.6


class Qualifier(StrEnum):
    """The word that the source puts before a number, and that the number keeps wherever it goes."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    NEARLY = "nearly"
    MAJORITY = "majority"

    @property
    def words(self) -> tuple[str, ...]:
        """The words that say so in a text; none for a number without a qualifier."""
        return _WORDS[self]

    @property
    def open_below(self) -> bool:
        """Whether values below the printed one are possible, without a limit that the word states."""
        return self in (Qualifier.ABOUT, Qualifier.UNDER, Qualifier.NEARLY)

    @property
    def open_above(self) -> bool:
        """Whether values above the printed one are possible, without a limit that the word states."""
        return self in (Qualifier.ABOUT, Qualifier.OVER, Qualifier.AT_LEAST, Qualifier.MAJORITY)


_WORDS: dict[Qualifier, tuple[str, ...]] = {
    Qualifier.EXACT: (),
    Qualifier.ABOUT: ("about", "around", "approximately"),
    Qualifier.OVER: ("over", "more than"),
    Qualifier.AT_LEAST: ("at least",),
    Qualifier.UNDER: ("under", "fewer than", "less than"),
    Qualifier.NEARLY: ("nearly", "almost"),
    Qualifier.MAJORITY: ("majority",),
}


@dataclass(frozen=True)
class Interval:
    """The values that a wording leaves possible, in the figure's unit; an open end is excluded, None states no end."""

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
        # Of two equal ends, the open one is the narrower.
        lows = [(one.lower, one.is_lower_open) for one in (self, other) if one.lower is not None]
        highs = [(one.upper, not one.is_upper_open) for one in (self, other) if one.upper is not None]
        lower, is_lower_open = max(lows, default=(None, False))
        upper, is_upper_closed = min(highs, default=(None, True))
        return Interval(lower, upper, is_lower_open, not is_upper_closed)

    def times(self, factor: Fraction) -> Interval:
        """Each value times a factor above zero."""
        ends = [None if end is None else end * factor for end in (self.lower, self.upper)]
        return Interval(ends[0], ends[1], self.is_lower_open, self.is_upper_open)

    def less(self, other: Interval) -> Interval:
        """Every difference between a value of this interval and one of the other."""
        lower = None if self.lower is None or other.upper is None else self.lower - other.upper
        upper = None if self.upper is None or other.lower is None else self.upper - other.lower
        is_lower_open = lower is not None and (self.is_lower_open or other.is_upper_open)
        is_upper_open = upper is not None and (self.is_upper_open or other.is_lower_open)
        return Interval(lower, upper, is_lower_open, is_upper_open)

    def whole_numbers(self) -> Interval:
        """From the least to the largest whole number in it; empty where it holds none."""
        lower, upper = self.lower, self.upper
        if lower is not None:
            lower = Fraction(math.floor(lower) + 1 if self.is_lower_open else math.ceil(lower))
        if upper is not None:
            upper = Fraction(math.ceil(upper) - 1 if self.is_upper_open else math.floor(upper))
        return Interval(lower, upper)


def possible_values(value: Fraction, qualifier: Qualifier, measure: Measure, decimals: int | None) -> Interval:
    """The values that a printed number and its word leave possible, in the number's unit.

    A number without a qualifier is exact where it is a count; otherwise it lies within half a unit of its last digit,
    both ends included, since it is not known how the source rounds ties. A fraction has no last digit, so that nothing
    is known of how near the truth it is; its `decimals` are None. A share, in per cent, ends at 100.
    """
    top = Fraction(100) if measure is Measure.SHARE else None
    match qualifier:
        case Qualifier.EXACT if measure is Measure.COUNT:
            return Interval.point(value)
        case Qualifier.EXACT if decimals is not None:
            half = Fraction(1, 2 * 10**decimals)
            return Interval(max(value - half, Fraction(0)), value + half if top is None else min(value + half, top))
        case Qualifier.EXACT | Qualifier.ABOUT:
            return Interval(None, None)
        case Qualifier.OVER | Qualifier.MAJORITY:
            return Interval(value, top, is_lower_open=True)
        case Qualifier.AT_LEAST:
            return Interval(value, top)
        case Qualifier.UNDER:
            return Interval(Fraction(0), value, is_upper_open=True)
        case Qualifier.NEARLY:
            # How far below the word does not say.
            return Interval(None, value, is_upper_open=True)


@dataclass(frozen=True)
class Extent:
    """How a share is drawn, in per cent of the whole: one rule for each word, wherever the share stands.

    What the wording is sure of is filled. What it leaves open is hatched, and fades the further it lies from what is
    sure: to nothing where no limit is stated, and up to a line where one is. What it excludes stays empty.

    Attributes:
        sure: up to where the share reaches for certain.
        possible: up to where it may reach.
        limit: where a line marks a limit that the wording states; None for none.
        printed: the printed number.
    """

    sure: float
    possible: float
    limit: float | None
    printed: float

    @classmethod
    def of(cls, value: float, qualifier: Qualifier) -> Extent:
        """The extent of a share that is worded with `qualifier`."""
        below, above = qualifier.open_below, qualifier.open_above
        limit = value if below != above else None
        return cls(0.0 if below else value, 100.0 if above else value, limit, value)

    def strength(self, place: float) -> float:
        """How strong the colour is at a place of the whole: 1 where the share is sure to reach, 0 where it cannot."""
        if place < self.sure:
            return 1.0
        if place >= self.possible:
            return 0.0
        if self.limit == self.possible:
            knots = [(self.sure, _SURE), (self.possible, _AT_LIMIT)]
        elif self.limit is not None:
            knots = [(self.sure, _SURE), (self.possible, 0.0)]
        else:
            knots = [(self.sure, _SURE), (self.printed, _ABOUT), (self.possible, 0.0)]
        (start, strong), (end, weak) = next(pair for pair in pairwise(knots) if place < pair[1][0])
        return strong + (weak - strong) * (place - start) / (end - start)
