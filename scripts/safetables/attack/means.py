"""Ties published means to the counts: each with its base bounds a sum, and sums add up as counts do.

Sums are whole, as the values are, so one search finds tables of counts and sums that agree with everything published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from ..findings import Finding
from ..policy import Policy
from ..system import Relations, with_remainders
from ..tables import Cell, Means, PublishedTable
from .groups import groups
from .knowledge import OUTSIDER, WITHHELD, Inequality, Published
from .reading import Places, System, row_of

WIDEST = 1_000_000
"""Width asked of a sum that nothing bounds from above."""
NODES = 1000
PRINTED = "a printed mean"

MEAN_RULES = (
    "No mean is shown where the count is withheld, of fewer people than the policy names, or of a smaller group than "
    "it names for certainty whose members all have the least or the largest possible value.",
    "No withheld mean is found: what its people add up to stays unknown by the policy's percentage at least, for "
    "whoever takes all counts, sums and shown means together, unless counts and the limits of groups tell it alone; "
    "nor is a mean of too few who are left together.",
)

Ends = tuple[int | None, int | None]
"""Least and largest number; None where nothing bounds it."""


@dataclass
class Sums:
    """What is printed of one variable's means.

    Attributes:
        groups: codes of the groups of numbers that tables have of it -> the numbers in it; under an empty code, all.
        own: cells for which a table of the release has a column of means.
        printed: (cell, mean, digits after the point, number of people, whether the release itself shows it).
        hidden: cells whose mean must not be found -> table and row where a reader looks for it.
    """

    variable: str
    groups: Mapping[str, Ends]
    own: set[int] = field(default_factory=set)
    printed: list[tuple[int, Fraction, int, int, bool]] = field(default_factory=list)
    hidden: Places = field(default_factory=dict)

    @property
    def shown(self) -> dict[int, tuple[Fraction, int]]:
        """Cell -> mean and number of people, as the release shows them."""
        return {cell: (mean, count) for cell, mean, _, count, is_own in self.printed if is_own}

    def ends(self, cell: Cell) -> tuple[int, int | None]:
        """The least and the largest value that anybody in a cell can have; values are not below zero."""
        least, most = self.groups.get(dict(cell.where).get(self.variable, ""), (None, None))
        return max(0, least or 0), most


def read_means(
    system: System, tables: Sequence[PublishedTable], earlier: Sequence[PublishedTable], policy: Policy
) -> tuple[list[Sums], list[Finding]]:
    """What a release, and the tables of releases before it, print of means; and what must not be printed."""
    findings: list[Finding] = []
    numbers = system.published.relations.numbers()
    every = (*tables, *earlier)
    names = {means.variable for table in every for means in table.means}
    sums = {name: Sums(name, _groups(name, every)) for name in names}
    for table in tables:
        for means in table.means:
            findings += _read(system, numbers, table, means, policy, sums[means.variable])
    for table in earlier:
        for means in table.means:
            for codes, mean in means.printed.items():
                if (count := table.counts[codes]) is not None:
                    printed = numbers[table.cell(codes)], Fraction(mean), means.decimals, count, False
                    sums[means.variable].printed.append(printed)
    return [sums[name] for name in sorted(sums) if sums[name].own], findings


def _groups(variable: str, tables: Sequence[PublishedTable]) -> dict[str, Ends]:
    """The numbers that groups of a variable hold, and under an empty code those that the whole of it does."""
    found: dict[str, Ends] = {}
    for dimension in (d for table in tables for d in table.dimensions if d.variable == variable):
        found |= dimension.limits
    return found


def _read(
    system: System, numbers: Mapping[Cell, int], table: PublishedTable, means: Means, policy: Policy, sums: Sums
) -> Iterator[Finding]:
    for codes in table.counts:
        row, number, printed = row_of(table, codes), numbers[table.cell(codes)], means.printed.get(codes)
        sums.own.add(number)
        count = int(system.published.shown[number])
        if printed is None:
            if count != 0:
                sums.hidden.setdefault(number, (table.id, row))
        elif len(str(printed).partition(".")[2]) != means.decimals:
            rule = f"a mean without its {means.decimals} digits after the point"
            yield Finding(table.id, row, rule, "print every mean alike")
        elif count in (WITHHELD, 0):
            yield Finding(table.id, row, "a mean without a count", "withhold the mean")
        elif count < policy.mean_base_below:
            yield Finding(table.id, row, "a mean of too few", "withhold the mean")
        elif sums.shown.get(number, (Fraction(printed), count)) != (Fraction(printed), count):
            yield Finding(table.id, row, "another table shows another mean", "correct one of them")
        else:
            sums.printed.append((number, Fraction(printed), means.decimals, count, True))
    for number in sums.hidden.keys() & sums.shown.keys():
        rule = "a mean withheld here and shown in another table"
        yield Finding(*sums.hidden[number], rule, "withhold it in both")


def with_sums(system: System, sums: Sequence[Sums], policy: Policy) -> System:
    """Adds what people add up to: a cell for each count, the same equations, and what means and groups say of both.

    The cells of counts keep their numbers; those of sums come after them.
    """
    if not sums:
        return system
    counts = system.published
    relations, shown = counts.relations, [counts.shown]
    inequalities = [*counts.inequalities]
    hidden: Places = {}
    for own in sums:
        start = relations.n_cells
        more, found = with_remainders(counts.relations, own.own)
        relations = _beside(relations, more, own.variable)
        known = np.full(more.n_cells, WITHHELD, dtype=np.int64)
        known[: counts.relations.n_cells] = counts.shown
        shown.append(np.where(known == 0, 0, WITHHELD).astype(np.int64))
        for left in found:
            parts = known[[left.total, *left.parts]]
            if not (parts == WITHHELD).any():
                known[left.cell] = parts[0] - parts[1:].sum()
            if known[left.cell] == WITHHELD or 0 < known[left.cell] < policy.mean_base_below:
                hidden[start + left.cell] = system.places.get(left.cell, ("no table", str(more.cells[left.cell])))
        hidden |= {start + cell: place for cell, place in own.hidden.items()}
        inequalities += _printed(own, start)
        inequalities += _grouped(counts.relations, own, start)
    published = Published(relations, np.concatenate(shown), tuple(inequalities))
    # What counts and groups tell by themselves, no withheld mean takes back.
    silent = replace(published, inequalities=tuple(i for i in inequalities if i.reason != PRINTED))
    ends = _ends(silent, hidden).items()
    told = {c for c, (least, most) in ends if most and 100 * (most - least) < policy.mean_within_pct * most}
    hidden = {cell: place for cell, place in hidden.items() if cell not in told}
    # The width that each of the others must keep is a share of the most that it can be.
    wanted = np.zeros(relations.n_cells, dtype=np.int64)
    for cell, (_, most) in _ends(published, hidden).items():
        wanted[cell] = WIDEST if most is None else max(1, -(-policy.mean_within_pct * most // 100))
    return replace(system, published=published, sums=hidden, wanted_sums=wanted)


def _beside(relations: Relations, sums: Relations, variable: str) -> Relations:
    start = relations.n_cells
    return replace(
        relations,
        cells=(*relations.cells, *(Cell(f"{cell.universe}, sum of {variable}", cell.where) for cell in sums.cells)),
        is_published=np.concatenate([relations.is_published, np.zeros(sums.n_cells, dtype=np.bool_)]),
        parents=(*relations.parents, *(start + parent for parent in sums.parents)),
        children=(*relations.children, *(tuple(start + child for child in parts) for parts in sums.children)),
    )


def _printed(sums: Sums, start: int) -> Iterator[Inequality]:
    for cell, mean, decimals, count, _ in sums.printed:
        least, most = _span(mean, decimals, count)
        yield Inequality((start + cell,), (1,), max(0, least), most, PRINTED)


def _span(mean: Fraction, decimals: int, count: int) -> tuple[int, int]:
    """The least and the largest whole sum that a printed mean leaves."""
    half = Fraction(1, 2 * 10**decimals)
    return -int((half - mean) * count // 1), int((mean + half) * count // 1)


def _grouped(relations: Relations, sums: Sums, start: int) -> Iterator[Inequality]:
    """What the limits of groups say of a sum and its count."""
    for number, cell in enumerate(relations.cells if sums.groups else ()):
        least, most = sums.ends(cell)
        reason = f"{cell}: the limits of the group"
        if least:
            yield Inequality((start + number, number), (1, -least), 0, None, reason)
        if most is not None:
            yield Inequality((number, start + number), (most, -1), 0, None, reason)


def _ends(published: Published, cells: Iterable[int]) -> dict[int, tuple[int, int | None]]:
    """The ends of sums as fractions leave them; None where nothing bounds one from above."""
    found = {}
    for group in groups(published, OUTSIDER, NODES):
        for cell in filter(group.column.__contains__, cells):
            least, most = (group.furthest(cell, side, is_whole=False).bound for side in (-1, 1))
            found[cell] = max(0, least or 0), most
    return found


def revealing_means(system: System, sums: Sequence[Sums], policy: Policy) -> Iterator[Finding]:
    """Yields means that tell of all of a small group, or leave a mean of few who are withheld together."""
    relations, counts = system.published.relations, system.published.derived
    for own in sums:
        for cell, mean, decimals, count, is_own in own.printed:
            least, most = own.ends(relations.cells[cell])
            lowest, highest = _span(mean, decimals, count)
            is_certain = highest <= least * count or (most is not None and lowest >= most * count)
            if is_own and is_certain and count < policy.certainty_below:
                rule = "a small group is seen to have the least or the largest possible value alone"
                yield Finding(*system.places[cell], rule, "withhold the mean")
        known = {cell for cell, *_ in own.printed}
        for parent, children in relations.sums:
            left = [child for child in children if child not in known and counts[child] != 0]
            beside = [child for child in children if child in known]
            if parent not in known or len(left) < 2 or not beside or (counts[[parent, *beside]] == WITHHELD).any():
                continue
            if 0 < counts[parent] - counts[beside].sum() < policy.mean_base_below:
                rule = "the means beside it leave a mean of too few"
                yield Finding(*system.place(left[0]), rule, "withhold another mean")
