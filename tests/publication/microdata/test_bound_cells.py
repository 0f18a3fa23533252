"""Own results in sentences: bound to a cell of a counted table, checked at each build, and never of a withheld one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from publication.commands import corrected_pages
from publication.errors import Stopped
from publication.files import read_pages
from publication.prose.cells import _in_words, cell_phrases
from tests.conftest import Workspace


def phrases(survey: Workspace) -> dict[str, tuple[str, ...]]:
    return dict(cell_phrases(survey.build().release.tables))


def says(survey: Workspace, sentence: str) -> None:
    path = survey.docs / "index.md"
    path.write_text(f"{path.read_text()}\n{sentence}\n")


def test_a_cell_may_be_said_as_its_count_or_share_in_digits_or_words(survey: Workspace) -> None:
    cells = phrases(survey)
    said = cells["barrels_by_side/south/yes"]
    count, share, *words = said
    assert count.isdigit()
    assert share.endswith("%")
    assert cells["barrels_by_side/south/yes:share_pct"] == (share, *words)
    of_it = "(cell:barrels_by_side/south/yes)"
    says(survey, f"In the south [{share}]{of_it} of gardeners have a barrel, [{count}]{of_it}.")
    survey.build()


def test_a_wrong_number_stops_the_build_with_its_page_and_line(survey: Workspace) -> None:
    says(survey, "In the south [99.9%](cell:barrels_by_side/south/yes) have one.")
    line = len((survey.docs / "index.md").read_text().splitlines())
    with pytest.raises(Stopped, match=rf"docs/index.md:{line}: says '99.9%', cell barrels_by_side/south/yes says"):
        survey.build()


def test_a_withheld_cell_cannot_be_said(survey: Workspace) -> None:
    cells = phrases(survey)
    withheld = next(address for address, said in cells.items() if not said and ":" not in address)
    says(survey, f"There [3](cell:{withheld}) have one.")
    with pytest.raises(Stopped, match=f"the cell '{withheld}' is withheld"):
        survey.build()


@pytest.mark.parametrize("target", ["barrels_by_side/south", "barrels_by_side/south/maybe", "nowhere/south"])
def test_a_cell_that_is_not_there_is_named_with_one_that_is(survey: Workspace, target: str) -> None:
    says(survey, f"There [3](cell:{target}) have one.")
    with pytest.raises(Stopped, match=f"unknown cell '{target}'; write cell:TABLE/CODE"):
        survey.build()


def test_a_qualifier_outside_the_bound_number_is_refused(survey: Workspace) -> None:
    count = phrases(survey)["barrels_by_side/south/yes"][0]
    says(survey, f"More than [{count}](cell:barrels_by_side/south/yes) have one.")
    with pytest.raises(Stopped, match="put the qualifier inside the link"):
        survey.build()


def test_pages_are_rewritten_to_what_the_tables_say(survey: Workspace) -> None:
    share = phrases(survey)["barrels_by_side/south/yes"][1]
    says(survey, "In the south [9.9%](cell:barrels_by_side/south/yes) have one.")
    pages = corrected_pages(survey.study, read_pages(survey.docs))
    assert f"[{share}](cell:barrels_by_side/south/yes)" in pages["index.md"]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("33.3", "about a third"),
        ("32.6", "nearly one in three"),
        ("34.9", "more than a third"),
        ("41.2", "more than two in five"),
        ("50", "half"),
        ("66.6", "nearly two thirds"),
        ("72.3", "nearly three quarters"),
        ("50.4", "a majority"),
    ],
)
def test_shares_are_said_as_simple_parts(share: str, said: str) -> None:
    assert said in {*_in_words(Fraction(share))}


@pytest.mark.parametrize(
    ("share", "said"),
    [("36.9", "about a third"), ("33.3", "a third"), ("50", "a majority"), ("33.4", "nearly a third")],
)
def test_no_part_is_said_that_a_share_is_not_near_to(share: str, said: str) -> None:
    assert said not in {*_in_words(Fraction(share))}
