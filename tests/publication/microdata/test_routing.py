"""Answers that follow from those in another table are refused, with slips and from one side too; chance is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from publication.errors import StudyRefused
from publication.microdata.cross_classification import CrossClassification
from publication.microdata.respondents import read_respondents
from publication.microdata.routing import chance, routing_problems
from publication.microdata.tabulate import tabulate
from publication.model import Study
from publication.study import read_study
from safetables.policy import Method, Policy
from safetables.tables import Category, CountedTable, Dimension, Subpopulation
from tests.publication.microdata.conftest import SURVEY
from tests.publication.microdata.gardeners import as_csv, gardeners

Change = Callable[[int, dict[str, str]], None]

NOT_ASKED = [
    "barrels_by_side: some answers to 'barrel' follow from those to 'litres'; "
    "count who was asked, by a universe that litres cuts out, or both in one table",
    "sizes_by_side: some answers to 'litres' follow from those to 'barrel'; "
    "count who was asked, by a universe that barrel cuts out, or both in one table",
]
POLICY = Policy(Method.SUPPRESSION, 5, 5, 0, 0, 5, {})


@pytest.fixture(scope="module")
def study() -> Study:
    """The invented survey, with its sizes counted among everybody."""
    study, _ = read_study(SURVEY / "study")
    assert study is not None
    return replace(study, tables=tuple(replace(spec, universe="gardeners") for spec in study.counts))


@pytest.fixture
def refused(study: Study, tmp_path: Path) -> Callable[..., list[str]]:
    """Counts some tables of changed answers, and tells what is refused."""

    def count(change: Change, tables: tuple[str, ...], *dimensions: str) -> list[str]:
        rows = gardeners()
        for number, row in enumerate(rows):
            change(number, row)
        (tmp_path / "a.csv").write_text(as_csv(rows))
        asked = tuple(spec for spec in study.counts if spec.id in tables)
        if dimensions:
            asked += (replace(asked[0], id="both", dimensions=dimensions),)
        records = read_respondents(tmp_path / "a.csv", replace(study, tables=asked))
        try:
            tabulate(records, replace(study, tables=asked))
        except StudyRefused as stopped:
            return [str(problem).removeprefix("study/tables.yml: ") for problem in stopped.problems]
        return []

    return count


def has_barrel(row: dict[str, str]) -> bool:
    return row["Barrel"] in ("Yes", "Ja")


def none_of_these_is_no(_: int, row: dict[str, str]) -> None:
    is_no = row["Barrel"] in ("No", "Nee")
    row["Tools: none"] = "1" if is_no else ""
    if is_no:
        row.update({"Tools: spade": "", "Tools: rake": ""})


def rake_needs_a_barrel(_: int, row: dict[str, str]) -> None:
    if not has_barrel(row):
        row["Tools: rake"] = "0"


def asked_of_few(number: int, row: dict[str, str]) -> None:
    """Nobody without a barrel is asked, nor is every third with one."""
    if number % 3 == 0:
        row["Litres"] = "n/a"


def slips(number: int) -> Change:
    """As many without a barrel say all the same how large it is, first with one answer and then with others."""
    left = [number]

    def change(_: int, row: dict[str, str]) -> None:
        if left[0] and not has_barrel(row):
            row["Litres"] = ("50", "120", "250")[left[0] % 3]
            left[0] -= 1

    return change


TOOLS = ("barrels_by_side", "tools_by_side")
SIZES = ("barrels_by_side", "sizes_by_side")


def test_an_item_that_those_tick_who_gave_another_answer_is_refused(refused: Callable[..., list[str]]) -> None:
    assert refused(none_of_these_is_no, TOOLS) == [
        "barrels_by_side: some answers to 'barrel' follow from those to 'tools.spade'; "
        "put tools and barrel in one table",
        "tools_by_side: some answers to 'tools.spade' follow from those to 'barrel'; "
        "count who was asked, by a universe that barrel cuts out, or both in one table",
    ]


def test_an_item_that_only_those_tick_who_gave_another_answer_is_refused(refused: Callable[..., list[str]]) -> None:
    found = refused(rake_needs_a_barrel, TOOLS)
    assert [problem.partition(" follow")[0] for problem in found] == [
        "barrels_by_side: some answers to 'barrel'",
        "tools_by_side: some answers to 'tools.rake'",
    ]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_respondents_who_slipped_do_not_hide_a_rule(refused: Callable[..., list[str]], number: int) -> None:
    assert refused(slips(number), SIZES) == NOT_ASKED


def test_an_answer_that_holds_all_who_said_no_and_others_too_is_refused(refused: Callable[..., list[str]]) -> None:
    assert refused(asked_of_few, SIZES) == NOT_ASKED


def test_what_many_break_from_both_sides_is_no_rule(refused: Callable[..., list[str]]) -> None:
    change = slips(15)

    def both(number: int, row: dict[str, str]) -> None:
        asked_of_few(number, row)
        change(number, row)

    assert refused(both, SIZES) == []


@pytest.mark.parametrize(
    ("change", "tables", "both"),
    [
        (none_of_these_is_no, TOOLS, ("barrel", "tools")),
        (rake_needs_a_barrel, TOOLS, ("barrel", "tools")),
        (slips(1), SIZES, ("barrel", "litres")),
    ],
)
def test_both_in_one_table_is_a_way_out(
    refused: Callable[..., list[str]], change: Change, tables: tuple[str, ...], both: tuple[str, ...]
) -> None:
    assert refused(change, tables, *both) == []


def test_items_of_one_question_are_left_to_what_excludes_them(refused: Callable[..., list[str]]) -> None:
    assert refused(lambda _number, _row: None, ("tools_by_side",), "tools") == []


def dimension(name: str, codes: int, *, is_multiple: bool = False) -> Dimension:
    return Dimension(name, tuple(Category(f"c{n}") for n in range(codes)), is_multiple)


def table(*dimensions: Dimension, within: Subpopulation | None = None) -> CountedTable:
    name = "_".join(d.variable for d in dimensions)
    return CountedTable(name, "all", dimensions, {}, subpopulation=within)


def test_a_table_of_those_who_ticked_one_item_knows_nothing_of_the_others() -> None:
    """Who ticked the second item are those of `x=c1`; a table of those who ticked the first has no word of it."""
    x, items = dimension("x", 2), dimension("t", 2, is_multiple=True)
    columns = (("t", "c0"), ("t", "c1"), ("x", ""))
    people = CrossClassification(
        columns, tuple(((first, x == "c1", x), 30) for first in (True, False) for x in ("c0", "c1"))
    )
    part = table(x, within=Subpopulation("all", ((items, "c0"),)))
    found = [str(problem) for problem in routing_problems(people, (part, table(items)), POLICY)]
    assert [problem.partition(" follow")[0] for problem in found] == [
        "study/tables.yml: t: some answers to 't.c1'",
        "study/tables.yml: x: some answers to 'x'",
    ]


def test_what_only_cuts_a_universe_out_is_compared_too() -> None:
    """Owners are counted by size, and "none of these" was ticked by who owns nothing: no table has who owns."""
    owns, size = dimension("owns", 2), dimension("size", 2)
    items = dimension("t", 1, is_multiple=True)
    columns = (("owns", ""), ("size", ""), ("t", "c0"))
    rows = ((("c0", "c0", False), 60), (("c0", "c1", False), 50), (("c1", "c0", True), 40))
    part = table(size, within=Subpopulation("all", ((owns, "c0"),)))
    found = [
        str(problem) for problem in routing_problems(CrossClassification(columns, rows), (part, table(items)), POLICY)
    ]
    assert found == [
        "study/tables.yml: t: some answers to 't.c0' follow from those to 'owns'; "
        "count who was asked, by a universe that owns cuts out, or both in one table",
        "study/tables.yml: size: some answers to 'owns' follow from those to 't.c0'; put t and owns in one table",
    ]


@pytest.mark.parametrize("seed", range(8))
def test_unrelated_answers_are_not_refused(seed: int) -> None:
    """Each time, 20 variables of up to 20 answers, common and rare, and 10 items: 670 comparisons or more."""
    lots = np.random.default_rng(seed)
    number = int(lots.choice([150, 300, 700, 1400, 3000]))
    single = [dimension(f"v{n}", int(lots.integers(2, 21))) for n in range(20)]
    columns = [(d.variable, "") for d in single] + [("t", f"c{n}") for n in range(10)]
    drawn = [
        lots.choice([c.code for c in d.categories], number, p=lots.dirichlet(np.ones(len(d.categories)))).tolist()
        for d in single
    ]
    drawn += [(lots.random(number) < lots.beta(0.6, 1.2)).tolist() for _ in range(10)]
    people = CrossClassification(tuple(columns), tuple((row, 1) for row in zip(*drawn, strict=True)))
    tables = [table(d) for d in (*single, dimension("t", 10, is_multiple=True))]
    assert list(routing_problems(people, tables, POLICY)) == []


def test_chance_is_that_of_drawing_by_lot() -> None:
    """Of 5 people 2 are marked; of 10 pairs 3 have none of them, and 1 has both."""
    assert [chance(seen, 2, 2, 5) for seen in (0, 1, 2)] == pytest.approx([0.3, 0.9, 1.0])
    assert chance(0, 4, 3, 5) == 0
