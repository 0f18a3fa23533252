"""The data package: what Data Package version 2 asks for, and what a reader of a cell needs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest

from publication.build import Built
from publication.errors import PackageRefused
from publication.package import validate
from tests.conftest import GOLDEN, Workspace


@pytest.fixture
def described(tiny_built: Built) -> Any:
    return json.loads(tiny_built.package["datapackage.json"])


def test_the_package_names_its_schema_licence_people_and_sources(described: Any) -> None:
    head = {key: value for key, value in described.items() if key not in ("built_with", "resources", "charts")}
    assert head == {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "rain-barrels",
        "title": "Allotment gardeners and their rain barrels: an invented study",
        "description": head["description"],
        "version": "0.1.0",
        "created": "2024-04-01T00:00:00Z",
        "keywords": ["rain barrels"],
        "licenses": [
            {
                "name": "CC0-1.0",
                "title": "Creative Commons Zero",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/",
            }
        ],
        "contributors": [{"title": "The test suite", "roles": ["publisher"]}],
        "sources": [
            {"title": "The Barrel Almanac", "path": "https://almanac.example/"},
            {"title": "The Gardenia Gazette"},
        ],
    }
    assert "This is a test and speaks for nobody." in head["description"]


def test_a_package_whose_tables_have_no_source_has_no_list_of_sources(practice_built: Built) -> None:
    described = json.loads(practice_built.package["datapackage.json"])
    assert not [part["name"] for part in (described, *described["resources"]) if "sources" in part]


def test_every_resource_gives_size_hash_origin_and_a_schema(tiny_built: Built, described: Any) -> None:
    assert [resource["name"] for resource in described["resources"]] == [
        table.id for table in tiny_built.release.tables
    ]
    for resource in described["resources"]:
        content = tiny_built.package[resource["path"]]
        assert resource["$schema"] == "https://datapackage.org/profiles/2.0/dataresource.json"
        assert resource["schema"]["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert (resource["type"], resource["encoding"], resource["origin"]) == ("table", "utf-8", "cited")
        # The package for R refuses a table without it.
        assert resource["profile"] == "tabular-data-resource"
        header = next(csv.reader(io.StringIO(content.decode())))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert set(resource["schema"]["primaryKey"]) <= set(header)


def test_every_field_has_title_description_and_type_and_says_what_empty_means(
    tiny_built: Built, described: Any
) -> None:
    for resource in described["resources"]:
        records = list(csv.DictReader(io.StringIO(tiny_built.package[resource["path"]].decode())))
        for field in resource["schema"]["fields"]:
            assert field["title"]
            assert field["description"]
            assert field["type"] in ("string", "integer", "number", "boolean", "date")
            if any(record[field["name"]] == "" for record in records):
                assert all(missing["label"] for missing in field["missingValues"]), (resource["name"], field["name"])


def test_references_lead_to_the_tables_that_publish_what_they_name(described: Any) -> None:
    names = {resource["name"] for resource in described["resources"]} | {""}
    keys = {
        (resource["name"], key["fields"][0]): key["reference"]["resource"]
        for resource in described["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert set(keys.values()) <= names
    assert keys["printed", "source"] == "books"
    assert keys["printed", "universe"] == "groups"
    assert keys["answers", "variable"] == "questions"


def test_charts_are_described_with_their_files(tiny_built: Built, described: Any) -> None:
    files = [file for chart in described["charts"] for file in chart["files"]]
    assert {file["path"] for file in files} == {name for name in tiny_built.package if name.startswith("charts/")}
    for file in files:
        assert file["hash"] == f"sha256:{hashlib.sha256(tiny_built.package[file['path']]).hexdigest()}"


def test_frictionless_finds_the_package_valid(good_tiny: Workspace, good_real: Workspace) -> None:
    for copy in (good_tiny, good_real):
        report = frictionless.validate(str(copy.package / "datapackage.json"))
        assert report.valid, report.flatten(["type", "message"])


@pytest.mark.parametrize("name", ["gardeners_by_side.csv", "printed.csv", "press.csv"])
def test_a_table_is_published_as_the_golden_file_has_it(tiny_built: Built, name: str) -> None:
    assert tiny_built.package[name].decode() == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_readme_lists_every_table(tiny_built: Built) -> None:
    readme = tiny_built.package["README.md"].decode()
    assert not [table.id for table in tiny_built.release.tables if f"[{table.id}.csv]({table.id}.csv)" not in readme]


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        pytest.param("printed.csv", "share,62%,62,", "share,62%,63,", "hash", id="another number"),
        pytest.param("datapackage.json", '"type": "table"', '"type": "tables"', "type", id="another description"),
    ],
)
def test_a_package_that_does_not_fit_its_own_description_is_refused(
    tiny: Workspace, file: str, old: str, new: str, what: str
) -> None:
    path = tiny.package / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PackageRefused, match=what):
        validate(tiny.package)


@pytest.mark.parametrize("name", ["a#b", "a[b]", "a*b?", "ü 100%"])
def test_a_package_is_validated_whatever_the_folders_above_it_are_called(
    good_tiny: Workspace, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(good_tiny.package, tmp_path / name / "package")
    validate(folder)
    (folder / "printed.csv").write_bytes((folder / "printed.csv").read_bytes() + b"x")
    with pytest.raises(PackageRefused, match="printed"):
        validate(folder)
