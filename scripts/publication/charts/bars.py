"""Turns a table of a release into the bars of a chart, their colours and their words; adds no number to the table's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction

from ..model import ChartKind, ChartSpec, Cube, Derivation, Extent, Qualifier, Table, Value, Words
from ..wording import digits

SUPPRESSED = "[c]"
FONT = "Publication Sans, Segoe UI, Helvetica Neue, Arial, sans-serif"
Record = dict[str, Value]


@dataclass(frozen=True)
class Palette:
    """The colours of a chart, as `#rrggbb`; no two of its parts share one, so that a drawing can be recoloured."""

    name: str
    paper: str
    track: str  # the whole that a bar is part of
    mark: str  # the bar
    rest: str  # what no source explains
    ink: str
    quiet: str  # text of less weight

    def parts(self) -> dict[str, str]:
        """Part -> colour."""
        return {part: colour for part, colour in asdict(self).items() if part != "name"}


LIGHT = Palette("light", "#fbfaf6", "#e7e3d8", "#1b5e6b", "#7a6f5d", "#1c2326", "#55605f")
DARK = Palette("dark", "#15191c", "#2a3237", "#7fc4cf", "#b7a98f", "#ebe8e1", "#a7b2b4")


@dataclass(frozen=True)
class Bar:
    """One bar, on the chart's scale; without any number where its cell is not shown."""

    name: str
    wording: str  # the number as it must be read, at the bar's end; the marker of a suppressed cell
    solid: float | None  # where the solid part ends
    fade_from: float | None  # where an open end is at full strength; equals `fade_to` for a closed end
    fade_to: float | None  # where an open end has faded out; left of `fade_from` never
    limit: float | None  # a limit that the wording states and the bar does not reach for certain
    is_derived: bool  # whether the number is computed and not printed


@dataclass(frozen=True)
class Bars:
    """The bars of a chart and the whole that they are drawn in, as a number and as it is written."""

    rows: tuple[Bar, ...]
    whole: float
    whole_wording: str


def bars_of(spec: ChartSpec, table: Table) -> Bars:
    """The bars of a chart; a KeyError where the table lacks a row that it asks for."""
    return _BARS_OF[spec.kind](drawn_records(spec, table), table)


def drawn_records(spec: ChartSpec, table: Table) -> list[Record]:
    """The rows of the table that a chart draws, in its order; a KeyError where one is missing."""
    records = {" ".join(str(record[name]) for name in table.primary_key): record for record in table.records()}
    if spec.rows:
        return [records[key] for key in spec.rows]
    return [record for record in records.values() if table.cube is None or _is_finest(record, table.cube)]


def _is_finest(record: Record, cube: Cube) -> bool:
    return all(
        record[dimension.variable] != cube.total and record[dimension.variable] not in dimension.parts
        for dimension in cube.dimensions
    )


def _breakdown(records: list[Record], table: Table) -> Bars:
    """Bars of printed counts, within their total where the table has one."""
    count = next(column for column in table.columns if column.name.endswith("_count"))
    rows = []
    for record in records:
        if record["part"] != "total":
            number = _number(record[count.name])
            wording = f"{digits(Fraction(number))} {count.unit}"
            rows.append(_exact(str(record["label"]), wording, number, record["derivation"] == Derivation.DERIVED))
    totals = [_number(record[count.name]) for record in table.records() if record["part"] == "total"]
    whole = totals[0] if totals else max((row.solid or 0.0 for row in rows), default=0.0)
    return Bars(tuple(rows), whole, f"{digits(Fraction(whole))} {count.unit}")


def _shares(records: list[Record], _: Table) -> Bars:
    """Bars of cited shares, with their open ends."""
    rows = []
    for record in records:
        extent = Extent.of(_number(record["value"]), Qualifier(str(record["qualifier"])))
        drawn = (extent.solid, extent.fade_from, extent.fade_to, extent.limit)
        rows.append(Bar(str(record["label"]), str(record["wording"]), *drawn, is_derived=False))
    return Bars(tuple(rows), 100.0, "100%")


def _counted(records: list[Record], table: Table) -> Bars:
    """Bars of a table of counts: shares where it has some, counts otherwise.

    A suppressed cell has no length and its marker as wording, so that its group stays in the drawing.
    """
    cube = table.cube
    if cube is None:
        raise KeyError("counts of respondents")
    share = cube.shares[0].column if cube.shares else ""
    unit = table.column(cube.count).unit
    rows = []
    for record in records:
        labels = [
            next(option.label for option in table.column(dimension.variable).options if option.value == code)
            for dimension in cube.dimensions
            if (code := record[dimension.variable]) != cube.total
        ]
        name = " · ".join(labels) or "Total"
        value = record[share or cube.count]
        if value is None:
            wording = str(record[cube.marker] or "base withheld or small")
            rows.append(Bar(name, wording, None, None, None, None, is_derived=False))
        else:
            length = _number(value)
            rows.append(_exact(name, f"{value}%" if share else f"{digits(Fraction(length))} {unit}", length))
    if share:
        return Bars(tuple(rows), 100.0, "100%")
    longest = max((row.solid or 0.0 for row in rows), default=0.0) or 1.0
    return Bars(tuple(rows), longest, f"{digits(Fraction(longest))} {unit}")


_BARS_OF: dict[ChartKind, Callable[[list[Record], Table], Bars]] = {
    ChartKind.BARS: _counted,
    ChartKind.COUNTS: _breakdown,
    ChartKind.SHARES: _shares,
}


def _exact(name: str, wording: str, length: float, is_derived: bool = False) -> Bar:
    return Bar(name, wording, length, length, length, None, is_derived)


def _number(value: object) -> float:
    assert isinstance(value, int | Decimal)
    return float(value)


def in_words(bars: Bars) -> Words:
    """A drawing in words, for people who do not see it: its scale, and a line for each bar."""
    return Words(f"horizontal bars on a scale from 0 to {bars.whole_wording}.", tuple(map(_line, bars.rows)))


def _line(row: Bar) -> str:
    if row.solid is None:
        why = "withheld to protect respondents" if row.wording == SUPPRESSED else row.wording
        return f"{row.name}: {why}; no bar is drawn."
    end = ""
    if row.is_derived:
        end = "; hatched, because it is computed here and printed in no source"
    elif row.fade_to != row.fade_from and row.limit is None:
        end = "; how near is not stated, so the bar fades around it"
    elif row.fade_to != row.fade_from and row.limit == row.fade_to:
        end = "; how far below is not stated, so the bar fades before it"
    elif row.fade_to != row.fade_from:
        end = "; no upper limit is stated, so the bar fades beyond it"
    return f"{row.name}: {row.wording}{end}."
