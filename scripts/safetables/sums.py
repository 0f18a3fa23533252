"""What a numeric variable adds up to in a cell, and a number as it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Sum:
    """What the people of one cell add up to, in whole units; never written.

    Attributes:
        total: sum of their values, none of which is below zero.
        largest: the largest of them; 0 for nobody.
        second: the next largest; 0 where there is none.
    """

    total: int
    largest: int
    second: int

    def and_also(self, other: Sum) -> Sum:
        """The sum with that of other people."""
        largest, second, *_ = sorted((self.largest, self.second, other.largest, other.second), reverse=True)
        return Sum(self.total + other.total, largest, second)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """A number that is not below zero with so many digits after the point; halves upwards."""
    return Decimal(floor(value * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
