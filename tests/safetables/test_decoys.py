"""Decoys: whoever has the program, and repeats it on every table that fits a release, rules none of them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetables import Category, Codes, CountedTable, Dimension, Policy, protect_tables
from safetables.suppress import tables as suppress
from safetables.suppress.decoys import decoys, odds_at_most
from safetables.system import BoolArray, Relations, link
from tests.drawing import examples

KEY = b"a key that everybody knows"


def of_inner(inner: np.ndarray) -> CountedTable:
    rows, columns = inner.shape
    x, y = (Dimension(v, tuple(Category(f"{v}{n}") for n in range(size))) for v, size in (("x", rows), ("y", columns)))
    full = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    full[:rows, :columns] = inner
    full[rows, :] = full.sum(axis=0)
    full[:, columns] = full.sum(axis=1)
    codes = product((*x.parents, "total"), (*y.parents, "total"))
    return CountedTable("t", "u", (x, y), dict(zip(codes, map(int, full.ravel()), strict=True)))


def suppressed(table: CountedTable, policy: Policy, key: bytes | None = KEY) -> frozenset[Codes]:
    (made,), _ = suppress.protect_tables([table], policy, key=key)
    return frozenset(codes for codes, count in made.counts.items() if count is None)


def fitting(table: CountedTable, hidden: frozenset[Codes], most: int) -> Iterator[np.ndarray]:
    """Yields every inner table of whole numbers that agrees with all that is shown."""
    rows, columns = (len(dimension.parents) for dimension in table.dimensions)
    codes = [*product(*(dimension.parents for dimension in table.dimensions))]
    shown = {cell: count for cell, count in table.counts.items() if cell not in hidden}
    x, y = (dimension.parents for dimension in table.dimensions)
    lines = [(shown.get((row, "total")), [cell for cell in codes if cell[0] == row]) for row in x]
    lines += [(shown.get(("total", column)), [cell for cell in codes if cell[1] == column]) for column in y]
    lines += [(shown.get(("total", "total")), codes)]
    open_cells = [cell for cell in codes if cell in hidden]
    values = {cell: shown.get(cell, 0) for cell in codes}

    def place(number: int) -> Iterator[np.ndarray]:
        unplaced = set(open_cells[number:])
        for total, members in lines:
            if total is not None:
                own = sum(values[cell] for cell in members if cell not in unplaced)
                if own > total or (own < total and not unplaced & {*members}):
                    return
        if number == len(open_cells):
            yield np.array([values[cell] for cell in codes]).reshape(rows, columns)
            return
        for value in range(most + 1):
            values[open_cells[number]] = value
            yield from place(number + 1)

    yield from place(0)


def drawn(number: int) -> tuple[CountedTable, Policy]:
    random = np.random.default_rng(number)
    shape = [(2, 3), (3, 3)][int(random.integers(2))]
    return of_inner(random.integers(0, 17, shape)), Policy.of(threshold=int(random.integers(3, 6)))


def widths(tables: list[np.ndarray], cells: frozenset[Codes]) -> Mapping[Codes, int]:
    counts = [of_inner(inner).counts for inner in tables]
    return {cell: max(c[cell] for c in counts) - min(c[cell] for c in counts) for cell in cells}


def with_decoys(monkeypatch: pytest.MonkeyPatch, names: frozenset[Codes], table: CountedTable) -> None:
    """Makes the program choose these decoys, as some key would."""

    def chosen(relations: Relations, *_: object) -> BoolArray:
        found = np.zeros(relations.n_cells, dtype=np.bool_)
        found[[relations.numbers()[table.cell(codes)] for codes in names]] = True
        return found

    monkeypatch.setattr(suppress, "decoys", chosen)


def test_without_a_key_whoever_repeats_the_program_finds_a_count_exactly() -> None:
    table = of_inner(np.array([[6, 0, 9], [15, 1, 2], [6, 1, 8]]))
    policy = Policy.of(threshold=4)
    hidden = suppressed(table, policy, None)
    left = [inner for inner in fitting(table, hidden, 60) if suppressed(of_inner(inner), policy, None) == hidden]
    assert min(widths(left, hidden).values()) < policy.width


@pytest.mark.drawn
@examples(6)
@given(st.integers(0, 2**32 - 1))
def test_with_a_key_every_table_that_fits_could_have_led_to_the_pattern(number: int) -> None:
    table, policy = drawn(number)
    hidden = suppressed(table, policy)
    if not hidden:
        return
    tables = [*islice(fitting(table, hidden, max(table.counts.values())), 20_000)]
    assert min(widths(tables, hidden).values()) >= policy.width
    for inner in tables[:: max(1, len(tables) // 40)]:
        other = of_inner(inner)
        small = {codes for codes, count in other.counts.items() if 0 < count < policy.threshold}
        assert small <= hidden
        with pytest.MonkeyPatch.context() as patch:
            with_decoys(patch, hidden - small, other)
            assert suppressed(other, policy) == hidden


def test_every_set_of_cells_may_be_the_decoys_and_mostly_there_are_none() -> None:
    table = of_inner(np.array([[20, 30]]))
    relations = link([(table, table.counts)])
    shown = np.zeros(relations.n_cells, dtype=np.bool_)
    policy = Policy.of(threshold=5, decoys_pct=50)
    sets = [tuple(decoys(relations, policy, b"%d" % n, shown).nonzero()[0].tolist()) for n in range(6000)]
    assert 2_800 < sets.count(()) < 3_200
    assert len({*sets}) == 2 ** int(relations.is_published.sum())
    assert decoys(relations, policy, KEY, ~shown).sum() == 0


def test_the_same_key_gives_the_same_tables_and_none_gives_no_decoys() -> None:
    table, policy = drawn(3)
    sure = Policy.of(threshold=policy.threshold, decoys_pct=50)
    made = [protect_tables([table], sure, key=b"key number %d" % n).tables for n in (1, 1, *range(2, 12))]
    assert made[0] == made[1]
    assert len({repr(tables) for tables in made}) > 1
    assert protect_tables([table], sure).tables == protect_tables([table], policy).tables


def test_decoys_that_no_pattern_can_meet_are_left_out() -> None:
    alone = Dimension("x", (Category("a"),))
    table = CountedTable("t", "u", (alone,), {("a",): 40, ("total",): 40})
    for number in range(40):
        made = protect_tables([table], Policy.of(threshold=5, decoys_pct=50), key=b"%d" % number)
        assert not made.audit.findings


def test_how_much_likelier_one_table_can_be_is_bounded() -> None:
    assert odds_at_most(12, 0, Policy.of(threshold=5)) == pytest.approx(0.02, abs=0.01)
    assert odds_at_most(12, 4, Policy.of(threshold=5)) == pytest.approx(5.2, abs=0.1)
