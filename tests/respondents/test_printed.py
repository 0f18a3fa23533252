"""Counted tables beside cited figures of the same people: what a source prints is known to every reader."""

from __future__ import annotations

import csv
import io

import pytest

from safetables.audit import audit_release, read_package
from safetables.offices import check_package
from safetables.package.verify import main
from safetables.study import read_study
from tests.respondents.conftest import Survey

ROW = (
    "{id},final,barrels,{label},{measure},{value},{unit},exact,{decimals},{wording},gardeners,{base},{variable},{category},"
    "almanac,page 3,,,\n"
)
EVERYBODY = ROW.format(
    id="gardeners_all", label="Gardeners who answered", measure="count", value=600, unit="gardeners", decimals=0,
    wording="{value} gardeners", base="", variable="", category="",
)  # fmt: skip


def figure(**parts: object) -> str:
    given = {"id": "cited", "label": "Gardeners", "unit": "gardeners", "decimals": 0, "base": "", **parts}
    wording = "{value}%" if given["measure"] == "share" else "{value} gardeners"
    return ROW.format(**{"wording": wording, **given})


def cite(survey: Survey, *rows: str) -> None:
    path = survey.study / "figures.csv"
    path.write_text(path.read_text() + "".join(rows))


def shown(survey: Survey, table: str, **where: str) -> str:
    rows = csv.DictReader(io.StringIO(survey.published()[f"{table}.csv"].decode(), newline=""))
    (row,) = [row for row in rows if row.items() >= where.items()]
    return row["gardeners_count"]


def test_a_count_that_a_source_prints_is_shown(survey: Survey) -> None:
    """Of two cells that could be withheld for the sake of a third, the printed one tells nothing new."""
    assert shown(survey, "sizes_by_side", side="hill", litres="middle") == ""
    cite(survey, EVERYBODY, figure(measure="count", value=266, variable="barrel", category="no"))
    survey.build()
    assert shown(survey, "barrels_by_side", side="total", barrel="no") == "266"
    assert check_package(survey.package, (), lambda _: None) == []
    assert main([str(survey.package)]) == 0


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            figure(measure="count", value=4, variable="barrel", category="blank"),
            "table barrels_by_side: side=total, barrel=blank: the source of the figure cited prints this count; ",
        ),
        (
            figure(measure="count", value=320, variable="barrel", category="yes"),
            "table barrels_by_side: side=total, barrel=yes: the source of the figure cited prints another count of ",
        ),
        (
            figure(measure="share", value="0.7", unit="percent", decimals=1, variable="barrel", category="blank",
                   base="gardeners_all"),
            "table barrels_by_side: side=total, barrel=blank: one whole number alone is possible for the attacker: ",
        ),
        (
            figure(measure="share", value="0.7", unit="percent", decimals=1, variable="barrel", category="blank"),
            "table barrels_by_side: side=total, barrel=blank: one whole number alone is possible for the attacker: "
            "reader of the sources; ",
        ),
    ],
    ids=["a withheld count", "another count", "a share of everybody", "a share of nobody says whom"],
)  # fmt: skip
def test_a_source_that_tells_more_than_the_tables_stops_the_build(survey: Survey, row: str, says: str) -> None:
    cite(survey, EVERYBODY, row)
    problems = survey.problems()
    assert any(problem.startswith(says) for problem in problems), problems


def test_a_written_package_is_asked_what_its_sources_print(survey: Survey) -> None:
    """The figure is added to the written tables, as whoever built it so would have."""
    cite(survey, EVERYBODY)
    survey.build()
    tables, policy, _ = read_package(survey.package)
    study, _ = read_study(survey.study)
    assert study is not None
    assert policy is not None
    (figures,) = [table for table in tables if table.id == "printed"]
    columns = [column.name for column in figures.columns]
    row = dict(zip(columns, figures.rows[-1], strict=True))
    row |= {"id": "secret", "value": row["value"], "variable": "barrel", "category": "refused"}
    assert row["measure"] == "count"
    told = tuple(row[name] for name in columns)
    spoilt = tuple(
        table if table is not figures else type(table)(**{**vars(table), "rows": (*table.rows, told)})
        for table in tables
    )
    audit = audit_release(study, (), (), spoilt)
    assert any("prints this count" in finding.rule for finding in audit.findings)
