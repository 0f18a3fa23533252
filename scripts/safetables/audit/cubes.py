"""Turns tables of counts as they were published into one linked system; reads what is shown, never what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from ..model import Cube, Finding, Policy, Table, Value
from ..relations import Cell, IntArray, Relations, RelationsError, TableShape, Variable, relate
from .knowledge import WITHHELD, Inequality, Published, share

ROUNDED = "rounded to "


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


def system_of(tables: Iterable[Table], policy: Policy, earlier: Iterable[Table] = ()) -> System:
    """Links the tables of counts among `tables`.

    Args:
        tables: what is published now.
        policy: what it promises.
        earlier: tables whose cells are part of the system too; those that are not published now have the counts
            that were shown then.

    Raises:
        RelationsError: a table names categories that its own description does not have, or tables describe the same
            variable differently.
    """
    cubes = [(table, table.cube) for table in tables if table.cube is not None]
    before = [(table, table.cube) for table in earlier if table.cube is not None]
    findings = [finding for table, cube in cubes for finding in _form(table, cube)] + _symbols(cubes)
    findings += _strangers([*cubes, *before])
    if findings:
        return System(_NOTHING, {}, tuple(findings))
    relations = _relations([*cubes, *before])
    numbers = relations.numbers()
    reading = _Reading(numbers, np.full(relations.n_cells, WITHHELD, dtype=np.int64), policy)
    for table, cube in cubes:
        reading.read(table, cube)
    for number, (name, row) in sorted(reading.hidden.items()):
        if reading.shown[number] != WITHHELD:
            reading.findings.append(
                Finding(name, row, "withheld here and shown in another table", "withhold it in both")
            )
    for table, cube in cubes:
        reading.read_shares(table, cube)
    reading.check_sums(relations)
    now = frozenset(reading.places)
    for table, cube in before:
        reading.read_earlier(table, cube, now)
    published = Published(relations, reading.shown, tuple(reading.inequalities))
    return System(published, reading.places, tuple(reading.findings))


_NOTHING = Published(relate((), ()), np.zeros(0, dtype=np.int64))


@dataclass
class _Reading:
    """What readers have from the tables read so far."""

    numbers: dict[Cell, int]
    shown: IntArray
    policy: Policy
    places: dict[int, tuple[str, str]] = field(default_factory=dict)
    hidden: dict[int, tuple[str, str]] = field(default_factory=dict)
    rounded: dict[int, int] = field(default_factory=dict)
    inequalities: list[Inequality] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read(self, table: Table, cube: Cube) -> None:
        for record in table.records():
            number = self.numbers[_cell(cube, record)]
            row = _row(cube, record)
            self.places.setdefault(number, (table.id, row))
            count = record[cube.count]
            if count is None:
                self.hidden.setdefault(number, (table.id, row))
                continue
            value = int(str(count))
            if cube.rounded_to > 1:
                self.inequalities.append(_rounding(number, value, cube.rounded_to))
                if self.rounded.setdefault(number, value) != value:
                    self.findings.append(
                        Finding(table.id, row, "another table shows another count", "correct one of them")
                    )
                if value % cube.rounded_to:
                    self.findings.append(Finding(table.id, row, "a count that is not rounded", "round it"))
                continue
            if self.shown[number] not in (WITHHELD, value):
                self.findings.append(Finding(table.id, row, "another table shows another count", "correct one of them"))
            self.shown[number] = value
            if 0 < value < self.policy.threshold:
                self.findings.append(Finding(table.id, row, "a small count is shown", "withhold it"))

    def read_shares(self, table: Table, cube: Cube) -> None:
        for column in cube.shares:
            for record in table.records():
                printed = record[column.column]
                if printed is None:
                    continue
                row = _row(cube, record)
                cell, base = (self.numbers.get(_cell(cube, r)) for r in (record, _base(cube, column.keeps, record)))
                if cell is None or base is None:
                    rule = "a share of a base that no table has"
                    self.findings.append(Finding(table.id, row, rule, "withhold the share"))
                    continue
                size = self.rounded.get(base, int(self.shown[base]))
                if WITHHELD < size < self.policy.base_below:
                    self.findings.append(Finding(table.id, row, "a share of too small a base", "withhold the share"))
                if len(str(printed).partition(".")[2]) != column.decimals:
                    rule = f"a share without its {column.decimals} digits after the point"
                    self.findings.append(Finding(table.id, row, rule, "print every share alike"))
                    continue
                reason = f"{table.id}: {column.column} of {row}"
                limits = share(cell, base, str(printed), reason)
                if cube.rounded_to == 1:
                    self.inequalities += limits
                elif not _holds(limits, {base: size, cell: self.rounded.get(cell, WITHHELD)}):
                    # What follows from rounded counts says nothing more than they do; anything else comes from counts.
                    rule = "a share that the rounded counts do not give"
                    self.findings.append(Finding(table.id, row, rule, "compute it from what is shown"))

    def read_earlier(self, table: Table, cube: Cube, now: frozenset[int]) -> None:
        """Adds what an earlier release said: of cells that this one has not, and of rounded ones in any case."""
        for record in table.records():
            number = self.numbers[_cell(cube, record)]
            self.places.setdefault(number, (f"{table.id} of a release before", _row(cube, record)))
            if record[cube.count] is None:
                continue
            value = int(str(record[cube.count]))
            if cube.rounded_to > 1:
                said = _rounding(number, value, cube.rounded_to)
                self.inequalities.append(replace(said, reason=f"a release before: {said.reason}"))
            elif number not in now:
                self.shown[number] = value

    def check_sums(self, relations: Relations) -> None:
        for parent, children in zip(relations.parents, relations.children, strict=True):
            parts = self.shown[list(children)]
            if self.shown[parent] == WITHHELD or (parts == WITHHELD).any() or parts.sum() == self.shown[parent]:
                continue
            if parent in self.places:
                self.findings.append(
                    Finding(*self.places[parent], "is not the sum of its parts", "publish counts that add up")
                )


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
        codes = tuple((name, frozenset(str(r[name]) for r in table.records()) - {cube.total}) for name in names)
        shapes.append(TableShape(cube.universe, tuple(names), frozenset(margins), codes))
    return relate(shapes, [variables[name] for name in sorted(variables)])


def _cell(cube: Cube, record: dict[str, Value]) -> Cell:
    names = [dimension.variable for dimension in cube.dimensions]
    return Cell.of(cube.universe, ((name, str(record[name])) for name in names if record[name] != cube.total))


def _row(cube: Cube, record: dict[str, Value]) -> str:
    return ", ".join(f"{dimension.variable}={record[dimension.variable]}" for dimension in cube.dimensions)


def _form(table: Table, cube: Cube) -> Iterator[Finding]:
    """What keeps a table from being read as counts."""
    names = [dimension.variable for dimension in cube.dimensions]
    rest = [cube.count, cube.marker, *(column.column for column in cube.shares)]
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
        row = _row(cube, record)
        if any(record[name] not in codes for name, codes in known.items()):
            yield Finding(table.id, row, "an unknown category", "describe the table as it is")
        count = record[cube.count]
        if count is not None and not (isinstance(count, int) and count >= 0):
            yield Finding(table.id, row, "a count that is no whole, non-negative number", "correct it")
        for column in cube.shares:
            if not isinstance(record[column.column], Decimal | int | None):
                yield Finding(table.id, row, "a share that is no number", "correct it")


def _strangers(cubes: list[tuple[Table, Cube]]) -> list[Finding]:
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
    for one, codes in sorted(variables, key=lambda pair: pair[0]):
        for other, others in variables:
            if one < other and len(codes) > 1 and codes == others:
                rule = f"{one} and {other} have the same categories, and may be one variable"
                findings.append(Finding("all", "variables", rule, "use one variable, or other codes"))
    return findings


def _symbols(cubes: list[tuple[Table, Cube]]) -> list[Finding]:
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
                        Finding(table.id, _row(cube, record), "a shown cell is marked", "remove the marker")
                    )
                if record[cube.count] is None and record[cube.marker] is None:
                    findings.append(Finding(table.id, _row(cube, record), "an empty cell is not marked", "mark it"))
    return findings


def _holds(limits: Iterable[Inequality], counts: dict[int, int]) -> bool:
    """Whether shown counts, one for each cell named, agree with what is printed of them."""
    for known in limits:
        value = sum(factor * counts[cell] for cell, factor in zip(known.cells, known.factors, strict=True))
        if (known.least is not None and value < known.least) or (known.most is not None and value > known.most):
            return False
    return WITHHELD not in counts.values()


def _base(cube: Cube, keeps: tuple[str, ...], record: dict[str, Value]) -> dict[str, Value]:
    totals = {d.variable: cube.total for d in cube.dimensions if d.variable not in keeps}
    return {**record, **totals}


def _rounding(number: int, value: int, base: int) -> Inequality:
    """What a rounded count says: halves go upwards."""
    least = max(0, value - base // 2)
    most = value + (base - 1) // 2
    return Inequality((number,), (1,), least, most, f"{ROUNDED}{base}")
