"""The demonstration of protection: subtraction, and every table that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publication.errors import StudyRefused
from publication.model import Origin
from publication.pages.demonstration import demonstrate, subtractions, tables_that_fit
from safetables.policy import Method, Policy
from safetables.tables import (
    TOTAL,
    Category,
    Codes,
    CountedTable,
    Dimension,
    PublishedTable,
)

COUNTS = ((2, 14, 16), (9, 21, 30), (11, 35, 46))
CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
SIDES = Dimension("side", (Category("a"), Category("b")))
BEES = Dimension("bees", (Category("y"), Category("n")))
POLICY = Policy(Method.SUPPRESSION, 5, 5, 0, 0, 5, {})


def table() -> CountedTable:
    names: list[list[str]] = [["a", "b", TOTAL], ["y", "n", TOTAL]]
    counts: dict[Codes, int] = {(r, c): COUNTS[i][j] for i, r in enumerate(names[0]) for j, c in enumerate(names[1])}
    return CountedTable("synthetic_bees", "all", (SIDES, BEES), counts)


def protected(counted: CountedTable, withheld: set[Codes]) -> PublishedTable:
    kept = {codes: None if codes in withheld else count for codes, count in counted.counts.items()}
    return PublishedTable("synthetic_bees", "all", counted.dimensions, kept)


def label_of(variable: str, code: str) -> str:
    return f"{variable} {code}"


INNER: set[Codes] = {("a", "y"), ("a", "n"), ("b", "y"), ("b", "n")}


def test_subtraction_finds_a_cell_that_is_withheld_alone() -> None:
    (step,) = subtractions(COUNTS, [(0, 0)])
    assert (step.place, step.result, step.is_row) == ((0, 0), 2, True)


def test_subtraction_goes_on_with_what_it_has_found() -> None:
    steps = [*subtractions(COUNTS, [(0, 0), (0, 1), (2, 1)])]
    assert [(step.place, step.result) for step in steps] == [((2, 1), 35), ((0, 0), 2), ((0, 1), 14)]


def test_subtraction_finds_nothing_behind_four_corners() -> None:
    assert [*subtractions(COUNTS, CORNERS)] == []


def test_every_table_that_fits_is_written_down_once() -> None:
    grids = list(tables_that_fit(COUNTS, CORNERS))
    assert [grid[0][0] for grid in grids] == [*range(12)]
    assert COUNTS in grids
    for grid in grids:
        assert all(sum(row[:-1]) == row[-1] for row in grid)
        assert all(sum(column[:-1]) == column[-1] for column in zip(*grid, strict=True))
        assert min(min(row) for row in grid) >= 0


def test_a_demonstration_says_what_an_attacker_finds_before_and_after() -> None:
    counted = table()
    demo = demonstrate(counted, protected(counted, INNER), POLICY, label_of, Origin.PRACTICE, is_fewest=True)
    assert demo.small == ((0, 0),)
    assert [step.result for step in demo.naive] == [2]
    assert demo.secondary == ((0, 1), (1, 0), (1, 1))
    assert demo.interval((0, 0)) == (0, 11)
    assert demo.is_complete


@pytest.mark.parametrize(
    ("origin", "withheld", "told"),
    [
        (Origin.MICRODATA, INNER, "never shown before protection"),
        (Origin.CITED, INNER, "never shown before protection"),
        (Origin.PRACTICE, {("a", "y")}, "subtraction still finds"),
        (Origin.PRACTICE, INNER | {(TOTAL, TOTAL)}, "a total withheld"),
    ],
)
def test_nothing_is_demonstrated_that_would_give_somebody_away(origin: Origin, withheld: set[Codes], told: str) -> None:
    counted = table()
    with pytest.raises(StudyRefused, match=told):
        demonstrate(counted, protected(counted, withheld), POLICY, label_of, origin, is_fewest=True)


def test_a_table_of_three_dimensions_is_not_demonstrated() -> None:
    counted = replace(table(), dimensions=(SIDES, BEES, BEES))
    with pytest.raises(StudyRefused, match="two plain dimensions"):
        demonstrate(counted, protected(counted, INNER), POLICY, label_of, Origin.PRACTICE, is_fewest=True)
