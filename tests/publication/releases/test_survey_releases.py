"""Releases of a survey with withheld counts: each stays what it was, and the next is protected beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publication.releases import package_in
from tests.publication.microdata.gardeners import gardeners
from tests.publication.releases.survey import FIRST, Survey

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
