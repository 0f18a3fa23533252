"""Prose is read wherever it stands: each sentence of a study, each part of a page, each word that states a quantity."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from publication.build import Built
from tests.conftest import Workspace
from tests.publication.prose.test_prose import said

# A number that differs from its figure, a number that is bound to nothing, and a word that states a quantity.
WRONG, LOOSE, WORD = (
    "says '61%', figure barrel_none says '62%'",
    "the number '17' is bound",
    "the number 'twice' is bound",
)
ADDED = " So [61%](figure:barrel_none), 17 and twice."
STRICT, NAMED, BOUND, FREE = (WRONG, LOOSE, WORD), (WRONG, WORD), (WRONG, LOOSE), (WRONG,)
SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "charts.yml": dict.fromkeys(("headline", "subtitle", "alt", "base", "caution"), STRICT),
    "tables.yml": {"title": NAMED, "description": BOUND},
    "checks.yml": {"question": BOUND, "reading": BOUND},
}
CELLS = {"label": FREE, "statement": FREE, "note": FREE}
OTHER_CELLS = {("findings.csv", "statement"): STRICT, ("variables.csv", "label"): NAMED}


def spoilt_documents(study: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Adds to each sentence of the first chart, table and check; yields its place and what is wrong with it there."""
    for name, texts in SENTENCES.items():
        path = study / name
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, wrong in texts.items():
            entries[0][key] += ADDED
            yield f"study/{name}: {entries[0]['id']}.{key}: ", wrong
        path.write_text(yaml.safe_dump(entries, sort_keys=False), encoding="utf-8")


def spoilt_tables(study: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Adds to each sentence in the first row of each table; yields its place and what is wrong with it there."""
    for path in sorted(study.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for column, wrong in CELLS.items():
            if rows and column in header:
                place = header.index(column)
                rows[0][place] = (rows[0][place] + ADDED).strip()
                yield f"study/{path.name}:2:{column}: ", OTHER_CELLS.get((path.name, column), wrong)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])


def test_every_sentence_of_a_study_is_compared_with_the_data(tiny: Workspace) -> None:
    """Nothing else is said of a sentence either: dates and pages may stand where no finding is stated."""
    places = dict([*spoilt_documents(tiny.study), *spoilt_tables(tiny.study)])
    assert len(places) > 20
    problems = tiny.problems()
    for place, wrong in places.items():
        found = [problem.removeprefix(place) for problem in problems if problem.startswith(place)]
        assert len(found) == len(wrong), (place, found)
        assert all(any(text.startswith(start) for text in found) for start in wrong), (place, found)


@pytest.mark.parametrize(
    "text",
    [
        '<img src="barrels.png" alt="61% have none">',
        "<img src='barrels.png' alt='61% have none'>",
        '<abbr title="61% of them">none</abbr>',
        '<a href="barrels.md" aria-label="the 61% without">none</a>',
        "---\ntitle: 61% have none\n---\nText",
        "---\ndescription: 61% have none\n---\nText",
        "---\nicon: barrel\ntitle: 61% have none\nweight: 17\n---\nText",
        '[none](barrels.md "61% of them")',
        "![61% have none](barrels.png)",
    ],
)
def test_a_number_is_found_where_only_some_readers_meet_it(tiny_built: Built, text: str) -> None:
    (problem,) = said(tiny_built, text)
    assert problem.endswith("the number '61%' is bound to nothing")


# Each word of the lists, in each of its forms.
QUANTITIES = """
twice; thrice; double; doubles; doubled; treble; trebles; trebled; triple; triples; tripled; halve; halves; halved;
fourfold; both; pair; pairs; couple; couples; dozens; hundreds; thousands; millions; majorities; minority; most;
every second; every third; every fourth; every fifth; every other
"""
TURNS = """
above; below; up to; at least; at most; under; over; nearly; almost; about; around; roughly; approximately;
more than; less than; fewer than; a mere; as many as
"""


def each(words: str) -> list[str]:
    return [word.strip() for word in words.split(";")]


@pytest.mark.parametrize("word", each(QUANTITIES))
def test_a_word_that_states_a_quantity_is_found_on_a_page_of_findings_alone(tiny_built: Built, word: str) -> None:
    assert said(tiny_built, f"It is {word} here.", "page.md") == []
    assert said(tiny_built, f"It is {word} here.", "findings/page.md") == [
        f"docs/findings/page.md:1: the number {word!r} is bound to nothing"
    ]


@pytest.mark.parametrize("word", each(TURNS))
def test_a_word_that_turns_a_bound_number_belongs_inside_its_link(tiny_built: Built, word: str) -> None:
    for text in (f"{word.capitalize()} [62%](figure:barrel_none)", f"So {word}\n[62%](figure:barrel_none)"):
        (problem,) = said(tiny_built, text)
        assert f"{word}' before '62%' changes what it says" in problem.casefold()


@pytest.mark.parametrize("text", ["They add up to", "It adds up to", "A layout", "Of these", "The roundabout"])
def test_other_words_may_stand_before_a_bound_number(tiny_built: Built, text: str) -> None:
    assert said(tiny_built, f"{text} [62%](figure:barrel_none)") == []


@pytest.mark.parametrize(
    "text",
    [
        "a[62%](figure:barrel_none)",
        "1[62%](figure:barrel_none)",
        "[62%](figure:barrel_none)s",
        "-[62%](figure:barrel_none)",
        "[62%](figure:barrel_none)%",
        "[62%](figure:barrel_none) per cent",
    ],
)
def test_nothing_may_touch_a_bound_number(tiny_built: Built, text: str) -> None:
    assert "docs/page.md:1: something touches the bound number '62%'" in said(tiny_built, text)


@pytest.mark.parametrize(
    "name",
    [
        "COVID-19 vaccination",
        "Likelihood to recommend (0-10)",
        "Answers in 2025",
        "Aged 65 or older",
        "Question 12b, 1 of 3",
    ],
)
def test_numbers_in_names_need_no_exemption_wherever_the_name_is_repeated(tiny: Workspace, name: str) -> None:
    path = tiny.study / "tables.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries[0]["title"] = name
    path.write_text(yaml.safe_dump(entries, sort_keys=False), encoding="utf-8")
    page = tiny.docs / "findings" / "barrels.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\nMore on {name[0].lower() + name[1:]}.\n", encoding="utf-8")
    tiny.build()


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("61% know it", "61%"),
        ("Two in five know it", "Two in five"),
        ("Half of them know it", "Half"),
        ("Why 17 gardeners water at night", "17"),
        ("1,034 respondents", "1,034"),
        ("What 17 said of it", "17"),
        ("Nearly 17 barrels", "17"),
        ("17 of the barrels leak", "17"),
    ],
)
def test_a_number_in_a_name_that_claims_a_result_is_still_bound(tiny: Workspace, name: str, number: str) -> None:
    path = tiny.study / "tables.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries[0]["title"] = name
    path.write_text(yaml.safe_dump(entries, sort_keys=False), encoding="utf-8")
    assert any(f"title: the number {number!r} is bound to nothing" in problem for problem in tiny.problems())
