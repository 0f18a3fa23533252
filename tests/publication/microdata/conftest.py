"""The invented survey, counted once from a file that lies outside the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Workspace
from tests.publication.microdata.gardeners import Row, as_csv, gardeners

SURVEY = ROOT / "tests" / "tiny_survey"


@pytest.fixture(scope="session")
def answers() -> list[Row]:
    return list(gardeners())


@pytest.fixture(scope="session")
def good_survey(tmp_path_factory: pytest.TempPathFactory, drawings: Path, answers: list[Row]) -> Workspace:
    """The survey with its package; to be read and not to be changed."""
    survey = Workspace(tmp_path_factory.mktemp("survey"), drawings)
    shutil.copytree(SURVEY / "study", survey.study)
    shutil.copytree(SURVEY / "docs", survey.home / "docs")
    survey.write(as_csv(answers))
    survey.build()
    return survey


@pytest.fixture
def survey(good_survey: Workspace, tmp_path: Path) -> Workspace:
    """The survey with its last good package, for a test to spoil."""
    shutil.copytree(good_survey.home, tmp_path / "survey")
    return Workspace(tmp_path / "survey", good_survey.cache)
