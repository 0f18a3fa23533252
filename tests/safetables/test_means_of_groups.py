"""Means beside counts of groups of the same numbers: each bounds the other, and neither may give the other away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from publication.audit.published import audit_counts
from publication.model import Table
from safetables.counting import with_totals
from safetables.policy import Method, Policy
from safetables.suppress.means import mean_of
from safetables.suppress.tables import protect_tables
from safetables.tables import Category, Codes, CountedTable, Dimension, Means, ProtectedTable
from tests.safetables.rows import as_rows
from tests.safetables.test_means_of_remainders import table

REGION = Dimension("region", tuple(map(Category, ("n", "s", "w"))))
KIDS = Dimension("kids", tuple(Category(f"k{n}", "", n, n) for n in range(4)))
AGES = Dimension("years", (Category("young", "", 0, 99), Category("old", "", 100, 100)), is_multiple=False)
POLICY = Policy(Method.SUPPRESSION, 5, 5, 20, 0, 5, {}, mean_base_below=5)
Person = tuple[str, str, int]


def parents() -> list[Person]:
    """In the north, few have two or three children."""
    numbers = {"n": (30, 12, 3, 2), "s": (20, 15, 9, 8), "w": (25, 17, 11, 6)}
    return [
        (region, f"k{kids}", kids) for region, own in numbers.items() for kids, n in enumerate(own) for _ in range(n)
    ]


def of_groups(everybody: list[Person], groups: Dimension) -> tuple[CountedTable, ...]:
    """Counts by region and group, and the mean of each region."""
    counted = replace(table("groups", everybody, (REGION, groups)), magnitude=None)
    means = table("means", everybody, (REGION,))
    assert means.magnitude is not None
    return counted, replace(means, magnitude=replace(means.magnitude, variable=groups.variable))


def published(tables: tuple[ProtectedTable, ...], policy: Policy = POLICY) -> tuple[Table, ...]:
    return as_rows(tables, policy)


def with_all_means(counted: CountedTable, safe: ProtectedTable) -> ProtectedTable:
    assert counted.magnitude is not None
    every = {codes: mean_of(found, counted.counts[codes], 1) for codes, found in counted.magnitude.sums.items()}
    return replace(safe, means=Means(counted.magnitude.variable, 1, every))


def test_a_mean_does_not_tell_how_the_withheld_counts_of_its_groups_are_made_up() -> None:
    tables = of_groups(parents(), KIDS)
    groups, means = protect_tables(tables, POLICY)[0]
    assert groups.counts["n", "k2"] is None
    found = audit_counts(published((groups, means)), POLICY)[1]
    assert found == ()
    told = audit_counts(published((groups, with_all_means(tables[1], means))), POLICY)[1]
    assert any(one.row == "region=n, kids=k2" and one.rule.startswith("one whole number alone") for one in told) or any(
        "narrower than promised" in one.rule for one in told
    )


def test_the_limits_of_a_group_do_not_help_to_a_withheld_mean_beside_it() -> None:
    """What eight people of 100 add up to, everybody knows; so the total must not leave the others' mean."""
    region = replace(REGION, categories=REGION.categories[:1])
    people = [("n", "old", 100)] * 8
    people += [("n", "young", 98), *(("n", "young", 0) for _ in range(40))]
    counted = table("groups", people, (region, AGES))
    (safe,) = protect_tables((counted,), POLICY)[0]
    assert safe.means is not None
    assert ("n", "young") not in safe.means.printed
    assert ("n", "total") not in safe.means.printed
    told = audit_counts(published((only(counted, safe, ("n", "total"), ("n", "old")),)), POLICY)[1]
    assert ("region=n, years=young", "its sum is found up to the percentage of the policy") in [
        (one.row, one.rule.partition(",")[0]) for one in told
    ]


def test_a_mean_at_the_edge_of_a_small_group_is_withheld_and_refused() -> None:
    """All eleven in the west have no children, which a mean of 0.0 would say of each of them."""
    people = [one for one in parents() if one[0] != "w"] + [("w", "k0", 0)] * 11
    tables = (of_groups(people, KIDS)[1],)
    (means,) = protect_tables(tables, POLICY)[0]
    assert means.means is not None
    assert ("w",) not in means.means.printed
    told = audit_counts(published((with_all_means(tables[0], means),)), POLICY)[1]
    assert [(one.row, one.rule) for one in told] == [
        ("region=w", "a small group is seen to have the least or the largest possible value alone")
    ]


def test_means_do_not_leave_a_mean_of_few_who_are_withheld_together() -> None:
    """Two regions of four people each have no mean; the total and the others would leave that of these eight."""
    draws = np.random.RandomState(3)
    regions = Dimension("region", tuple(map(Category, "abcd")))
    sizes = {"a": 6, "b": 6, "c": 40, "d": 60}
    people = [(region, "", int(draws.randint(10, 60))) for region, size in sizes.items() for _ in range(size)]
    policy = replace(POLICY, mean_base_below=15)
    counted = table("means", people, (regions,))
    (safe,) = protect_tables((counted,), policy)[0]
    assert safe.means is not None
    assert len({("c",), ("d",), ("total",)} - safe.means.printed.keys()) == 1
    told = audit_counts(published((only(counted, safe, ("c",), ("d",), ("total",)),), policy), policy)[1]
    assert ("region=a", "the means beside it leave a mean of too few") in [(one.row, one.rule) for one in told]


def only(counted: CountedTable, safe: ProtectedTable, *shown: Codes) -> ProtectedTable:
    every = with_all_means(counted, safe).means
    assert every is not None
    return replace(safe, means=replace(every, printed={codes: every.printed[codes] for codes in shown}))


def test_means_of_a_release_before_do_not_give_a_withheld_one_away() -> None:
    """The release before had the means by region; this one has them by region and answer, and no totals."""
    draws = np.random.RandomState(4)
    vote = Dimension("vote", (Category("yes"), Category("no")))
    people = [
        (region, answer, int(draws.randint(10, 60)))
        for region in "nsw"
        for answer, size in (("yes", 30), ("no", 7))
        for _ in range(size)
    ]
    policy = replace(POLICY, mean_base_below=12, certainty_below=0)
    before = published(protect_tables((table("regions", people, (REGION,)),), policy)[0], policy)
    by_vote = table("votes", people, (REGION, vote))
    assert by_vote.magnitude is not None
    inner = {codes: n for codes, n in by_vote.counts.items() if "total" not in codes}
    sums = {codes: found for codes, found in by_vote.magnitude.sums.items() if codes in inner}
    alone = replace(by_vote, counts=inner, magnitude=replace(by_vote.magnitude, sums=sums))
    after = published(protect_tables((alone,), policy)[0], policy)
    assert audit_counts(after, policy)[1] == ()
    found = audit_counts(after, policy, (before,))[1]
    assert any(one.rule.startswith("its sum is found up to the percentage") for one in found)


def test_a_group_of_groups_has_the_limits_of_its_parts_whatever_is_said_of_it() -> None:
    some = (Category("k0", "", 0, 0), Category("some", "", None, None))
    nested = Dimension("kids", (*some, *(Category(f"k{n}", "some", n, n) for n in range(1, 4))))
    assert nested.limits == {"k0": (0, 0), "some": (1, 3), "k1": (1, 1), "k2": (2, 2), "k3": (3, 3), "": (0, 3)}
    counted, means = of_groups(parents(), KIDS)
    answers = [(((region,), (code,)), 1) for region, code, _ in parents()]
    tables = (replace(counted, dimensions=(REGION, nested), counts=with_totals(answers, (REGION, nested))), means)
    protected, _ = protect_tables(tables, POLICY)
    assert audit_counts(published(protected), POLICY)[1] == ()


def test_a_group_without_a_largest_number_leaves_its_parents_without_one() -> None:
    nested = Dimension("age", (Category("all"), Category("young", "all", 0, 17), Category("old", "all", 18)))
    assert nested.limits == {"all": (0, None), "young": (0, 17), "old": (18, None), "": (0, None)}
    assert Dimension("sex", (Category("f"), Category("m"))).limits == {}
