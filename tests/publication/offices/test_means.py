"""Means beside protected counts: a withheld one cannot be worked out, and no person stands out of a shown one."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from safetables.policy import Method, Policy
from safetables.sums import Sum
from safetables.suppress.means import MeanDemand, is_dominated, mean_of, shown_means
from safetables.system import Variable
from tests.drawing import examples
from tests.publication.offices.office import Counted, Office, Row, poisson_office
from tests.safetables.worlds import Shape, related

MEAN = "mean_years"


def service(home: Path, seed: int = 1, **settings: int | str) -> Office:
    """Years of service by region and group; in r0, g0 one person has nearly all of them."""
    office = poisson_office(home, (3, 3), mean=30, **{"threshold": 5, "mean_base_below": 12, **settings})
    draws = np.random.RandomState(seed)
    office.values = {codes: draws.randint(1, 40, count).tolist() for codes, count in office.people.items()}
    office.values["r0", "g0"] = [9_000, 3, *([1] * (office.people["r0", "g0"] - 2))]
    office.tables = (Counted("people", ("region", "group"), mean_of="years"),)
    office.write()
    return office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = service(tmp_path_factory.mktemp("means"))
    ran = office.protect()
    assert ran.returncode == 0, ran.stderr
    return office


@pytest.fixture
def spoilt(tmp_path: Path) -> Office:
    office = service(tmp_path)
    assert office.protect().returncode == 0
    return office


def test_a_mean_that_one_person_makes_is_withheld_with_what_would_give_it_away(made: Office) -> None:
    rows = {(row["region"], row["group"]): row for row in made.published_rows("people")}
    assert rows["r0", "g0"]["people_count"]
    assert rows["r0", "g0"][MEAN] == ""
    beside = [rows[codes][MEAN] for codes in rows if codes != ("r0", "g0")]
    assert beside.count("") >= 3
    assert any(beside)
    for (region, group), row in rows.items():
        if row[MEAN]:
            sums = made.sums((region, group))
            assert Fraction(row[MEAN]) == Fraction(mean_of(Sum(int(sums["sum"]), 0, 0), int(row["people_count"]), 1))


def test_the_written_package_passes_its_audit(made: Office) -> None:
    assert made.check().stdout == "Nothing found.\n"


def test_a_withheld_mean_that_its_neighbours_give_away_is_refused(spoilt: Office) -> None:
    """All means but one are shown: the total and the other cells leave what rounding leaves."""
    true = {codes: spoilt.sums(codes) for codes in spoilt.margins()}

    def tell(rows: list[Row]) -> None:
        for row in rows:
            codes = (row["region"], row["group"])
            if codes != ("r0", "g0"):
                row[MEAN] = str(mean_of(Sum(int(true[codes]["sum"]), 0, 0), int(row["people_count"]), 1))

    spoilt.rewrite("people", tell)
    says = "table people: region=r0, group=g0: its sum is found up to the percentage of the policy"
    assert any(line.startswith(says) for line in spoilt.check().stdout.splitlines())


def without_its_count(rows: list[Row]) -> None:
    row = next(row for row in rows if row[MEAN])
    row["people_count"], row["marker"] = "", "[c]"


def with_more_digits(rows: list[Row]) -> None:
    row = next(row for row in rows if row[MEAN])
    row[MEAN] += "1"


def that_no_values_have(rows: list[Row]) -> None:
    total = next(row for row in rows if row["region"] == row["group"] == "total")
    for row in rows:
        row[MEAN] = "20.0"
    total[MEAN] = "90.0"


FAULTS: dict[Callable[[list[Row]], None], str] = {
    without_its_count: "a mean without a count",
    with_more_digits: "a mean without its 1 digits after the point",
    that_no_values_have: "no values give the means that are shown",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mean_that_cannot_be_is_refused(spoilt: Office, fault: Callable[[list[Row]], None]) -> None:
    spoilt.rewrite("people", fault)
    found = spoilt.check()
    assert found.returncode == 1
    assert FAULTS[fault] in found.stdout


def test_a_mean_of_fewer_than_the_policy_allows_is_refused(spoilt: Office) -> None:
    spoilt.promise(mean_base_below=150)
    assert ": a mean of too few; withhold the mean" in spoilt.check().stdout


def change_row(office: Office, **changes: str) -> None:
    rows = list(office.rows(office.tables[0]))
    rows[0] |= changes
    office.write_counts("people", rows)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sum": "-3"}, r"counts/people.csv:2:sum: no whole, non-negative number; "),
        ({"largest": "1.5"}, r"counts/people.csv:2:largest: no whole, non-negative number; "),
        (
            {"second": "9001"},
            r"counts/people.csv:2: a sum and its largest values that no values of so many people have",
        ),
        ({"sum": "9001"}, r"counts/people.csv:2: a sum and its largest values that no values of so many people have"),
        ({"sum": "9040"}, r"counts: people\[.*\]: the sum, or the largest values, are not those of its parts; "),
    ],
)
def test_sums_that_are_wrong_are_named_by_place_and_not_by_value(
    tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    office = service(tmp_path)
    change_row(office, **changes)
    stopped = office.protect()
    assert stopped.returncode == 1
    assert re.search(says, stopped.stderr)
    assert "9000" not in stopped.stderr
    assert not office.package.exists()


def test_means_beside_rounded_counts_are_refused(tmp_path: Path) -> None:
    office = service(tmp_path, method="rounding", round_to=5)
    stopped = office.protect()
    assert stopped.returncode == 1
    assert "table people: means beside rounded counts; " in stopped.stderr


def test_a_mean_of_a_variable_without_numbers_is_refused(tmp_path: Path) -> None:
    office = service(tmp_path)
    path = office.home / "study" / "tables.yml"
    path.write_text(path.read_text().replace("mean_of: years", "mean_of: region"))
    assert "'region' is no numeric variable" in office.protect().stderr


@pytest.mark.parametrize(
    ("cell", "is_so"),
    [
        (Sum(100, 90, 1), False),
        (Sum(100, 90, 5), True),
        (Sum(50, 50, 0), True),
        (Sum(0, 0, 0), False),
        (Sum(120, 10, 10), False),
    ],
)
def test_whoever_takes_himself_away_must_not_come_near_the_largest(cell: Sum, is_so: bool) -> None:
    assert is_dominated(cell, 10) is is_so


@examples(20)
@given(st.integers(0, 2**32 - 1), st.integers(2, 3), st.integers(2, 3), st.sampled_from((5, 10, 25)))
def test_no_withheld_sum_is_found_up_to_the_percentage(seed: int, rows: int, columns: int, within: int) -> None:
    """An outsider's intervals by another solver than ours, over random values with a few large ones."""
    draws = np.random.RandomState(seed)
    variables = [Variable.flat("a", map(str, range(rows))), Variable.flat("b", map(str, range(columns)))]
    relations = related([Shape("u", ("a", "b"))], variables)
    sums, counts = {}, np.zeros(relations.n_cells, dtype=np.int64)
    for cell, place in enumerate(relations.cells):
        if len(place.where) == 2:
            values = sorted((draws.pareto(1.0, draws.randint(1, 12)) * 10).astype(int).tolist(), reverse=True)
            counts[cell], sums[cell] = len(values), Sum(sum(values), values[0], [*values, 0][1])
    for _ in range(2):
        for parent, children in zip(relations.parents, relations.children, strict=True):
            if parent not in sums and all(child in sums for child in children):
                whole = sums[children[0]]
                for child in children[1:]:
                    whole = whole.and_also(sums[child])
                sums[parent], counts[parent] = whole, counts[list(children)].sum()
    policy = Policy(Method.SUPPRESSION, 3, 3, 0, 0, 5, {}, mean_base_below=4, mean_within_pct=within)
    nothing = np.tile([0.0, np.inf], (relations.n_cells, 1))
    shown = shown_means(MeanDemand(relations, counts, sums, nothing, policy, spare=2))
    bounds: list[tuple[float, float | None]] = [(0.0, None)] * relations.n_cells
    for cell in shown:
        assert counts[cell] >= 4
        assert not is_dominated(sums[cell], within)
        printed = Fraction(mean_of(sums[cell], int(counts[cell]), 1))
        half = Fraction(1, 20)
        bounds[cell] = (
            float(max(Fraction(0), printed - half) * int(counts[cell])),
            float((printed + half) * int(counts[cell])),
        )
    for cell in sorted(set(sums) - shown):
        aim = np.zeros(relations.n_cells)
        aim[cell] = 1.0
        zeros = np.zeros(len(relations.parents))
        low, high = (linprog(side * aim, A_eq=relations.matrix(), b_eq=zeros, bounds=bounds) for side in (1, -1))
        assert low.status == 0
        if high.status == 0:
            assert 100 * (-high.fun - low.fun) >= within * -high.fun


def one_value(office: Office) -> None:
    office.values["r2", "g2"][0] += 900


def one_more(office: Office) -> None:
    """Enough for the counts, too few for a mean."""
    office.people["r2", "g2"] += 8
    office.values["r2", "g2"] += [20] * 8


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (one_value, "the mean of as many people differs from that of the earlier release"),
        (one_more, "with the mean of the earlier release, it is a mean of too few"),
    ],
)
def test_means_of_two_releases_that_tell_of_a_few_are_refused(
    spoilt: Office, made: Office, change: Callable[[Office], None], says: str
) -> None:
    change(spoilt)
    spoilt.write()
    stopped = spoilt.protect("--earlier", str(made.package))
    assert stopped.returncode == 1
    assert says in stopped.stderr


def test_a_mean_that_an_earlier_release_shows_is_not_withheld_now(spoilt: Office, made: Office) -> None:
    def withhold(rows: list[Row]) -> None:
        next(row for row in rows if row[MEAN])[MEAN] = ""

    spoilt.rewrite("people", withhold)
    assert ": a mean that a release before shows; " in spoilt.check("--earlier", str(made.package)).stdout
    assert made.check("--earlier", str(made.package)).stdout == "Nothing found.\n"
