"""Finds small groups that are seen to be all in one category: no count need be known for that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..model import Finding, Policy
from ..relations import BoolArray
from .cubes import System
from .knowledge import WITHHELD, Published


def certain_groups(system: System, policy: Policy) -> Iterator[Finding]:
    """Groups whose members can be in one category only, unless they are known to be large or empty."""
    published = system.published
    is_zero = _seen_as_zero(published)
    relations = published.relations
    for parent, children in zip(relations.parents, relations.children, strict=True):
        left = [child for child in children if not is_zero[child]]
        if len(left) != 1 or len(children) < 2 or is_zero[parent]:
            continue
        size = max(int(published.shown[parent]), int(published.shown[left[0]]))
        if (size == WITHHELD and policy.certainty_below) or 0 < size < policy.certainty_below:
            table, row = system.tables.get(left[0], ("all", str(relations.cells[left[0]])))
            rule = "a group that can be small is seen to be all in this category"
            yield Finding(table, row, rule, "withhold a zero beside it")


def _seen_as_zero(published: Published) -> BoolArray:
    """Cells that are shown as 0, or are by the sums that they stand in."""
    is_zero = np.asarray(published.shown == 0, dtype=np.bool_)
    before = -1
    while before != (before := int(is_zero.sum())):
        for parent, children in zip(published.relations.parents, published.relations.children, strict=True):
            if is_zero[parent]:
                is_zero[list(children)] = True
            elif is_zero[list(children)].all():
                is_zero[parent] = True
    return is_zero
