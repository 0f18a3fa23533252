"""Turns the shapes of counted tables into one linked system of cells; sees no count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publication.model import Measure, Qualifier, Study

from ..places import axis_of, place_of
from ..system import Cell, Frame, Relations, TableShape, relate
from ..tables import TOTAL, Codes, CountedTable, ProtectedTable


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


def printed_cells(study: Study, tables: Sequence[CountedTable], width: int) -> set[Cell]:
    """The cells whose count a source prints, or tells by a share, so that nothing is gained by withholding it.

    Args:
        study: its cited figures and universes.
        tables: counted tables.
        width: a share that leaves fewer counts than this tells its count.
    """
    cells = set()
    frames = [frame_of(table) for table in tables]
    axes = {axis.name: axis for f in frames for axis in (*f.axes, *(a for a, _ in f.conditions))}
    pairs = {(name, code): axis.pair(code) for name, axis in axes.items() for code, _ in axis.categories}
    sizes = {table.universe: table.counts.get((TOTAL,) * len(table.dimensions), 0) for table in tables}
    units = {table.unit for table in tables}
    for figure in study.figures:
        if figure.qualifier is not Qualifier.EXACT:
            continue
        size = sizes.get(figure.universe)
        is_share = figure.measure is Measure.SHARE and not figure.is_fraction and size is not None
        is_told = is_share and (size or 0) < width * 100 * 10**figure.decimals
        group = [(figure.variable, figure.category)] if figure.variable else []
        is_count = figure.measure is Measure.COUNT and (bool(group) or figure.unit in units)
        wanted = [*study.conditions(figure.universe), *group]
        if (is_count or (is_told and group)) and all(pair in pairs for pair in wanted):
            record = study.find("universes", figure.universe)
            whole = record["part_of"] or figure.universe if record else figure.universe
            cells.add(Cell.of(whole, {pairs[pair] for pair in wanted}))
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
