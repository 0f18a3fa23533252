"""Finds what tables disclose without any search: groups in one category, small changes since a release before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

import numpy as np

from ..findings import Finding
from ..policy import Policy
from ..system import Relations, link
from ..tables import Cell, PublishedTable
from .knowledge import WITHHELD
from .reading import System, row_of, shown_cells

LATER = "release again when more has changed, or drop the means"


def certain_groups(system: System, policy: Policy) -> Iterator[Finding]:
    """Yields groups whose members can be in one category only, unless they are known to be large or empty."""
    seen = system.published.derived
    for parent, children in system.published.relations.sums:
        left = [child for child in children if seen[child] != 0]
        if parent >= system.n_counts or len(left) != 1 or len(children) < 2 or seen[parent] == 0:
            continue
        size = max(int(seen[parent]), int(seen[left[0]]))
        if (size == WITHHELD and policy.certainty_below) or 0 < size < policy.certainty_below:
            rule = "a group that can be small is seen to be all in this category"
            yield Finding(*system.place(left[0], "all"), rule, "withhold a zero beside it")


def differences(
    system: System, tables: Sequence[PublishedTable], earlier: Sequence[Sequence[PublishedTable]], policy: Policy
) -> Iterator[Finding]:
    """Yields cells by which two releases differ by few respondents: one may be far from the last, near to another.

    All tables have one list of categories for each variable, as the system has.
    """
    shown = zip(system.published.relations.cells, system.published.shown.tolist(), strict=True)
    now = {cell: count for cell, count in shown if count != WITHHELD}
    numbers = system.published.relations.numbers()

    def place(cell: Cell) -> tuple[str, str]:
        return system.place(numbers[cell], "all") if cell in numbers else ("all", str(cell))

    for release in earlier:
        before = shown_cells(release)
        if not before:
            continue
        relations = system.published.relations
        if not before.keys() <= numbers.keys():
            # Categories of the release before are sums of some now, or parts of one.
            relations = link((table, table.counts) for table in (*tables, *release))
        # What follows from each by adding and subtracting can differ by few where nothing that is shown does.
        was, became = (
            relations.derived(np.array([said.get(cell, WITHHELD) for cell in relations.cells], dtype=np.int64))
            for said in (before, now)
        )
        change = np.where((was == WITHHELD) | (became == WITHHELD), 0, abs(became - was))
        for number in np.flatnonzero((change > 0) & (change < policy.threshold)).tolist():
            rule = "differs from the earlier release by a small count"
            remedy = "withhold it, or release again when more has changed"
            yield Finding(*place(relations.cells[number]), rule, remedy)
        for cell in _hidden_differences(relations, now, before, policy):
            rule = "what is withheld with it, now or then, differs from the earlier release by a small count"
            yield Finding(*place(cell), rule, "release again when more has changed")
        yield from _mean_differences(tables, release, policy)


def _mean_differences(
    tables: Sequence[PublishedTable], before: Sequence[PublishedTable], policy: Policy
) -> Iterator[Finding]:
    """Means that, with those of a release before, tell what a few add to them, or what is withheld now."""
    known = {key: (count, mean) for key, _, count, mean in _means(before) if mean is not None}
    for key, place, count, mean in _means(tables):
        if key not in known:
            continue
        then, mean_then = known[key]
        if mean is None and count in (None, then):
            yield Finding(*place, "a mean that a release before shows", "show it, or keep the rules as they were")
        elif mean is not None and count == then and mean != mean_then:
            yield Finding(*place, "the mean of as many people differs from that of the earlier release", LATER)
        elif count is not None and then is not None and 0 < abs(count - then) < policy.mean_base_below:
            yield Finding(*place, "with the mean of the earlier release, it is a mean of too few", LATER)


def _means(
    tables: Sequence[PublishedTable],
) -> Iterator[tuple[tuple[str, Cell], tuple[str, str], int | None, Decimal | None]]:
    """Yields variable and cell, table and row, and the count and the mean as shown."""
    for table in tables:
        for means, (codes, count) in product(table.means, table.counts.items()):
            place = table.id, row_of(table, codes)
            yield (means.variable, table.cell(codes)), place, count, means.printed.get(codes)


def _hidden_differences(
    relations: Relations, now: Mapping[Cell, int], before: Mapping[Cell, int], policy: Policy
) -> Iterator[Cell]:
    """Yields cells withheld together, now or then, that changed as their totals and their neighbours tell."""
    changes = {n: now[cell] - before[cell] for n, cell in enumerate(relations.cells) if cell in now and cell in before}
    for parent, children in relations.sums:
        cells = (parent, *children)
        both = [cell for cell in cells if cell in changes]
        hidden = [cell for cell in cells if cell not in both]
        # A total and its parts hidden at once: what is left tells of the other parts, which are looked at themselves.
        if not hidden or (parent in hidden and len(hidden) > 1):
            continue
        change = sum(changes[cell] if cell == parent else -changes[cell] for cell in both)
        if 0 < abs(change) < policy.threshold:
            yield relations.cells[hidden[0]]
