"""Compares charts, as files and pages have them, with their tables: what they draw, and what they say in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publication.audit.drawings import drawing_findings
from publication.model import DrawnChart, Table

from .cells import Leak

_NUMBER = re.compile(r"[0-9][0-9,.]*")


def chart_leaks(charts: tuple[DrawnChart, ...], tables: tuple[Table, ...]) -> Iterator[Leak]:
    """What charts of tables of counts say beyond them."""
    by_id = {table.id: table for table in tables if table.cube is not None}
    for chart in charts:
        table = by_id.get(chart.spec.table)
        if table is None:
            continue
        pictures = [*(file.svg for file in chart.files), chart.wide_svg, chart.narrow_svg]
        specs = {file.theme: file.spec for file in chart.files}
        for finding in drawing_findings(chart.spec.id, table, specs, pictures):
            yield finding.table, finding.row, finding.rule
        yield from _word_leaks(chart, table)


def _word_leaks(chart: DrawnChart, table: Table) -> Iterator[Leak]:
    """A line of words has the numbers of its group and no others, and so has the scale of its table."""
    assert table.cube is not None
    cube = table.cube
    columns = [cube.count, *(share.column for share in cube.shares)]
    shown: dict[str, set[str]] = {}
    for record in table.records():
        options = {d.variable: table.column(d.variable).options for d in cube.dimensions}
        labels = [o.label for name, own in options.items() for o in own if o.value == record[name] != cube.total]
        numbers = {str(record[name]) for name in columns if record[name] is not None}
        shown[" · ".join(labels) or "Total"] = numbers
    for line in chart.words.lines:
        name = max((name for name in shown if line.startswith(f"{name}: ")), key=len, default=None)
        if name is None or _numbers(line.removeprefix(name)) - shown[name]:
            yield table.id, f"chart {chart.spec.id}, in words", "a number that its bar does not have"
    if _numbers(chart.words.scale) - {"0", "1", "100"} - set().union(*shown.values()):
        yield table.id, f"chart {chart.spec.id}, in words", "an end of the scale that the table does not show"


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "").rstrip(".") for number in _NUMBER.findall(text)}
