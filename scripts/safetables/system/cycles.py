"""Finds linked tables whose margins form a cycle (non-decomposable), and the larger tables that tie them.

Where each table meets those before it in variables that one of them has, any counts that agree on what two tables share
belong to some population, whole numbers included. Where they form a cycle, as country by rank, rank by training and
training by country do, only a table of all three says which counts can stand together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

Names = frozenset[str]


def joint_tables(tables: Iterable[Names]) -> tuple[Names, ...]:
    """The maximal sets of variables with which the tables of one universe form a tree (an acyclic hypergraph).

    Beside these and the tables, nothing follows from all tables being of one population; none where no cycle is.
    """
    left = _reduced(tables)
    if not left:
        return ()
    cliques = _cliques(left)
    return tuple(sorted((c for c in cliques if not any(c <= table for table in tables)), key=sorted))


def _reduced(tables: Iterable[Names]) -> set[Names]:
    """What Graham's reduction leaves; nothing of tables that form a tree."""
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
    """The cliques of the graph of variables, made chordal by the min-fill heuristic."""
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
    return sum(1 for one, other in combinations(sorted(beside[name]), 2) if other not in beside[one])
