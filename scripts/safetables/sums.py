"""What a numeric variable adds up to in the cells of a counted table; holds values that are never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """What the people of one cell add up to, in whole units.

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


@dataclass(frozen=True)
class Measured:
    """A numeric variable of which a table is to show means.

    Attributes:
        variable: the variable's id.
        sums: codes of a cell -> what its people add up to; everybody who is counted has a value.
    """

    variable: str
    label: str
    sums: Mapping[Codes, Sum] = field(hash=False, repr=False)


@dataclass(frozen=True)
class ProtectedMeans:
    """The means that a table may show.

    Attributes:
        variable: the variable's id.
        means: codes of a cell -> its mean as printed; cells whose mean is withheld are left out.
    """

    variable: str
    label: str
    means: Mapping[Codes, Decimal] = field(hash=False)
