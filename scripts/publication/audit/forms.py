"""Finds what keeps published tables of counts from being read as such, alone and together; attacks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from safetables.attack.linking import codes_of, layout_of, row_of, shown_cells

from ..model import Cube, Finding, Table, Value

_Margins = dict[tuple[str, str, str], int]


def form(table: Table, cube: Cube) -> Iterator[Finding]:
    """What keeps a table from being read as counts."""
    names = [dimension.variable for dimension in cube.dimensions]
    rest = [cube.count, cube.marker, *(share.column for share in cube.shares), *(mean.column for mean in cube.means)]
    rest += [name for weighting in cube.weighted for name in (weighting.column, weighting.base)]
    columns = [column.name for column in table.columns]
    found = []
    for name in sorted({*names, *rest} - {*columns}):
        found.append(Finding(table.id, f"column {name}", "described and not there", "build the package again"))
    for name in sorted({*columns} - {*names, *rest, "origin"}):
        rule = "no rule covers what it says of the counts"
        found.append(Finding(table.id, f"column {name}", rule, "remove the column"))
    if len({*columns}) != len(columns):
        found.append(Finding(table.id, "columns", "two columns of one name", "build the package again"))
    yield from found or _rows(table, cube)


def _rows(table: Table, cube: Cube) -> Iterator[Finding]:
    """What is wrong with the rows of a table that has the columns of its description."""
    order = {
        dimension.variable: {code: place for place, code in enumerate([*dimension.parents, cube.total])}
        for dimension in cube.dimensions
    }
    records = list(table.records())
    for record in records:
        row = row_of(cube, record)
        if any(record[name] not in codes for name, codes in order.items()):
            yield Finding(table.id, row, "an unknown category", "describe the table as it is")
            return
        count = record[cube.count]
        if count is not None and not (isinstance(count, int) and count >= 0):
            yield Finding(table.id, row, "a count that is no whole, non-negative number", "correct it")
        for name in (*(share.column for share in cube.shares), *(weighting.column for weighting in cube.weighted)):
            if not isinstance(record[name], Decimal | int | None):
                yield Finding(table.id, row, "a share that is no number", "correct it")
    places = [tuple(codes[str(record[name])] for name, codes in order.items()) for record in records]
    if places != sorted(places):
        rule = "not in the order of the categories"
        yield Finding(table.id, "rows", rule, "sort them: another order can tell something")
    if next(layout_of(cube).missing(codes_of(cube, record) for record in records), None) is not None:
        rule = "some combinations of categories have no row"
        yield Finding(table.id, "rows", rule, "give each its row, and empty what must not be shown")


def strangers(now: list[tuple[Table, Cube]], before: list[tuple[Table, Cube]]) -> list[Finding]:
    """Tables of which nothing says how their cells belong together, though they may count the same people.

    Args:
        now: the tables of a release.
        before: those of releases before it.
    """
    cubes = [*now, *before]
    findings = []
    universes = sorted({cube.universe for _, cube in cubes})
    if len(universes) > 1:
        rule = f"counts of {len(universes)} universes ({', '.join(universes)}), whose overlap nobody states"
        findings.append(Finding("all", "universe", rule, "count one universe in a release and in those before it"))
    variables = {
        (dimension.variable, frozenset(dimension.parents)) for _, cube in cubes for dimension in cube.dimensions
    }
    alone = _margins(now), _margins(before)
    for one, codes in sorted(variables, key=lambda pair: pair[0]):
        for other, others in variables:
            if one < other and len(codes) > 1 and codes == others and not _are_two(one, other, alone):
                rule = f"{one} and {other} have the same categories, and may be one variable"
                findings.append(Finding("all", "variables", rule, "use one variable, or other codes"))
    return findings


def _are_two(one: str, other: str, alone: tuple[_Margins, _Margins]) -> bool:
    """Whether two variables are not one: a release shows other counts of them, or releases counts that are far apart.

    From one release to the next a count can change by a few, and its variable be called otherwise.
    """
    for mine, yours in product(alone, alone):
        for (universe, name, code), count in mine.items():
            beside = yours.get((universe, other, code), count)
            is_far = mine is yours or 4 * abs(count - beside) > max(count, beside)
            if name == one and beside != count and is_far:
                return True
    return False


def _margins(cubes: list[tuple[Table, Cube]]) -> _Margins:
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
