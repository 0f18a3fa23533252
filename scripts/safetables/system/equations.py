"""Turns the shapes of linked tables into one ordered list of cells and the equations between them; sees no count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from types import MappingProxyType

import numpy as np

from ..tables import Cell
from .cells import ABSENT, Grid, Relations, RelationsError, TableShape, Variable
from .cycles import Names, joint_tables
from .exclusions import Exclusions, is_possible, possible, split

MOST_JOINT = 20_000
"""Cells of a table over a cycle of margins; a larger one would take too long to look through."""

REST = "not "
"""Begins the name of all categories that a table leaves out, taken together; no code has a space."""

_Tree = Mapping[str, str | None]


def relate(
    tables: Sequence[TableShape],
    variables: Sequence[Variable],
    published: Iterable[Cell] | None = None,
    exclusions: Exclusions = MappingProxyType({}),
) -> Relations:
    """Links tables into one system of cells and equations.

    Args:
        tables: in any order; cells of equal universe, variables and categories are one unknown.
        variables: every classification that a table names.
        published: the cells that tables show or suppress; None for all that the shapes' margins and categories give.
        exclusions: an answer's classification -> those of answers that nobody gives beside it.

    Raises:
        RelationsError: a table names an unknown variable or category, or a classification has a loop or a
        double code.
    """
    trees = {v.name: _tree(v) for v in variables}
    shown: set[Cell] = set() if published is None else set(published)
    equations: dict[tuple[Cell, tuple[Cell, ...]], None] = {}
    blocks: set[tuple[str, tuple[str, ...]]] = set()
    listed = sorted(set(tables), key=_table_order)
    joints = [
        TableShape(universe, tuple(sorted(names)))
        for universe in sorted({table.universe for table in listed})
        for names in joint_tables([frozenset(t.variables) for t in listed if t.universe == universe])
    ]
    _refuse_large(joints, trees)
    for table in (*listed, *joints):
        own = _own_trees(table, trees)
        levels = _levels(table, own)
        if table not in joints and published is None:
            shown.update(
                Cell.of(table.universe, zip(names, codes, strict=True))
                for names in sorted(map(sorted, table.published_sets()))
                for codes in product(*(sorted(levels[n][0]) for n in names))
            )
        margins = _margins(table, listed)
        for names in margins.all:
            sums = [*_sums(table, names, margins, levels, own)]
            sums += _exclusive_sums(table, names, margins, levels, exclusions)
            equations.update(dict.fromkeys(possible(sums, exclusions)))
        if all(parent is None for n in table.variables for parent in trees[n].values()):
            blocks.add((table.universe, tuple(sorted(table.variables))))
    cells = sorted(shown.union(*({p, *c} for p, c in equations)))
    numbers = {cell: n for n, cell in enumerate(cells)}
    rows = sorted((numbers[p], tuple(sorted(numbers[c] for c in parts))) for p, parts in equations)
    relations = Relations(
        tuple(cells),
        np.array([cell in shown for cell in cells], dtype=np.bool_),
        tuple(p for p, _ in rows),
        tuple(c for _, c in rows),
        (),
        tuple((joint.universe, joint.variables) for joint in joints),
    )
    return replace(
        relations, grids=tuple(_grid(relations, numbers, *block, trees, exclusions) for block in sorted(blocks))
    )


def _refuse_large(joints: Sequence[TableShape], trees: Mapping[str, _Tree]) -> None:
    """Refuse margins that form a cycle over more combinations than can be looked through."""
    size = sum(math.prod(len(trees.get(name, ())) + 1 for name in joint.variables) for joint in joints)
    if size > MOST_JOINT:
        largest = max(joints, key=lambda joint: len(joint.variables))
        where = f"tables of {largest.universe} over {', '.join(largest.variables)}"
        what = f"they go round in a circle, and only all {size:,} combinations tell what follows from them together"
        raise RelationsError(where, what, "drop a table or a dimension, or merge categories")


def _table_order(table: TableShape) -> tuple[str, list[str], list[list[str]], list[tuple[str, list[str]]]]:
    return (
        table.universe,
        sorted(table.variables),
        sorted(sorted(s) for s in table.published_sets()),
        sorted((v, sorted(c)) for v, c in table.codes),
    )


def _tree(variable: Variable) -> dict[str, str | None]:
    tree = dict(variable.categories)
    if len(tree) != len(variable.categories):
        raise RelationsError(f"variable {variable.name}", "a category stands twice", "name each once")
    for code, above in tree.items():
        seen = {code}
        parent = above
        while parent is not None:
            if parent in seen or parent not in tree:
                what = f"category {code!r} has no way to the top"
                raise RelationsError(f"variable {variable.name}", what, "correct its parent")
            seen.add(parent)
            parent = tree[parent]
    return tree


def _own_trees(table: TableShape, trees: Mapping[str, _Tree]) -> dict[str, _Tree]:
    """A table's classifications; the siblings that it leaves out make up one category, known from their total."""
    limits = dict(table.codes)
    own: dict[str, _Tree] = {}
    for name in table.variables:
        if name not in trees:
            where = f"table of {table.universe}"
            raise RelationsError(where, f"unknown variable {name!r}", "add it or correct the name")
        tree = dict(trees[name])
        shown = limits.get(name, frozenset(tree))
        if not shown or not shown <= tree.keys():
            what = f"{name} shows no or unknown categories"
            raise RelationsError(f"table of {table.universe}", what, "correct them")
        for family in sorted({tree[code] for code in shown}, key=str):
            members = [code for code in trees[name] if trees[name][code] == family]
            others = [code for code in members if code not in shown]
            if len(others) > 1:
                rest = REST + " or ".join(sorted(set(members) - {*others}))
                tree |= {rest: family, **dict.fromkeys(others, rest)}
        own[name] = tree
    return own


def _levels(table: TableShape, trees: Mapping[str, _Tree]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Each variable with the categories shown, and those that its sums need (siblings, ancestors)."""
    limits = dict(table.codes)
    levels = {}
    for name in table.variables:
        tree = trees[name]
        shown = limits.get(name, frozenset(tree))
        families: set[str | None] = {tree[code] for code in shown}
        families |= {code for code in tree if code.startswith(REST) and tree[code] in families}
        frontier = {f for f in families if f is not None}
        while frontier:
            above = {tree[f] for f in frontier}
            frontier = {f for f in above - families if f is not None}
            families |= above
        levels[name] = (shown, frozenset(c for c, parent in tree.items() if parent in families))
    return levels


@dataclass(frozen=True)
class _Margins:
    """Sets of variables whose cells matter to a table.

    Attributes:
        part: variables in which everybody in the table has one category: those of its subpopulation.
        shared: sets that other tables have.
        all: those that hold `part`, those that are shared, and those between.
    """

    part: Names
    shared: frozenset[Names]
    all: frozenset[Names]


def _margins(table: TableShape, tables: Sequence[TableShape]) -> _Margins:
    """The margins of a table, published or not.

    A table of a subpopulation says nothing of the others but what other tables' margins leave for them.
    """
    inner, part = frozenset(table.variables), _part(table)
    shared = {
        s
        for other in tables
        if other != table and other.universe == table.universe
        for s in _subsets(inner & frozenset(other.variables))
        if _part(other) <= s
    }
    between = {s | more for s in shared for more in _subsets(part)}
    return _Margins(part, frozenset(shared), frozenset(s for s in _subsets(inner) if part <= s) | between)


def _part(table: TableShape) -> Names:
    return frozenset(name for name, codes in table.codes if len(codes) == 1)


def _subsets(names: Names) -> Iterator[Names]:
    listed = sorted(names)
    return (frozenset(s) for size in range(len(listed) + 1) for s in combinations(listed, size))


def _sums(
    table: TableShape,
    names: Names,
    margins: _Margins,
    levels: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    trees: Mapping[str, _Tree],
) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    """Yields the equations whose parts are cells over `names`."""
    is_of_all = names - margins.part in margins.shared
    for name in sorted(names):
        others = sorted(names - {name})
        if frozenset(others) not in margins.all:
            continue
        families: dict[str | None, list[str]] = {}
        for code in sorted(levels[name][1]):
            families.setdefault(trees[name][code], []).append(code)
        # Outside its part, a table tells only what the margins of others leave.
        fixed_codes = (levels[n][0 if n in margins.part and not is_of_all else 1] for n in others)
        for codes in product(*map(sorted, fixed_codes)):
            fixed = tuple(zip(others, codes, strict=True))
            for parent, members in families.items():
                above = fixed if parent is None else (*fixed, (name, parent))
                yield (
                    Cell.of(table.universe, above),
                    tuple(Cell.of(table.universe, (*fixed, (name, m))) for m in members),
                )


def _exclusive_sums(
    table: TableShape,
    names: Names,
    margins: _Margins,
    levels: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    exclusions: Exclusions,
) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    """Yields the equations that exclusive answers give, beside everything else that a table fixes."""
    for name in sorted(names - margins.part):
        others = sorted(names - {name})
        if name not in exclusions or frozenset(others) not in margins.all:
            continue
        for codes in product(*(sorted(levels[n][0 if n in margins.part else 1]) for n in others)):
            fixed = tuple(zip(others, codes, strict=True))
            if parts := split(fixed, name, exclusions):
                yield Cell.of(table.universe, fixed), tuple(Cell.of(table.universe, part) for part in parts)


def _grid(
    relations: Relations,
    numbers: Mapping[Cell, int],
    universe: str,
    names: tuple[str, ...],
    trees: Mapping[str, _Tree],
    exclusions: Exclusions,
) -> Grid:
    axes = [[*sorted(trees[name]), None] for name in names]
    places = [
        Cell.of(universe, [(n, c) for n, c in zip(names, codes, strict=True) if c is not None])
        for codes in product(*axes)
    ]
    shape = [len(axis) for axis in axes]
    ids = np.array([numbers.get(cell, ABSENT) for cell in places], dtype=np.int64).reshape(shape)
    can_move = np.array([is_possible(cell, exclusions) for cell in places], dtype=np.bool_).reshape(shape)
    inside = set(ids.ravel().tolist())
    is_free = ids != ABSENT
    foreign = {j for p, c in relations.sums if not inside.issuperset((p, *c)) for j in (p, *c)}
    for position in np.argwhere(is_free):
        where = tuple(position.tolist())
        is_free[where] = int(ids[where]) not in foreign
    is_free |= (ids == ABSENT) & can_move
    return Grid(ids, is_free)
