"""Links tables into one ordered list of cells and the equations between them; sees no count.

Items of a question with several answers do not add up to their total: each is ticked or not, and only these two make up
the total. The part that did not tick is printed nowhere, and is known to whoever has the total and the part that did.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType

import numpy as np

from ..tables import TICKED, TOTAL, UNTICKED, Cell, Codes, Dimension, Layout
from .cells import ABSENT, Grid, Relations, RelationsError, TableShape, Variable
from .cycles import Names, joint_tables

MOST_JOINT = 20_000
"""Cells of a table over a cycle of margins; a larger one would take too long to look through."""
MOST_GRIDS = 5_000
"""Combinations of families of nested categories; of more, no moves are looked for without a solver."""
REST = "not "
"""Begins the name of all categories that a table leaves out, taken together; no code has a space."""
NEITHER = "neither"
"""Who gave neither an answer nor one that excludes it."""


_Tree = Mapping[str, str | None]
_Pairs = tuple[tuple[str, str], ...]
Sum = tuple[Cell, tuple[Cell, ...]]
Exclusions = Mapping[str, Sequence[str]]
"""Classification of an answer -> those of answers that nobody gives beside it."""


def link(tables: Iterable[tuple[Layout, Collection[Codes]]]) -> Relations:
    """Returns the cells and equations of tables that are published together, each with the addresses that it shows.

    Raises:
        RelationsError: tables describe the same variable differently, or name categories that it does not have.
    """
    dimensions: dict[str, Dimension] = {}
    shapes: list[TableShape] = []
    published: set[Cell] = set()
    for table, listed in tables:
        for dimension in table.all_dimensions:
            if dimensions.setdefault(dimension.variable, dimension).structure != dimension.structure:
                what = "two tables have other categories"
                raise RelationsError(f"variable {dimension.variable}", what, "use one list")
        shapes += _shapes(table, listed)
        published.update(map(table.cell, listed))
    every = [dimensions[name] for name in sorted(dimensions)]
    variables = [variable for dimension in every for variable in _variables(dimension)]
    exclusions = {item: others for dimension in every for item, others in _exclusions(dimension)}
    return relate(shapes, variables, published, exclusions)


def _variables(dimension: Dimension) -> Iterator[Variable]:
    if dimension.is_multiple:
        for code in dimension.parents:
            yield Variable.flat(dimension.pair(code)[0], (TICKED, UNTICKED))
    else:
        categories = tuple((category.code, category.parent or None) for category in dimension.categories)
        yield Variable(dimension.variable, categories)


def _exclusions(dimension: Dimension) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields classifications of answers, each with those of answers that nobody gives beside it; each two once."""
    names = {code: f"{dimension.variable}.{code}" for code in dimension.parents}
    others = [name for code, name in names.items() if code in dimension.exclusive]
    if others:
        yield from ((name, tuple(others)) for code, name in names.items() if code not in dimension.exclusive)
    yield from ((name, tuple(others[n:])) for n, name in enumerate(others[:-1], start=1))


def _shapes(table: Layout, listed: Collection[Codes]) -> Iterator[TableShape]:
    """Yields what a table with these addresses publishes: one shape for each combination of single answers."""
    shown = [{codes[n] for codes in listed} - {TOTAL} for n in range(len(table.dimensions))]
    several = [n for n, dimension in enumerate(table.dimensions) if dimension.is_multiple]
    cut = {dimension.pair(code) for dimension, code in table.conditions}
    for chosen in product(*(sorted(shown[n]) for n in several)):
        item = dict(zip(several, chosen, strict=True))
        names = [dimension.pair(item.get(n, ""))[0] for n, dimension in enumerate(table.dimensions)]
        # A dimension of one category cuts nobody out: that category is everybody.
        limits = [
            (name, frozenset({TICKED, UNTICKED}) if n in item else frozenset(shown[n]))
            for n, name in enumerate(names)
            if len(table.dimensions[n].parents) > 1
        ]
        limits += [(name, frozenset({code})) for name, code in sorted(cut)]
        variables = (*names, *(name for name, _ in sorted(cut)))
        yield TableShape(table.whole, variables, codes=tuple(limits))


def relate(
    tables: Sequence[TableShape],
    variables: Sequence[Variable],
    published: Iterable[Cell],
    exclusions: Exclusions = MappingProxyType({}),
) -> Relations:
    """The cells and equations of tables that have these shapes.

    Args:
        tables: in any order; cells of equal universe, variables and categories are one unknown.
        variables: every classification that a table names.
        published: the cells that tables show or suppress.
        exclusions: an answer's classification -> those of answers that nobody gives beside it.

    Raises:
        RelationsError: a table names an unknown variable or category, or a classification has a loop or a double code.
    """
    trees = {v.name: v.tree() for v in variables}
    listed = sorted(set(tables), key=lambda t: (t.universe, t.variables, sorted((v, sorted(c)) for v, c in t.codes)))
    joints = [
        TableShape(universe, tuple(sorted(names)))
        for universe in sorted({table.universe for table in listed})
        for names in joint_tables([frozenset(t.variables) for t in listed if t.universe == universe])
    ]
    _refuse_large(joints, trees)
    linked = [_Linked(table, trees, listed) for table in (*listed, *joints)]
    shown = set(published)
    equations = {one for table in linked for one in _possible(table.sums(exclusions), exclusions)}
    cells = sorted(shown.union(*({p, *c} for p, c in equations)))
    numbers = {cell: n for n, cell in enumerate(cells)}
    rows = sorted((numbers[p], tuple(sorted(numbers[c] for c in parts))) for p, parts in equations)
    blocks = sorted({(table.universe, tuple(sorted(table.variables))) for table in (*listed, *joints)})
    return Relations(
        tuple(cells),
        np.array([cell in shown for cell in cells], dtype=np.bool_),
        tuple(p for p, _ in rows),
        tuple(c for _, c in rows),
        tuple(grid for block in blocks for grid in _grids(rows, numbers, *block, trees, exclusions)),
    )


def _refuse_large(joints: Sequence[TableShape], trees: Mapping[str, _Tree]) -> None:
    size = sum(math.prod(len(trees.get(name, ())) + 1 for name in joint.variables) for joint in joints)
    if size > MOST_JOINT:
        largest = max(joints, key=lambda joint: len(joint.variables))
        where = f"tables of {largest.universe} over {', '.join(largest.variables)}"
        what = f"they go round in a circle, and only all {size:,} combinations tell what follows from them together"
        raise RelationsError(where, what, "drop a table or a dimension, or merge categories")


class _Linked:
    """A table among others, with the margins of it that matter, published or not.

    A table of a subpopulation says nothing of the others but what other tables' margins leave for them.

    Attributes:
        trees: its classifications; the siblings that it leaves out make up one category, known from their total.
        needed: each variable with the categories that its sums need (siblings and ancestors of those shown).
        part: variables in which everybody in the table has one category: those of its subpopulation.
        shared: sets of variables that other tables have too.
        margins: sets of variables that hold `part`, those that are shared, and those between.
    """

    def __init__(self, table: TableShape, trees: Mapping[str, _Tree], tables: Sequence[TableShape]) -> None:
        self.table = table
        limits = dict(table.codes)
        self.trees: dict[str, _Tree] = {}
        self.shown: dict[str, list[str]] = {}
        self.needed: dict[str, list[str]] = {}
        for name in table.variables:
            if name not in trees:
                where = f"table of {table.universe}"
                raise RelationsError(where, f"unknown variable {name!r}", "add it or correct the name")
            shown = limits.get(name, frozenset(trees[name]))
            if not shown or not shown <= trees[name].keys():
                what = f"{name} shows no or unknown categories"
                raise RelationsError(f"table of {table.universe}", what, "correct them")
            self.trees[name] = _own_tree(trees[name], shown)
            self.shown[name], self.needed[name] = sorted(shown), _needed(self.trees[name], shown)
        inner, self.part = frozenset(table.variables), _part(table)
        self.shared = {
            s
            for other in tables
            if other != table and other.universe == table.universe
            for s in _subsets(inner & frozenset(other.variables))
            if _part(other) <= s
        }
        between = {s | more for s in self.shared for more in _subsets(self.part)}
        self.margins = {s for s in _subsets(inner) if self.part <= s} | between

    def sums(self, exclusions: Exclusions) -> Iterator[Sum]:
        """Yields the equations that hold, whatever the counts are."""
        for names in self.margins:
            for name in names:
                others = sorted(names - {name})
                if frozenset(others) in self.margins:
                    yield from self._family_sums(name, others, is_of_all=names - self.part in self.shared)
                    if name in exclusions and name not in self.part:
                        yield from self._exclusive_sums(name, others, exclusions)

    def _family_sums(self, name: str, others: list[str], *, is_of_all: bool) -> Iterator[Sum]:
        """Yields the equations by which the categories of one parent make it up, beside everything that is fixed."""
        families: dict[str | None, list[str]] = {}
        for code in self.needed[name]:
            families.setdefault(self.trees[name][code], []).append(code)
        # Outside its part, a table tells only what the margins of others leave.
        for fixed in self._fixed(others, is_of_all=is_of_all):
            for parent, members in families.items():
                above = fixed if parent is None else (*fixed, (name, parent))
                parts = tuple(Cell.of(self.table.universe, (*fixed, (name, member))) for member in members)
                yield Cell.of(self.table.universe, above), parts

    def _exclusive_sums(self, name: str, others: list[str], exclusions: Exclusions) -> Iterator[Sum]:
        """Yields the equations that answers give which exclude each other, beside everything that is fixed."""
        for fixed in self._fixed(others, is_of_all=False):
            if parts := _split(fixed, name, exclusions):
                whole = Cell.of(self.table.universe, fixed)
                yield whole, tuple(Cell.of(self.table.universe, part) for part in parts)

    def _fixed(self, names: list[str], *, is_of_all: bool) -> Iterator[tuple[tuple[str, str], ...]]:
        levels = (self.shown[n] if n in self.part and not is_of_all else self.needed[n] for n in names)
        yield from (tuple(zip(names, codes, strict=True)) for codes in product(*levels))


def _own_tree(tree: _Tree, shown: Collection[str]) -> _Tree:
    """A classification in which the siblings that a table leaves out are parts of one category."""
    own = dict(tree)
    for family in {tree[code] for code in shown}:
        members = [code for code in tree if tree[code] == family]
        others = [code for code in members if code not in shown]
        if len(others) > 1:
            rest = REST + " or ".join(sorted(set(members) - {*others}))
            own |= {rest: family, **dict.fromkeys(others, rest)}
    return own


def _needed(tree: _Tree, shown: Collection[str]) -> list[str]:
    """The categories that the sums of those shown need: their siblings, and all above them."""
    families = {tree[code] for code in shown}
    families |= {code for code in tree if code.startswith(REST) and tree[code] in families}
    before: set[str | None] = set()
    while families != before:
        before = families
        families = families | {tree[code] for code in families if code is not None}
    return sorted(code for code, parent in tree.items() if parent in families)


def _part(table: TableShape) -> Names:
    return frozenset(name for name, codes in table.codes if len(codes) == 1)


def _subsets(names: Names) -> Iterator[Names]:
    listed = sorted(names)
    return (frozenset(s) for size in range(len(listed) + 1) for s in combinations(listed, size))


def _grids(
    rows: Iterable[tuple[int, tuple[int, ...]]],
    numbers: Mapping[Cell, int],
    universe: str,
    names: tuple[str, ...],
    trees: Mapping[str, _Tree],
    exclusions: Exclusions,
) -> Iterator[Grid]:
    """Yields the crossed blocks of variables: one for each way to take one family of categories of each."""
    families = [_families(trees[name]) for name in names]
    is_whole = all(len(own) == 1 for own in families)
    if math.prod(map(len, families)) > MOST_GRIDS:
        return
    for axes in product(*families):
        places = [
            Cell.of(universe, [(n, c) for n, c in zip(names, codes, strict=True) if c is not None])
            for codes in product(*axes)
        ]
        shape = [len(axis) for axis in axes]
        ids = np.array([numbers.get(cell, ABSENT) for cell in places], dtype=np.int64).reshape(shape)
        can_move = np.array([_is_possible(cell, exclusions) for cell in places], dtype=np.bool_).reshape(shape)
        inside = set(ids.ravel().tolist())
        foreign = {j for p, c in rows if not inside.issuperset((p, *c)) for j in (p, *c)}
        is_free = np.where(ids == ABSENT, can_move, ~np.isin(ids, list(foreign)))
        yield Grid(ids, is_free, universe, names, is_whole)


def _families(tree: _Tree) -> list[list[str | None]]:
    """The categories of one parent, for each parent, and then that parent itself (None for all)."""
    members: dict[str | None, list[str | None]] = {}
    for code in sorted(tree):
        members.setdefault(tree[code], []).append(code)
    return [[*own, parent] for parent, own in members.items()]


def _is_possible(cell: Cell, exclusions: Exclusions) -> bool:
    """Whether anybody can be in a cell: nobody gives an answer beside one that excludes it."""
    if not exclusions:
        return True
    held = dict(cell.where)
    return not any(
        code in (TICKED, NEITHER) and held.get(other) == TICKED
        for name, code in cell.where
        for other in exclusions.get(name, ())
    )


def _possible(sums: Iterable[Sum], exclusions: Exclusions) -> Iterator[Sum]:
    """Yields sums without the cells that nobody can be in, so that these are no cells at all."""
    for whole, parts in sums:
        if _is_possible(whole, exclusions):
            yield whole, tuple(part for part in parts if _is_possible(part, exclusions))


def _split(fixed: _Pairs, name: str, exclusions: Exclusions) -> tuple[_Pairs, ...]:
    """Those who have the fixed pairs, by an answer: who gave it, one that excludes it, or neither.

    Nothing where that is no more than who gave the answer and who did not.
    """
    excluding = exclusions[name]
    beside = {other for other, _ in fixed if other in excluding or exclusions.get(other) == excluding}
    still = [other for other in excluding if other not in beside]
    # What it says of an answer that excludes others itself, the sums of these say.
    is_said = any(name in others for others in exclusions.values())
    if not still or is_said or any(other in beside and code == TICKED for other, code in fixed):
        return ()
    # Who gave an answer that excludes all others gave none of those that are fixed, which need not be said.
    free = tuple(pair for pair in fixed if pair[0] not in beside)
    return (*((*free, (other, TICKED)) for other in still), (*fixed, (name, TICKED)), (*fixed, (name, NEITHER)))
