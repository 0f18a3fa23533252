"""Weights the shares of a protected table by what it shows; what needs a withheld count has no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from safetables.cubes import CubeWeighting
from safetables.tables import TOTAL, Codes, Policy, ProtectedCell, ProtectedTable

from ..model import Column, MissingValue, Weighting
from ..wording import decimal

_SHARE = "weighted_share_pct"
_BASE = "base_count"
_MOST_LISTED = 8


@dataclass(frozen=True)
class WeightedShares:
    """The weighted shares of a table, each beside the unweighted count of those whom it is of.

    Attributes:
        keeps: dimensions of the margin that they are of.
    """

    table: ProtectedTable
    weighting: Weighting
    keeps: tuple[str, ...]
    decimals: int

    @property
    def cube(self) -> CubeWeighting:
        """What makes the columns again."""
        weights = tuple((codes, f"{weight:f}") for codes, weight in self.weighting.weights.items())
        return CubeWeighting(_SHARE, _BASE, self.keeps, self.decimals, self.weighting.variables, weights)

    def columns(self, of: str) -> list[Column]:
        """The columns; `of` says in words whom the shares are of."""
        return [
            Column(
                _SHARE,
                "Weighted share",
                f"Share of {of}, weighted by {self._by()}; computed from the counts that are shown.",
                "number",
                unit="percent",
                minimum=0,
                maximum=100,
                missing=(MissingValue("", "a count that it needs is withheld, or its base is too small"),),
            ),
            Column(
                _BASE,
                "Unweighted base",
                f"Number of {self.table.unit} whom the shares are of, without weights.",
                "integer",
                unit=self.table.unit,
                minimum=0,
                missing=(MissingValue("", "withheld to protect respondents"),),
            ),
        ]

    def _by(self) -> str:
        """The groups with their weights, or just what they are where they are many."""
        own = {dimension.variable: dimension for dimension in self.table.dimensions}
        by = " and ".join(own[name].label.lower() for name in self.weighting.variables)
        if len(self.weighting.weights) > _MOST_LISTED:
            return by
        labels = {(name, category.code): category.label for name in own for category in own[name].categories}
        listed = (
            f"{', '.join(labels[key] for key in zip(self.weighting.variables, codes, strict=True))} {weight:f}"
            for codes, weight in self.weighting.weights.items()
        )
        return f"{by} ({'; '.join(listed)})"

    def values(self, codes: Codes, policy: Policy) -> tuple[Decimal | None, int | None]:
        """The weighted share of a row, and its unweighted base."""
        names = [dimension.variable for dimension in self.table.dimensions]
        whole = tuple(code if name in self.keeps else TOTAL for name, code in zip(names, codes, strict=True))
        base = self.table.cells.get(whole)
        if base is None or base.count is None:
            return None, None
        part, everybody = self._weighted(codes), self._weighted(whole)
        if part is None or not everybody or base.count < policy.base_below:
            return None, base.count
        return decimal(100 * part / everybody, self.decimals), base.count

    def _weighted(self, codes: Codes) -> Fraction | None:
        """What the people of a cell count for together; None where one of the counts that it takes is not shown."""
        found = Fraction(0)
        for cell, weight in self._parts(codes):
            if cell is None or cell.count is None:
                return None
            found += weight * cell.count
        return found

    def _parts(self, codes: Codes) -> list[tuple[ProtectedCell | None, Fraction]]:
        """The groups with a weight of their own that make up a cell."""
        names = [dimension.variable for dimension in self.table.dimensions]
        places = [names.index(name) for name in self.weighting.variables]
        leaves = []
        for place in places:
            parents = {category.code: category.parent for category in self.table.dimensions[place].categories}
            ends = parents.keys() - parents.values()
            leaves.append([code for code in parents if code in ends and codes[place] in (TOTAL, *_line(parents, code))])
        parts = []
        for group in product(*leaves):
            cell = list(codes)
            for place, code in zip(places, group, strict=True):
                cell[place] = code
            parts.append((self.table.cells.get(tuple(cell)), Fraction(self.weighting.weights[group])))
        return parts


def _line(parents: Mapping[str, str], code: str) -> list[str]:
    """A category and all that it is part of."""
    line = [code]
    while parent := parents[line[-1]]:
        line.append(parent)
    return line
