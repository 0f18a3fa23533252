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
    """One bar on the chart's scale, or the dots of one share; without a length where its cell is not shown."""

    name: str
    wording: str  # the number as it must be read, beside bar or dots; the marker of a suppressed cell
    solid: float | None = None  # where the bar ends
    is_derived: bool = False  # whether the number is computed and not printed
    extent: Extent | None = None  # how the dots of a cited share are drawn


@dataclass(frozen=True)
class Bars:
    """The bars of a chart and the whole that they are drawn in, as a number and as it is written."""

    rows: tuple[Bar, ...]
    whole: float
    whole_wording: str

    @property
    def is_dots(self) -> bool:
        """Whether each row is a share drawn as a hundred dots."""
        return all(row.extent for row in self.rows)


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
    """A hundred dots for each cited share."""
    rows = []
    for record in records:
        extent = Extent.of(_number(record["printed_value"]), Qualifier(str(record["qualifier"])))
        rows.append(Bar(str(record["label"]), str(record["wording"]), extent=extent))
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
            rows.append(Bar(name, wording))
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
    return Bar(name, wording, length, is_derived)


def _number(value: object) -> float:
    assert isinstance(value, int | Decimal)
    return float(value)


# What the dots of a share say, by the ends that its wording leaves open: below and above.
_KEYS = {
    (False, False): "Filled up to the printed number",
    (False, True): "Filled up to the line; hatched and fading beyond it, where the wording states no upper limit",
    (True, False): "Hatched up to the line, which the share does not reach; how far below it lies is not stated",
    (True, True): "Hatched and fading around the printed number; how near it is, the wording does not say",
}


def in_words(bars: Bars) -> Words:
    """A drawing in words, for people who do not see it: its scale, a line for each row, and how dots are to be read."""
    if not bars.is_dots:
        return Words(f"horizontal bars on a scale from 0 to {bars.whole_wording}.", tuple(map(_line, bars.rows)))
    extents = [row.extent for row in bars.rows if row.extent]
    open_ended = [extent for extent in extents if any(_ends(extent))]
    keys = dict.fromkeys(_KEYS[_ends(extent)] for extent in open_ended or extents)
    lines = tuple(
        f"{row.name}: {row.wording}. {_KEYS[_ends(extent)]}." for row, extent in zip(bars.rows, extents, strict=True)
    )
    key = ". ".join(("Each dot is one in a hundred", *keys)) + "."
    return Words("a hundred dots for each share, one for each per cent.", lines, key)


def _ends(extent: Extent) -> tuple[bool, bool]:
    return extent.sure < extent.printed, extent.possible > extent.printed


def _line(row: Bar) -> str:
    if row.solid is None:
        why = "withheld to protect respondents" if row.wording == SUPPRESSED else row.wording
        return f"{row.name}: {why}; no bar is drawn."
    end = "; hatched, because it is computed here and not printed" if row.is_derived else ""
    return f"{row.name}: {row.wording}{end}."
