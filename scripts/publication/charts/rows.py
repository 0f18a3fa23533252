"""Turns a table of a release into the rows that a chart draws; adds no number that the table does not show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..model import ChartKind, ChartSpec, Cube, Derivation, Extent, Qualifier, Table, Value
from ..wording import digits

SMALL_BASE = "base withheld or small"
TOTAL_LABEL = "Total"


@dataclass(frozen=True)
class ChartRow:
    """One bar.

    Attributes:
        name: what the bar stands for.
        wording: the number as it must be read, at the bar's end; the marker of a withheld cell.
        solid: where the solid part ends, on the chart's scale; None, as the two below, where nothing is shown.
        fade_from: where an open end is at full strength; equals `fade_to` for a closed end.
        fade_to: where an open end has faded out; left of `fade_from` never.
        limit: a limit that the wording states and the bar does not reach for certain; None for none.
        is_derived: whether the number is computed and not printed.
    """

    name: str
    wording: str
    solid: float | None
    fade_from: float | None
    fade_to: float | None
    limit: float | None
    is_derived: bool


@dataclass(frozen=True)
class ChartData:
    """The rows of a chart and the whole that they are drawn in, as a number and as it is written."""

    rows: tuple[ChartRow, ...]
    whole: float
    whole_wording: str


def chart_records(spec: ChartSpec, table: Table) -> list[dict[str, Value]]:
    """The rows of the table that a chart draws, in its order.

    Raises:
        KeyError: the chart asks for a row that the table does not have.
    """
    records = {row_key(record, table): record for record in table.records()}
    if spec.rows:
        return [records[key] for key in spec.rows]
    return [record for record in records.values() if table.cube is None or is_finest(record, table.cube)]


def row_key(record: dict[str, Value], table: Table) -> str:
    """What names a row of a table in charts.yml."""
    return " ".join(str(record[name]) for name in table.primary_key)


def chart_data(spec: ChartSpec, table: Table) -> ChartData:
    """The bars of a chart.

    Raises:
        KeyError: the chart asks for a row that the table does not have.
    """
    wanted = chart_records(spec, table)
    if spec.kind is ChartKind.BARS:
        if table.cube is None:
            raise KeyError("counts of respondents")
        return counted_rows(wanted, table, table.cube)
    if spec.kind is ChartKind.SHARES:
        return ChartData(tuple(_share(record) for record in wanted), 100.0, "100%")
    count = next(column for column in table.columns if column.name.endswith("_count"))
    parts = [record for record in wanted if record["part"] != "total"]
    totals = [_number(record[count.name]) for record in table.records() if record["part"] == "total"]
    rows = []
    for record in parts:
        number = _number(record[count.name])
        is_derived = record["derivation"] == Derivation.DERIVED
        wording = f"{digits(Fraction(number))} {count.unit}"
        rows.append(ChartRow(str(record["label"]), wording, number, number, number, None, is_derived))
    whole = totals[0] if totals else max((row.solid or 0.0 for row in rows), default=0.0)
    return ChartData(tuple(rows), whole, f"{digits(Fraction(whole))} {count.unit}")


def is_finest(record: dict[str, Value], cube: Cube) -> bool:
    """Whether a row is of a group that no other group of the table is a part of."""
    return all(
        record[dimension.variable] != cube.total and record[dimension.variable] not in dimension.parts
        for dimension in cube.dimensions
    )


def has_withheld(table: Table) -> bool:
    """Whether a table has cells that are not shown."""
    return table.cube is not None and any(record[table.cube.marker] is not None for record in table.records())


def counted_rows(records: list[dict[str, Value]], table: Table, cube: Cube) -> ChartData:
    """Bars of a counted table and the whole that they are drawn in: shares where it has some, counts otherwise.

    A withheld cell has no length and its marker as wording, so that its group stays in the drawing.
    """
    share = cube.shares[0].column if cube.shares else ""
    count = table.column(cube.count)
    rows = []
    for record in records:
        name = " · ".join(
            next(option.label for option in table.column(dimension.variable).options if option.value == code)
            for dimension in cube.dimensions
            if (code := record[dimension.variable]) != cube.total
        )
        value = record[share or cube.count]
        if value is None:
            wording = str(record[cube.marker] or SMALL_BASE)
            rows.append(ChartRow(name or TOTAL_LABEL, wording, None, None, None, None, is_derived=False))
            continue
        length = _number(value)
        wording = f"{value}%" if share else f"{digits(Fraction(length))} {count.unit}"
        rows.append(ChartRow(name or TOTAL_LABEL, wording, length, length, length, None, is_derived=False))
    if share:
        return ChartData(tuple(rows), 100.0, "100%")
    longest = max((row.solid or 0.0 for row in rows), default=0.0) or 1.0
    return ChartData(tuple(rows), longest, f"{digits(Fraction(longest))} {count.unit}")


def _number(value: object) -> float:
    assert isinstance(value, int | Decimal)
    return float(value)


def _share(record: dict[str, Value]) -> ChartRow:
    extent = Extent.of(_number(record["value"]), Qualifier(str(record["qualifier"])))
    drawn = (extent.solid, extent.fade_from, extent.fade_to, extent.limit)
    return ChartRow(str(record["label"]), str(record["wording"]), *drawn, is_derived=False)
