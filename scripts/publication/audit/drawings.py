"""Compares drawings of tables of counts with the tables: each group has the numbers of its row and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..model import Cube, Finding, Table, Value
from ..package.reading import Written, content_of

_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_NUMBER = re.compile(r"[0-9][0-9,.]*")
_LENGTHS = ("solid", "fade_from", "fade_to", "limit")
# What a row of a specification may hold: a bar, or the ends of the scale.
_BAR = {*_LENGTHS, "name_top", "name_end", "bar", "name", "wording", "lines", "start", "whole", "is_derived"}
_ENDS = {"start", "end"}


def written_drawing_findings(package: Written) -> Iterator[Finding]:
    """What the drawings of a written package say beyond its tables of counts, from its files alone."""
    by_id = {table.id: table for table in package.tables if table.cube is not None}
    for chart in package.described.get("charts", ()):
        if chart["resource"] in by_id:
            paths = [file["path"] for file in chart["files"]]
            texts = {path: content_of(package.folder, path).decode("utf-8") for path in paths}
            specs = {path: text for path, text in texts.items() if path.endswith(".json")}
            pictures = [text for path, text in texts.items() if path.endswith(".svg")]
            yield from drawing_findings(chart["name"], by_id[chart["resource"]], specs, pictures)


def drawing_findings(chart: str, table: Table, specs: Mapping[str, str], pictures: Sequence[str]) -> Iterator[Finding]:
    """What the drawings of a chart say beyond its table of counts.

    `specs` are Vega-Lite specifications by name; the pictures, SVG, are drawn from the first.
    """
    assert table.cube is not None
    read = {name: json.loads(text) for name, text in specs.items()}
    faults = {f"chart {chart}, {name}": _spec_faults(spec, table, table.cube) for name, spec in read.items()}
    faults[f"chart {chart}"] = (fault for picture in pictures for fault in _picture_faults(picture, read))
    for where, found in faults.items():
        for group, what in dict.fromkeys(found):
            yield Finding(table.id, f"{where}: {group}" if group else where, what, "draw what the table shows")


def _spec_faults(spec: dict[str, Any], table: Table, cube: Cube) -> Iterator[tuple[str, str]]:
    groups = {_name(record, table, cube): record for record in table.records()}
    shown = _shown(table, cube)
    for rows in spec.get("datasets", {}).values():
        bars = [row for row in rows if "name_top" in row]
        if bars and not _is_regular(bars):
            yield "", "bars whose places do not follow from their names and order"
        for row in filter(None, rows):  # the strip that says that numbers are synthetic stands on an empty one
            if row.keys() == _ENDS:
                if not _numbers(f"{row['start']} {row['end']}") <= shown:
                    yield "", "an end of the scale that the table does not show"
                continue
            if "wording" not in row or row.keys() - _BAR:
                yield "", "data that are no bars of the table"
                continue
            if " ".join(row.get("lines", ())) != row.get("name") or not _numbers(str(row.get("whole", 0))) <= shown:
                yield "", "a name or a whole that the table does not have"
            record = groups.get(str(row.get("name")))
            if record is None:
                yield "", "a bar of no group of the table"
                continue
            number = record[cube.shares[0].column if cube.shares else cube.count]
            lengths = [row[name] for name in _LENGTHS if row.get(name) is not None]
            if number is None and (lengths or _NUMBER.search(str(row["wording"]))):
                yield str(row["name"]), "a number where the table shows none"
            if number is not None and any(Decimal(str(length)) != Decimal(str(number)) for length in lengths):
                yield str(row["name"]), "another number than the table's"


def _is_regular(bars: list[dict[str, Any]]) -> bool:
    """Whether each bar stands where its name and its turn put it: any other place could tell something."""
    heights = {Decimal(str(bar["name_end"] - bar["name_top"])) / (len(bar["lines"]) - 1 or 1) for bar in bars}
    below = {bar["bar"] - bar["name_end"] for bar in bars}
    between = {after["name_top"] - before["bar"] for before, after in pairwise(bars)}
    return len(heights - {Decimal(0)}) <= 1 and len(below) == 1 and len(between) <= 1


def _picture_faults(picture: str, specs: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The numbers in the texts of a picture are words of its specification, which has each of its bars in it."""
    titles = [str(spec.get("title", {}).get(part, "")) for spec in specs.values() for part in ("text", "subtitle")]
    # What stands below the drawing: caution, base and source.
    titles += [
        str(layer["encoding"]["text"]["value"])
        for spec in specs.values()
        for layer in spec.get("layer", ())
        if "value" in layer.get("encoding", {}).get("text", ())
    ]
    data = [row for spec in [*specs.values()][:1] for rows in spec.get("datasets", {}).values() for row in rows]
    words = [str(row[name]) for row in data for name in ("name", "wording", "end") if name in row]
    texts = _TEXT.findall(picture)
    known = {number for text in (*titles, *words) for number in _NUMBER.findall(text)}
    if any(number not in known for text in texts for number in _NUMBER.findall(text)):
        yield "", "a number in the picture that its specification does not have"
    if any(str(row["wording"]) not in texts for row in data if "wording" in row and "name" in row):
        yield "", "a group that the picture leaves out"


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(number.replace(",", "").rstrip(".")) for number in _NUMBER.findall(text)}


def _shown(table: Table, cube: Cube) -> set[Decimal]:
    """What an end of a scale may be: nothing, everything, or a number of the table."""
    columns = [cube.count, *(share.column for share in cube.shares)]
    numbers = {Decimal(str(row[name])) for row in table.records() for name in columns if row[name] is not None}
    return {Decimal(0), Decimal(1), Decimal(100), *numbers}


def _name(record: dict[str, Value], table: Table, cube: Cube) -> str:
    labels = [
        option.label
        for dimension in cube.dimensions
        for option in table.column(dimension.variable).options
        if option.value == record[dimension.variable] != cube.total
    ]
    return " · ".join(labels) or "Total"
