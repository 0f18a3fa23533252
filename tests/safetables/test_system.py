"""Cells and equations of linked tables: what is tied, what is one unknown, and moves that break no sum."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetables.system import BoxScan, Cell, IntArray, Relations, RelationsError, Variable, Walks
from tests.drawing import examples
from tests.safetables.worlds import NONE, RELEASES, VARIABLES, Shape, related, worlds


@pytest.mark.parametrize("name", sorted(RELEASES))
def test_order_of_tables_and_categories_does_not_matter(name: str) -> None:
    first = related(RELEASES[name], VARIABLES)
    shuffled = tuple(replace(v, categories=tuple(reversed(v.categories))) for v in reversed(VARIABLES))
    tables = tuple(replace(t, variables=tuple(reversed(t.variables))) for t in reversed(RELEASES[name]))
    second = related(tables, shuffled)
    assert (first.cells, first.parents, first.children) == (second.cells, second.parents, second.children)
    assert (first.is_published == second.is_published).all()


def test_the_same_margin_in_two_tables_is_one_unknown() -> None:
    relations = related(RELEASES["shared margin"], VARIABLES)
    assert relations.n_cells == 12 + 16 - 4
    assert relations.is_published.all()


def test_tables_are_linked_through_a_margin_that_neither_shows() -> None:
    relations = related(RELEASES["shared margin that no table shows"], VARIABLES)
    hidden = [str(c) for c, is_shown in zip(relations.cells, relations.is_published, strict=True) if not is_shown]
    assert {"u[a=x]", "u[a=y]", "u[a=z]"} <= set(hidden)


def test_inner_cells_alone_make_up_margins_that_no_table_shows() -> None:
    relations = related((Shape("u", ("a", "b"), margins=NONE),), VARIABLES)
    assert {len(relations.cells[parent].where) for parent in relations.parents} == {0, 1}
    assert not relations.is_published[list(relations.parents)].any()


def test_a_parent_category_is_the_sum_of_its_children() -> None:
    relations = related((Shape("u", ("area",)),), VARIABLES)
    sums = {
        str(relations.cells[p]): [str(relations.cells[c]) for c in parts]
        for p, parts in zip(relations.parents, relations.children, strict=True)
    }
    assert sums == {
        "u[all]": ["u[area=n]", "u[area=s]"],
        "u[area=n]": ["u[area=n1]", "u[area=n2]"],
        "u[area=s]": ["u[area=s1]", "u[area=s2]"],
    }


def test_a_sum_that_does_not_hold_is_named_without_its_counts() -> None:
    relations = related((Shape("u", ("b",)),), VARIABLES)
    with pytest.raises(RelationsError, match=r"u\[all\]: is not the sum of its 2 parts") as caught:
        relations.fill({Cell.of("u"): 471, Cell.of("u", {"b": "p"}): 352, Cell.of("u", {"b": "q"}): 118})
    assert not any(count in str(caught.value) for count in ("471", "352", "118"))


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        (Variable("v", (("x", None), ("x", None))), "stands twice"),
        (Variable("v", (("x", "y"), ("y", "x"))), "no way to the top"),
    ],
)
def test_a_classification_that_contradicts_itself_is_refused(variable: Variable, words: str) -> None:
    with pytest.raises(RelationsError, match=words):
        related((Shape("u", ("v",)),), (variable,))


@examples(30)
@given(worlds(), st.integers(0, 1000))
def test_boxes_and_walks_break_no_sum(world: tuple[Relations, IntArray], seed: int) -> None:
    relations, counts = world
    matrix, random = relations.matrix(), Random(seed)
    scans = tuple(BoxScan(g) for g in relations.grids)
    walks = Walks(relations, counts)
    free = np.array([random.random() < 0.8 for _ in relations.cells])
    for cell in range(relations.n_cells):
        for scan in scans:
            position = scan.position(cell)
            if position is None:
                continue
            for opposite in np.flatnonzero(scan.is_box(position)):
                cells, steps = scan.box(position, int(opposite))
                move = np.zeros(relations.n_cells, dtype=np.int64)
                move[cells] = steps
                assert not (matrix @ move).any()
                assert move[cell] == 1
        for move in walks.moves(cell, free, 3):
            assert not (matrix @ move).any()
            assert not move[~free].any()
            assert (counts + move >= 0).all()


BOOK = tuple(Shape("u", pair) for pair in (("a", "b"), ("a", "c"), ("d", "b"), ("d", "c")))


@examples(3)
@given(st.integers(0, 2**32 - 1))
def test_walks_over_tables_whose_margins_form_a_cycle_break_no_sum(seed: int) -> None:
    variables = [*VARIABLES[:3], Variable.flat("d", "mn")]
    relations = related(BOOK, variables)
    draws = np.random.RandomState(seed)
    known = dict.fromkeys(relations.cells, 0)
    for answers in product("xyz", "pq", "uvw", "mn"):
        people, own = int(draws.poisson(2)), set(zip("abcd", answers, strict=True))
        for cell in relations.cells:
            known[cell] += people if own.issuperset(cell.where) else 0
    counts = relations.fill(known)
    is_open = ~relations.is_published | (draws.random_sample(relations.n_cells) < 0.5)
    walks = Walks(relations, counts)
    moves = [move for cell in range(relations.n_cells) for move in walks.moves(cell, is_open, 4)]
    moves += [move for cell in range(relations.n_cells) for move in walks.additions(cell, is_open, 4)]
    for effort in range(3):
        moves += walks.crowds(is_open, ~relations.is_published, 3, effort)
    assert any(move.any() for move in moves)
    for move in moves:
        assert not (relations.matrix() @ move).any()
        assert not move[~is_open].any()
        assert (counts + move >= 0).all()


@pytest.mark.parametrize("answers", [("t.i", "t.j", "t.none"), ("t.i", "t.no", "t.none"), ("t.no", "t.none")])
def test_nobody_is_in_a_cell_of_answers_that_exclude_each_other(answers: tuple[str, ...]) -> None:
    variables = [Variable.flat(name, ("ticked", "unticked")) for name in answers]
    variables += [Variable.flat(name, ("x", "y")) for name in "abcd"]
    excluding = [name for name in answers if name in ("t.no", "t.none")]
    exclusions = {name: excluding for name in answers if name not in excluding}
    exclusions |= {name: excluding[place:] for place, name in enumerate(excluding[:-1], start=1)}
    relations = related([Shape("u", (a, t)) for a in "abcd" for t in answers], variables, exclusions=exclusions)
    wheres = [dict(cell.where) for cell in relations.cells]
    assert any({*answers} <= where.keys() for where in wheres)
    for cell, where in zip(relations.cells, wheres, strict=True):
        assert len(where) == len(cell.where)
        given = {name for name in answers if where.get(name) == "ticked"}
        assert len(given) < 2 or not given & {*excluding}
    matrix = relations.matrix()
    for grid in relations.grids:
        scan = BoxScan(grid)
        for cell in scan.cells.tolist():
            position = scan.position(cell)
            for opposite in np.flatnonzero(scan.is_box(position)).tolist() if position is not None else ():
                cells, steps = scan.box(position or (), opposite)
                move = np.zeros(relations.n_cells, dtype=np.int64)
                np.add.at(move, cells, steps)
                assert not (matrix @ move).any()


def test_many_tables_that_interlock_over_too_much_together_are_refused() -> None:
    """Four larger tables of 6,561 cells each: ordinary dimensions that call themselves questions of several answers."""
    questions = {"r": 4, "g": 3, "i": 4}
    answers = {name: [f"{name}.{n}" for n in range(size)] for name, size in questions.items()}
    variables = [Variable.flat(answer, ("ticked", "unticked")) for own in answers.values() for answer in own]
    tables = [Shape("u", three) for three in product(*answers.values())]
    with pytest.raises(RelationsError, match="only all 26,244 combinations tell what follows from them together"):
        related(tables, variables)
