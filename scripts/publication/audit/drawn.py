"""Compares drawings of counted tables with the tables as published; reads specifications and pictures alone.

A number in a drawing that its table does not show beside the same group is a finding, and so is a group left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..model import Cube, DrawnChart, Finding, Table, Value
from .listed import DESCRIPTOR, read_json

_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_NUMBER = re.compile(r"[0-9][0-9,.]*")
_LENGTHS = ("solid", "fade_from", "fade_to", "limit")
_ENDS = {"start", "end"}
_PLACES = ("name_top", "name_end", "bar")
_BAR = {*_LENGTHS, *_PLACES, "name", "wording", "lines", "start", "whole", "is_derived"}
_REMEDY = "draw what the table shows"


@dataclass(frozen=True)
class Drawing:
    """A chart as readers get it.

    Attributes:
        said: its headline and whatever else stands in the picture beside the bars.
        specs: file or theme -> Vega-Lite specification; the pictures are drawn from the first.
        pictures: SVG.
        scale: of the drawing in words.
        lines: of the drawing in words, one for each bar.
    """

    name: str
    table: str
    said: tuple[str, ...]
    specs: Mapping[str, dict[str, Any]]
    pictures: tuple[str, ...]
    scale: str = ""
    lines: tuple[str, ...] = ()


def drawn_findings(charts: tuple[DrawnChart, ...], tables: tuple[Table, ...]) -> Iterator[Finding]:
    """What drawings of counted tables say beyond their tables.

    Args:
        charts: the charts as they will be published.
        tables: the tables as they will be published.
    """
    yield from _findings(map(_drawing, charts), tables)


def written_drawing_findings(folder: Path, tables: tuple[Table, ...]) -> Iterator[Finding]:
    """The same of the drawings of a written package, from its files alone."""
    yield from _findings(_written(folder), tables)


def _drawing(chart: DrawnChart) -> Drawing:
    spec = chart.spec
    specs = {file.theme: json.loads(file.spec) for file in chart.files}
    pictures = (*(file.svg for file in chart.files), chart.wide_svg, chart.narrow_svg)
    return Drawing(
        spec.id,
        spec.table,
        (spec.headline, spec.subtitle, spec.base),
        specs,
        pictures,
        chart.words.scale,
        chart.words.lines,
    )


def _written(folder: Path) -> Iterator[Drawing]:
    for chart in read_json(folder, DESCRIPTOR).get("charts", ()):
        paths = [str(file["path"]) for file in chart["files"]]
        specs = {path: read_json(folder, path) for path in paths if path.endswith(".json")}
        pictures = tuple((folder / path).read_text(encoding="utf-8") for path in paths if path.endswith(".svg"))
        titles = [spec.get("title", {}) for spec in specs.values()]
        said = (str(title.get(part, "")) for title in titles for part in ("text", "subtitle"))
        yield Drawing(chart["name"], chart["resource"], tuple(said), specs, pictures)


def _findings(drawings: Iterable[Drawing], tables: tuple[Table, ...]) -> Iterator[Finding]:
    by_id = {table.id: table for table in tables}
    for drawing in drawings:
        table = by_id.get(drawing.table)
        if table is None or table.cube is None:
            continue
        for name, spec in drawing.specs.items():
            yield from _spec_findings(f"chart {drawing.name}, {name}", spec, table, table.cube)
        for picture in drawing.pictures:
            yield from _picture_findings(picture, drawing, table)
        yield from _word_findings(drawing, table, table.cube)


def _spec_findings(where: str, spec: dict[str, Any], table: Table, cube: Cube) -> Iterator[Finding]:
    groups = {_name(record, table, cube): record for record in table.records()}
    for rows in spec.get("datasets", {}).values():
        bars = [row for row in rows if _PLACES[0] in row]
        if bars and not _is_regular(bars):
            yield Finding(table.id, where, "bars whose places do not follow from their names and order", _REMEDY)
        for row in filter(None, rows):  # the strip that says that numbers are synthetic stands on an empty one
            if row.keys() == _ENDS:
                if not _is_shown(row["end"], table, cube) or not _is_shown(row["start"], table, cube):
                    yield Finding(table.id, where, "an end of the scale that the table does not show", _REMEDY)
                continue
            if "wording" not in row or row.keys() - _BAR:
                yield Finding(table.id, where, "data that are no bars of the table", _REMEDY)
                continue
            if " ".join(row.get("lines", ())) != row.get("name") or not _is_shown(row.get("whole", 0), table, cube):
                yield Finding(table.id, where, "a name or a whole that the table does not have", _REMEDY)
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


def _is_regular(bars: list[dict[str, Any]]) -> bool:
    """Whether each bar stands where its name and its turn put it: any other place could tell something."""
    heights = {Decimal(str(bar["name_end"] - bar["name_top"])) / (len(bar["lines"]) - 1 or 1) for bar in bars}
    below = {bar["bar"] - bar["name_end"] for bar in bars}
    between = {after["name_top"] - before["bar"] for before, after in pairwise(bars)}
    return len(heights - {Decimal(0)}) <= 1 and len(below) == 1 and len(between) <= 1


def _picture_findings(picture: str, drawing: Drawing, table: Table) -> Iterator[Finding]:
    """Texts of a picture are words of the chart, or numbers that its specification has."""
    spec = next(iter(drawing.specs.values()), {})
    data = [row for rows in spec.get("datasets", {}).values() for row in rows]
    bars = [row for row in data if "wording" in row and "name" in row]
    said = [*drawing.said, *(str(row[name]) for row in data for name in ("name", "wording", "end") if name in row)]
    known = {number for text in said for number in _NUMBER.findall(text)}
    texts = _TEXT.findall(picture)
    where = f"chart {drawing.name}"
    if any(number not in known for text in texts for number in _NUMBER.findall(text)):
        yield Finding(table.id, where, "a number in the picture that its specification does not have", _REMEDY)
    if any(texts.count(str(bar["wording"])) == 0 for bar in bars):
        yield Finding(table.id, where, "a group that the picture leaves out", _REMEDY)


def _word_findings(drawing: Drawing, table: Table, cube: Cube) -> Iterator[Finding]:
    """A line of words has the numbers of its bar and no others."""
    where = f"chart {drawing.name}, in words"
    spec = next(iter(drawing.specs.values()), {})
    bars = [row for rows in spec.get("datasets", {}).values() for row in rows if "wording" in row]
    said = {str(bar["name"]): _numbers(str(bar["wording"])) for bar in bars}
    for line in drawing.lines:
        name = max((name for name in said if line.startswith(f"{name}: ")), key=len, default=None)
        if name is None or _numbers(line.removeprefix(name)) - said[name]:
            yield Finding(table.id, where, "a number that its bar does not have", _REMEDY)
    if not _is_shown(drawing.scale, table, cube):
        yield Finding(table.id, where, "an end of the scale that the table does not show", _REMEDY)


def _numbers(text: str) -> set[str]:
    """The numbers of a sentence, without the points that end it."""
    return {number.rstrip(".,") for number in _NUMBER.findall(text)}


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
