"""Synthetic respondents: how many give each answer, and that nothing goes together with anything else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.build import Built
from publication.cited import with_bounds
from publication.errors import ReleaseRefused
from publication.model import Measure, Origin, Qualifier, Release
from publication.synthetic.choices import nearest
from publication.synthetic.records import NOT_ASKED, Stock, handed_out, spread


@pytest.mark.parametrize(
    ("measure", "qualifier", "value", "base", "number"),
    [
        ("count", "exact", "97", 200, 97),
        ("share", "exact", "61", 1401, 855),
        ("share", "over", "20", 1401, 281),
        ("share", "over", "20", 1400, 281),
        ("share", "at_least", "20", 1400, 280),
        ("share", "nearly", "40", 546, 218),
        ("share", "nearly", "40", 545, 217),
        ("share", "under", "40", 545, 217),
        ("share", "majority", "50", 10, 6),
        ("share", "about", "25", 10, 2),
        ("share", "over", "99", 10, 10),
        ("share", "exact", "33", 10, None),
        ("mean", "exact", "43", 1401, 60243),
    ],
)
def test_the_nearest_whole_number_that_satisfies_the_wording_is_taken(
    measure: str, qualifier: str, value: str, base: int, number: int | None, real_built: Built
) -> None:
    printed = replace(
        real_built.release.figures[0].cited,
        measure=Measure(measure),
        qualifier=Qualifier(qualifier),
        value=Fraction(value),
        decimals=0,
        is_fraction=False,
    )
    (figure,) = with_bounds((printed,))
    assert nearest(figure, base) == number


@given(st.integers(0, 50), st.integers(1, 40), st.integers(1, 300), st.data())
def test_spread_numbers_have_exactly_the_wanted_sum(least: int, width: int, size: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(size * least + 1, size * (least + width) - 1)) if size * width > 1 else None
    if total is None:
        return
    counts = spread(least, least + width, total, size)
    assert min(counts) >= 0
    assert sum(counts) == size
    assert sum((least + step) * count for step, count in enumerate(counts)) == total


def test_a_mean_in_the_middle_is_spread_evenly() -> None:
    assert spread(1, 5, 300, 100) == (20, 20, 20, 20, 20)


def test_a_mean_off_the_middle_is_spread_by_one_factor() -> None:
    # Of greatest entropy on 0, 1, 2 with mean 4/7: 4, 2 and 1 of seven.
    assert spread(0, 2, 400, 700) == (400, 200, 100)


STOCKS = (
    Stock("side", (0,) * 60 + (1,) * 40, (0,) * 60 + (1,) * 40),
    Stock("crop", (0,) * 50 + (1,) * 30 + (2,) * 20, (0,) * 50 + (1,) * 30 + (2,) * 20),
    Stock("age", tuple(range(100)), tuple(n // 50 for n in range(100))),
    Stock("taste", (0,) * 25 + (1,) * 25, (0,) * 25 + (1,) * 25, among=(1, 0)),
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dealing_keeps_every_number_and_adds_no_association(seed: int) -> None:
    columns = [column.tolist() for column in handed_out(STOCKS, 100, seed)]
    for stock, column in zip(STOCKS, columns, strict=True):
        assert sorted(value for value in column if value != NOT_ASKED) == sorted(stock.values)
    assert [taste != NOT_ASKED for taste in columns[3]] == [crop == 0 for crop in columns[1]]
    halves = [*columns[:2], [age // 50 for age in columns[2]]]
    for one, other in combinations(halves, 2):
        both, first, second = Counter(zip(one, other, strict=True)), Counter(one), Counter(other)
        assert all(abs(both[a, b] - first[a] * second[b] / 100) < 1 for a in first for b in second)


def test_the_seed_decides_who_and_not_how_many() -> None:
    one, again, other = (tuple(tuple(c.tolist()) for c in handed_out(STOCKS, 100, seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert [sorted(column) for column in one] == [sorted(column) for column in other]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"origin": Origin.CITED}, "in a practice release"),
        ({"title": "Officers by country"}, "begin it with SYNTHETIC"),
        ({"id": "officers_by_country"}, "begin it with synthetic"),
    ],
)
def test_the_gate_refuses_synthetic_numbers_that_could_be_taken_for_others(
    practice_built: Built, change: dict[str, str], told: str
) -> None:
    good = practice_built.release
    tables = (replace(good.tables[0], **change), *good.tables[1:])  # type: ignore[arg-type]  # one field at a time
    with pytest.raises(ReleaseRefused, match=told):
        Release(good.study, (), (), tables, good.audit, good.protection)


def test_the_gate_refuses_cited_figures_beside_synthetic_numbers(real_built: Built, practice_built: Built) -> None:
    good = practice_built.release
    with pytest.raises(ReleaseRefused, match="release them apart"):
        Release(good.study, real_built.release.figures, (), good.tables, good.audit, good.protection)
    with pytest.raises(ReleaseRefused, match="release them apart"):
        Release(good.study, (), (), (*good.tables, real_built.release.tables[0]), good.audit, good.protection)
