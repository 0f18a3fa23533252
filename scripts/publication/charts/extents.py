"""Turns a figure into squares and its bounds into a bar; what the wording leaves open fades."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..model import Extent, Figure, Interval, Measure

FIFTHS = 5
_EACH = 100 / FIFTHS
# Squares, in px: their side, the gap between them, and how far the line of a limit sticks out.
SIDE, GAP, OVERHANG = 28, 5, 3
# How far a solid piece reaches below the fading one that it touches, so that no seam is seen between them.
_HAIR = 0.4
# Left edge and width.
Piece = tuple[float, float]


@dataclass(frozen=True)
class Squares:
    """The share of a figure as five squares, in px of a drawing of `width` by `height`."""

    id: str
    starts: tuple[float, ...]  # left edges of the squares
    solid: tuple[Piece, ...]  # the filled pieces
    fading: tuple[Piece, ...]  # the pieces of an open end
    fade: Piece  # where the open end is at full strength and where it has faded out
    limit: float | None  # where a line marks a limit that the wording states
    side: int = SIDE
    top: int = OVERHANG
    width: int = FIFTHS * SIDE + (FIFTHS - 1) * GAP
    height: int = SIDE + 2 * OVERHANG

    @classmethod
    def of(cls, figure: Figure) -> Squares:
        """The squares of a figure that is a share."""
        extent = Extent.of(float(figure.cited.value), figure.cited.qualifier)
        starts = tuple(float(place * (SIDE + GAP)) for place in range(FIFTHS))
        solid, fading = _pieces(0.0, extent.solid), _pieces(extent.fade_from, extent.fade_to)
        if solid and fading and round(sum(solid[-1]), 1) == fading[0][0]:
            solid = (*solid[:-1], (solid[-1][0], round(solid[-1][1] + _HAIR, 1)))
        fade = (fading[0][0], round(sum(fading[-1]), 1)) if fading else (0.0, 0.0)
        return cls(figure.cited.id, starts, solid, fading, fade, _limit_line(extent.limit))


def _pieces(start: float, end: float) -> tuple[Piece, ...]:
    pieces = []
    for place in range(FIFTHS):
        low, high = max(start, place * _EACH), min(end, (place + 1) * _EACH)
        if low < high:
            left = place * (SIDE + GAP) + (low - place * _EACH) / _EACH * SIDE
            pieces.append((round(left, 1), round((high - low) / _EACH * SIDE, 1)))
    return tuple(pieces)


def _limit_line(limit: float | None) -> float | None:
    """A limit between two squares stands in the gap, one within a square where it falls."""
    if limit is None:
        return None
    place, within = divmod(limit, _EACH)
    return round(place * (SIDE + GAP) + (within / _EACH * SIDE if within else -GAP / 2), 1)


@dataclass(frozen=True)
class IntervalBar:
    """An interval on a line of 100 units."""

    start: float
    width: float  # long enough to be seen
    fades: str  # "left", "right", "both" or "": the ends that the wording does not state
    is_scale: bool  # whether the line is a scale from 0 to 100 per cent, and not a sketch

    @classmethod
    def of(cls, interval: Interval, value: Fraction, measure: Measure) -> IntervalBar:
        """The bar of a figure's bounds; 0 and 100 per cent are the scale's own ends and state nothing."""
        is_share = measure is Measure.SHARE
        lower = None if is_share and interval.lower == 0 else interval.lower
        upper = None if is_share and interval.upper == 100 else interval.upper
        if lower is not None and upper is not None:
            fades = ""
        else:
            fades = "right" if lower is not None else "left" if upper is not None else "both"
        if not is_share:
            start, end = {"": (25, 75), "right": (25, 100), "left": (0, 75), "both": (0, 100)}[fades]
            if interval.is_point:
                start, end = 49, 51
            return cls(start, end - start, fades, is_scale=False)
        around = 20 if fades == "both" else 100
        low = lower if lower is not None else max(value - around, Fraction(0))
        high = upper if upper is not None else min(value + around, Fraction(100))
        return cls(float(low), max(float(high - low), 0.6), fades, is_scale=True)
