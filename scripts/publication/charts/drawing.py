"""Draws the charts of a release, each once for the same table, words and program."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..cache import program_key
from ..errors import Problem
from ..files import sha256, write_if_changed
from ..model import ChartFile, ChartKind, ChartSpec, DrawnChart, Measure, Origin, Release, Table, Words
from .bars import Bars, bars_of, drawn_records, has_suppressed, in_words
from .palette import DARK, LIGHT

# Modules that decide what a drawing looks like.
MADE_BY = ("chart",)
WIDE, NARROW = 640, 312
SUPPRESSED_NOTE = "[c]: withheld to protect respondents."


def chart_problems(charts: tuple[ChartSpec, ...], tables: tuple[Table, ...]) -> list[Problem]:
    """Charts whose table does not have what they draw."""
    problems = []
    by_id = {table.id: table for table in tables}
    for chart in charts:
        table = by_id.get(chart.table)
        if table is None:
            continue
        where = f"study/charts.yml: {chart.id}"
        try:
            bars = bars_of(chart, table)
        except (KeyError, StopIteration) as error:
            problems.append(Problem(where, f"table {chart.table} has no {error}", "correct rows or kind"))
        else:
            problems += [Problem(where, what, remedy) for what, remedy in _faults(chart, table, bars)]
    return problems


def _faults(chart: ChartSpec, table: Table, bars: Bars) -> Iterator[tuple[str, str]]:
    if not bars.rows:
        yield "nothing to draw", "name rows of the table"
    for name, times in Counter(bar.name for bar in bars.rows).items():
        if times > 1:
            yield f"{times} bars are called {name!r}", "draw them apart, or give them labels of their own"
    records = drawn_records(chart, table)
    if len({record.get("series") for record in records}) > 1:
        yield "figures of different series", "draw them apart"
    if len({record.get("universe") for record in records}) > 1:
        yield "figures of different universes, so of different bases", "draw them apart"
    if chart.kind is ChartKind.SHARES and any(record["measure"] != Measure.SHARE for record in records):
        yield "a figure that is no share", "draw shares only"


def draw_charts(release: Release, cache: Path) -> tuple[DrawnChart, ...]:
    """Draws every chart of a release, in the order of charts.yml.

    Args:
        release: what may be shown.
        cache: folder with earlier drawings; a chart whose table, words and drawing code are the same comes from there.
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
    return line + (f" {SUPPRESSED_NOTE}" if has_suppressed(table) else "")


def _draw(chart: ChartSpec, table: Table, source: str) -> DrawnChart:
    # Two seconds of imports and start-up that a rebuild without a changed chart must not pay.
    from .svg import as_document, as_fragment  # noqa: PLC0415
    from .vega import vega_lite  # noqa: PLC0415

    vega = vl_convert_with_fonts()
    bars = bars_of(chart, table)
    is_synthetic = table.origin is Origin.PRACTICE
    drawn = []
    for palette in (LIGHT, DARK):
        spec = vega_lite(chart, bars, palette, WIDE, is_file=True, is_synthetic=is_synthetic, source=source)
        svg = as_document(vega.vegalite_to_svg(spec), chart.headline, chart.alt)
        drawn.append(ChartFile(palette.name, json.dumps(spec, indent=2, ensure_ascii=False) + "\n", svg))
    fragments = []
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        spec = vega_lite(chart, bars, LIGHT, width, is_file=False, is_synthetic=is_synthetic, source=source)
        svg = vega.vegalite_to_svg(spec)
        fragments.append(as_fragment(svg, f"{chart.id}-{name}", chart.alt, f"chart-{chart.id}-words", LIGHT))
    png = vega.svg_to_png(drawn[0].svg, scale=2)
    return DrawnChart(chart, table.origin, tuple(drawn), png, in_words(bars), fragments[0], fragments[1])


def vl_convert_with_fonts() -> Any:
    """The drawing library, with our fonts."""
    import vl_convert  # noqa: PLC0415 - as above

    vl_convert.register_font_directory(str(files(__package__).joinpath("fonts")))
    return vl_convert


def drawing_library(cache: Path) -> bytes:
    """The script with which a reader's browser draws: it sets `publicationVega` to a function (Vega-Embed).

    Args:
        cache: folder where the script is kept, since bundling it takes some seconds.
    """
    path = cache / f"vega-of-altair-{version('altair')}-and-vl-convert-{version('vl-convert-python')}.js"
    if not path.is_file():
        # Seconds of imports that a rebuild must not pay.
        import altair  # noqa: PLC0415
        import vl_convert  # noqa: PLC0415

        # The specifications name the Vega-Lite that Altair writes: the library must be the one that reads it.
        written = ".".join(re.findall(r"\d+", altair.SCHEMA_VERSION)[:2])
        bundle = vl_convert.javascript_bundle("window.publicationVega = vegaEmbed", written)
        write_if_changed(path, bundle.encode())
    return path.read_bytes()
