"""Ties cited figures to the cells of counted tables: what a source prints of people, a reader knows of their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from ..model import Cube, Measure, Qualifier, Table, Value
from ..relations import Cell
from .knowledge import Inequality
from .linking import frame_of

Record = Mapping[str, Value]
_COLUMNS = {
    "id",
    "measure",
    "value",
    "unit",
    "qualifier",
    "lower",
    "upper",
    "is_lower_open",
    "is_upper_open",
    "universe",
    "base",
    "variable",
    "category",
}


@dataclass(frozen=True)
class Printed:
    """A figure about people who are counted.

    Attributes:
        figure: its id.
        table: the table that has it.
        cell: whom it is about.
        everybody: all of their universe.
        count: their number, where the source prints just that.
        limits: the least and the largest value that its wording leaves, with whether each is excluded; of a share, in
            per cent.
        is_share: whether it is a share of everybody.
        has_base: whether the source says of whom.
    """

    figure: str
    table: str
    cell: Cell
    everybody: Cell
    count: int | None
    limits: tuple[tuple[Fraction | None, bool], tuple[Fraction | None, bool]]
    is_share: bool
    has_base: bool


def printed_figures(tables: Iterable[Table]) -> Iterator[Printed]:
    """Yields the counts and shares among cited figures that are of a group which counted tables know.

    Args:
        tables: all tables of a release, as published.
    """
    listed = list(tables)
    counted = [(table, table.cube) for table in listed if table.cube is not None]
    for table in listed if counted else ():
        if {column.name for column in table.columns} >= _COLUMNS:
            for record in table.records():
                found = _figure(table.id, record, counted)
                if found is not None:
                    yield found


def _figure(name: str, record: Record, counted: Sequence[tuple[Table, Cube]]) -> Printed | None:
    is_share, variable, category = (record["measure"] == Measure.SHARE, record["variable"], record["category"])
    own = [(table, cube) for table, cube in counted if cube.own == record["universe"]]
    if record["measure"] not in (Measure.SHARE, Measure.COUNT) or not own or bool(variable) != bool(category):
        return None
    # A number of everybody is one of people only where it is in the unit that tables count in.
    if not is_share and record["unit"] not in {f"{cube.count.removesuffix('_count')}" for _, cube in own}:
        return None
    everybody = frame_of(own[0][1]).everybody()
    cell = everybody
    if variable:
        pair = next(
            (
                axis.pair(str(category))
                for _, cube in own
                for axis in frame_of(cube).axes
                if axis.name == variable and category in dict(axis.categories)
            ),
            None,
        )
        if pair is None:
            return None
        cell = Cell.of(everybody.universe, [*everybody.where, pair])
    elif is_share:
        return None
    ends = tuple((_fraction(record[end]), record[f"is_{end}_open"] is True) for end in ("lower", "upper"))
    is_exact = record["qualifier"] == Qualifier.EXACT and not is_share
    count = int(str(record["value"])) if is_exact else None
    return Printed(str(record["id"]), name, cell, everybody, count, (ends[0], ends[1]), is_share, bool(record["base"]))


def _fraction(value: Value) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def inequality_of(figure: Printed, numbers: Mapping[Cell, int]) -> Iterator[Inequality]:
    """Yields what a figure says of its cell; nothing where the cell, or everybody, is unknown to the tables."""
    cell, everybody = numbers.get(figure.cell), numbers.get(figure.everybody)
    reason = f"the figure {figure.figure}"
    if cell is None or (figure.is_share and everybody is None):
        return
    for (end, is_open), is_least in zip(figure.limits, (True, False), strict=True):
        if end is None:
            continue
        if figure.is_share:
            assert everybody is not None
            # 100 times the cell against the end times everybody, in whole numbers.
            side = (1 if is_open else 0) * (1 if is_least else -1)
            yield Inequality(
                (cell, everybody),
                (100 * end.denominator, -end.numerator),
                side if is_least else None,
                None if is_least else side,
                reason,
            )
        elif is_least:
            yield Inequality((cell,), (1,), floor(end) + 1 if is_open else ceil(end), None, reason)
        else:
            yield Inequality((cell,), (1,), None, ceil(end) - 1 if is_open else floor(end), reason)
