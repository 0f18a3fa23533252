"""Draws the charts of a release, each once for the same table, words and program."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..cache import Step, cached
from ..errors import Problem
from ..model import ChartFile, ChartKind, ChartSpec, DrawnChart, Measure, Origin, Release, Table
from .bars import DARK, LIGHT, Bars, Palette, bars_of, drawn_records, in_words

# A pinned Altair brings its Vega-Lite version; vl-convert draws.
DRAWINGS = Step("drawings", 1, ("altair", "vl-convert-python"))
LIBRARY = Step("library", 1, ("altair", "vl-convert-python"))
WIDE, NARROW = 640, 312
_SVG = "http://www.w3.org/2000/svg"
_NOISE = ("role", "aria-label", "aria-roledescription", "aria-hidden", "class", "pointer-events")


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
    """Draws every chart of a release, in the order of charts.yml."""
    drawn = []
    for chart in release.study.charts:
        table = release.table(chart.table)
        source = _source_line(chart, table, release)
        key = (chart, table.fingerprint, source)
        make = partial(_draw, chart, table, source)
        drawn.append(cached(cache, DRAWINGS, f"{chart.id}.json", key, DrawnChart, make))
    return tuple(drawn)


def _source_line(chart: ChartSpec, table: Table, release: Release) -> str:
    named = [release.study.label("sources", id, "title") for id in table.sources]
    line = f"Base: {chart.base}."
    if 0 < len(named) < 3:
        line += f" Source: {'; '.join(named)}."
    if table.cube is not None and any(record[table.cube.marker] is not None for record in table.records()):
        line += " [c]: withheld to protect respondents."
    return line


def _draw(chart: ChartSpec, table: Table, source: str) -> DrawnChart:
    # Two seconds of imports and start-up that a rebuild without a changed chart must not pay.
    from .vega import vega_lite  # noqa: PLC0415

    vega = vl_convert_with_fonts()
    bars = bars_of(chart, table)
    is_synthetic = table.origin is Origin.PRACTICE
    drawn = []
    for palette in (LIGHT, DARK):
        spec = vega_lite(chart, bars, palette, WIDE, is_file=True, is_synthetic=is_synthetic, source=source)
        svg = _as_document(vega.vegalite_to_svg(spec), chart.headline, chart.alt)
        drawn.append(ChartFile(palette.name, json.dumps(spec, indent=2, ensure_ascii=False) + "\n", svg))
    fragments = []
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        spec = vega_lite(chart, bars, LIGHT, width, is_file=False, is_synthetic=is_synthetic, source=source)
        svg = vega.vegalite_to_svg(spec)
        fragments.append(_as_fragment(svg, f"{chart.id}-{name}", chart.alt, f"chart-{chart.id}-words", LIGHT))
    png = vega.svg_to_png(drawn[0].svg, scale=2)
    return DrawnChart(chart, table.origin, tuple(drawn), png, in_words(bars), fragments[0], fragments[1])


def _as_document(svg: str, title: str, description: str) -> str:
    root = _quiet(svg)
    for tag, text in (("desc", description), ("title", title)):
        element = ET.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(0, element)
    root.set("role", "img")
    root.set("aria-label", description)
    return _text(root) + "\n"


def _as_fragment(svg: str, prefix: str, description: str, described_by: str, palette: Palette) -> str:
    """An SVG element for a page: its colours are the page's custom properties, its ids start with `prefix`."""
    root = _quiet(svg)
    root.set("role", "img")
    root.set("aria-label", description)
    root.set("aria-describedby", described_by)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    text = _text(root)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    for part, colour in palette.parts().items():
        text = re.sub(rf'"{colour}"', f'"var(--chart-{part}, {colour})"', text, flags=re.IGNORECASE)
    return text


def _quiet(svg: str) -> ET.Element:
    """The parsed drawing without the labels of its marks: layered marks would be read several times."""
    # Vega numbers gradients on through a whole run, so that a drawing would depend on those made before it.
    for place, id in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        svg = re.sub(rf'(id="|url\(#){re.escape(id)}(?=["\)])', rf"\1part{place}", svg)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, not a stranger's file
    for element in root.iter():
        for name in _NOISE:
            element.attrib.pop(name, None)
    return root


def _text(root: ET.Element) -> str:
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def vl_convert_with_fonts() -> Any:
    """The drawing library, with our fonts."""
    import vl_convert  # noqa: PLC0415 - as above

    vl_convert.register_font_directory(str(files(__package__).joinpath("fonts")))
    return vl_convert


def drawing_library(cache: Path) -> bytes:
    """The script with which a reader's browser draws: it sets `publicationVega` to a function (Vega-Embed)."""
    return cached(cache, LIBRARY, "vega.js", (), bytes, _bundle)


def _bundle() -> bytes:
    # Seconds of imports that a rebuild must not pay.
    import altair  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    # The specifications name the Vega-Lite that Altair writes: the library must be the one that reads it.
    written = ".".join(re.findall(r"\d+", altair.SCHEMA_VERSION)[:2])
    return vl_convert.javascript_bundle("window.publicationVega = vegaEmbed", written).encode()
