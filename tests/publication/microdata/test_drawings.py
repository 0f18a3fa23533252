"""Drawings say no more than their tables: found are a number that the table does not show, and a group left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from publication.build import Built
from publication.charts.cards import Card, card_svg
from publication.charts.drawing import as_png, pictures, signed
from publication.model import DrawnChart
from tests.conftest import Workspace
from tests.leaks.drawings import chart_leaks

TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")


@pytest.fixture(scope="module")
def built(good_survey: Workspace) -> Built:
    return good_survey.build(is_counted=False)


def in_file(old: str, new: str, part: str) -> Callable[[DrawnChart], DrawnChart]:
    def changed(chart: DrawnChart) -> DrawnChart:
        file = chart.files[0]
        text = getattr(file, part)
        assert old in text
        return replace(chart, files=(replace(file, **{part: text.replace(old, new, 1)}), *chart.files[1:]))

    return changed


def moved(chart: DrawnChart) -> DrawnChart:
    """The second bar, four pixels further down: a place can tell a number as well as a length can."""
    file = chart.files[0]
    document = json.loads(file.spec)
    bars = next(rows for rows in document["datasets"].values() if "bar" in rows[0])
    bars[1]["bar"] += 4
    return replace(chart, files=(replace(file, spec=json.dumps(document)), *chart.files[1:]))


def in_page(chart: DrawnChart) -> DrawnChart:
    assert ">[c]<" in chart.wide_svg
    return replace(chart, wide_svg=chart.wide_svg.replace(">[c]<", ">4<", 1))


def in_words(line: str) -> Callable[[DrawnChart], DrawnChart]:
    def changed(chart: DrawnChart) -> DrawnChart:
        return replace(chart, words=replace(chart.words, lines=(*chart.words.lines, line)))

    return changed


def in_scale(chart: DrawnChart) -> DrawnChart:
    return replace(chart, words=replace(chart.words, scale="horizontal bars on a scale from 0 to 4."))


SPOILS: dict[str, tuple[Callable[[DrawnChart], DrawnChart], str]] = {
    "a length where nothing is shown": (in_file('"solid": null', '"solid": 1.2', "spec"), "a number where the table"),
    "a wording where nothing is shown": (in_file('"[c]"', '"1.2%"', "spec"), "a number where the table shows none"),
    "another length": (in_file('"solid": 57.6', '"solid": 58.6', "spec"), "another number than the table's"),
    "another group": (
        in_file('"name": "Hill · Yes"', '"name": "Hill · Perhaps"', "spec"),
        "a bar of no group of the table",
    ),
    "a number in the picture": (in_file(">[c]<", ">4<", "svg"), "a number in the picture"),
    "a number on the page": (in_page, "a number in the picture"),
    "a name with a number": (
        in_file('"Hill · Yes"\n        ]', '"Hill · Yes 4"\n        ]', "spec"),
        "a name or a whole that the table",
    ),
    "a number that nothing draws": (in_file('"start": 0', '"start": 0, "count": 4', "spec"), "data that are no bars"),
    "a bar that is moved": (moved, "bars whose places do not follow"),
    "a number in the words": (in_words("Hill · Would not say: withheld, about 4."), "a number that its bar does not"),
    "a line of no bar": (in_words("Hill · Perhaps: 4."), "a number that its bar does not have"),
    "a scale in words": (in_scale, "an end of the scale"),
    "a group left out": (in_file(">57.6%<", "><", "svg"), "a group that the picture leaves out"),
}


def test_drawings_as_they_are_made_say_what_their_tables_show(built: Built) -> None:
    assert list(chart_leaks(built.charts, built.release.tables)) == []


def test_a_picture_for_slides_is_the_audited_drawing_with_the_address_of_the_site(built: Built, tmp_path: Path) -> None:
    made = pictures(built.charts, "", tmp_path)
    for chart in built.charts:
        for file, name in zip(chart.files, (chart.spec.id, f"{chart.spec.id}-dark"), strict=True):
            assert made[f"{name}.png"] == as_png(file.svg, 4)
            words = TEXT.findall(signed(file, "https://data.example.net/"))
            assert words == [*TEXT.findall(file.svg), "https://data.example.net/"]


def test_a_picture_for_sharing_has_its_own_words_and_those_of_the_audited_drawing(built: Built) -> None:
    drawing = built.charts[0].wide_svg
    cards = [
        Card("a", "The hill", "Gardeners", "<svg></svg>", drawing, note="Of all."),
        Card("b", "The hill", "Gardeners", "<svg></svg>", value="12", note="Of all."),
    ]
    for card in cards:
        value = [card.value] if card.value else []
        assert TEXT.findall(card_svg(card)) == [card.site, card.title, *value, *TEXT.findall(card.drawing), card.note]


@pytest.mark.parametrize("name", SPOILS)
def test_a_drawing_that_says_more_or_less_than_its_table_is_found(built: Built, name: str) -> None:
    spoil, says = SPOILS[name]
    charts = (spoil(built.charts[0]), *built.charts[1:])
    assert any(what.startswith(says) for _, _, what in chart_leaks(charts, built.release.tables))
