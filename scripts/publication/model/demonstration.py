"""One table of invented respondents, before and after protection, and what an attacker finds in it."""

from __future__ import annotations

from dataclasses import dataclass

# A cell of a grid: row and column, from 0 on; the total is one further than the last category.
Position = tuple[int, int]
Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Subtraction:
    """One cell that a total and its other parts give away.

    Attributes:
        place: the cell.
        line: the cells of its row or column, the total last, in order.
        is_row: whether it is a row.
        result: what is left.
    """

    place: Position
    line: tuple[Position, ...]
    is_row: bool
    result: int


@dataclass(frozen=True)
class Demonstration:
    """The protection of one table, step by step; the only place where counts are kept that were withheld.

    Attributes:
        table: id of the table that was counted from invented respondents.
        rows: labels of the rows without the total.
        columns: labels of the columns without the total.
        row_title: what the rows are.
        column_title: what the columns are.
        counts: counts with their totals, as counted.
        threshold: the smallest count that may be shown.
        width: the width that each withheld cell's interval must have.
        small: cells that the rule names.
        naive: what an attacker finds by subtraction where these alone are withheld, in his order.
        withheld: cells that are withheld in the end, sorted.
        fits: every table of whole numbers that agrees with what is shown in the end, sorted by its first withheld cell.
        is_complete: whether `fits` holds all of them.
        is_fewest: whether it is proven that fewer withheld cells would not do.
    """

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_title: str
    column_title: str
    counts: Grid
    threshold: int
    width: int
    small: tuple[Position, ...]
    naive: tuple[Subtraction, ...]
    withheld: tuple[Position, ...]
    fits: tuple[Grid, ...]
    is_complete: bool
    is_fewest: bool

    @property
    def secondary(self) -> tuple[Position, ...]:
        """Cells that are withheld for the sake of others."""
        return tuple(place for place in self.withheld if place not in self.small)

    def interval(self, place: Position) -> tuple[int, int]:
        """The least and the largest count that a cell has in any table that fits."""
        found = [grid[place[0]][place[1]] for grid in self.fits]
        return min(found), max(found)
