"""A respondents' file in, counted, protected and audited tables out, compared with counting by hand."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from publication.build import build
from publication.commands import check_release
from publication.errors import Stopped
from publication.tables import Inputs
from tests.conftest import ROOT, Workspace
from tests.publication.microdata.gardeners import Row, as_csv, gardeners

Test = Callable[[Row], bool]

SIDES: dict[str, set[str]] = {
    "hill": {"hill", "Heuvel"},
    "wood": {"wood", "Bosrand"},
    "south": {"south", "Zuidkant"},
    "north": {"hill", "Heuvel", "wood", "Bosrand"},
    "total": {"hill", "Heuvel", "wood", "Bosrand", "south", "Zuidkant"},
}
BARREL: dict[str, set[str]] = {
    "yes": {"Yes", "Ja"},
    "no": {"No", "Nee"},
    "refused": {"-9"},
    "blank": {""},
    "total": {"Yes", "Ja", "No", "Nee", "-9", ""},
}
TOOLS: dict[str, Test] = {
    "spade": lambda row: row["Tools: spade"] != "",
    "rake": lambda row: row["Tools: rake"] == "Rake",
    "none": lambda row: row["Tools: none"] == "1",
    "total": bool,
}
LITRES: dict[str, Test] = {
    "small": lambda row: is_number(row) and Decimal(row["Litres"]) < 100,
    "middle": lambda row: is_number(row) and 100 <= Decimal(row["Litres"]) < 200,
    "large": lambda row: is_number(row) and Decimal(row["Litres"]) >= 200,
    "not_asked": lambda row: row["Litres"] == "n/a",
    "blank": lambda row: row["Litres"] == "",
    "total": bool,
}


def is_number(row: Row) -> bool:
    return row["Litres"] not in ("", "n/a")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_every_shown_count_is_that_of_counting_by_hand(good_survey: Workspace, answers: list[Row]) -> None:
    published = good_survey.published()
    wrong = []
    shown = 0
    for name, column, ways in (
        ("barrels_by_side", "barrel", {code: _among("Barrel", texts) for code, texts in BARREL.items()}),
        ("tools_by_side", "tools", TOOLS),
        ("sizes_by_side", "litres", LITRES),
    ):
        for row in rows_of(published[f"{name}.csv"]):
            of_side = [answer for answer in answers if answer["Side"] in SIDES[row["side"]]]
            if name == "sizes_by_side":
                of_side = [answer for answer in of_side if answer["Barrel"] in BARREL["yes"]]
            count = sum(map(ways[row[column]], of_side))
            if row["gardeners_count"]:
                shown += 1
                wrong += [] if row["gardeners_count"] == str(count) else [row]
            else:
                assert row["marker"] == "[c]"
            assert count >= 5 or count == 0 or not row["gardeners_count"], row
    assert not wrong
    assert shown > 30


def _among(column: str, texts: set[str]) -> Test:
    return lambda row: row[column] in texts


def test_shares_of_a_question_with_several_answers_are_of_respondents(good_survey: Workspace) -> None:
    rows = rows_of(good_survey.published()["tools_by_side.csv"])
    totals = {row["side"]: row["gardeners_count"] for row in rows if row["tools"] == "total"}
    assert sum(int(row["gardeners_count"]) for row in rows if row["side"] == "total") > 2 * int(totals["total"])
    for row in rows:
        if row["share_pct"]:
            exact = Decimal(100) * Decimal(row["gardeners_count"]) / Decimal(totals[row["side"]])
            assert row["share_pct"] == str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_cited_and_counted_tables_stand_in_one_audited_package(good_survey: Workspace) -> None:
    assert check_release(good_survey.package, (), lambda _: None) == []
    origins = {rows_of(content)[0]["origin"] for name, content in good_survey.published().items() if name.endswith("v")}
    assert origins == {"cited", "microdata"}


def test_without_the_file_the_published_tables_stand_as_they_are(survey: Workspace) -> None:
    before = survey.published()
    survey.file.unlink()
    assert survey.build(is_counted=False).changed == ()
    assert survey.published() == before


def test_a_withheld_count_that_is_written_into_the_package_stops_the_next_build(survey: Workspace) -> None:
    path = survey.package / "barrels_by_side.csv"
    lines = path.read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if "[c]" in line)
    lines[place] = lines[place].replace(",,,[c]", ",3,,")
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(Exception, match="a small count is shown"):
        survey.build(is_counted=False)


def test_categories_that_changed_need_the_file_again(survey: Workspace) -> None:
    survey.spoil(
        "categories.csv", "side,south,South side,4,", "side,south,South side,4,,,,Zuidkant,,,,\nside,east,East,5,"
    )
    with pytest.raises(Exception, match="not the categories that the study has now; build once with the respondents"):
        survey.build(is_counted=False)


def test_an_answer_that_follows_from_that_of_another_table_is_refused(survey: Workspace) -> None:
    """Who has no barrel is not asked how large it is: counted among everybody, the one table tells of the other."""
    tables = survey.study / "tables.yml"
    tables.write_text(tables.read_text().replace("universe: owners", "universe: gardeners"))
    assert survey.problems() == [
        "study/tables.yml: barrels_by_side: some answers to 'barrel' follow from those to 'litres'; "
        "count who was asked, by a universe that litres cuts out, or both in one table",
        "study/tables.yml: sizes_by_side: some answers to 'litres' follow from those to 'barrel'; "
        "count who was asked, by a universe that barrel cuts out, or both in one table",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("side,hill,Hill,2,north", "side,hill,Hill,2,hill", "categories.csv:3:maps_to: 'hill' is part of itself; "),
        ("side,hill,Hill,2,north", "side,hill,Hill,2,west", "categories.csv:3:maps_to: unknown category 'west' of"),
        (
            "tools,rake,Rake,2,",
            "tools,rake,Rake,2,spade",
            "categories.csv:11:maps_to: an answer that is part of another,",
        ),
        ("barrel,no,No,2,,,,Nee,,,,", "barrel,no,No,2,,,,Nee,,,,others", "categories.csv:7:excludes: an answer that"),
    ],
)
def test_categories_that_cannot_be_counted_are_refused(survey: Workspace, old: str, new: str, says: str) -> None:
    survey.spoil("categories.csv", old, new)
    assert any(problem.startswith(f"study/{says}") for problem in survey.problems()), survey.problems()


@pytest.mark.parametrize("mark", [".git", "pyproject.toml", "mkdocs.yml"])
def test_a_respondents_file_inside_a_repository_is_refused(survey: Workspace, mark: str) -> None:
    (survey.home / mark).mkdir()
    assert survey.problems() == [
        "gardeners.csv: a respondents' file inside a repository or a site's folder; "
        "move it out of the folder, where nobody can commit or publish it"
    ]


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("practice", "study.yml: a title that does not say that it is synthetic"),
        ("other", "SYNTHETIC-gardeners.csv: a respondents' file inside a repository or a site's folder"),
    ],
)
def test_the_practice_file_alone_may_lie_inside_and_its_counts_pass_for_nothing_else(
    survey: Workspace, answers: list[Row], tmp_path: Path, folder: str, says: str
) -> None:
    (survey.home / "mkdocs.yml").touch()
    path = survey.home / "package" / folder / "SYNTHETIC-gardeners.csv"
    path.parent.mkdir()
    path.write_text(as_csv(answers))
    with pytest.raises(Stopped, match=says):
        build(Inputs(survey.study, tmp_path / "out", survey.cache, {}, path))


@pytest.mark.parametrize("moment", ["Protect", "Write"])
def test_a_build_that_is_killed_leaves_the_last_package_and_does_not_stop_the_next(
    survey: Workspace, moment: str
) -> None:
    before = survey.published()
    survey.write(as_csv(gardeners(500, seed=7)))
    command = [sys.executable, str(ROOT / "scripts" / "build_release.py")]
    options = ["--study", str(survey.study), "--respondents", str(survey.file)]
    with subprocess.Popen([*command, *options], cwd=survey.home, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if line.startswith(moment):
                running.kill()
    assert running.returncode < 0
    assert {n: c for n, c in survey.published().items() if not n.startswith(".staging/")} == before
    assert survey.build(is_counted=False).changed == ()
    assert survey.published() == before
