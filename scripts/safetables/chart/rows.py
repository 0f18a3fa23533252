"""Turns a table of a release into the rows that a chart draws; adds no number that the table does not show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..model import ChartKind, ChartSpec, Derivation, Extent, Qualifier, Table, Value
from ..wording import digits


@dataclass(frozen=True)
class ChartRow:
    """One bar.

    Attributes:
        name: what the bar stands for.
        wording: the number as it must be read, at the bar's end.
        solid: where the solid part ends, on the chart's scale.
        fade_from: where an open end is at full strength; equals `fade_to` for a closed end.
        fade_to: where an open end has faded out; left of `fade_from` never.
        limit: a limit that the wording states and the bar does not reach for certain; None for none.
        is_derived: whether the number is computed and not printed.
    """

    name: str
    wording: str
    solid: float
    fade_from: float
    fade_to: float
    limit: float | None
    is_derived: bool


@dataclass(frozen=True)
class ChartData:
    """The rows of a chart and the whole that they are drawn in."""

    rows: tuple[ChartRow, ...]
    whole: float


def chart_records(spec: ChartSpec, table: Table) -> list[dict[str, Value]]:
    """The rows of the table that a chart draws, in its order.

    Raises:
        KeyError: the chart asks for a row that the table does not have.
    """
    records = {str(record[table.primary_key[0]]): record for record in table.records()}
    return [records[key] for key in spec.rows] if spec.rows else list(records.values())


def chart_data(spec: ChartSpec, table: Table) -> ChartData:
    """The bars of a chart.

    Raises:
        KeyError: the chart asks for a row that the table does not have.
    """
    wanted = chart_records(spec, table)
    if spec.kind is ChartKind.SHARES:
        return ChartData(tuple(_share(record) for record in wanted), 100.0)
    count = next(column for column in table.columns if column.name.endswith("_count"))
    parts = [record for record in wanted if record["part"] != "total"]
    totals = [_number(record[count.name]) for record in table.records() if record["part"] == "total"]
    rows = []
    for record in parts:
        number = _number(record[count.name])
        is_derived = record["derivation"] == Derivation.DERIVED
        wording = f"{digits(Fraction(number))} {count.unit}"
        rows.append(ChartRow(str(record["label"]), wording, number, number, number, None, is_derived))
    return ChartData(tuple(rows), totals[0] if totals else max((row.solid for row in rows), default=0.0))


def _number(value: object) -> float:
    assert isinstance(value, int | Decimal)
    return float(value)


def _share(record: dict[str, Value]) -> ChartRow:
    extent = Extent.of(_number(record["value"]), Qualifier(str(record["qualifier"])))
    drawn = (extent.solid, extent.fade_from, extent.fade_to, extent.limit)
    return ChartRow(str(record["label"]), str(record["wording"]), *drawn, is_derived=False)
