"""Turns rows of published tables into cells of one linked system; reads descriptions, never a count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from publication.model import Cube, Table, Value

from ..system import Cell, Relations, link
from ..tables import TOTAL, Codes, Layout, Subpopulation

Record = dict[str, Value]


def linked(cubes: list[tuple[Table, Cube]]) -> Relations:
    """The cells and equations of tables.

    Raises:
        RelationsError: a table names categories that its own description does not have, or tables describe the same
            variable differently.
    """
    return link((layout_of(cube), [codes_of(cube, record) for record in table.records()]) for table, cube in cubes)


@lru_cache(maxsize=64)
def layout_of(cube: Cube) -> Layout:
    """Whom a table counts, and by what."""
    if not cube.within and cube.own in ("", cube.universe):
        return Layout("", cube.universe, cube.dimensions)
    return Layout("", cube.own, cube.dimensions, subpopulation=Subpopulation(cube.universe, cube.within))


def codes_of(cube: Cube, record: Record) -> Codes:
    """The address of a row."""
    codes = (str(record[dimension.variable]) for dimension in cube.dimensions)
    return tuple(TOTAL if code == cube.total else code for code in codes)


def cell_of(cube: Cube, record: Record) -> Cell:
    """The cell that a row shows."""
    return layout_of(cube).cell(codes_of(cube, record))


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
