"""A release whose categories changed: whoever holds the one before too finds no more than either promises.

The attack is that of `finest.py`, which knows people and no tables; each test says in whole words what a category is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

import safetables
from publication.audit.published import audit_counts, tables_of_counts
from publication.model import Table
from safetables.errors import ProtectionRefused
from safetables.lineage import UntiedError, tie
from safetables.policy import Policy
from safetables.sums import Sum
from safetables.suppress.tables import protect_tables
from safetables.tables import (
    TOTAL,
    Category,
    Codes,
    CountedTable,
    Dimension,
    Magnitude,
    ProtectedTable,
    PublishedTable,
)
from tests.drawing import examples
from tests.safetables.by_hand import POLICY
from tests.safetables.finest import FinestAttacker, Population
from tests.safetables.rows import as_rows

Tree = Mapping[str, tuple[str, ...]]
"""Category -> the finest ones that it is made of, in the order of a variable."""

FINEST = ("a", "b", "c", "d")
Y = Dimension("y", tuple(map(Category, "pqr")))


def variable(tree: Tree, supersedes: Mapping[str, str] = {}) -> Dimension:
    codes = list(tree)
    parents = {code: next((p for p in codes if p != code and {*tree[code]} < {*tree[p]}), "") for code in codes}
    given = {code: tuple(filter(None, supersedes.get(code, "").split("|"))) for code in codes}
    return Dimension("x", tuple(Category(code, parents[code], supersedes=given[code]) for code in codes))


def flat(*codes: str) -> Tree:
    return {code: tuple(code) for code in codes}


def counted(tree: Tree, dimension: Dimension, people: Mapping[Codes, int]) -> CountedTable:
    """The people by x as these categories have it, and by y."""
    made_of = {**tree, TOTAL: FINEST}
    ys = {**{code: (code,) for code in Y.parents}, TOTAL: tuple(Y.parents)}
    counts: dict[Codes, int] = {
        (x, y): sum(people[one, other] for one, other in product(made_of[x], ys[y])) for x in made_of for y in ys
    }
    return CountedTable("counts", "everybody", (dimension, Y), counts)


def published(table: CountedTable, policy: Policy, *earlier: tuple[Table, ...]) -> tuple[Table, ...]:
    before = [tables_of_counts(release) for release in earlier]
    protected, _ = protect_tables((table,), policy, earlier=before)
    return as_rows(protected, policy)


def people_of(seed: int, rate: float) -> dict[Codes, int]:
    lots = np.random.RandomState(seed)
    return {codes: int(lots.poisson(rate)) for codes in product(FINEST, Y.parents)}


def narrowest(releases: Sequence[tuple[Table, ...]], trees: Sequence[Tree], policy: Policy) -> list[str]:
    """Withheld cells of any release that the holder of all finds within less than the width; finest people decide."""
    named = [replace_codes(release, tree) for release, tree in zip(releases, trees, strict=True)]
    every = {"".join(parts): parts for tree in trees for parts in tree.values()}
    nested = dict.fromkeys(FINEST, "")
    wholes = sorted((code for code in every if len(code) > 1), key=len)
    for code in [*FINEST, *wholes]:
        nested[code] = next((other for other in wholes if other != code and {*code} < {*other}), "")
    attacker = FinestAttacker(Population({"x": nested, "y": dict.fromkeys(Y.parents, "")}, {}), named)
    found = []
    for place, row in attacker.withheld.items():
        low, high = attacker.interval(row)
        if high - low < policy.width:
            found.append(f"{place}: {low} to {high}")
    return found


def replace_codes(release: tuple[Table, ...], tree: Tree) -> Table:
    """The one table of a release with each code of x written as the finest categories that it is made of."""
    (table,) = release
    assert table.cube is not None
    names = {code: "".join(parts) for code, parts in tree.items()}
    at = [column.name for column in table.columns].index("x")
    rows = tuple((*row[:at], names.get(str(row[at]), row[at]), *row[at + 1 :]) for row in table.rows)
    return replace(table, id="".join(names), rows=rows)


CHANGES = {
    "split": ({"ab": ("a", "b"), **flat("c", "d")}, flat(*FINEST), {"a": "ab", "b": "ab"}),
    "split in three": ({"abc": ("a", "b", "c"), **flat("d")}, flat(*FINEST), dict.fromkeys("abc", "abc")),
    "merged": (flat(*FINEST), {"ab": ("a", "b"), **flat("c", "d")}, {"ab": "a|b"}),
    "split and merged": (
        {"ab": ("a", "b"), **flat("c", "d")},
        {**flat("a", "b"), "cd": ("c", "d")},
        {"a": "ab", "b": "ab", "cd": "c|d"},
    ),
    "renamed": ({"bee": ("b",), **flat("a", "c", "d")}, flat(*FINEST), {"b": "bee"}),
    "grouped": (flat(*FINEST), {"ab": ("a", "b"), "cd": ("c", "d"), **flat(*FINEST)}, {}),
    "parts dropped": ({"ab": ("a", "b"), **flat(*FINEST)}, {"ab": ("a", "b"), **flat("c", "d")}, {}),
    "parts added": ({"ab": ("a", "b"), **flat("c", "d")}, {"ab": ("a", "b"), **flat(*FINEST)}, {}),
}


@pytest.mark.parametrize("change", CHANGES)
@examples(6)
@given(seed=st.integers(0, 2**32 - 1), rate=st.sampled_from((2.0, 4.0, 8.0)))
def test_whoever_holds_both_releases_finds_no_withheld_count_of_either(change: str, seed: int, rate: float) -> None:
    old, new, supersedes = CHANGES[change]
    people = people_of(seed, rate)
    first = published(counted(old, variable(old), people), POLICY)
    try:
        second = published(counted(new, variable(new, supersedes), people), POLICY, first)
    except ProtectionRefused:
        reject()
    assert audit_counts(second, POLICY, [first]).findings == ()
    assert narrowest([first, second], [old, new], POLICY) == []


def test_a_release_that_is_protected_for_itself_alone_gives_away_what_the_one_before_withheld() -> None:
    """What the attack above is worth: of 36 pairs of releases each, 9 to 22 gave something away."""
    old, new, supersedes = CHANGES["merged"]
    people = people_of(seed=0, rate=4.0)
    first = published(counted(old, variable(old), people), POLICY)
    alone = published(counted(new, variable(new, supersedes), people), POLICY)
    assert narrowest([first, alone], [old, new], POLICY)
    assert audit_counts(alone, POLICY, [first]).findings


@pytest.mark.parametrize("change", ["renamed", "parts dropped"])
def test_cells_that_are_the_same_keep_their_pattern(change: str) -> None:
    old, new, supersedes = CHANGES[change]
    people = people_of(seed=7, rate=4.0)
    first = published(counted(old, variable(old), people), POLICY)
    second = published(counted(new, variable(new, supersedes), people), POLICY, first)
    was, now = (
        {(row[0], row[1]): row[2] for row in replace_codes(release, tree).rows}
        for release, tree in ((first, old), (second, new))
    )
    assert {place: was[place] for place in now.keys() & was.keys()} == {
        place: now[place] for place in now.keys() & was.keys()
    }


UNTIED = {
    "gone": (flat("a", "b", "c"), flat("a", "b"), {}, "c of a release before is gone"),
    "new": (flat("a", "b"), flat("a", "b", "c"), {}, "c is new, and does not say which categories"),
    "cut otherwise": (
        flat("a", "b", "c"),
        {"k": ("a",), "l": ("b",), "m": ("c",)},
        {"k": "a|b", "l": "b", "m": "c"},
        "k and l can be one category that supersedes a | b",
    ),
    "takes in another": (flat("a", "b", "c"), flat("a", "b"), {"b": "c"}, "b keeps its code and takes in c; give it"),
    "gives up a part": (flat("a", "b"), flat("a", "b", "c"), {"c": "b"}, "c and b hold the same people"),
    "grouped otherwise": (
        {"ab": ("a", "b"), **flat("a", "b", "c")},
        {"bc": ("b", "c"), **flat("a", "b", "c")},
        {},
        "ab takes people of bc together, and they were apart in another release",
    ),
    "a group of other parts": (
        {"g": ("a", "b"), **flat("a", "b", "c")},
        {"g": ("b", "c"), **flat("a", "b", "c")},
        {},
        "g holds other people than in a release before",
    ),
}


@pytest.mark.parametrize("change", UNTIED)
def test_categories_that_no_sums_tie_are_refused_before_any_work_with_what_can_be_done(change: str) -> None:
    old, new, supersedes, says = UNTIED[change]
    before = as_rows((protected_of(variable(old)),), POLICY)
    with pytest.raises(UntiedError) as refused:
        tie([counted_nobody(variable(new, supersedes))], [tables_of_counts(before)])
    assert says in str(refused.value)


def test_categories_are_tied_over_several_releases() -> None:
    """Renamed, then split, then merged again with another, and called by its first code."""
    stages = [
        variable(flat("a", "b", "c")),
        variable({"aa": ("a",), **flat("b", "c")}, {"aa": "a"}),
        variable({"a1": ("a",), "a2": ("d",), **flat("b", "c")}, {"a1": "aa", "a2": "aa"}),
        variable({"ab": ("a", "d", "b"), **flat("c")}, {"ab": "a1|a2|b"}),
    ]
    releases = [tables_of_counts(as_rows((protected_of(stage),), POLICY)) for stage in stages[:-1]]
    (own,), tied = tie([counted_nobody(stages[-1])], releases)
    parents = own.dimensions[0].parents
    assert parents == {"ab": "", "c": "", "a1": "aa", "a2": "aa", "b": "ab", "aa": "ab"}
    assert ("aa",) in tied[0][0].counts
    assert ("a",) not in tied[0][0].counts


def counted_nobody(dimension: Dimension) -> CountedTable:
    return CountedTable("counts", "everybody", (dimension,), {(code,): 0 for code in [*dimension.parents, TOTAL]})


def protected_of(dimension: Dimension) -> ProtectedTable:
    ((made,), _) = protect_tables((counted_nobody(dimension),), POLICY)
    return made


def test_a_corrected_table_does_not_hide_what_the_others_of_its_release_tell() -> None:
    """Whoever sees that one table was corrected leaves it aside, and subtracts the others."""
    old, new, supersedes = CHANGES["merged"]
    people = people_of(seed=0, rate=4.0)

    def others(*counts: int) -> CountedTable:
        codes = dict(zip("uvw", counts, strict=True)) | {TOTAL: sum(people.values())}
        return CountedTable(
            "others",
            "everybody",
            (Dimension("z", tuple(map(Category, "uvw"))),),
            {(code,): count for code, count in codes.items()},
        )

    everybody = sum(people.values())
    was, now = others(15, 15, everybody - 30), others(everybody - 40, 20, 20)
    first = released([counted(old, variable(old), people), was])
    alone = released([counted(new, variable(new, supersedes), people), now])
    told = [finding.rule for finding in audit_counts(alone, POLICY, [first]).findings]
    assert any("for the intruder: holder of the earlier release" in rule for rule in told)
    assert narrowest([first[:1], alone[:1]], [old, new], POLICY)
    second = released([counted(new, variable(new, supersedes), people), now], first)
    assert audit_counts(second, POLICY, [first]).findings == ()
    assert narrowest([first[:1], second[:1]], [old, new], POLICY) == []


def released(tables: list[CountedTable], *earlier: tuple[Table, ...]) -> tuple[Table, ...]:
    protected, _ = protect_tables(tables, POLICY, earlier=[tables_of_counts(release) for release in earlier])
    return as_rows(protected, POLICY)


@pytest.mark.parametrize("change", ["merged", "split and merged", "grouped"])
@examples(2)
@given(seed=st.integers(0, 2**32 - 1))
def test_whoever_holds_both_releases_finds_no_withheld_mean_of_either(change: str, seed: int) -> None:
    """The audit reads the means of both; of ten pairs of releases for each change, two or three gave one away."""
    old, new, supersedes = CHANGES[change]
    people, lots = people_of(seed, 10.0), np.random.RandomState(seed)
    years = {codes: [int(value) for value in lots.lognormal(3, 0.6, count)] for codes, count in people.items()}
    asked = Policy.of(threshold=5, certainty_below=0, base_below=0)
    releases: list[tuple[PublishedTable, ...]] = []
    for tree, dimension in ((old, variable(old)), (new, variable(new, supersedes))):
        try:
            made = safetables.protect_tables(
                [with_years(counted(tree, dimension, people), tree, years)], asked, earlier=releases
            )
        except ProtectionRefused:
            reject()
        assert made.audit.findings == ()
        releases.append(made.tables)


def with_years(table: CountedTable, tree: Tree, years: Mapping[Codes, list[int]]) -> CountedTable:
    made_of = {**tree, TOTAL: FINEST}
    sums: dict[Codes, Sum] = {}
    for x, y in table.counts:
        ys = Y.parents if y == TOTAL else (y,)
        own = sorted((value for place in product(made_of[x], ys) for value in years[place]), reverse=True)
        sums[x, y] = Sum(sum(own), *[*own[:2], 0, 0][:2])
    return replace(table, magnitude=Magnitude("years", sums))
