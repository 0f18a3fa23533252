"""Charts that are wanted and charts that are drawn; never the drawing itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .tables import Origin


class ChartKind(StrEnum):
    """The ways to draw a table."""

    COUNTS = "counts"
    SHARES = "shares"


@dataclass(frozen=True)
class ChartSpec:
    """One entry of charts.yml.

    Attributes:
        headline: the message.
        subtitle: the statistic, with universe, unit and year.
        alt: short text alternative, at most 220 characters, not the headline.
        base: which base the numbers have, in words.
        caution: what the chart does not say.
        rows: keys of the table's rows to draw, in order; empty for all of them.
    """

    id: str
    table: str
    kind: ChartKind
    headline: str
    subtitle: str
    alt: str
    base: str
    caution: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class ChartFile:
    """A chart as a file of its own, with headline and source in the drawing.

    Attributes:
        theme: "light" or "dark".
        spec: the Vega-Lite specification as JSON text.
        svg: the drawing as a complete SVG document.
    """

    theme: str
    spec: str
    svg: str


@dataclass(frozen=True)
class DrawnChart:
    """A chart as files and as drawings for pages.

    Attributes:
        origin: which kind of number it shows.
        files: one for each theme.
        wide_svg: SVG for a page's text column, coloured by the page's style sheet.
        narrow_svg: the same for a telephone.
    """

    spec: ChartSpec
    origin: Origin
    files: tuple[ChartFile, ...]
    wide_svg: str
    narrow_svg: str
