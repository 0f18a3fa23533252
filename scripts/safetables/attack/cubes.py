"""Turns tables of counts as they were published into one linked system; reads what is shown, never what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from publication.audit.forms import form, strangers, symbols
from publication.cited.citing import Citation
from publication.model import Cube, Measure, Table, Value

from ..findings import Finding
from ..policy import Policy
from ..system import Cell, IntArray, Relations, relate
from .knowledge import WITHHELD, Inequality, Published, share
from .linking import cell_of, linked, row_of
from .printed import Printed, inequality_of, tied
from .weighted import weight_findings


@dataclass(frozen=True)
class System:
    """All tables of counts of a release, as its readers have them together.

    Attributes:
        published: shown counts, equations and whatever else is printed of them; where there are means, what people
            add up to as well, see `with_sums`.
        n_counts: how many of its cells are counts; they come first.
        tables: cell number -> table and row where a reader finds it first.
        findings: what is wrong before any attack.
        sums: cells of sums that must not be found -> table and row where a reader looks for their mean.
        without_base: shares of which the source does not say of whom they are.
        wanted_sums: the width that each of these must keep, shape (n_cells,); None where there are no means.
    """

    published: Published
    tables: dict[int, tuple[str, str]]
    findings: tuple[Finding, ...]
    n_counts: int
    sums: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    wanted_sums: IntArray | None = None
    without_base: tuple[Printed, ...] = ()


def system_of(
    tables: Iterable[Table], policy: Policy, earlier: Iterable[Table] = (), citations: Iterable[Citation] = ()
) -> System:
    """Links the tables of counts among `tables`.

    Args:
        tables: what is published now.
        policy: what it promises.
        earlier: tables whose cells are part of the system too; those that are not published now have the counts
            that were shown then.
        citations: what sources print.

    Raises:
        RelationsError: a table names categories that its own description does not have, or tables describe the same
            variable differently.
    """
    listed = tuple(tables)
    cubes = [(table, table.cube) for table in listed if table.cube is not None]
    before = [(table, table.cube) for table in earlier if table.cube is not None]
    findings = [finding for table, cube in cubes for finding in form(table, cube)] + symbols(cubes)
    findings = findings or strangers(cubes, before)
    if findings:
        return System(_NOTHING, {}, tuple(findings), 0)
    relations = linked([*cubes, *before])
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
        reading.findings += weight_findings(table, cube, policy)
    figures = list(tied(citations, cubes))
    for figure in figures:
        reading.read_figure(figure, cubes)
    reading.check_sums(relations)
    now = frozenset(reading.places)
    for table, cube in before:
        reading.read_earlier(table, cube, now)
    # Of what two releases before say differently, none says what it is now.
    reading.shown[sorted(reading.changed)] = WITHHELD
    published = Published(relations, reading.shown, tuple(reading.inequalities))
    without_base = tuple(figure for figure in figures if figure.is_share and not figure.citation.has_base)
    return System(published, reading.places, tuple(reading.findings), relations.n_cells, without_base=without_base)


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
    changed: set[int] = field(default_factory=set)
    inequalities: list[Inequality] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read(self, table: Table, cube: Cube) -> None:
        for record in table.records():
            number = self.numbers[cell_of(cube, record)]
            row = row_of(cube, record)
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
                row = row_of(cube, record)
                cell, base = (self.numbers.get(cell_of(cube, r)) for r in (record, _base(cube, column.keeps, record)))
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

    def read_figure(self, figure: Printed, cubes: Iterable[tuple[Table, Cube]]) -> None:
        """Adds what a source prints of a group; a number that tables withhold or contradict is a finding."""
        citation, number = figure.citation, self.numbers.get(figure.cell)
        if citation.measure == Measure.MEAN:
            self.findings += _withheld_means(figure, cubes)
            return
        if figure.is_share and not citation.has_base:
            return
        if citation.count is None or number is None:
            self.inequalities += inequality_of(figure, self.numbers)
            return
        table, row = self.places.get(number, ("no table", str(figure.cell)))
        if self.shown[number] == WITHHELD and number in self.hidden:
            rule = f"the source of the figure {citation.figure} prints this count"
            self.findings.append(Finding(table, row, rule, "drop the table, or take the group together with others"))
        elif self.shown[number] not in (WITHHELD, citation.count):
            rule = f"the source of the figure {citation.figure} prints another count of the same people"
            remedy = "correct one of them, or say by another universe how the people differ"
            self.findings.append(Finding(table, row, rule, remedy))
        elif citation.is_in_package:
            self.shown[number] = citation.count
        else:
            # Readers of the package alone look for this cell among the unknown ones.
            self.inequalities += inequality_of(figure, self.numbers)

    def read_earlier(self, table: Table, cube: Cube, now: frozenset[int]) -> None:
        """Adds what an earlier release said: of cells that this one has not, and of rounded ones in any case."""
        for record in table.records():
            number = self.numbers[cell_of(cube, record)]
            self.places.setdefault(number, (f"{table.id} of a release before", row_of(cube, record)))
            if record[cube.count] is None:
                continue
            value = int(str(record[cube.count]))
            if cube.rounded_to > 1:
                said = _rounding(number, value, cube.rounded_to)
                said = replace(said, reason=f"a release before: {said.reason}", is_rounding=False)
                self.inequalities.append(said)
            elif number not in now:
                if self.shown[number] not in (WITHHELD, value):
                    self.changed.add(number)
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


def _withheld_means(figure: Printed, cubes: Iterable[tuple[Table, Cube]]) -> Iterator[Finding]:
    """Means that tables withhold of people of whom a source prints a mean; it may be the same."""
    for table, cube in cubes:
        for record in table.records() if cube.means else ():
            if cell_of(cube, record) == figure.cell and any(record[mean.column] is None for mean in cube.means):
                rule = f"the source of the figure {figure.citation.figure} prints a mean of these people"
                remedy = "drop the means, or take the group together with others"
                yield Finding(table.id, row_of(cube, record), rule, remedy)


def _holds(limits: Iterable[Inequality], counts: dict[int, int]) -> bool:
    """Whether shown counts, one for each cell named, agree with what is printed of them."""
    if not all(known.holds(counts) for known in limits):
        return False
    return WITHHELD not in counts.values()


def _base(cube: Cube, keeps: tuple[str, ...], record: dict[str, Value]) -> dict[str, Value]:
    totals = {d.variable: cube.total for d in cube.dimensions if d.variable not in keeps}
    return {**record, **totals}


def _rounding(number: int, value: int, base: int) -> Inequality:
    """What a rounded count says: halves go upwards."""
    least = max(0, value - base // 2)
    most = value + (base - 1) // 2
    return Inequality((number,), (1,), least, most, f"rounded to {base}", is_rounding=True)
