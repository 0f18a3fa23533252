"""Names that tables of counts use themselves are refused where the study declares them, before anybody is counted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from publication.study import read_study
from tests.conftest import ROOT

SURVEY = ROOT / "tests" / "tiny_survey" / "study"


@pytest.mark.parametrize("name", ["marker", "origin", "share_pct", "gardeners_count"])
def test_a_variable_named_like_a_column_of_every_table_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(SURVEY, tmp_path / "study")
    for path in (tmp_path / "study").iterdir():
        path.write_text(re.sub(r"(?<!-)\bbarrel\b", name, path.read_text()))
    _, problems = read_study(tmp_path / "study")
    says = (
        f"study/variables.csv:3:id: {name!r} is a column that every table of counts has; give the variable another id"
    )
    assert [str(problem) for problem in problems if str(problem).startswith(says)]


def test_a_category_that_has_the_code_of_totals_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SURVEY, tmp_path / "study")
    path = tmp_path / "study" / "categories.csv"
    path.write_text(path.read_text().replace("\nside,south,", "\nside,total,"))
    _, problems = read_study(tmp_path / "study")
    says = "code: 'total' stands for everybody in tables of counts; give the category another code"
    assert any(says in str(problem) for problem in problems)
