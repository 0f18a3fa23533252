"""Small random releases, and the slow way to find their intervals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from types import MappingProxyType

import numpy as np
from hypothesis import strategies as st

from safetables.attack.knowledge import OUTSIDER, WITHHELD, Intruder, Published, disagreement
from safetables.attack.search import feasibility_intervals
from safetables.attack.witnesses import Deviation, FeasibilityInterval, Report
from safetables.suppress.demand import Demand, prices
from safetables.system import BoolArray, Cell, IntArray, Relations, TableShape, Variable, relate


@dataclass(frozen=True)
class Shape(TableShape):
    """A shape that shows its inner cells, and those of the sets of variables in `margins` (None: of all subsets)."""

    margins: frozenset[frozenset[str]] | None = None

    def cells(self, categories: Mapping[str, Collection[str]]) -> set[Cell]:
        shown = {**categories, **dict(self.codes)}
        every = [frozenset(s) for n in range(len(self.variables)) for s in combinations(self.variables, n)]
        return {
            Cell.of(self.universe, zip(names, codes, strict=True))
            for names in {frozenset(self.variables), *(every if self.margins is None else self.margins)}
            for codes in product(*(shown[name] for name in names))
        }


def related(
    tables: Sequence[Shape],
    variables: Sequence[Variable],
    exclusions: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Relations:
    """The relations of tables that publish all cells that their shapes show."""
    categories = {variable.name: [code for code, _ in variable.categories] for variable in variables}
    return relate(tables, variables, set().union(*(table.cells(categories) for table in tables)), exclusions)


def demand_for(
    relations: Relations,
    counts: IntArray,
    is_primary: BoolArray,
    width: int,
    companion_width: int | None = None,
    must_show: Iterable[Cell] = (),
) -> Demand:
    """Of primary cells, and the secondary ones with them, intervals of a width are asked, in the fewest cells."""
    shown = np.isin(np.arange(relations.n_cells), [relations.numbers()[cell] for cell in must_show])
    companions = width if companion_width is None else companion_width
    return Demand(relations, counts, np.where(is_primary, width, 0), companions, prices(relations), shown)


NESTED = Variable("area", (("n", None), ("n1", "n"), ("n2", "n"), ("s", None), ("s1", "s"), ("s2", "s")))
A, B, C = (Variable.flat(v, codes) for v, codes in (("a", "xyz"), ("b", "pq"), ("c", "uvw")))
NONE: frozenset[frozenset[str]] = frozenset()
VARIABLES = (A, B, C, NESTED)
UNREACHED = 1000
"""A width that no bounded interval of these worlds has, so that a search ends only where both ends are exact."""
RELEASES: dict[str, tuple[Shape, ...]] = {
    "one way": (Shape("u", ("a",)),),
    "two ways": (Shape("u", ("a", "c")),),
    "three ways": (Shape("u", ("a", "b", "c")),),
    "shared margin": (Shape("u", ("a", "b")), Shape("u", ("a", "c"))),
    "shared margin that no table shows": (
        Shape("u", ("a", "b"), margins=NONE),
        Shape("u", ("a", "c"), margins=NONE),
    ),
    "nested": (Shape("u", ("area", "b")),),
    "levels apart": (
        Shape("u", ("area", "b"), (("area", frozenset({"n1", "n2", "s1", "s2"})),)),
        Shape("u", ("area", "c"), (("area", frozenset({"n", "s"})),), NONE),
    ),
    "no totals": (Shape("u", ("a", "c"), margins=NONE),),
    "some margins": (Shape("u", ("a", "b", "c"), margins=frozenset({frozenset({"a"}), frozenset({"b", "c"})})),),
}


def count(relations: Relations, records: dict[tuple[str, str, str, str], int]) -> IntArray:
    """Count people with (a, b, c, leaf of area) into every cell."""
    known: dict[Cell, int] = dict.fromkeys(relations.cells, 0)
    for (a, b, c, leaf), times in records.items():
        own = {("a", a), ("b", b), ("c", c), ("area", leaf), ("area", leaf[0])}
        for cell in relations.cells:
            if own.issuperset(cell.where):
                known[cell] += times
    return relations.fill(known)


@st.composite
def worlds(draw: st.DrawFn, most: int = 4) -> tuple[Relations, IntArray]:
    tables = RELEASES[draw(st.sampled_from(sorted(RELEASES)))]
    relations = related(tables, VARIABLES)
    combos = list(product("xyz", "pq", "uvw", ("n1", "n2", "s1", "s2")))
    seed = draw(st.integers(0, 2**32 - 1))
    rate = draw(st.sampled_from((0.05, 0.2, 0.6, 1.5)))
    draws = np.random.RandomState(seed).poisson(rate, len(combos))
    return relations, count(relations, {c: int(min(k, most)) for c, k in zip(combos, draws, strict=True) if k})


def all_tables(published: Published, intruder: Intruder, most: int) -> list[tuple[int, ...]]:
    """Return every table that fits, by trying all values of unknown cells that are no sums."""
    relations = published.relations
    parents = set(relations.parents)
    leaves = [c for c in range(relations.n_cells) if published.shown[c] == WITHHELD and c not in parents]
    grid = np.array(list(product(range(most + 1), repeat=len(leaves))), dtype=np.int64).reshape(-1, len(leaves))
    tables = np.tile(np.where(published.is_unknown, 0, published.shown), (len(grid), 1))
    tables[:, leaves] = grid
    for _ in range(4):
        for parent, children in zip(relations.parents, relations.children, strict=True):
            if published.shown[parent] == WITHHELD:
                tables[:, parent] = tables[:, list(children)].sum(axis=1)
    tables = tables[~(relations.matrix() @ tables.T).any(axis=0)]
    return [tuple(t) for t in tables.tolist() if disagreement(published, intruder, t) is None]


def exact_intervals(published: Published, intruder: Intruder = OUTSIDER, *, every: bool = False) -> Report:
    """The smallest and largest counts of withheld cells, or of every unknown one."""
    asked = published.is_unknown if every else published.is_withheld
    return feasibility_intervals(published, np.where(asked, UNREACHED, 0), intruder)


def is_exact(interval: FeasibilityInterval) -> bool:
    """Whether both ends are reached and nothing lies beyond them."""
    ends = (interval.least_possible, interval.most_possible)
    return ends[1] is not None and (interval.least_seen, interval.most_seen) == ends


def whole_table(report: Report, deviation: Deviation | None) -> IntArray:
    """A witness as a table of all cells."""
    assert report.base is not None
    assert deviation is not None
    table = report.base.copy()
    table[list(deviation.cells)] = deviation.counts
    return table
