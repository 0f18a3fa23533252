"""Turns chart rows into a Vega-Lite specification by Altair; draws nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, Literal

import altair as alt
import pandas as pd

from ..model import SYNTHETIC, ChartSpec
from .palette import FONT, Palette
from .rows import ChartData

BAR = 22
LINE = 18
GAP = 16
# Mean width of a character in a line of 14 px, in px; generous, so that no line runs out of the drawing.
_CHARACTER = 7.0


def vega_lite(
    spec: ChartSpec, data: ChartData, palette: Palette, width: int, *, is_file: bool, is_synthetic: bool, source: str
) -> dict[str, Any]:
    """A specification of horizontal bars, each below its name and before its wording.

    Args:
        spec: the chart.
        data: its rows.
        palette: colours of the theme.
        width: width of the plot in px.
        is_file: whether headline, subtitle and source stand in the drawing, as a file of its own needs.
        is_synthetic: whether a band across the drawing says so.
        source: line that names base and source.

    Returns:
        A Vega-Lite specification.
    """
    names = [_lines(row.name, width) for row in data.rows]
    tallest = max(len(lines) for lines in names)
    # Vega aligns the first of several lines: empty ones before a short name keep its last line above the bar.
    names = [[""] * (tallest - len(lines)) + lines for lines in names]
    step = tallest * LINE + BAR + GAP
    frame = pd.DataFrame([asdict(row) for row in data.rows])
    frame["lines"] = names
    frame["start"] = 0
    frame["whole"] = data.whole
    order = list(frame["name"])
    base = alt.Chart(frame).encode(
        tooltip=["name:N", "wording:N"],
        y=alt.Y("name:N", sort=order, axis=None, scale=alt.Scale(domain=order, paddingInner=0, paddingOuter=0)),
    )
    shift = tallest * LINE / 2
    x = partial(alt.X, axis=None, scale=alt.Scale(domain=[0, data.whole], nice=False))
    bar: dict[str, Any] = {"height": BAR, "yOffset": shift}
    layers = [
        # Nothing, and no empty bar, stands for what is withheld: an empty bar says none.
        base.transform_filter("isValid(datum.solid)")
        .mark_bar(color=palette.track, **bar)
        .encode(x=x("start:Q"), x2="whole:Q"),
        base.transform_filter("!datum.is_derived")
        .mark_bar(color=palette.mark, **bar)
        .encode(x=x("start:Q"), x2="solid:Q"),
        *_fading(base, x, palette, bar),
        *_unexplained(base, x, data, palette, shift),
        base.mark_text(
            align="left", baseline="top", dy=-step / 2 + GAP / 2, fontSize=14, lineHeight=LINE, color=palette.ink
        ).encode(x=x("start:Q"), text="lines:N"),
        base.mark_text(align="left", baseline="middle", dx=8, dy=shift, fontSize=16, fontWeight=600, color=palette.ink)
        .transform_calculate(end="isValid(datum.solid) ? max(datum.solid, datum.fade_to) : 0")
        .encode(x=x("end:Q"), text="wording:N"),
    ]
    height = step * len(data.rows)
    layers += _ends(x, data, palette, height)
    if is_synthetic:
        layers += _synthetic_band(palette, width, height)
    chart = alt.layer(*layers).properties(width=width, height=height)
    if is_file:
        chart = chart.properties(title=_title(spec, palette, width, source))
    chart = chart.configure(
        font=FONT, background=palette.paper if is_file else "transparent", padding=16 if is_file else 0
    )
    document: dict[str, Any] = chart.configure_view(stroke=None).to_dict()
    return document


def _ends(x: Callable[[str], alt.X], data: ChartData, palette: Palette, height: int) -> list[alt.Chart]:
    """What the two ends of the scale are, below the last bar."""
    ends: list[tuple[float, str, Literal["left", "right"]]] = [
        (0.0, "0", "left"),
        (data.whole, data.whole_wording, "right"),
    ]
    return [
        alt.Chart(pd.DataFrame([{"start": place, "end": text}]))
        .mark_text(align=align, baseline="top", fontSize=13, color=palette.quiet)
        .encode(x=x("start:Q"), y=alt.value(height - GAP / 2 + 6), text="end:N")
        for place, text, align in ends
    ]


def _synthetic_band(palette: Palette, width: int, height: int) -> list[alt.Chart]:
    """A band across the whole drawing, so that a picture of it alone cannot be taken for a finding."""
    middle = height / 2
    somewhere = alt.Chart(pd.DataFrame([{}]))
    return [
        somewhere.mark_rect(color=palette.rest, opacity=0.16).encode(
            x=alt.value(0), x2=alt.value(width), y=alt.value(middle - 17), y2=alt.value(middle + 17)
        ),
        somewhere.mark_text(fontSize=24, fontWeight=600, color=palette.ink, opacity=0.62).encode(
            x=alt.value(width / 2), y=alt.value(middle), text=alt.value(SYNTHETIC)
        ),
    ]


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(20, int(width / _CHARACTER))) or [""]


def _fading(base: alt.Chart, x: Callable[[str], alt.X], palette: Palette, bar: dict[str, Any]) -> list[alt.Chart]:
    """The open ends: strong where the wording is sure, nothing where it says nothing; a line marks a stated limit."""
    gradient = alt.Gradient(  # type: ignore[no-untyped-call] # Altair leaves it untyped
        gradient="linear",
        x1=0, x2=1, y1=0, y2=0,
        stops=[alt.GradientStop(offset=0, color=palette.mark), alt.GradientStop(offset=1, color=palette.track)],
    )  # fmt: skip
    return [
        # A hair of overlap hides the seam between what is solid and what fades.
        base.transform_filter("datum.fade_to > datum.fade_from")
        .transform_calculate(overlapping="max(datum.fade_from - datum.whole / 1000, 0)")
        .mark_bar(color=gradient, **bar)
        .encode(x=x("overlapping:Q"), x2="fade_to:Q"),
        base.transform_filter("isValid(datum.limit)")
        .mark_tick(color=palette.ink, thickness=2, size=BAR + 8, orient="vertical", yOffset=bar["yOffset"])
        .encode(x=x("limit:Q")),
    ]


def _unexplained(
    base: alt.Chart, x: Callable[[str], alt.X], data: ChartData, palette: Palette, shift: float
) -> list[alt.Chart]:
    """A hatch in place of a bar for what is left over: upright strokes, since a specification has no patterns."""
    strokes = [
        {"name": row.name, "stroke": data.whole * step / 200}
        for row in data.rows
        if row.is_derived
        for step in range(int(200 * (row.solid or 0) / data.whole) + 1)
    ]
    if not strokes:
        return []
    order = [row.name for row in data.rows]
    return [
        alt.Chart(pd.DataFrame(strokes))
        .mark_tick(color=palette.rest, thickness=1, size=BAR, orient="vertical", yOffset=shift)
        .encode(x=x("stroke:Q"), y=alt.Y("name:N", sort=order, axis=None, scale=alt.Scale(domain=order))),
        base.transform_filter("datum.is_derived")
        .mark_bar(
            fill=palette.track,
            fillOpacity=0,
            stroke=palette.rest,
            strokeWidth=1.5,
            height=BAR,
            yOffset=shift,
            xOffset=0.75,
        )
        .encode(x=x("start:Q"), x2="solid:Q"),
    ]


def _title(spec: ChartSpec, palette: Palette, width: int, source: str) -> alt.TitleParams:
    return alt.TitleParams(
        text=_lines(spec.headline, int(width * 0.72)),
        subtitle=[*_lines(spec.subtitle, width), *_lines(source, width), ""],
        anchor="start",
        color=palette.ink,
        subtitleColor=palette.quiet,
        fontSize=20,
        fontWeight=600,
        subtitleFontSize=13,
        lineHeight=25,
        subtitleLineHeight=18,
        offset=8,
    )
