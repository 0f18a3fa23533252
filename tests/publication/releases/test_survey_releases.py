"""Releases of a survey with withheld counts: each stays what it was, and the next is protected beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from publication.commands import check_release
from publication.model import Table
from publication.package.reading import read_package
from publication.releases import package_in
from tests.publication.microdata.gardeners import gardeners
from tests.publication.releases.survey import FIRST, Survey
from tests.safetables.finest import FinestAttacker, Population

PATCHED = ("0.1.1", "2024-05-01")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The survey with its first release."""
    survey = Survey.laid_out(tmp_path_factory.mktemp("released") / "survey", gardeners())
    survey.build()
    survey.release()
    return survey


@pytest.fixture
def survey(released: Survey, tmp_path: Path) -> Survey:
    """The survey with its first release, for a test to go on from."""
    return released.copied(tmp_path / "survey")


def attackers(survey: Survey) -> set[str]:
    report = json.loads((survey.package / "disclosure.json").read_bytes())
    return {attacker["attacker"] for attacker in report["attackers"]}


def test_a_released_survey_is_built_again_with_the_same_bytes_with_and_without_its_respondents(survey: Survey) -> None:
    before = package_in(survey.package)
    for is_counted in (True, False):
        assert not survey.build(is_counted=is_counted).main.changed
    assert package_in(survey.package) == before
    assert survey.release() == ["0.1.0 is released already, with the very same files."]


def test_the_next_version_is_protected_against_who_holds_the_one_before_and_against_nobody_who_holds_itself(
    survey: Survey,
) -> None:
    assert "earlier" not in attackers(survey)
    survey.edit("variables.csv", "On which side is your garden?", "On which side is your plot?")
    survey.edit("tables.yml", "title: Sizes of barrels by side", "title: Sizes of barrels, by side")
    survey.version(FIRST, PATCHED)
    survey.build()
    assert "earlier" in attackers(survey)
    assert "patch" in survey.release()[0]
    before = package_in(survey.package)
    for is_counted in (True, False):
        assert not survey.build(is_counted=is_counted).main.changed
    assert package_in(survey.package) == before


WEIGHTS = {"hill": "1.25", "wood": "0.5", "south": "1"}
MEANS = """
- id: litres_by_side
  kind: counts
  title: Mean size of barrels by side
  description: Gardeners with a barrel by side, and what their barrels hold on average.
  universe: owners
  unit: gardeners
  dimensions: [side]
  mean_of: litres

- {id: weights, kind: records, file: weights, title: Weights, description: What each gardener counts for.}
"""
SPLIT = [
    {"code": "upper", "label": "South side, upper part", "order": "4", "answers": "south"},
    {"code": "lower", "label": "South side, lower part", "order": "5", "answers": "Zuidkant"},
]


GARDENS = Population(
    {
        "side": {"north": "", "hill": "north", "wood": "north", "south": "", "upper": "south", "lower": "south"},
        "barrel": dict.fromkeys(("yes", "no", "refused", "blank"), ""),
        "litres": dict.fromkeys(("small", "middle", "large", "not_asked", "blank"), ""),
    },
    {"tools": ["spade", "rake", "none"]},
    "tools.none",
)


def weights(of: Mapping[str, str]) -> str:
    rows = "".join(f"by_side,side={side},{weight},,,\n" for side, weight in of.items())
    return f"weighting,where,weight,source,locator,note\n{rows}"


@pytest.fixture(scope="module")
def weighted(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The survey with weighted shares and means, before its first build."""
    answers = [
        {**row, "Litres": "150"} if row["Barrel"] in ("Yes", "Ja") and row["Litres"] in ("", "210.5") else row
        for row in gardeners(300)
    ]
    survey = Survey.laid_out(tmp_path_factory.mktemp("weighted") / "survey", answers)
    study = survey.package / "study"
    (study / "weights.csv").write_text(weights(WEIGHTS), encoding="utf-8")
    survey.edit("tables.yml", "  dimensions: [side, tools]\n", "  dimensions: [side, tools]\n  weighted_by: by_side\n")
    (study / "tables.yml").write_text((study / "tables.yml").read_text(encoding="utf-8") + MEANS, encoding="utf-8")
    return survey


def test_a_second_release_with_a_split_category_is_as_safe_as_the_first_for_whoever_holds_both(
    weighted: Survey, tmp_path: Path
) -> None:
    survey = weighted.copied(tmp_path / "survey")
    survey.build()
    assert "the first release" in survey.release()[0]
    first = shutil.copytree(survey.package, tmp_path / "first", ignore=shutil.ignore_patterns("study", "releases"))
    assert not survey.build().main.changed

    survey.categories([("side", "south")], [{"variable": "side", "supersedes": "south", **part} for part in SPLIT])
    of = {**WEIGHTS, "upper": "1", "lower": "1"}
    del of["south"]
    (survey.package / "study/weights.csv").write_text(weights(of), encoding="utf-8")
    survey.edit("charts.yml", "south blank", "upper blank")
    assert "0.1.0 is released, and since then major: answers" in survey.refused()
    survey.version(FIRST, ("1.0.0", "2024-05-01"))
    survey.build()
    assert "earlier" in attackers(survey)
    assert "major" in survey.release()[0]
    for is_counted in (True, False):
        assert not survey.build(is_counted=is_counted).main.changed

    assert check_release(survey.package, [first], lambda _: None) == []
    was, now = (counts_in(first), counts_in(survey.package))
    assert sum(row.count("[c]") for table in now for row in table.rows) > 10
    attacker = FinestAttacker(GARDENS, [*was, *(replace(table, id=f"{table.id} now") for table in now)])
    ends = {place: attacker.interval(row) for place, row in attacker.withheld.items()}
    assert {place: (low, high) for place, (low, high) in ends.items() if high - low < 5} == {}


def counts_in(package: Path) -> list[Table]:
    return [table for table in read_package(package).tables if table.cube is not None]
