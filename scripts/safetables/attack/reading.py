"""Turns published tables into one linked system of cells, as their readers have it; reads what is shown alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import floor

import numpy as np

from ..findings import Finding, KnownInterval, Measure
from ..policy import Policy
from ..system import IntArray, Relations, link, relate
from ..tables import TOTAL, Cell, Codes, Layout, PublishedTable, Shares, WeightedShares
from .knowledge import WITHHELD, Inequality, Published, inequalities_of, rounding, share

Places = dict[int, tuple[str, str]]
"""Cell number -> table and row."""
Margins = dict[tuple[str, str, str], int]
"""Universe, variable, code -> count."""


@dataclass(frozen=True)
class System:
    """All tables of a release, as its readers have them together.

    Attributes:
        published: its cells are those of counts and then, where there are means, of sums; see `means.with_sums`.
        places: cell number -> table and row where a reader finds it first.
        findings: what is wrong before any attack.
        sums: cells of sums that must not be found -> table and row where a reader looks for their mean.
        wanted_sums: the width that each of these must keep, shape (n_cells,); None where there are no means.
        without_base: shares of which the source does not say of whom they are.
    """

    published: Published
    places: Places
    findings: tuple[Finding, ...]
    n_counts: int
    sums: Places = field(default_factory=dict)
    wanted_sums: IntArray | None = None
    without_base: tuple[KnownInterval, ...] = ()

    def place(self, cell: int, otherwise: str = "no table") -> tuple[str, str]:
        """Table and row of a cell, for a finding."""
        return self.sums.get(cell) or self.places.get(cell) or (otherwise, str(self.published.relations.cells[cell]))


def read_tables(
    tables: Sequence[PublishedTable],
    policy: Policy,
    earlier: Sequence[PublishedTable] = (),
    known: Sequence[KnownInterval] = (),
) -> System:
    """Links tables of counts.

    Cells of earlier tables are part of the system too; those that are not published now have the counts shown then.

    Raises:
        RelationsError: a table names categories that its own description does not have, or tables describe the same
            variable differently.
    """
    findings = tuple(_unrelated(tables, earlier))
    if findings:
        return System(Published(relate((), (), ()), np.zeros(0, dtype=np.int64)), {}, findings, 0)
    relations = link((table, table.counts) for table in (*tables, *earlier))
    reading = _Reading(relations.numbers(), np.full(relations.n_cells, WITHHELD, dtype=np.int64), policy)
    for table in tables:
        reading.read_counts(table)
    for number, (name, row) in sorted(reading.hidden.items()):
        if reading.shown[number] != WITHHELD:
            reading.find(name, row, "withheld here and shown in another table", "withhold it in both")
    for table in tables:
        for shares in table.shares:
            for codes, printed in shares.printed.items():
                reading.read_share(table, shares, codes, str(printed))
        reading.findings += _weighted_share_findings(table, policy)
    for figure in known:
        reading.read_figure(figure)
    reading.check_sums(relations)
    now = frozenset(reading.places)
    for table in earlier:
        reading.read_earlier(table, now)
    # Of what two releases before say differently, none says what it is now.
    reading.shown[sorted(reading.changed)] = WITHHELD
    published = Published(relations, reading.shown, tuple(reading.inequalities))
    without_base = tuple(figure for figure in known if figure.measure is Measure.SHARE and not figure.has_base)
    findings = tuple(reading.findings)
    return System(published, reading.places, findings, relations.n_cells, without_base=without_base)


def row_of(table: Layout, codes: Codes) -> str:
    """A row's categories, in words."""
    return ", ".join(f"{name}={code}" for name, code in zip(table.variables, codes, strict=True))


def shown_cells(tables: Iterable[PublishedTable]) -> dict[Cell, int]:
    """Every exact count that tables show."""
    return {
        table.cell(codes): count
        for table in tables
        if table.rounded_to == 1
        for codes, count in table.counts.items()
        if count is not None
    }


def _unrelated(now: Sequence[PublishedTable], before: Sequence[PublishedTable]) -> Iterator[Finding]:
    """Yields tables of which nothing says how their cells belong together, though they may count the same people."""
    tables = (*now, *before)
    universes = sorted({table.whole for table in tables})
    if len(universes) > 1:
        rule = f"counts of {len(universes)} universes ({', '.join(universes)}), whose overlap nobody states"
        yield Finding("all", "universe", rule, "count one universe in a release and in those before it")
    variables = {(d.variable, frozenset(d.parents)) for table in tables for d in table.dimensions}
    for one, codes in sorted(variables, key=lambda pair: pair[0]):
        for other, others in variables:
            if one < other and len(codes) > 1 and codes == others and not _are_two(one, other, now, before):
                rule = f"{one} and {other} have the same categories, and may be one variable"
                remedy = "use one variable, or other codes; if they are two, show both in one table"
                yield Finding("all", "variables", rule, remedy)


def _are_two(one: str, other: str, now: Sequence[PublishedTable], before: Sequence[PublishedTable]) -> bool:
    """Whether two variables are not one: a release shows other counts of them, or people who differ in them.

    From one release to the next a count can change by a few, and its variable be called otherwise.
    """
    for release in (now, before):
        shown = shown_cells(release)
        for cell, count in shown.items():
            where = dict(cell.where)
            if where.get(one, where.get(other)) != where.get(other, where.get(one)) and count:
                return True
            renamed = {_renamed(name, one, other): code for name, code in where.items()}
            if renamed != where and shown.get(Cell.of(cell.universe, renamed), count) != count:
                return True
    for mine, yours in ((now, before), (before, now)):
        beside = _margins(yours)
        for (universe, name, code), count in _margins(mine).items():
            theirs = beside.get((universe, _renamed(name, one, other), code), count)
            if name != _renamed(name, one, other) and 4 * abs(count - theirs) > max(count, theirs):
                return True
    return False


def _renamed(name: str, one: str, other: str) -> str:
    """The name of a variable, or of one of its items, if the one variable were the other."""
    return other + name[len(one) :] if name == one or name.startswith(f"{one}.") else name


def _margins(tables: Sequence[PublishedTable]) -> Margins:
    shown = shown_cells(tables).items()
    return {(cell.universe, *cell.where[0]): count for cell, count in shown if len(cell.where) == 1}


@dataclass
class _Reading:
    """What readers have from the tables read so far."""

    numbers: dict[Cell, int]
    shown: IntArray
    policy: Policy
    places: Places = field(default_factory=dict)
    hidden: Places = field(default_factory=dict)
    rounded: dict[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    inequalities: list[Inequality] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def find(self, *parts: str) -> None:
        self.findings.append(Finding(*parts))

    def read_counts(self, table: PublishedTable) -> None:
        for codes, count in table.counts.items():
            number, row = self.numbers[table.cell(codes)], row_of(table, codes)
            self.places.setdefault(number, (table.id, row))
            if count is None:
                self.hidden.setdefault(number, (table.id, row))
                continue
            is_rounded = table.rounded_to > 1
            before = self.rounded.setdefault(number, count) if is_rounded else int(self.shown[number])
            if before not in (WITHHELD, count):
                self.find(table.id, row, "another table shows another count", "correct one of them")
            if is_rounded:
                self.inequalities.append(rounding(number, count, table.rounded_to))
                if count % table.rounded_to:
                    self.find(table.id, row, "a count that is not rounded", "round it")
                continue
            self.shown[number] = count
            if 0 < count < self.policy.threshold:
                self.find(table.id, row, "a small count is shown", "withhold it")

    def read_share(self, table: PublishedTable, shares: Shares, codes: Codes, printed: str) -> None:
        row = row_of(table, codes)
        cell, base = (self.numbers.get(table.cell(own)) for own in (codes, table.margin(codes, shares.of)))
        if cell is None or base is None:
            self.find(table.id, row, "a share of a base that no table has", "withhold the share")
            return
        size = self.rounded.get(base, int(self.shown[base]))
        if WITHHELD < size < self.policy.base_below:
            self.find(table.id, row, "a share of too small a base", "withhold the share")
        if len(printed.partition(".")[2]) != shares.decimals:
            rule = f"a share without its {shares.decimals} digits after the point"
            self.find(table.id, row, rule, "print every share alike")
            return
        limits = share(cell, base, printed, f"{table.id}: share of {row}")
        if table.rounded_to == 1:
            self.inequalities += limits
            return
        counts = {base: size, cell: self.rounded.get(cell, WITHHELD)}
        if WITHHELD in counts.values() or not all(limit.holds(counts) for limit in limits):
            # What follows from rounded counts says nothing more than they do; anything else comes from counts.
            self.find(table.id, row, "a share that the rounded counts do not give", "compute it from what is shown")

    def read_figure(self, figure: KnownInterval) -> None:
        """Adds what a source prints of a group; a count that tables withhold or contradict is a finding."""
        number = self.numbers.get(figure.cell)
        if figure.measure is Measure.MEAN:
            return
        if figure.count is None or number is None:
            if figure.measure is not Measure.SHARE or figure.has_base:
                self.inequalities += inequalities_of(figure, self.numbers)
            return
        place = self.places.get(number, ("no table", str(figure.cell)))
        if self.shown[number] == WITHHELD and number in self.hidden:
            rule = f"the source of the figure {figure.figure} prints this count"
            self.find(*place, rule, "drop the table, or take the group together with others")
        elif self.shown[number] not in (WITHHELD, figure.count):
            rule = f"the source of the figure {figure.figure} prints another count of the same people"
            self.find(*place, rule, "correct one of them, or say by another universe how the people differ")
        elif figure.is_in_package:
            self.shown[number] = figure.count
        else:
            # Readers of the package alone look for this cell among the unknown ones.
            self.inequalities += inequalities_of(figure, self.numbers)

    def read_earlier(self, table: PublishedTable, now: frozenset[int]) -> None:
        """Adds what an earlier release said: of cells that this one has not, and of rounded ones in any case."""
        for codes, count in table.counts.items():
            number = self.numbers[table.cell(codes)]
            self.places.setdefault(number, (f"{table.id} of a release before", row_of(table, codes)))
            if count is None:
                continue
            if table.rounded_to > 1:
                said = rounding(number, count, table.rounded_to)
                said = replace(said, reason=f"a release before: {said.reason}", is_rounding=False)
                self.inequalities.append(said)
            elif number not in now:
                if self.shown[number] not in (WITHHELD, count):
                    self.changed.add(number)
                self.shown[number] = count

    def check_sums(self, relations: Relations) -> None:
        for parent, children in relations.sums:
            parts = self.shown[list(children)]
            if self.shown[parent] == WITHHELD or (parts == WITHHELD).any() or parts.sum() == self.shown[parent]:
                continue
            if parent in self.places:
                self.find(*self.places[parent], "is not the sum of its parts", "publish counts that add up")


def _weighted_share_findings(table: PublishedTable, policy: Policy) -> Iterator[Finding]:
    """Yields weighted shares, and bases beside them, that say more than the counts that are shown.

    Whoever may work them out from what is shown learns nothing by them; any other number comes from counts that are
    not shown, or from other weights than the published ones.
    """
    for shares in table.weighted_shares:
        sums = _weighted_sums(table, shares)
        for codes in table.counts:
            whole, row = table.margin(codes, shares.of), row_of(table, codes)
            base = table.counts.get(whole)
            if shares.bases.get(codes) != base:
                rule = "an unweighted base that is not the count of its people"
                yield Finding(table.id, row, rule, "print the count that the table shows")
            part, total, wanted = sums.get(codes), sums.get(whole), None
            if base is not None and base >= policy.base_below and part is not None and total:
                # As it is printed, halves upwards.
                steps = floor(100 * part / total * 10**shares.decimals + Fraction(1, 2))
                wanted = f"{Decimal(steps).scaleb(-shares.decimals):.{shares.decimals}f}"
            printed = shares.printed.get(codes)
            if (None if printed is None else str(printed)) != wanted:
                rule = "a weighted share that the shown counts do not give"
                yield Finding(table.id, row, rule, "compute it from what is shown, or leave it out")


def _weighted_sums(table: PublishedTable, shares: WeightedShares) -> dict[Codes, Fraction | None]:
    """Codes -> what their people count for together; None where a count that it takes is not shown."""
    at = [table.variables.index(name) for name in shares.weighting.variables]
    groups = [table.dimensions[place] for place in at]
    found: dict[Codes, Fraction | None] = {}
    for place, count in table.counts.items():
        group = tuple(place[one] for one in at)
        weight = shares.weighting.weights.get(group)
        if weight is None:
            continue
        lines = ([*own.with_ancestors(code), TOTAL] for code, own in zip(group, groups, strict=True))
        for codes in product(*lines):
            above = list(place)
            for one, code in zip(at, codes, strict=True):
                above[one] = code
            before = found.get(tuple(above), Fraction(0))
            found[tuple(above)] = None if before is None or count is None else before + Fraction(weight) * count
    return found
