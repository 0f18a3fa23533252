"""People whom no table shows and two means leave: who did not tick an answer, or is outside a smaller universe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from publication.audit.published import audit_counts
from safetables.policy import Method, Policy
from safetables.sums import Sum
from safetables.suppress.means import mean_of
from safetables.suppress.tables import protect_tables
from safetables.tables import Category, CountedTable, Dimension, Magnitude, Means, ProtectedTable, Subpopulation
from tests.safetables.rows import as_rows

Person = tuple[str, str, int]
Tables = Callable[[list[Person]], tuple[CountedTable, ...]]

SIDE = Dimension("side", (Category("n"), Category("s")))
TOOLS = Dimension("tools", (Category("yes"),), is_multiple=True)
OWNS = Dimension("owns", tuple(map(Category, ("yes", "no", "blank"))))
SPARSE = Policy(Method.SUPPRESSION, 5, 5, 0, 0, 5, {}, mean_base_below=12)


def people(few: int, largest: int) -> list[Person]:
    """On each side 60 who say yes and a few who do not, of whom one has the largest value."""
    draws = np.random.RandomState(1)
    found = []
    for side in "ns":
        found += [(side, "yes", int(draws.randint(10, 40))) for _ in range(60)]
        found += [(side, "no" if n % 2 else "blank", int(draws.randint(10, 40))) for n in range(few - 1)]
        found.append((side, "no", largest))
    return found


def table(name: str, everybody: list[Person], dimensions: tuple[Dimension, ...]) -> CountedTable:
    counts, sums = {}, {}
    codes_of = ([*(category.code for category in dimension.categories), "total"] for dimension in dimensions)
    for codes in product(*codes_of):
        values = sorted(
            own[2] for own in everybody if all(code in ("total", mine) for code, mine in zip(codes, own, strict=False))
        )
        counts[codes] = len(values)
        sums[codes] = Sum(sum(values), *[*reversed(values), 0, 0][:2])
    means = Magnitude("years", sums)
    return CountedTable(name, "u", dimensions, counts, magnitude=means)


def ticked(everybody: list[Person]) -> tuple[CountedTable, ...]:
    return (table("tools", everybody, (SIDE, TOOLS)),)


def cut_out(everybody: list[Person]) -> tuple[CountedTable, ...]:
    owners = table("owners", [one for one in everybody if one[1] == "yes"], (SIDE,))
    around = table("around", everybody, (SIDE, OWNS)).counts
    within = Subpopulation("u", ((OWNS, "yes"),))
    return table("all", everybody, (SIDE,)), replace(owners, universe="owners", subpopulation=within, around=around)


def with_every_mean(tables: tuple[CountedTable, ...], safe: tuple[ProtectedTable, ...]) -> tuple[ProtectedTable, ...]:
    made = []
    for counted, protected in zip(tables, safe, strict=True):
        assert counted.magnitude is not None
        every = {codes: mean_of(found, counted.counts[codes], 1) for codes, found in counted.magnitude.sums.items()}
        made.append(replace(protected, means=Means("years", 1, every)))
    return tuple(made)


@pytest.mark.parametrize("tables_of", [ticked, cut_out])
@pytest.mark.parametrize(("few", "largest"), [(6, 30), (20, 5_000)])
def test_two_means_do_not_leave_that_of_few_or_of_one(tables_of: Tables, few: int, largest: int) -> None:
    """Of the few, the means of all and of those who said yes would leave a mean; of the one, nearly all that he has."""
    tables = tables_of(people(few, largest))
    protected, _ = protect_tables(tables, SPARSE)
    written = {
        (safe.id, codes): safe.means.printed.get(codes) for safe in protected if safe.means for codes in safe.counts
    }
    for side in "ns":
        pair = [mean for (_, codes), mean in written.items() if codes in ((side,), (side, "yes"), (side, "total"))]
        assert len(pair) == 2
        assert None in pair
    assert any(written.values())
    published = as_rows(protected, SPARSE)
    assert audit_counts(published, SPARSE)[1] == ()


@pytest.mark.parametrize("tables_of", [ticked, cut_out])
def test_the_audit_refuses_two_means_that_leave_that_of_few(tables_of: Tables) -> None:
    tables = tables_of(people(6, 30))
    every = with_every_mean(tables, protect_tables(tables, SPARSE)[0])
    published = as_rows(every, SPARSE)
    found = audit_counts(published, SPARSE)[1]
    assert all(one.rule.startswith("its sum is found up to the percentage of the policy") for one in found)
    assert len(found) >= 2
