"""What is installed is pinned with hashes: all that pyproject.toml names, and the same versions in every list."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

_PIN = re.compile(
    r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; (?P<where>.+?))? \\\n(?P<hashes>(?: +--hash=.*\n)+)", re.M
)
AGAIN = "run .ci/lock"
EXTRAS = {"site": (), "survey": ("survey", "parquet"), "all": None}


def pinned(name: str) -> dict[tuple[str, str], str]:
    """Package and where it is installed -> its version."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    found = {(pin["name"], pin["where"] or ""): pin["version"] for pin in _PIN.finditer(text)}
    assert len(found) == text.count("=="), f"a line of requirements/{name}.txt without a hash; {AGAIN}"
    return found


def _project() -> dict[str, Any]:
    return tomllib.loads(Path(ROOT / "pyproject.toml").read_text())


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


@pytest.mark.parametrize("name", EXTRAS)
def test_every_package_that_the_project_names_is_pinned_with_its_hashes(name: str) -> None:
    project = _project()
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras if (chosen := EXTRAS[name]) is None else chosen:
        wanted += extras[extra]
    assert not {_name(one) for one in wanted} - {package for package, _ in pinned(name)}, AGAIN


@pytest.mark.parametrize("name", ["site", "survey"])
def test_a_shorter_list_pins_what_the_whole_one_pins(name: str) -> None:
    whole = {(package, version) for (package, _), version in pinned("all").items()}
    assert not {(package, version) for (package, _), version in pinned(name).items()} - whole, AGAIN


def test_what_builds_the_package_is_pinned_to_one_version() -> None:
    (backend,) = _project()["build-system"]["requires"]
    name, _, version = backend.partition("==")
    assert {v for (package, _), v in pinned("site").items() if package == name} == {version}, AGAIN
