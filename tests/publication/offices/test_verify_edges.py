"""The readers' check at its edges: packages whose checksums, lists and report all agree with what was altered."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from publication.package.verify import main
from tests.publication.offices.office import Counted, Office, Row, flat
from tests.sealing import summed

AREAS = {"north": "", "n1": "north", "n2": "north", "south": "", "s1": "south", "s2": "south"}
PEOPLE = Counted("people", ("region", "group"), shares_of=("region",))
AGAIN = "download the package again, and tell its publisher if that does not help"


def said(capsys: pytest.CaptureFixture[str], package: Path) -> list[str]:
    """What the check finds; every list of checksums agrees with the package as it is."""
    status = main([str(summed(package))])
    found = [
        line.strip().removesuffix(f"; {AGAIN}") for line in capsys.readouterr().out.splitlines() if line[:1] == " "
    ]
    assert status == bool(found)
    return found


def large(home: Path, variables: dict[str, dict[str, str]], *tables: Counted) -> Office:
    """A package of large counts, all of them shown."""
    first, second = (Office(home, variables, {}, tables).leaves(name) for name in variables)
    codes = [(one, other) for one in first for other in second]
    office = Office(home, variables, {pair: 40 + n for n, pair in enumerate(codes)}, tables)
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    return office


def test_a_whole_within_a_whole_is_added_up_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the north has too many, the south has too few: the sum over everybody still holds."""
    office = large(tmp_path, {"area": AREAS, "group": flat("group", 2)}, Counted("people", ("area", "group")))
    assert said(capsys, office.package) == []

    def shift(rows: list[Row]) -> None:
        for row in rows:
            if row["group"] in ("g0", "total"):
                by = {"north": 1, "south": -1}.get(row["area"], 0)
                row["people_count"] = str(int(row["people_count"]) + by)

    office.rewrite("people", shift)
    assert said(capsys, office.package) == [
        f"people: {cell}: is not the sum of its parts"
        for cell in ("area=north", "area=north, group=g0", "area=south", "area=south, group=g0")
    ]


@pytest.fixture(scope="module")
def two_groups(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Everybody by region, and the people of one of two groups by region; nothing tells of the other group."""
    variables = {"region": flat("region", 3), "group": flat("group", 2)}
    tables = (Counted("everybody", ("region",)), Counted("some", ("region",)))
    return large(tmp_path_factory.mktemp("groups"), variables, *tables)


def leaving(good: Office, home: Path, left: int) -> Path:
    """A package whose second table counts one group, and leaves so many people of a region for the other group."""
    shutil.copytree(good.home, home / "groups")
    office = replace(good, home=home / "groups")

    def cut_out(rows: list[Row]) -> None:
        wholes = {row["region"]: int(row["people_count"]) for row in rows}
        own = {"r0": wholes["r0"] - left, "r1": wholes["r1"] - 30, "r2": wholes["r2"] - 30}
        for row in rows:
            row["people_count"] = str(own.get(row["region"], sum(own.values())))

    dimension = {
        "variable": "group",
        "is_multiple": False,
        "categories": [{"code": "g0", "parent": ""}, {"code": "g1", "parent": ""}],
        "exclusive": [],
        "limits": [],
    }
    office.rewrite("some", cut_out)
    office.describe(
        "some", lambda table: table["cube"].update(own="members", within=[{"dimension": dimension, "code": "g0"}])
    )
    return office.package


@pytest.mark.parametrize("left", [0, 5, 6])
def test_a_remainder_of_nobody_or_of_the_threshold_holds(
    two_groups: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], left: int
) -> None:
    assert said(capsys, leaving(two_groups, tmp_path, left)) == []


@pytest.mark.parametrize("left", [-30, -1, 1, 4])
def test_a_remainder_below_nobody_or_below_the_threshold_is_found(
    two_groups: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], left: int
) -> None:
    found = said(capsys, leaving(two_groups, tmp_path, left))
    assert "all tables: group=g1, region=r0: what is shown leaves a count below the threshold" in found


@pytest.mark.parametrize(("key", "by"), [("cells", 1), ("cells", -1), ("withheld", 1), ("withheld", -1)])
def test_a_report_of_more_or_fewer_cells_than_are_withheld_is_found(
    office: Office, capsys: pytest.CaptureFixture[str], key: str, by: int
) -> None:
    path = office.package / "disclosure.json"
    report = json.loads(path.read_bytes())
    (people,) = [table for table in report["tables"] if table["name"] == "people"]
    assert people["withheld"] > 1
    people[key] += by
    path.write_text(json.dumps(report), encoding="utf-8")
    assert said(capsys, office.package) == ["people.csv: other withheld cells than were audited"]


def test_witnesses_prove_the_promised_width_and_not_one_less(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = json.loads((office.package / "witnesses.json").read_bytes())
    moves = [dict(move) for move in proof["moves"]]
    narrowest = min(moves[high].get(cell, 0) - moves[low].get(cell, 0) for cell, low, high in proof["pairs"])
    office.promise(width=narrowest)
    assert said(capsys, office.package) == []
    office.promise(width=narrowest + 1)
    found = said(capsys, office.package)
    assert found
    assert all(line.endswith(f"nothing proves that its count is open by {narrowest + 1}") for line in found)


def test_a_count_of_the_threshold_may_be_shown_and_one_less_may_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The smallest count of the table is 40."""
    office = large(tmp_path, {"region": flat("region", 3), "group": flat("group", 2)}, PEOPLE)
    office.promise(threshold=40)
    assert said(capsys, office.package) == []
    office.promise(threshold=41)
    assert said(capsys, office.package) == ["people: group=g0, region=r0: a count below the threshold is shown"]


def test_a_share_of_the_smallest_base_may_be_shown_and_of_one_less_may_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The smallest base is that of 81 people."""
    office = large(tmp_path, {"region": flat("region", 3), "group": flat("group", 2)}, PEOPLE)
    office.promise(base_below=81)
    assert said(capsys, office.package) == []
    office.promise(base_below=82)
    assert said(capsys, office.package) == [
        f"people: {cell}: share_pct does not follow from the counts that are shown"
        for cell in ("group=g0, region=r0", "group=g1, region=r0", "region=r0")
    ]
