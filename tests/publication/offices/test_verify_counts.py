"""The readers' check on tables of counts: sums, shares, markers, the threshold and the proofs of protection."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publication.package.verify import main
from tests.publication.offices.office import Office
from tests.sealing import sealed, summed

Rows = list[dict[str, str]]


def altered(package: Path, change: Callable[[Rows], None]) -> Path:
    path = package / "people.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return sealed(package)


def first(rows: Rows, *, withheld: bool) -> dict[str, str]:
    return next(row for row in rows if (row["people_count"] == "") is withheld)


def unmark(rows: Rows) -> None:
    first(rows, withheld=True)["marker"] = ""


def mark_another(rows: Rows) -> None:
    first(rows, withheld=False)["marker"] = "[c]"


def show_a_small_count(rows: Rows) -> None:
    first(rows, withheld=True).update(people_count="1", marker="")


def change_a_count(rows: Rows) -> None:
    row = first(rows, withheld=False)
    row["people_count"] = str(int(row["people_count"]) + 1)


def begin_with_a_nought(rows: Rows) -> None:
    row = first(rows, withheld=False)
    row["people_count"] = f"0{row['people_count']}"


def write_other_digits(rows: Rows) -> None:
    """Python takes the digits of other scripts for digits."""
    row = first(rows, withheld=False)
    row["people_count"] = "".join(chr(0x660 + int(digit)) for digit in row["people_count"])


@pytest.fixture
def package(good_office: Office, tmp_path: Path) -> Path:
    shutil.copytree(good_office.package, tmp_path / "package")
    return tmp_path / "package"


def test_a_protected_package_holds(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package)]) == 0
    assert "holds:          Whole tables prove" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (unmark, "an empty count without a marker"),
        (mark_another, "a marker beside a count"),
        (show_a_small_count, "a count below the threshold is shown"),
        (change_a_count, "is not the sum of its parts"),
        (begin_with_a_nought, "people_count: no integer, or not as the program writes one"),
        (write_other_digits, "people_count: no integer, or not as the program writes one"),
    ],
)
def test_an_altered_table_of_counts_is_found(
    package: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Rows], None], says: str
) -> None:
    assert main([str(altered(package, change))]) == 1
    assert says in capsys.readouterr().out


def narrow(document: dict[str, Any]) -> None:
    document["pairs"][0][2] = document["pairs"][0][1]


def another_base(document: dict[str, Any]) -> None:
    document["base"][0] += 1


def another_move(document: dict[str, Any]) -> None:
    document["moves"][-1] = document["moves"][-1][1:]


def fewer_cells(document: dict[str, Any]) -> None:
    document["cells"][0] = {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (narrow, "nothing proves that its count is open by"),
        (another_base, "its base does not agree with the published counts"),
        (another_move, "leads to a table that does not agree"),
        (fewer_cells, "about other cells than those that have no count"),
    ],
)
def test_a_witness_that_proves_nothing_is_found(
    package: Path, capsys: pytest.CaptureFixture[str], change: Callable[[dict[str, Any]], None], says: str
) -> None:
    path = package / "witnesses.json"
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(sealed(package))]) == 1
    assert says in capsys.readouterr().out


def test_withheld_counts_without_witnesses_are_refused(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "witnesses.json").unlink()
    assert main([str(sealed(package))]) == 1
    assert "nothing proves that they are safe" in capsys.readouterr().out


def as_its_own_parent(dimension: dict[str, Any]) -> None:
    for category in dimension["categories"]:
        category["parent"] = category["code"]


def in_a_circle(dimension: dict[str, Any]) -> None:
    codes = [category["code"] for category in dimension["categories"]]
    for category, parent in zip(dimension["categories"], [*codes[1:], codes[0]], strict=True):
        category["parent"] = parent


def below_nobody(dimension: dict[str, Any]) -> None:
    dimension["categories"][0]["parent"] = "ghost"


def twice(dimension: dict[str, Any]) -> None:
    dimension["categories"].append(dimension["categories"][0])


def without_any(dimension: dict[str, Any]) -> None:
    dimension["categories"] = []


def too_many(dimension: dict[str, Any]) -> None:
    dimension["categories"] += [{"code": f"more{n}", "parent": ""} for n in range(20_000)]


@pytest.mark.parametrize("change", [as_its_own_parent, in_a_circle, below_nobody, twice, without_any, too_many])
def test_a_description_by_which_no_sum_would_be_checked_is_refused(
    package: Path, capsys: pytest.CaptureFixture[str], change: Callable[[dict[str, Any]], None]
) -> None:
    path = package / "datapackage.json"
    described = json.loads(path.read_bytes())
    for resource in described["resources"]:
        for dimension in resource["cube"]["dimensions"]:
            change(dimension)
    path.write_text(json.dumps(described), encoding="utf-8")
    assert main([str(sealed(package))]) == 1
    said = capsys.readouterr().out
    assert "datapackage.json: people: region: " in said
    assert "All of it holds" not in said


def test_it_says_how_much_it_checked(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"holds: +Shown counts add up, .* \([\d,]+ sums, 120 rows of counts\)", said), said
    assert re.search(r"holds: +Whole tables prove .* \([\d,]+ moves, [\d,]+ withheld counts\)", said), said


def test_a_policy_that_promises_nothing_and_a_table_that_is_rounded_to_nothing_are_refused(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = package / "datapackage.json"
    before = path.read_text(encoding="utf-8")
    for old, new, says in (
        ('"threshold": 5', '"thresholds": 5', "no threshold or width"),
        ('"rounded_to": 1', '"rounded_to": 0', "rounded to nothing"),
    ):
        path.write_text(before.replace(old, new), encoding="utf-8")
        assert main([str(sealed(package))]) == 1
        assert says in capsys.readouterr().out


def test_other_witnesses_than_were_audited_are_found_though_their_own_list_agrees(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = package / "witnesses.json"
    path.write_bytes(path.read_bytes().replace(b'"about"', b'"About"'))
    assert main([str(summed(package))]) == 1
    assert "witnesses.json: other bytes than datapackage.json describes" in capsys.readouterr().out
