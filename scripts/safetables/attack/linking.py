"""Turns rows of published tables into cells of one linked system; reads descriptions, never a count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from publication.model import Table, Value

from ..cubes import Cube, CubeDimension
from ..system import Axis, Cell, Frame, Place, Relations, RelationsError, relate

Record = dict[str, Value]


def linked(cubes: list[tuple[Table, Cube]]) -> Relations:
    """The cells and equations of tables.

    Raises:
        RelationsError: a table names categories that its own description does not have, or tables describe the same
            variable differently.
    """
    axes: dict[str, Axis] = {}
    shapes = []
    published: set[Cell] = set()
    for table, cube in cubes:
        frame = frame_of(cube)
        for axis in (*frame.axes, *(axis for axis, _ in frame.conditions)):
            if axes.setdefault(axis.name, axis) != axis:
                raise RelationsError(f"variable {axis.name}", "two tables have other categories", "use one list")
        places = [place_of(cube, record) for record in table.records()]
        shapes += frame.shapes(places)
        published |= frame.published(places)
    variables = [variable for name in sorted(axes) for variable in axes[name].variables()]
    exclusions = {item: others for axis in axes.values() for item, others in axis.exclusions()}
    return relate(shapes, variables, published, exclusions)


@lru_cache(maxsize=64)
def frame_of(cube: Cube) -> Frame:
    """The axes of a table, and of what it is cut out by."""
    conditions = tuple((_axis(dimension), code) for dimension, code in cube.within)
    return Frame(cube.universe, tuple(map(_axis, cube.dimensions)), conditions)


def _axis(dimension: CubeDimension) -> Axis:
    categories = tuple((code, parent or None) for code, parent in dimension.categories)
    return Axis(dimension.variable, categories, dimension.is_multiple, frozenset(dimension.exclusive))


def place_of(cube: Cube, record: Record) -> Place:
    """The categories of a row; None for the whole of a dimension."""
    codes = (str(record[dimension.variable]) for dimension in cube.dimensions)
    return tuple(None if code == cube.total else code for code in codes)


def cell_of(cube: Cube, record: Record) -> Cell:
    """The cell that a row shows."""
    return frame_of(cube).cell(place_of(cube, record))


def row_of(cube: Cube, record: Record) -> str:
    """A row's categories, in words."""
    return ", ".join(f"{dimension.variable}={record[dimension.variable]}" for dimension in cube.dimensions)


def shown_cells(tables: Iterable[Table]) -> dict[Cell, int]:
    """Every exact count that tables show."""
    shown: dict[Cell, int] = {}
    for table in tables:
        cube = table.cube
        if cube is None or cube.rounded_to > 1:
            continue
        for record in table.records():
            if record[cube.count] is not None:
                shown[cell_of(cube, record)] = int(str(record[cube.count]))
    return shown
