"""Names cells, classifications and what a table publishes, as values; it builds no relation between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ABSENT = -1
"""Marks a grid position that no equation needs: nothing constrains it."""


class RelationsError(ValueError):
    """The shapes or the counts contradict themselves: where, in what way, and what to do."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what}; {remedy}")


@dataclass(frozen=True)
class Variable:
    """A classification: each category once, with its parent category or None.

    Categories of one parent partition it, and those without parent partition the universe.
    """

    name: str
    categories: tuple[tuple[str, str | None], ...]

    @staticmethod
    def flat(name: str, codes: Iterable[str]) -> Variable:
        """Return a variable without nested categories."""
        return Variable(name, tuple((code, None) for code in codes))


@dataclass(frozen=True)
class TableShape:
    """What one table publishes.

    Attributes:
        universe: whom the table counts.
        variables: names of its one to four dimensions.
        margins: the sets of variables whose cells are published; None publishes all subsets. The inner
            cells are always published.
        codes: (variable, categories shown) where a table shows fewer than all categories, say one level of
            a nested variable.
    """

    universe: str
    variables: tuple[str, ...]
    margins: frozenset[frozenset[str]] | None = None
    codes: tuple[tuple[str, frozenset[str]], ...] = ()

    def published_sets(self) -> frozenset[frozenset[str]]:
        """Return the sets of variables whose cells are published."""
        inner = frozenset(self.variables)
        if self.margins is not None:
            return self.margins | {inner}
        return frozenset(frozenset(s) for k in range(len(inner) + 1) for s in combinations(sorted(inner), k))


@dataclass(frozen=True)
class Grid:
    """A crossed block of flat dimensions, totals last: `ids[i, j, ...]` is a cell's number or ABSENT.

    `is_free[...]` tells where a move over corners of this grid breaks no equation of another table.
    """

    ids: IntArray
    is_free: BoolArray
