"""Turns the shapes of counted tables into one linked system of cells; sees no count."""

from __future__ import annotations

from collections.abc import Iterable

from ..counts.places import axis_of, place_of
from ..model import TOTAL, CitedFigure, Codes, CountedTable, Measure, ProtectedTable, Qualifier
from ..relations import Cell, Frame, Relations, TableShape, relate


def linked(tables: Iterable[CountedTable]) -> Relations:
    """The cells and equations of tables that are published together."""
    listed = tuple(tables)
    frames = [frame_of(table) for table in listed]
    axes = {axis.name: axis for frame in frames for axis in (*frame.axes, *(axis for axis, _ in frame.conditions))}
    shapes: list[TableShape] = []
    published: set[Cell] = set()
    for table, frame in zip(listed, frames, strict=True):
        places = [place_of(codes) for codes in table.counts]
        shapes += frame.shapes(places)
        published |= frame.published(places)
    variables = [variable for axis in axes.values() for variable in axis.variables()]
    exclusions = {item: others for axis in axes.values() for item, others in axis.exclusions()}
    return relate(shapes, variables, published, exclusions)


def printed_cells(figures: Iterable[CitedFigure], tables: Iterable[CountedTable], width: int) -> set[Cell]:
    """The cells whose count a source prints, or tells by a share, so that nothing is gained by withholding it.

    Args:
        figures: cited figures.
        tables: counted tables.
        width: a share that leaves fewer counts than this tells its count.
    """
    cells = set()
    for table in tables:
        frame = frame_of(table)
        everybody = frame.everybody()
        size = table.counts.get((TOTAL,) * len(table.dimensions), 0)
        pairs = {(axis.name, code): axis.pair(code) for axis in frame.axes for code, _ in axis.categories}
        for figure in figures:
            if figure.universe != table.universe or figure.qualifier is not Qualifier.EXACT:
                continue
            is_count = figure.measure is Measure.COUNT and figure.unit == table.unit
            is_share = figure.measure is Measure.SHARE and not figure.is_fraction
            is_told = is_share and size < width * 100 * 10**figure.decimals
            if is_count and not figure.variable:
                cells.add(everybody)
            if (is_count or is_told) and (figure.variable, figure.category) in pairs:
                pair = pairs[figure.variable, figure.category]
                cells.add(Cell.of(everybody.universe, [*everybody.where, pair]))
    return cells


def frame_of(table: CountedTable | ProtectedTable) -> Frame:
    """The axes of a table, and of what it is cut out by."""
    conditions = table.within.conditions if table.within else ()
    return Frame(
        table.within.universe if table.within else table.universe,
        tuple(map(axis_of, table.dimensions)),
        tuple((axis_of(dimension), code) for dimension, code in conditions),
    )


def cell_of(table: CountedTable | ProtectedTable, codes: Codes) -> Cell:
    """The cell of the linked system that a table shows at `codes`."""
    return frame_of(table).cell(place_of(codes))
