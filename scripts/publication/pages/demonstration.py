"""Turns one table of synthetic respondents into the page that shows, step by step, how a table is protected.

Refuses a table of anybody else. It attacks by means that a reader can follow with a pencil, subtraction and writing
down every table that fits, and shares no code with suppression or the audit.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, product

from markupsafe import Markup

from safetables.policy import Policy
from safetables.tables import TOTAL, CountedTable, PublishedTable

from ..errors import Problem, StudyRefused
from ..model import Origin
from .cells import block, filled

# A cell of a grid: row and column, from 0 on; the total is one further than the last category.
Position = tuple[int, int]
Grid = tuple[tuple[int, ...], ...]

# More tables than these are not written down: two that lie apart are enough for a proof; so many are listed.
MOST_TABLES, _LISTED = 2_000, 16
# px; a picture is as wide as a telephone shows without shrinking its letters.
_WIDTH, _LABELS = 328, 92


@dataclass(frozen=True)
class Subtraction:
    """One cell that a total and its other parts give away."""

    place: Position
    line: tuple[Position, ...]  # the cells of its row or column, the total last
    is_row: bool
    result: int  # what is left


@dataclass(frozen=True)
class Demonstration:
    """One table before and after protection; the only place where counts are kept that are suppressed."""

    table: str
    rows: tuple[str, ...]  # labels, without the total
    columns: tuple[str, ...]
    row_title: str
    column_title: str
    counts: Grid  # with their totals, as counted
    threshold: int  # the smallest count that may be shown
    width: int  # that the interval of each suppressed cell must have
    suppressed: tuple[Position, ...]  # primary and secondary, sorted
    is_fewest: bool  # it is proven that fewer suppressed cells would not do

    @cached_property
    def small(self) -> tuple[Position, ...]:
        """Primary suppressions: counts below the threshold."""
        return tuple(place for place in _places(self.counts) if 0 < _at(self.counts, place) < self.threshold)

    @property
    def secondary(self) -> tuple[Position, ...]:
        """Secondary suppressions."""
        return tuple(place for place in self.suppressed if place not in self.small)

    @cached_property
    def naive(self) -> tuple[Subtraction, ...]:
        """What an intruder finds by subtraction where the small counts alone are suppressed, in that order."""
        return tuple(subtractions(self.counts, self.small))

    @cached_property
    def _found(self) -> tuple[Grid, ...]:
        return tuple(islice(tables_that_fit(self.counts, self.suppressed), MOST_TABLES + 1))

    @property
    def fits(self) -> tuple[Grid, ...]:
        """Tables of whole numbers that agree with what is shown, sorted by the first suppressed cell; at most 2,000."""
        return self._found[:MOST_TABLES]

    @property
    def is_complete(self) -> bool:
        """Whether `fits` holds all of them."""
        return len(self._found) <= MOST_TABLES

    def interval(self, place: Position) -> tuple[int, int]:
        """The least and the largest count that a cell has in any table that fits."""
        found = [_at(grid, place) for grid in self.fits]
        return min(found), max(found)

    @property
    def names(self) -> Mapping[Position, str]:
        """Each cell's row and column, in words."""
        rows, columns = (*self.rows, "Total"), (*self.columns, "Total")
        return {(r, c): f"{rows[r]}, {columns[c]}" for r, c in _places(self.counts)}


def demonstrate(
    counted: CountedTable,
    protected: PublishedTable,
    policy: Policy,
    label_of: Callable[[str, str], str],
    origin: Origin,
    *,
    is_fewest: bool,
) -> Demonstration:
    """The protection of one table, step by step.

    Raises:
        StudyRefused: the table is of people who answered, or has another shape, or shows too little.
    """

    def refused(what: str, remedy: str = "demonstrate another table") -> StudyRefused:
        return StudyRefused([Problem(f"table {counted.id}", what, remedy)])

    if origin is not Origin.PRACTICE:
        what = "counts of people who answered are never shown before protection"
        raise refused(what, "demonstrate practice data alone")
    if len(counted.dimensions) != 2 or any(category.parent for d in counted.dimensions for category in d.categories):
        raise refused("not a table of two plain dimensions")
    rows, columns = counted.dimensions
    row_codes, column_codes = [*rows.parents, TOTAL], [*columns.parents, TOTAL]
    counts = tuple(tuple(counted.counts[row, column] for column in column_codes) for row in row_codes)
    demo = Demonstration(
        table=counted.id,
        rows=tuple(label_of(rows.variable, code) for code in rows.parents),
        columns=tuple(label_of(columns.variable, code) for code in columns.parents),
        row_title=label_of(rows.variable, ""),
        column_title=label_of(columns.variable, ""),
        counts=counts,
        threshold=policy.threshold,
        width=policy.width,
        suppressed=tuple((r, c) for r, c in _places(counts) if protected.counts[row_codes[r], column_codes[c]] is None),
        is_fewest=is_fewest,
    )
    if not demo.small or any(_is_total(place, counts) for place in demo.suppressed):
        raise refused("no small count, or a total withheld: there is nothing to show in it")
    if [*subtractions(counts, demo.suppressed)]:
        raise refused("subtraction still finds a withheld cell", "protect it before it is shown")
    return demo


def subtractions(counts: Grid, suppressed: Collection[Position]) -> Iterator[Subtraction]:
    """What subtraction finds, cell by cell, when some cells are suppressed: a line with one unknown gives it away."""
    unknown = set(suppressed)
    n_rows, n_columns = len(counts), len(counts[0])
    lines = [(True, tuple((row, column) for column in range(n_columns))) for row in range(n_rows)]
    lines += [(False, tuple((row, column) for row in range(n_rows))) for column in range(n_columns)]
    while True:
        found = next(((is_row, line) for is_row, line in lines if len(unknown.intersection(line)) == 1), None)
        if found is None:
            return
        is_row, line = found
        (place,) = unknown.intersection(line)
        others = sum(_at(counts, other) for other in line[:-1] if other != place)
        yield Subtraction(place, line, is_row, others if place == line[-1] else _at(counts, line[-1]) - others)
        unknown.remove(place)


def tables_that_fit(counts: Grid, suppressed: Collection[Position]) -> Iterator[Grid]:
    """Yields every table of whole, non-negative numbers that agrees with all shown cells and all totals, in order.

    The suppressed cells of `counts`, none of them a total, are not used.
    """
    cells = sorted(suppressed)
    shown = [[0 if (r, c) in suppressed else count for c, count in enumerate(row)] for r, row in enumerate(counts)]
    row_left = [row[-1] - sum(row[:-1]) for row in shown[:-1]]
    column_left = [total - sum(parts) for *parts, total in zip(*shown, strict=True)][:-1]
    for values in _fillings(cells, row_left, column_left):
        grid = [list(row) for row in shown]
        for (row, column), value in zip(cells, values, strict=True):
            grid[row][column] = value
        yield tuple(map(tuple, grid))


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
    for value in range(max(needed, default=0), min(row_left[row], column_left[column]) + 1):
        rows, columns = [*row_left], [*column_left]
        rows[row] -= value
        columns[column] -= value
        for filling in _fillings(rest, rows, columns):
            yield (value, *filling)


def protection_page(demo: Demonstration) -> str:
    """Markdown of the page, with its drawings in it."""
    first = demo.small[0]
    ordered = sorted(demo.fits, key=lambda grid: _at(grid, first))
    low, high = ordered[0], ordered[-1]
    moved = {place: _at(high, place) - _at(low, place) for place in _places(low)}
    return filled(
        "protection_page.md",
        demo=demo,
        names=demo.names,
        picture=partial(_picture, demo),
        all=dict.fromkeys,
        numbers=_numbers(demo.counts),
        low=_numbers(low),
        high=_numbers(high),
        steps={place: f"{step:+d}".replace("-", "−") if step else "" for place, step in moved.items()},
        moved=[place for place, step in moved.items() if step],
        total=f"{demo.counts[-1][-1]:,}",
        smallest=min(_at(demo.counts, place) for place in demo.small),
        attacks=[_attack(demo, number) for number in range(len(demo.naive))],
        intervals=block(
            "intervals.html", ends=[(demo.names[place], *demo.interval(place)) for place in demo.suppressed]
        ),
        least=_at(low, first),
        most=_at(high, first),
        every=_fitting(demo),
        fewest_values=min(len({_at(grid, place) for grid in demo.fits}) for place in demo.suppressed),
        n_cells=len(moved),
    )


def _attack(demo: Demonstration, number: int) -> dict[str, object]:
    """One subtraction: its line marked, its result in place of the mark, and what was found before."""
    step = demo.naive[number]
    row, column = step.place
    name = (*demo.rows, "Total")[row] if step.is_row else (*demo.columns, "Total")[column]
    *parts, total = [(place, f"{_at(demo.counts, place):,}") for place in step.line]
    others = [text for place, text in parts if place != step.place]
    left = " + ".join(others) if step.place == step.line[-1] else " − ".join([total[1], *others])
    kinds = dict.fromkeys(step.line, "line") | dict.fromkeys(demo.small, "withheld")
    kinds |= {found.place: "found" for found in demo.naive[: number + 1]}
    return {"is_row": step.is_row, "line": name, "sum": f"{left} = {step.result:,}", "kinds": kinds}


def _fitting(demo: Demonstration) -> Markup:
    rows = [(number, [_at(grid, place) for place in demo.suppressed]) for number, grid in enumerate(demo.fits, start=1)]
    is_all = demo.is_complete and len(rows) <= _LISTED
    shown = rows if is_all else rows[:: max(1, len(rows) // _LISTED)]
    names = [demo.names[place] for place in demo.suppressed]
    return block("fitting_tables.html", rows=shown, names=names, is_all=is_all)


def _picture(
    demo: Demonstration,
    id: str,
    alt: str,
    caption: str,
    texts: Mapping[Position, str],
    kinds: Mapping[Position, str],
) -> Markup:
    width = (_WIDTH - _LABELS) / len(demo.counts[0])

    def cell(place: Position) -> tuple[str, str]:
        kind = kinds.get(place) or ("total" if _is_total(place, demo.counts) else "shown")
        return "[c]" if kind == "withheld" else texts[place], kind

    return block(
        "grid.html",
        id=id,
        alt=alt,
        caption=caption,
        width=width,
        heads=[_wrapped(label, width) for label in (*demo.columns, "Total")],
        sides=[_wrapped(label, _LABELS) for label in (*demo.rows, "Total")],
        rows=[[cell((row, column)) for column in range(len(demo.counts[0]))] for row in range(len(demo.counts))],
    )


def _wrapped(label: str, width: float) -> list[str]:
    # At six px a letter.
    return textwrap.wrap(label, max(6, int(width / 6)), break_long_words=False)


def _numbers(grid: Grid) -> dict[Position, str]:
    return {place: f"{_at(grid, place):,}" for place in _places(grid)}


def _at(grid: Grid, place: Position) -> int:
    return grid[place[0]][place[1]]


def _places(grid: Grid) -> Iterable[Position]:
    return product(range(len(grid)), range(len(grid[0])))


def _is_total(place: Position, counts: Grid) -> bool:
    return place[0] == len(counts) - 1 or place[1] == len(counts[0]) - 1
