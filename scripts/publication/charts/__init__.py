"""Turns a release's tables into drawn charts; never draws what is not released, and never draws the same twice."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..cache import program_key
from ..errors import Problem
from ..files import sha256, write_if_changed
from ..model import ChartFile, ChartKind, ChartSpec, DrawnChart, Measure, Origin, Release, Table, Words
from .cards import Card, as_ico, draw_cards, draw_icons
from .library import drawing_library
from .palette import DARK, LIGHT
from .rows import ChartData, chart_data, chart_records, has_withheld
from .words import in_words

__all__ = ["Card", "as_ico", "chart_problems", "draw_cards", "draw_charts", "draw_icons", "drawing_library"]

# Modules that decide what a drawing looks like.
MADE_BY = ("chart",)
WIDE, NARROW = 640, 312
WITHHELD_NOTE = "[c]: withheld to protect respondents."


def chart_problems(charts: tuple[ChartSpec, ...], tables: tuple[Table, ...]) -> list[Problem]:
    """Charts whose table does not have what they draw."""
    problems = []
    by_id = {table.id: table for table in tables}
    for chart in charts:
        table = by_id.get(chart.table)
        if table is None:
            continue
        try:
            data = chart_data(chart, table)
        except (KeyError, StopIteration) as error:
            problems.append(
                Problem(f"study/charts.yml: {chart.id}", f"table {chart.table} has no {error}", "correct rows or kind")
            )
        else:
            problems += [
                Problem(f"study/charts.yml: {chart.id}", what, remedy)
                for what, remedy in _data_faults(chart, table, data)
            ]
    return problems


def _data_faults(chart: ChartSpec, table: Table, data: ChartData) -> Iterator[tuple[str, str]]:
    if not data.rows:
        yield "nothing to draw", "name rows of the table"
    for name, times in Counter(row.name for row in data.rows).items():
        if times > 1:
            yield f"{times} bars are called {name!r}", "draw them apart, or give them labels of their own"
    records = chart_records(chart, table)
    if len({record.get("series") for record in records}) > 1:
        yield "figures of different series", "draw them apart"
    if len({record.get("universe") for record in records}) > 1:
        yield "figures of different universes, so of different bases", "draw them apart"
    if chart.kind is ChartKind.SHARES and any(record["measure"] != Measure.SHARE for record in records):
        yield "a figure that is no share", "draw shares only"


def draw_charts(release: Release, cache: Path) -> tuple[DrawnChart, ...]:
    """Draws every chart of a release.

    Args:
        release: what may be shown.
        cache: folder with earlier drawings; a chart whose table, words and drawing code are the same comes from there.

    Returns:
        The drawn charts, in the order of charts.yml.
    """
    # A pinned Altair brings its Vega-Lite version; vl-convert draws.
    code = program_key(MADE_BY, ("altair", "vl-convert-python"))
    return tuple(_cached(chart, release, cache, code) for chart in release.study.charts)


def _cached(chart: ChartSpec, release: Release, cache: Path, code: str) -> DrawnChart:
    table = release.table(chart.table)
    source = _source_line(chart, table, release)
    key = sha256(repr((chart, table.fingerprint, source, code)).encode())
    path = cache / f"{chart.id}.json"
    stored = _stored(path)
    if stored.get("key") == key:
        drawings = tuple(ChartFile(**file) for file in stored["files"])
        png = base64.b64decode(stored["png"])
        words = Words(stored["words"]["scale"], tuple(stored["words"]["lines"]))
        return DrawnChart(chart, table.origin, drawings, png, words, stored["wide_svg"], stored["narrow_svg"])
    result = _draw(chart, table, source)
    stored = {
        "key": key,
        "files": [asdict(file) for file in result.files],
        "png": base64.b64encode(result.png).decode(),
        "words": asdict(result.words),
        "wide_svg": result.wide_svg,
        "narrow_svg": result.narrow_svg,
    }
    write_if_changed(path, json.dumps(stored).encode())
    return result


def _stored(path: Path) -> dict[str, Any]:
    """An earlier drawing; nothing where there is none, or where its file is damaged."""
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _source_line(chart: ChartSpec, table: Table, release: Release) -> str:
    named = [release.study.label("sources", id, "title") for id in table.sources]
    line = f"Base: {chart.base}."
    if 0 < len(named) < 3:
        line += f" Source: {'; '.join(named)}."
    return line + (f" {WITHHELD_NOTE}" if has_withheld(table) else "")


def _draw(chart: ChartSpec, table: Table, source: str) -> DrawnChart:
    # Two seconds of imports and start-up that a rebuild without a changed chart must not pay.
    import vl_convert  # noqa: PLC0415

    from .specs import vega_lite  # noqa: PLC0415
    from .svg import as_document, as_fragment  # noqa: PLC0415

    vl_convert.register_font_directory(str(files(__package__).joinpath("fonts")))
    data = chart_data(chart, table)
    is_synthetic = table.origin is Origin.PRACTICE
    drawn = []
    for palette in (LIGHT, DARK):
        spec = vega_lite(chart, data, palette, WIDE, is_file=True, is_synthetic=is_synthetic, source=source)
        svg = as_document(vl_convert.vegalite_to_svg(spec), chart.headline, chart.alt)
        drawn.append(ChartFile(palette.name, json.dumps(spec, indent=2, ensure_ascii=False) + "\n", svg))
    fragments = []
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        spec = vega_lite(chart, data, LIGHT, width, is_file=False, is_synthetic=is_synthetic, source=source)
        svg = vl_convert.vegalite_to_svg(spec)
        fragments.append(as_fragment(svg, f"{chart.id}-{name}", chart.alt, f"chart-{chart.id}-words", LIGHT))
    png = vl_convert.svg_to_png(drawn[0].svg, scale=2)
    return DrawnChart(chart, table.origin, tuple(drawn), png, in_words(data), fragments[0], fragments[1])
