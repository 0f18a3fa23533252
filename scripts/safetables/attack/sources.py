"""Compares what sources print with what tables publish of the same people; what is withheld leaves an interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from ..findings import Finding, KnownInterval, Measure
from ..tables import Cell, Codes, Means, PublishedTable
from .knowledge import WITHHELD
from .reading import System, row_of

Range = tuple[Fraction, Fraction | None]
"""The least and the most that a number can be, both ends possible; None where nothing bounds it."""

_REMEDY = "correct one of them, or say by another universe how the people differ"
_WHICH = "correct one of them, or name what is averaged: a universe for the group, and the variable without a category"


def source_findings(
    known: Iterable[KnownInterval], system: System, tables: Sequence[PublishedTable]
) -> Iterator[Finding]:
    """Yields each number of a source that no table can agree with, and each mean that a table withholds."""
    beside = _Beside(system, tables)
    for figure in known:
        if figure.measure is Measure.MEAN:
            yield from beside.withheld_means(figure)
        answers = beside.answers(figure)
        if answers and not any(figure.holds_some_of(*answer) for answer in answers):
            what = f"the source of the figure {figure.figure} prints another {figure.measure} of the same people"
            is_unnamed = figure.measure is Measure.MEAN and not figure.variable
            yield Finding(*beside.place(figure.cell), what, _WHICH if is_unnamed else _REMEDY)


@dataclass(frozen=True, eq=False)
class _Beside:
    """What the tables of a release answer to what sources print."""

    system: System
    tables: Sequence[PublishedTable]

    @cached_property
    def numbers(self) -> dict[Cell, int]:
        return self.system.published.relations.numbers()

    @cached_property
    def rounded(self) -> dict[int, Range]:
        said = [known for known in self.system.published.inequalities if known.is_rounding]
        return {known.cells[0]: (Fraction(known.least or 0), Fraction(known.most or 0)) for known in said}

    def place(self, cell: Cell) -> tuple[str, str]:
        return self.system.place(self.numbers[cell], str(cell))

    def answers(self, figure: KnownInterval) -> list[Range]:
        """What a figure may say so that some table agrees with it; none where no table counts its people."""
        if figure.cell not in self.numbers:
            return []
        match figure.measure:
            case Measure.COUNT:
                return [self.count(figure.cell)]
            case Measure.MEAN:
                return [_rounding(mean, means.decimals) for means, mean in self.means(figure)]
            case Measure.SHARE:
                return self.shares(figure)

    def count(self, cell: Cell) -> Range:
        """How many people a cell can be, by what is shown and follows from it, and by the sums that it is a part of."""
        return self.range(self.numbers[cell])

    @lru_cache  # noqa: B019 - it lives as long as one audit
    def range(self, number: int) -> Range:
        count = int(self.system.published.derived[number])
        if number in self.rounded or count != WITHHELD:
            return self.rounded.get(number, (Fraction(count), Fraction(count)))
        most = None
        for parent, family in self.families[number]:
            beside = (self.system.published.derived[one] for one in family if one != number)
            whole = self.range(parent)[1]
            if whole is not None:
                left = max(Fraction(0), whole - sum(int(count) for count in beside if count != WITHHELD))
                most = left if most is None else min(most, left)
        return Fraction(0), most

    @cached_property
    def families(self) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
        """Cell -> each sum that it is a part of: the whole, and all its parts."""
        found: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for parent, family in self.system.published.relations.sums:
            for one in family:
                found[one].append((parent, tuple(family)))
        return found

    def shares(self, figure: KnownInterval) -> list[Range]:
        """What the share can be by counts, and by each weighting."""
        if figure.everybody not in self.numbers:
            return []
        (low, high), (least_base, most_base) = self.count(figure.cell), self.count(figure.everybody)
        high = most_base if high is None else high
        if not figure.has_base:
            least_base = max(low, min(least_base, self.least_base(figure)))
        lowest = 100 * low / most_base if most_base else Fraction(0)
        highest = min(Fraction(100), 100 * high / least_base) if high is not None and least_base else Fraction(100)
        return [(lowest, highest), *self.weighted(figure)]

    def least_base(self, figure: KnownInterval) -> Fraction:
        """How many people a share is of at least that does not say of whom: those who are not left out."""
        least = self.count(figure.everybody)[0]
        for cell in figure.left_out or ():
            most = self.count(cell)[1] if cell in self.numbers else Fraction(0)
            least = Fraction(0) if most is None else least - most
        return Fraction(0) if figure.left_out is None else least

    def weighted(self, figure: KnownInterval) -> Iterator[Range]:
        for table in self.tables:
            for shares in table.weighted_shares:
                for codes, printed in shares.printed.items():
                    of = table.cell(table.margin(codes, shares.of))
                    if table.cell(codes) == figure.cell and (of == figure.everybody or not figure.has_base):
                        yield _rounding(Fraction(printed), shares.decimals)

    def means(self, figure: KnownInterval) -> Iterator[tuple[Means, Fraction]]:
        """Yields each mean that tables print of the people of a figure, as far as it may be the same one."""
        for _, means, codes in self._means(figure):
            if codes in means.printed:
                yield means, Fraction(means.printed[codes])

    def withheld_means(self, figure: KnownInterval) -> Iterator[Finding]:
        for table, means, codes in self._means(figure):
            if codes not in means.printed:
                rule = f"the source of the figure {figure.figure} prints a mean of these people"
                remedy = "drop the means, or take the group together with others"
                yield Finding(table.id, row_of(table, codes), rule, remedy)

    def _means(self, figure: KnownInterval) -> Iterator[tuple[PublishedTable, Means, Codes]]:
        for table in self.tables:
            for means in table.means:
                if figure.variable in ("", means.variable):
                    yield from ((table, means, codes) for codes in table.counts if table.cell(codes) == figure.cell)


def _rounding(printed: Fraction, decimals: int) -> Range:
    """The values that are printed so."""
    half = Fraction(1, 2 * 10**decimals)
    return printed - half, printed + half
