"""The practice package: synthetic respondents that agree with what is printed, that say so, and that say no more."""

from __future__ import annotations

import csv
import json
from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest

from publication.build import Built
from tests.conftest import ROOT

PACKAGE = ROOT / "datapackage" / "practice"
Row = dict[str, str]


@pytest.fixture(scope="module")
def people() -> list[Row]:
    with (PACKAGE / "synthetic_respondents.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def figures() -> dict[str, Row]:
    with (ROOT / "datapackage/study/figures.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def test_the_committed_package_is_that_of_a_rebuild(practice_built: Built) -> None:
    committed = {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes() for path in PACKAGE.rglob("*") if path.is_file()
    }
    rebuilt = practice_built.package
    differing = sorted(name for name in committed.keys() | rebuilt.keys() if committed.get(name) != rebuilt.get(name))
    assert not differing, f"the committed files differ from a rebuild: {differing}; build and commit them"


@pytest.mark.parametrize(
    ("figure", "variable", "code"),
    [
        ("sample_uk", "country", "GB"),
        ("sample_it", "country", "IT"),
        ("sample_nl", "country", "NL"),
        ("rank_pc_count", "rank", "police_constable"),
        ("rank_dc_count", "rank", "detective_constable"),
    ],
)
def test_each_printed_count_is_reproduced(
    figure: str, variable: str, code: str, people: list[Row], figures: dict[str, Row]
) -> None:
    assert len(people) == int(figures["sample_total"]["value"])
    assert sum(row[variable] == code for row in people) == int(figures[figure]["value"])


@pytest.mark.parametrize(("figure", "variable"), [("age_mean", "age"), ("service_mean", "length_of_service")])
def test_each_printed_mean_is_reproduced(
    figure: str, variable: str, people: list[Row], figures: dict[str, Row]
) -> None:
    mean = Fraction(sum(int(row[variable]) for row in people), len(people))
    assert f"{float(mean):.{figures[figure]['decimals']}f}" == figures[figure]["value"]


@pytest.mark.parametrize(
    ("variable", "code", "among", "least", "most"),
    [
        ("gender", "male", None, "141/200", "143/200"),
        ("training_received", "never", None, "121/200", "123/200"),
        ("cybercrime_frequency", "weekly", None, "1/5", "1"),
        ("image_investigation", "actively_involved", None, "2/5", "1"),
        ("training_adequacy", "inadequate", ("training_received", "received"), "0", "2/5"),
    ],
)
def test_each_printed_share_is_reproduced_within_one_person_of_its_wording(
    variable: str, code: str, among: tuple[str, str] | None, least: str, most: str, people: list[Row]
) -> None:
    asked = [row for row in people if among is None or row[among[0]] == among[1]]
    number = sum(row[variable] == code for row in asked)
    low, high = Fraction(least) * len(asked), Fraction(most) * len(asked)
    assert low < number < high
    assert number - low < 1 or high - number < 1 or high - low < Fraction(len(asked), 90)


def test_nobody_is_asked_about_a_training_that_he_never_had(people: list[Row]) -> None:
    assert {(row["training_received"], row["training_adequacy"] == "not_asked") for row in people} == {
        ("never", True),
        ("received", False),
    }


def test_no_two_answers_go_together(people: list[Row]) -> None:
    names = [name for name in people[0] if name not in {"record", "origin", "age", "length_of_service"}]
    for one, other in combinations(names, 2):
        asked = [
            row for row in people if "training_adequacy" not in (one, other) or row["training_received"] != "never"
        ]
        both = Counter((row[one], row[other]) for row in asked)
        first, second = Counter(row[one] for row in asked), Counter(row[other] for row in asked)
        for a in first:
            for b in second:
                assert abs(both[a, b] - first[a] * second[b] / len(asked)) < 1, (a, b)


def test_every_row_file_and_title_says_that_it_is_synthetic(people: list[Row]) -> None:
    assert all(row["record"].startswith("SYNTHETIC-") and row["origin"] == "practice" for row in people)
    described = json.loads((PACKAGE / "datapackage.json").read_bytes())
    assert described["name"].startswith("synthetic")
    assert described["title"].startswith("SYNTHETIC")
    for resource in described["resources"]:
        assert resource["path"].startswith("synthetic_")
        assert resource["title"].startswith("SYNTHETIC")
        assert resource["origin"] == "practice"
    assert (PACKAGE / "README.md").read_text(encoding="utf-8").startswith("# SYNTHETIC")


def test_every_figure_of_the_summary_is_accounted_for_once(figures: dict[str, Row]) -> None:
    with (PACKAGE / "synthetic_choices.csv").open(encoding="utf-8", newline="") as stream:
        named = Counter(row["figure"] for row in csv.DictReader(stream) if row["figure"])
    assert named == Counter(id for id, row in figures.items() if row["series"] == "final")


def test_the_main_package_holds_nothing_of_the_practice_package() -> None:
    for path in (ROOT / "datapackage").iterdir():
        if path.is_file():
            text = path.read_bytes().lower().replace(b"synthetic respondents", b"")
            # `verify.py` is the same in every package, and knows the ids of synthetic respondents by their pattern.
            assert b"synthetic" not in text.replace(b'"synthetic-[0-9]+"', b""), path.name
