"""Counted tables before and after protection; a withheld cell has no value, whatever the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from publication.model.tables import Origin

from .sums import Measured, ProtectedMeans

TOTAL = "total"

Codes = tuple[str, ...]


class Method(StrEnum):
    """How counts are protected."""

    SUPPRESSION = "suppression"
    ROUNDING = "rounding"


@dataclass(frozen=True)
class Policy:
    """What protection.yml asks for; public, since the rule is published with the tables.

    Attributes:
        threshold: the smallest count, zero apart, that may be shown.
        width: the least width, in counts, of the feasibility interval of every withheld cell.
        certainty_below: groups with fewer members than this may not be shown to agree on one category; 0 turns the
            rule off.
        base_below: shares of bases smaller than this are withheld.
        round_to: base to which counts are rounded by the method rounding.
        reasons: setting -> why it is what it is.
        mean_base_below: means of fewer people than this are withheld.
        mean_within_pct: nobody may find out what one person adds to a mean, or what a withheld one adds up to, up to
            this percentage.
        mean_decimals: digits after the point of every mean.
    """

    method: Method
    threshold: int
    width: int
    certainty_below: int
    base_below: int
    round_to: int
    reasons: Mapping[str, str] = field(hash=False)
    mean_base_below: int = 0
    mean_within_pct: int = 10
    mean_decimals: int = 1


@dataclass(frozen=True)
class Category:
    """One category of a dimension.

    Attributes:
        parent: code of the category that it is part of; empty for none.
        least: of a group of numbers, the least whole number in it; None where nothing bounds it.
        most: of a group of numbers, the largest whole number in it; None where nothing bounds it.
    """

    code: str
    label: str
    parent: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Dimension:
    """A variable that a counted table is broken down by.

    Attributes:
        variable: the variable's id.
        is_multiple: whether a respondent may be in several categories or in none: each is then a question of its own,
            answered yes or no, and the total counts respondents.
        exclusive: codes of those of several answers that nobody gives beside any other.
    """

    variable: str
    label: str
    categories: tuple[Category, ...]
    is_multiple: bool = False
    exclusive: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Within:
    """How a universe is cut out of another one.

    Attributes:
        universe: the universe that it is a part of.
        conditions: dimensions of that universe, each with the category that all of the part have.
    """

    universe: str
    conditions: tuple[tuple[Dimension, str], ...]


@dataclass(frozen=True)
class CountedTable:
    """A frequency table with its true counts; never written, never printed.

    Attributes:
        unit: what is counted, such as "people".
        within: how its universe is cut out of another; None where it is a whole of its own.
        around: for a table that is cut out, the counts of everybody, by its dimensions and those of its conditions.
        counts: codes, one for each dimension (`TOTAL` for the whole of it) -> number of respondents.
        measured: the variable whose means are wanted beside the counts; None for no means.
    """

    id: str
    title: str
    description: str
    origin: Origin
    universe: str
    unit: str
    dimensions: tuple[Dimension, ...]
    counts: Mapping[Codes, int] = field(hash=False, repr=False)
    within: Within | None = None
    around: Mapping[Codes, int] = field(default_factory=dict, hash=False, repr=False)
    measured: Measured | None = None


class Status(StrEnum):
    """What became of a cell."""

    SHOWN = "shown"
    ROUNDED = "rounded"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class ProtectedCell:
    """A cell that may be published: None for the count of a withheld one."""

    status: Status
    count: int | None


@dataclass(frozen=True)
class ProtectedTable:
    """A frequency table in which no withheld count is left.

    Attributes:
        cells: codes -> cell, in the order in which they are published.
        means: the means beside the counts; None for a table without means.
    """

    id: str
    title: str
    description: str
    origin: Origin
    universe: str
    unit: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Codes, ProtectedCell] = field(hash=False)
    within: Within | None = None
    means: ProtectedMeans | None = None


@dataclass(frozen=True)
class ProtectionSummary:
    """What protection did to a release, in numbers that give no count away.

    Attributes:
        cells: cells of all tables, shared ones counted once.
        primary: how many were withheld because a rule names them.
        secondary: how many more were withheld to protect those.
        cost: what the pattern costs: one for each cell, and one more for each variable that it is the total over.
        bound: the least that any pattern could cost, as far as it is proven.
        is_proven: whether the pattern is proven to be the cheapest.
        method: how the pattern was found.
    """

    cells: int
    primary: int
    secondary: int
    cost: int
    bound: int
    is_proven: bool
    method: str

    @property
    def withheld(self) -> int:
        """Cells withheld for whatever reason."""
        return self.primary + self.secondary
