"""Compares drawings of counted tables with the tables as published; reads specifications and pictures alone.

A number in a drawing that its table does not show beside the same group is a finding, and so is a group left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..model import Cube, DrawnChart, Finding, Table, Value

_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_NUMBER = re.compile(r"[0-9][0-9,.]*")
_LENGTHS = ("solid", "fade_from", "fade_to", "limit")
_ENDS = {"start", "end"}
_REMEDY = "draw what the table shows"


def drawn_findings(charts: tuple[DrawnChart, ...], tables: tuple[Table, ...]) -> Iterator[Finding]:
    """What drawings of counted tables say beyond their tables.

    Args:
        charts: the charts as they will be published.
        tables: the tables as they will be published.
    """
    by_id = {table.id: table for table in tables}
    for chart in charts:
        table = by_id[chart.spec.table]
        if table.cube is not None:
            for file in chart.files:
                where = f"chart {chart.spec.id}, {file.theme}"
                yield from _spec_findings(where, json.loads(file.spec), table, table.cube)
            for svg in (*(file.svg for file in chart.files), chart.wide_svg, chart.narrow_svg):
                yield from _picture_findings(f"chart {chart.spec.id}", svg, chart, table)


def _spec_findings(where: str, spec: dict[str, Any], table: Table, cube: Cube) -> Iterator[Finding]:
    groups = {_name(record, table, cube): record for record in table.records()}
    for rows in spec.get("datasets", {}).values():
        for row in rows:
            if row.keys() == _ENDS:
                if not _is_shown(row["end"], table, cube) or not _is_shown(row["start"], table, cube):
                    yield Finding(table.id, where, "an end of the scale that the table does not show", _REMEDY)
                continue
            if "wording" not in row:
                yield Finding(table.id, where, "data that are no bars of the table", _REMEDY)
                continue
            record = groups.get(str(row.get("name")))
            if record is None:
                yield Finding(table.id, where, "a bar of no group of the table", _REMEDY)
                continue
            shown = record[cube.shares[0].column if cube.shares else cube.count]
            lengths = [row.get(name) for name in _LENGTHS if row.get(name) is not None]
            if shown is None and (lengths or _NUMBER.search(str(row["wording"]))):
                yield Finding(table.id, f"{where}: {row['name']}", "a number where the table shows none", _REMEDY)
            if shown is not None and any(Decimal(str(length)) != Decimal(str(shown)) for length in lengths):
                yield Finding(table.id, f"{where}: {row['name']}", "another number than the table's", _REMEDY)


def _picture_findings(where: str, svg: str, chart: DrawnChart, table: Table) -> Iterator[Finding]:
    """Texts of a picture are words of the chart, or numbers that its specification has."""
    data = [row for rows in json.loads(chart.files[0].spec)["datasets"].values() for row in rows]
    bars = [row for row in data if "wording" in row and "name" in row]
    said = [chart.spec.headline, chart.spec.subtitle, chart.spec.base]
    said += [str(row[name]) for row in data for name in ("name", "wording", "end") if name in row]
    known = {number for text in said for number in _NUMBER.findall(text)}
    texts = _TEXT.findall(svg)
    if any(number not in known for text in texts for number in _NUMBER.findall(text)):
        yield Finding(table.id, where, "a number in the picture that its specification does not have", _REMEDY)
    if any(texts.count(str(bar["wording"])) == 0 for bar in bars):
        yield Finding(table.id, where, "a group that the picture leaves out", _REMEDY)


def _is_shown(end: object, table: Table, cube: Cube) -> bool:
    """Whether an end of a scale is nothing, everything, or a number of the table."""
    numbers = [number.replace(",", "").rstrip(".") for number in _NUMBER.findall(str(end))]
    shown = {Decimal(0), Decimal(100), Decimal(1)}
    columns = [cube.count, *(share.column for share in cube.shares)]
    shown |= {Decimal(str(record[name])) for record in table.records() for name in columns if record[name] is not None}
    return all(Decimal(number) in shown for number in numbers)


def _name(record: dict[str, Value], table: Table, cube: Cube) -> str:
    labels = [
        option.label
        for dimension in cube.dimensions
        for option in table.column(dimension.variable).options
        if option.value == record[dimension.variable] != cube.total
    ]
    return " · ".join(labels) or "Total"
