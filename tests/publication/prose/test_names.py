"""The name of a question may stand anywhere with the numbers and quantities in it, and frees nothing beside it."""

from __future__ import annotations

import csv

import pytest

from publication.prose.names import without_names
from tests.conftest import Workspace


def called(tiny: Workspace, label: str) -> None:
    """Gives the first variable of the study a label."""
    path = tiny.study / "variables.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *rows = csv.reader(file)
    first[header.index("label")] = label
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first, *rows])


def say_among_findings(tiny: Workspace, text: str) -> None:
    page = tiny.docs / "findings" / "barrels.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize("label", ["Which barrel they use most", "Views in the last 12 months on most ma…"])
def test_a_question_may_ask_what_somebody_does_most(tiny: Workspace, label: str) -> None:
    called(tiny, label)
    say_among_findings(tiny, f"## {label}")
    tiny.build()


def test_words_beside_the_name_of_a_question_are_read_as_ever(tiny: Workspace) -> None:
    called(tiny, "Which barrel they use most")
    say_among_findings(tiny, "Which barrel they use most is what most say.")
    (problem,) = tiny.problems()
    assert "the number 'most' is bound to nothing" in problem


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Visits in 12 months, by age", ", by age"),
        ("On visits in 12 months", "On"),
        ("In visits in 12 months% of", "In visits in 12 months% of"),
        ("Revisits in 12 months", "Revisits in 12 months"),
    ],
)
def test_a_name_is_blanked_where_it_stands_whole(text: str, left: str) -> None:
    assert without_names(text, ["Visits in 12 months"]).strip() == left
    assert len(without_names(text, ["Visits in 12 months"])) == len(text)
