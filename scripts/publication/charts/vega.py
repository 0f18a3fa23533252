"""Turns the bars of a chart into a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache, partial
from importlib.resources import as_file, files
from typing import Any, Final, Literal

import altair as alt
import pandas as pd
from fontTools.ttLib import TTFont

from ..model import SYNTHETIC, ChartSpec
from .bars import FONT, Bar, Bars, Palette, in_words
from .dots import RADIUS, Dots, hatched_dot

# The weights of the font that comes with the drawings, by the names of their files.
REGULAR: Final = 400
BOLD: Final = 600
BAR = 22
LINE = 18
GAP = 16
# Between a name and its bar, so that no tail of a letter touches it.
UNDER = 6
# The strip that says that numbers are synthetic, and the air below it.
STRIP, BELOW = 26, 10
# Room for the same word at the end of a line of 13 px.
_WORD = 72
# Sizes of names and numbers, and the air before a number, in px.
_NAME, _NUMBER, _AIR = 14, 16, 8
_FOOT, _FOOT_LINE, _FOOT_GAP = 12, 16, 24
_BAR: dict[str, Any] = {"orient": "horizontal", "size": BAR}


def vega_lite(
    spec: ChartSpec, data: Bars, palette: Palette, width: int, *, is_file: bool, is_synthetic: bool, source: str
) -> dict[str, Any]:
    """A specification of bars, or of a hundred dots for each share, on `width` px, below their names.

    A file of its own also holds headline, subtitle, key, caution and source; a synthetic one says so above and beside
    the bars.
    """
    foot = [
        line for text in (in_words(data).key, spec.caution, source) for line in lines_of(text, width, _FOOT) if line
    ]
    plot = _Dotted(data, palette, width) if data.is_dots else _Plot(data, palette, width, is_synthetic)
    chart = plot.chart(foot if is_file else [])
    if is_file:
        chart = chart.properties(title=_title(spec, palette, width))
    background, padding = (palette.paper, 16) if is_file else ("transparent", 0)
    chart = chart.configure(font=FONT, background=background, padding=padding)
    document: dict[str, Any] = chart.configure_view(stroke=None).to_dict()
    return document


def _with_foot(layers: list[alt.Chart], foot: list[str], palette: Palette, width: int, height: int) -> Any:
    """The layers of a drawing, and below them what must be read with it."""
    if foot:
        style: dict[str, Any] = {"align": "left", "baseline": "top", "fontSize": _FOOT, "lineHeight": _FOOT_LINE}
        text = alt.Chart(pd.DataFrame([{}])).mark_text(color=palette.quiet, **style)
        layers.append(text.encode(x=alt.value(0), y=alt.value(height + _FOOT_GAP), text=alt.value(foot)))
    more = _FOOT_GAP + len(foot) * _FOOT_LINE if foot else 0
    return alt.layer(*layers).properties(width=width, height=height + more)


class _Dotted:
    """Rows of a hundred dots, each below its number and its name."""

    def __init__(self, data: Bars, palette: Palette, width: int) -> None:
        is_single = len(data.rows) == 1
        columns = 20 if is_single else 50 if width > 400 else 25
        self._palette, self._width, self._side = palette, width, width / columns
        self._size, line = (34, 40) if is_single else (20, 24)
        texts, dots, limits, top = [], [], [], 0.0
        for row in data.rows:
            assert row.extent is not None
            drawn, lines = Dots.of(row.extent, columns), lines_of(row.name, width, _NAME)
            name_top = top + line
            dots_top = name_top + LINE * len(lines) + 8
            texts.append({"name": row.name, "wording": row.wording, "lines": lines, "top": top, "name_top": name_top})
            dots += [
                {
                    "x": (dot.column + 0.5) * self._side,
                    "y": dots_top + (dot.row + 0.5) * self._side,
                    "strength": dot.strength,
                }
                for dot in drawn.dots
            ]
            limits += [
                {"row": row.name, "corner": place, "x": x * self._side, "y": dots_top + y * self._side}
                for place, (x, y) in enumerate(drawn.line)
            ]
            top = dots_top + drawn.rows * self._side + GAP
        self._height = round(top - GAP + 4)
        self._texts, self._dots, self._limits = texts, dots, limits

    def chart(self, foot: list[str]) -> Any:
        ink, size = self._palette.ink, (2 * RADIUS * self._side) ** 2
        words = alt.Chart(pd.DataFrame(self._texts)).encode(x=alt.value(0))
        style: dict[str, Any] = {"align": "left", "baseline": "top"}
        numbers = words.mark_text(fontSize=self._size, fontWeight=BOLD, color=self._palette.mark, **style)
        names = words.mark_text(fontSize=_NAME, lineHeight=LINE, color=ink, **style)
        dots = self._placed(self._dots)
        empty = dots.transform_filter("datum.strength < 1").mark_point(
            filled=True, opacity=1, size=size, color=self._palette.track
        )
        full = dots.transform_filter("datum.strength == 1").mark_point(
            filled=True, opacity=1, size=size, color=self._palette.mark
        )
        layers = [
            numbers.encode(y=self._y("top"), text="wording:N"),
            names.encode(y=self._y("name_top"), text="lines:N"),
            empty,
            full,
        ]
        if any(0 < dot["strength"] < 1 for dot in self._dots):
            hatched = dots.transform_filter("datum.strength > 0 && datum.strength < 1")
            hatched = hatched.mark_point(filled=True, size=size, shape=hatched_dot(), color=self._palette.mark)
            strength = alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None)
            layers.append(hatched.encode(opacity=strength))
        if self._limits:
            line = self._placed(self._limits).mark_line(color=ink, strokeWidth=2.5)
            layers.append(line.encode(order="corner:O", detail="row:N"))
        return _with_foot(layers, foot, self._palette, self._width, self._height)

    def _placed(self, records: list[dict[str, Any]]) -> alt.Chart:
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self._width], nice=False))
        return alt.Chart(pd.DataFrame(records)).encode(x=x, y=self._y("y"))

    def _y(self, field: str) -> alt.Y:
        return _down(field, self._height)


class _Plot:
    def __init__(self, data: Bars, palette: Palette, width: int, is_synthetic: bool) -> None:
        self._data, self._palette, self._width, self._is_synthetic = data, palette, width, is_synthetic
        frame = pd.DataFrame([asdict(row) for row in data.rows]).drop(columns="extent")
        frame["lines"] = [lines_of(row.name, width - (_WORD if is_synthetic else 0), _NAME) for row in data.rows]
        frame["start"] = 0
        frame["whole"] = data.whole
        # Each row is as high as its name asks for: where one takes two lines, the others move no further apart.
        names, below = LINE * frame["lines"].map(len), UNDER + BAR + GAP / 2
        ends = (STRIP + BELOW if is_synthetic else 0) + (GAP / 2 + names + below).cumsum()
        frame["name_top"] = ends - below - names
        frame["name_end"] = ends - below - LINE
        frame["bar"] = ends - below + UNDER + BAR / 2
        self._middles = frame["bar"]
        self._height = int(ends.iloc[-1])
        self._x = partial(alt.X, axis=None, scale=alt.Scale(domain=[0, data.whole], nice=False))
        self._rows = alt.Chart(frame).encode(tooltip=["name:N", "wording:N"], y=_down("bar", self._height))

    def chart(self, foot: list[str]) -> Any:
        # The first is at the back.
        layers = [*self._bars(), *self._unexplained(), self._names(), *self._wordings(), *self._ends()]
        if self._is_synthetic:
            layers += self._synthetic()
        return _with_foot(layers, foot, self._palette, self._width, self._height)

    def _bars(self) -> list[alt.Chart]:
        # Nothing, and no empty bar, stands for what is suppressed: an empty bar says none.
        track = self._rows.transform_filter("isValid(datum.solid)").mark_bar(color=self._palette.track, **_BAR)
        solid = self._rows.transform_filter("!datum.is_derived").mark_bar(color=self._palette.mark, **_BAR)
        start = self._x("start:Q")
        return [track.encode(x=start, x2="whole:Q"), solid.encode(x=start, x2="solid:Q")]

    def _unexplained(self) -> list[alt.Chart]:
        """A hatch in place of a bar for what is left over: upright strokes, since a specification has no patterns."""
        whole = self._data.whole
        strokes = [
            {"bar": bar, "stroke": whole * step / 200}
            for row, bar in zip(self._data.rows, self._middles, strict=True)
            if row.is_derived
            for step in range(int(200 * (row.solid or 0) / whole) + 1)
        ]
        if not strokes:
            return []
        colour = self._palette.rest
        hatch = alt.Chart(pd.DataFrame(strokes)).mark_tick(color=colour, thickness=1, size=BAR, orient="vertical")
        frame = self._rows.transform_filter("datum.is_derived").mark_bar(
            fill=self._palette.track, fillOpacity=0, stroke=colour, strokeWidth=1.5, xOffset=0.75, **_BAR
        )
        return [
            hatch.encode(x=self._x("stroke:Q"), y=self._rows.encoding.y),
            frame.encode(x=self._x("start:Q"), x2="solid:Q"),
        ]

    def _names(self) -> alt.Chart:
        style: dict[str, Any] = {"fontSize": _NAME, "lineHeight": LINE, "color": self._palette.ink}
        names: alt.Chart = self._rows.mark_text(align="left", baseline="top", **style)
        return names.encode(x=self._x("start:Q"), y=_down("name_top", self._height), text="lines:N")

    def _wordings(self) -> list[alt.Chart]:
        within = [row.name for row in self._data.rows if self._is_within(row)]
        style: dict[str, Any] = {"baseline": "middle", "fontSize": _NUMBER, "fontWeight": BOLD}
        behind = self._rows.mark_text(align="left", dx=_AIR, color=self._palette.ink, **style)
        if within:
            behind = behind.transform_filter({"not": alt.FieldOneOfPredicate("name", within)})
        behind = behind.transform_calculate(end="isValid(datum.solid) ? datum.solid : 0")
        layers = [behind.encode(x=self._x("end:Q"), text="wording:N")]
        if within:
            inner = self._rows.transform_filter(alt.FieldOneOfPredicate("name", within))
            inner = inner.mark_text(align="right", dx=-_AIR, color=self._palette.paper, **style)
            layers.append(inner.encode(x=self._x("solid:Q"), text="wording:N"))
        return layers

    def _is_within(self, row: Bar) -> bool:
        if row.solid is None or row.is_derived:
            return False
        room, scale = _AIR + width_of(row.wording, _NUMBER, BOLD), self._width / self._data.whole
        return row.solid * scale + room > self._width and row.solid * scale > room

    def _ends(self) -> list[alt.Chart]:
        whole = self._data.whole
        ends: list[tuple[float, str, Literal["left", "right"]]] = [
            (0.0, "0", "left"),
            (whole, self._data.whole_wording, "right"),
        ]
        return [
            alt.Chart(pd.DataFrame([{"start": place, "end": text}]))
            .mark_text(align=align, baseline="top", fontSize=13, color=self._palette.quiet)
            .encode(x=self._x("start:Q"), y=alt.value(self._height - GAP / 2 + 6), text="end:N")
            for place, text, align in ends
        ]

    def _synthetic(self) -> list[alt.Chart]:
        """A band above the bars, and the word beside the name of each: no part of it can be taken for a finding."""
        strip, width, word = alt.Chart(pd.DataFrame([{}])), self._width, alt.value(SYNTHETIC)
        beside = self._rows.mark_text(align="right", baseline="top", fontSize=13, color=self._palette.quiet)
        return [
            strip.mark_rect(color=self._palette.rest, opacity=0.2).encode(
                x=alt.value(0), x2=alt.value(width), y=alt.value(0), y2=alt.value(STRIP)
            ),
            strip.mark_text(fontSize=16, fontWeight=BOLD, color=self._palette.ink).encode(
                x=alt.value(width / 2), y=alt.value(STRIP / 2), text=word
            ),
            beside.encode(x=alt.value(width), y=_down("name_end", self._height), text=word),
        ]


def _down(field: str, height: int) -> alt.Y:
    # In px from above, whatever stands below the drawing.
    return alt.Y(
        f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    )


def _title(spec: ChartSpec, palette: Palette, width: int) -> alt.TitleParams:
    return alt.TitleParams(
        text=lines_of(spec.headline, width, 20, BOLD),
        subtitle=[*lines_of(spec.subtitle, width, 13), ""],
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


def width_of(text: str, size: int, weight: int = REGULAR) -> float:
    """How wide one line is, in px; a character that the font does not have counts as wide as the font is high."""
    widths = _widths(weight)
    return sum(widths.get(ord(character), 1.0) for character in text) * size


def lines_of(text: str, width: float, size: int, weight: int = REGULAR) -> list[str]:
    """A text in lines of at most `width` px, broken between words; a single word may be wider."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


@cache
def _widths(weight: int) -> Mapping[int, float]:
    with as_file(files(__package__).joinpath("fonts", f"publication-sans-{weight}.ttf")) as path, TTFont(path) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {character: metrics[glyph][0] / em for character, glyph in font.getBestCmap().items()}
