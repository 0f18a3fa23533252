"""Random releases through protector and audit as they are published: what the one promises, the other never breaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.audit.published import audit_counts
from publication.model import Table
from safetables.attack.knowledge import rounding
from safetables.policy import Method, Policy
from safetables.suppress.tables import _rounded, protect_tables
from safetables.tables import TOTAL, Category, Codes, CountedTable, Dimension
from tests.drawing import examples
from tests.safetables.rows import as_rows

CATEGORIES = {
    "a": {"x": "", "y": "", "z": ""},
    "b": {"p": "", "q": ""},
    "c": {"u": "", "v": "", "w": ""},
    "area": {"n": "", "n1": "n", "n2": "n", "s": "", "s1": "s", "s2": "s"},
}
RELEASES = (
    (("a",),),
    (("a", "c"),),
    (("a", "b", "c"),),
    (("a", "b"), ("a", "c")),
    (("area", "b"),),
    (("area", "b"), ("area", "a")),
)


def policy(threshold: int, certainty: int = 0, method: Method = Method.SUPPRESSION, base: int = 5) -> Policy:
    return Policy(method, threshold, threshold, certainty, 0, base, {})


def dimension(name: str) -> Dimension:
    categories = (Category(code, parent) for code, parent in CATEGORIES[name].items())
    return Dimension(name, tuple(categories))


def counted(names: tuple[str, ...], people: dict[tuple[str, ...], int], *, has_totals: bool) -> CountedTable:
    counts: dict[Codes, int] = {}
    order = list(CATEGORIES)
    chosen = [[*CATEGORIES[name], TOTAL] if has_totals else leaves(name) for name in names]
    for codes in product(*chosen):
        counts[codes] = sum(
            times
            for person, times in people.items()
            if all(
                code in (TOTAL, person[order.index(name)], CATEGORIES[name][person[order.index(name)]])
                for name, code in zip(names, codes, strict=True)
            )
        )
    dimensions = tuple(map(dimension, names))
    return CountedTable("_".join(names), "u", dimensions, counts)


def leaves(name: str) -> list[str]:
    return [code for code in CATEGORIES[name] if code not in CATEGORIES[name].values()]


@st.composite
def releases(draw: st.DrawFn) -> tuple[CountedTable, ...]:
    shape = draw(st.sampled_from(RELEASES))
    has_totals = draw(st.booleans())
    rate = draw(st.sampled_from((0.05, 0.2, 0.6, 1.5)))
    every = list(product(*map(leaves, CATEGORIES)))
    counts = np.random.RandomState(draw(st.integers(0, 2**32 - 1))).poisson(rate, len(every))
    people = {codes: int(count) for codes, count in zip(every, counts, strict=True) if count}
    return tuple(counted(names, people, has_totals=has_totals) for names in shape)


def published(tables: tuple[CountedTable, ...], asked: Policy) -> tuple[Table, ...]:
    protected, _ = protect_tables(tables, asked)
    return as_rows(protected, asked)


@examples(25)
@given(releases(), st.integers(2, 4), st.sampled_from((0, 3, 12)))
def test_no_attacker_finds_what_the_protector_hides(
    tables: tuple[CountedTable, ...], threshold: int, certainty: int
) -> None:
    asked = policy(threshold, certainty)
    _, findings, _ = audit_counts(published(tables, asked), asked)
    assert findings == ()


@examples(6)
@given(releases(), st.integers(2, 4), st.randoms(use_true_random=False))
def test_the_order_of_tables_dimensions_rows_and_categories_does_not_matter(
    tables: tuple[CountedTable, ...], threshold: int, chance: Random
) -> None:
    asked = policy(threshold)
    orders = {name: tuple(chance.sample(own, len(own))) for name in CATEGORIES for own in [dimension(name).categories]}
    other = tuple(shuffled(table, orders, chance) for table in chance.sample(tables, len(tables)))
    assert cells_and_proof(tables, asked) == cells_and_proof(other, asked)


def shuffled(table: CountedTable, orders: dict[str, tuple[Category, ...]], chance: Random) -> CountedTable:
    places = chance.sample(range(len(table.dimensions)), len(table.dimensions))
    dimensions = (table.dimensions[at] for at in places)
    rows = chance.sample(sorted(table.counts), len(table.counts))
    return replace(
        table,
        dimensions=tuple(replace(own, categories=orders[own.variable]) for own in dimensions),
        counts={tuple(codes[at] for at in places): table.counts[codes] for codes in rows},
    )


def cells_and_proof(tables: tuple[CountedTable, ...], asked: Policy) -> tuple[object, object]:
    """Which cells of which table are withheld, and what proves that they cannot be found."""
    protected, _ = protect_tables(tables, asked)
    withheld = {
        (table.id, *sorted(zip((d.variable for d in table.dimensions), codes, strict=True)))
        for table in protected
        for codes, count in table.counts.items()
        if count is None
    }
    _, _, witnesses = audit_counts(as_rows(protected, asked), asked)
    return withheld, witnesses


@pytest.mark.parametrize("base", range(2, 12))
def test_a_rounded_count_says_exactly_which_counts_round_to_it(base: int) -> None:
    counts = np.arange(60, dtype=np.int64)
    rounded = _rounded(counts, base)
    for value in sorted(set(rounded.tolist()) - {int(rounded[-1])}):
        own = counts[rounded == value]
        known = rounding(0, value, base)
        assert (known.least, known.most) == (own.min(), own.max())


@pytest.mark.parametrize("seed", [410865002, 1074507253, 1156777700])
def test_two_respondents_who_cannot_both_exist_do_not_stop_a_release(seed: int) -> None:
    every = list(product(*map(leaves, CATEGORIES)))
    counts = np.random.RandomState(seed).poisson((0.05, 0.2, 0.6, 1.5, 3)[seed // 7 % 5], len(every))
    people = {codes: int(count) for codes, count in zip(every, counts, strict=True) if count}
    tables = tuple(counted(names, people, has_totals=bool(seed // 11 % 2)) for names in RELEASES[seed % len(RELEASES)])
    asked = replace(policy(2, (0, 3, 12)[seed // 17 % 3]), width=1)
    _, findings, _ = audit_counts(published(tables, asked), asked)
    assert findings == ()
