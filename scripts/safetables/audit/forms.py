"""Finds what keeps published tables of counts from being read as such, alone and together; attacks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..model import Cube, Finding, Table, Value
from .linking import row_of, shown_cells


def form(table: Table, cube: Cube) -> Iterator[Finding]:
    """What keeps a table from being read as counts."""
    names = [dimension.variable for dimension in cube.dimensions]
    rest = [cube.count, cube.marker, *(share.column for share in cube.shares), *(mean.column for mean in cube.means)]
    columns = [column.name for column in table.columns]
    for name in sorted({*names, *rest} - {*columns}):
        yield Finding(table.id, f"column {name}", "described and not there", "build the package again")
    for name in sorted({*columns} - {*names, *rest, "origin"}):
        yield Finding(table.id, f"column {name}", "no rule covers what it says of the counts", "remove the column")
    if {*names, *rest} - {*columns}:
        return
    known = {
        dimension.variable: {cube.total, *(code for code, _ in dimension.categories)} for dimension in cube.dimensions
    }
    places = [
        {code: place for place, code in enumerate([*(code for code, _ in d.categories), cube.total])}
        for d in cube.dimensions
    ]
    order = [
        tuple(place.get(str(record[name]), -1) for name, place in zip(names, places, strict=True))
        for record in table.records()
    ]
    if order != sorted(order):
        yield Finding(
            table.id, "rows", "not in the order of the categories", "sort them: another order can tell something"
        )
    for record in table.records():
        row = row_of(cube, record)
        if any(record[name] not in codes for name, codes in known.items()):
            yield Finding(table.id, row, "an unknown category", "describe the table as it is")
        count = record[cube.count]
        if count is not None and not (isinstance(count, int) and count >= 0):
            yield Finding(table.id, row, "a count that is no whole, non-negative number", "correct it")
        for column in cube.shares:
            if not isinstance(record[column.column], Decimal | int | None):
                yield Finding(table.id, row, "a share that is no number", "correct it")


def strangers(cubes: list[tuple[Table, Cube]]) -> list[Finding]:
    """Tables of which nothing says how their cells belong together, though they may count the same people."""
    findings = []
    universes = sorted({cube.universe for _, cube in cubes})
    if len(universes) > 1:
        rule = f"counts of {len(universes)} universes ({', '.join(universes)}), whose overlap nobody states"
        findings.append(Finding("all", "universe", rule, "count one universe in a release and in those before it"))
    variables = {
        (dimension.variable, frozenset(code for code, _ in dimension.categories))
        for _, cube in cubes
        for dimension in cube.dimensions
    }
    alone = _margins(cubes)
    for one, codes in sorted(variables, key=lambda pair: pair[0]):
        for other, others in variables:
            # What is shown of one and not the same of the other tells that they are two.
            is_two = any(
                alone.get((universe, other, code), count) != count
                for (universe, name, code), count in alone.items()
                if name == one
            )
            if one < other and len(codes) > 1 and codes == others and not is_two:
                rule = f"{one} and {other} have the same categories, and may be one variable"
                findings.append(Finding("all", "variables", rule, "use one variable, or other codes"))
    return findings


def _margins(cubes: list[tuple[Table, Cube]]) -> dict[tuple[str, str, str], int]:
    """What is shown of single variables: universe, variable, code -> count."""
    return {
        (cell.universe, *cell.where[0]): count
        for cell, count in shown_cells(table for table, _ in cubes).items()
        if len(cell.where) == 1
    }


def symbols(cubes: list[tuple[Table, Cube]]) -> list[Finding]:
    """One symbol for every withheld cell of every table: two of them tell primary from secondary."""
    findings = []
    first: Value = None
    for table, cube in cubes:
        if any(column.name == cube.marker for column in table.columns):
            marks = {record[cube.marker] for record in table.records() if record[cube.count] is None} - {None}
            first = first or min(map(str, marks), default=None)
            if marks - {first}:
                rule = "withheld cells carry different symbols"
                findings.append(Finding(table.id, f"column {cube.marker}", rule, "use one for all cells of all tables"))
            for record in table.records():
                if record[cube.count] is not None and record[cube.marker] is not None:
                    findings.append(
                        Finding(table.id, row_of(cube, record), "a shown cell is marked", "remove the marker")
                    )
                if record[cube.count] is None and record[cube.marker] is None:
                    findings.append(Finding(table.id, row_of(cube, record), "an empty cell is not marked", "mark it"))
    return findings
