"""Attacks published means: each with its base bounds a sum, and sums add up; reads what is shown alone.

Sums are whole, as the values are, so the search for tables of counts finds tables of sums too.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np

from ..model import Cube, CubeMean, Finding, Policy, Table
from ..relations import IntArray, Relations, with_remainders
from .cubes import System
from .intervals import interrogate
from .knowledge import OUTSIDER, WITHHELD, ContradictionError, Inequality, Published
from .linking import cell_of, row_of
from .programs import groups

WIDEST = 1_000_000
"""Width asked of a sum that nothing bounds from above."""
NODES = 1000

MEAN_RULES = (
    "No mean is shown where the count is withheld, or of fewer people than the policy names.",
    "No withheld mean is found: what its people add up to stays unknown by the policy's percentage at least, for "
    "whoever takes all sums and all shown means together.",
)


def mean_findings(system: System, tables: tuple[Table, ...], policy: Policy) -> Iterator[Finding]:
    """What must not be published of means.

    Args:
        system: the counts as their readers have them.
        tables: all tables of the release.
        policy: what it promises.
    """
    shown: dict[str, dict[int, tuple[Fraction, int]]] = {}
    withheld: dict[str, dict[int, tuple[str, str]]] = {}
    own: dict[str, set[int]] = {}
    numbers = system.published.relations.numbers()
    for table in tables:
        for mean in table.cube.means if table.cube else ():
            assert table.cube is not None
            known = shown.setdefault(mean.variable, {})
            hidden = withheld.setdefault(mean.variable, {})
            own.setdefault(mean.variable, set()).update(
                numbers[cell_of(table.cube, record)] for record in table.records()
            )
            yield from _read(system, table, table.cube, mean, policy, known, hidden)
    for variable, hidden in withheld.items():
        yield from _attack(system, shown[variable], hidden, own[variable], policy)


def _read(
    system: System,
    table: Table,
    cube: Cube,
    mean: CubeMean,
    policy: Policy,
    known: dict[int, tuple[Fraction, int]],
    hidden: dict[int, tuple[str, str]],
) -> Iterator[Finding]:
    numbers = system.published.relations.numbers()
    for record in table.records():
        row = row_of(cube, record)
        number = numbers[cell_of(cube, record)]
        count, printed = int(system.published.shown[number]), record[mean.column]
        if printed is None:
            if count != 0:
                hidden.setdefault(number, (table.id, row))
            continue
        if not isinstance(printed, Decimal | int):
            yield Finding(table.id, row, "a mean that is no number", "correct it")
        elif len(str(printed).partition(".")[2]) != mean.decimals:
            yield Finding(
                table.id, row, f"a mean without its {mean.decimals} digits after the point", "print every mean alike"
            )
        elif count in (WITHHELD, 0):
            yield Finding(table.id, row, "a mean without a count", "withhold the mean")
        elif count < policy.mean_base_below:
            yield Finding(table.id, row, "a mean of too few", "withhold the mean")
        elif known.setdefault(number, (Fraction(printed), mean.decimals)) != (Fraction(printed), mean.decimals):
            yield Finding(table.id, row, "another table shows another mean", "correct one of them")


def _attack(
    system: System,
    known: dict[int, tuple[Fraction, int]],
    hidden: dict[int, tuple[str, str]],
    own: set[int],
    policy: Policy,
) -> Iterator[Finding]:
    """Find out sums that are withheld, or of few people whom the tables leave."""
    relations, shown, unprinted = _with_unprinted(system, own, policy)
    hidden = unprinted | hidden
    inequalities = []
    for number, (printed, decimals) in known.items():
        if number in hidden:
            yield Finding(*hidden[number], "a mean withheld here and shown in another table", "withhold it in both")
            return
        count, half = int(shown[number]), Fraction(1, 2 * 10**decimals)
        least, most = -((half - printed) * count // 1), (printed + half) * count // 1
        inequalities.append(Inequality((number,), (1,), max(0, int(least)), int(most), "a printed mean"))
    sums = np.where(shown == 0, 0, WITHHELD).astype(np.int64)
    published = Published(relations, sums, tuple(inequalities))
    try:
        report = interrogate(published, _wanted(published, hidden, policy))
    except ContradictionError:
        yield Finding("all", "means", "no values give the means that are shown", "compute them from what was counted")
        return
    for interval in report.intervals:
        if interval.cell not in hidden:
            continue
        low, high = interval.least_seen, interval.most_seen
        if low is None or high is None or 100 * (high - low) < max(1, policy.mean_within_pct * high):
            rule = "its sum is found up to the percentage of the policy, or this could not be decided"
            yield Finding(*hidden[interval.cell], rule, "withhold another mean beside it")


def _with_unprinted(
    system: System, own: set[int], policy: Policy
) -> tuple[Relations, IntArray, dict[int, tuple[str, str]]]:
    """The people whom the tables leave, by their counts, and which of them are too few for a mean."""
    relations, found = with_remainders(system.published.relations, own)
    shown = np.full(relations.n_cells, WITHHELD, dtype=np.int64)
    shown[: len(system.published.shown)] = system.published.shown
    unprinted = {}
    for left in found:
        counts = shown[[left.total, *left.parts]]
        if not (counts == WITHHELD).any():
            shown[left.cell] = counts[0] - counts[1:].sum()
        if shown[left.cell] == WITHHELD or 0 < shown[left.cell] < policy.mean_base_below:
            unprinted[left.cell] = system.tables.get(left.cell, ("all", str(relations.cells[left.cell])))
    return relations, shown, unprinted


def _wanted(published: Published, hidden: dict[int, tuple[str, str]], policy: Policy) -> IntArray:
    """The width that each withheld sum must keep: a share of the most that it can be."""
    wanted = np.zeros(published.relations.n_cells, dtype=np.int64)
    for group in groups(published, OUTSIDER, NODES):
        for cell in hidden:
            if cell in group.column:
                most = group.push(cell, 1, is_whole=False).bound
                wanted[cell] = WIDEST if most is None else max(1, -(-policy.mean_within_pct * most // 100))
    return wanted
