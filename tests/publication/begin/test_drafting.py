"""A respondents' file becomes a folder that builds at once, names no person, and says what is left to do."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from publication.begin import draft_survey
from publication.errors import StudyRefused
from publication.files import read_pages
from publication.prose import drafts_in
from tests.publication.begin.travellers import write_travellers
from tests.publication.microdata.site import build_site

DAY = "2024-06-01"


@pytest.fixture(scope="session")
def travellers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("given") / "travellers.csv"
    write_travellers(path)
    return path


@pytest.fixture(scope="session")
def drafted(travellers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A draft and what was said of it; to be read and not to be changed."""
    folder = tmp_path_factory.mktemp("draft") / "travellers"
    return folder, draft_survey(travellers, folder, DAY, by=["region"])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"datapackage/study/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_draft_builds_at_once_and_every_page_says_that_it_is_one(
    drafted: tuple[Path, list[str]], travellers: Path
) -> None:
    folder, _ = drafted
    done = build_site(folder, {"SAFETABLES_RESPONDENTS": str(travellers)})
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list((folder / "site").rglob("index.html"))
    unmarked = [
        page for page in pages if "embed" not in page.parts and "Draft, not for publication" not in page.read_text()
    ]
    assert not unmarked
    assert 'content="noindex"' in (folder / "site/findings/index.html").read_text()
    assert "Draft: study/universes.csv:2: say whom you asked" in done.stderr


def test_whatever_points_to_a_person_is_left_out_and_said_so(drafted: tuple[Path, list[str]]) -> None:
    folder, said = drafted
    written = "".join(path.read_text() for path in folder.rglob("*") if path.suffix in (".csv", ".yml", ".md"))
    assert not [text for text in ("example.org/", "somebody1", "R_0", "I travel", "2024-05") if text in written]
    for header in ("ResponseId", "Email", "StartDate", "Comments", "wt"):
        assert [line for line in said if line.startswith("Left out") and header in line], header


def test_types_are_guessed_and_marked_as_guesses(drafted: tuple[Path, list[str]]) -> None:
    variables = {row["id"]: row for row in rows(drafted[0], "variables")}
    assert {name: row["type"] for name, row in variables.items()} == {
        "region": "categorical",
        "sex": "categorical",
        "age": "numeric",
        "car": "categorical",
        "colour": "categorical",
        "tools": "multiple",
        "trust": "categorical",
    }
    assert all(row["note"].startswith("draft: ") for row in variables.values())
    ages = [row["label"] for row in rows(drafted[0], "categories") if row["variable"] == "age"]
    assert ages == ["Under 25", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and more"]


def test_a_question_that_one_answer_leads_to_is_counted_among_those_who_gave_it(
    drafted: tuple[Path, list[str]],
) -> None:
    (universe,) = rows(drafted[0], "universes")[1:]
    assert (universe["part_of"], universe["where"]) == ("respondents", "car=yes_")
    asked = {row["id"]: row["universe"] for row in rows(drafted[0], "variables")}
    assert asked["colour"] == universe["id"]


def test_what_is_left_to_do_is_said_in_order(drafted: tuple[Path, list[str]]) -> None:
    steps = [line for line in drafted[1] if line[:1].isdigit()]
    assert [step.partition(".")[0] for step in steps] == [str(n + 1) for n in range(len(steps))]
    assert "mkdocs build --strict" in steps[0]
    assert "AAPOR" in "".join(steps)


def test_a_group_that_no_question_has_is_refused_with_those_that_would_do(travellers: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyRefused, match=r"--by county: no question of that name; name some of region, sex, age"):
        draft_survey(travellers, tmp_path / "new", DAY, by=["county"])
    assert not (tmp_path / "new").exists()


def test_without_groups_each_question_stands_alone_and_groups_are_proposed(travellers: Path, tmp_path: Path) -> None:
    said = draft_survey(travellers, tmp_path / "new", DAY)
    assert "--by region,sex" in "".join(said)
    assert "shares_of: []" in (tmp_path / "new/datapackage/study/tables.yml").read_text()


def test_a_draft_is_found_wherever_a_mark_stands_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_text("# draft: name the publisher\ntitle: a draft: of sorts\n")
    (tmp_path / "variables.csv").write_text('id,note\na,"draft: read it"\nb,draft: read it\nc,no draft: here\n')
    pages = {"index.md": '# Title\n\n!!! draft "To write"\n\n    Words.\n'}
    assert [str(draft) for draft in drafts_in(tmp_path, pages)] == [
        "study/study.yml:1: name the publisher",
        "study/variables.csv:2: read it (2 rows)",
        "docs/index.md:3: To write",
    ]


def test_a_drafted_page_never_holds_a_number_of_respondents(drafted: tuple[Path, list[str]]) -> None:
    assert "400" not in "".join([*read_pages(drafted[0] / "docs").values(), *drafted[1]])
