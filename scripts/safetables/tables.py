"""Tables of counts in their three states: counted, protected, published; a suppressed cell has no value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import product

from .sums import Sum

TOTAL = "total"
"""Stands for the whole of a dimension."""
TICKED, UNTICKED = "ticked", "unticked"

Codes = tuple[str, ...]
"""Address of a cell within its table: a category of each dimension, or `TOTAL`."""


@dataclass(frozen=True, order=True)
class Cell:
    """Address of a cell across tables: a count of one universe; a variable that is not named is totalled over."""

    universe: str
    where: tuple[tuple[str, str], ...]

    @staticmethod
    def of(universe: str, where: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> Cell:
        """The cell of (variable, category) pairs in any order."""
        pairs = where.items() if isinstance(where, Mapping) else where
        return Cell(universe, tuple(sorted(pairs)))

    def __str__(self) -> str:
        return f"{self.universe}[{', '.join(f'{v}={c}' for v, c in self.where) or 'all'}]"


@dataclass(frozen=True)
class Category:
    """A category, what it is part of, the least and the largest number in it, and what it supersedes."""

    code: str
    parent: str = ""
    least: int | None = None
    most: int | None = None
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A variable that a table is broken down by, with the hierarchy of its categories.

    Attributes:
        is_multiple: whether people may be in several categories or in none; the total then counts people.
        exclusive: codes of those of several answers that nobody gives beside any other.
    """

    variable: str
    categories: tuple[Category, ...]
    is_multiple: bool = False
    exclusive: tuple[str, ...] = ()

    @cached_property
    def parents(self) -> dict[str, str]:
        """Each category with the one that it is part of; empty for none."""
        return {category.code: category.parent for category in self.categories}

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Each category that has parts with these, in order; under an empty code those that are part of none."""
        found: dict[str, list[str]] = {}
        for category in self.categories:
            found.setdefault(category.parent, []).append(category.code)
        return found

    @cached_property
    def leaves(self) -> list[str]:
        """The categories that have no parts, in order."""
        return [code for code in self.parents if code not in self.parts]

    @cached_property
    def limits(self) -> dict[str, tuple[int | None, int | None]]:
        """The least and the largest number of each group of numbers, and under an empty code those of all.

        A category that has parts has the limits of these. Empty where no category has limits.
        """
        own = {category.code: (category.least, category.most) for category in self.categories}
        if not any(end is not None for code in self.leaves for end in own[code]):
            return {}
        found = {}
        for code in (*self.parents, ""):
            leaves = [leaf for leaf in self.leaves if code in ("", *self.with_ancestors(leaf))]
            lowest, highest = zip(*(own[leaf] for leaf in leaves), strict=True)
            least = None if None in lowest else min(lowest)
            found[code] = least, None if None in highest else max(highest)
        return found

    @cached_property
    def structure(self) -> tuple[object, ...]:
        """What two tables must agree on for their cells to be the same; limits of groups of numbers may differ."""
        return tuple(self.parents.items()), self.is_multiple, frozenset(self.exclusive)

    def with_ancestors(self, code: str) -> tuple[str, ...]:
        """A category and all that it is part of, itself first."""
        line = [code]
        while parent := self.parents[line[-1]]:
            line.append(parent)
        return tuple(line)

    def pair(self, code: str) -> tuple[str, str]:
        """Variable and category by which a `Cell` names one of the codes."""
        return (f"{self.variable}.{code}", TICKED) if self.is_multiple else (self.variable, code)


@dataclass(frozen=True)
class Subpopulation:
    """The part of a universe in which everybody has certain categories, each of a dimension of that universe."""

    universe: str
    conditions: tuple[tuple[Dimension, str], ...]


@dataclass(frozen=True)
class Weighting:
    """What each person counts for in weighted shares, by categories of some variables; none of these has parts."""

    variables: tuple[str, ...]
    weights: Mapping[Codes, Decimal] = field(hash=False)


@dataclass(frozen=True)
class Layout:
    """Whom a table counts, and by what; a universe may be a subpopulation of another one."""

    id: str
    universe: str
    dimensions: tuple[Dimension, ...]
    subpopulation: Subpopulation | None = field(default=None, kw_only=True)

    @property
    def whole(self) -> str:
        """The universe that all its cells are cells of."""
        return self.subpopulation.universe if self.subpopulation else self.universe

    @property
    def conditions(self) -> tuple[tuple[Dimension, str], ...]:
        """What everybody whom it counts has in common beside the universe."""
        return self.subpopulation.conditions if self.subpopulation else ()

    @property
    def all_dimensions(self) -> tuple[Dimension, ...]:
        """Its dimensions, and those that cut its universe out."""
        return (*self.dimensions, *(dimension for dimension, _ in self.conditions))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of its dimensions."""
        return tuple(dimension.variable for dimension in self.dimensions)

    @property
    def total(self) -> Codes:
        """The address of all whom it counts."""
        return (TOTAL,) * len(self.dimensions)

    @property
    def everybody(self) -> Cell:
        """The cell of all whom it counts."""
        return self.cell(self.total)

    def cell(self, codes: Codes) -> Cell:
        """The cell at an address of the table."""
        pairs = [d.pair(code) for d, code in zip(self.dimensions, codes, strict=True) if code != TOTAL]
        return Cell.of(self.whole, [*pairs, *(dimension.pair(code) for dimension, code in self.conditions)])

    def margin(self, codes: Codes, kept: Collection[str]) -> Codes:
        """The address of the margin over the variables `kept` that a cell is a part of."""
        return tuple(code if name in kept else TOTAL for name, code in zip(self.variables, codes, strict=True))

    def every_code(self) -> Iterator[Codes]:
        """Yields all addresses, categories in their order and totals last."""
        yield from product(*([*dimension.parents, TOTAL] for dimension in self.dimensions))

    def missing(self, listed: Iterable[Codes]) -> Iterator[Codes]:
        """Yields what is left out: combinations of the finest categories, and totals where others of their kind stand.

        A total counts as there where all its parts are.
        """
        there = set(listed)
        yield from (codes for codes in product(*(d.leaves for d in self.dimensions)) if codes not in there)
        parts = [dimension.parts for dimension in self.dimensions]
        kinds = {
            tuple(None if code == TOTAL else d.parents[code] for d, code in zip(self.dimensions, codes, strict=True))
            for codes in there
        }
        for kind in sorted(kinds, key=str):
            members = [[TOTAL] if one is None else below[one] for one, below in zip(kind, parts, strict=True)]
            yield from (codes for codes in product(*members) if not _is_there(codes, there, parts))


def _is_there(codes: Codes, listed: Collection[Codes], parts: Sequence[Mapping[str, Sequence[str]]]) -> bool:
    """Whether an address is listed, or everything that its cell is the sum of over one dimension."""
    return codes in listed or any(
        bool(below.get(code))
        and all(_is_there((*codes[:n], part, *codes[n + 1 :]), listed, parts) for part in below[code])
        for n, (code, below) in enumerate(zip(codes, parts, strict=True))
        if code != TOTAL
    )


@dataclass(frozen=True)
class Magnitude:
    """A numeric variable of which means are wanted: what the people of each cell add up to; all have a value."""

    variable: str
    sums: Mapping[Codes, Sum] = field(hash=False, repr=False)


@dataclass(frozen=True)
class CountedTable(Layout):
    """A frequency table with its true counts; never written, never printed.

    Attributes:
        around: for a subpopulation, the counts of everybody, by its dimensions and those of its conditions.
        magnitude: what means are wanted of, beside the counts.
        shares_of: variables of the margin that shares are wanted of (none: of the whole); None for no shares.
        weighting: weights of a second column of shares.
    """

    counts: Mapping[Codes, int] = field(hash=False, repr=False)
    around: Mapping[Codes, int] = field(default_factory=dict, hash=False, repr=False, kw_only=True)
    magnitude: Magnitude | None = field(default=None, kw_only=True)
    shares_of: tuple[str, ...] | None = field(default=None, kw_only=True)
    weighting: Weighting | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Means:
    """Means as printed, each with `decimals` digits after the point; suppressed ones are left out."""

    variable: str
    decimals: int
    printed: Mapping[Codes, Decimal] = field(hash=False)


@dataclass(frozen=True)
class ProtectedTable(Layout):
    """A frequency table in which no suppressed count is left: it is None, whatever the reason.

    Attributes:
        counts: in the order in which they are published.
        rounded_to: base that counts were rounded to; 1 for none.
    """

    counts: Mapping[Codes, int | None] = field(hash=False)
    rounded_to: int = field(default=1, kw_only=True)
    means: Means | None = field(default=None, kw_only=True)
    shares_of: tuple[str, ...] | None = field(default=None, kw_only=True)
    weighting: Weighting | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Shares:
    """Shares in per cent as printed, of the margin over some variables; cells without one are left out."""

    of: tuple[str, ...]
    decimals: int
    printed: Mapping[Codes, Decimal] = field(hash=False)


@dataclass(frozen=True)
class WeightedShares(Shares):
    """Weighted shares as printed, and the unweighted counts of those whom they are of (their bases)."""

    weighting: Weighting
    bases: Mapping[Codes, int] = field(hash=False)


@dataclass(frozen=True)
class PublishedTable(Layout):
    """A table of counts as its readers have it; see `ProtectedTable`."""

    counts: Mapping[Codes, int | None] = field(hash=False)
    rounded_to: int = field(default=1, kw_only=True)
    shares: tuple[Shares, ...] = field(default=(), kw_only=True)
    weighted_shares: tuple[WeightedShares, ...] = field(default=(), kw_only=True)
    means: tuple[Means, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class ProtectionSummary:
    """What protection did to a release, in numbers that give no count away.

    Attributes:
        cells: cells of all tables, shared ones counted once.
        cost: what the pattern costs: one for each cell, and one more for each variable that it is the total over.
        bound: the least that any pattern could cost, as far as it is proven.
    """

    cells: int
    primary: int
    secondary: int
    cost: int
    bound: int
    is_proven: bool
    method: str

    @staticmethod
    def of_published(tables: Iterable[PublishedTable]) -> ProtectionSummary:
        """What can be said of tables that were protected before."""
        cells = {table.cell(codes): count is None for table in tables for codes, count in table.counts.items()}
        return ProtectionSummary(
            len(cells), 0, sum(cells.values()), 0, 0, is_proven=False, method="as published before"
        )

    @property
    def suppressed(self) -> int:
        """Cells suppressed for whatever reason."""
        return self.primary + self.secondary
