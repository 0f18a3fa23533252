"""Finds tables that interlock, and the larger tables that nobody publishes through which they are tied; sees no count.

Where tables can be laid side by side like the pages of a tree - each meets those before it in variables that one of
them has - any counts that agree on what two of them share belong to some population, whole numbers included. Where
they go round in a circle, as country by rank, rank by training and training by country do, that is not so: only a
table of all three says which counts can stand together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

Names = frozenset[str]


def interlocking(tables: Iterable[Names]) -> tuple[Names, ...]:
    """Return the sets of variables that must be looked at together beside the tables' own; empty where none must.

    Args:
        tables: the variables of each table of one universe.

    Returns:
        Maximal sets, sorted by names. With them, the tables form a tree (an acyclic hypergraph), so that nothing more
        follows from their coming from one population.
    """
    knot = _without_leaves(tables)
    if not knot:
        return ()
    cliques = _cliques(knot)
    return tuple(sorted((c for c in cliques if not any(c <= table for table in tables)), key=sorted))


def _without_leaves(tables: Iterable[Names]) -> set[Names]:
    """Take away what hangs on one other table (Graham's reduction); nothing is left of a tree."""
    left = set(tables)
    before: set[Names] | None = None
    while left != before:
        before = set(left)
        shared = {name for one, other in combinations(sorted(left, key=sorted), 2) for name in one & other}
        left = {table & shared for table in left} - {frozenset()}
        left = {table for table in left if not any(table < other for other in left)}
        if len(left) == 1:
            return set()
    return left


def _cliques(tables: Iterable[Names]) -> set[Names]:
    """Tie variables that tables share until no circle is left, with as few new ties as comes naturally (min-fill)."""
    beside: dict[str, set[str]] = {}
    for table in tables:
        for name in table:
            beside.setdefault(name, set()).update(table - {name})
    found: set[Names] = set()
    while beside:
        name = min(sorted(beside), key=lambda one: (_missing(beside, one), len(beside[one])))
        around = beside.pop(name)
        found.add(frozenset({name, *around}))
        for one in around:
            beside[one] |= around - {one}
            beside[one].discard(name)
    return {clique for clique in found if not any(clique < other for other in found)}


def _missing(beside: dict[str, set[str]], name: str) -> int:
    """How many ties a variable's neighbours lack."""
    return sum(1 for one, other in combinations(sorted(beside[name]), 2) if other not in beside[one])
