"""Works out what stands beside protected counts: shares and weighted shares, from what is shown and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

from .policy import Policy
from .sums import rounded
from .tables import TOTAL, Codes, ProtectedTable, PublishedTable, Shares, WeightedShares, Weighting

SHARE_DECIMALS = 1


def published(table: ProtectedTable, policy: Policy) -> PublishedTable:
    """A protected table as its readers will have it; a share that needs a suppressed count has no number."""
    shares: tuple[Shares, ...] = ()
    weighted: tuple[WeightedShares, ...] = ()
    if table.shares_of is not None:
        shares = (_shares(table, table.shares_of, policy),)
        if table.weighting is not None:
            weighted = (_weighted_shares(table, table.weighting, table.shares_of, policy),)
    return PublishedTable(
        table.id,
        table.universe,
        table.dimensions,
        table.counts,
        subpopulation=table.subpopulation,
        rounded_to=table.rounded_to,
        shares=shares,
        weighted_shares=weighted,
        means=() if table.means is None else (table.means,),
    )


def _shares(table: ProtectedTable, of: tuple[str, ...], policy: Policy) -> Shares:
    printed = {}
    for codes, count in table.counts.items():
        base = table.counts.get(table.margin(codes, of))
        if base and count is not None and base >= policy.base_below:
            printed[codes] = rounded(Fraction(100 * count, base), SHARE_DECIMALS)
    return Shares(of, SHARE_DECIMALS, printed)


def _weighted_shares(
    table: ProtectedTable, weighting: Weighting, of: tuple[str, ...], policy: Policy
) -> WeightedShares:
    printed: dict[Codes, Decimal] = {}
    bases: dict[Codes, int] = {}
    for codes in table.counts:
        margin = table.margin(codes, of)
        base = table.counts.get(margin)
        if base is None:
            continue
        bases[codes] = base
        part, whole = _weighted(table, weighting, codes), _weighted(table, weighting, margin)
        if part is not None and whole and base >= policy.base_below:
            printed[codes] = rounded(100 * part / whole, SHARE_DECIMALS)
    return WeightedShares(of, SHARE_DECIMALS, printed, weighting, bases)


def _weighted(table: ProtectedTable, weighting: Weighting, codes: Codes) -> Fraction | None:
    """What the people of a cell count for together; None where one of the counts that it takes is not shown."""
    found = Fraction(0)
    for cell, weight in _groups(table, weighting, codes):
        count = table.counts.get(cell)
        if count is None:
            return None
        found += weight * count
    return found


def _groups(table: ProtectedTable, weighting: Weighting, codes: Codes) -> Iterator[tuple[Codes, Fraction]]:
    """Yields the groups with a weight of their own that make up a cell, each with its weight."""
    places = [table.variables.index(name) for name in weighting.variables]
    leaves = [
        [leaf for leaf in own.leaves if codes[place] in (TOTAL, *own.with_ancestors(leaf))]
        for place, own in ((place, table.dimensions[place]) for place in places)
    ]
    for group in product(*leaves):
        cell = list(codes)
        for place, code in zip(places, group, strict=True):
            cell[place] = code
        yield tuple(cell), Fraction(weighting.weights[group])
