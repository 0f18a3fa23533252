"""Weights from a respondents' file: each must be that of its group, and shares are worked out from shown counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from publication.audit.kinds import shows_weights
from publication.commands import check_release
from publication.package.reading import read_package
from tests.conftest import Workspace
from tests.publication.microdata.gardeners import HEADER, Row, as_csv
from tests.publication.microdata.test_counting import SIDES, rows_of

WEIGHTS = {"hill": "1.25", "wood": "0.5", "south": "1"}
TABLE = """
- {id: weights, kind: records, file: weights, title: Weights, description: What each gardener counts for.}
"""


@pytest.fixture
def weighted(survey: Workspace) -> Workspace:
    """The survey with weights by side, and a column of them in its file."""
    rows = "".join(f"by_side,side={side},{weight},,,\n" for side, weight in WEIGHTS.items())
    (survey.study / "weights.csv").write_text(f"weighting,where,weight,source,locator,note\n{rows}")
    variables = survey.study / "variables.csv"
    variables.write_text(variables.read_text() + "by_side,Weight,,weight,gardeners,,,,Weight\n")
    survey.spoil("tables.yml", "  dimensions: [side, tools]\n", "  dimensions: [side, tools]\n  weighted_by: by_side\n")
    tables = survey.study / "tables.yml"
    tables.write_text(tables.read_text() + TABLE)
    return survey


def with_weights(answers: list[Row]) -> list[Row]:
    """The gardeners, each with the weight of the side in as many digits as a program writes."""
    of = {text: WEIGHTS[code] for code in WEIGHTS for text in SIDES[code]}
    return [{**row, "Weight": f"{Decimal(of[row['Side']]):.6f}"} for row in answers]


def write(survey: Workspace, rows: list[Row]) -> None:
    survey.write(as_csv(rows, header=(*HEADER, "Weight")))


def test_a_weighted_share_is_that_of_the_respondents_with_their_weights(
    weighted: Workspace, answers: list[Row]
) -> None:
    asked = with_weights(answers)
    write(weighted, asked)
    weighted.build()
    written = weighted.published()["tools_by_side.csv"]
    rows = [row for row in rows_of(written) if row["side"] == "total" and row["weighted_share_pct"]]
    assert len(rows) >= 2
    for row in rows:
        of_tool = [answer for answer in asked if answer.get(f"Tools: {row['tools']}") not in ("", "0")]
        part, whole = (
            sum((Fraction(answer["Weight"]) for answer in some), Fraction(0))
            for some in (asked if row["tools"] == "total" else of_tool, asked)
        )
        exact = 100 * part / whole
        share = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert (row["weighted_share_pct"], row["base_count"]) == (str(share), str(len(asked)))
    assert check_release(weighted.package, (), lambda _: None) == []
    weighted.build(is_counted=False)
    assert weighted.published()["tools_by_side.csv"] == written


def test_a_weight_that_is_not_its_groups_is_named_by_its_row_and_never_quoted(
    weighted: Workspace, answers: list[Row]
) -> None:
    rows = with_weights(answers)
    rows[5] = {**rows[5], "Weight": "4.711"}
    write(weighted, rows)
    problems = weighted.problems()
    assert problems == [
        "gardeners.csv:7:by_side: another weight than its group has; correct it, or the group's in weights.csv"
    ]


def test_other_numbers_among_the_weights_are_found(weighted: Workspace, answers: list[Row]) -> None:
    """A table of numbers that no rule covers could hold the counts that the others withhold."""
    write(weighted, with_weights(answers))
    weighted.build()
    assert check_release(weighted.package, (), lambda _: None) == []
    tables = read_package(weighted.package).tables
    (weights,) = [table for table in tables if table.id == "weights"]
    assert shows_weights(weights, tables)
    told = (*weights.rows[0][:2], Decimal(4), *weights.rows[0][3:])
    assert not shows_weights(replace(weights, rows=(*weights.rows, told)), tables)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("variables.csv", "by_side,Weight,,weight", "own_weight,Weight,,weight",
         "study/variables.csv:6: a weight that weights.csv gives no group; what differs from person to person is"),
        ("tables.yml", "- {id: weights, kind: records, file: weights, title: Weights, "
                       "description: What each gardener counts for.}", "",
         "study/tables.yml: shares are weighted, and no table shows the weights; add a table of kind records with"),
        ("weights.csv", "by_side,side=wood", "by_side,tools=rake",
         "study/weights.csv:3:where: other variables than in row 2; name side in this order"),
    ],
    ids=["a weight of persons", "weights that no table shows", "groups of another kind"],
)  # fmt: skip
def test_weights_that_nobody_could_check_stop_the_run(
    weighted: Workspace, answers: list[Row], file: str, old: str, new: str, says: str
) -> None:
    write(weighted, with_weights(answers))
    weighted.spoil(file, old, new)
    assert any(problem.startswith(says) for problem in weighted.problems())
