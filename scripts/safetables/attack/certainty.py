"""Finds small groups that are seen to be all in one category: no count need be known for that."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding
from ..policy import Policy
from .cubes import System
from .knowledge import WITHHELD


def certain_groups(system: System, policy: Policy) -> Iterator[Finding]:
    """Groups whose members can be in one category only, unless they are known to be large or empty."""
    relations = system.published.relations
    seen = relations.derived(system.published.shown)
    for parent, children in zip(relations.parents, relations.children, strict=True):
        if parent >= system.n_counts:
            continue
        left = [child for child in children if seen[child] != 0]
        if len(left) != 1 or len(children) < 2 or seen[parent] == 0:
            continue
        size = max(int(seen[parent]), int(seen[left[0]]))
        if (size == WITHHELD and policy.certainty_below) or 0 < size < policy.certainty_below:
            table, row = system.tables.get(left[0], ("all", str(relations.cells[left[0]])))
            rule = "a group that can be small is seen to be all in this category"
            yield Finding(table, row, rule, "withhold a zero beside it")
