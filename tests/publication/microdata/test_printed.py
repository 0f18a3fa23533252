"""Counted tables beside cited figures of the same people: what a source prints is known to every reader."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from publication.audit.published import audit_counts, tables_of_counts
from publication.cited import with_bounds
from publication.cited.known import known_in, known_of
from publication.commands import check_release
from publication.model import Column
from publication.package.reading import read_package
from publication.package.verify import main
from publication.study import read_study
from safetables.attack.reading import read_tables
from safetables.attack.sources import source_findings
from safetables.tables import Category, Dimension, Means, PublishedTable
from tests.conftest import Workspace
from tests.publication.microdata.gardeners import as_csv, gardeners
from tests.publication.microdata.test_means import TABLE, with_litres
from tests.safetables.by_hand import POLICY

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
    given = {"variable": "", "category": "", **given}
    wording = "{value}%" if given["measure"] == "share" else "{value} gardeners"
    return ROW.format(**{"wording": wording, **given})


def cite(survey: Workspace, *rows: str) -> None:
    path = survey.study / "figures.csv"
    path.write_text(path.read_text() + "".join(rows))


def shown(survey: Workspace, table: str, **where: str) -> str:
    rows = csv.DictReader(io.StringIO(survey.published()[f"{table}.csv"].decode(), newline=""))
    (row,) = [row for row in rows if row.items() >= where.items()]
    return row["gardeners_count"]


def test_a_count_that_a_source_prints_is_shown(survey: Workspace) -> None:
    """Of two cells that could be withheld for the sake of a third, the printed one tells nothing new."""
    assert shown(survey, "sizes_by_side", side="hill", litres="middle") == ""
    cite(survey, EVERYBODY, figure(measure="count", value=266, variable="barrel", category="no"))
    survey.build()
    assert shown(survey, "barrels_by_side", side="total", barrel="no") == "266"
    assert check_release(survey.package, (), lambda _: None) == []
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
            "table barrels_by_side: side=total, barrel=blank: one whole number alone is possible for the intruder: ",
        ),
        (
            figure(measure="share", value="0.7", unit="percent", decimals=1, variable="barrel", category="blank"),
            "table barrels_by_side: side=total, barrel=blank: one whole number alone is possible for the intruder: "
            "reader of the source of cited; ",
        ),
    ],
    ids=["a withheld count", "another count", "a share of everybody", "a share of nobody says whom"],
)  # fmt: skip
def test_a_source_that_tells_more_than_the_tables_stops_the_build(survey: Workspace, row: str, says: str) -> None:
    cite(survey, EVERYBODY, row)
    problems = survey.problems()
    assert any(problem.startswith(says) for problem in problems), problems


def add(survey: Workspace, file: str, text: str) -> None:
    path = survey.study / file
    path.write_text(path.read_text() + text)


BREAKDOWN = """
- id: press_barrels
  kind: breakdown
  title: Barrels as the almanac printed them
  description: What the almanac printed.
  universe: gardeners
  dimension: barrel
  categories: [blank]
  unit: gardeners
"""


@pytest.mark.parametrize("way", ["in a breakdown alone", "in no table", "of a part of the people"])
def test_a_count_that_a_source_prints_is_known_wherever_it_stands(survey: Workspace, way: str) -> None:
    """A table of figures is one place to print a number; a source is public without any."""
    told = figure(measure="count", value=4, variable="barrel", category="blank")
    if way == "of a part of the people":
        add(survey, "universes.csv", "silent,Gardeners who said nothing,,gardeners,barrel=blank\n")
        told = figure(measure="count", value=4).replace(",gardeners,,,,almanac", ",silent,,,,almanac")
    else:
        told = told.replace(",final,", ",press,")
    if way == "in a breakdown alone":
        add(survey, "tables.yml", BREAKDOWN)
    cite(survey, EVERYBODY, told)
    says = "table barrels_by_side: side=total, barrel=blank: the source of the figure cited prints this count; "
    assert any(problem.startswith(says) for problem in survey.problems())


def test_a_printed_mean_of_people_whose_mean_is_withheld_stops_the_build(survey: Workspace) -> None:
    path = survey.study / "tables.yml"
    path.write_text(path.read_text().partition("- id: barrels_by_side")[0] + TABLE)
    (survey.study / "charts.yml").write_text("[]\n")
    for page in (survey.home / "docs").rglob("*.md"):
        page.unlink()
    rows = [dict(row) for row in with_litres([*gardeners()])]
    few = [row for row in rows if row["Side"] in ("wood", "Bosrand") and row["Barrel"] in ("Yes", "Ja")][3:]
    for row in few:
        row |= {"Barrel": "No", "Litres": "n/a"}
    survey.write(as_csv(rows))
    told = figure(measure="mean", value="147.3", unit="litres", decimals=1, variable="side", category="wood")
    cite(survey, told.replace(",gardeners,,side", ",owners,,side").replace("{value} gardeners", "{value} litres"))
    says = "table litres_by_side: side=wood: the source of the figure cited prints a mean of these people; "
    assert any(problem.startswith(says) for problem in survey.problems())


def test_a_share_that_the_tables_contradict_hides_no_other(survey: Workspace) -> None:
    """Of two shares without a base, one may be of other people; the other gives its count away all the same."""
    cite(
        survey,
        EVERYBODY,
        figure(measure="share", value="0.7", unit="percent", decimals=1, variable="barrel", category="blank"),
        figure(id="other", measure="share", value=58, unit="percent", decimals=0, variable="barrel", category="yes"),
    )
    says = "table barrels_by_side: side=total, barrel=blank: one whole number alone is possible for the intruder: "
    assert any(problem.startswith(says) for problem in survey.problems())


def test_a_printed_number_of_a_larger_group_limits_each_of_its_parts(survey: Workspace) -> None:
    """Owners by side are counted and gardeners by side are not: of few gardeners, no more can be owners."""
    path = survey.study / "tables.yml"
    text = path.read_text()
    path.write_text(text[: text.index("- id: barrels_by_side")] + text[text.index("- id: sizes_by_side") :])
    (survey.study / "charts.yml").write_text("[]\n")
    for page in (survey.home / "docs").rglob("*.md"):
        page.unlink()
    cite(survey, EVERYBODY, figure(measure="count", value=30, variable="side", category="wood"))
    assert "contradict a sum or another printed figure" in survey.problems()[0]


def test_a_written_package_is_asked_what_its_sources_print(survey: Workspace) -> None:
    """The figure is added to the written tables, as whoever built it so would have."""
    cite(survey, EVERYBODY)
    survey.build()
    package = read_package(survey.package)
    tables, policy = package.tables, package.policy
    (figures,) = [table for table in tables if table.id == "printed"]
    row = list(figures.records())[-1]
    assert row["measure"] == "count"
    # No figure of the survey is about a category, so its table has no columns that say of which.
    about = tuple(Column.of(name, ".", "none") for name in ("variable", "category"))
    told = (*(row | {"id": "secret"}).values(), "barrel", "refused")
    rows = (*((*values, None, None) for values in figures.rows), told)
    replaced = replace(figures, columns=(*figures.columns, *about), rows=rows)
    spoilt = tuple(replaced if table is figures else table for table in tables)
    _, findings, _ = audit_counts(spoilt, policy, known=known_in(spoilt))
    assert any("prints this count" in finding.rule for finding in findings)


@pytest.mark.parametrize("base", ["gardeners_all", ""], ids=["of everybody", "of nobody says whom"])
@pytest.mark.parametrize(
    ("where", "right", "wrong"),
    [(",gardeners,", "54.0", "57.0"), (",north_side,", "50.5", "60.5")],
    ids=["of everybody", "of a part of the people"],
)
def test_a_share_that_a_source_prints_is_compared_with_the_tables(
    survey: Workspace, where: str, right: str, wrong: str, base: str
) -> None:
    """Without a base it may be of those who gave an answer, of whom there are a few less."""
    add(survey, "universes.csv", "north_side,Gardeners of the north side,,gardeners,side=north\n")
    if base and where != ",gardeners,":
        base = "cited_base"
    told = {"measure": "share", "unit": "percent", "decimals": 1, "variable": "barrel", "category": "yes", "base": base}
    north = figure(id="cited_base", measure="count", value=303).replace(
        ",gardeners,,,,almanac", ",north_side,,,,almanac"
    )
    rows = [figure(id=id, **told, value=value) for id, value in (("right", right), ("wrong", wrong))]
    cite(survey, EVERYBODY, north, *(row.replace(",gardeners,", where, 1) for row in rows))
    found = [line for line in problems_of_figures(survey) if "prints another share of the same people; " in line]
    assert [("right" in line, "wrong" in line) for line in found] == [(False, True)]


def problems_of_figures(survey: Workspace) -> list[str]:
    """What is wrong with figures beside the tables that were published last, without an attack."""
    study, problems = read_study(survey.study)
    assert study is not None
    assert not problems
    tables = tables_of_counts(read_package(survey.package).tables)
    known = known_of(study, with_bounds(study.figures), tables)
    assert study.policy is not None
    system = read_tables(tables, study.policy, (), known)
    return [str(finding.problem()) for finding in (*system.findings, *source_findings(known, system, tables))]


def test_a_wrong_share_stops_the_build(survey: Workspace) -> None:
    told = figure(measure="share", value="57.0", unit="percent", decimals=1, variable="barrel", category="yes")
    cite(survey, EVERYBODY, told)
    says = "table barrels_by_side: side=total, barrel=yes: the source of the figure cited prints another share of the "
    assert any(problem.startswith(says) for problem in survey.problems())


@pytest.mark.parametrize(("value", "is_right"), [("150.4", True), ("151.4", False)])
@pytest.mark.parametrize(
    ("variable", "category", "place"), [("litres", "", "total"), ("side", "hill", "hill")], ids=["of all", "of a part"]
)
def test_a_printed_mean_is_compared_with_the_tables(
    survey: Workspace, variable: str, category: str, place: str, value: str, is_right: bool
) -> None:
    """A mean of all owners names its variable alone; one of a category may be of any variable."""
    owners = Dimension("side", tuple(map(Category, ("hill", "wood"))))
    counts: dict[tuple[str, ...], int | None] = {("hill",): 20, ("wood",): 30, ("total",): 50}
    means = Means("litres", 1, {codes: Decimal("150.4") for codes in counts})
    table = PublishedTable("litres_by_side", "gardeners", (owners,), counts, means=(means,))
    told = figure(measure="mean", value=value, unit="litres", decimals=1, variable=variable, category=category)
    cite(survey, told.replace("{value} gardeners", "{value} litres"))
    study, problems = read_study(survey.study)
    assert study is not None
    assert not problems
    known = known_of(study, with_bounds(study.figures), (table,))
    found = list(source_findings(known, read_tables((table,), POLICY, (), known), (table,)))
    rows = [finding.row for finding in found if "prints another mean of the same people" in finding.rule]
    assert rows == ([] if is_right else [f"side={place}"])
