"""Turns tables of counts as they were published into one linked system; reads what is shown, never what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..model import Cube, Finding, Policy, Table, Value
from ..relations import Cell, Relations, RelationsError, TableShape, Variable, relate
from .knowledge import WITHHELD, Inequality, Published, share


@dataclass(frozen=True)
class System:
    """All tables of counts of a release, as its readers have them together.

    Attributes:
        published: shown counts, equations and whatever else is printed of them.
        tables: cell number -> table and row where a reader finds it first.
        findings: what is wrong before any attack.
    """

    published: Published
    tables: dict[int, tuple[str, str]]
    findings: tuple[Finding, ...]


def system_of(tables: Iterable[Table], policy: Policy) -> System:
    """Links the tables of counts among `tables`.

    Raises:
        RelationsError: a table names categories that its own description does not have.
    """
    cubes = [(table, table.cube) for table in tables if table.cube is not None]
    relations = _relations(cubes)
    numbers = relations.numbers()
    shown = np.full(relations.n_cells, WITHHELD, dtype=np.int64)
    places: dict[int, tuple[str, str]] = {}
    findings: list[Finding] = []
    inequalities: list[Inequality] = []
    hidden: dict[int, tuple[str, str]] = {}
    for table, cube in cubes:
        findings += _symbols(table, cube)
        for record in table.records():
            number = numbers[_cell(cube, record)]
            row = _row(cube, record)
            places.setdefault(number, (table.id, row))
            count = record[cube.count]
            if count is None:
                hidden.setdefault(number, (table.id, row))
                continue
            value = int(str(count))
            if cube.rounded_to > 1:
                inequalities.append(_rounding(number, value, cube.rounded_to))
                continue
            if shown[number] not in (WITHHELD, value):
                findings.append(Finding(table.id, row, "another table shows another count", "correct one of them"))
            shown[number] = value
            if 0 < value < policy.threshold:
                findings.append(Finding(table.id, row, "a small count is shown", "withhold it"))
    for number, (name, row) in sorted(hidden.items()):
        if shown[number] != WITHHELD:
            findings.append(Finding(name, row, "withheld here and shown in another table", "withhold it in both"))
    for table, cube in cubes:
        inequalities += _shares(table, cube, numbers)
    return System(Published(relations, shown, tuple(inequalities)), places, tuple(findings))


def shown_cells(tables: Iterable[Table]) -> dict[Cell, int]:
    """Every exact count that tables show."""
    shown: dict[Cell, int] = {}
    for table in tables:
        cube = table.cube
        if cube is None or cube.rounded_to > 1:
            continue
        for record in table.records():
            if record[cube.count] is not None:
                shown[_cell(cube, record)] = int(str(record[cube.count]))
    return shown


def _relations(cubes: list[tuple[Table, Cube]]) -> Relations:
    variables: dict[str, Variable] = {}
    shapes = []
    for table, cube in cubes:
        for dimension in cube.dimensions:
            variable = Variable(
                dimension.variable, tuple((code, parent or None) for code, parent in dimension.categories)
            )
            if variables.setdefault(dimension.variable, variable) != variable:
                raise RelationsError(f"variable {dimension.variable}: two tables have other categories; use one list")
        names = [dimension.variable for dimension in cube.dimensions]
        margins = {frozenset(name for name in names if record[name] != cube.total) for record in table.records()}
        shapes.append(TableShape(cube.universe, tuple(names), frozenset(margins)))
    return relate(shapes, [variables[name] for name in sorted(variables)])


def _cell(cube: Cube, record: dict[str, Value]) -> Cell:
    names = [dimension.variable for dimension in cube.dimensions]
    return Cell.of(cube.universe, ((name, str(record[name])) for name in names if record[name] != cube.total))


def _row(cube: Cube, record: dict[str, Value]) -> str:
    return ", ".join(f"{dimension.variable}={record[dimension.variable]}" for dimension in cube.dimensions)


def _symbols(table: Table, cube: Cube) -> list[Finding]:
    """One symbol for every withheld cell: two of them tell primary from secondary."""
    marks = {record[cube.marker] for record in table.records() if record[cube.count] is None}
    findings = []
    if len(marks) > 1:
        findings.append(
            Finding(table.id, "column " + cube.marker, "withheld cells carry different symbols", "use one for all")
        )
    for record in table.records():
        if record[cube.count] is not None and record[cube.marker] is not None:
            findings.append(Finding(table.id, _row(cube, record), "a shown cell is marked", "remove the marker"))
        if record[cube.count] is None and record[cube.marker] is None:
            findings.append(Finding(table.id, _row(cube, record), "an empty cell is not marked", "mark it"))
    return findings


def _rounding(number: int, value: int, base: int) -> Inequality:
    """What a rounded count says: halves go upwards."""
    least = max(0, value - base // 2)
    most = value + (base - 1) // 2
    return Inequality((number,), (1,), least, most, f"rounded to {base}")


def _shares(table: Table, cube: Cube, numbers: dict[Cell, int]) -> list[Inequality]:
    found: list[Inequality] = []
    for column in cube.shares:
        for record in table.records():
            printed = record[column.column]
            if printed is None:
                continue
            base = {**record} | {
                dimension.variable: cube.total
                for dimension in cube.dimensions
                if dimension.variable not in column.keeps
            }
            reason = f"{table.id}: {column.column} of {_row(cube, record)}"
            found += share(numbers[_cell(cube, record)], numbers[_cell(cube, base)], str(printed), reason)
    return found
