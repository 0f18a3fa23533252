"""Weighted shares: worked out from shown counts alone, so that they tell nothing that the counts do not."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from publication.package.verify import main
from tests.publication.offices.office import Counted, Office, Row, poisson_office

WEIGHTS = {"north": "0.25", "south": "1", "west": "2.5", "islands": "0"}
REGIONS = {"mainland": "", "north": "mainland", "south": "mainland", "west": "mainland", "islands": ""}


def weighted_office(home: Path) -> Office:
    office = poisson_office(home, (4, 3), mean=30, threshold=5, base_below=10)
    people: dict[tuple[str, ...], int] = {
        (region, group): office.people[f"r{place}", group]
        for place, region in enumerate(WEIGHTS)
        for group in office.variables["group"]
    }
    # One small cell, and one more that hides it in its row and in its column.
    people["north", "g0"] = 2
    office.people = people
    office.variables = {"region": REGIONS, "group": office.variables["group"]}
    office.weights = {"by_region": {f"region={name}": weight for name, weight in WEIGHTS.items()}}
    office.tables = (Counted("people", ("region", "group"), shares_of=("region",), weighted_by="by_region"),)
    return office


@pytest.fixture(scope="module")
def weighted(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = weighted_office(tmp_path_factory.mktemp("weighted"))
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert made.stderr.count("intruder who knows everything that is published") == 1
    return office


def by_hand(rows: list[Row], region: str, group: str) -> str:
    """The weighted share of a group, from the published counts of the finest regions."""
    counts = {(row["region"], row["group"]): row["people_count"] for row in rows}
    within = {"mainland": ["north", "south", "west"], "total": list(WEIGHTS)}.get(region, [region])
    sums = []
    for wanted in (group, "total"):
        parts = [(WEIGHTS[name], counts[name, wanted]) for name in within]
        if "" in [count for _, count in parts]:
            return ""
        sums.append(sum(Fraction(weight) * int(count) for weight, count in parts))
    part, whole = sums
    if not whole:
        return ""
    exact = 100 * part / whole
    return str((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_a_weighted_share_is_that_by_hand_from_the_shown_counts(weighted: Office) -> None:
    rows = weighted.published_rows("people")
    bases = {row["region"]: row["people_count"] for row in rows if row["group"] == "total"}
    found = [(row["weighted_share_pct"], row["base_count"]) for row in rows]
    assert found == [(by_hand(rows, row["region"], row["group"]), bases[row["region"]]) for row in rows]
    assert sum(share != "" for share, _ in found) > 10
    assert sum(row["people_count"] == "" for row in rows) > 2
    different = [row for row in rows if row["region"] == "mainland" and row["weighted_share_pct"] != row["share_pct"]]
    assert different


def test_a_weighted_release_passes_every_check(weighted: Office) -> None:
    checked = weighted.check()
    assert checked.returncode == 0, checked.stdout
    assert main([str(weighted.package)]) == 0


@pytest.fixture
def spoilt(tmp_path: Path) -> Office:
    office = weighted_office(tmp_path)
    office.write()
    assert office.protect().returncode == 0
    return office


def test_a_weighted_share_from_withheld_counts_is_found(spoilt: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the weights, and an unweighted share or not, it would tell the number of each group."""

    def print_it(rows: list[Row]) -> None:
        (row,) = [row for row in rows if (row["region"], row["group"]) == ("mainland", "g0")]
        assert row["weighted_share_pct"] == ""
        row["weighted_share_pct"] = "31.4"

    spoilt.rewrite("people", print_it)
    checked = spoilt.check()
    assert checked.returncode == 1
    assert "people: region=mainland, group=g0: a weighted share that the shown counts do not give; " in (
        checked.stdout + checked.stderr
    )
    assert main([str(spoilt.package)]) == 1
    assert "weighted_share_pct does not follow from the counts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("base_count", "77", "an unweighted base that is not the count of its people"),
        ("weighted_share_pct", "", "a weighted share that the shown counts do not give"),
        ("weighted_share_pct", "50.00", "a weighted share that the shown counts do not give"),
    ],
)
def test_what_stands_in_place_of_a_weighted_share_or_its_base_is_found(
    spoilt: Office, column: str, value: str, says: str
) -> None:
    def change(rows: list[Row]) -> None:
        (row,) = [row for row in rows if (row["region"], row["group"]) == ("south", "g1")]
        assert row[column] not in ("", value)
        row[column] = value

    spoilt.rewrite("people", change)
    checked = spoilt.check()
    assert checked.returncode == 1
    assert f"people: region=south, group=g1: {says}; " in checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([{"codes": ["north"], "weight": "1"}], "weights that some group has not, or has twice"),
        (
            [{"codes": [name], "weight": "-1"} for name in WEIGHTS],
            "a weight that is no number of at least 0",
        ),
        (
            [{"codes": [name], "weight": "1"} for name in WEIGHTS],
            "a weighted share that the shown counts do not give",
        ),
    ],
    ids=["some groups", "below zero", "other weights"],
)
def test_weights_that_do_not_fit_their_shares_are_found(
    spoilt: Office, weights: list[dict[str, object]], says: str
) -> None:
    spoilt.describe("people", lambda resource: resource["cube"]["weighted"][0].update(weights=weights))
    checked = spoilt.check()
    assert checked.returncode == 1
    assert says in checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"region=north": "1", "region=south": "1", "region=west": "1"},
         "study/weights.csv:2:where: 'by_region' gives region=islands no weight; add the group"),
        ({f"region={name}": "0" for name in WEIGHTS},
         "study/weights.csv:2:where: nobody counts by 'by_region'; give some group a weight above zero"),
        ({**{f"region={name}": "1" for name in WEIGHTS}, "region=mainland": "1"},
         "study/weights.csv:6:where: no group of people: a category that is unknown, or that has parts; name"),
        ({f"region={name}": "-1" for name in WEIGHTS},
         "study/weights.csv:2:weight: -1 is below 0; correct it"),
        ({"=": "1"}, "study/weights.csv:2:where: no group of people; name a category of each variable, as in `region"),
        ({"age=old": "1"}, "study/weights.csv:2:where: 'age' is no variable of which everybody has one category; "),
        ({f"region={name} | group=g0": "1" for name in WEIGHTS},
         "study/tables.yml: people: weighted by groups of 'group', which is no dimension; add the dimension: "),
        ({}, "study/tables.yml: people: unknown weighting 'by_region'; add it to weights.csv, or correct the id"),
    ],
    ids=["a group left out", "nobody counts", "a group with parts", "below zero", "no group", "unknown variable",
         "no dimension", "no weights"],
)  # fmt: skip
def test_weights_that_cannot_be_used_stop_the_run(tmp_path: Path, weights: dict[str, str], says: str) -> None:
    office = weighted_office(tmp_path)
    office.weights = {"by_region": weights}
    if "no dimension" in says or "which is no" in says:
        office.tables = (Counted("people", ("region",), shares_of=(), weighted_by="by_region"),)
    office.write()
    made = office.protect()
    assert made.returncode == 1
    assert says in made.stderr


def test_weights_that_nothing_uses_and_shares_of_nothing_stop_the_run(tmp_path: Path) -> None:
    office = weighted_office(tmp_path)
    office.tables = (Counted("people", ("region", "group"), weighted_by="by_region"),)
    office.weights |= {"idle": {f"group={name}": "1" for name in office.variables["group"]}}
    office.write()
    said = office.protect().stderr
    assert "study/weights.csv:6: no table is weighted by 'idle'; name it in tables.yml as weighted_by, or" in said
    assert "study/tables.yml: people: weighted_by without shares_of; say what the shares are of; [] is the" in said
