"""Turns a share into five squares, filled as far as its wording goes; draws nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Extent, Figure

FIFTHS = 5
_EACH = 100 / FIFTHS
SIDE, GAP, OVERHANG = 28, 5, 3
# How far a solid piece reaches below the fading one that it touches, so that no seam is seen between them.
_HAIR = 0.4

Piece = tuple[float, float]


@dataclass(frozen=True)
class Marks:
    """The places of what is drawn, in px of a drawing of `width` by `height`.

    Attributes:
        id: the figure.
        starts: left edges of the squares.
        solid: left edge and width of each filled piece.
        fading: left edge and width of each piece of an open end.
        fade: where the open end is at full strength and where it has faded out.
        limit: where a line marks a limit that the wording states; None for none.
    """

    id: str
    starts: tuple[float, ...]
    solid: tuple[Piece, ...]
    fading: tuple[Piece, ...]
    fade: Piece
    limit: float | None
    side: int = SIDE
    top: int = OVERHANG
    width: int = FIFTHS * SIDE + (FIFTHS - 1) * GAP
    height: int = SIDE + 2 * OVERHANG

    @classmethod
    def of(cls, figure: Figure) -> Marks:
        """The squares of a figure that is a share."""
        extent = Extent.of(float(figure.cited.value), figure.cited.qualifier)
        starts = tuple(float(place * (SIDE + GAP)) for place in range(FIFTHS))
        solid, fading = _pieces(0.0, extent.solid), _pieces(extent.fade_from, extent.fade_to)
        if solid and fading and round(sum(solid[-1]), 1) == fading[0][0]:
            solid = (*solid[:-1], (solid[-1][0], round(solid[-1][1] + _HAIR, 1)))
        fade = (fading[0][0], round(sum(fading[-1]), 1)) if fading else (0.0, 0.0)
        return cls(figure.cited.id, starts, solid, fading, fade, _line(extent.limit))


def _pieces(start: float, end: float) -> tuple[Piece, ...]:
    """What lies between two shares, square by square."""
    pieces = []
    for place in range(FIFTHS):
        low, high = max(start, place * _EACH), min(end, (place + 1) * _EACH)
        if low < high:
            left = place * (SIDE + GAP) + (low - place * _EACH) / _EACH * SIDE
            pieces.append((round(left, 1), round((high - low) / _EACH * SIDE, 1)))
    return tuple(pieces)


def _line(limit: float | None) -> float | None:
    """A limit between two squares stands in the gap, one within a square where it falls."""
    if limit is None:
        return None
    place, within = divmod(limit, _EACH)
    return round(place * (SIDE + GAP) + (within / _EACH * SIDE if within else -GAP / 2), 1)
