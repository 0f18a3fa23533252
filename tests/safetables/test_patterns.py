"""A pattern of withheld cells: none too many, nothing that no table has known too closely, and room beside means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from safetables.attack.search import feasibility_intervals
from safetables.suppress.demand import Demand, is_small
from safetables.suppress.pattern import Search, find_pattern
from safetables.suppress.tables import known_too_closely
from safetables.system import Cell, TableShape, Variable, relate
from safetables.tables import Codes
from tests.safetables.by_hand import POLICY, protected, row, with_years
from tests.safetables.test_suppression import published_by, small_counts
from tests.safetables.worlds import Shape, demand_for, related

HASTY = Search(1, exact_cells=0, small_cells=0)


def drawn(seed: int) -> Demand:
    """Three dimensions of a few categories; every count below four is small."""
    draws = np.random.RandomState(seed)
    variables = [Variable.flat(name, "pqrs"[:size]) for name, size in zip("abc", (2, 3, 3), strict=True)]
    relations = related([Shape("u", ("a", "b", "c"))], variables)
    inner = [cell for cell in relations.cells if len(cell.where) == 3]
    counts = relations.fill(dict(zip(inner, draws.poisson(4, len(inner)).tolist(), strict=True)))
    return small_counts(relations, counts, 4)


@pytest.mark.parametrize("seed", [0, 11, 27, 104])
def test_no_single_secondary_cell_of_a_pattern_that_is_not_proven_could_be_shown(seed: int) -> None:
    demand = drawn(seed)
    found = find_pattern(demand, HASTY)
    assert not found.is_proven
    for cell in np.flatnonzero(found.suppressed & ~found.primary).tolist():
        fewer = found.suppressed.copy()
        fewer[cell] = False
        smaller = replace(found, suppressed=fewer)
        assert feasibility_intervals(published_by(demand, smaller), demand.asked(fewer)).failures


def unprinted(least: int) -> list[str]:
    """Of 50 people 44 are in one category, and 6 more than the least in another one: so many at least are in both."""
    relations = relate(
        [TableShape("u", ("y", "z"))],
        [Variable.flat("y", "pq"), Variable.flat("z", "uv")],
        [Cell.of("u"), *(Cell.of("u", [pair]) for pair in [("y", "p"), ("y", "q"), ("z", "u"), ("z", "v")])],
    )
    inner = {("p", "u"): 6 + least - 3, ("p", "v"): 41 - least, ("q", "u"): 3, ("q", "v"): 3}
    counts = relations.fill({Cell.of("u", {"y": y, "z": z}): count for (y, z), count in inner.items()})
    demand = demand_for(relations, counts, is_small(counts, 5), width=8)
    nothing = np.zeros(relations.n_cells, dtype=np.bool_)
    found = known_too_closely(demand, nothing, replace(POLICY, threshold=5, width=8))
    return [str(relations.cells[cell]) for cell in found]


def test_a_count_that_no_table_has_is_known_too_closely_where_it_can_be_just_small() -> None:
    assert unprinted(4) == ["u[y=p, z=u]"]
    assert unprinted(5) == []


def shown_means(people: int) -> set[Codes]:
    """Nearly all of a sum of 30 is one person's; so many others have 20 to 29 each."""
    values: dict[Codes, list[int]] = {("a",): [28, 1, 1, *[0] * 7], ("b",): [20 + n % 10 for n in range(people)]}
    means = protected(with_years(row(10, people), values), replace(POLICY, mean_base_below=5)).means
    assert means is not None
    return {*means.printed}


def test_means_leave_a_withheld_sum_two_more_than_the_percentage() -> None:
    """Solvers of fractions find sums a little too wide: what is known up to 10% and two more is taken for known."""
    assert shown_means(20) == shown_means(28) == {("total",)}
    assert shown_means(32) == {("b",), ("total",)}
