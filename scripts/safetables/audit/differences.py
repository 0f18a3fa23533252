"""Compares a release with those before it: what changed by a few tells about those few."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Finding, Policy, Table
from ..relations import Cell
from .cubes import System
from .knowledge import WITHHELD
from .linking import shown_cells


def differences(
    system: System, tables: tuple[Table, ...], earlier: tuple[Table, ...], policy: Policy
) -> Iterator[Finding]:
    """Two releases that differ by few respondents tell about those few."""
    before = shown_cells(earlier)
    if not before:
        return
    numbers = system.published.relations.numbers()
    for cell, count in shown_cells(tables).items():
        change = abs(count - before.get(cell, count))
        if 0 < change < policy.threshold:
            table, row = system.tables[numbers[cell]]
            rule = "differs from the earlier release by a small count"
            yield Finding(table, row, rule, "withhold it, or release again when more has changed")
    yield from _hidden_differences(system, before, policy)


def _hidden_differences(system: System, before: dict[Cell, int], policy: Policy) -> Iterator[Finding]:
    """Changes of cells that are withheld in both releases, as their totals and their neighbours tell them."""
    relations = system.published.relations
    shown = system.published.shown
    for parent, children in zip(relations.parents, relations.children, strict=True):
        cells = (parent, *children)
        known = [cell for cell in cells if shown[cell] != WITHHELD]
        if len(known) == len(cells) or {c for c in cells if relations.cells[c] in before} != set(known):
            continue
        change = sum(
            (1 if cell == parent else -1) * (int(shown[cell]) - before[relations.cells[cell]]) for cell in known
        )
        if 0 < abs(change) < policy.threshold:
            hidden = next(cell for cell in cells if shown[cell] == WITHHELD)
            table, row = system.tables.get(hidden, ("all", str(relations.cells[hidden])))
            rule = "what is withheld with it differs from the earlier release by a small count"
            yield Finding(table, row, rule, "release again when more has changed")
