"""Turns the shapes of counted tables into one linked system of cells; sees no count."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import TOTAL, Codes, CountedTable, Dimension, ProtectedTable
from ..relations import Axis, Cell, Frame, Place, Relations, relate


def linked(tables: Iterable[CountedTable]) -> Relations:
    """The cells and equations of tables that are published together."""
    listed = tuple(tables)
    frames = [frame_of(table) for table in listed]
    axes = {axis.name: axis for frame in frames for axis in (*frame.axes, *(axis for axis, _ in frame.conditions))}
    shapes = [
        shape
        for table, frame in zip(listed, frames, strict=True)
        for shape in frame.shapes(place_of(codes) for codes in table.counts)
    ]
    return relate(shapes, [variable for axis in axes.values() for variable in axis.variables()])


def frame_of(table: CountedTable | ProtectedTable) -> Frame:
    """The axes of a table, and of what it is cut out by."""
    conditions = table.within.conditions if table.within else ()
    return Frame(
        table.within.universe if table.within else table.universe,
        tuple(map(_axis, table.dimensions)),
        tuple((_axis(dimension), code) for dimension, code in conditions),
    )


def _axis(dimension: Dimension) -> Axis:
    categories = tuple((category.code, category.parent or None) for category in dimension.categories)
    return Axis(dimension.variable, categories, dimension.is_multiple)


def place_of(codes: Codes) -> Place:
    """The categories of a cell; None for the whole of a dimension."""
    return tuple(None if code == TOTAL else code for code in codes)


def cell_of(table: CountedTable | ProtectedTable, codes: Codes) -> Cell:
    """The cell of the linked system that a table shows at `codes`."""
    return frame_of(table).cell(place_of(codes))
