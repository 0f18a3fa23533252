"""Bad input: the build stops, says `where: what; what to do` for all of it at once, and touches nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import GOLDEN, Workspace

FAULTS = yaml.safe_load(Path(__file__).with_name("faults.yml").read_text(encoding="utf-8"))
FORM = re.compile(r".+: .+; .+")


@pytest.mark.parametrize("fault", FAULTS)
def test_the_build_names_the_place_and_leaves_the_last_good_package_as_it_was(tiny: Workspace, fault: str) -> None:
    spoilt = FAULTS[fault]
    before = tiny.published()
    tiny.spoil(spoilt["file"], spoilt["from"], spoilt["to"])
    problems = tiny.problems()
    assert any(problem.startswith(spoilt["says"]) for problem in problems), problems
    assert all(FORM.fullmatch(problem) for problem in problems), problems
    assert tiny.published() == before


@pytest.mark.parametrize("name", ["figures.csv", "sources.csv", "study.yml", "checks.yml", "tables.yml", "charts.yml"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"", "", id="empty"),
        pytest.param(b"id,\xff\xfe", "not UTF-8 at byte 3", id="not UTF-8"),
        pytest.param(b"\x00", "", id="a null byte"),
        pytest.param(None, "the file is missing", id="missing"),
    ],
)
def test_a_file_that_is_no_file_of_its_kind_stops_the_build(
    tiny: Workspace, name: str, content: bytes | None, what: str
) -> None:
    before = tiny.published()
    path = tiny.study / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    problems = tiny.problems()
    assert any(problem.startswith(f"study/{name}") and what in problem for problem in problems), problems
    assert tiny.published() == before


def test_a_value_of_thousands_of_digits_stops_the_build(tiny: Workspace) -> None:
    tiny.spoil("figures.csv", "count,250,", f"count,{'9' * 5000},")
    assert any(problem.startswith("study/figures.csv:4:value: '9999") for problem in tiny.problems())


def test_an_alt_text_that_is_too_long_stops_the_build(tiny: Workspace) -> None:
    tiny.spoil("charts.yml", "Bars on a full", "Bars " * 50 + "on a full")
    assert any(re.match(r"study/charts.yml: barrels.alt: \d+ characters; shorten", line) for line in tiny.problems())


def test_a_file_that_no_step_reads_stops_the_build(tiny: Workspace) -> None:
    (tiny.study / "figures (copy).csv").write_text("id\n", encoding="utf-8")
    assert tiny.problems() == ["study/figures (copy).csv: no step reads this file; remove it, or correct its name"]


def test_a_page_that_is_not_utf8_stops_the_build(tiny: Workspace) -> None:
    before = tiny.published()
    (tiny.docs / "method.md").write_bytes(b"caf\xe9")
    assert tiny.problems() == ["docs/method.md: not UTF-8 at byte 3; save the file as UTF-8"]
    assert tiny.published() == before


def test_a_study_without_any_file_stops_the_build(tiny: Workspace) -> None:
    for path in tiny.study.iterdir():
        path.unlink()
    assert tiny.problems() == [
        "study/study.yml: the file is missing; add it",
        "study/tables.yml: the file is missing; add it",
    ]


def test_all_faults_are_told_at_once(tiny: Workspace) -> None:
    for fault in (
        "a missing source",
        "digits that were not printed",
        "an empty row",
        "a check that its inputs do not allow",
        "a table of an unknown category",
        "a chart of a missing table",
        "a loose number in a chart",
        "a loose number in a findings page",
        "a findings page that sets its numbers free",
        "prose that drops a word",
        "an unknown list",
    ):
        tiny.spoil(FAULTS[fault]["file"], FAULTS[fault]["from"], FAULTS[fault]["to"])
    assert "\n".join(tiny.problems()) + "\n" == (GOLDEN / "problems.txt").read_text(encoding="utf-8")


def test_a_changed_figure_names_each_page_and_line_that_still_says_the_old_one(real: Workspace) -> None:
    before = real.published()
    path = real.study / "figures.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("training_none,"))
    path.write_text(text.replace(row, row.replace(",61,", ",62,")), encoding="utf-8")
    expected = {
        f"docs/{page.relative_to(real.docs).as_posix()}:{number}"
        for page in real.docs.rglob("*.md")
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"(?<!`)\[61[^\]]*\]\(figure:training_none\)", line)
    }
    problems = real.problems()
    named = {problem.split(": ")[0] for problem in problems}
    assert expected
    assert expected <= named
    assert any(place.startswith("docs/findings/training.md:") for place in expected)
    assert any(problem.startswith("study/charts.yml: training_received.headline: says '61%'") for problem in problems)
    assert real.published() == before
