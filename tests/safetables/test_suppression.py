"""The protector's promise: no attacker finds what it prevents, and nothing cheaper exists where it says so."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetables.attack.knowledge import OUTSIDER, WITHHELD, Published, disagreement
from safetables.attack.search import feasibility_intervals
from safetables.suppress.demand import Demand, Pattern, ProtectionImpossibleError, broken_promises, is_small
from safetables.suppress.pattern import Search, find_pattern
from safetables.system import Cell, IntArray, Relations, Variable
from tests.drawing import examples
from tests.safetables.worlds import RELEASES, VARIABLES, Shape, demand_for, related, whole_table, worlds

QUICK = Search(300)


def published_by(demand: Demand, found: Pattern) -> Published:
    return Published(
        demand.relations,
        np.where(found.suppressed, WITHHELD, np.where(demand.relations.is_published, demand.counts, WITHHELD)),
    )


def small_counts(relations: Relations, counts: IntArray, threshold: int, **more: Any) -> Demand:
    return demand_for(relations, counts, is_small(counts, threshold), threshold, **more)


def poisson(size: tuple[int, ...]) -> tuple[Relations, IntArray]:
    names = "abc"[: len(size)]
    variables = [Variable.flat(n, [f"{i:02d}" for i in range(s)]) for n, s in zip(names, size, strict=True)]
    relations = related([Shape("u", tuple(names))], variables)
    inner = np.random.default_rng(20240101).poisson(8, size)
    known = {
        Cell.of("u", [(n, f"{i:02d}") for n, i in zip(names, at, strict=True)]): int(inner[at])
        for at in np.ndindex(*size)
    }
    return relations, relations.fill(known)


@examples(60)
@given(worlds(most=9), st.integers(2, 4), st.booleans(), st.booleans())
def test_the_audit_never_finds_what_was_promised(
    world: tuple[Relations, IntArray], threshold: int, is_for_all: bool, is_by_count: bool
) -> None:
    relations, counts = world
    demand = small_counts(relations, counts, threshold, companion_width=None if is_for_all else 0)
    if is_by_count:
        demand = replace(demand, price=np.maximum(counts, 1))
    try:
        found = find_pattern(demand, QUICK)
    except ProtectionImpossibleError as refusal:
        # Then not even a release that withholds everything would give those cells their width.
        nothing = Published(relations, np.full(relations.n_cells, WITHHELD))
        wanted = np.where(
            np.isin(np.arange(relations.n_cells), [relations.numbers()[c] for c in refusal.cells]),
            threshold,
            0,
        )
        assert feasibility_intervals(nothing, wanted).failures
        return
    assert broken_promises(demand, found) == ()
    assert found.lower_bound <= found.cost
    published = published_by(demand, found)
    report = feasibility_intervals(published, demand.asked(found.suppressed | demand.is_open))
    assert report.failures == ()
    for interval in report.intervals:
        for end in (interval.low, interval.high):
            assert disagreement(published, OUTSIDER, whole_table(report, end).tolist()) is None


def test_dropping_any_secondary_of_a_proven_optimum_breaks_the_promise() -> None:
    relations, counts = poisson((5, 4, 6))
    demand = small_counts(relations, counts, 5)
    found = find_pattern(demand, QUICK)
    assert found.is_proven
    assert found.cost == 28
    for cell in np.flatnonzero(found.suppressed & ~found.primary):
        withheld = found.suppressed.copy()
        withheld[cell] = False
        published = Published(relations, np.where(withheld, WITHHELD, counts))
        assert feasibility_intervals(published, demand.asked(withheld)).failures


@examples(25)
@given(worlds(most=9), st.integers(2, 4))
def test_no_secondary_of_a_random_proven_optimum_can_be_dropped(
    world: tuple[Relations, IntArray], threshold: int
) -> None:
    relations, counts = world
    demand = small_counts(relations, counts, threshold)
    try:
        found = find_pattern(demand, QUICK)
    except ProtectionImpossibleError:
        return
    for cell in np.flatnonzero(found.suppressed & ~found.primary).tolist() if found.is_proven else ():
        fewer = found.suppressed.copy()
        fewer[cell] = False
        smaller = replace(found, suppressed=fewer)
        assert feasibility_intervals(published_by(demand, smaller), demand.asked(fewer | demand.is_open)).failures


def test_the_bound_is_the_price_of_the_best_of_all_patterns() -> None:
    relations, counts = poisson((3, 3))
    counts = relations.fill(
        {c: 2 if n == 0 else 9 for n, c in enumerate(c for c in relations.cells if len(c.where) == 2)}
    )
    demand = small_counts(relations, counts, 5)
    found = find_pattern(demand, QUICK)
    assert found.is_proven
    others = np.flatnonzero(~demand.is_primary)
    for size in range(found.cost - 1):
        for chosen in combinations(others.tolist(), size):
            withheld = demand.is_primary.copy()
            withheld[list(chosen)] = True
            published = Published(relations, np.where(withheld, WITHHELD, counts))
            assert feasibility_intervals(published, demand.width).failures


def test_the_same_input_gives_the_same_pattern_whatever_the_order() -> None:
    patterns = []
    for shapes, variables in (
        (RELEASES["shared margin"], VARIABLES),
        (
            tuple(replace(t, variables=tuple(reversed(t.variables))) for t in reversed(RELEASES["shared margin"])),
            tuple(replace(v, categories=tuple(reversed(v.categories))) for v in reversed(VARIABLES)),
        ),
    ):
        relations = related(shapes, variables)
        known = {
            c: 3 + 2 * (n % 3) for n, c in enumerate(relations.cells) if len(c.where) == 2 and c.where[1][0] == "b"
        }
        column = {a: sum(v for c, v in known.items() if c.where[0][1] == a) for a in "xyz"}
        for a in "xyz":
            for code, count in zip("uvw", (2, 4, column[a] - 6), strict=True):
                known[Cell.of("u", {"a": a, "c": code})] = count
        demand = small_counts(relations, relations.fill(known), 4)
        for _ in range(2):
            found = find_pattern(demand, QUICK)
            patterns.append((found.suppressed.tolist(), found.witnesses, found.lower_bound))
    assert all(p == patterns[0] for p in patterns)


def test_cells_that_must_be_shown_are_shown() -> None:
    relations, counts = poisson((5, 4, 6))
    margins = [c for c in relations.cells if len(c.where) < 3]
    demand = small_counts(relations, counts, 5, must_show=margins)
    found = find_pattern(demand, QUICK)
    assert not (found.suppressed & demand.must_show).any()
    assert not feasibility_intervals(published_by(demand, found), demand.asked(found.suppressed)).failures


def test_a_demand_that_nothing_meets_names_the_cell_and_what_would_help() -> None:
    relations, counts = poisson((2, 2))
    inner = [c for c in relations.cells if len(c.where) == 2]
    counts = relations.fill(dict(zip(inner, (2, 9, 9, 9), strict=True)))
    margins = [c for c in relations.cells if c not in inner]
    found = find_pattern(small_counts(relations, counts, 3, must_show=margins), QUICK)
    assert found.cost == 4
    with pytest.raises(ProtectionImpossibleError, match=r"a=00, b=00.*merge categories"):
        find_pattern(small_counts(relations, counts, 3, must_show=[*margins, inner[3]]), QUICK)
