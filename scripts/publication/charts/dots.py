"""Turns a share into a hundred dots: what its wording is sure of is filled, and what it leaves open is hatched."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ..model import Extent, Figure

HUNDRED = 100
SVG = "http://www.w3.org/2000/svg"
# The colours of the page that a drawing stands in.
_PAGE = {part: f"var(--chart-{part})" for part in ("track", "mark", "ink")}
# The radius of a dot, as a part of the side of the square that it stands in.
RADIUS = 0.36
# The stripes of a hatched dot: from where to where across it, in radii.
_STRIPES = ((-0.86, -0.46), (-0.2, 0.2), (0.46, 0.86))


@dataclass(frozen=True)
class Dot:
    """One in a hundred, in the column and the row where it stands."""

    column: int
    row: int
    strength: float  # 1 for a filled one, 0 for an empty one, and between them for a hatched one


@dataclass(frozen=True)
class Dots:
    """A hundred dots that fill column by column, so that a share is read from left to right as on a scale."""

    dots: tuple[Dot, ...]
    columns: int
    limit: int | None  # the number of dots before the line that marks a limit

    @classmethod
    def of(cls, extent: Extent, columns: int) -> Dots:
        """The dots of a share, in whole ones."""
        rows = HUNDRED // columns
        sure, possible = round(extent.sure), round(extent.possible)
        # A share that is not nothing has a dot, and one that is not everything lacks one.
        if 0 < extent.sure == extent.possible < HUNDRED:
            sure = possible = min(max(sure, 1), HUNDRED - 1)
        dots = []
        for place in range(HUNDRED):
            column, row = divmod(place, rows)
            middle = min(max((column + 0.5) * rows, extent.sure), extent.possible - 0.5)
            hatched = round(min(max(extent.strength(middle), 0.04), 0.96), 2)
            dots.append(Dot(column, row, 1.0 if place < sure else 0.0 if place >= possible else hatched))
        return cls(tuple(dots), columns, None if extent.limit is None else round(extent.limit))

    @property
    def rows(self) -> int:
        """How many dots stand in a column."""
        return HUNDRED // self.columns

    @property
    def line(self) -> tuple[tuple[float, float], ...]:
        """The corners of the line of a limit, in squares; it runs around the dots before it."""
        if self.limit is None:
            return ()
        column, row = divmod(self.limit, self.rows)
        if not row:
            return ((column, 0), (column, self.rows))
        return ((column + 1, 0), (column + 1, row), (column, row), (column, self.rows))


def hatched_dot() -> str:
    """A dot of stripes, as a path around 0 with a radius of 1: a specification of a chart has no patterns."""
    return "".join(_stripe(start, end) for start, end in _STRIPES)


def _stripe(start: float, end: float) -> str:
    def at(across: float, along: float) -> str:
        return f"{(across - along) / math.sqrt(2):.3f},{(across + along) / math.sqrt(2):.3f}"

    first, last = math.sqrt(1 - start**2), math.sqrt(1 - end**2)
    arc = "A1,1,0,0,0,"
    return f"M{at(start, -first)}L{at(start, first)}{arc}{at(end, last)}L{at(end, -last)}{arc}{at(start, -first)}Z"


@dataclass(frozen=True)
class Drawing:
    """Dots as paths of an SVG element, each dot a line without a length and with round ends."""

    id: str
    width: float
    height: float
    size: float  # across a dot
    solid: str
    empty: str
    hatched: tuple[tuple[str, float], ...]  # path and strength
    line: str

    @classmethod
    def of(cls, figure: Figure, columns: int = 20, side: float = 12) -> Drawing:
        """The drawing of a figure that is a share; `side` is that of a dot's square, in px."""
        dots = Dots.of(Extent.of(float(figure.cited.value), figure.cited.qualifier), columns)

        def path(chosen: Iterator[Dot]) -> str:
            return "".join(f"M{(dot.column + 0.5) * side:g} {(dot.row + 0.5) * side:g}h0" for dot in chosen)

        fading = [dot for dot in dots.dots if 0 < dot.strength < 1]
        line = "M" + "L".join(f"{x * side:g} {y * side:g}" for x, y in dots.line) if dots.line else ""
        return cls(
            figure.cited.id,
            columns * side,
            dots.rows * side,
            round(2 * RADIUS * side, 1),
            path(dot for dot in dots.dots if dot.strength == 1),
            path(dot for dot in dots.dots if dot.strength < 1),
            tuple((path(iter(group)), value) for value, group in groupby(fading, key=lambda dot: dot.strength)),
            line,
        )

    def svg(self, words: str = "", paint: Mapping[str, str] = _PAGE) -> str:
        """The SVG element; `words` say it to those who do not see it, and without them it is an ornament."""
        says = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
        mark, pattern = f'stroke="{paint["mark"]}"', f"dots-{self.id}"
        stripe, step = round(self.size * 0.2, 1), round(self.size * 0.35, 1)
        parts = [f'<path stroke="{paint["track"]}" d="{self.empty}"></path>'] if self.empty else []
        if self.solid:
            parts.append(f'<path {mark} d="{self.solid}"></path>')
        if self.hatched:
            parts.append(
                f'<defs><pattern id="{pattern}" width="{step}" height="4" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><path {mark} stroke-width="4" stroke-linecap="butt" '
                f'd="M0 2h{stripe}"></path></pattern></defs>'
            )
        parts += [
            f'<path stroke="url(#{pattern})" stroke-opacity="{value}" d="{d}"></path>' for d, value in self.hatched
        ]
        if self.line:
            parts.append(
                f'<path stroke="{paint["ink"]}" stroke-width="2" stroke-linecap="square" d="{self.line}"></path>'
            )
        return (
            f'<svg xmlns="{SVG}" class="pub-dots" viewBox="0 0 {self.width:g} {self.height:g}" fill="none" '
            f'stroke-linecap="round" stroke-width="{self.size}" {says}>{"".join(parts)}</svg>'
        )
