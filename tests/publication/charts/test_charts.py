"""Charts: every number of the table stands in the drawing, once for a screen reader, in the colours of its page."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from publication.build import Built, release_of
from publication.charts.bars import DARK, LIGHT, Bar, bars_of
from publication.charts.drawing import draw_charts
from publication.charts.vega import BAR, BOLD, GAP, lines_of, width_of
from publication.files import read_pages
from publication.model import DrawnChart
from publication.tables import Inputs
from tests.conftest import Workspace


def drawn(built: Built, id: str) -> DrawnChart:
    return next(chart for chart in built.charts if chart.spec.id == id)


def rows(built: Built, id: str) -> dict[str, Bar]:
    chart = drawn(built, id).spec
    return {row.name: row for row in bars_of(chart, built.release.table(chart.table)).rows}


def words(svg: str) -> str:
    """The text of a drawing, its lines joined."""
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())


def test_each_qualifier_is_drawn_in_its_own_way(tiny_built: Built) -> None:
    shares = rows(tiny_built, "barrels") | rows(tiny_built, "leaks")
    parts = {
        name: (row.extent.sure, row.extent.possible, row.extent.limit) for name, row in shares.items() if row.extent
    }
    assert parts == {
        "Have no barrel": (62, 62, None),
        "Have a green barrel": (25, 100, 25),
        "Have a blue barrel": (10, 100, 10),
        "Had a barrel stolen": (0, 5, 5),
        "Have an old barrel": (0, 100, None),
        "Would like a barrel": (50, 100, 50),
        "Have a barrel that leaks": (0, 50, 50),
    }


def test_a_drawing_of_dots_has_a_hundred_of_them_and_says_how_to_read_them(tiny_built: Built) -> None:
    chart = drawn(tiny_built, "leaks")
    assert chart.wide_svg.count("<use ") == 100 + 50
    assert chart.words.key == (
        "Each dot is one in a hundred. Hatched up to the line, which the share does not reach; "
        "how far below it lies is not stated."
    )


def test_counts_are_drawn_within_the_whole_and_what_is_left_over_is_marked(tiny_built: Built) -> None:
    chart = drawn(tiny_built, "sides").spec
    data = bars_of(chart, tiny_built.release.table(chart.table))
    assert data.whole == 800
    assert [(row.name, row.wording, row.solid, row.is_derived) for row in data.rows] == [
        ("North side", "500 gardeners", 500, False),
        ("South side", "250 gardeners", 250, False),
        ("Not explained", "50 gardeners", 50, True),
    ]


@pytest.mark.parametrize("which", ["tiny_built", "real_built"])
def test_every_row_of_the_table_stands_in_every_drawing(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for chart in built.charts:
        data = bars_of(chart.spec, built.release.table(chart.spec.table))
        for svg in (*(file.svg for file in chart.files), chart.wide_svg, chart.narrow_svg):
            said = words(svg)
            for row in data.rows:
                assert row.name in said, (chart.spec.id, row.name)
                assert row.wording in said, (chart.spec.id, row.wording)


@pytest.mark.parametrize("which", ["tiny_built", "real_built"])
def test_a_drawing_is_one_image_with_one_label(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for chart in built.charts:
        for svg in (*(file.svg for file in chart.files), chart.wide_svg, chart.narrow_svg):
            root = ET.fromstring(svg)
            assert root.get("role") == "img"
            assert root.get("aria-label") == chart.spec.alt
            inner = [element.attrib for element in root.iter() if element is not root]
            assert not [found for found in inner if any(name == "role" or name.startswith("aria") for name in found)]


def test_a_file_says_headline_base_and_source_and_a_page_says_them_itself(tiny_built: Built) -> None:
    chart = drawn(tiny_built, "sides")
    for file in chart.files:
        assert "500 gardeners garden on the north side" in words(file.svg)
        assert "Base: all gardeners who answered. Source: The Barrel Almanac." in words(file.svg)
    assert "garden on the north side" not in words(chart.wide_svg)


def test_no_number_reaches_beyond_the_drawing(tiny_built: Built, practice_built: Built) -> None:
    """A drawing that grows with a number is shrunk on its page, and its letters with it."""
    for chart in (*tiny_built.charts, *practice_built.charts):
        for svg, width in ((chart.wide_svg, 640), (chart.narrow_svg, 312)):
            assert float(ET.fromstring(svg).get("viewBox", "").split()[2]) <= width + 2, chart.spec.id


def test_each_name_stands_right_above_its_bar_and_no_long_one_moves_the_others_apart(
    real_built: Built, practice_built: Built
) -> None:
    heights = set()
    for chart in (*real_built.charts, *practice_built.charts):
        datasets = json.loads(chart.files[0].spec)["datasets"].values()
        rows: list[dict[str, Any]] = next((rows for rows in datasets if "name_end" in rows[0]), [])
        if not rows:
            assert "strength" in chart.files[0].spec, chart.spec.id
            continue
        heights.add(tuple({row["bar"] - row["name_end"] for row in rows}))
        for before, after in pairwise(rows):
            assert after["name_top"] - before["bar"] == BAR / 2 + GAP, chart.spec.id
    assert len(heights) == 1


def test_a_name_breaks_where_the_drawing_ends_and_no_sooner() -> None:
    text = "Report an active part in investigations of indecent image collections, production and distribution"
    width = width_of(text, 14)
    assert lines_of(text, width, 14) == [text]
    assert lines_of(text, width - 1, 14) == [text.removesuffix(" distribution"), "distribution"]
    assert width_of(text, 28) == 2 * width < width_of(text, 28, BOLD)
    assert lines_of("", 100, 14) == [""]
    assert lines_of("unbreakable", 1, 14) == ["unbreakable"]


def test_files_have_the_colours_of_their_theme(tiny_built: Built) -> None:
    light, dark = drawn(tiny_built, "barrels").files
    assert (light.theme, dark.theme) == ("light", "dark")
    for file, own, other in ((light, LIGHT, DARK), (dark, DARK, LIGHT)):
        for part in ("paper", "mark", "track", "ink"):
            assert own.parts()[part] in file.svg.lower()
            assert other.parts()[part] not in file.svg.lower()


def test_a_drawing_for_a_page_takes_every_colour_from_the_page(tiny_built: Built) -> None:
    for chart in tiny_built.charts:
        for svg in (chart.wide_svg, chart.narrow_svg):
            painted = re.findall(r'(?:fill|stroke|stop-color)="([^"]+)"', svg)
            allowed = ("var(--chart-", "none", "transparent", "url(#")
            assert painted
            assert not [colour for colour in painted if not colour.startswith(allowed)]


def test_ids_are_unique_over_all_drawings_and_every_reference_leads_to_one(tiny_built: Built) -> None:
    page = "".join(svg for chart in tiny_built.charts for svg in (chart.wide_svg, chart.narrow_svg))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(id.startswith(("barrels-", "sides-", "leaks-")) for id in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


def test_a_specification_names_no_other_host_than_its_schema(tiny_built: Built) -> None:
    for chart in tiny_built.charts:
        for file in chart.files:
            spec = json.loads(file.spec)
            assert re.fullmatch(r"https://vega.github.io/schema/vega-lite/v\d[\d.]*\.json", spec.pop("$schema"))
            assert "http" not in json.dumps(spec)


def test_a_damaged_drawing_is_drawn_again_and_does_not_depend_on_those_drawn_before(
    tiny_built: Built, tmp_path: Path
) -> None:
    release = tiny_built.release
    (tmp_path / "sides.json").write_bytes(b"{rubbish")
    (tmp_path / "leaks.json").write_bytes(b"[]")
    assert draw_charts(release, tmp_path) == tiny_built.charts


def test_an_earlier_drawing_of_other_numbers_is_not_taken(tiny: Workspace, tiny_built: Built, tmp_path: Path) -> None:
    cache = shutil.copytree(tiny.cache, tmp_path / "cache")
    tiny.spoil(
        "figures.csv", "nearly 1/2 | nearly half | nearly {value}%", "nearly {value}% | nearly half | nearly 1/2"
    )
    release, _, _ = release_of(Inputs(tiny.study, tiny.package, tiny.cache, read_pages(tiny.docs)))
    again = {chart.spec.id: chart for chart in draw_charts(release, cache)}
    assert "nearly 1/2" in words(drawn(tiny_built, "leaks").wide_svg)
    assert "nearly 50%" in words(again["leaks"].wide_svg)
