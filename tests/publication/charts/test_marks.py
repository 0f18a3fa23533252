"""Squares that show a share: what the wording leaves open is never filled."""

from __future__ import annotations

from publication.build import Built
from publication.charts.extents import SIDE, Squares


def filled(built: Built, id: str) -> tuple[float, float, float | None]:
    """Squares that are filled, squares over which an open end fades, and where the limit stands."""
    marks = Squares.of(built.release.figure(id))
    solid, fading = (sum(width for _, width in pieces) / SIDE for pieces in (marks.solid, marks.fading))
    return round(solid, 1), round(fading, 1), marks.limit


def test_a_share_fills_as_many_squares_as_it_has_fifths(real_built: Built) -> None:
    assert filled(real_built, "training_none") == (3.1, 0.0, None)
    assert Squares.of(real_built.release.figure("training_none")).solid[3] == (99.0, 1.4)


def test_more_than_one_fifth_and_nearly_two_fifths_look_different(real_built: Built) -> None:
    assert filled(real_built, "cybercrime_weekly") == (1.0, 0.6, 30.5)
    assert filled(real_built, "training_inadequate") == (1.4, 0.6, 63.5)


def test_no_seam_is_left_where_a_square_begins_to_fade(real_built: Built) -> None:
    marks = Squares.of(real_built.release.figure("training_inadequate"))
    assert sum(marks.solid[-1]) > marks.fading[0][0]
