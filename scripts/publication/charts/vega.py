"""Turns the bars of a chart into a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, Literal

import altair as alt
import pandas as pd

from ..model import SYNTHETIC, ChartSpec
from .bars import Bar, Bars
from .palette import FONT, Palette
from .text import BOLD, lines_of, width_of

BAR = 22
LINE = 18
GAP = 16
# Between a name and its bar, so that no tail of a letter touches it.
UNDER = 3
# The strip that says that numbers are synthetic, and the air below it.
STRIP, BELOW = 26, 10
# Room for the same word at the end of a line of 13 px.
_WORD = 72
# Sizes of names and numbers, and the air before a number, in px.
_NAME, _NUMBER, _AIR = 14, 16, 8


def vega_lite(
    spec: ChartSpec, data: Bars, palette: Palette, width: int, *, is_file: bool, is_synthetic: bool, source: str
) -> dict[str, Any]:
    """A specification of horizontal bars, each below its name and before its wording.

    Args:
        spec: the chart.
        data: its rows.
        palette: colours of the theme.
        width: width of the plot in px.
        is_file: whether headline, subtitle and source stand in the drawing, as a file of its own needs.
        is_synthetic: whether a band above the bars and a word beside each of them say so.
        source: line that names base and source.

    Returns:
        A Vega-Lite specification.
    """
    top = STRIP + BELOW if is_synthetic else 0
    frame = pd.DataFrame([asdict(row) for row in data.rows])
    frame["lines"] = [lines_of(row.name, width - (_WORD if is_synthetic else 0), _NAME) for row in data.rows]
    frame["start"] = 0
    frame["whole"] = data.whole
    # Each row is as high as its name asks for: where one takes two lines, the others move no further apart.
    names, below = LINE * frame["lines"].map(len), UNDER + BAR + GAP / 2
    ends = top + (GAP / 2 + names + below).cumsum()
    frame["name_top"] = ends - below - names
    frame["name_end"] = ends - below - LINE
    frame["bar"] = ends - below + UNDER + BAR / 2
    height = int(ends.iloc[-1])
    base = alt.Chart(frame).encode(tooltip=["name:N", "wording:N"], y=_down("bar", height))
    x = partial(alt.X, axis=None, scale=alt.Scale(domain=[0, data.whole], nice=False))
    bar: dict[str, Any] = {"orient": "horizontal", "size": BAR}
    layers = [
        # Nothing, and no empty bar, stands for what is withheld: an empty bar says none.
        base.transform_filter("isValid(datum.solid)")
        .mark_bar(color=palette.track, **bar)
        .encode(x=x("start:Q"), x2="whole:Q"),
        base.transform_filter("!datum.is_derived")
        .mark_bar(color=palette.mark, **bar)
        .encode(x=x("start:Q"), x2="solid:Q"),
        *_fading(base, x, palette, bar),
        *_unexplained(base, x, data, palette, frame),
        base.mark_text(align="left", baseline="top", fontSize=_NAME, lineHeight=LINE, color=palette.ink).encode(
            x=x("start:Q"), y=_down("name_top", height), text="lines:N"
        ),
        *_wordings(base, x, data, palette, width),
    ]
    layers += _ends(x, data, palette, height)
    if is_synthetic:
        layers += _synthetic(base, palette, width, height)
    chart = alt.layer(*layers).properties(width=width, height=height)
    if is_file:
        chart = chart.properties(title=_title(spec, palette, width, source))
    chart = chart.configure(
        font=FONT, background=palette.paper if is_file else "transparent", padding=16 if is_file else 0
    )
    document: dict[str, Any] = chart.configure_view(stroke=None).to_dict()
    return document


def _wordings(base: alt.Chart, x: Callable[[str], alt.X], data: Bars, palette: Palette, width: int) -> list[alt.Chart]:
    """The number of each bar behind its end, or within it where the drawing has no room behind."""
    within = [row.name for row in data.rows if _is_within(row, data.whole, width)]
    style: dict[str, Any] = {"baseline": "middle", "fontSize": _NUMBER, "fontWeight": BOLD}
    behind = base.mark_text(align="left", dx=_AIR, color=palette.ink, **style)
    if within:
        behind = behind.transform_filter({"not": alt.FieldOneOfPredicate("name", within)})
    behind = behind.transform_calculate(end="isValid(datum.solid) ? max(datum.solid, datum.fade_to) : 0")
    layers = [behind.encode(x=x("end:Q"), text="wording:N")]
    if within:
        inner = base.transform_filter(alt.FieldOneOfPredicate("name", within))
        inner = inner.mark_text(align="right", dx=-_AIR, color=palette.paper, **style)
        layers.append(inner.encode(x=x("solid:Q"), text="wording:N"))
    return layers


def _is_within(row: Bar, whole: float, width: int) -> bool:
    if row.solid is None or row.fade_to is None or row.is_derived:
        return False
    room = _AIR + width_of(row.wording, _NUMBER, BOLD)
    return max(row.solid, row.fade_to) / whole * width + room > width and row.solid / whole * width > room


def _ends(x: Callable[[str], alt.X], data: Bars, palette: Palette, height: int) -> list[alt.Chart]:
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


def _synthetic(base: alt.Chart, palette: Palette, width: int, height: int) -> list[alt.Chart]:
    """A band above the bars, and the word beside the name of each: no part of the drawing can be taken for a finding.

    Args:
        base: the rows, each in its place.
        palette: colours of the theme.
        width: width of the plot in px.
        height: height of the plot in px.
    """
    strip = alt.Chart(pd.DataFrame([{}]))
    return [
        strip.mark_rect(color=palette.rest, opacity=0.2).encode(
            x=alt.value(0), x2=alt.value(width), y=alt.value(0), y2=alt.value(STRIP)
        ),
        strip.mark_text(fontSize=16, fontWeight=BOLD, color=palette.ink).encode(
            x=alt.value(width / 2), y=alt.value(STRIP / 2), text=alt.value(SYNTHETIC)
        ),
        base.mark_text(align="right", baseline="top", fontSize=13, color=palette.quiet).encode(
            x=alt.value(width), y=_down("name_end", height), text=alt.value(SYNTHETIC)
        ),
    ]


def _down(field: str, height: int) -> alt.Y:
    """A place in px from the top of the plot."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False))


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
        .mark_tick(color=palette.ink, thickness=2, size=BAR + 4, orient="vertical")
        .encode(x=x("limit:Q")),
    ]


def _unexplained(
    base: alt.Chart, x: Callable[[str], alt.X], data: Bars, palette: Palette, frame: pd.DataFrame
) -> list[alt.Chart]:
    """A hatch in place of a bar for what is left over: upright strokes, since a specification has no patterns."""
    strokes = [
        {"bar": bar, "stroke": data.whole * step / 200}
        for row, bar in zip(data.rows, frame["bar"], strict=True)
        if row.is_derived
        for step in range(int(200 * (row.solid or 0) / data.whole) + 1)
    ]
    if not strokes:
        return []
    return [
        alt.Chart(pd.DataFrame(strokes))
        .mark_tick(color=palette.rest, thickness=1, size=BAR, orient="vertical")
        .encode(x=x("stroke:Q"), y=base.encoding.y),
        base.transform_filter("datum.is_derived")
        .mark_bar(
            fill=palette.track,
            fillOpacity=0,
            stroke=palette.rest,
            strokeWidth=1.5,
            orient="horizontal",
            size=BAR,
            xOffset=0.75,
        )
        .encode(x=x("start:Q"), x2="solid:Q"),
    ]


def _title(spec: ChartSpec, palette: Palette, width: int, source: str) -> alt.TitleParams:
    return alt.TitleParams(
        text=lines_of(spec.headline, width, 20, BOLD),
        subtitle=[*lines_of(spec.subtitle, width, 13), *lines_of(source, width, 13), ""],
        anchor="start",
        color=palette.ink,
        subtitleColor=palette.quiet,
        fontSize=20,
        fontWeight=BOLD,
        subtitleFontSize=13,
        lineHeight=25,
        subtitleLineHeight=18,
        offset=8,
    )
