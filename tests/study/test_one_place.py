"""What the map promises: a column, key, setting, kind of chart or check is added where it says; a build takes it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, TINY

POLICY = """\
threshold: 5
certainty_below: 10
base_below: 20
smallest_country: 3
reasons: {threshold: few, certainty_below: few, base_below: few, smallest_country: few}
"""
RATIO = """\
def _ratio(check: _Check) -> _Results:
    part, whole = check.one("part"), check.one("whole")
    ratio = Interval.point(Fraction(whole.count, part.count))
    yield check.result("ratio", f"{whole.label} to {part.label}", ratio, "", [part, whole], 1)
"""
CHECK = """
- id: of_north
  kind: ratio
  question: How many gardeners are there to one of the north side?
  part: gardeners_north
  whole: gardeners_all
  reading: More than one.
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny study's package, built by a copy of the program that was changed in five ways."""
    home = tmp_path_factory.mktemp("changed")
    shutil.copytree(ROOT / "scripts", home / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TINY, home / "tiny")
    study, scripts = home / "tiny" / "study", home / "scripts"
    own = "sources,citation,,How to cite it.,,,,,,,\n"
    doi = "sources,doi,DOI,Its digital object identifier.,none,,,,,,\n"
    edit(scripts / "publication/study/columns.csv", own, own + doi)
    edit(study / "sources.csv", "citation,checked", "citation,doi,checked")
    edit(study / "sources.csv", "(2023).,", "(2023).,10.1234/barrels,")
    edit(study / "sources.csv", "Gazette.,", "Gazette.,,")
    key = '    sources_terms: Text = ""\n'
    edit(scripts / "publication/model/card.py", key, f'{key}    motto: Text = ""\n')
    edit(study / "study.yml", "independence:", "motto: Water is kept.\nindependence:")
    setting = "    mean_decimals: int = "
    own = '    smallest_country: int = field(default=1, metadata={"least": 1, "most": 9})\n'
    edit(scripts / "safetables/policy.py", setting, f"{own}{setting}")
    (study / "protection.yml").write_text(POLICY, encoding="utf-8")
    edit(scripts / "publication/model/specs.py", '    BARS = "bars"\n', '    BARS = "bars"\n    RANKED = "ranked"\n')
    drawn = "    ChartKind.SHARES: _shares,\n"
    edit(scripts / "publication/charts/bars.py", drawn, f"{drawn}    ChartKind.RANKED: _shares,\n")
    charts = (study / "charts.yml").read_text(encoding="utf-8")
    (study / "charts.yml").write_text(charts.replace("kind: shares", "kind: ranked", 1), encoding="utf-8")
    inputs = "CHECK_INPUTS: Mapping[str, tuple[str, ...]] = {\n"
    edit(scripts / "publication/model/specs.py", inputs, f'{inputs}    "ratio": ("part", "whole"),\n')
    kinds = "_KINDS: dict[str, Callable[[_Check], _Results]] = {\n"
    edit(scripts / "publication/cited/checks.py", kinds, f'{RATIO}\n\n{kinds}    "ratio": _ratio,\n')
    with (study / "checks.yml").open("a", encoding="utf-8") as file:
        file.write(CHECK)
    runner, package = scripts / "build_release.py", home / "package"
    found = subprocess.run(
        [sys.executable, str(runner), "--study", str(study), "--out", str(package)],
        env={**os.environ, "PYTHONPATH": str(scripts)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not found.returncode, found.stderr
    return package


def test_a_new_column_is_published_and_explained(package: Path) -> None:
    with (package / "books.csv").open(encoding="utf-8", newline="") as file:
        assert [row["doi"] for row in csv.DictReader(file)] == ["10.1234/barrels", ""]
    with (package / "meanings.csv").open(encoding="utf-8", newline="") as file:
        assert "Its digital object identifier." in [row["meaning"] for row in csv.DictReader(file)]


def test_a_new_key_is_taken(package: Path) -> None:
    assert "motto" in (package.parent / "tiny" / "study" / "study.yml").read_text(encoding="utf-8")
    assert (package / "datapackage.json").is_file()


def test_a_new_setting_is_published_with_the_policy(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["protection"]["smallest_country"] == 3


def test_a_new_kind_of_chart_is_drawn(package: Path) -> None:
    charts = (package.parent / "tiny" / "study" / "charts.yml").read_text(encoding="utf-8")
    (id,) = [entry.split()[2] for entry in charts.split("\n\n") if "kind: ranked" in entry]
    assert (package / "charts" / f"{id}.svg").is_file()


def test_a_new_kind_of_check_is_worked_out(package: Path) -> None:
    with (package / "sums.csv").open(encoding="utf-8", newline="") as file:
        assert "of_north.ratio" in [row["id"] for row in csv.DictReader(file)]
