"""Charts that are wanted and charts that are drawn; never the drawing itself."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Qualifier
from .specs import ChartSpec
from .tables import Origin

# How far an open end fades beyond its stated limit, in per cent of the scale; a drawing convention, not a value.
FADE = 12.0


@dataclass(frozen=True)
class Extent:
    """How far a share is drawn, in per cent of the scale.

    Attributes:
        solid: where the solid part ends.
        fade_from: where an open end is at full strength; equals `fade_to` for a closed end.
        fade_to: where an open end has faded out; left of `fade_from` never.
        limit: a limit that the wording states and the drawing does not reach for certain; None for none.
    """

    solid: float
    fade_from: float
    fade_to: float
    limit: float | None

    @classmethod
    def of(cls, value: float, qualifier: Qualifier) -> Extent:
        """The extent of a share that is worded with `qualifier`."""
        match qualifier:
            case Qualifier.EXACT:
                return cls(value, value, value, None)
            case Qualifier.OVER | Qualifier.AT_LEAST | Qualifier.MAJORITY:
                return cls(value, value, min(value + FADE, 100.0), value)
            case Qualifier.UNDER | Qualifier.NEARLY:
                start = max(value - FADE, 0.0)
                return cls(start, start, value, value)
            case Qualifier.ABOUT:
                start = max(value - FADE / 2, 0.0)
                return cls(start, start, min(value + FADE / 2, 100.0), None)


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
