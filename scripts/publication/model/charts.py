"""Charts that are wanted and charts that are drawn; never the drawing itself."""

from __future__ import annotations

from dataclasses import dataclass

from .specs import ChartSpec
from .tables import Origin


@dataclass(frozen=True)
class ChartFile:
    """A chart as a file of its own for a theme, "light" or "dark": its Vega-Lite specification and an SVG document."""

    theme: str
    spec: str
    svg: str


@dataclass(frozen=True)
class Words:
    """A drawing in words: its scale, and a line for each bar."""

    scale: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class DrawnChart:
    """A chart as files and as drawings for pages.

    Attributes:
        origin: which kind of number it shows.
        files: one for each theme.
        png: a picture of the light one, at twice its size.
        words: what the drawing shows, from the cells that it is drawn from.
        wide_svg: SVG for a page's text column, coloured by the page's style sheet.
        narrow_svg: the same for a telephone.
    """

    spec: ChartSpec
    origin: Origin
    files: tuple[ChartFile, ...]
    png: bytes
    words: Words
    wide_svg: str
    narrow_svg: str
