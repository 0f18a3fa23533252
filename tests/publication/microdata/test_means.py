"""Means from a respondents' file: compared with means by hand, published once more without the file."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from publication.commands import check_release
from tests.conftest import Workspace
from tests.publication.microdata.gardeners import Row, as_csv
from tests.publication.microdata.test_counting import BARREL, SIDES, rows_of

TABLE = """
- id: litres_by_side
  kind: counts
  title: Mean size of barrels by side
  description: Gardeners with a barrel by side, and what their barrels hold on average.
  universe: owners
  unit: gardeners
  dimensions: [side]
  mean_of: litres
"""


@pytest.fixture
def measured(survey: Workspace) -> Workspace:
    path = survey.study / "tables.yml"
    path.write_text(path.read_text() + TABLE)
    return survey


def with_litres(answers: list[Row]) -> list[Row]:
    """The same gardeners, all owners of a barrel with a whole number."""
    return [
        {**row, "Litres": "150"} if row["Barrel"] in BARREL["yes"] and row["Litres"] in ("", "210.5") else row
        for row in answers
    ]


def test_every_shown_mean_is_that_by_hand(measured: Workspace, answers: list[Row]) -> None:
    asked = with_litres(answers)
    measured.write(as_csv(asked))
    measured.build()
    written = measured.published()["litres_by_side.csv"]
    rows = rows_of(written)
    assert sum(bool(row["mean_litres"]) for row in rows) >= 3
    for row in rows:
        litres = [
            int(answer["Litres"])
            for answer in asked
            if answer["Side"] in SIDES[row["side"]] and answer["Barrel"] in BARREL["yes"]
        ]
        if row["mean_litres"]:
            mean = (Decimal(sum(litres)) / len(litres)).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert row["mean_litres"] == str(mean)
    assert check_release(measured.package, (), lambda _: None) == []
    measured.build(is_counted=False)
    assert measured.published()["litres_by_side.csv"] == written


def test_a_mean_of_people_without_a_number_is_refused(measured: Workspace) -> None:
    says = "study/tables.yml: litres_by_side: some who are counted have no 'litres', or none that"
    assert any(line.startswith(says) for line in measured.problems())
