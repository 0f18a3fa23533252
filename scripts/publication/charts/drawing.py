"""Draws the charts of a release, each once for the same table, words and program."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..cache import Step, cached
from ..errors import Problem
from ..model import ChartFile, ChartKind, ChartSpec, DrawnChart, Measure, Origin, Release, Table
from .bars import DARK, FONT, LIGHT, Bars, Palette, bars_of, drawn_records, in_words
from .png import with_palette

# A pinned Altair brings its Vega-Lite version; vl-convert draws.
DRAWINGS = Step("drawings", 4, ("altair", "vl-convert-python"))
PICTURES = Step("pictures", 1, ("vl-convert-python",))
WIDE, NARROW = 640, 312
# Room for the line of an address in a picture, in px.
_SIGNED = 12
_SIZE = re.compile(r'\bwidth="(\d+)" height="(\d+)"')
_PATH, _OFTEN = re.compile(r'<path transform="[^"]*" d="([^"]+)"'), 10
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


def pictures(charts: Iterable[DrawnChart], address: str, cache: Path) -> dict[str, bytes]:
    """File name -> PNG of a chart, light and dark, at four times its size, with the site's address in its foot."""
    made = {}
    for chart in charts:
        for file in chart.files:
            svg, ending = signed(file, address), "" if file.theme == "light" else f"-{file.theme}"
            name = f"{chart.spec.id}{ending}.png"
            made[name] = cached(cache, PICTURES, name, svg, bytes, partial(as_png, svg, 4))
    return made


def signed(file: ChartFile, address: str) -> str:
    """The drawing of a file with an address, if there is one, in a line of its own."""
    found = _SIZE.search(file.svg)
    if not address or not found:
        return file.svg
    width, height = int(found[1]), int(found[2])
    colour = next(palette.quiet for palette in (LIGHT, DARK) if palette.name == file.theme)
    svg = file.svg.replace(f'height="{height}"', f'height="{height + _SIGNED}"')
    svg = svg.replace(f'viewBox="0 0 {width} {height}"', f'viewBox="0 0 {width} {height + _SIGNED}"')
    text = f'<text x="16" y="{height}" font-family="{FONT}" font-size="12" fill="{colour}">{escape(address)}</text>'
    return svg.replace("</svg>", f"{text}</svg>")


def as_png(svg: str, scale: float) -> bytes:
    """A drawing as a picture with a palette."""
    return with_palette(vl_convert_with_fonts().svg_to_png(svg, scale=scale, ppi=72))


def _source_line(chart: ChartSpec, table: Table, release: Release) -> str:
    named = [release.study.label("sources", id, "title") for id in table.sources]
    line = f"Base: {chart.base}."
    if 0 < len(named) < 3:
        line += f" Source: {'; '.join(named)}."
    # No version: a drawing changes where what it shows does.
    line += f" {release.study.card.short_title}, {release.study.card.licence.name}."
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
    return DrawnChart(chart, table.origin, tuple(drawn), in_words(bars), fragments[0], fragments[1])


def drawn_again(spec: dict[str, Any], title: str, description: str) -> str:
    """The drawing of a specification that was written."""
    return _as_document(vl_convert_with_fonts().vegalite_to_svg(spec), title, description)


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
    text = _with_shapes(_text(root))
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', text)
    for part, colour in palette.parts().items():
        text = re.sub(rf'"{colour}"', f'"var(--chart-{part}, {colour})"', text, flags=re.IGNORECASE)
    return text


def _with_shapes(svg: str) -> str:
    """The drawing with each path that it repeats, such as that of a dot, written once."""
    often = [d for d, times in Counter(_PATH.findall(svg)).items() if times >= _OFTEN]
    for place, d in enumerate(often):
        svg = re.sub(rf'<path (transform="[^"]*") d="{re.escape(d)}"', rf'<use href="#shape{place}" \1', svg)
    svg = re.sub(r'(<use [^>]*?) stroke-width="[\d.]+"', r"\1", svg)
    svg = re.sub(r'(<use [^>]*?) opacity="1"', r"\1", svg)
    shapes = "".join(f'<path id="shape{place}" d="{d}" />' for place, d in enumerate(often))
    return re.sub(r"(<svg\b[^>]*>)", rf"\1<defs>{shapes}</defs>", svg, count=1) if often else svg


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
