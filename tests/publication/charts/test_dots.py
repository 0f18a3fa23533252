"""A hundred dots for a share: what the wording leaves open is never filled, and what it excludes is empty."""

from __future__ import annotations

import pytest

from publication.build import Built
from publication.charts.dots import Dots, Drawing
from publication.model import Extent, Qualifier


def counted(value: float, qualifier: str, columns: int = 20) -> tuple[int, int, int | None]:
    """How many dots are filled and hatched, and after how many the line of a limit stands."""
    dots = Dots.of(Extent.of(value, Qualifier(qualifier)), columns)
    strengths = [dot.strength for dot in dots.dots]
    # First what is filled, then what is hatched and fades, then what is empty.
    assert strengths == sorted(strengths, reverse=True)
    assert len(strengths) == 100
    return strengths.count(1), sum(0 < strength < 1 for strength in strengths), dots.limit


@pytest.mark.parametrize("columns", [20, 25, 50])
def test_each_word_is_drawn_by_one_rule(columns: int) -> None:
    assert counted(61, "exact", columns) == (61, 0, None)
    assert counted(40, "over", columns) == counted(40, "at_least", columns) == (40, 60, 40)
    assert counted(50, "majority", columns) == (50, 50, 50)
    assert counted(40, "nearly", columns) == counted(40, "under", columns) == (0, 40, 40)
    assert counted(75, "about", columns) == (0, 100, None)


def test_a_share_that_is_not_nothing_has_a_dot_and_one_that_is_not_all_lacks_one() -> None:
    assert counted(0.2, "exact") == (1, 0, None)
    assert counted(99.8, "exact") == (99, 0, None)
    assert counted(0, "exact") == (0, 0, None)
    assert counted(100, "exact") == (100, 0, None)


def test_an_open_end_fades_to_nothing_where_no_limit_is_stated_and_stays_to_be_seen_before_a_line() -> None:
    over, nearly = Extent.of(40, Qualifier.OVER), Extent.of(40, Qualifier.NEARLY)
    assert over.strength(39) == 1 > over.strength(41) > over.strength(99) > 0
    assert nearly.strength(1) > nearly.strength(39) > over.strength(80)
    assert nearly.strength(41) == 0


def test_a_limit_within_a_column_is_drawn_around_the_dots_before_it() -> None:
    over = Dots.of(Extent.of(42, Qualifier.OVER), 20)
    assert over.line == ((9, 0), (9, 2), (8, 2), (8, 5))
    assert Dots.of(Extent.of(40, Qualifier.OVER), 20).line == ((8, 0), (8, 5))
    assert Dots.of(Extent.of(40, Qualifier.EXACT), 20).line == ()


def test_a_drawing_for_a_page_holds_each_dot_once_under_what_is_hatched(real_built: Built) -> None:
    nearly = Drawing.of(real_built.release.figure("training_inadequate"))
    assert (nearly.solid, nearly.empty.count("M"), len(nearly.hatched)) == ("", 100, 8)
    assert sum(path.count("M") for path, _ in nearly.hatched) == 40
