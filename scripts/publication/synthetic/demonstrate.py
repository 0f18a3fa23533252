"""Turns one table of invented respondents into a demonstration of its protection; refuses a table of anybody else.

It attacks by means that a reader can follow with a pencil: subtraction, and writing down every table that fits. It
shares no code with the protector or the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from safetables.policy import Policy
from safetables.tables import TOTAL, CountedTable, ProtectedTable

from ..errors import Problem, StudyRefused
from ..model import Demonstration, Grid, Origin, Position, Subtraction

# More tables than these are not written down; two that lie apart are enough for a proof.
MOST_TABLES = 2_000


def demonstrate(
    counted: CountedTable,
    protected: ProtectedTable,
    policy: Policy,
    label_of: Callable[[str, str], str],
    origin: Origin,
    *,
    is_fewest: bool,
) -> Demonstration:
    """Shows what happens to a table.

    Args:
        counted: a table of two dimensions, of invented respondents.
        protected: the same table as it may be published.
        policy: by which it was protected.
        label_of: variable and category, or nothing -> what it is called.
        origin: which kind of number the counts are.
        is_fewest: whether the protector proved that fewer withheld cells would not do.

    Raises:
        StudyRefused: the table is of people who answered, or has another shape, or shows too little.
    """
    problems = [Problem(f"table {counted.id}", what, remedy) for what, remedy in _faults(counted, origin)]
    if problems:
        raise StudyRefused(problems)
    rows, columns = counted.dimensions
    row_codes = [*rows.parents, TOTAL]
    column_codes = [*columns.parents, TOTAL]
    counts = tuple(tuple(counted.counts[row, column] for column in column_codes) for row in row_codes)
    places = [(row, column) for row in range(len(row_codes)) for column in range(len(column_codes))]
    small = tuple((row, column) for row, column in places if 0 < counts[row][column] < policy.threshold)
    withheld = tuple(
        (row, column) for row, column in places if protected.counts[row_codes[row], column_codes[column]] is None
    )
    if not small or any(_is_total(place, counts) for place in withheld):
        what = "no small count, or a total withheld: there is nothing to show in it"
        raise StudyRefused([Problem(f"table {counted.id}", what, "demonstrate another table")])
    fits, is_complete = tables_that_fit(counts, withheld)
    if [*subtractions(counts, withheld)]:
        what = "subtraction still finds a withheld cell"
        raise StudyRefused([Problem(f"table {counted.id}", what, "protect it before it is shown")])
    return Demonstration(
        table=counted.id,
        rows=tuple(label_of(rows.variable, code) for code in rows.parents),
        columns=tuple(label_of(columns.variable, code) for code in columns.parents),
        row_title=label_of(rows.variable, ""),
        column_title=label_of(columns.variable, ""),
        counts=counts,
        threshold=policy.threshold,
        width=policy.width,
        small=small,
        naive=tuple(subtractions(counts, small)),
        withheld=withheld,
        fits=fits,
        is_complete=is_complete,
        is_fewest=is_fewest,
    )


def _faults(counted: CountedTable, origin: Origin) -> Iterator[tuple[str, str]]:
    if origin is not Origin.PRACTICE:
        yield "counts of people who answered are never shown before protection", "demonstrate practice data alone"
    if len(counted.dimensions) != 2 or any(category.parent for d in counted.dimensions for category in d.categories):
        yield "not a table of two plain dimensions", "demonstrate another table"


def _is_total(place: Position, counts: Grid) -> bool:
    return place[0] == len(counts) - 1 or place[1] == len(counts[0]) - 1


def subtractions(counts: Grid, withheld: Collection[Position]) -> Iterator[Subtraction]:
    """What subtraction finds, cell by cell, when some cells are withheld: each line with one unknown gives it away."""
    unknown = set(withheld)
    lines = [(True, tuple((row, column) for column in range(len(counts[0])))) for row in range(len(counts))]
    lines += [(False, tuple((row, column) for row in range(len(counts)))) for column in range(len(counts[0]))]
    while True:
        found = next(((is_row, line) for is_row, line in lines if len(unknown.intersection(line)) == 1), None)
        if found is None:
            return
        is_row, line = found
        (place,) = unknown.intersection(line)
        *parts, total = [counts[row][column] for row, column in line]
        others = [part for part, where in zip(parts, line, strict=False) if where != place]
        yield Subtraction(place, line, is_row, total - sum(others) if place != line[-1] else sum(parts))
        unknown.remove(place)


def tables_that_fit(counts: Grid, withheld: Collection[Position]) -> tuple[tuple[Grid, ...], bool]:
    """Every table of whole, non-negative numbers that agrees with all shown cells and all totals.

    Args:
        counts: the true table with its totals, of which the withheld cells are not used.
        withheld: cells that are not shown; none of them a total.

    Returns:
        The tables in order, and whether they are all.
    """
    cells = sorted(withheld)
    shown = [list(row) for row in counts]
    for row, column in cells:
        shown[row][column] = 0
    row_left = [row[-1] - sum(row[:-1]) for row in shown[:-1]]
    column_left = [shown[-1][place] - sum(row[place] for row in shown[:-1]) for place in range(len(counts[0]) - 1)]
    found: list[Grid] = []
    for values in _fillings(cells, row_left, column_left):
        if len(found) == MOST_TABLES:
            return tuple(found), False
        grid = [list(row) for row in shown]
        for (row, column), value in zip(cells, values, strict=True):
            grid[row][column] = value
        found.append(tuple(map(tuple, grid)))
    return tuple(found), True


def _fillings(cells: list[Position], row_left: list[int], column_left: list[int]) -> Iterator[tuple[int, ...]]:
    """Yields every way to fill the cells so that nothing is left of any row or column, the smallest first."""
    if not cells:
        if not any(row_left) and not any(column_left):
            yield ()
        return
    (row, column), *rest = cells
    # The last unknown of a row or a column is what is left of it.
    needed = [row_left[row]] if all(other != row for other, _ in rest) else []
    needed += [column_left[column]] if all(other != column for _, other in rest) else []
    most = min(row_left[row], column_left[column])
    for value in range(max(needed, default=0), most + 1):
        rows, columns = [*row_left], [*column_left]
        rows[row] -= value
        columns[column] -= value
        for filling in _fillings(rest, rows, columns):
            yield (value, *filling)
