"""Turns counted tables into the counts of every cell that they are linked by, as some population has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..lp import INFINITY, FloatArray, Program
from ..system import ABSENT, Cell, IntArray, Relations, RelationsError
from ..tables import CountedTable

NODES = 20_000
_NO_CELLS: Mapping[Cell, int] = MappingProxyType({})


def complete(
    tables: Sequence[CountedTable], relations: Relations, shown_before: Mapping[Cell, int] = _NO_CELLS
) -> IntArray:
    """The counts of all cells of a population that has these tables, shape (n_cells,).

    `shown_before` are counts of cells that may be in none of them; a refusal where the tables contradict them.

    Where margins form a cycle, what follows from the tables together depends on a table that nobody counted. Every
    population that agrees with the tables is one from which readers cannot tell the true one.

    Raises:
        ProtectionRefused: counts contradict each other.
    """
    known: dict[Cell, int] = {}
    numbers = relations.numbers()
    problems = []
    for table in tables:
        for codes, count in table.counts.items():
            cell = table.cell(codes)
            if known.setdefault(cell, count) != count:
                what = "another table has another count"
                problems.append(Problem(f"table {table.id}: {cell}", what, "correct one of them"))
        if table.around:
            # The table that a subpopulation's is a part of; it is never published, and decides what is safe.
            around = CountedTable(table.id, table.whole, table.all_dimensions, table.around)
            known |= {cell: n for codes, n in around.counts.items() if (cell := around.cell(codes)) in numbers}
    for cell, count in shown_before.items():
        if known.setdefault(cell, count) != count:
            problems.append(Problem(str(cell), "a release before shows another count", "count other people"))
    if problems:
        raise ProtectionRefused(problems)
    try:
        return _completed(relations, relations.derived(relations.fill(known)))
    except RelationsError as error:
        raise ProtectionRefused([Problem(f"counts: {error.where}", error.what, error.remedy)]) from None


def _completed(relations: Relations, counts: IntArray) -> IntArray:
    """Whole counts of all cells that agree with those given; a `RelationsError` where no population has them."""
    if (counts < ABSENT).any():
        cell = relations.cells[int(np.argmin(counts))]
        raise RelationsError(str(cell), "its total and the other parts leave less than nobody", "correct the counts")
    unknown = np.flatnonzero(counts == ABSENT)
    if not len(unknown):
        return counts
    matrix = relations.matrix()
    part = matrix[:, unknown]
    rows = np.flatnonzero(np.diff(part.indptr))
    sides = -(matrix @ np.where(counts == ABSENT, 0, counts))[rows].astype(np.float64)
    for values in _populations(Program(part[rows], _any_count(len(unknown)), (sides, sides), nodes=NODES)):
        made = counts.copy()
        made[unknown] = values
        if (made >= 0).all() and not (matrix @ made).any():
            return made
    raise RelationsError("all tables", "no population was found that has all of them", "correct the counts")


def _any_count(n: int) -> tuple[FloatArray, FloatArray]:
    return np.zeros(n), np.full(n, INFINITY)


def _populations(program: Program) -> Iterator[IntArray]:
    """Yields whole solutions near the analytic centre, from where most moves are possible; then any other."""
    yield from program.near_centre(*_any_count(program.n_columns))
    program.set_all_bounds(*_any_count(program.n_columns))
    found = program.solve(is_whole=True).whole()
    if found is not None:
        yield found
