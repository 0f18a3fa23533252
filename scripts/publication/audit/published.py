"""Turns rows and columns into tables of counts as their readers have them, and has them attacked.

What keeps rows and columns from being read as counts is found here; what they tell together, `safetables.attack` finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import product

from safetables import Result, audit_tables
from safetables.findings import Audit, Finding, KnownInterval, Witnesses
from safetables.policy import Policy
from safetables.tables import TOTAL, Codes, Means, PublishedTable, Shares, WeightedShares, Weighting

from ..model import Cube, CubeWeighting, Table, Value

Counts = tuple[Table, Cube]
_REBUILD = "build the package again"


def audit_counts(
    tables: Sequence[Table],
    policy: Policy | None,
    earlier: Sequence[Sequence[Table]] = (),
    progress: Callable[[str], None] = lambda _: None,
    witnesses: Witnesses | None = None,
    known: Sequence[KnownInterval] = (),
    audited: Result | None = None,
) -> Audit:
    """Attacks all tables of counts among a release's tables together, as `safetables.audit` does.

    The audit of what was protected before holds where it is of just these tables.
    """
    cubes = counts_among(tables)
    if not cubes:
        return Audit((), (), None)
    if policy is None:
        finding = Finding("all", "policy", "tables of counts without a policy", "add protection.yml")
        return Audit((), (finding,), None)
    if findings := (*(finding for counts in cubes for finding in _form(*counts)), *_symbols(cubes)):
        return Audit((), findings, None)
    now, *before = map(tables_of_counts, (tables, *earlier))
    if audited is not None and audited.is_of(now, policy, known, before):
        return audited.audit
    found = audit_tables(now, policy, earlier=before, known=known, witnesses=witnesses, progress=progress)
    named = (replace(f, row="witnesses.json") if f.row == "witnesses" else f for f in found.findings)
    return found._replace(findings=tuple(named))


def counts_among(tables: Iterable[Table]) -> list[Counts]:
    """The tables of counts."""
    return [(table, table.cube) for table in tables if table.cube is not None]


def tables_of_counts(tables: Iterable[Table]) -> list[PublishedTable]:
    """The tables of counts as their readers have them."""
    return [published(*counts) for counts in counts_among(tables)]


def published(table: Table, cube: Cube) -> PublishedTable:
    """A table of counts as its readers have it."""
    layout = cube.layout
    records = {codes_of(cube, record): record for record in table.records()}

    def column(name: str) -> dict[Codes, Decimal]:
        numbers = {codes: record[name] for codes, record in records.items()}
        return {codes: Decimal(str(number)) for codes, number in numbers.items() if number is not None}

    counts = column(cube.count)
    return PublishedTable(
        table.id,
        layout.universe,
        layout.dimensions,
        {codes: int(counts[codes]) if codes in counts else None for codes in records},
        subpopulation=layout.subpopulation,
        rounded_to=cube.rounded_to,
        shares=tuple(Shares(share.keeps, share.decimals, column(share.column)) for share in cube.shares),
        weighted_shares=tuple(
            WeightedShares(
                shares.keeps,
                shares.decimals,
                column(shares.column),
                Weighting(shares.variables, {codes: Decimal(weight) for codes, weight in shares.weights}),
                {codes: int(count) for codes, count in column(shares.base).items()},
            )
            for shares in cube.weighted
        ),
        means=tuple(Means(mean.variable, mean.decimals, column(mean.column)) for mean in cube.means),
    )


def codes_of(cube: Cube, record: dict[str, Value]) -> Codes:
    """The address of a row."""
    codes = (str(record[dimension.variable]) for dimension in cube.dimensions)
    return tuple(TOTAL if code == cube.total else code for code in codes)


def _form(table: Table, cube: Cube) -> Iterator[Finding]:
    """Yields what keeps a table from being read as counts."""
    described = {cube.count, cube.marker, *(dimension.variable for dimension in cube.dimensions)}
    described |= {share.column for share in cube.shares} | {mean.column for mean in cube.means}
    described |= {name for weighting in cube.weighted for name in (weighting.column, weighting.base)}
    columns = [column.name for column in table.columns]
    found = [(f"column {name}", "described and not there", _REBUILD) for name in sorted(described - {*columns})]
    for name in sorted({*columns} - {*described, "origin"}):
        found.append((f"column {name}", "no rule covers what it says of the counts", "remove the column"))
    if len({*columns}) != len(columns):
        found.append(("columns", "two columns of one name", _REBUILD))
    if cube.total != TOTAL or any(TOTAL in dimension.parents for dimension in cube.layout.all_dimensions):
        found.append(("totals", f"a code for them that is not {TOTAL!r}, or a category of it", _REBUILD))
    for weighting in cube.weighted:
        if problem := _weight_problem(weighting, cube):
            found.append((f"column {weighting.column}", problem, _REBUILD))
    yield from (Finding(table.id, *parts) for parts in found or _rows(table, cube))


def _rows(table: Table, cube: Cube) -> Iterator[tuple[str, str, str]]:
    """Yields what is wrong with the rows of a table that has the columns of its description: row, rule, remedy."""
    order = {
        dimension.variable: {code: place for place, code in enumerate([*dimension.parents, cube.total])}
        for dimension in cube.dimensions
    }
    counts = (cube.count, *(weighting.base for weighting in cube.weighted))
    numbers = dict.fromkeys((*(s.column for s in cube.shares), *(w.column for w in cube.weighted)), "a share")
    numbers |= {mean.column: "a mean" for mean in cube.means}
    records = list(table.records())
    for record in records:
        row = _row_of(cube, record)
        if any(record[name] not in codes for name, codes in order.items()):
            yield row, "an unknown category", "describe the table as it is"
            return
        for count in (record[name] for name in counts):
            if count is not None and not (isinstance(count, int) and count >= 0):
                yield row, "a count that is no whole, non-negative number", "correct it"
        for name, what in numbers.items():
            if not isinstance(record[name], Decimal | int | None):
                yield row, f"{what} that is no number", "correct it"
    places = [tuple(codes[str(record[name])] for name, codes in order.items()) for record in records]
    if places != sorted(places):
        yield "rows", "not in the order of the categories", "sort them: another order can tell something"
    if len(set(places)) != len(places):
        yield "rows", "two rows of the same categories", "give each its row, and one alone"
    if next(cube.layout.missing([codes_of(cube, record) for record in records]), None) is not None:
        rule = "some combinations of categories have no row"
        yield "rows", rule, "give each its row, and empty what must not be shown"


def _weight_problem(weighting: CubeWeighting, cube: Cube) -> str:
    """What keeps weights from being read, if anything."""
    dimensions = {dimension.variable: dimension for dimension in cube.dimensions}
    if not {*weighting.variables, *weighting.keeps} <= dimensions.keys():
        return "weighted by groups that the table does not have"
    groups = [dimensions[name] for name in weighting.variables]
    if any(dimension.is_multiple for dimension in groups):
        return "weighted by groups that people may be in several of"
    leaves = [dimension.leaves for dimension in groups]
    if sorted(codes for codes, _ in weighting.weights) != sorted(product(*leaves)):
        return "weights that some group has not, or has twice"
    try:
        is_sound = all(Decimal(weight) >= 0 for _, weight in weighting.weights)
    except InvalidOperation:
        is_sound = False
    return "" if is_sound else "a weight that is no number of at least 0"


def _symbols(cubes: list[Counts]) -> Iterator[Finding]:
    """Yields where not every withheld cell of every table has the one symbol: two tell primary from secondary."""
    first: Value = None
    for table, cube in cubes:
        if not {column.name for column in table.columns} >= {cube.count, cube.marker}:
            continue
        marks = {record[cube.marker] for record in table.records() if record[cube.count] is None} - {None}
        first = first or min(map(str, marks), default=None)
        if marks - {first}:
            rule = "withheld cells carry different symbols"
            yield Finding(table.id, f"column {cube.marker}", rule, "use one for all cells of all tables")
        for record in table.records():
            is_empty = record[cube.count] is None
            if is_empty is (record[cube.marker] is None):
                rule = "an empty cell is not marked" if is_empty else "a shown cell is marked"
                yield Finding(table.id, _row_of(cube, record), rule, "mark it" if is_empty else "remove the marker")


def _row_of(cube: Cube, record: dict[str, Value]) -> str:
    return ", ".join(f"{dimension.variable}={record[dimension.variable]}" for dimension in cube.dimensions)
