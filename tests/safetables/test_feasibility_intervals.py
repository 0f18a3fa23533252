"""Intervals against the slow way: every table that fits, tried one by one."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetables.attack.knowledge import (
    OUTSIDER,
    WITHHELD,
    AnyOf,
    ContradictionError,
    Inequality,
    Intruder,
    Published,
    disagreement,
    share,
)
from safetables.attack.scenarios import Containing, algorithm_aware, holder_of_earlier, respondents
from safetables.attack.search import feasibility_intervals
from safetables.system import Cell, Variable
from tests.drawing import examples
from tests.safetables.worlds import (
    NONE,
    RELEASES,
    VARIABLES,
    Shape,
    all_tables,
    exact_intervals,
    is_exact,
    related,
    whole_table,
    worlds,
)

MOST = 8


def drawn_attacker(data: st.DataObject, published: Published) -> Intruder:
    kind = data.draw(st.sampled_from(("outsider", "rule", "bound", "any of")))
    unknown = np.flatnonzero(published.is_unknown).tolist()
    if kind == "rule":
        return algorithm_aware(published, 3)
    if kind == "bound":
        pair = tuple(sorted(data.draw(st.sets(st.sampled_from(unknown), min_size=1, max_size=2))))
        factors = tuple(data.draw(st.sampled_from((1, 2, -1))) for _ in pair)
        return Intruder("bound", (Inequality(pair, factors, -1, 3, "bound"),))
    if kind == "any of":
        return Intruder("any of", (), (AnyOf(tuple(unknown[:3]), 1, 2, "hint"),))
    return OUTSIDER


@examples(100)
@given(st.data())
def test_intervals_are_those_of_all_tables_that_fit(data: st.DataObject) -> None:
    relations, counts = data.draw(worlds(most=2))
    parents = set(relations.parents)
    leaves = [c for c in range(relations.n_cells) if c not in parents]
    chosen = data.draw(st.sets(st.sampled_from(leaves), min_size=1, max_size=4))
    margins = data.draw(st.sets(st.sampled_from(range(relations.n_cells)), max_size=4))
    hidden = np.isin(np.arange(relations.n_cells), list(chosen | {m for m in margins if m in parents}))
    hidden |= ~relations.is_published & np.isin(np.arange(relations.n_cells), list(parents))
    published = Published(relations, np.where(hidden, WITHHELD, counts))
    assume(published.is_withheld.any())
    intruder = drawn_attacker(data, published)
    assume(int((published.is_unknown & np.isin(np.arange(relations.n_cells), leaves)).sum()) <= 4)
    tables = all_tables(published, intruder, MOST)
    wanted = np.where(published.is_withheld, 3, 0)
    try:
        report = exact_intervals(published, intruder)
    except ContradictionError:
        assert not tables
        return
    assert not any(i.is_undecided for i in report.intervals)
    everything = exact_intervals(published, intruder, every=True)
    is_complete = all(
        i.most_possible is not None and i.most_possible <= MOST for i in everything.intervals if i.cell in leaves
    )
    for interval in report.intervals:
        if interval.most_possible is None:
            assert interval.is_wide_enough
            continue
        assert is_exact(interval)
        values = [t[interval.cell] for t in tables]
        assert all(interval.least_possible <= v <= interval.most_possible for v in values)
        if is_complete:
            assert (interval.least_seen, interval.most_seen) == (min(values), max(values))
        for end, seen in ((interval.low, interval.least_seen), (interval.high, interval.most_seen)):
            witness = whole_table(report, end)
            assert witness[interval.cell] == seen
            assert disagreement(published, intruder, witness.tolist()) is None
    quick = feasibility_intervals(published, wanted, intruder)
    assert [i.is_wide_enough for i in quick.intervals] == [
        i.most_possible is None or i.most_possible - i.least_possible >= 3 for i in report.intervals
    ]


def respondent(published: Published, *records: Cell) -> Intruder:
    """One respondent, or several who pool what they know: every cell that contains their answers counts them."""
    containing = Containing(published.relations)
    counted = Counter(number for record in records for number in containing.cells(record))
    known = (Inequality((c,), (1,), times, None, "own") for c, times in counted.items() if published.is_unknown[c])
    return Intruder("respondent", tuple(known))


def two_by_two(hidden: dict[str, int]) -> Published:
    variables = (Variable.flat("r", "12"), Variable.flat("s", "12"))
    relations = related((Shape("u", ("r", "s")),), variables)
    counts = relations.fill({Cell.of("u", {"r": k[0], "s": k[1]}): hidden.get(k, 20) for k in ("11", "12", "21", "22")})
    withheld = [relations.numbers()[Cell.of("u", {"r": k[0], "s": k[1]})] for k in hidden]
    shown = counts.copy()
    shown[withheld] = WITHHELD
    return Published(relations, shown)


FOUR = {"11": 3, "12": 40, "21": 9, "22": 40}


def width_of(published: Published, where: dict[str, str], intruder: Intruder = OUTSIDER) -> tuple[int, int | None]:
    report = exact_intervals(published, intruder)
    number = published.relations.numbers()[Cell.of("u", where)]
    interval = next(i for i in report.intervals if i.cell == number)
    assert is_exact(interval)
    return interval.least_possible, interval.most_possible


def test_a_lone_cell_is_pinned() -> None:
    assert width_of(two_by_two({"11": 3}), {"r": "1", "s": "1"}) == (3, 3)


def test_a_respondent_is_never_nought() -> None:
    published = two_by_two(FOUR)
    assert width_of(published, {"r": "1", "s": "1"}) == (0, 12)
    own = Cell.of("u", {"r": "1", "s": "1"})
    assert width_of(published, {"r": "1", "s": "1"}, respondent(published, own)) == (1, 12)
    assert width_of(published, {"r": "1", "s": "1"}, respondent(published, own, own)) == (2, 12)
    assert len(respondents(published)) == 4


def test_a_respondent_counts_in_the_parents_of_his_category() -> None:
    relations = related(RELEASES["levels apart"], VARIABLES)
    published = Published(relations, np.full(relations.n_cells, WITHHELD))
    known = respondent(published, Cell.of("u", {"area": "n1", "b": "p", "c": "u"}))
    named = {str(relations.cells[i.cells[0]]) for i in known.inequalities}
    assert {"u[area=n1, b=p]", "u[area=n, c=u]", "u[area=n]"} <= named
    assert not any("=s" in name for name in named)


def test_one_who_knows_the_rule_excludes_tables_without_a_small_count() -> None:
    published = two_by_two({"11": 6, "12": 6, "21": 6, "22": 1})
    low, high = width_of(published, {"r": "2", "s": "2"})
    narrowed = width_of(published, {"r": "2", "s": "2"}, algorithm_aware(published, 2))
    assert (low, high) == (0, 7)
    # 22=a makes 11=a+5 and the others 7-a; a count of exactly 1 stands in the tables of a=1 and of a=6 alone.
    assert narrowed == (1, 6)


def test_a_rounded_share_pins_a_count() -> None:
    published = two_by_two(FOUR)
    numbers = published.relations.numbers()
    cell, base = numbers[Cell.of("u", {"r": "1", "s": "1"})], numbers[Cell.of("u", {"r": "1"})]
    printed = share(cell, base, "7.0", "share in the text")
    told = Published(published.relations, published.shown, printed)
    assert width_of(told, {"r": "1", "s": "1"}) == (3, 3)


def test_a_mean_narrows_its_counts() -> None:
    published = two_by_two(FOUR)
    numbers = published.relations.numbers()
    cells = [numbers[Cell.of("u", {"r": "1", "s": s})] for s in "12"]
    base, (least, most) = numbers[Cell.of("u", {"r": "1"})], (Fraction("1.925"), Fraction("1.935"))
    printed = tuple(
        Inequality(
            (base, *cells), (-end.numerator, end.denominator, 2 * end.denominator), low, high, "mean in the text"
        )
        for end, low, high in ((least, 0, None), (most, None, 0))
    )
    assert width_of(Published(published.relations, published.shown, printed), {"r": "1", "s": "1"}) == (3, 3)


def test_an_earlier_release_tells_the_cells_that_it_showed() -> None:
    published = two_by_two(FOUR)
    earlier = published.shown.copy()
    cell = published.relations.numbers()[Cell.of("u", {"r": "1", "s": "1"})]
    earlier[cell] = 2
    assert width_of(published, {"r": "1", "s": "1"}, holder_of_earlier(published, earlier)) == (2, 2)


def test_shown_values_that_do_not_add_up_are_a_contradiction() -> None:
    published = two_by_two({"11": 3})
    shown = published.shown.copy()
    shown[published.relations.numbers()[Cell.of("u", {"r": "2"})]] += 1
    with pytest.raises(ContradictionError):
        feasibility_intervals(Published(published.relations, shown), np.zeros_like(shown))


def test_cells_that_nothing_bounds_have_no_largest_count() -> None:
    relations = related((Shape("u", ("a", "b"), margins=NONE),), VARIABLES)
    published = Published(relations, np.full(relations.n_cells, WITHHELD))
    report = feasibility_intervals(published, np.full(relations.n_cells, 5))
    assert not report.failures
    assert all(i.most_possible is None for i in report.intervals)
