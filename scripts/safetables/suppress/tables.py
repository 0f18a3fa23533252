"""Turns counted tables and a policy into tables that may be published; never passes a suppressed count on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..lineage import UntiedError
from ..lp import OutOfTimeError
from ..policy import Method, Policy
from ..system import ABSENT, BoolArray, Cell, IntArray, RelationsError
from ..tables import Codes, CountedTable, ProtectedTable, ProtectionSummary, PublishedTable
from .before import Before, with_earlier
from .decoys import decoys
from .demand import Demand, Pattern, ProtectionImpossibleError, is_small, prices
from .feasibility import Feasibility
from .means import refuse_means, with_means
from .pattern import find_pattern

SPARE = 2
"""Counted on top of the widths asked of sums and of counts beside means."""

_NO_CELLS: Mapping[Cell, int] = {}


def protect_tables(
    tables: Sequence[CountedTable],
    policy: Policy,
    wider: Mapping[Cell, int] = _NO_CELLS,
    printed: Collection[Cell] = (),
    earlier: Sequence[Sequence[PublishedTable]] = (),
    key: bytes | None = None,
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    """Protects all tables of a release together: what one shows is known to the reader of another.

    Args:
        tables: the tables.
        policy: the rules.
        wider: cell -> what its width must have above the policy's.
        printed: cells whose count readers have from elsewhere, so that nothing is gained by suppressing it.
        earlier: the tables of each release before this one; what these suppress of the same people stays suppressed.
        key: the secret by which decoys are chosen; None for no decoys.

    Raises:
        ProtectionRefused: counts contradict each other, no pattern meets the policy, or a solver ran out of time.
    """
    try:
        # Each count is rounded by itself, whatever was published before.
        earlier = () if policy.method is Method.ROUNDING else earlier
        given = (*with_earlier(tables, earlier), policy, wider, printed)
        try:
            protected, summary = _protected(*given, key)
        except ProtectionRefused:
            if key is None:
                raise
            # Decoys may be what no pattern can meet.
            protected, summary = _protected(*given, None)
    except (RelationsError, UntiedError) as error:
        raise ProtectionRefused([Problem(error.where, error.what, error.remedy)]) from None
    except OutOfTimeError:
        remedy = "merge categories, drop a dimension, or use a faster machine"
        raise ProtectionRefused([Problem("protection", "a solver did not come to an end in time", remedy)]) from None
    # By their own categories again, which may be fewer than those of all releases.
    own = zip(tables, protected, strict=True)
    return tuple(
        replace(safe, dimensions=table.dimensions, subpopulation=table.subpopulation) for table, safe in own
    ), summary


def _protected(
    tables: Sequence[CountedTable],
    before: Before,
    policy: Policy,
    wider: Mapping[Cell, int],
    printed: Collection[Cell],
    key: bytes | None,
) -> tuple[tuple[ProtectedTable, ...], ProtectionSummary]:
    relations, counts = before.relations, before.counts
    numbers = relations.numbers()
    n_cells = int(before.is_own.sum())
    if policy.method is Method.ROUNDING:
        refuse_means(tables)
        rounded = _rounded(counts, policy.round_to)
        protected = tuple(_filled(table, numbers, rounded, policy.round_to) for table in tables)
        method = f"rounded to multiples of {policy.round_to}"
        return protected, ProtectionSummary(n_cells, 0, 0, 0, 0, is_proven=True, method=method)
    above = np.zeros(relations.n_cells, dtype=np.int64)
    for cell, more in wider.items():
        # An intruder may hold releases that contradict each other, and have cells of them all.
        if cell in numbers:
            above[numbers[cell]] = more
    is_printed = np.zeros(relations.n_cells, dtype=np.bool_)
    is_printed[[numbers[cell] for cell in printed if cell in numbers]] = True
    added = np.zeros_like(is_printed)
    if key is not None:
        added = decoys(relations, policy, key, is_printed | before.is_shown | ~before.is_own)
    found = _suppressed(before, policy, above, is_printed, added)
    shown = np.where(found.suppressed, ABSENT, counts)
    protected = tuple(_filled(table, numbers, shown, 1) for table in tables)
    # Where somebody found out too much before, programs that know no whole numbers need more room too.
    spare = SPARE + max(wider.values(), default=0)
    protected = with_means(tables, protected, relations, shown, policy, spare, before.releases)
    primary = int((found.primary & before.is_own).sum())
    summary = ProtectionSummary(
        cells=n_cells,
        primary=primary,
        secondary=int((found.suppressed & before.is_own).sum()) - primary,
        cost=found.cost,
        bound=found.lower_bound,
        is_proven=found.is_proven,
        method=found.method,
    )
    return protected, summary


def _suppressed(before: Before, policy: Policy, above: IntArray, printed: BoolArray, added: BoolArray) -> Pattern:
    """Suppresses what the rules name, and more until nothing that the rules name follows from what is left.

    Arrays have shape (n_cells,); cells whose width must lie `above` the policy's are suppressed too, those `added`, and
    those that a release before suppressed.
    """
    relations, counts = before.relations, before.counts
    is_primary = is_small(counts, policy.threshold) | (above > 0) | before.is_suppressed | added
    for parent, children in relations.sums:
        if 0 < counts[parent] < policy.certainty_below and len(children) > 1:
            is_primary[[child for child in children if counts[child] == counts[parent]]] = True
    price = prices(relations)
    while True:
        is_primary = before.unshown(is_primary)
        width = np.where(is_primary, policy.width + above, 0)
        must_show = (printed | before.is_shown) & ~is_primary & relations.is_published
        demand = Demand(relations, counts, width, policy.width, price, must_show)
        found = _with_totals(demand) or _chosen(demand, before)
        more = _revealing_zeros(demand, found, policy) if policy.certainty_below else set()
        # A search among what no table has is dear, and what the first rule adds may be enough.
        more = more or set(known_too_closely(demand, found.suppressed, policy))
        if not more:
            return found
        is_primary[sorted(more)] = True


def _with_totals(demand: Demand) -> Pattern | None:
    """A pattern that shows how many were counted in all, which readers mostly know; None where none can."""
    relations = demand.relations
    least: dict[str, int] = {}
    for cell in relations.cells:
        least[cell.universe] = min(len(cell.where), least.get(cell.universe, len(cell.where)))
    is_total = [len(cell.where) == least[cell.universe] for cell in relations.cells]
    totals = np.array(is_total, dtype=np.bool_) & relations.is_published & ~demand.is_primary
    try:
        return find_pattern(replace(demand, must_show=demand.must_show | totals)) if totals.any() else None
    except ProtectionImpossibleError:
        return None


def _chosen(demand: Demand, before: Before) -> Pattern:
    try:
        return find_pattern(demand)
    except ProtectionImpossibleError as error:
        what, remedy = "no suppression pattern gives this cell its interval", "merge categories, or drop a dimension"
        if before.releases:
            what += " beside what releases before show"
            remedy = "keep the categories and the policy of the release before, or merge categories that were split"
        raise ProtectionRefused(Problem(f"policy: {cell}", what, remedy) for cell in error.cells) from None


def _revealing_zeros(demand: Demand, found: Pattern, policy: Policy) -> set[int]:
    """One known zero beside each category that readers see to hold all of a group which can be small.

    Where the group's size is suppressed, a large group and an empty one may be small for all they know.
    """
    relations, counts = demand.relations, demand.counts
    seen = relations.derived(np.where(relations.is_published & ~found.suppressed, counts, ABSENT))
    zeros = set()
    for parent, children in relations.sums:
        empty = [child for child in children if seen[child] == 0]
        if len(empty) != len(children) - 1 or not empty or seen[parent] == 0:
            continue
        (left,) = set(children) - {*empty}
        is_size_seen = max(seen[parent], seen[left]) != ABSENT
        if not is_size_seen or counts[parent] < policy.certainty_below:
            zeros.add(empty[0])
    return zeros


def known_too_closely(demand: Demand, suppressed: BoolArray, policy: Policy) -> list[int]:
    """The cells that stand in no table, can be small for all that readers know, and do not have the policy's width."""
    relations, counts = demand.relations, demand.counts
    seen = relations.derived(np.where(relations.is_published & ~suppressed, counts, ABSENT))
    is_settled = (seen == 0) | (seen >= policy.threshold)
    inside = Feasibility(demand, suppressed)
    open_cells = ~relations.is_published & ~demand.is_primary & ~is_settled
    ends = {cell: inside.ends(cell) for cell in inside.unmet(np.where(open_cells, policy.width, 0))}
    return [cell for cell, (low, high) in ends.items() if high > 0 and low < policy.threshold]


def _rounded(counts: IntArray, base: int) -> IntArray:
    """Each count to its nearest multiple; halves upwards, so that the rule needs no chance."""
    return np.asarray((2 * counts + base) // (2 * base) * base, dtype=np.int64)


def _filled(table: CountedTable, numbers: Mapping[Cell, int], shown: IntArray, rounded_to: int) -> ProtectedTable:
    kept: dict[Codes, int | None] = {}
    for codes in table.every_code():
        if codes in table.counts:
            count = int(shown[numbers[table.cell(codes)]])
            kept[codes] = None if count == ABSENT else count
    return ProtectedTable(
        table.id,
        table.universe,
        table.dimensions,
        kept,
        subpopulation=table.subpopulation,
        rounded_to=rounded_to,
        shares_of=table.shares_of,
        weighting=table.weighting,
    )
