"""The readers' check on a survey's package, with its parts of a universe and its questions with several answers."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
import yaml

from publication.commands import check_release
from publication.package.verify import main
from tests.conftest import Workspace
from tests.sealing import sealed


@pytest.fixture
def package(good_survey: Workspace, tmp_path: Path) -> Path:
    shutil.copytree(good_survey.package, tmp_path / "package", ignore=shutil.ignore_patterns("study"))
    return tmp_path / "package"


def altered(package: Path, table: str, where: dict[str, str], **changes: str) -> Path:
    """The package with other values in the rows that have these, and checksums that agree with it."""
    path = package / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [row for row in rows if row.items() >= where.items()]
    assert found
    for row in found:
        row.update(changes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return sealed(package)


def test_a_package_of_parts_and_of_several_answers_holds(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package)]) == 0
    said = capsys.readouterr().out
    assert "holds:          Shown counts add up" in said
    assert "holds:          Whole tables prove" in said


def test_a_part_that_does_not_agree_with_its_whole_is_found(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The owners in all are those who said yes in the table of everybody."""
    where = {"side": "total", "litres": "total"}
    assert main([str(altered(package, "sizes_by_side", where, gardeners_count="500"))]) == 1
    assert "two tables do not show the same" in capsys.readouterr().out


def test_a_share_of_those_who_gave_one_of_several_answers_is_worked_out_again(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(altered(package, "tools_by_side", {"side": "total", "tools": "spade"}, share_pct="1.0"))]) == 1
    assert "tools.spade=ticked: share_pct does not follow from the counts" in capsys.readouterr().out


def test_a_witness_must_agree_with_the_whole_that_a_part_is_cut_out_of(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = package / "witnesses.json"
    document = json.loads(path.read_bytes())
    owners = next(n for n, cell in enumerate(document["cells"]) if {"barrel", "litres"} <= cell.keys())
    document["base"][owners] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(sealed(package))]) == 1
    assert "its base does not agree with the published counts" in capsys.readouterr().out


def test_answers_that_exclude_each_other_hold_in_tables_that_interlock(
    survey: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question with two answers, one of which excludes the other, by two variables."""
    categories = survey.study / "categories.csv"
    lines = categories.read_text().splitlines(keepends=True)
    categories.write_text("".join(line for line in lines if not line.startswith("tools,rake")))
    (survey.study / "charts.yml").write_text("[]\n")
    shutil.rmtree(survey.home / "docs")
    wanted = yaml.safe_load((survey.study / "tables.yml").read_text())
    kept = [table for table in wanted if table["id"] not in ("sizes_by_side", "barrels_by_side")]
    (tools,) = [table for table in kept if table["id"] == "tools_by_side"]
    kept.append(tools | {"id": "tools_by_barrel", "dimensions": ["barrel", "tools"], "shares_of": []})
    (survey.study / "tables.yml").write_text(yaml.safe_dump(kept, sort_keys=False))
    survey.build()
    assert check_release(survey.package, (), lambda _: None) == []
    assert main([str(survey.package)]) == 0
    assert "holds:          Whole tables prove" in capsys.readouterr().out
