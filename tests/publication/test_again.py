"""Files that follow from others are written again: a count hidden in any of them is found, however well sealed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from publication.again import not_checked, rewritten_findings
from publication.commands import check_release
from publication.package.reading import read_package
from tests.conftest import Workspace
from tests.sealing import summed

HIDDEN = "4 gardeners of the wood said nothing"


@pytest.fixture
def package(good_tiny: Workspace, tmp_path: Path) -> Path:
    shutil.copytree(good_tiny.package, tmp_path / "package", ignore=shutil.ignore_patterns("study"))
    return tmp_path / "package"


def named(package: Path) -> list[str]:
    """The files that are not what the program writes."""
    return [finding.row for finding in rewritten_findings(read_package(package))]


def test_a_package_as_it_was_written_is_written_again_to_the_same_bytes(package: Path) -> None:
    assert named(package) == []
    assert "README.md" in not_checked(read_package(package))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("charts/barrels.svg", "<title>", f"<!-- {HIDDEN} --><title>", id="a comment in a drawing"),
        pytest.param("charts/barrels.svg", "<desc>", f"<desc>{HIDDEN}. ", id="the description of a drawing"),
        pytest.param("charts/barrels.svg", "<svg ", f'<svg data-n="{HIDDEN}" ', id="an attribute"),
        pytest.param("charts/barrels.svg", "</text>", f"<tspan>{HIDDEN}</tspan></text>", id="a part of a text"),
        pytest.param("charts/barrels-dark.svg", "</svg>", f"<script>// {HIDDEN}\n</script></svg>", id="a script"),
        pytest.param("charts/barrels.vl.json", '"$schema"', f'"usermeta": "{HIDDEN}", "$schema"', id="a specification"),
        pytest.param("CITATION.cff", "version:", f"# {HIDDEN}\nversion:", id="a comment in the citation"),
        pytest.param("ddi-codebook.xml", "<labl>", f"<labl>{HIDDEN}: ", id="a label in the codebook"),
        pytest.param("ddi-codebook.xml", "<fileDscr ", f'<fileDscr URI="{HIDDEN}" ', id="an attribute in the codebook"),
        pytest.param("csv-metadata.json", '"url"', f'"note": "{HIDDEN}", "url"', id="the description of all tables"),
        pytest.param("printed.metadata.json", '"url"', f'"note": "{HIDDEN}", "url"', id="the description of a table"),
        pytest.param("verify.py", "import csv", f"import csv  # {HIDDEN}", id="the program of readers"),
    ],
)
def test_a_count_that_is_hidden_in_a_file_is_found(package: Path, file: str, old: str, new: str) -> None:
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert named(summed(package)) == [file]


def test_the_command_says_what_it_does_not_check_and_finds_what_was_hidden(package: Path) -> None:
    said: list[str] = []
    assert check_release(package, (), said.append) == []
    assert any(line.startswith("Not checked, since people wrote it: the words of README.md") for line in said)
    path = package / "CITATION.cff"
    path.write_text(path.read_text(encoding="utf-8") + f"# {HIDDEN}\n", encoding="utf-8")
    (problem,) = check_release(summed(package), (), said.append)
    assert problem.where == "table all: CITATION.cff"


def test_a_key_that_stands_twice_is_refused(package: Path) -> None:
    path = package / "datapackage.json"
    assert json.loads(path.read_bytes())["title"]
    path.write_text(path.read_text(encoding="utf-8").replace('"title"', f'"title": "{HIDDEN}", "title"', 1))
    (problem,) = check_release(summed(package), (), lambda _: None)
    assert (problem.where, problem.what) == ("datapackage.json", "no JSON")
